package asset_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
)

// line folds what happened to one asset before the moment.
func (w *world) line(t *testing.T, id string, before time.Time) asset.Line {
	t.Helper()
	var l asset.Line
	for _, k := range w.log {
		e, err := k.event()
		if err != nil {
			t.Fatal(err)
		}
		if e.Touches(asset.KindSubject, id) && e.At.Before(before) {
			l = l.Then(e)
		}
	}
	return l
}

// wait lets days pass; undertakings and clearances of the world outlast them.
func (s *scene) wait(days int) time.Time {
	s.now = s.now.AddDate(0, 0, days)
	return s.now
}

func TestWhoHeldItAtAnyTime(t *testing.T) {
	s := newScene(t)
	born := s.now
	s.enter(draft("pc", asset.Computer, "d"))
	s.classify("pc", secret)
	s.label("pc")
	s.must("tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	issued := s.wait(2)
	s.must("sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1"})
	s.sign("pc", "headA")
	s.must("u1", asset.VerbAccept, "pc", asset.Args{})
	returned := s.wait(3)
	s.must("u1", asset.VerbReturn, "pc", asset.Args{})
	if s.assets["pc"].Request != nil {
		s.sign("pc", "sec1")
	}
	out := s.wait(1)
	s.must("tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d", Reason: "更换"})
	if s.assets["pc"].Request != nil {
		s.sign("pc", "sec1")
	}
	end := s.wait(1)

	for _, c := range []struct {
		at     time.Time
		id     string
		holder asset.Holder
		person string
		life   asset.Life
	}{
		{born, "pc", "", "", ""},
		{issued, "pc", asset.HolderStore, "", asset.InStore},
		{returned, "pc", asset.HolderKeeper, "u1", asset.InUse},
		{returned, "d", asset.HolderHost, "u1", asset.InUse},
		{end, "pc", asset.HolderStore, "", asset.InStore},
		{end, "d", asset.HolderStore, "", asset.InStore},
	} {
		got := s.line(t, c.id, c.at).State
		if got.Custody.Holder != c.holder || got.Custody.Person != c.person || got.Life != c.life {
			t.Errorf("%s before %v: %+v, %s", c.id, c.at, got.Custody, got.Life)
		}
	}
	all := s.line(t, "pc", end)
	if !reflect.DeepEqual(all.State, s.assets["pc"]) {
		t.Error("the line ends in another state than the book")
	}
	var verbs []asset.Verb
	for i, p := range all.Periods {
		verbs = append(verbs, p.Verb)
		if next := i + 1; next < len(all.Periods) && !p.Until.Equal(all.Periods[next].From) {
			t.Errorf("nobody has it between %v and %v", p.Until, all.Periods[next].From)
		}
	}
	if want := []asset.Verb{asset.VerbRegister, asset.VerbIssue, asset.VerbReturn}; !slices.Equal(verbs, want) {
		t.Errorf("periods began by %v, want %v", verbs, want)
	}
	if last := all.Periods[2]; !last.From.Equal(returned) || !last.Until.IsZero() || all.Periods[1].Person != "u1" {
		t.Errorf("periods: %+v", all.Periods)
	}
	drive := s.line(t, "d", end).Periods
	if n := len(drive); drive[n-1].Verb != asset.VerbTakeOut || !drive[n-1].From.Equal(out) {
		t.Errorf("the drive: %+v", drive)
	}
}

func TestHoldsKnowSinceWhenAndByWhom(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, conf, "u1")
	s.must("sec1", asset.VerbFreeze, "m", asset.Args{Reference: "密办〔2026〕7号", Reason: "核查"})
	lifted := s.wait(1)
	s.must("sec2", asset.VerbUnfreeze, "m", asset.Args{Reference: "密办〔2026〕8号", Reason: "查清"})
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
	due := s.assets["m"].Content.ClearBy
	s.now = due.Add(48 * time.Hour)
	over := s.line(t, "m", s.now).At(s.now).Holds
	if h := over[len(over)-1]; h.Kind != asset.HoldOverdueClear || !h.Since.Equal(due) || !h.Until.IsZero() || !h.Kind.Derived() {
		t.Errorf("overdue: %+v", over)
	}
	cleared := s.now
	s.must("u1", asset.VerbClear, "m", asset.Args{})
	s.wait(1)
	s.must("sec1", asset.VerbUpgrade, "m", marking(secret))
	s.sign("m", "headA", "grp1")
	pending := s.now
	s.wait(1)
	s.must("u3", asset.VerbReportLost, "m", asset.Args{Reason: "途中"})
	l := s.line(t, "m", s.now.Add(time.Second)).At(s.now)
	want := []asset.Holding{
		{Kind: asset.HoldFrozen, Ref: "密办〔2026〕7号", Since: lifted.AddDate(0, 0, -1), Until: lifted, By: "sec1", LiftedBy: "sec2", Reason: "核查", Lifted: "密办〔2026〕8号 查清"},
		{Kind: asset.HoldOverdueClear, Since: due, Until: cleared, LiftedBy: "u1"},
		{Kind: asset.HoldLabelPending, Since: pending, Until: s.now, By: "grp1", LiftedBy: "u3"},
		{Kind: asset.HoldIncident, Since: s.now, Due: s.now.Add(24 * time.Hour), By: "u3", Reason: "途中"},
	}
	slices.SortStableFunc(l.Holds, func(a, b asset.Holding) int { return a.Since.Compare(b.Since) })
	if !reflect.DeepEqual(l.Holds, want) {
		t.Errorf("got  %+v\nwant %+v", l.Holds, want)
	}
	for _, k := range l.State.HoldsAt(s.now) {
		if !slices.ContainsFunc(l.Holds, func(h asset.Holding) bool { return h.Kind == k && h.Until.IsZero() }) {
			t.Errorf("%s is in force and has no line", k)
		}
	}
}
