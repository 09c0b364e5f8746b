package org

import (
	"slices"

	"sealbook/internal/domain/event"
)

// For whom: a deed done under a delegated seat shows who delegated it (issue 4,
// 5). Where a seat of one's own would do, it is done under that one.

// ActsFor names who delegated the seat under which the actor does what takes one
// of the seats over the department, "" when he has one in his own right.
func (a Actor) ActsFor(department string, seats ...Seat) string {
	return behalf(a.Held, func(h Held) bool { return slices.Contains(seats, h.Seat) && h.covers(department) })
}

// ActsAnywhereFor is ActsFor for what takes a seat, over whatever department.
func (a Actor) ActsAnywhereFor(seats ...Seat) string {
	return behalf(a.Held, func(h Held) bool { return slices.Contains(seats, h.Seat) })
}

// behalf is the first, by id, who delegated one of the grants that fit, "" when
// one that fits is the actor's own.
func behalf(held []Held, fits func(Held) bool) string {
	first := ""
	for _, h := range held {
		switch {
		case !fits(h):
		case h.For == "":
			return ""
		case first == "" || h.For < first:
			first = h.For
		}
	}
	return first
}

// DoneFor says on whose behalf the actor does what the event of this package
// states: to maintain the organ takes a seat; all else is one's own or for the
// administrators, who delegate nothing. What a person is trusted with is not set
// under a seat that this person delegated (maintainsFor), while there is another.
func (a Actor) DoneFor(e event.Event) string {
	switch x := e.Data.(type) {
	case DepartmentSet, RoomSet:
		return a.ActsAnywhereFor(SecrecyOffice, SystemAdmin, SecurityAdmin)
	case PersonSet:
		maintains := func(h Held) bool { return h.Seat == SecrecyOffice || h.Seat == SystemAdmin || h.Seat == SecurityAdmin }
		others := func(h Held) bool { return maintains(h) && h.For != x.Person }
		if slices.ContainsFunc(a.Held, others) {
			return behalf(a.Held, others)
		}
		return behalf(a.Held, maintains)
	}
	return ""
}
