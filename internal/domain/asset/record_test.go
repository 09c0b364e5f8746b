package asset_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/asset"
)

// allTexts corrects every text to the value (dates to a date).
func allTexts(v, date string) *asset.Correction {
	return &asset.Correction{
		Serial: &v, Brand: &v, Model: &v, Name: &v, FixedAssetNo: &v, Use: &v, OS: &v, OSInstalled: &date, MAC: &v, Optical: &v,
		Capacity: &v, Supplier: &v, PurchaseDate: &date, StartDate: &date, Notes: &v, Extra: map[string]string{"柜号": v},
	}
}

func TestACorrectionKeepsWhatItReplaces(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	first := allTexts("甲", "2026-01-31")
	kind := asset.Kind("server")
	first.Kind = &kind
	for i, c := range []*asset.Correction{first, allTexts("乙", "2026-02")} {
		if i == 1 {
			kind2 := asset.Kind("portable")
			c.Kind = &kind2
		}
		s.must("offA", asset.VerbCorrect, "pc", asset.Args{Correct: c, Reason: "核对实物"})
		s.refused("apr.no-self", "offA", asset.VerbApprove, "pc", none1())
		s.sign("pc", "sec2")
	}
	e, err := s.log[len(s.log)-1].event()
	if err != nil {
		t.Fatal(err)
	}
	got := e.Data.(asset.Corrected)
	if diff := cmp.Diff(*first, got.Old); diff != "" {
		t.Error(diff)
	}
	if pc := s.assets["pc"]; pc.Serial != "乙" || pc.Details.PurchaseDate != "2026-02" || pc.Details.Extra["柜号"] != "乙" || pc.Kind != "portable" {
		t.Errorf("%+v", pc)
	}
	s.must("offA", asset.VerbCorrect, "pc", asset.Args{Correct: &asset.Correction{Extra: map[string]string{"柜号": ""}}, Reason: "撤柜"})
	s.sign("pc", "sec2")
	if _, there := s.assets["pc"].Details.Extra["柜号"]; there {
		t.Error("the field is still there")
	}
}

func TestACorrectionMakesNoRecordThatCouldNotBeRegistered(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	s.enter(draft("pc2", asset.Computer))
	fix := func(c asset.Correction) asset.Args { return asset.Args{Correct: &c, Reason: "核对"} }
	s.invalid("correct", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{}))
	s.refused("reg.serial-required", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Serial: text(" ")}))
	s.refused("reg.serial-unique", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Serial: text("sn-PC2")}))
	kind := asset.Kind("usb_stick")
	s.invalid("kind", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Kind: &kind}))
	s.invalid("model", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Model: text(strings.Repeat("型", 201))}))
	s.invalid("purchase_date", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{PurchaseDate: text("2026-02-30")}))
	s.invalid("extra", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Extra: map[string]string{" ": "x"}}))
	many := map[string]string{}
	for i := range 101 {
		many[strings.Repeat("k", i+1)] = "v"
	}
	s.invalid("extra", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Extra: many}))
	s.invalid("extra", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Extra: map[string]string{"a\nb": "x"}}))
	s.invalid("extra", "sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Extra: map[string]string{"a": "\x00"}}))
	// A draft is mended at once; its own serial is no duplicate of itself.
	s.must("sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Serial: text("sn-pc"), Notes: text("两行\n备注")}))
	s.must("sec1", asset.VerbCorrect, "pc", fix(asset.Correction{Serial: text("SN-new")}))
	s.must("sec1", asset.VerbCorrect, "pc2", fix(asset.Correction{Serial: text("SN-pc")})) // free again
}

// The serial that was free when the correction was asked for may be taken since.
func TestACorrectionIsCheckedAgainBeforeItIsSigned(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.must("offA", asset.VerbCorrect, "pc", asset.Args{Correct: &asset.Correction{Serial: text("SN-y")}, Reason: "核对"})
	s.enter(draft("y", asset.Computer))
	s.refused("reg.serial-unique", "sec2", asset.VerbApprove, "pc", none1())
}

func TestAVoidedDraftVoidsItsPartsAndFreesTheirSerials(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer, "d"))
	s.invalid("reason", "sec1", asset.VerbVoid, "pc", asset.Args{Reason: "  "})
	s.must("sec1", asset.VerbVoid, "pc", asset.Args{Reason: "重复登记"})
	s.life("pc", asset.Voided)
	s.life("d", asset.Voided)
	r := draft("new", asset.Computer, "e")
	r.Serial, r.Parts[0].Serial = "SN-pc", "SN-d"
	s.enter(r)
	for _, spec := range asset.Specs() {
		if spec.Verb != asset.VerbReportLost {
			_, err := s.do("sec1", asset.Command{Asset: "pc", Verb: spec.Verb})
			if got := ruleOf(err); got != "flow.state" && got != "flow.class" {
				t.Errorf("%s of a voided draft: %v", spec.Verb, err)
			}
		}
	}
}

func TestADraftThatIsBeingClassifiedIsNotVoided(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	s.must("sec1", asset.VerbClassify, "pc", marking(secret))
	s.refused("flow.pending", "sec1", asset.VerbVoid, "pc", asset.Args{Reason: "重复登记"})
}

func TestATechnicalCheckSaysWhatWasFound(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.invalid("wireless", "tech", asset.VerbCheck, "pc", asset.Args{Wireless: "perhaps", Network: asset.NetworkNone})
	s.invalid("network", "tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessAbsent, Network: "lan"})
	s.must("tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessRemoved, Network: asset.NetworkClassified})
	if pc := s.assets["pc"]; pc.Network != asset.NetworkClassified || pc.Wireless != asset.WirelessRemoved || pc.Checked != s.now {
		t.Errorf("%+v", pc)
	}
}

func TestAStaleVersionAndAnUnknownAsset(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	c := asset.Command{Asset: "pc", Verb: asset.VerbMove, Args: asset.Args{Room: "vault"}, Version: s.assets["pc"].Version - 1}
	if _, err := s.do("sec1", c); asError(err) == nil || asError(err).Code != "asset.stale" {
		t.Errorf("%v", err)
	}
	c.Version++
	if _, err := s.do("sec1", c); err != nil {
		t.Error(err)
	}
	if err := s.try("sec1", asset.VerbMove, "none", none1()); asError(err).Code != "asset.not_found" {
		t.Errorf("%v", err)
	}
	if err := s.try("sec1", "melt", "pc", none1()); asError(err).Code != "command.unknown" {
		t.Errorf("%v", err)
	}
}
