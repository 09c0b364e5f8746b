package org

import (
	"errors"
	"strings"
	"testing"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

const today = Date("2026-03-02")

func actor(person string, seats ...Seat) Actor {
	a := Actor{Person: person, Clearance: level.TopSecret}
	for _, s := range seats {
		a.Held = append(a.Held, Held{Seat: s})
	}
	return a
}

var (
	office = actor("office", SecrecyOffice)
	sys    = actor("sys", SystemAdmin)
	sec    = actor("sec", SecurityAdmin)
	nobody = actor("nobody")
	tree   = map[string]Department{
		"a": {ID: "a", Name: "甲处"}, "a1": {ID: "a1", Name: "一科", Parent: "a"}, "b": {ID: "b", Name: "乙处", Parent: "gone"},
		"z": {ID: "z", Name: "旧处", Closed: true},
	}
)

// want checks the error: "" none, "field:x" bad input in x, else the rule.
func want(t *testing.T, what string, err error) {
	t.Helper()
	var e *errs.Error
	got := ""
	if errors.As(err, &e) {
		got = e.Rule
		if e.Kind == errs.Invalid {
			got = "field:" + e.Fields[0].Name
		}
	}
	if got != what || (err != nil && e == nil) {
		t.Errorf("%v, want %q", err, what)
	}
}

func TestADepartmentStandsInTheTree(t *testing.T) {
	for _, c := range []struct {
		a    Actor
		d    Department
		want string
	}{
		{office, Department{ID: "n", Name: "丙处"}, ""},
		{sys, Department{ID: "n", Name: "丙处", Parent: "a1"}, ""},
		{sec, Department{ID: "a", Name: "甲处", Closed: true}, ""},
		{office, Department{ID: "n", Name: "旧处"}, ""}, // the old one is closed
		{office, Department{ID: "n", Name: "一科"}, ""}, // elsewhere in the tree
		{nobody, Department{ID: "n", Name: "丙处"}, "flow.seat"},
		{office, Department{ID: "n", Name: " "}, "field:name"},
		{office, Department{ID: "n", Name: strings.Repeat("长", 101)}, "field:name"},
		{office, Department{ID: "n", Name: "a\tb"}, "field:name"},
		{office, Department{ID: "n", Name: "甲处"}, "field:name"},
		{office, Department{ID: "n", Name: "丙处", Parent: "gone"}, "field:parent"},
		{office, Department{ID: "n", Name: "丙处", Parent: "b"}, "field:parent"},
		{office, Department{ID: "a", Name: "甲处", Parent: "a1"}, "field:parent"}, // a loop
		{office, Department{ID: "a", Name: "甲处", Parent: "a"}, "field:parent"},
	} {
		e, err := SetDepartment(c.a, c.d, tree, Inside{})
		want(t, c.want, err)
		if err == nil {
			c.d.Version = 1
			if got := FoldDepartment(Department{}, e); got != c.d {
				t.Errorf("%+v", got)
			}
		}
	}
}

func TestARoomFitsALevel(t *testing.T) {
	r := Room{ID: "r", Name: "101", Department: "a", Level: level.Secret, Closed: true}
	e, err := SetRoom(office, Room{}, r, tree, nil)
	want(t, "", err)
	r.Version = 1
	if got := FoldRoom(Room{}, e); got != r {
		t.Errorf("%+v", got)
	}
	_, err = SetRoom(nobody, Room{}, r, tree, nil)
	want(t, "flow.seat", err)
	_, err = SetRoom(office, Room{}, Room{ID: "r"}, tree, nil)
	want(t, "field:name", err)
	_, err = SetRoom(office, Room{}, Room{ID: "r", Name: "101", Department: "gone"}, tree, nil)
	want(t, "field:department", err)
}

func person() Person {
	return Person{
		ID: "p", Name: "张三", StaffNo: "001", Department: "a", Title: "科员", Clearance: level.Secret, ClearanceUntil: "2027-12-31",
		TrainedOn: "2026-01-01", UndertakingOn: "2026-01-01", Status: Active,
	}
}

func TestAPersonIsEnteredWithWhatHeIsTrustedWith(t *testing.T) {
	p := person()
	e, err := SetPerson(office, Person{}, p, tree, 0, "")
	want(t, "", err)
	if x, ok := e.Data.(PersonSet); !ok || e.Private["name"] != "张三" || x.Person != "p" {
		t.Errorf("%+v", e)
	}
	got := FoldPerson(Person{}, e)
	if got.Name != "张三" || got.Clearance != level.Secret || got.UndertakingOn != "2026-01-01" || got.Version != 1 {
		t.Errorf("%+v", got)
	}
	p.Status = ""
	if e, err = SetPerson(office, Person{}, p, tree, 0, ""); err != nil || e.Data.(PersonSet).Status != Active {
		t.Errorf("%v, %v", e, err)
	}
}

func TestWhatAPersonMustBe(t *testing.T) {
	delegate := Actor{Person: "x", Held: []Held{{Seat: SecrecyOffice, For: "p"}}}
	for _, c := range []struct {
		a     Actor
		f     func(*Person)
		keeps int64
		want  string
	}{
		{nobody, func(*Person) {}, 0, "flow.seat"},
		{office, func(p *Person) { p.Name = "" }, 0, "field:name"},
		{office, func(p *Person) { p.Department = "gone" }, 0, "field:department"},
		{office, func(p *Person) { p.Title = strings.Repeat("长", 101) }, 0, "field:title"},
		{office, func(p *Person) { p.StaffNo = "1\n2" }, 0, "field:staff_no"},
		{office, func(p *Person) { p.ClearanceUntil = "2026-02-30" }, 0, "field:clearance_until"},
		{office, func(p *Person) { p.TrainedOn = "1.1.2026" }, 0, "field:trained_on"},
		{office, func(p *Person) { p.UndertakingOn = "2026-1-1" }, 0, "field:undertaking_on"},
		{office, func(p *Person) { p.Status = "away" }, 0, "field:status"},
		{office, func(p *Person) { p.Status = Closed }, 1, "hand.offboard"},
		{office, func(p *Person) { p.Status = Leaving }, 1, ""},
		{sys, func(p *Person) { p.Title = "处长" }, 0, ""},
		{sys, func(p *Person) { p.Clearance = level.TopSecret }, 0, "flow.seat"},
		{sec, func(p *Person) { p.Clearance = level.TopSecret }, 0, ""},
		{actor("p", SecrecyOffice), func(p *Person) { p.ClearanceUntil = "" }, 0, "apr.no-self"},
		{actor("p", SecrecyOffice), func(p *Person) { p.Title = "主任" }, 0, ""},
		{delegate, func(p *Person) { p.Clearance = level.TopSecret }, 0, "apr.no-self"},
		{sys, func(p *Person) { p.Status = Leaving }, 0, ""},
		{sys, func(p *Person) { p.Status = Closed }, 0, "flow.seat"},
		{sys, func(p *Person) { p.Name = "李四" }, 0, "flow.seat"},
		{sys, func(p *Person) { p.Department = "a1" }, 0, "flow.seat"},
		{sec, func(p *Person) { p.Status, p.Name, p.Department = Closed, "李四", "a1" }, 0, ""},
		{office, func(p *Person) { p.Status, p.Name, p.Department = Closed, "李四", "a1" }, 0, ""},
		{delegate, func(p *Person) { p.Name = "李四" }, 0, "apr.no-self"},
		{actor("p", SecurityAdmin), func(p *Person) { p.Name = "李四" }, 0, "apr.no-self"},
		{actor("p", SecrecyOffice), func(p *Person) { p.Department = "a1" }, 0, "apr.no-self"},
		{actor("p", SecrecyOffice), func(p *Person) { p.Status = Closed }, 0, "apr.no-self"},
	} {
		p := person()
		c.f(&p)
		_, err := SetPerson(c.a, person(), p, tree, c.keeps, "")
		want(t, c.want, err)
	}
}

func TestSeatsAreGrantedBySecurityAndNeverCombined(t *testing.T) {
	for _, c := range []struct {
		a    Actor
		has  []Grant
		g    Grant
		want string
	}{
		{sec, nil, Grant{Seat: SecrecyOffice}, ""},
		{sec, nil, Grant{Seat: DepartmentHead, Department: "a", Until: today}, ""},
		{office, nil, Grant{Seat: SecrecyOffice}, "flow.seat"},
		{actor("p", SecurityAdmin), nil, Grant{Seat: Auditor}, "apr.no-self"},
		{sec, nil, Grant{Seat: Keeper}, "field:seat"},
		{sec, nil, Grant{Seat: Receiver}, "field:seat"},
		{sec, nil, Grant{Seat: Leader, Department: "gone"}, "field:department"},
		{sec, nil, Grant{Seat: DepartmentHead}, "field:department"},
		{sec, nil, Grant{Seat: Leader, From: "2026-13-01"}, "field:until"},
		{sec, nil, Grant{Seat: Leader, From: today, Until: "2026-03-01"}, "field:until"},
		{sec, []Grant{{Seat: SystemAdmin}}, Grant{Seat: Auditor}, "adm.three-distinct"},
		{sec, []Grant{{Seat: SystemAdmin, Ended: true}}, Grant{Seat: Auditor}, ""},
		{sec, []Grant{{Seat: SystemAdmin, Until: "2026-03-01"}}, Grant{Seat: Auditor}, ""},
		{sec, []Grant{{Seat: SystemAdmin, From: "2026-09-01"}}, Grant{Seat: Auditor}, "adm.three-distinct"},
		{sec, []Grant{{Seat: Witness}}, Grant{Seat: Auditor}, "adm.no-business"},
		{sec, []Grant{{Seat: Auditor}}, Grant{Seat: Witness}, "adm.no-business"},
		{sec, []Grant{{Seat: Witness}}, Grant{Seat: Witness}, "field:seat"},
		{sec, []Grant{{Seat: Witness, Department: "a"}}, Grant{Seat: Witness}, ""},
	} {
		p := person()
		p.Seats = c.has
		e, err := GrantSeat(c.a, p, c.g, tree, today, Beside{})
		want(t, c.want, err)
		if err == nil && !FoldPerson(p, e).Seats[len(c.has)].On(today) {
			t.Errorf("%+v is not in force", e)
		}
	}
	_, err := GrantSeat(sec, Person{ID: "p", Status: Closed}, Grant{Seat: Leader}, tree, today, Beside{})
	want(t, "field:person", err)
}

func TestASeatEndsOnce(t *testing.T) {
	p := person()
	p.Seats = []Grant{{ID: "g1", Seat: Leader, From: "2020-01-01"}, {ID: "g2", Seat: Witness, From: "2020-01-01"}}
	_, err := EndSeat(office, p, "g1", "调离", today, nil)
	want(t, "flow.seat", err)
	_, err = EndSeat(sec, p, "g9", "调离", today, nil)
	want(t, "field:grant", err)
	list, err := EndSeat(sec, p, "g1", "调离", today, nil)
	want(t, "", err)
	if len(list) != 1 {
		t.Errorf("%+v", list)
	}
	after := FoldPerson(p, list[0])
	if after.Seats[0].On(today) || !after.Seats[1].On(today) || p.Seats[0].Ended {
		t.Errorf("%+v of %+v", after.Seats, p.Seats)
	}
	_, err = EndSeat(sec, after, "g1", "调离", today, nil)
	want(t, "field:grant", err)
}

func TestADelegationIsDatedOwnAndNotChained(t *testing.T) {
	own := person()
	own.Seats = []Grant{{ID: "g", Seat: DepartmentHead, Department: "a", From: "2020-01-01"}, {ID: "h", Seat: Auditor, From: "2020-01-01"}}
	to := Person{ID: "q", Status: Active}
	good := Delegation{ID: "d", To: "q", Seat: DepartmentHead, Department: "a", From: today, Until: "2026-03-09"}
	with := func(f func(*Delegation)) Delegation { d := good; f(&d); return d }
	// The delegate holds it by delegation only; it is not his to give on.
	chained := Person{ID: "q", Status: Active}
	for _, c := range []struct {
		a       Actor
		own, to Person
		d       Delegation
		want    string
	}{
		{actor("p"), own, to, good, ""},
		{sec, own, to, good, "flow.seat"},
		{actor("q", DepartmentHead), chained, Person{ID: "r", Status: Active}, good, "apr.no-self"},
		{actor("p"), own, to, with(func(d *Delegation) { d.Department = "" }), "apr.no-self"},
		{actor("p"), own, to, with(func(d *Delegation) { d.Seat, d.Department = Auditor, "" }), "adm.three-distinct"},
		{actor("p"), own, own, good, "field:to"},
		{actor("p"), own, Person{}, good, "field:to"},
		{actor("p"), own, Person{ID: "q", Status: Leaving}, good, "field:to"},
		{actor("p"), own, Person{ID: "q", Status: Active, Seats: []Grant{{Seat: SystemAdmin, From: "2020-01-01"}}}, good, "adm.no-business"},
		{actor("p"), own, to, with(func(d *Delegation) { d.Until = "" }), "field:until"},
		{actor("p"), own, to, with(func(d *Delegation) { d.From, d.Until = "2026-02-01", "2026-03-01" }), "field:until"},
		{actor("p"), own, to, with(func(d *Delegation) { d.From = "2026-04-01" }), "field:until"},
		{actor("p"), own, to, with(func(d *Delegation) { d.Until = "2026-06-31" }), "field:until"},
	} {
		_, err := Delegate(c.a, c.own, c.to, c.d, today)
		want(t, c.want, err)
	}
}

func TestADelegationIsEndedByItsGiverOrBySecurity(t *testing.T) {
	own := person()
	own.Delegations = []Delegation{{ID: "d", From: today, Until: today}}
	_, err := EndDelegation(nobody, own, "d")
	want(t, "flow.seat", err)
	_, err = EndDelegation(sec, own, "x")
	want(t, "field:delegation", err)
	for _, a := range []Actor{sec, actor("p")} {
		e, err := EndDelegation(a, own, "d")
		want(t, "", err)
		if after := FoldPerson(own, e); after.Delegations[0].On(today) || !own.Delegations[0].On(today) {
			t.Errorf("%+v", after.Delegations)
		}
	}
}

func TestAForeignEventChangesNobody(t *testing.T) {
	p, d, r := person(), tree["a"], Room{ID: "r"}
	for _, x := range Payloads() {
		e := event.Of(x)
		if x.EventType() == "" || FoldPerson(p, e).Version != 0 || FoldDepartment(d, e) != d || FoldRoom(r, e) != r {
			t.Errorf("%T", x)
		}
	}
	if FoldPerson(p, event.Of(RoomSet{Room: "r"})).Version != 0 {
		t.Error("a room changed a person")
	}
}

// Who keeps assets is not made an administrator: he could neither hand them
// over nor return them.
func TestKeeperOfAssetsBecomesNoAdministrator(t *testing.T) {
	sec := Actor{Person: "s", Held: []Held{{Seat: SecurityAdmin}}}
	p := Person{ID: "p", Status: Active}
	if _, err := GrantSeat(sec, p, Grant{Seat: Auditor}, nil, "2026-11-23", Beside{Keeps: 1}); errs.As(err).Rule != "adm.no-business" {
		t.Errorf("keeps one asset: %v", err)
	}
	if _, err := GrantSeat(sec, p, Grant{Seat: Auditor}, nil, "2026-11-23", Beside{Keeps: 0}); err != nil {
		t.Errorf("keeps nothing: %v", err)
	}
	if _, err := GrantSeat(sec, p, Grant{Seat: Witness}, nil, "2026-11-23", Beside{Keeps: 3}); err != nil {
		t.Errorf("a business seat: %v", err)
	}
}
