package org

import (
	"slices"

	"sealbook/internal/domain/level"
)

// Scope is what an actor may see of the assets; a query applies it.
type Scope struct {
	None        bool        // administrators see no business content
	Organ       bool        // every department
	Departments []string    // else these
	Person      string      // and always what he keeps or is to receive
	Max         level.Level // nothing above this level, but for his own

	// Need-to-know: beside that he sees what waits for a signature of his seats,
	// and what technicians have work on where he is one. None of it is needed,
	// and both are empty, where he sees every department.
	Signs []Held
	Works []Held
}

// Scope derives the actor's scope over assets: AssetRead of the table of duties.
func (a Actor) Scope() Scope {
	if a.System {
		return Scope{Organ: true, Max: level.TopSecret}
	}
	if a.Admin() || a.Person == "" {
		return Scope{None: true}
	}
	s := Scope{Person: a.Person, Max: a.Clearance}
	if a.Only != nil && len(a.Only.Departments) > 0 {
		s.Person = "" // what he keeps elsewhere is not what the token is for
	}
	for _, h := range a.Held {
		reach := ReachOf(AssetRead, h.Seat)
		switch {
		case reach != ReachSeat:
		case h.Department == "":
			return Scope{Organ: true, Person: s.Person, Max: s.Max}
		case len(s.Departments) == 0:
			s.Departments = slices.Clip(h.Covers) // what comes after is put into a copy
		default:
			for _, d := range h.Covers {
				if !slices.Contains(s.Departments, d) {
					s.Departments = append(s.Departments, d)
				}
			}
		}
		if h.Department != "" && len(h.Covers) == 0 {
			continue // covers nothing
		}
		switch reach {
		case ReachWork:
			s.Works = append(s.Works, h)
			s.Signs = append(s.Signs, h)
		case ReachSeat, ReachWaiting:
			s.Signs = append(s.Signs, h)
		}
	}
	return s
}

// Sees reports whether the scope reaches an asset of the department, level and
// persons by these alone; what waits and what is worked on is beside it (Signed,
// Worked). Together it is the decision that the queries make in SQL.
func (s Scope) Sees(department string, l level.Level, persons ...string) bool {
	if s.None {
		return false
	}
	for _, p := range persons {
		if p != "" && p == s.Person {
			return true // what he keeps he must be able to bring back, whatever became of his clearance
		}
	}
	return l <= s.Max && (s.Organ || slices.Contains(s.Departments, department))
}

// Signed reports whether the scope reaches an asset of the level because it
// waits for a signature of the seat over the department, whoever has it now: an
// asset that is issued across departments waits for the receiver's head.
func (s Scope) Signed(seat Seat, department string, l level.Level) bool {
	return l <= s.Max && slices.ContainsFunc(s.Signs, func(h Held) bool { return h.Seat == seat && h.covers(department) })
}

// Worked reports whether the scope reaches an asset of the department and level
// if it is one that technicians have work on.
func (s Scope) Worked(department string, l level.Level) bool {
	return l <= s.Max && slices.ContainsFunc(s.Works, func(h Held) bool { return h.covers(department) })
}
