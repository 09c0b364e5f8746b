package repair_test

import (
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
)

func TestItStaysOutLonger(t *testing.T) {
	s := newScene(t)
	o := s.away()
	longer := repair.Args{Due: "2026-06-30", Reason: "缺件"}
	s.refused("flow.seat", s.try("off", o, repair.VerbExtend, longer))
	s.invalid("due", s.try("sec", o, repair.VerbExtend, repair.Args{Due: "2026-06-15", Reason: "缺件"}))
	s.invalid("reason", s.try("sec", o, repair.VerbExtend, repair.Args{Due: "2026-06-30"}))
	s.invalid("due", s.try("sec", o, repair.VerbExtend, repair.Args{Due: "30/6", Reason: "缺件"}))
	s.now = s.now.AddDate(0, 0, 14) // the last day
	if repair.Overdue(s.orders[o], s.today()) {
		t.Error("overdue on its last day")
	}
	s.now = s.now.AddDate(0, 0, 1)
	if !repair.Overdue(s.orders[o], s.today()) {
		t.Error("not overdue")
	}
	y := s.agreements["y"]
	y.State = agreement.Suspended
	s.agreements["y"] = y
	s.refused(paper, s.try("sec", o, repair.VerbExtend, longer))
	y.State = agreement.Signed
	s.agreements["y"] = y
	s.must("sec", o, repair.VerbExtend, longer)
	if x := s.orders[o]; x.Due() != "2026-06-30" || repair.Overdue(x, s.today()) {
		t.Errorf("%+v", x.Dispatch)
	}
}

func TestCancelAndFailure(t *testing.T) {
	s := newScene(t)
	s.put("pc", asset.Computer, secret, "u1", "d1")
	o := s.approved("pc", "u1", vendorOnSite())
	s.invalid("reason", s.try("u1", o, repair.VerbCancel, repair.Args{}))
	s.refused("flow.seat", s.try("u2", o, repair.VerbCancel, repair.Args{Reason: "好了"}))
	s.must("u1", o, repair.VerbCancel, repair.Args{Reason: "好了"})
	s.state(o, asset.RepairCancelled)
	if x := s.assets["pc"]; x.Life != asset.InUse || x.Custody.Person != "u1" || !s.orders[o].Started.IsZero() {
		t.Errorf("%s %+v", x.Life, x.Custody)
	}
	o = s.approved("pc", "u1", ownOnSite())
	if s.orders[o].Number != "BM-pc-WX2" {
		t.Errorf("number %s", s.orders[o].Number)
	}
	s.must("off", o, repair.VerbStart, repair.Args{Own: []string{"tech"}})
	s.refused("flow.state", s.try("u1", o, repair.VerbCancel, repair.Args{Reason: "好了"}))
	s.refused("flow.seat", s.try("off", o, repair.VerbFail, repair.Args{Reason: "修不好"}))
	s.invalid("reason", s.try("sec", o, repair.VerbFail, repair.Args{}))
	s.invalid("room", s.try("sec", o, repair.VerbFail, repair.Args{Reason: "修不好", Room: "none"}))
	s.must("sec", o, repair.VerbFail, repair.Args{Reason: "修不好", Room: "vault"})
	s.state(o, asset.RepairFailed)
	for _, id := range []string{"pc", "d1"} {
		if x := s.assets[id]; x.Life != asset.Retired || x.Custody.Person != "" {
			t.Errorf("%s: %s %+v", id, x.Life, x.Custody)
		}
	}
}

// What is lost ends its order; a part that is lost out of it undoes what was
// inspected, and is unaccounted for.
func TestWhatIsLost(t *testing.T) {
	s := newScene(t)
	o := s.working(ownOnSite())
	s.must("off", o, repair.VerbInspect, s.look("pc"))
	s.ok(s.asset("u2", "d1", asset.VerbReportLost, asset.Args{}))
	x := s.orders[o]
	if n := repair.StorageUnaccounted(x, s.assets); !slices.Equal(n, []string{"d1"}) || len(x.Inspections) != 0 {
		t.Errorf("unaccounted %v, %+v", n, x.Inspections)
	}
	s.ok(s.asset("u2", "pc", asset.VerbReportLost, asset.Args{}))
	if x := s.orders[o]; x.State != asset.RepairFailed || !x.Lost {
		t.Errorf("%+v", x)
	}
	if n := repair.StorageUnaccounted(x, nil); !slices.Equal(n, []string{"d1"}) {
		t.Errorf("without a state: %v", n)
	}
}

