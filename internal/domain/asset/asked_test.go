package asset_test

import (
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
)

// callNames are the names of all that the organ of the tests has.
func (s *scene) callNames() map[string]string {
	out := map[string]string{}
	for id, d := range s.departments {
		out[id] = d.Name
	}
	for id, r := range s.rooms {
		out[id] = r.Name
	}
	for id, p := range s.persons {
		out[id] = p.Name
	}
	return out
}

func (s *scene) tells(id, zh, en string) {
	s.t.Helper()
	got := asset.AskLine(s.assets[id].Asks(s.callNames()))
	if got.ZH != zh || got.EN != en {
		s.t.Errorf("%s:\n%s\n%s\nwant\n%s\n%s", id, got.ZH, got.EN, zh, en)
	}
}

// What waits tells its signers from what to what, each verb with what it is about.
func TestARequestTellsWhatItWouldChange(t *testing.T) {
	s := newScene(t)
	r := claiming("tok", asset.Token)
	s.enter(r)
	a := marking(secret)
	a.Term, a.Reason = 10, "设备清单改版"
	s.must("offA", asset.VerbClassify, "tok", a)
	s.tells("tok", "密级：未定密 → 机密★10年；原台账密级：绝密★30年；定密依据：定密事项一览表第3项；低于原台账密级的理由：设备清单改版",
		"level: not classified → secret★10 y; level in the old ledger: top secret★30 y; basis: 定密事项一览表第3项; reason for a level below the old ledger's: 设备清单改版")
	s.stored("up", asset.Medium, conf)
	s.must("offA", asset.VerbUpgrade, "up", marking(secret))
	if got := asset.AskLine(s.assets["up"].Asks(s.callNames())).ZH; !strings.HasPrefix(got, "密级：秘密★10年 → 机密（期限按上限）；") {
		t.Error(got)
	}
	s.stored("m", asset.Medium, conf)
	s.must("sec1", asset.VerbIssue, "m", asset.Args{Person: "u1", Room: "vault", Use: "会议记录"})
	s.tells("m", "接收人：测试u1（甲处）；房间：101；用途：会议记录", "receiver: 测试u1 (甲处); room: 101; use: 会议记录")
	s.sign("m", "headA")
	s.must("u1", asset.VerbAccept, "m", asset.Args{})
	s.must("u1", asset.VerbHandOver, "m", asset.Args{Person: "u3", Room: "of-b", Reason: "岗位\n调整"})
	s.tells("m", "责任人：测试u1 → 测试u3（乙处）；房间：101 → 502；说明：岗位 调整", "keeper: 测试u1 → 测试u3 (乙处); room: 101 → 502; note: 岗位 调整")
	s.used("back", asset.Medium, conf, "u1")
	s.must("sec1", asset.VerbReturn, "back", asset.Args{})
	s.tells("back", "责任人：测试u1 → 库房", "keeper: 测试u1 → the store")
}

// A correction tells each field with its old text, an emptied one too; a long
// text is cut in the line and whole among the asks.
func TestACorrectionTellsEachField(t *testing.T) {
	s := newScene(t)
	s.stored("m", asset.Medium, conf)
	serial, notes, brand := "SN-2", strings.Repeat("长", 100), ""
	s.must("sec1", asset.VerbCorrect, "m", asset.Args{Correct: &asset.Correction{Serial: &serial, Brand: &brand, Notes: &notes}, Reason: "盘点发现"})
	list := s.assets["m"].Asks(s.callNames())
	line := asset.AskLine(list).ZH
	for _, want := range []string{"序列号：SN-m → SN-2", "品牌：样机 → （清空）", strings.Repeat("长", 60) + "…", "原因：盘点发现"} {
		if !strings.Contains(line, want) {
			t.Errorf("no %q in %s", want, line)
		}
	}
	for _, a := range list {
		if a.Name == "notes" && a.To.ZH != notes {
			t.Errorf("cut: %s", a.To.ZH)
		}
	}
	if s.assets["none"].Asks(nil) != nil {
		t.Error("something is asked for where nothing waits")
	}
}

// Of another asset outside the reader's scope no more is told than that there is one.
func TestAnAssetOutOfSightIsNotNamed(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1")
	s.used("m", asset.Medium, secret, "u1")
	s.must("offA", asset.VerbPair, "pc", asset.Args{Other: "m"})
	s.tells("pc", "连接的设备：不在您权限范围内的设备", "asset to connect: an asset outside your scope")
}
