package org

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
)

func TestASeatCoversItsDepartmentAndWhatIsBelow(t *testing.T) {
	a := Actor{Person: "p", Held: []Held{
		{Seat: DepartmentHead, Department: "a", Covers: []string{"a", "a1"}, For: "q"}, {Seat: Witness},
		{Seat: DepartmentHead, Department: "b", Covers: []string{"b"}}, {Seat: DepartmentHead, Department: "a1", Covers: []string{"a1"}},
	}}
	for _, c := range []struct {
		s    Seat
		d    string
		want bool
		By   string
	}{
		{DepartmentHead, "a", true, "q"}, {DepartmentHead, "a1", true, ""}, {DepartmentHead, "b", true, ""}, {DepartmentHead, "c", false, ""},
		{DepartmentHead, "", false, ""}, {Witness, "c", true, ""}, {Witness, "", true, ""}, {Leader, "a", false, ""},
	} {
		h, ok := a.SeatFor(c.s, c.d)
		if ok != c.want || a.HoldsFor(c.s, c.d) != c.want || h.For != c.By {
			t.Errorf("%s of %q: %+v", c.s, c.d, h)
		}
	}
	if !a.Holds(DepartmentHead) || a.Holds(Leader) || a.Admin() || !actor("x", Auditor).Admin() {
		t.Error("holds")
	}
}

func TestTheScopeIsWhatTheSeatsReach(t *testing.T) {
	head := Actor{Person: "h", Clearance: level.Secret, Held: []Held{
		{Seat: DepartmentHead, Department: "a", Covers: []string{"a", "a1"}}, {Seat: Witness, Department: "a1", Covers: []string{"a1"}}}}
	if s := head.Scope(); !slices.Equal(s.Departments, []string{"a", "a1"}) || s.Organ {
		t.Errorf("%+v", s)
	}
	for _, c := range []struct {
		a    Actor
		d    string
		l    level.Level
		who  []string
		want bool
	}{
		{head, "a1", level.Secret, nil, true},
		{head, "a1", level.TopSecret, nil, false},
		{head, "b", level.Unclassified, nil, false},
		{head, "b", level.TopSecret, []string{"", "h"}, true}, // what he keeps he can bring back
		{office, "b", level.TopSecret, nil, true},
		{nobody, "b", level.Unclassified, []string{""}, false},
		{sys, "a", level.Unclassified, []string{"sys"}, false},
		{Actor{}, "a", level.Unclassified, nil, false},
		{Actor{System: true}, "a", level.TopSecret, nil, true},
	} {
		if got := c.a.Scope().Sees(c.d, c.l, c.who...); got != c.want {
			t.Errorf("%s sees %s %s: %v", c.a.Person, c.d, c.l, got)
		}
	}
}

// Whoever has no seat but one of need-to-know sees nothing by department and
// level; within his grant what waits for that seat, and a technician his work.
func TestNeedToKnowReachesNoDepartment(t *testing.T) {
	of := func(held ...Held) Scope {
		return Actor{Person: "p", Clearance: level.Secret, Held: append(held, Held{Seat: Keeper})}.Scope()
	}
	bound := Held{Seat: Technician, Department: "a", Covers: []string{"a", "a1"}, For: "q"}
	for _, c := range []struct {
		name                 string
		s                    Scope
		sees, signed, worked bool
	}{
		{"keeper", of(), false, false, false},
		{"witness", of(Held{Seat: Witness}), false, true, false},
		{"technician", of(Held{Seat: Technician}), false, false, true},
		{"bound technician", of(bound), false, false, true},
		{"both", of(Held{Seat: Witness, Department: "a1", Covers: []string{"a1"}}, bound), false, true, true},
		{"of another department", of(Held{Seat: Witness, Department: "b", Covers: []string{"b"}}), false, false, false},
		{"of one that covers nothing", of(Held{Seat: Witness, Department: "a1"}), false, false, false},
		{"head beside it", of(Held{Seat: Witness}, Held{Seat: DepartmentHead, Department: "a", Covers: []string{"a", "a1"}}), true, true, false},
		{"secrecy office beside it", of(Held{Seat: Witness}, Held{Seat: SecrecyOffice}), true, false, false},
	} {
		if got := c.s.Sees("a1", level.Secret); got != c.sees {
			t.Errorf("%s sees: %v", c.name, got)
		}
		if got := c.s.Signed(Witness, "a1", level.Secret); got != c.signed {
			t.Errorf("%s sees what waits: %v", c.name, got)
		}
		if got := c.s.Worked("a1", level.Secret); got != c.worked {
			t.Errorf("%s sees work: %v", c.name, got)
		}
		if c.s.Sees("a1", level.TopSecret) || c.s.Signed(Witness, "a1", level.TopSecret) || c.s.Worked("a1", level.TopSecret) {
			t.Errorf("%s sees above his clearance", c.name)
		}
		if !c.s.Sees("b", level.TopSecret, "p") {
			t.Errorf("%s does not see his own", c.name)
		}
	}
}

func TestAClearanceHasALevelAndALastDay(t *testing.T) {
	p := Person{Clearance: level.Secret, ClearanceUntil: "2026-03-02"}
	for _, c := range []struct {
		l    level.Level
		day  Date
		want bool
	}{
		{level.Secret, "2026-03-02", true}, {level.Secret, "2026-03-03", false}, {level.TopSecret, "2026-03-02", false},
		{level.Unclassified, "2030-01-01", true},
	} {
		if got := p.ClearedFor(c.l, c.day); got != c.want {
			t.Errorf("%s on %s: %v", c.l, c.day, got)
		}
	}
	p.ClearanceUntil = ""
	if !p.ClearedFor(level.Confidential, "2099-01-01") {
		t.Error("no end was recorded")
	}
	if got := DateOf(time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC), time.FixedZone("CST", 8*3600)); got != "2026-03-02" {
		t.Errorf("the organ's day is %s", got)
	}
}

func TestEverySeatIsNamed(t *testing.T) {
	for _, s := range Grantable() {
		if x := s.Text(); x.ZH == "" || x.EN == "" || s.Named() || !s.Known() {
			t.Errorf("%s", s)
		}
	}
	if len(Grantable()) != 10 || Seat("king").Known() || !AssetOfficer.Bound() || Leader.Bound() || !Giver.Named() || !Receiver.Known() {
		t.Errorf("%v", Grantable())
	}
}

func TestAnEventOfAnotherPersonChangesNobody(t *testing.T) {
	p := person()
	p.Seats, p.Delegations = []Grant{{ID: "g"}}, []Delegation{{ID: "d"}}
	for _, x := range []event.Payload{
		PersonSet{Person: "q"}, SeatGranted{Person: "q"}, SeatEnded{Person: "q", Grant: "g"}, Delegated{Person: "q"}, DelegationEnded{Person: "q", Delegation: "d"},
	} {
		if got := FoldPerson(p, event.Of(x)); !reflect.DeepEqual(got, p) {
			t.Errorf("%T: %+v", x, got)
		}
	}
	if got := FoldPerson(p, event.Of(Delegated{Person: "p", Delegation: Delegation{ID: "e"}})); len(got.Delegations) != 2 || len(p.Delegations) != 1 {
		t.Errorf("%+v", got.Delegations)
	}
}
