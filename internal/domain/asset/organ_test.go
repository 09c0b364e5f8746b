package asset_test

import (
	"slices"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// organ is the fictitious organ of the tests: two departments and an archive
// below the first, and nobody who holds two seats in one department.
type organ struct {
	departments map[string]org.Department
	rooms       map[string]org.Room
	persons     map[string]org.Person
	ids         []string // of persons, sorted

	day    org.Date // for which the two below hold
	actors map[string]org.Actor
	headed map[string][]string
}

func seat(s org.Seat, department string) org.Grant {
	return org.Grant{ID: string(s) + "@" + department, Seat: s, Department: department, From: "2020-01-01"}
}

func newOrgan() *organ {
	o := &organ{
		departments: map[string]org.Department{
			"a": {ID: "a", Name: "甲处"}, "b": {ID: "b", Name: "乙处"}, "a1": {ID: "a1", Name: "档案室", Parent: "a"},
			"z": {ID: "z", Name: "旧处", Closed: true},
		},
		rooms: map[string]org.Room{
			"vault": {ID: "vault", Name: "101", Level: level.TopSecret}, "office": {ID: "office", Name: "202", Level: level.Secret},
			"hall": {ID: "hall", Name: "303", Level: level.Unclassified}, "shut": {ID: "shut", Name: "404", Level: level.TopSecret, Closed: true},
			"of-a": {ID: "of-a", Name: "501", Department: "a", Level: level.TopSecret}, "of-b": {ID: "of-b", Name: "502", Department: "b", Level: level.TopSecret},
		},
		persons: map[string]org.Person{},
	}
	add := func(id, department string, l level.Level, seats ...org.Grant) {
		o.persons[id] = org.Person{
			ID: id, Name: "测试" + id, Department: department, Clearance: l, UndertakingOn: "2024-01-01",
			TrainedOn: "2024-01-01", Status: org.Active, Seats: seats,
		}
	}
	top := level.TopSecret
	add("sec1", "b", top, seat(org.SecrecyOffice, ""))
	add("sec2", "b", top, seat(org.SecrecyOffice, ""))
	add("headA", "a", top, seat(org.DepartmentHead, "a"))
	add("headB", "b", top, seat(org.DepartmentHead, "b"), seat(org.AssetOfficer, "b"))
	add("headB2", "b", level.Confidential, seat(org.DepartmentHead, "b"))
	add("offA", "a", top, seat(org.AssetOfficer, "a"))
	add("leadA", "a", top, seat(org.Leader, "a"))
	add("lead", "b", top, seat(org.Leader, ""))
	add("grp1", "a", top, seat(org.LeadingGroup, ""))
	add("grp2", "b", level.Secret, seat(org.LeadingGroup, ""))
	add("tech", "b", top, seat(org.Technician, ""))
	add("wit1", "a", top, seat(org.Witness, ""))
	add("wit2", "b", level.Confidential, seat(org.Witness, ""))
	add("u1", "a", top)
	add("u2", "a", level.Secret)
	add("u3", "b", level.Confidential)
	add("u4", "b", level.Unclassified)
	add("sys", "b", top, seat(org.SystemAdmin, ""))
	add("secadm", "b", top, seat(org.SecurityAdmin, ""))
	add("aud", "b", top, seat(org.Auditor, ""))
	o.change("u2", func(p *org.Person) { p.ClearanceUntil = "2026-12-31" })
	o.delegate("headA", org.Delegation{ID: "d1", To: "u1", Seat: org.DepartmentHead, Department: "a", From: "2020-01-01", Until: "2099-12-31"})
	o.delegate("sec1", org.Delegation{ID: "d2", To: "offA", Seat: org.SecrecyOffice, From: "2020-01-01", Until: "2099-12-31"})
	o.delegate("grp1", org.Delegation{ID: "d3", To: "leadA", Seat: org.LeadingGroup, From: "2020-01-01", Until: "2099-12-31"})
	for id := range o.persons {
		o.ids = append(o.ids, id)
	}
	slices.Sort(o.ids)
	return o
}

func (o *organ) change(id string, f func(*org.Person)) {
	o.day = ""
	p := o.persons[id]
	f(&p)
	o.persons[id] = p
}

func (o *organ) delegate(from string, d org.Delegation) {
	o.change(from, func(p *org.Person) { p.Delegations = append(p.Delegations, d) })
}

// covers lists the department and all below it.
func (o *organ) covers(department string) []string {
	if department == "" {
		return nil
	}
	out := []string{department}
	for id, d := range o.departments {
		if d.Parent == department {
			out = append(out, id)
		}
	}
	return out
}

// on makes the day the one that actors and heads are told of.
func (o *organ) on(day org.Date) *organ {
	if o.day != day {
		o.day, o.actors, o.headed = day, map[string]org.Actor{}, o.heads(day)
	}
	return o
}

func (o *organ) actor(id string, day org.Date) org.Actor {
	a, ok := o.on(day).actors[id]
	if !ok {
		a = o.newActor(id, day)
		o.actors[id] = a
	}
	return a
}

// newActor is the person with the seats in force on the day, his own and those
// delegated to him by somebody who holds them in his own right.
func (o *organ) newActor(id string, day org.Date) org.Actor {
	if id == "" {
		return org.Actor{Account: "scheduler", System: true, Clearance: level.TopSecret}
	}
	p := o.persons[id]
	a := org.Actor{Account: "acc-" + id, Person: id, Name: p.Name}
	for _, l := range level.All() {
		if p.ClearedFor(l, day) {
			a.Clearance = l
		}
	}
	for _, g := range p.Seats {
		if g.On(day) {
			a.Held = append(a.Held, org.Held{Seat: g.Seat, Department: g.Department, Covers: o.covers(g.Department)})
		}
	}
	for _, from := range o.ids {
		for _, d := range o.persons[from].Delegations {
			own := slices.ContainsFunc(o.persons[from].Seats, func(g org.Grant) bool {
				return g.Seat == d.Seat && g.Department == d.Department && g.On(day)
			})
			if d.To == id && d.On(day) && own {
				a.Held = append(a.Held, org.Held{Seat: d.Seat, Department: d.Department, Covers: o.covers(d.Department), For: from})
			}
		}
	}
	return a
}

// heads lists, by department, who heads it in his own right.
func (o *organ) heads(day org.Date) map[string][]string {
	out := map[string][]string{}
	for _, id := range o.ids {
		for _, g := range o.persons[id].Seats {
			if g.Seat == org.DepartmentHead && g.On(day) {
				for _, d := range o.covers(g.Department) {
					out[d] = append(out[d], id)
				}
			}
		}
	}
	return out
}
