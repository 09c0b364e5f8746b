package account

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

var (
	dualNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	aud     = admin("p-aud", org.Auditor)
	theirs  = State{ID: "a1", Login: "lin", Person: "p1", State: Active}
)

func asked(by, kind string) Dual {
	return Dual{ID: "d1", Kind: kind, Account: "a1", State: DualOpen, AskedBy: by, Asked: dualNow, Expires: dualNow.Add(DualLife)}
}

// The security administrator asks and the system administrator decides; where the
// owner is one of the two, whoever is left asks and the auditor may be the second.
func TestWhoAsksAndWhoDecides(t *testing.T) {
	sec2, both := admin("p-sec2", org.SecurityAdmin), admin("p-both", org.SystemAdmin, org.SecurityAdmin)
	secOwner := Whose{Owner: []org.Seat{org.SecurityAdmin}}
	for name, c := range map[string]struct {
		w            Whose
		asks, decide org.Actor
		askRule      string
		decideRule   string
	}{
		"as it should be":           {Whose{}, sec, sys, "", ""},
		"the wrong way round":       {Whose{}, sys, sec, "flow.seat", "flow.seat"},
		"the auditor decides":       {Whose{}, sec, aud, "", "flow.seat"},
		"the auditor asks":          {secOwner, aud, sys, "flow.seat", ""},
		"two security":              {Whose{}, sec, sec2, "", "flow.seat"},
		"one alone, joined":         {Whose{Join: true}, both, both, "", "flow.dual"},
		"joined, a second of one":   {Whose{Join: true}, both, sec2, "", ""},
		"joined, the auditor":       {Whose{Join: true}, both, aud, "", "flow.seat"},
		"security lost his":         {secOwner, sys, aud, "", ""},
		"system lost his":           {Whose{Owner: []org.Seat{org.SystemAdmin}}, sec, aud, "", ""},
		"an officer lost his":       {Whose{Owner: []org.Seat{org.AssetOfficer}}, sec, sys, "", ""},
		"the auditor's, by the two": {Whose{Owner: []org.Seat{org.Auditor}}, sec, sys, "", ""},
	} {
		_, err := AskDual(c.asks, theirs, c.w, Dual{}, "d1", Recover, "口令遗失", dualNow)
		if ruleOf(err) != c.askRule {
			t.Errorf("%s: asking: %v, want %q", name, err, c.askRule)
		}
		d := asked(c.asks.Person, Recover)
		c.w.Asker = c.w.askers()
		_, err = DecideDual(c.decide, theirs, c.w, d, true, "", dualNow)
		if ruleOf(err) != c.decideRule {
			t.Errorf("%s: deciding: %v, want %q", name, err, c.decideRule)
		}
		if MayAsk(c.asks, theirs, c.w) != (c.askRule == "") || MayDecide(c.decide, theirs, d, c.w) != (c.decideRule == "") {
			t.Errorf("%s: what is offered differs from what is allowed", name)
		}
	}
}

