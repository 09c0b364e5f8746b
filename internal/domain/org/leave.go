package org

import "sealbook/internal/domain/event"

// LeftReason is the reason recorded with what ends because its holder's record is
// closed, or was when it is opened again.
const LeftReason = "left"

// Leaves reports whether a known person's record is closed or opened again.
func Leaves(was, p Person) bool {
	return was.ID != "" && (was.Status == Closed) != (p.Status == Closed)
}

// Handed is a delegation, by who gave it.
type Handed struct{ Person, Delegation string }

// Left ends what a person holds when his record is closed: his seats, and what he
// has handed on; received is what others have handed to him. It ends for good:
// whoever is let in again holds nothing, until somebody gives it to him. Records
// closed before this was so are treated alike when they are opened.
func Left(was Person, received []Handed) []event.Event {
	var out []event.Event
	for _, g := range was.Seats {
		if !g.Ended {
			out = append(out, event.Of(SeatEnded{Person: was.ID, Grant: g.ID, Reason: LeftReason}, event.Subject{Kind: KindPerson, ID: was.ID}))
		}
	}
	for _, d := range was.Delegations {
		if !d.Ended {
			out = append(out, event.Of(DelegationEnded{Person: was.ID, Delegation: d.ID}, event.Subject{Kind: KindPerson, ID: was.ID}))
		}
	}
	for _, h := range received {
		out = append(out, event.Of(DelegationEnded(h), event.Subject{Kind: KindPerson, ID: h.Person}))
	}
	return out
}
