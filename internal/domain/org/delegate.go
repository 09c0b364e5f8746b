package org

import (
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

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
