package org

import "sealbook/internal/domain/rulebook"

// LastAdmin is the administrator seat that nobody would hold any more without
// the person, "" where somebody else is there for each of his. others counts, by
// seat, the other people who hold it today and can sign in (REG 34: the organ
// always has all three; without them nobody could ever appoint one).
func LastAdmin(p Person, today Date, others map[Seat]int64) Seat {
	for _, g := range p.Seats {
		if g.Seat.Admin() && g.On(today) && others[g.Seat] == 0 {
			return g.Seat
		}
	}
	return ""
}

// RefuseLast is the refusal to take away the last of the seat.
func RefuseLast(s Seat) error { return rulebook.Refuse("flow.last-admin", s.Text()) }
