package asset

import (
	"slices"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Facts is what a decision may look at. Whoever calls Decide loads, under lock,
// the asset, its parts, its host, its pairs and the assets named in the command
// or in the waiting request (Refers), and the people and places named there.
type Facts struct {
	Actor       org.Actor
	Now         time.Time
	Today       org.Date // the organ's day
	Policy      policy.Policy
	Assets      map[string]State
	Persons     map[string]org.Person
	Rooms       map[string]org.Room
	Departments map[string]org.Department
	Heads       map[string][]string // department → persons who head it today, in their own right
	Labels      []Label             // of the asset
	Serials     map[string]string   // serial key → code of the asset alive under it, "" if the actor may not know
	Codes       map[string]bool     // code key → ever used
	NewID       string              // for the request that may be opened
}

type payload struct {
	data     event.Payload
	subjects []string // asset ids, the principal first
	labels   []string // tokens
	orders   []string // of repair
}

// deciding carries one decision.
type deciding struct {
	f    *Facts
	c    Command
	s    State // the asset
	spec *Spec
	// Whose deed it is: the applicant's when a request is carried out; byFor is
	// on whose behalf he asked, when his seat is a delegated one.
	by, byFor string
	// Under whose seat the actor himself acts now, "" under his own.
	under   string
	signers []string // of that request, in order
}

func one(data event.Payload, ids ...string) []payload {
	return []payload{{data: data, subjects: ids}}
}

func (d *deciding) withParts() []string {
	return append([]string{d.s.ID}, d.s.Parts...)
}

// parts gives the states of what is inside.
func (d *deciding) parts() []State {
	out := make([]State, 0, len(d.s.Parts))
	for _, id := range d.s.Parts {
		if p, ok := d.f.Assets[id]; ok {
			out = append(out, p)
		}
	}
	return out
}

// Decide answers a command with the events that carry it out, or with the
// refusal (an *errs.Error with rule and articles). It changes nothing.
func Decide(f Facts, c Command) ([]event.Event, error) {
	c.Args = c.Args.tidy()
	d, err := prepare(&f, c)
	if err != nil {
		return nil, err
	}
	if err := d.fields(); err != nil {
		return nil, err
	}
	if d.spec.check != nil {
		if err := d.spec.check(d); err != nil {
			return nil, err
		}
	}
	var out []payload
	if steps := d.chain(); len(steps) > 0 {
		out = d.request(steps)
	} else {
		out = d.spec.effect(d)
	}
	return d.events(out), nil
}

// prepare holds the checks that need no input: seat, state, class, holds. They
// are the ones that decide whether a verb is offered at all (Actions).
func prepare(f *Facts, c Command) (*deciding, error) {
	spec := specOf(c.Verb)
	if spec == nil {
		return nil, errs.New(errs.Invalid, "command.unknown", "没有这种操作。", "There is no such command.")
	}
	s, ok := f.Assets[c.Asset]
	if !ok {
		return nil, NotFound()
	}
	d := &deciding{f: f, c: c, s: s, spec: spec, by: f.Actor.Person}
	if err := d.allowed(); err != nil {
		return nil, err
	}
	return d, nil
}

// allowed is prepare for an asset and a verb that there are.
func (d *deciding) allowed() error {
	if d.spec.Verb == VerbReportLost { // ORG 21: anyone, in any state, never refused (inc.no-block)
		return nil
	}
	if d.f.Actor.Admin() {
		return rulebook.Refuse("adm.no-business")
	}
	if d.c.Version != 0 && d.c.Version != d.s.Version {
		return errs.New(errs.Conflict, "asset.stale",
			"该记录已被他人更新，请刷新后重试。", "Somebody changed this record meanwhile; load it again and retry.")
	}
	if err := d.inState(); err != nil {
		return err
	}
	if err := d.bySeat(); err != nil {
		return err
	}
	if d.s.Request != nil && !d.spec.Waiting {
		return rulebook.Refuse("flow.pending", d.s.Request.Verb.Text())
	}
	return d.onHold()
}

// NotFound is the answer for an asset that is unknown or out of the actor's
// scope; the two are told apart only in the log.
func NotFound() *errs.Error {
	return errs.New(errs.NotFound, "asset.not_found",
		"没有找到该设备，或不在您的权限范围内。", "No such asset, or it is outside your scope.")
}

func (d *deciding) inState() error {
	if len(d.spec.Classes) > 0 && !slices.Contains(d.spec.Classes, d.s.Class) {
		return wrongClass(d.spec)
	}
	if d.spec.Verb == VerbIssue && d.s.Life == Draft { // the reason, rather than the state it shows in
		return rulebook.Refuse("lvl.none-no-use")
	}
	if d.spec.From != nil && !slices.Contains(d.spec.From, d.s.Life) {
		return wrongState(d.spec, d.s.Life)
	}
	if d.s.Life.Terminal() {
		return rulebook.Refuse("flow.state", errs.T("当前状态："+d.s.Life.Text().ZH, "present state: "+d.s.Life.Text().EN))
	}
	if d.s.Host != "" && !partVerbs[d.spec.Verb] {
		return rulebook.Refuse("flow.part")
	}
	return d.inRepair()
}

// partVerbs may be asked of a part while it is inside its host.
var partVerbs = map[Verb]bool{
	VerbCorrect: true, VerbReportLost: true,
	VerbApprove: true, VerbRefuse: true, VerbWithdraw: true, VerbLapse: true,
}

// notDelegated says that the one named as delegator has delegated no such seat.
var notDelegated = errs.T("所填委托人没有把该职责委托给您", "the person named has not delegated this seat to you")

// asSelf reports whether the actor acts in his own name, or did not say.
func (d *deciding) asSelf() bool { return d.c.Args.As == "" || d.c.Args.As == d.f.Actor.Person }

func (d *deciding) bySeat() error {
	if len(d.spec.Who) == 0 { // the verb looks at the step itself
		return nil
	}
	a, dept := &d.f.Actor, d.s.Custody.Department
	if a.System {
		return rulebook.Refuse("flow.seat")
	}
	var lent []org.Held
	for _, seat := range d.spec.Who {
		if seat == org.Keeper {
			if d.s.Custody.Holder == HolderKeeper && d.s.Custody.Person == a.Person && d.asSelf() {
				return nil
			}
			continue
		}
		for _, h := range a.OnBehalf(a.SeatsFor(seat, dept), d.c.Args.As) {
			if h.For == "" {
				return nil
			}
			lent = append(lent, h)
		}
	}
	if len(lent) > 0 { // only where none of his own would do
		d.byFor, d.under = lent[0].For, lent[0].For
		return nil
	}
	return wrongSeat(d.spec, *a, d.c.Args.As != "")
}

func (d *deciding) onHold() error {
	for _, h := range d.s.HoldsAt(d.f.Now) {
		if d.spec.Holds {
			break
		}
		switch h {
		case HoldLabelPending:
			if !relabels[d.spec.Verb] {
				return d.s.unlabelled()
			}
		case HoldOverdueClear:
			if stopsUncleared[d.spec.Verb] {
				return rulebook.Refuse("med.clear-by")
			}
		case HoldOverdueReturn:
			if stopsUncleared[d.spec.Verb] {
				return rulebook.Refuse("out.overdue")
			}
		default:
			return rulebook.Refuse("flow.hold", h.Text())
		}
	}
	return nil
}

// unlabelled is the refusal of lvl.label-follow in the words of what is the case:
// the marking may have changed, or a label gone without any change of it.
func (s State) unlabelled() *errs.Error {
	e := rulebook.Refuse("lvl.label-follow")
	switch {
	case s.LabelApplied != 0:
	case s.Class.Part(): // it left its host, which wore the label
		e.Text = errs.T("尚无现行标签，请打印标签并扫码回读。", "It wears no label in force: print one and read it back.")
	default: // it came into the store by a label that was read back
		e.Text = errs.T("现行标签已作废，请打印新标签并扫码回读。", "The current label is void: print a new one and read it back.")
	}
	return e
}

var (
	// relabels go on while the label is behind the marking: the label itself,
	// and what settles a request that was open before.
	relabels = map[Verb]bool{
		VerbLabel: true, VerbCorrect: true, VerbClear: true,
		VerbRefuse: true, VerbWithdraw: true, VerbLapse: true,
	}
	stopsUncleared = map[Verb]bool{VerbLoad: true, VerbIssue: true, VerbHandOver: true}
)

// HoldsAt lists the holds in force at now, recorded and derived, worst first.
func (s State) HoldsAt(now time.Time) []HoldKind {
	var out []HoldKind
	for _, h := range s.Holds {
		if !slices.Contains(out, h.Kind) {
			out = append(out, h.Kind)
		}
	}
	if s.LabelPending() {
		out = append(out, HoldLabelPending)
	}
	if s.Content.Holding() && !s.Content.ClearBy.IsZero() && now.After(s.Content.ClearBy) {
		out = append(out, HoldOverdueClear)
	}
	return out
}

// LabelPending reports whether the marking is newer than the label on the thing
// (lvl.label-follow). Before the first label, and inside a host, nothing waits.
func (s State) LabelPending() bool {
	switch s.Life {
	case Draft, Voided, Registered, Lost, FoundHold, Destroyed, Released, TransferredOut, WrittenOff:
		return false
	}
	return s.Host == "" && s.Marking.Decided && s.LabelMarking != s.Marking.Version
}

func (d *deciding) events(list []payload) []event.Event {
	out := make([]event.Event, 0, len(list))
	for _, p := range list {
		e := event.Event{Data: p.data, At: d.f.Now, By: d.f.Actor.Person, For: d.under}
		for _, id := range p.subjects {
			e.Subjects = append(e.Subjects, event.Subject{Kind: KindSubject, ID: id})
		}
		for _, t := range p.labels {
			e.Subjects = append(e.Subjects, event.Subject{Kind: KindLabel, ID: t})
		}
		for _, id := range p.orders {
			e.Subjects = append(e.Subjects, event.Subject{Kind: KindRepair, ID: id})
		}
		out = append(out, e)
	}
	return out
}

// Refers lists the other assets a command on s speaks of: parts, host, pairs,
// what was taken out in its repair, and those named in the arguments or in the waiting request.
func Refers(s State, c Command) []string {
	ids := slices.Concat(s.Parts, s.Pairs, []string{s.Host, c.Args.Other, c.Args.Part})
	if s.Request != nil {
		ids = append(ids, s.Request.Args.Other, s.Request.Args.Part)
	}
	if s.Repair != nil {
		ids = append(ids, s.Repair.Removed...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" || id == s.ID })
}
