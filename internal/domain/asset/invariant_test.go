package asset_test

import (
	"errors"
	"fmt"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// inUse are the states in which somebody keeps the asset.
func inUse(l asset.Life) bool { return l == asset.InUse || l == asset.HandoverPending }

func inRepair(l asset.Life) bool { return l == asset.InRepairOnsite || l == asset.InRepairOffsite }

func high(s asset.State) level.Level { return max(s.Marking.Level, s.HighWater) }

// consistent says what is wrong with the asset as it stands now.
func (w *world) consistent(s asset.State) error {
	for _, check := range []func(asset.State) error{w.oneKeeper, w.onePlace, w.housed, w.marked, w.paired, w.requested, w.repaired} {
		if err := check(s); err != nil {
			return fmt.Errorf("%s %s (%s): %w", s.Class, s.ID, s.Life, err)
		}
	}
	return nil
}

func (w *world) oneKeeper(s asset.State) error {
	c := s.Custody
	switch {
	case s.Life == asset.Lost:
		if c.Holder != asset.HolderNobody {
			return fmt.Errorf("lost, but held by %s", c.Holder)
		}
	case inUse(s.Life) && c.Person == "":
		return errors.New("in use without a keeper")
	case s.Life == asset.InRepairOffsite && s.Host == "" && c.Holder == asset.HolderKeeper:
		return errors.New("off site, and in its keeper's hands")
	case inRepair(s.Life): // the keeper goes on answering for it
	case !inUse(s.Life) && c.Person != "":
		return fmt.Errorf("kept by %s, but not in use", c.Person)
	case s.Host != "" && c.Holder != asset.HolderHost:
		return fmt.Errorf("inside a host and held by %s", c.Holder)
	case s.Host == "" && inUse(s.Life) != (c.Holder == asset.HolderKeeper):
		return fmt.Errorf("held by %s", c.Holder)
	}
	return nil
}

// onePlace: a part is inside one host, which knows of it and takes it along, or
// outside; and nothing else is inside anything.
func (w *world) onePlace(s asset.State) error {
	if s.Host != "" {
		h, ok := w.assets[s.Host]
		switch {
		case !ok || !s.Class.Part() || !h.Class.Hosts():
			return fmt.Errorf("cannot be inside %q", s.Host)
		case !slices.Contains(h.Parts, s.ID):
			return fmt.Errorf("%s does not know of it", s.Host)
		case s.Life != h.Life || s.Custody.Department != h.Custody.Department || s.Custody.Room != h.Custody.Room || s.Custody.Person != h.Custody.Person:
			return fmt.Errorf("does not go with its host %s: %+v and %s %+v", h.ID, s.Custody, h.Life, h.Custody)
		case high(s) > h.Marking.Level:
			return fmt.Errorf("of level %s inside a host of level %s", high(s), h.Marking.Level)
		case s.Book != h.Book:
			return errors.New("in another book than its host")
		}
	}
	if !slices.IsSorted(s.Parts) || len(slices.Compact(slices.Clone(s.Parts))) != len(s.Parts) {
		return fmt.Errorf("parts %v", s.Parts)
	}
	for _, id := range s.Parts {
		if w.assets[id].Host != s.ID {
			return fmt.Errorf("part %s is in %q", id, w.assets[id].Host)
		}
	}
	return nil
}

// housed: nothing stands in a room of a department it has nothing to do with.
func (w *world) housed(s asset.State) error {
	r, d := w.rooms[s.Custody.Room], s.Custody.Department
	if r.Department == "" || d == "" || r.Department == d || w.departments[d].Parent == r.Department || w.departments[r.Department].Parent == d {
		return nil
	}
	return fmt.Errorf("of department %s in the room %s of %s", d, r.ID, r.Department)
}

func (w *world) marked(s asset.State) error {
	m := s.Marking
	switch {
	case m.Decided && m.Level.Classified() != (s.Book == asset.Classified):
		return fmt.Errorf("%s in the %s book", m.Level, s.Book)
	case m.Decided && s.Class.Storage() && m.Level < s.HighWater:
		return fmt.Errorf("marked %s, once held %s", m.Level, s.HighWater)
	case m.Decided && s.Class.Storage() && s.BelowClaim(m.Level):
		return fmt.Errorf("marked %s, the old ledger said %s", m.Level, s.Claim.Level)
	case !s.Class.Storage() && s.HighWater != level.Unclassified:
		return errors.New("no storage, but a high-water mark")
	case s.Content.Level > m.Level:
		return fmt.Errorf("holds files of %s", s.Content.Level)
	case !m.Decided && s.Life != asset.Draft && s.Life != asset.Voided && s.Life != asset.Lost:
		return errors.New("no decided marking")
	case m.Level.Classified() && (s.Network == asset.NetworkInternal || s.Network == asset.NetworkInternet):
		return fmt.Errorf("classified, on the network %s", s.Network)
	case s.LabelApplied > s.LabelIssued || s.LabelMarking > m.Version:
		return errors.New("label of the future")
	}
	return nil
}

func (w *world) paired(s asset.State) error {
	for _, id := range s.Pairs {
		o := w.assets[id]
		computer, other := s, o
		if s.Class != asset.Computer {
			computer, other = o, s
		}
		lc, lo := high(computer), high(other)
		switch {
		case id == s.ID || !slices.Contains(o.Pairs, s.ID):
			return fmt.Errorf("%s does not know of the pairing", id)
		case computer.Class != asset.Computer || (other.Class != asset.OA && other.Class != asset.Medium):
			return fmt.Errorf("a %s paired with a %s", s.Class, o.Class)
		case lc.Classified() != lo.Classified():
			return fmt.Errorf("%s paired with %s", lc, lo)
		case other.Class == asset.Medium && lc < lo:
			return fmt.Errorf("a medium of %s paired with a computer of %s", lo, lc)
		}
	}
	return nil
}

func (w *world) requested(s asset.State) error {
	r := s.Request
	if r == nil {
		if s.Before != "" || (s.Life == asset.HandoverPending && s.Host == "") {
			return fmt.Errorf("nothing waits, but before it was %q", s.Before)
		}
		return nil
	}
	if s.Life.Terminal() || s.Life == asset.Lost {
		return errors.New("a request on what is gone")
	}
	if (r.Verb == asset.VerbHandOver) != (s.Before == asset.InUse && s.Life == asset.HandoverPending) && s.Host == "" {
		return fmt.Errorf("%s waits, before it was %q", r.Verb, s.Before)
	}
	persons := []string{r.By, r.For}
	open := false
	for _, st := range r.Steps {
		open = open || st.Signed == ""
		switch {
		case open != (st.Signed == ""):
			return errors.New("signed out of order")
		case st.Signed != "" && (slices.Contains(persons, st.Signed) || (st.For != "" && slices.Contains(persons, st.For))):
			return fmt.Errorf("%s signs twice: %+v", st.Signed, r)
		}
		persons = append(persons, st.Signed, st.For)
	}
	if !open {
		return errors.New("all signed, but it waits")
	}
	return nil
}

// repaired: an open order and the state of the asset fit each other, and no
// storage is inside what is out of the house.
func (w *world) repaired(s asset.State) error {
	r := s.Repair
	switch {
	case s.Host != "":
		return nil // the host is judged
	case inRepair(s.Life) != r.Under():
		return fmt.Errorf("in repair with the order %+v", r)
	case r == nil:
		return nil
	case s.Outside() != (r.Stage == asset.RepairOut):
		return fmt.Errorf("held by %s, the order is %s", s.Custody.Holder, r.Stage)
	case s.Outside() && len(s.Parts) > 0:
		return fmt.Errorf("out with %v inside", s.Parts)
	case r.Stage.Ended() || (r.Stage == asset.RepairOut && r.OnSite) || (r.Stage == asset.RepairWorking && !r.OnSite):
		return fmt.Errorf("the order is %+v", r)
	case !r.Approved && !r.Emergency:
		return errors.New("an order that nobody approved")
	}
	return nil
}

// follows says what is wrong with the way from was to s by the command of who.
func (w *world) follows(who string, v asset.Verb, was, s asset.State) error {
	switch {
	case was.Life.Terminal() && s.Life != was.Life:
		return fmt.Errorf("%s: out of the terminal state %s to %s", s.ID, was.Life, s.Life)
	case was.Life == asset.Lost && s.Life != asset.Lost:
		return fmt.Errorf("%s: found without a decision", s.ID)
	case s.HighWater < was.HighWater:
		return fmt.Errorf("%s: high-water mark fell from %s to %s", s.ID, was.HighWater, s.HighWater)
	case s.Version <= was.Version:
		return fmt.Errorf("%s: version %d after %d", s.ID, s.Version, was.Version)
	case was.Request != nil && s.Request != nil && was.Request.ID != s.Request.ID:
		return fmt.Errorf("%s: one request pushed out another", s.ID)
	}
	if s.Host != "" || was.Host != "" || was.Custody.Person == s.Custody.Person {
		return nil // nobody else has it, or the host is judged
	}
	if v == asset.VerbCloseRepair && s.Life == asset.InStore && s.Custody.Person == "" {
		return nil // who may keep it no more
	}
	r := was.Request
	switch {
	case r == nil || s.Custody.Holder == asset.HolderNobody:
		return fmt.Errorf("%s: keeper %q to %q by %s", s.ID, was.Custody.Person, s.Custody.Person, v)
	case s.Custody.Person != "" && (v != asset.VerbAccept || who != s.Custody.Person || r.By == who):
		return fmt.Errorf("%s: %s became keeper without his signature", s.ID, s.Custody.Person)
	case was.Custody.Person != "" && r.By != was.Custody.Person && who != was.Custody.Person &&
		!slices.ContainsFunc(r.Steps, func(x asset.Step) bool { return x.Signed == was.Custody.Person }):
		return fmt.Errorf("%s: taken from %s without his signature", s.ID, was.Custody.Person)
	}
	return nil
}

// entitled says what is wrong with the command having been accepted at all.
func (w *world) entitled(who string, v asset.Verb, was asset.State) error {
	a := w.actor(who, w.today())
	frozen := slices.ContainsFunc(was.Holds, func(h asset.Hold) bool { return h.Kind == asset.HoldFrozen })
	free := []asset.Verb{asset.VerbReportLost, asset.VerbUnfreeze, asset.VerbFreeze, asset.VerbRefuse, asset.VerbWithdraw, asset.VerbLapse}
	switch {
	case v == asset.VerbLend:
		return errors.New("lent")
	case a.System && v != asset.VerbLapse && v != asset.VerbReportLost:
		return fmt.Errorf("the system did %s", v)
	case a.Admin() && v != asset.VerbReportLost:
		return fmt.Errorf("an administrator did %s", v)
	case frozen && !slices.Contains(free, v):
		return fmt.Errorf("%s of what is frozen", v)
	case v == asset.VerbApprove && !a.Admin() && a.Clearance < high(was):
		return fmt.Errorf("approved %s with clearance %s", high(was), a.Clearance)
	case v == asset.VerbApprove && was.Request.By == who:
		return errors.New("approved by the applicant")
	case (v == asset.VerbFreeze || v == asset.VerbUnfreeze) && !a.Holds(org.SecrecyOffice) && !a.Holds(org.LeadingGroup):
		return fmt.Errorf("%s by %s", v, who)
	}
	return nil
}

// refusal says what is wrong with the error of a refused command.
func refusal(v asset.Verb, err error) error {
	var e *errs.Error
	switch {
	case !errors.As(err, &e):
		return fmt.Errorf("%s failed: %w", v, err)
	case v == asset.VerbReportLost:
		return fmt.Errorf("a report of loss was refused: %w", err)
	case e.Kind == errs.Refused:
		if r, ok := rulebook.Get(e.Rule); !ok || r.ID != e.Code || len(e.Articles) == 0 || e.Text.ZH == "" || e.Text.EN == "" {
			return fmt.Errorf("%s refused by rule %q on %v", v, e.Rule, e.Articles)
		}
	case e.Rule != "" || (e.Kind != errs.Invalid && e.Kind != errs.Conflict && e.Kind != errs.NotFound):
		return fmt.Errorf("%s: kind %s, rule %q", v, e.Kind, e.Rule)
	}
	return nil
}
