package asset

import (
	"slices"
	"time"

	"sealbook/internal/domain/org"
)

// Work is one kind of things that technicians have work on.
type Work struct {
	Lives   []Life
	Classes []Class // nil is every class
	Check   CheckWork
}

// CheckWork says whether the technical check matters to a kind of work.
type CheckWork int

// The ways in which it may.
const (
	CheckAny     CheckWork = iota // whatever the check says
	CheckWanting                  // there is none, or it has run out or soon will
	CheckRunsOut                  // there is one, and it has run out or soon will
)

var (
	checkedClasses = slices.DeleteFunc(Classes(), func(c Class) bool { return !c.NeedsCheck() })

	technicalWork = []Work{
		// What is repaired; what is to be or is being sanitized (ORG 18, 19).
		{Lives: []Life{InRepairOnsite, InRepairOffsite, Retired, Sanitizing}},
		// Parts are taken out of hosts in store and put into them.
		{Lives: []Life{InStore}, Classes: []Class{Computer, OA, Drive, Drum}},
		// Without a check nothing is issued (reg.tech-check). What is in use has had
		// one, and is checked again when that runs out.
		{Lives: []Life{Registered, InStore}, Classes: checkedClasses, Check: CheckWanting},
		{Lives: []Life{InUse}, Classes: checkedClasses, Check: CheckRunsOut},
	}
)

// TechnicalWork lists what technicians have work on: every state in which the
// table of commands lets them ask for something, a check only where one is due.
func TechnicalWork() []Work { return slices.Clone(technicalWork) }

// On reports whether the asset is of this kind; a check made before the moment
// given has run out or soon will (org.Actor.Checks), none has when that is zero.
func (w Work) On(s State, checks time.Time) bool {
	if !slices.Contains(w.Lives, s.Life) || (w.Classes != nil && !slices.Contains(w.Classes, s.Class)) {
		return false
	}
	missing := s.Checked.IsZero()
	out := !missing && s.Checked.Before(checks)
	switch w.Check {
	case CheckWanting:
		return missing || out
	case CheckRunsOut:
		return out
	}
	return true
}

// SeenBy reports whether the asset is in the actor's scope: by department and
// level, as his own (he keeps it, has asked about it or is named in its request),
// because it waits for a signature of his seat, or because he has work on it, as on
// whatever has an open repair order. It is the decision that the queries make in SQL.
func (s State) SeenBy(actor org.Actor) bool {
	scope, department, l := actor.Scope(), s.Custody.Department, max(s.Marking.Level, s.HighWater)
	if scope.Sees(department, l, s.parties()...) {
		return true
	}
	if s.Request != nil {
		if step, _, ok := s.Request.Next(); ok && step.Person == "" && scope.Signed(step.Seat, step.Department, l) {
			return true
		}
	}
	return scope.Worked(department, l) &&
		(s.Repair != nil || slices.ContainsFunc(technicalWork, func(w Work) bool { return w.On(s, actor.Checks) }))
}

// parties are who always see the asset: its keeper and whoever its open request
// names.
func (s State) parties() []string {
	out := []string{s.Custody.Person}
	if s.Request != nil {
		out = append(out, s.Request.By)
		for _, st := range s.Request.Steps {
			out = append(out, st.Person)
		}
	}
	return out
}
