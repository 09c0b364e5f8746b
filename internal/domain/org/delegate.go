package org

import (
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Delegate decides that the actor's own seat is held by another for stated
// days. It is bound to the grant under which he holds it. What is held by
// delegation cannot be delegated on (apr.no-self), and nobody holds a business
// seat on a day on which he is an administrator (adm.no-business).
func Delegate(a Actor, own Person, to Person, d Delegation, today Date) (event.Event, error) {
	if a.Person != own.ID {
		return event.Event{}, rulebook.Refuse("flow.seat", errs.T("只能委托本人的职责", "one delegates only one's own seat"))
	}
	held := slices.IndexFunc(own.Seats, func(g Grant) bool {
		return g.Seat == d.Seat && g.Department == d.Department && g.On(today)
	})
	if held < 0 {
		return event.Event{}, rulebook.Refuse("apr.no-self", errs.T("受托职责不得转委托，也不得委托未担任的职责", "a delegated seat is not delegated on, nor one not held"))
	}
	if d.Seat.Admin() {
		return event.Event{}, rulebook.Refuse("adm.three-distinct", errs.T("三员职责不得委托", "administrator seats are not delegated"))
	}
	if to.ID == "" || to.ID == own.ID || to.Status != Active {
		return event.Event{}, errs.InvalidField("to", "受托人不存在、不在岗或为本人。", "The delegate is unknown, not active, or oneself.")
	}
	if !d.From.ok() || !d.Until.ok() || d.From == "" || d.Until == "" || d.Until < d.From || d.Until < today {
		return event.Event{}, errs.InvalidField("until", "请填写起止日期，截止不早于今天。", "Give both days; the last is not before today.")
	}
	g := own.Seats[held]
	if g.Until != "" && d.Until > g.Until {
		return event.Event{}, errs.InvalidField("until", "委托不得超过该职责的任期（至"+string(g.Until)+"）。", "The seat itself ends on "+string(g.Until)+"; a delegation of it ends no later.")
	}
	for _, o := range to.Seats {
		if o.Seat.Admin() && d.meets(o) {
			return event.Event{}, rulebook.Refuse("adm.no-business", o.Seat.Text())
		}
	}
	d.Grant = g.ID
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

// Undelegate ends all that the person has delegated: he can never act in his
// seats again under the account he had.
func Undelegate(p Person) []event.Event {
	return p.undelegate(func(Delegation) bool { return true })
}

func (p Person) undelegate(which func(Delegation) bool) []event.Event {
	var out []event.Event
	for _, d := range p.Delegations {
		if !d.Ended && which(d) {
			out = append(out, event.Of(DelegationEnded{Person: p.ID, Delegation: d.ID}, event.Subject{Kind: KindPerson, ID: p.ID}))
		}
	}
	return out
}

// meets reports whether there is a day on which both are in force.
func (d Delegation) meets(g Grant) bool {
	return !d.Ended && !g.Ended && g.From <= d.Until && (g.Until == "" || g.Until >= d.From)
}

// underGrant is the grant of a delegation that names none, as those made before
// 2026-12 do: the last of the seat that was not taken back. No two of one seat
// are in force at the same time, so a later one begins after an earlier has ended.
func (p Person) underGrant(d Delegation) string {
	for _, g := range slices.Backward(p.Seats) {
		if g.Seat == d.Seat && g.Department == d.Department && !g.Ended {
			return g.ID
		}
	}
	return ""
}
