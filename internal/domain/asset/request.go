package asset

import (
	"slices"
	"time"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

func requestSpecs() []Spec {
	return []Spec{
		{Verb: VerbApprove, Waiting: true, Fields: []Field{fNote}, check: checkSign, effect: effectSign},
		{Verb: VerbAccept, Waiting: true, Fields: []Field{fNote}, check: checkSign, effect: effectSign},
		{Verb: VerbRefuse, Waiting: true, Holds: true, Fields: []Field{fReason}, check: checkSign, effect: effectClose},
		{Verb: VerbWithdraw, Waiting: true, Holds: true, Fields: []Field{fNote}, check: checkWithdraw, effect: effectClose},
		{Verb: VerbLapse, Waiting: true, Holds: true, check: checkLapse, effect: effectClose},
	}
}

// chain says whose signatures the command needs, in order. Nobody signs his own
// request: where the applicant heads the department himself, the leader in
// charge stands in (ORG 3(6)).
func (d *deciding) chain() []Step {
	var steps []Step
	dept := d.s.Custody.Department
	if d.spec.Verb == VerbIssue {
		dept = d.f.Persons[d.c.Args.Person].Department
	}
	if key := d.chainKey(); key != "" {
		for _, seat := range d.f.Policy.Seats(key) {
			// A seat bound to a department signs for that department only.
			st := Step{Seat: org.Seat(seat), Department: dept}
			head := st.Seat == org.DepartmentHead
			if head && soleHead(d.f.Heads[dept], d.parties()...) {
				st.Seat = org.Leader
			}
			steps = append(steps, st)
			if head {
				steps = d.agreed(steps)
			}
		}
		if !slices.Contains(d.f.Policy.Seats(key), string(org.DepartmentHead)) {
			steps = d.agreed(steps)
		}
	}
	switch d.spec.Verb {
	case VerbIssue, VerbHandOver:
		steps = append(steps, Step{Seat: org.Receiver, Person: d.c.Args.Person})
	case VerbCloseRepair:
		if d.keepsAgain() {
			steps = append(steps, Step{Seat: org.Receiver, Person: d.s.Repair.Custody.Person})
		}
	case VerbReturn:
		if d.s.Custody.Person != d.f.Actor.Person { // taken back: the keeper signs first
			giver := Step{Seat: org.Giver, Person: d.s.Custody.Person}
			if held, ok := d.f.Actor.SeatFor(org.SecrecyOffice, dept); ok && held.For == "" { // he signs by asking
				steps = nil
			}
			steps = append([]Step{giver}, steps...)
		}
	}
	return steps
}

// parties are those who do not sign as head: who asks, for whom, who receives.
func (d *deciding) parties() []string { return []string{d.by, d.byFor, d.c.Args.Person} }

// goesTo is the department that the asset comes to by the deed, "" when it
// stays where it is or goes to nobody's.
func (d *deciding) goesTo() string {
	to := ""
	switch d.spec.Verb {
	case VerbHandOver:
		to = d.f.Persons[d.c.Args.Person].Department
	case VerbMove:
		to = d.c.Args.Department
	}
	if to == d.s.Custody.Department {
		return ""
	}
	return to
}

// agreed adds the signatures of the department that is to receive the asset
// (chain.receiving; ORG 5, 10): it becomes responsible for what comes. Who heads
// both departments speaks for the giving one; where nobody else heads the other,
// the leader in charge stands in, once.
func (d *deciding) agreed(steps []Step) []Step {
	to := d.goesTo()
	if to == "" || d.spec.Across == "" {
		return steps
	}
	for _, seat := range d.f.Policy.Seats(d.spec.Across) {
		st := Step{Seat: org.Seat(seat), Department: to}
		if st.Seat == org.DepartmentHead && soleHead(d.f.Heads[to], append(d.parties(), d.f.Heads[d.s.Custody.Department]...)...) {
			st.Seat = org.Leader
			if slices.ContainsFunc(steps, func(s Step) bool { return s.Seat == org.Leader }) {
				continue
			}
		}
		steps = append(steps, st)
	}
	return steps
}

// soleHead reports that nobody could sign as head but those the matter is about.
func soleHead(heads []string, parties ...string) bool {
	return !slices.ContainsFunc(heads, func(p string) bool { return !slices.Contains(parties, p) })
}

// chainKey names the policy value that lists the approvers, "" for none.
func (d *deciding) chainKey() string {
	draft := d.s.Life == Draft
	switch v := d.spec.Verb; {
	case draft && (v == VerbCorrect || v == VerbMove): // a draft is nobody's evidence yet
		return ""
	case v == VerbHandOver && d.s.effectiveLevel() >= level.Secret:
		return "chain.hand_over.secret"
	case v == VerbRepair:
		return d.repairChain()
	case v == VerbLoad && *d.c.Args.Level < level.Secret:
		return ""
	default:
		return d.spec.Chain
	}
}

// request opens the request instead of doing the deed.
func (d *deciding) request(steps []Step) []payload {
	r := Request{
		ID: d.f.NewID, Verb: d.spec.Verb, Args: d.c.Args, By: d.by, For: d.byFor, At: d.f.Now, Steps: steps,
	}
	r.Args.As = "" // r.For says it
	if d.spec.Verb == VerbHandOver {
		r.Args.Department = d.f.Persons[d.c.Args.Person].Department // held against where he is when he accepts
	}
	life := d.s.Life
	subjects := []string{d.s.ID}
	if d.spec.Verb == VerbHandOver {
		life = HandoverPending
		r.Due = d.f.Now.Add(d.f.Policy.Days("handover.accept-days"))
		subjects = d.withParts()
	}
	return one(RequestOpened{Asset: d.s.ID, Request: r, Life: life, Reason: d.c.Args.Reason}, subjects...)
}

// checkSign holds what every signature needs: the right request, in time, one's
// own step, another person than the parties and all earlier signers, clearance.
func checkSign(d *deciding) error {
	r := d.s.Request
	if r == nil || (d.c.Request != "" && d.c.Request != r.ID) {
		return rulebook.Refuse("flow.step", errs.T("没有待签的申请", "no request waits here"))
	}
	if d.spec.Verb != VerbRefuse && r.lapsed(d.f.Now) { // it falls back even if the due work has not run yet
		return rulebook.Refuse("flow.step", errs.T("已过签收期限，退回交出人", "the time to accept has passed; it falls back to the giver"))
	}
	step, _, ok := r.Next()
	if !ok {
		return rulebook.Refuse("flow.step")
	}
	a := d.f.Actor
	if step.Person != "" {
		return d.signNamed(step)
	}
	if d.spec.Verb == VerbAccept {
		if r.Verb == VerbHandOver && r.party(a.Person) { // the receiver, before the head has approved
			return rulebook.Refuse("hand.no-sideways", due(step))
		}
		if a.HoldsFor(step.Seat, step.Department) { // his turn, but by the other word
			return rulebook.Refuse("flow.step", errs.T("请改用：同意", "use instead: approve"))
		}
		return rulebook.Refuse("flow.step", due(step))
	}
	if r.party(a.Person) {
		return r.ownMatter()
	}
	if _, err := d.signsAs(step); err != nil {
		return err
	}
	if a.Clearance < max(d.s.effectiveLevel(), levelAsked(r)) {
		return rulebook.Refuse("apr.level")
	}
	return d.recheck()
}

// signsAs chooses the seat under which the actor signs the step: the one he
// names, else his own, else the first delegated one, by delegator, that is
// neither a party's nor one that has signed already.
func (d *deciding) signsAs(step Step) (org.Held, error) {
	r, a := d.s.Request, d.f.Actor
	fit := a.OnBehalf(a.SeatsFor(step.Seat, step.Department), d.c.Args.As)
	if len(fit) == 0 {
		missing := []errs.Text{due(step)}
		switch {
		case d.c.Args.As != "":
			missing = append(missing, notDelegated)
		case a.Holds(step.Seat):
			missing = append(missing, errs.T("由另一部门的"+step.Seat.Text().ZH+"签署，您的职责不含该部门",
				"the "+step.Seat.Text().EN+" of another department signs; your seat does not cover it"))
		}
		return org.Held{}, rulebook.Refuse("flow.step", missing...)
	}
	var first error
	for _, h := range fit {
		var why error
		switch {
		case r.party(h.For):
			why = r.ownMatter(errs.T("当事人不得通过受托人审批", "a party cannot approve through a delegate"))
		case signedBefore(r, a.Person, h.For):
			why = rulebook.Refuse("apr.no-self", errs.T("同一人在一项申请中只能签署一次", "one person signs once in a request"))
		default:
			return h, nil
		}
		if first == nil {
			first = why
		}
	}
	return org.Held{}, first
}

// lapsed reports whether the time to accept has passed.
func (r *Request) lapsed(now time.Time) bool { return !r.Due.IsZero() && !now.Before(r.Due) }

// party reports whether the matter is the person's own: who asks, on whose
// behalf he asks, who is to give or to receive.
func (r *Request) party(person string) bool {
	if person == "" {
		return false
	}
	return person == r.By || person == r.For ||
		slices.ContainsFunc(r.Steps, func(s Step) bool { return s.Person == person })
}

// ownMatter is the refusal of a party's signature; for a marking it has a rule
// of its own (ORG 14).
func (r *Request) ownMatter(missing ...errs.Text) error {
	switch r.Verb {
	case VerbClassify, VerbUpgrade, VerbDowngrade:
		return rulebook.Refuse("lvl.two-hands", missing...)
	}
	return rulebook.Refuse("apr.no-self", missing...)
}

// levelAsked is the level a classification asks for; its signers must reach it.
func levelAsked(r *Request) level.Level {
	if r.Args.Level == nil {
		return level.Unclassified
	}
	return *r.Args.Level
}

func signedBefore(r *Request, persons ...string) bool {
	for _, s := range r.Steps {
		for _, p := range persons {
			if p != "" && (s.Signed == p || s.For == p) {
				return true
			}
		}
	}
	return false
}

// signNamed: the step belongs to one person, who signs only for himself.
func (d *deciding) signNamed(step Step) error {
	if d.f.Actor.Person != step.Person {
		return rulebook.Refuse("hand.two-sign", step.Seat.Text())
	}
	if d.spec.Verb == VerbApprove {
		return rulebook.Refuse("hand.two-sign", VerbAccept.Text())
	}
	return d.recheck()
}

// effectSign adds the signature and, with the last one, does the deed. The deed
// is checked again with the facts of now: what was right when it was asked for
// may have changed since.
func effectSign(d *deciding) []payload {
	r := d.s.Request
	step, i, _ := r.Next()
	var held org.Held // a step for one named person has none
	if step.Person == "" {
		held, _ = d.signsAs(step) // checked before
	}
	d.under = held.For // the deed that the last signature carries out as well
	sig := RequestSigned{
		Asset: d.s.ID, Request: r.ID, Step: i, Seat: step.Seat, For: held.For, Note: d.c.Args.Reason,
		Last: i == len(r.Steps)-1,
	}
	out := one(sig, d.s.ID)
	if !sig.Last {
		return out
	}
	deed := d.deed()
	deed.signers = signersOf(r, d.f.Actor.Person)
	return append(out, deed.spec.effect(deed)...)
}

// deed is the decision of the request's own verb, as it stands now.
func (d *deciding) deed() *deciding {
	r := d.s.Request
	spec := specOf(r.Verb)
	s := d.s
	if s.Before != "" {
		s.Life, s.Before = s.Before, ""
	}
	if len(s.underOrder(r.ID)) > 0 { // an emergency: judged as it was asked for
		s.Life = s.Repair.Life
	}
	s.Request = nil
	c := Command{Asset: d.s.ID, Verb: r.Verb, Args: r.Args, Request: r.ID}
	return &deciding{f: d.f, c: c, s: s, spec: spec, by: r.By, byFor: r.For}
}

// recheck runs the deed's own checks before its last signature is taken, so
// that no signature is given for a deed that the rules now refuse.
func (d *deciding) recheck() error {
	_, i, _ := d.s.Request.Next()
	if d.spec.Verb == VerbRefuse || i != len(d.s.Request.Steps)-1 {
		return nil
	}
	deed := d.deed()
	if err := deed.inState(); err != nil {
		return err
	}
	if err := deed.onHold(); err != nil {
		return err
	}
	return deed.spec.check(deed) // every verb with a chain has one
}

func checkWithdraw(d *deciding) error {
	r := d.s.Request
	if r == nil || (d.c.Request != "" && d.c.Request != r.ID) {
		return rulebook.Refuse("flow.step", errs.T("没有待签的申请", "no request waits here"))
	}
	if d.f.Actor.Person != r.By {
		return rulebook.Refuse("flow.step", errs.T("只有申请人可以撤回", "only the applicant may withdraw"))
	}
	return nil
}

// checkLapse: a hand-over not accepted in time falls back to the giver.
func checkLapse(d *deciding) error {
	r := d.s.Request
	if !d.f.Actor.System {
		return rulebook.Refuse("flow.seat")
	}
	if r == nil || !r.lapsed(d.f.Now) {
		return rulebook.Refuse("flow.step", errs.T("尚未到期", "not due yet"))
	}
	return nil
}

func effectClose(d *deciding) []payload {
	r := d.s.Request
	switch step, _, _ := r.Next(); {
	case d.spec.Verb == VerbWithdraw:
		d.under = r.For // under the seat under which he had asked
	case d.spec.Verb == VerbRefuse && step.Person == "":
		held, _ := d.signsAs(step) // checked before
		d.under = held.For
	}
	life := d.s.Life
	subjects := []string{d.s.ID}
	if d.s.Before != "" {
		life = d.s.Before
		subjects = d.withParts()
	}
	x := RequestClosed{Asset: d.s.ID, Request: r.ID, Verb: d.spec.Verb, Life: life, Reason: d.c.Args.Reason}
	return []payload{{data: x, subjects: subjects, orders: d.s.underOrder(r.ID)}}
}
