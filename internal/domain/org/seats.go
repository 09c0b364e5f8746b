package org

import (
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// GrantSeat decides a seat for a person. Only the security administrator grants;
// nobody to himself; nobody holds two of the three administrators, but system and
// security administrator where the policy joins them (admin.join); and an
// administrator holds no business seat and keeps no asset (REG 34): keeps is the
// number of assets the person has.
func GrantSeat(a Actor, p Person, g Grant, tree map[string]Department, today Date, keeps int64, join bool) (event.Event, error) {
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
	if err := beside(p, g, today, join); err != nil {
		return event.Event{}, err
	}
	x := SeatGranted{Person: p.ID, Grant: g}
	return event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID}), nil
}

// beside refuses a grant that does not go together with what the person holds.
func beside(p Person, g Grant, today Date, join bool) error {
	for _, o := range p.Seats {
		if o.Ended || (o.Until != "" && o.Until < today) {
			continue
		}
		if g.Seat.Admin() && o.Seat.Admin() && o.Seat != g.Seat && (!join || !Joinable(o.Seat, g.Seat)) {
			return rulebook.Refuse("adm.three-distinct", o.Seat.Text())
		}
		if g.Seat.Admin() != o.Seat.Admin() {
			return rulebook.Refuse("adm.no-business", o.Seat.Text())
		}
		if o.Seat == g.Seat && o.Department == g.Department {
			return errs.InvalidField("seat", "已有该职责。", "The person holds this seat already.")
		}
	}
	return nil
}

// Lapsed takes back what has run out of the three administrators, before another
// of them is granted: the database holds them apart by what is not taken back.
func Lapsed(p Person, g Grant, today Date) []event.Event {
	if !g.Seat.Admin() {
		return nil
	}
	var out []event.Event
	for _, o := range p.Seats {
		if o.Seat.Admin() && !o.Ended && o.Until != "" && o.Until < today {
			x := SeatEnded{Person: p.ID, Grant: o.ID, Reason: "run out on " + string(o.Until)}
			out = append(out, event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID}))
		}
	}
	return out
}

// EndSeat takes a seat back, unless it is the last of an administrator: others
// counts who else holds it (LastAdmin).
func EndSeat(a Actor, p Person, grant, reason string, today Date, others map[Seat]int64) (event.Event, error) {
	if !a.Holds(SecurityAdmin) {
		return event.Event{}, rulebook.Refuse("flow.seat", SecurityAdmin.Text())
	}
	i := slices.IndexFunc(p.Seats, func(g Grant) bool { return g.ID == grant && !g.Ended })
	if i < 0 {
		return event.Event{}, errs.InvalidField("grant", "没有该职责或已收回。", "No such seat, or it has ended.")
	}
	only := Person{Seats: p.Seats[i : i+1]}
	if last := LastAdmin(only, today, others); last != "" {
		return event.Event{}, RefuseLast(last)
	}
	x := SeatEnded{Person: p.ID, Grant: grant, Reason: reason}
	return event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID}), nil
}
