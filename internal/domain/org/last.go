package org

import (
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Others is, by seat, what the other people hold of the three administrators'
// seats who can sign in. What has not begun or has run out is not counted.
type Others map[Seat][]Grant

// last reports whether somebody else holds the seat of g today, and at least as
// long: what ends before g does is of no use once it has ended.
func (o Others) last(g Grant, today Date) bool {
	for _, h := range o[g.Seat] {
		if h.On(today) && (h.Until == "" || (g.Until != "" && h.Until >= g.Until)) {
			return true
		}
	}
	return false
}

// LastDay is the last day on which anybody of those who hold the seat today holds
// it, "" where one of them holds it without an end; ok is false where nobody does.
func (o Others) LastDay(s Seat, today Date) (day Date, ok bool) {
	for _, h := range o[s] {
		if !h.On(today) {
			continue
		}
		if h.Until == "" {
			return "", true
		}
		day, ok = max(day, h.Until), true
	}
	return day, ok
}

// LastAdmin is the administrator seat that nobody would hold any more without
// the person, now or from a day on while he still would, "" where somebody else
// is there for each of his (REG 34: the organ always has all three; without them
// nobody could ever appoint one).
func LastAdmin(p Person, today Date, others Others) Seat {
	for _, g := range p.Seats {
		if g.Seat.Admin() && g.On(today) && !others.last(g, today) {
			return g.Seat
		}
	}
	return ""
}

// RefuseLast is the refusal to take away the last of the seat.
func RefuseLast(s Seat) error { return rulebook.Refuse("flow.last-admin", s.Text()) }

// lasting refuses an end to an administrator's seat that nobody else holds as
// long: on that day the organ would be without him.
func lasting(g Grant, today Date, others Others) error {
	if !g.Seat.Admin() || g.Until == "" || others.last(g, today) {
		return nil
	}
	t := g.Seat.Text()
	return rulebook.Refuse("flow.last-admin", errs.T(
		t.ZH+"无其他人任职至该日或更久，任期不得设截止日期",
		"nobody else holds the seat of "+t.EN+" as long or longer: it is granted without an end"))
}
