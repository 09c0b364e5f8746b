package org

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// maintains reports whether the actor may set departments, rooms and persons:
// the secrecy office, and the two administrators who build the organ up.
func maintains(a Actor) error {
	if a.Holds(SecrecyOffice) || a.Holds(SystemAdmin) || a.Holds(SecurityAdmin) {
		return nil
	}
	return rulebook.Refuse("flow.seat", SecrecyOffice.Text(), SystemAdmin.Text(), SecurityAdmin.Text())
}

// maintainsFor reports whether the actor may set what the person is trusted with
// by a seat that is not the person's own, delegated to the actor.
func maintainsFor(a Actor, person string) bool {
	return slices.ContainsFunc(a.Held, func(h Held) bool {
		return (h.Seat == SecrecyOffice || h.Seat == SecurityAdmin) && h.For != person
	})
}

// SetDepartment decides a new or changed department. tree holds all others.
func SetDepartment(a Actor, d Department, tree map[string]Department) (event.Event, error) {
	if err := maintains(a); err != nil {
		return event.Event{}, err
	}
	if err := nameProblem(d.Name); err != nil {
		return event.Event{}, err
	}
	for id, o := range tree {
		if id != d.ID && o.Parent == d.Parent && o.Name == d.Name && !o.Closed {
			return event.Event{}, errs.InvalidField("name", "同级已有同名部门。", "A department of this name exists beside it.")
		}
	}
	for up, n := d.Parent, 0; up != ""; n++ {
		p, ok := tree[up]
		if !ok || up == d.ID || n > 32 {
			return event.Event{}, errs.InvalidField("parent", "上级部门不存在或形成循环。", "The parent is unknown, or the tree would loop.")
		}
		up = p.Parent
	}
	x := DepartmentSet{Department: d.ID, Name: d.Name, Parent: d.Parent, Closed: d.Closed}
	return event.Of(x, event.Subject{Kind: KindDepartment, ID: d.ID}), nil
}

// SetRoom decides a new or changed room.
func SetRoom(a Actor, r Room, tree map[string]Department) (event.Event, error) {
	if err := maintains(a); err != nil {
		return event.Event{}, err
	}
	if err := nameProblem(r.Name); err != nil {
		return event.Event{}, err
	}
	if _, ok := tree[r.Department]; r.Department != "" && !ok {
		return event.Event{}, errs.InvalidField("department", "部门不存在。", "No such department.")
	}
	x := RoomSet{Room: r.ID, Name: r.Name, Department: r.Department, Level: r.Level, Closed: r.Closed}
	return event.Of(x, event.Subject{Kind: KindRoom, ID: r.ID}), nil
}