func TestWhatStandsAgainstARequestOfTwo(t *testing.T) {
	ask := func(s State, w Whose, waits Dual, kind, reason string) string {
		_, err := AskDual(sec, s, w, waits, "d2", kind, reason, dualNow)
		return ruleOf(err)
	}
	suspended := theirs
	suspended.State = Suspended
	own := theirs
	own.Person = "p-sec"
	for want, got := range map[string]string{
		"flow.dual": ask(own, Whose{}, Dual{}, Recover, "r"), "flow.pending": ask(theirs, Whose{}, asked("p-sec", Recover), Recover, "r"),
		"flow.account": ask(suspended, Whose{}, Dual{}, Recover, "r"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := ask(theirs, Whose{}, Dual{}, Unlock, "r"); got != "flow.account" {
		t.Errorf("unlocking what is not locked: %q", got)
	}
	if got := ask(theirs, Whose{Locked: true}, Dual{}, Unlock, "r"); got != "" {
		t.Errorf("a locked one: %q", got)
	}
	late := asked("p-sec", Recover)
	late.Expires = dualNow
	if got := ask(theirs, Whose{}, late, Recover, "r"); got != "" {
		t.Errorf("behind one that lapsed: %q", got)
	}
	for _, c := range []struct{ kind, reason string }{{Recover, " "}, {"open", "r"}} {
		if _, err := AskDual(sec, theirs, Whose{}, Dual{}, "d2", c.kind, c.reason, dualNow); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	settled := asked("p-sec", Recover)
	settled.State = DualDone
	for name, d := range map[string]Dual{"settled": settled, "late": late} {
		if _, err := DecideDual(sys, theirs, Whose{}, d, true, "", dualNow); ruleOf(err) != "flow.dual" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := DecideDual(sys, theirs, Whose{}, asked("p-sec", Recover), false, " ", dualNow); !errs.IsKind(err, errs.Invalid) {
		t.Errorf("a refusal without a reason: %v", err)
	}
	if _, err := DecideDual(sys, suspended, Whose{}, asked("p-sec", Recover), true, "", dualNow); ruleOf(err) != "flow.account" {
		t.Errorf("suspended meanwhile: %v", err)
	}
	for name, w := range map[string]Whose{"the asker is suspended": {}, "he holds another seat now": {Asker: []org.Seat{org.AssetOfficer}}} {
		if _, err := DecideDual(sys, theirs, w, asked("p-sec", Recover), true, "", dualNow); ruleOf(err) != "flow.dual" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := DecideDual(sys, theirs, w, asked("p-sec", Recover), false, "r", dualNow); err != nil {
			t.Errorf("%s: it cannot be refused either: %v", name, err)
		}
	}
	for _, kind := range []string{Unlock, Recover} {
		events, err := DecideDual(sys, theirs, Whose{Asker: []org.Seat{org.SecurityAdmin}}, asked("p-sec", kind), true, "", dualNow)
		if err != nil || !events[0].Touches(KindLogin, "a1") {
			t.Errorf("%s: the throttle does not see it: %+v %v", kind, events, err)
		}
		if code := len(events) == 2; code != (kind == Recover) {
			t.Errorf("%s: %d events", kind, len(events))
		}
	}
	if events, err := DecideDual(sys, theirs, Whose{}, asked("p-sec", Unlock), false, "不属实", dualNow); err != nil || events[0].Touches(KindLogin, "a1") {
		t.Errorf("refused, and unlocked all the same: %v", err)
	}
}

// Whatever seats people hold, and whether the seats are joined or not: nobody
// both asks and decides, no owner does either, and it takes an administrator.
func TestNobodyUnlocksOrRecoversAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := []string{"p1", "p2", "p3"}
		actors := map[string]org.Actor{}
		for _, p := range people {
			actors[p] = admin(p, rapid.SliceOfN(rapid.SampledFrom(org.Grantable()), 0, 3).Draw(t, p)...)
		}
		owner := rapid.SampledFrom(people).Draw(t, "owner")
		s := State{ID: "a1", Person: owner, State: Active}
		w := Whose{Join: rapid.Bool().Draw(t, "join"), Locked: true}
		for _, h := range actors[owner].Held {
			w.Owner = append(w.Owner, h.Seat)
		}
		asker, decider := actors[rapid.SampledFrom(people).Draw(t, "asker")], actors[rapid.SampledFrom(people).Draw(t, "decider")]
		kind := rapid.SampledFrom([]string{Unlock, Recover}).Draw(t, "kind")
		_, err := AskDual(asker, s, w, Dual{}, "d", kind, "r", dualNow)
		if err != nil {
			return
		}
		d := Dual{ID: "d", Kind: kind, Account: "a1", State: DualOpen, AskedBy: asker.Person, Expires: dualNow.Add(DualLife)}
		var events []event.Event
		if events, err = DecideDual(decider, s, w, d, true, "", dualNow); err != nil {
			return
		}
		three := []string{asker.Person, decider.Person, owner}
		slices.Sort(three)
		if len(slices.Compact(three)) != 3 || !asker.Admin() || !decider.Admin() || len(events) == 0 {
			t.Fatalf("owner %s, asked by %+v, decided by %+v", owner, asker, decider)
		}
		if asker.Holds(org.Auditor) && !asker.Holds(org.SystemAdmin) && !asker.Holds(org.SecurityAdmin) {
			t.Fatal("the auditor asked")
		}
	})
}

// Who asked takes it back while it waits, and nobody else does; the row then says
// that nobody decided it.
func TestOnlyTheAskerWithdraws(t *testing.T) {
	d := asked("p-sec", Recover)
	if _, err := WithdrawDual(sys, d, dualNow); ruleOf(err) != "flow.dual" || MayWithdraw(sys, d, dualNow) {
		t.Errorf("by another: %v", err)
	}
	if _, err := WithdrawDual(sec, d, dualNow.Add(DualLife)); ruleOf(err) != "flow.dual" || MayWithdraw(sec, d, dualNow.Add(DualLife)) {
		t.Errorf("too late: %v", err)
	}
	events, err := WithdrawDual(sec, d, dualNow)
	if err != nil || !MayWithdraw(sec, d, dualNow) {
		t.Fatal(err)
	}
	events[0].By = "p-sec"
	got := FoldDual(d, events[0])
	if got.State != DualRefused || got.DecidedBy != ByAsker || got.Outcome(dualNow) != DualWithdrawn {
		t.Errorf("%+v", got)
	}
	if _, err := WithdrawDual(sec, got, dualNow); ruleOf(err) != "flow.dual" {
		t.Errorf("twice: %v", err)
	}
	lapse := Lapse(d)
	lapse.By = "system"
	for want, x := range map[string]Dual{DualOpen: d, DualLapsed: FoldDual(d, lapse), DualDone: {State: DualDone, DecidedBy: "p"}, DualRefused: {State: DualRefused, DecidedBy: "p"}} {
		if got := x.Outcome(dualNow); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

// The system administrator makes his half anew, and does not activate with it.
func TestAHalfIsMadeAnewBeforeActivation(t *testing.T) {
	s := State{ID: "a1", Person: "p1", State: Inactive, Creator: "p-old"}
	if _, err := Renew(sys, s); err != nil {
		t.Error(err)
	}
	if _, err := Renew(sec, s); ruleOf(err) != "flow.seat" {
		t.Error(err)
	}
	if _, err := Renew(admin("p1", org.SystemAdmin), s); ruleOf(err) != "flow.account" {
		t.Error(err)
	}
	s.Half = "p-both"
	both := admin("p-both", org.SystemAdmin, org.SecurityAdmin)
	if _, err := Move(both, s, Active, "", Ties{}, ""); ruleOf(err) != "flow.account" {
		t.Errorf("both halves in one hand: %v", err)
	}
	s.State = Active
	if _, err := Renew(sys, s); ruleOf(err) != "flow.account" {
		t.Error(err)
	}
}
