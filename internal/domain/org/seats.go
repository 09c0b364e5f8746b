package org

import (
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Beside is what a new seat has to go together with, beyond the seats that the
// person holds.
type Beside struct {
	Keeps    int64        // assets he has
	Promised int64        // assets that an open request would bring to him or take from him
	Handed   []Delegation // what others have delegated to him
	Others   Others       // who else holds the administrators' seats
	Join     bool         // the policy joins system and security administrator (admin.join)
}

// GrantSeat decides a seat for a person. Only the security administrator grants;
// nobody to himself; nobody holds two of the three administrators, but system and
// security administrator where the policy joins them; an administrator holds no
// business seat, in his own right or by delegation, keeps no asset and waits for
// none (REG 34); and his seat has an end only beside one that lasts as long.
func GrantSeat(a Actor, p Person, g Grant, tree map[string]Department, today Date, b Beside) (event.Event, error) {
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
	if err := b.fits(p, g, today); err != nil {
		return event.Event{}, err
	}
	if err := lasting(g, today, b.Others); err != nil {
		return event.Event{}, err
	}
	x := SeatGranted{Person: p.ID, Grant: g}
	return event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID}), nil
}

// fits refuses a grant that does not go together with what the person holds and has.
func (b Beside) fits(p Person, g Grant, today Date) error {
	if g.Seat.Admin() {
		var missing []errs.Text
		if b.Keeps > 0 { // who could then neither hand it over nor return it
			missing = append(missing, errs.T("该人员仍保管设备，请先清退", "the person still keeps assets; they are handed back first"))
		}
		if b.Promised > 0 {
			missing = append(missing, errs.T("该人员仍有待其签收或交出的申请，请先办结或撤回", "open requests wait for the person to accept or give; they are finished or withdrawn first"))
		}
		if len(missing) > 0 {
			return rulebook.Refuse("adm.no-business", missing...)
		}
		for _, d := range b.Handed {
			if d.meets(g) {
				return rulebook.Refuse("adm.no-business", delegated(d))
			}
		}
	}
	for _, o := range p.Seats {
		if o.Ended || (o.Until != "" && o.Until < today) {
			continue
		}
		if g.Seat.Admin() && o.Seat.Admin() && o.Seat != g.Seat && (!b.Join || !Joinable(o.Seat, g.Seat)) {
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

func delegated(d Delegation) errs.Text {
	t := d.Seat.Text()
	return errs.T("受托的"+t.ZH+"，请先结束该委托", t.EN+" by delegation; it is ended first")
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

// EndSeat takes a seat back, unless it is the last of an administrator: others is
// who else holds it (LastAdmin). What was delegated under the seat ends with it.
func EndSeat(a Actor, p Person, grant, reason string, today Date, others Others) ([]event.Event, error) {
	if !a.Holds(SecurityAdmin) {
		return nil, rulebook.Refuse("flow.seat", SecurityAdmin.Text())
	}
	i := slices.IndexFunc(p.Seats, func(g Grant) bool { return g.ID == grant && !g.Ended })
	if i < 0 {
		return nil, errs.InvalidField("grant", "没有该职责或已收回。", "No such seat, or it has ended.")
	}
	only := Person{Seats: p.Seats[i : i+1]}
	if last := LastAdmin(only, today, others); last != "" {
		return nil, RefuseLast(last)
	}
	x := SeatEnded{Person: p.ID, Grant: grant, Reason: reason}
	out := []event.Event{event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID})}
	return append(out, p.undelegate(func(d Delegation) bool { return d.Grant == grant })...), nil
}