// SetPerson decides a new or changed person. The system administrator may
// enter people but not say what they are cleared for; that is a right, and
// rights are the secrecy office's and the security administrator's. keeps is
// the number of assets the person still has (hand.offboard).
func SetPerson(a Actor, was, p Person, tree map[string]Department, keeps int64) (event.Event, error) {
	if err := maintains(a); err != nil {
		return event.Event{}, err
	}
	if err := nameProblem(p.Name); err != nil {
		return event.Event{}, err
	}
	if _, ok := tree[p.Department]; p.Department != "" && !ok {
		return event.Event{}, errs.InvalidField("department", "部门不存在。", "No such department.")
	}
	for _, t := range []struct{ name, v string }{{"staff_no", p.StaffNo}, {"title", p.Title}} {
		if utf8.RuneCountInString(t.v) > 100 || strings.ContainsFunc(t.v, unicode.IsControl) {
			return event.Event{}, errs.InvalidField(t.name, "不超过100个字，且不含控制字符。", "At most 100 characters and no control characters.")
		}
	}
	trusted := p.Clearance != was.Clearance || p.ClearanceUntil != was.ClearanceUntil ||
		p.UndertakingOn != was.UndertakingOn || p.TrainedOn != was.TrainedOn
	if trusted && !a.Holds(SecrecyOffice) && !a.Holds(SecurityAdmin) {
		return event.Event{}, rulebook.Refuse("flow.seat", SecrecyOffice.Text(), SecurityAdmin.Text())
	}
	if trusted && (a.Person == p.ID || !maintainsFor(a, p.ID)) {
		return event.Event{}, rulebook.Refuse("apr.no-self", errs.T("不得更改本人的涉密等级", "nobody changes his own clearance"))
	}
	for _, d := range []struct {
		name string
		v    Date
	}{{"clearance_until", p.ClearanceUntil}, {"trained_on", p.TrainedOn}, {"undertaking_on", p.UndertakingOn}} {
		if !d.v.ok() {
			return event.Event{}, errs.InvalidField(d.name, "日期应为 2026-01-31。", "A date is written 2026-01-31.")
		}
	}
	if p.Status == "" {
		p.Status = Active
	}
	if !slices.Contains([]Status{Active, Leaving, Closed}, p.Status) {
		return event.Event{}, errs.InvalidField("status", "状态应为 active、leaving 或 closed。", "The status is active, leaving or closed.")
	}
	if p.Status == Closed && keeps > 0 {
		return event.Event{}, rulebook.Refuse("hand.offboard")
	}
	x := PersonSet{
		Person: p.ID, StaffNo: p.StaffNo, Department: p.Department, Title: p.Title, Clearance: p.Clearance,
		ClearanceUntil: p.ClearanceUntil, TrainedOn: p.TrainedOn, UndertakingOn: p.UndertakingOn, Status: p.Status,
	}
	e := event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID})
	e.Private = map[string]string{"name": p.Name}
	return e, nil
}

// GrantSeat decides a seat for a person. Only the security administrator grants;
// nobody to himself; nobody holds two of the three administrators, and an
// administrator holds no business seat and keeps no asset (REG 34): keeps is the
// number of assets the person has.
func GrantSeat(a Actor, p Person, g Grant, tree map[string]Department, today Date, keeps int64) (event.Event, error) {
	if !a.Holds(SecurityAdmin) {
		return event.Event{}, rulebook.Refuse("flow.seat", SecurityAdmin.Text())
	}
	if a.Person == p.ID {
		return event.Event{}, rulebook.Refuse("apr.no-self")
	}
	if !slices.Contains(Grantable(), g.Seat) {
		return event.Event{}, errs.InvalidField("seat", "没有这种职责："+string(g.Seat), "No such seat: "+string(g.Seat))
	}
	if p.Status == Closed || p.ID == "" {
		return event.Event{}, errs.InvalidField("person", "人员不存在或已离岗。", "No such person, or no longer of the organ.")
	}
	if _, ok := tree[g.Department]; g.Department != "" && !ok {
		return event.Event{}, errs.InvalidField("department", "部门不存在。", "No such department.")
	}
	if g.Seat.Bound() && g.Department == "" {
		return event.Event{}, errs.InvalidField("department", "该职责须指定部门。", "This seat is bound to a department; name it.")
	}
	if g.From == "" {
		g.From = today
	}
	if !g.From.ok() || !g.Until.ok() || (g.Until != "" && g.Until < g.From) {
		return event.Event{}, errs.InvalidField("until", "起止日期有误。", "The dates are wrong.")
	}
	if g.Seat.Admin() && keeps > 0 { // who could then neither hand it over nor return it
		return event.Event{}, rulebook.Refuse("adm.no-business", errs.T("该人员仍保管设备，请先清退", "the person still keeps assets; they are handed back first"))
	}
	for _, o := range p.Seats {
		if o.Ended || (o.Until != "" && o.Until < today) {
			continue
		}
		if g.Seat.Admin() && o.Seat.Admin() {
			return event.Event{}, rulebook.Refuse("adm.three-distinct", o.Seat.Text())
		}
		if g.Seat.Admin() != o.Seat.Admin() {
			return event.Event{}, rulebook.Refuse("adm.no-business", o.Seat.Text())
		}
		if o.Seat == g.Seat && o.Department == g.Department {
			return event.Event{}, errs.InvalidField("seat", "已有该职责。", "The person holds this seat already.")
		}
	}
	x := SeatGranted{Person: p.ID, Grant: g}
	return event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID}), nil
}

