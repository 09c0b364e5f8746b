package org

import (
	"testing"

	"sealbook/internal/domain/event"
)

// A delegation is bound to the grant and ends with it, by an event of its own.
func TestADelegationEndsWithTheGrant(t *testing.T) {
	own := person()
	own.Seats = []Grant{
		{ID: "old", Seat: DepartmentHead, Department: "a", From: "2020-01-01", Until: "2025-12-31"},
		{ID: "now", Seat: DepartmentHead, Department: "a", From: "2026-01-01", Until: "2026-12-31"}, {ID: "w", Seat: Witness, From: "2020-01-01"},
	}
	to := Person{ID: "q", Status: Active}
	give := func(d Delegation) (event.Event, error) { return Delegate(actor("p"), own, to, d, today) }
	e, err := give(Delegation{ID: "d", To: "q", Seat: DepartmentHead, Department: "a", From: today, Until: "2026-03-09"})
	want(t, "", err)
	if g := e.Data.(Delegated).Delegation.Grant; g != "now" {
		t.Errorf("bound to %q", g)
	}
	own = FoldPerson(own, e)
	e, err = give(Delegation{ID: "e", To: "q", Seat: Witness, From: today, Until: "2026-03-09"})
	want(t, "", err)
	own = FoldPerson(own, e)
	_, err = give(Delegation{ID: "f", To: "q", Seat: DepartmentHead, Department: "a", From: today, Until: "2027-01-01"})
	want(t, "field:until", err) // the seat itself ends earlier

	list, err := EndSeat(sec, own, "now", "调离", today, nil)
	want(t, "", err)
	if len(list) != 2 || list[0].Data.EventType() != "org.seat_ended" || list[1].Data.(DelegationEnded).Delegation != "d" {
		t.Fatalf("%+v", list)
	}
	for _, e := range list {
		own = FoldPerson(own, e)
	}
	if own.Delegations[0].On(today) || !own.Delegations[1].On(today) {
		t.Errorf("%+v", own.Delegations)
	}
	if list := Undelegate(own); len(list) != 1 || list[0].Data.(DelegationEnded).Delegation != "e" {
		t.Errorf("%+v", list)
	}
}

// One that was made before names no grant: it has the one that was in force.
func TestAnOlderDelegationIsBoundByTheFold(t *testing.T) {
	p := Person{ID: "p"}
	for _, x := range []event.Payload{
		SeatGranted{Person: "p", Grant: Grant{ID: "g1", Seat: Witness, From: "2025-01-01"}},
		SeatEnded{Person: "p", Grant: "g1"},
		Delegated{Person: "p", Delegation: Delegation{ID: "d0", To: "q", Seat: Witness}},
		SeatGranted{Person: "p", Grant: Grant{ID: "g2", Seat: Witness, From: "2025-01-01", Until: "2025-02-01"}},
		SeatGranted{Person: "p", Grant: Grant{ID: "g3", Seat: Witness, From: "2025-03-01"}},
		SeatGranted{Person: "p", Grant: Grant{ID: "g4", Seat: Witness, Department: "a", From: "2025-03-01"}},
		Delegated{Person: "p", Delegation: Delegation{ID: "d1", To: "q", Seat: Witness}},
		SeatEnded{Person: "p", Grant: "g3"},
		SeatGranted{Person: "p", Grant: Grant{ID: "g5", Seat: Witness, From: "2025-06-01"}},
	} {
		p = FoldPerson(p, event.Of(x))
	}
	if p.Delegations[0].Grant != "" || p.Delegations[1].Grant != "g3" {
		t.Errorf("%+v", p.Delegations)
	}
}

// On no day is an administrator somebody who holds a business seat by delegation,
// whichever of the two was first.
func TestNobodyIsAdministratorAndDelegateOnOneDay(t *testing.T) {
	own := person()
	own.Seats = []Grant{{ID: "w", Seat: Witness, From: "2020-01-01"}}
	for _, c := range []struct {
		from, until   Date // of the delegation
		admin, adminU Date // of the auditor's seat
		want          string
	}{
		{"2026-12-01", "2026-12-30", "2026-12-05", "", "adm.no-business"},
		{"2026-12-01", "2026-12-30", "2026-12-30", "", "adm.no-business"},
		{"2026-12-01", "2026-12-30", "2026-12-31", "", ""},
		{"2026-12-01", "2026-12-30", "2026-11-01", "2026-12-01", "adm.no-business"},
		{"2026-12-01", "2026-12-30", "2026-11-01", "2026-11-30", ""},
		{"2026-12-01", "2026-12-30", "2020-01-01", "", "adm.no-business"},
	} {
		g, d := Grant{ID: "g", Seat: Auditor, From: c.admin, Until: c.adminU}, Delegation{ID: "d", To: "q", Seat: Witness, From: c.from, Until: c.until}
		_, err := Delegate(actor("p"), own, Person{ID: "q", Status: Active, Seats: []Grant{g}}, d, today)
		want(t, c.want, err)
		with := Beside{Handed: []Delegation{d}, Others: Others{Auditor: {{}}}}
		_, err = GrantSeat(sec, Person{ID: "q", Status: Active}, g, tree, today, with)
		want(t, c.want, err)
		g.Seat = Witness
		_, err = GrantSeat(sec, Person{ID: "q", Status: Active}, g, tree, today, with)
		want(t, "", err) // business beside business
		with.Handed[0].Ended = true
		g.Seat = Auditor
		_, err = GrantSeat(sec, Person{ID: "q", Status: Active}, g, tree, today, with)
		want(t, "", err)
		g.Ended = true
		_, err = Delegate(actor("p"), own, Person{ID: "q", Status: Active, Seats: []Grant{g}}, d, today)
		want(t, "", err)
	}
	_, err := GrantSeat(sec, Person{ID: "q", Status: Active}, Grant{Seat: SystemAdmin}, tree, today, Beside{Promised: 1})
	want(t, "adm.no-business", err)
	_, err = GrantSeat(sec, Person{ID: "q", Status: Active}, Grant{Seat: Witness}, tree, today, Beside{Promised: 1})
	want(t, "", err)
}
