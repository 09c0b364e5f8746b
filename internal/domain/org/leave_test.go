package org

import (
	"slices"
	"testing"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
)

// What decides about a known person's rights is trust, whoever he is; of who is
// new it is not.
func TestWhatIsTrust(t *testing.T) {
	for name, c := range map[string]struct {
		f       func(*Person)
		trust   bool
		changed []string
	}{
		"nothing":     {func(*Person) {}, false, nil},
		"title":       {func(p *Person) { p.Title = "处长" }, false, nil},
		"leaving":     {func(p *Person) { p.Status = Leaving }, false, nil},
		"name":        {func(p *Person) { p.Name = "李四" }, true, []string{"name"}},
		"department":  {func(p *Person) { p.Department = "a1" }, true, []string{"department"}},
		"none":        {func(p *Person) { p.Department = "" }, true, []string{"department"}},
		"closed":      {func(p *Person) { p.Status = Closed }, true, []string{"status"}},
		"clearance":   {func(p *Person) { p.Clearance = level.TopSecret }, true, nil},
		"all of that": {func(p *Person) { p.Name, p.Department, p.Status = "李四", "a1", Closed }, true, []string{"name", "department", "status"}},
	} {
		p := person()
		c.f(&p)
		if got := Trusts(person(), p); got != c.trust {
			t.Errorf("%s: trust is %v", name, got)
		}
		if Trusts(Person{}, p) {
			t.Errorf("%s: of who is new", name)
		}
		e, err := SetPerson(office, person(), p, tree, 0, "")
		want(t, "", err)
		if x := e.Data.(PersonSet); !slices.Equal(x.Changed, c.changed) {
			t.Errorf("%s: the record says %v", name, x.Changed)
		}
	}
	// Nobody of whom nothing is said of his status is let in again by the way.
	was := person()
	was.Status = Closed
	for _, status := range []Status{"", Active, Leaving} {
		p := was
		p.Status = status
		_, err := SetPerson(sys, was, p, tree, 0, "")
		want(t, "flow.seat", err)
		if !Trusts(was, p) {
			t.Errorf("opened again as %q without a signature", status)
		}
	}
}

func TestWhoLeavesLeavesEverythingBehind(t *testing.T) {
	p := person()
	p.Seats = []Grant{{ID: "g1", Seat: Leader}, {ID: "g2", Seat: Witness, Ended: true}, {ID: "g3", Seat: Technician, From: "2030-01-01"}}
	p.Delegations = []Delegation{{ID: "d1", To: "q"}, {ID: "d2", To: "q", Ended: true}}
	events := Left(p, []Handed{{"q", "d9"}})
	if len(events) != 4 {
		t.Fatalf("%+v", events)
	}
	q := Person{ID: "q", Delegations: []Delegation{{ID: "d9", To: "p"}}}
	for _, e := range events {
		p, q = FoldPerson(p, e), FoldPerson(q, e)
	}
	for _, g := range p.Seats {
		if !g.Ended {
			t.Errorf("still holds %+v", g)
		}
	}
	for _, d := range slices.Concat(p.Delegations, q.Delegations) {
		if !d.Ended {
			t.Errorf("still handed on: %+v", d)
		}
	}
	if last := events[3]; !slices.Equal(last.Subjects, []event.Subject{{Kind: KindPerson, ID: "q"}}) {
		t.Errorf("what another has handed to him is in that one's line: %+v", last.Subjects)
	}
}

// A room that may hold more than before is a right; one that may hold less is not.
func TestARoomIsRaisedByWhoEntrusts(t *testing.T) {
	was := Room{ID: "r", Name: "101", Department: "a", Level: level.Secret}
	shut := was
	shut.Closed = true
	for name, c := range map[string]struct {
		was     Room
		f       func(*Room)
		raises  bool
		changed []string
	}{
		"name":         {was, func(r *Room) { r.Name = "102" }, false, nil},
		"raised":       {was, func(r *Room) { r.Level = level.TopSecret }, true, []string{"level"}},
		"lowered":      {was, func(r *Room) { r.Level = level.Confidential }, false, []string{"level"}},
		"closed":       {was, func(r *Room) { r.Closed = true }, false, nil},
		"opened again": {shut, func(r *Room) { r.Closed = false }, true, []string{"reopened"}},
		"stays closed": {shut, func(r *Room) { r.Name = "102" }, false, nil},
		"new":          {Room{}, func(r *Room) { r.ID, r.Name, r.Level = "n", "103", level.TopSecret }, false, nil},
	} {
		r := c.was
		c.f(&r)
		if Raises(c.was, r) != c.raises {
			t.Errorf("%s: raises is %v", name, !c.raises)
		}
		for _, a := range []Actor{office, sec, sys} {
			e, err := SetRoom(a, c.was, r, tree, nil)
			if a.Person == "sys" && c.raises {
				want(t, "flow.seat", err)
				continue
			}
			want(t, "", err)
			if x := e.Data.(RoomSet); !slices.Equal(x.Changed, c.changed) {
				t.Errorf("%s: the record says %v", name, x.Changed)
			}
		}
	}
}