// EndSeat takes a seat back.
func EndSeat(a Actor, p Person, grant, reason string) (event.Event, error) {
	if !a.Holds(SecurityAdmin) {
		return event.Event{}, rulebook.Refuse("flow.seat", SecurityAdmin.Text())
	}
	i := slices.IndexFunc(p.Seats, func(g Grant) bool { return g.ID == grant && !g.Ended })
	if i < 0 {
		return event.Event{}, errs.InvalidField("grant", "没有该职责或已收回。", "No such seat, or it has ended.")
	}
	x := SeatEnded{Person: p.ID, Grant: grant, Reason: reason}
	return event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID}), nil
}

// Delegate decides that the actor's own seat is held by another for stated
// days. What is held by delegation cannot be delegated on (apr.no-self).
func Delegate(a Actor, own Person, to Person, d Delegation, today Date) (event.Event, error) {
	if a.Person != own.ID {
		return event.Event{}, rulebook.Refuse("flow.seat", errs.T("只能委托本人的职责", "one delegates only one's own seat"))
	}
	held := slices.ContainsFunc(own.Seats, func(g Grant) bool {
		return g.Seat == d.Seat && g.Department == d.Department && g.On(today)
	})
	if !held {
		return event.Event{}, rulebook.Refuse("apr.no-self", errs.T("受托职责不得转委托，也不得委托未担任的职责", "a delegated seat is not delegated on, nor one not held"))
	}
	if d.Seat.Admin() {
		return event.Event{}, rulebook.Refuse("adm.three-distinct", errs.T("三员职责不得委托", "administrator seats are not delegated"))
	}
	if to.ID == "" || to.ID == own.ID || to.Status != Active {
		return event.Event{}, errs.InvalidField("to", "受托人不存在、不在岗或为本人。", "The delegate is unknown, not active, or oneself.")
	}
	if slices.ContainsFunc(to.Seats, func(g Grant) bool { return g.Seat.Admin() && g.On(today) }) {
		return event.Event{}, rulebook.Refuse("adm.no-business")
	}
	if !d.From.ok() || !d.Until.ok() || d.From == "" || d.Until == "" || d.Until < d.From || d.Until < today {
		return event.Event{}, errs.InvalidField("until", "请填写起止日期，截止不早于今天。", "Give both days; the last is not before today.")
	}
	x := Delegated{Person: own.ID, Delegation: d}
	return event.Of(x, event.Subject{Kind: KindPerson, ID: own.ID}), nil
}

// EndDelegation ends a delegation before its time: the one who gave it, or the
// security administrator.
func EndDelegation(a Actor, own Person, id string) (event.Event, error) {
	if a.Person != own.ID && !a.Holds(SecurityAdmin) {
		return event.Event{}, rulebook.Refuse("flow.seat", SecurityAdmin.Text())
	}
	if !slices.ContainsFunc(own.Delegations, func(d Delegation) bool { return d.ID == id && !d.Ended }) {
		return event.Event{}, errs.InvalidField("delegation", "没有该委托或已结束。", "No such delegation, or it has ended.")
	}
	x := DelegationEnded{Person: own.ID, Delegation: id}
	return event.Of(x, event.Subject{Kind: KindPerson, ID: own.ID}), nil
}

func nameProblem(n string) error {
	if strings.TrimSpace(n) == "" {
		return errs.InvalidField("name", "请填写名称。", "Give a name.")
	}
	if utf8.RuneCountInString(n) > 100 || strings.ContainsFunc(n, unicode.IsControl) {
		return errs.InvalidField("name", "名称不超过100个字，且不含控制字符。", "A name has at most 100 characters and no control characters.")
	}
	return nil
}

// ok reports whether the date is empty or a day of the calendar.
func (d Date) ok() bool {
	_, err := time.Parse("2006-01-02", string(d))
	return d == "" || err == nil
}
