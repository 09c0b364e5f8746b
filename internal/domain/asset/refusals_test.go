package asset_test

import (
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
)

// Seats are alternatives and said so; who has one of them elsewhere is told that,
// rather than to get what he has.
func TestARefusalForTheSeatNamesWhatWouldDo(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, conf)
	e := asError(s.try("u1", asset.VerbIssue, "pc", toIssue("u2")))
	if e == nil || e.Rule != "flow.seat" || len(e.Missing) != 1 {
		t.Fatalf("%v", e)
	}
	says(t, e.Missing, "需要其一：资产管理员、保密办", "one of: asset officer, secrecy office")
	e = asError(s.try("headB", asset.VerbIssue, "pc", toIssue("u2"))) // asset officer of b
	says(t, e.Missing, "您的资产管理员职责不含该设备所在部门", "does not cover the department")
	r := draft("new", asset.Medium)
	e = asError(s.register("headB", r))
	says(t, e.Missing, "部门「甲处」不在您的职责范围内", "\"甲处\" is outside your scope")
	says(t, e.Missing, "需要其一：", "one of:")
	r.Department = ""
	if e = asError(s.register("headB", r)); len(e.Missing) != 1 {
		t.Errorf("%v", e)
	}
	says(t, e.Missing, "请填写部门", "name the department")
	_, err := s.print("u1", "pc")
	says(t, asError(err).Missing, "需要其一：资产管理员、保密办", "one of:")
	_, err = s.print("headB", "pc")
	says(t, asError(err).Missing, "职责不含该设备所在部门", "does not cover")
	if one := org.OneOf(org.Technician); one.EN != "needed: technician" {
		t.Errorf("%+v", one)
	}
}

// A refusal for the class names what the deed is for, not what the asset is.
func TestARefusalForTheClassNamesWhatItAppliesTo(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, conf, "u1")
	e := asError(s.try("u1", asset.VerbLoad, "pc", marking(conf)))
	if e == nil || e.Rule != "flow.class" || len(e.Missing) != 1 {
		t.Fatalf("%v", e)
	}
	says(t, e.Missing, "适用于：移动存储介质", "applies to: medium")
	s.used("m", asset.Medium, conf, "u1")
	e = asError(s.try("tech", asset.VerbCheck, "m", asset.Args{}))
	says(t, e.Missing, "适用于：计算机、办公自动化设备、网络设备", "applies to: computer, office device, network device")
}

// Whose turn it is, is told to those whose turn it is not; who has the turn is
// told the word for it.
func TestARefusalToSignTellsWhoseTurnItIs(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, conf)
	s.must("sec1", asset.VerbIssue, "pc", toIssue("u2"))
	e := asError(s.try("headA", asset.VerbAccept, "pc", none1()))
	if len(e.Missing) != 1 {
		t.Errorf("%v", e)
	}
	says(t, e.Missing, "请改用：同意", "use instead: approve")
	e = asError(s.try("headB", asset.VerbApprove, "pc", none1()))
	says(t, e.Missing, "现由部门负责人签署", "it is the turn of the department head")
	says(t, e.Missing, "另一部门的部门负责人", "another department")
	e = asError(s.try("wit1", asset.VerbApprove, "pc", none1()))
	if len(e.Missing) != 1 {
		t.Errorf("%v", e)
	}
	says(t, e.Missing, "现由部门负责人签署", "it is the turn of")
}

// A label that was made void is told as such: no level has changed.
func TestAVoidLabelIsNotToldAsAChangeOfLevel(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, conf, "d")
	token := s.labels["pc"][0].Token
	if err := s.voidLabel("sec1", "pc", token, "破损"); err != nil {
		t.Fatal(err)
	}
	e := asError(s.try("sec1", asset.VerbIssue, "pc", toIssue("u1")))
	if e == nil || e.Rule != "lvl.label-follow" || e.Text.ZH != "现行标签已作废，请打印新标签并扫码回读。" || len(e.Articles) == 0 {
		t.Errorf("%+v", e)
	}
	s.label("pc")
	s.must("tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d", Room: "vault", Reason: "更换"})
	s.sign("pc", "sec1")
	if e = asError(s.try("sec1", asset.VerbIssue, "d", toIssue("u1"))); e == nil || e.Rule != "lvl.label-follow" || e.Text.EN != "It wears no label in force: print one and read it back." {
		t.Errorf("%+v", e)
	}
	s.must("sec1", asset.VerbUpgrade, "pc", marking(secret))
	s.sign("pc", "headA", "grp1")
	if e = asError(s.try("sec1", asset.VerbIssue, "pc", toIssue("u1"))); e == nil || e.Rule != "lvl.label-follow" || e.Text.ZH != "密级已变更，标志未更换。" {
		t.Errorf("%+v", e)
	}
}
