package account

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

func admin(person string, seats ...org.Seat) org.Actor {
	a := org.Actor{Person: person}
	for _, s := range seats {
		a.Held = append(a.Held, org.Held{Seat: s})
	}
	return a
}

var (
	sys   = admin("p-sys", org.SystemAdmin)
	sec   = admin("p-sec", org.SecurityAdmin)
	guest = org.Person{ID: "p1", Status: org.Active}
)

func ruleOf(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Rule
	}
	return ""
}

// after folds the events, through their JSON form as the ledger keeps them.
func after(t *testing.T, s State, events []event.Event, err error) State {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		b, err := json.Marshal(e.Data)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range Payloads() {
			if p.EventType() == e.Data.EventType() {
				v := reflect.New(reflect.TypeOf(p))
				if err := json.Unmarshal(b, v.Interface()); err != nil {
					t.Fatal(err)
				}
				e.Data = v.Elem().Interface().(event.Payload)
			}
		}
		s = Fold(s, e)
	}
	return s
}

func opened(t *testing.T) State {
	t.Helper()
	events, err := Create(sys, "a1", "zhang.san", guest)
	return after(t, State{}, events, err)
}

func TestTheSystemAdministratorOpensAnInactiveAccount(t *testing.T) {
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	events, err := Create(sys, "a1", "zhang.san", guest)
	events[0].At = at
	got := after(t, State{}, events, err)
	if want := (State{ID: "a1", Login: "zhang.san", Person: "p1", State: Inactive, Creator: "p-sys", Created: at, Version: 1}); got != want {
		t.Errorf("%+v", got)
	}
	if _, err := Create(sec, "a1", "zhang.san", guest); ruleOf(err) != "flow.seat" {
		t.Errorf("%v", err)
	}
	for _, login := range []string{"", "a", "Zhang", "1abc", "张三", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} {
		if _, err := Create(sys, "a1", login, guest); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%q: %v", login, err)
		}
	}
	for _, p := range []org.Person{{}, {ID: "p1", Status: org.Closed}} {
		if _, err := Create(sys, "a1", "zhang.san", p); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestTheLifeOfAnAccount(t *testing.T) {
	s := opened(t)
	move := func(who org.Actor, to string) {
		t.Helper()
		events, err := Move(who, s, to, "工作需要", Ties{}, "")
		s = after(t, s, events, err)
		if s.State != to {
			t.Fatalf("%s, want %s", s.State, to)
		}
	}
	no := func(rule string, who org.Actor, to string, keeps int64) {
		t.Helper()
		if _, err := Move(who, s, to, "工作需要", Ties{Keeps: keeps}, ""); ruleOf(err) != rule {
			t.Errorf("%s to %s by %s: %v, want %s", s.State, to, who.Person, err, rule)
		}
	}
	no("flow.seat", sys, Active, 0) // who creates does not activate
	no("flow.account", sec, Suspended, 0)
	no("flow.account", admin("p-sys", org.SecurityAdmin), Active, 0) // the creator, in another seat
	no("flow.account", admin("p1", org.SecurityAdmin), Active, 0)    // the owner
	move(sec, Active)
	no("flow.seat", sys, Closed, 0)
	move(sys, Suspended)
	move(sec, Active)
	no("hand.offboard", sec, Closed, 3)
	if _, err := Move(sec, s, Closed, "离岗", Ties{Promised: 1}, ""); ruleOf(err) != "hand.offboard" { // a hand-over waits for him
		t.Errorf("closed with a hand-over on its way: %v", err)
	}
	move(sec, Closed)
	no("flow.account", sec, Active, 0) // for ever
	if s.Version != 5 {
		t.Errorf("version %d", s.Version)
	}
}

func TestAForeignEventChangesNoAccount(t *testing.T) {
	s := opened(t)
	for _, p := range []event.Payload{Created{Account: "a2"}, StateSet{Account: "a2", State: Closed}, SecretSet{Account: "a2"}, org.SeatEnded{}} {
		if got := Fold(s, event.Of(p)); got != s {
			t.Errorf("%T: %+v", p, got)
		}
	}
	if got := Fold(s, event.Of(SecretSet{Account: "a1", What: "password"})); got.Version != 2 || got.State != Inactive {
		t.Errorf("%+v", got)
	}
}

func TestOnlyAdministratorsMoveAccounts(t *testing.T) {
	if got := ruleOf(Administers(admin("p", org.SecrecyOffice))); got != "flow.seat" {
		t.Errorf("rule %q", got)
	}
	active := State{ID: "a", Person: "p9", State: Active, Creator: "p8"}
	for _, to := range []string{Suspended, Closed} {
		if _, err := Move(sec, active, to, " ", Ties{}, ""); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%s without a reason: %v", to, err)
		}
	}
	if _, err := Move(guestActor(), active, Suspended, "r", Ties{}, ""); ruleOf(err) != "flow.seat" {
		t.Errorf("%v", err)
	}
	if _, err := Move(sec, active, Suspended, "r", Ties{}, org.Auditor); ruleOf(err) != "flow.last-admin" {
		t.Errorf("%v", err)
	}
}

func guestActor() org.Actor { return org.Actor{Person: "p1"} }