// An emergency goes through its own gate, is approved in its hours or flagged.
func TestAnEmergencyAtNight(t *testing.T) {
	s := newScene(t)
	x := begun(s)
	o := s.orders[x.order]
	if !o.Emergency || o.Approved || o.State != asset.RepairWorking || o.Level != secret || repair.ApprovalOverdue(o, s.policy, s.now) {
		t.Fatalf("%+v", o)
	}
	s.must("off", o.ID, repair.VerbStep, repair.Args{What: "换电源", Technicians: []string{"t1"}})
	s.refused("flow.pending", s.try("off", o.ID, repair.VerbInspect, s.look("pc")))
	s.refused("flow.pending", s.asset("tech", "pc", asset.VerbTakeOut, asset.Args{Part: "d1", Reason: "换"}))
	if !repair.ApprovalOverdue(o, s.policy, s.now.Add(25*time.Hour)) {
		t.Error("not overdue")
	}
	s.ok(s.signed("pc"))
	o = s.orders[o.ID]
	if !o.Approved || !o.Emergency || o.State != asset.RepairWorking || repair.ApprovalOverdue(o, s.policy, s.now.Add(25*time.Hour)) {
		t.Errorf("%+v", o)
	}
	s.inspected(o.ID)
	s.closed(o.ID)

	s = newScene(t)
	o = s.orders[begun(s).order]
	s.ok(s.asset("sec", "pc", asset.VerbRefuse, asset.Args{Reason: "不紧急"}))
	o = s.orders[o.ID]
	if !o.Refused || !repair.ApprovalOverdue(o, s.policy, s.now) {
		t.Errorf("%+v", o)
	}
	s.refused(approval, s.try("off", o.ID, repair.VerbStep, repair.Args{What: "换电源", Technicians: []string{"t1"}}))
	s.inspected(o.ID) // what is left
	s.closed(o.ID)
}

func TestWhatIsRefusedBeforeAnything(t *testing.T) {
	s := newScene(t)
	o := s.working(ownOnSite())
	f := s.facts("off", s.orders[o])
	try := func(c repair.Command) error { _, err := repair.Decide(f, c); return err }
	if e := asError(try(repair.Command{Order: o, Verb: "melt"})); e == nil || e.Code != "command.unknown" {
		t.Error(e)
	}
	if e := asError(try(repair.Command{Order: "other", Verb: repair.VerbStep})); e == nil || e.Code != "repair.not_found" {
		t.Error(e)
	}
	if e := asError(try(repair.Command{Order: o, Verb: repair.VerbStep, Version: 1})); e == nil || e.Code != "repair.stale" {
		t.Error(e)
	}
	pc := s.assets["pc"]
	pc.Holds = []asset.Hold{{Kind: asset.HoldFrozen}}
	s.assets["pc"] = pc
	s.refused("flow.hold", s.try("off", o, repair.VerbInspect, s.look("pc")))
	s.refused("flow.hold", s.try("sec", o, repair.VerbFail, repair.Args{Reason: "修不好"}))
}

// The table: every verb has its words, states and seats, and what is offered is
// what Decide would look further into.
func TestTheTableOfVerbs(t *testing.T) {
	s := newScene(t)
	o := s.away()
	var offered []repair.Verb
	for _, a := range repair.Actions(s.facts("sec", s.orders[o])) {
		if a.Why == nil {
			offered = append(offered, a.Verb)
		} else if a.Why.Text.ZH == "" {
			t.Errorf("%s: no reason", a.Verb)
		}
	}
	if !slices.Equal(offered, []repair.Verb{repair.VerbReturn, repair.VerbExtend}) {
		t.Errorf("offered %v", offered)
	}
	for _, x := range repair.Specs() {
		if x.Text.ZH == "" || x.Text.EN == "" || x.Verb.Text() != x.Text || len(x.From) == 0 || len(x.Who) == 0 {
			t.Errorf("%+v", x)
		}
		for _, from := range x.From {
			if from.Ended() {
				t.Errorf("%s out of %s", x.Verb, from)
			}
		}
		if slices.ContainsFunc(x.Who, org.Seat.Admin) {
			t.Errorf("%s by an administrator", x.Verb)
		}
	}
	if !repair.Verb("x").Text().IsZero() {
		t.Error("an unknown verb has a name")
	}
	if _, ok := repair.Pending(s.assets["pc"]); ok {
		t.Error("an order that is open is pending")
	}
}

// Fold is total: what does not touch the order leaves it as it is, and nothing is
// written into what it was given.
func TestAForeignEventChangesNothing(t *testing.T) {
	s := newScene(t)
	o := s.away()
	s.must("off", o, repair.VerbReturn, s.look("pc"))
	before := s.orders[o]
	for _, p := range slices.Concat(repair.Payloads(), asset.Payloads()) {
		if got := repair.Fold(before, event.Of(p, event.Subject{Kind: asset.KindRepair, ID: "other"})); got.Version != before.Version {
			t.Errorf("%T", p)
		}
		repair.Fold(repair.Order{}, event.Of(p))
		repair.Fold(repair.Order{}, event.Of(p, event.Subject{Kind: asset.KindRepair, ID: ""}))
		repair.Fold(before, event.Of(p, event.Subject{Kind: asset.KindRepair, ID: o}))
	}
	if before.State != asset.RepairBack || len(before.Inspections) != 0 || len(before.Out) != 1 {
		t.Errorf("written into: %+v", before)
	}
	// All of it again, from nothing.
	var again repair.Order
	for _, e := range s.log {
		if e.Touches(asset.KindRepair, o) {
			again = repair.Fold(again, e)
		}
	}
	if again.Version != before.Version || again.State != before.State {
		t.Errorf("%+v", again)
	}
}
