package asset

import (
	"time"

	"sealbook/internal/domain/event"
)

// Line is one asset as its events tell it from the first on: what it is after
// the last of them, who had it from when to when, and what stopped it from when
// to when (domain.md §2). The zero Line is that of an asset before its first
// event.
type Line struct {
	State   State
	Periods []Period  // of custody, the oldest first; the last one goes on
	Holds   []Holding // as they were noticed
}

// Period is a stretch of time in which the same one had the asset in the same
// place.
type Period struct {
	Custody
	From, Until time.Time // Until is zero while it goes on
	Verb        Verb      // by what it began, "" where the event has no verb of its own
	By          string    // who recorded that
}

// Holding is a stretch of time in which a hold was in force, recorded or derived.
type Holding struct {
	Kind         HoldKind
	Ref          string
	Since, Until time.Time // Until is zero while it goes on
	Due          time.Time // of an incident: when it is to be reported by
	By           string    // who recorded what it follows from
	LiftedBy     string
	Reason       string // as given when it was opened
	Lifted       string // as given when it was lifted
}

// Derived reports whether nobody opened the hold: it follows from other facts.
func (h HoldKind) Derived() bool {
	return h == HoldLabelPending || h == HoldOverdueClear || h == HoldOverdueReturn
}

// Then answers with the line after e. Events come in their order; one that does
// not touch the asset changes nothing.
func (l Line) Then(e event.Event) Line {
	before := l.State
	l.State = Fold(before, e)
	if l.State.Version == before.Version {
		return l
	}
	l.clearing(before, e)
	l.period(e)
	l.holding(before, e)
	return l
}

// period begins another one when somebody else has the asset, or elsewhere.
func (l *Line) period(e event.Event) {
	now := l.State.Custody
	if n := len(l.Periods); n > 0 {
		last := &l.Periods[n-1]
		if samePlace(last.Custody, now) {
			return
		}
		last.Until = e.At
	}
	l.Periods = append(l.Periods, Period{Custody: now, From: e.At, Verb: verbOf(e.Data), By: e.By})
}

// samePlace leaves out since when: a change of use begins no new custody.
func samePlace(a, b Custody) bool {
	a.Since, b.Since = time.Time{}, time.Time{}
	return a == b
}

// verbOf is the verb that an event which may change custody came from.
func verbOf(p event.Payload) Verb {
	switch d := p.(type) {
	case AssetRegistered:
		return VerbRegister
	case CustodyChanged:
		return d.Verb
	case TakenOut:
		return VerbTakeOut
	case PutIn:
		return VerbPutIn
	case RepairMoved:
		if d.Stage == RepairClosed {
			return VerbCloseRepair
		}
		return VerbRepair
	case LostReported:
		return VerbReportLost
	}
	return ""
}

// holding opens and lifts what the event opens and lifts.
func (l *Line) holding(before State, e event.Event) {
	switch d := e.Data.(type) {
	case Held:
		l.Holds = append(l.Holds, Holding{Kind: d.Hold.Kind, Ref: d.Hold.Ref, Since: e.At, Due: d.Hold.Until, By: e.By, Reason: d.Reason})
	case Unheld:
		l.lift(e, d.Reason, func(h Holding) bool { return h.Kind == d.Kind && h.Ref == d.Ref })
	case LostReported:
		if len(l.State.Holds) > len(before.Holds) {
			l.Holds = append(l.Holds, Holding{Kind: HoldIncident, Since: e.At, Due: d.Deadline, By: e.By, Reason: d.Reason})
		}
	}
	was, is := before.LabelPending(), l.State.LabelPending()
	switch {
	case is && !was:
		l.Holds = append(l.Holds, Holding{Kind: HoldLabelPending, Since: e.At, By: e.By})
	case was && !is:
		l.lift(e, "", func(h Holding) bool { return h.Kind == HoldLabelPending })
	}
}

// clearing keeps that a medium was overdue until it was cleared or loaded anew.
func (l *Line) clearing(before State, e event.Event) {
	due := before.Content.ClearBy
	if before.Content != l.State.Content && before.Content.Holding() && !due.IsZero() && e.At.After(due) {
		l.Holds = append(l.Holds, Holding{Kind: HoldOverdueClear, Since: due, Until: e.At, LiftedBy: e.By})
	}
}

func (l *Line) lift(e event.Event, reason string, is func(Holding) bool) {
	for i := range l.Holds {
		if l.Holds[i].Until.IsZero() && is(l.Holds[i]) {
			l.Holds[i].Until, l.Holds[i].LiftedBy, l.Holds[i].Lifted = e.At, e.By, reason
		}
	}
}

// At adds what no event states but the time does: a medium that should have
// been cleared by now.
func (l Line) At(now time.Time) Line {
	c := l.State.Content
	if c.Holding() && !c.ClearBy.IsZero() && now.After(c.ClearBy) {
		l.Holds = append(l.Holds[:len(l.Holds):len(l.Holds)], Holding{Kind: HoldOverdueClear, Since: c.ClearBy})
	}
	return l
}
