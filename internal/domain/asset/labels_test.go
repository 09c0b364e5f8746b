package asset_test

import (
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
)

func TestALabelIsPrintedOnceAndThenCopied(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	if _, err := s.print("sec1", "pc"); ruleOf(err) != "lvl.none-no-use" {
		t.Errorf("%v", err)
	}
	s.classify("pc", secret)
	for who, want := range map[string]string{"u1": "flow.seat", "sys": "adm.no-business", "headB": "flow.seat"} {
		if _, err := s.print(who, "pc"); ruleOf(err) != want {
			t.Errorf("by %s: %v, want %s", who, err, want)
		}
	}
	if _, err := s.print("sec1", "none"); asError(err).Code != "asset.not_found" {
		t.Errorf("%v", err)
	}
	first, err := s.print("offA", "pc")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.print("sec1", "pc"); err != nil || again != first {
		t.Errorf("%q, want the copy of %q: %v", again, first, err)
	}
	l := s.labels["pc"][0]
	want := asset.LabelText{Code: "BM-pc", Name: "台式计算机", Department: "甲处", Mark: "机密★20年", Level: "secret"}
	if l.Copies != 2 || l.Shows != want || l.State != asset.LabelPrinted || s.assets["pc"].LabelIssued != 1 {
		t.Errorf("%+v", l)
	}
	s.must("sec1", asset.VerbLabel, "pc", asset.Args{Token: first})
	s.life("pc", asset.InStore)
	s.refused("flow.state", "sec1", asset.VerbLabel, "pc", asset.Args{Token: first}) // on it already
}

func TestAnUpgradeNeedsANewLabelAndReplacesTheOld(t *testing.T) {
	s := newScene(t)
	s.stored("n", asset.NetDev, conf)
	old := s.labels["n"][0].Token
	s.must("sec1", asset.VerbUpgrade, "n", marking(secret))
	s.sign("n", "headA", "grp1")
	s.refused("flow.label", "sec1", asset.VerbLabel, "n", asset.Args{Token: old}) // shows the old marking
	s.label("n")
	if l := s.labels["n"]; l[0].State != asset.LabelReplaced || l[1].State != asset.LabelOn || s.assets["n"].LabelApplied != 2 {
		t.Errorf("%+v", l)
	}
	s.refused("flow.label", "sec1", asset.VerbLabel, "n", asset.Args{Token: old})
}

func TestAVoidLabelIsOutOfForce(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	token := s.labels["pc"][0].Token
	for who, want := range map[string]string{"u1": "flow.seat", "aud": "adm.no-business"} {
		if err := s.voidLabel(who, "pc", token, "破损"); ruleOf(err) != want {
			t.Errorf("by %s: %v", who, err)
		}
	}
	wantField(t, "reason", s.voidLabel("sec1", "pc", token, " "))
	wantField(t, "reason", s.voidLabel("sec1", "pc", token, "\x00"))
	if err := s.voidLabel("sec1", "pc", "FREMD", "破损"); asError(err).Code != "asset.not_found" {
		t.Errorf("%v", err)
	}
	if err := s.voidLabel("sec1", "pc", token, "破损"); err != nil {
		t.Fatal(err)
	}
	if err := s.voidLabel("sec1", "pc", token, "破损"); ruleOf(err) != "flow.label" {
		t.Errorf("twice: %v", err)
	}
	s.refused("lvl.label-follow", "sec1", asset.VerbIssue, "pc", toIssue("u1")) // it has no label now
	s.refused("flow.label", "sec1", asset.VerbLabel, "pc", asset.Args{Token: token})
	s.label("pc")
	if s.assets["pc"].LabelPending() || s.labels["pc"][0].Reason != "破损" {
		t.Errorf("%+v", s.labels["pc"])
	}
}

func TestAHostsLabelPutsItsPartsIntoTheStore(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer, "d"))
	s.classify("pc", secret)
	s.life("d", asset.Registered)
	s.label("pc")
	s.life("d", asset.InStore)
	if s.assets["d"].LabelApplied != 0 {
		t.Error("the part wears the host's label")
	}
}

func TestALabelFoldsOnlyItsOwnEvents(t *testing.T) {
	l := asset.Label{Token: "A", Asset: "pc", Number: 1, State: asset.LabelPrinted, Version: 1}
	a, other := event.Subject{Kind: asset.KindLabel, ID: "A"}, event.Subject{Kind: asset.KindLabel, ID: "B"}
	for _, e := range []event.Event{
		event.Of(asset.LabelMade{Label: "B"}, other), event.Of(asset.LabelApplied{Label: "B"}, other),
		event.Of(asset.LabelVoided{Label: "B"}, other), event.Of(asset.Cleared{}, a),
	} {
		if got := asset.FoldLabel(l, e); got != l {
			t.Errorf("%T: %+v", e.Data, got)
		}
	}
	if got := asset.FoldLabel(l, event.Of(asset.LabelApplied{Label: "B"}, other, a)); got.State != asset.LabelReplaced {
		t.Errorf("%+v", got)
	}
}

// What is frozen gets no label either, until it is free again.
func TestNoLabelForWhatIsFrozen(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	s.classify("pc", secret)
	s.must("sec1", asset.VerbFreeze, "pc", asset.Args{Reference: "1", Reason: "x"})
	if _, err := s.print("sec1", "pc"); ruleOf(err) != "flow.hold" {
		t.Errorf("printed: %v", err)
	}
	s.must("sec1", asset.VerbUnfreeze, "pc", asset.Args{Reference: "1", Reason: "x"})
	if _, err := s.print("sec1", "pc"); err != nil {
		t.Errorf("not printed: %v", err)
	}
}

// A lost thing gets no second label: it would cover up for the first.
func TestNoLabelForWhatIsLost(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	s.classify("pc", secret)
	s.must("u1", asset.VerbReportLost, "pc", asset.Args{})
	if _, err := s.print("sec1", "pc"); ruleOf(err) != "flow.state" {
		t.Errorf("printed: %v", err)
	}
}
