package pages

import (
	"slices"
	"strconv"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// card is the summary of one asset.
type card struct {
	view.Asset
	Facts []fact
}

// fact is one labelled value.
type fact struct {
	Label, Value string
	Wide         bool
}

// request is the request that waits on an asset, with everything its signer needs.
type request struct {
	Verb    asset.Verb
	By      string
	At, Due time.Time
	Waited  string // for how long
	Steps   []step
	Facts   []fact // what is asked for
	Mine    []link // the reader's own decision
}

// step is one signature; State is signed, next or later.
type step struct {
	State, Seat, Name string
	At                time.Time
}

// refusedAction is a verb that is not legal now, and why.
type refusedAction struct {
	Text string
	Why  *errs.Error
}

func (s *set) card(r view.Record) *card {
	st := r.State
	c := &card{Asset: r.Asset}
	c.add(s.t("record.scope"), st.Marking.Scope)
	if st.Class.Storage() {
		c.add(s.t("record.high_water"), s.head(st.HighWaterText()))
	}
	if !st.Marking.Decided || st.BelowClaim(st.Marking.Level) { // whoever decides, or asks why it was, has to see it
		c.add(s.t("claim.level"), s.claimedMark(st.Claim))
	}
	if st.Network != "" {
		c.add(s.t("record.network"), textOf(s.networks(), string(st.Network)))
	}
	if st.Class == asset.Computer && st.Wireless != "" {
		c.add(s.t("record.wireless"), textOf(s.wirelesses(), string(st.Wireless)))
	}
	if st.Class.NeedsCheck() {
		c.add(s.t("record.checked"), s.day(st.Checked))
	}
	if st.Content.Holding() {
		c.add(s.t("record.content"), s.head(st.Content.Level.Text())+" · "+s.t("record.clear_by", s.day(st.Content.ClearBy)))
	}
	if st.LabelApplied > 0 {
		c.add(s.t("record.label"), strconv.Itoa(st.LabelApplied))
	}
	if st.Book == asset.Unclassified {
		c.add(s.t("record.book"), s.t("book.unclassified"))
	}
	if !st.Custody.Since.IsZero() {
		c.add(s.t("record.since"), s.day(st.Custody.Since))
	}
	if w := st.Repair; w != nil {
		c.add(s.t("record.repair"), w.Number+" · "+s.head(w.Stage.Text()))
	}
	for _, h := range st.Holds {
		if h.Ref != "" {
			c.add(s.head(h.Kind.Text()), h.Ref+" · "+s.day(h.Since))
		}
	}
	return c
}

func (c *card) add(label, value string) {
	if value != "" {
		c.Facts = append(c.Facts, fact{Label: label, Value: value})
	}
}

// name of a person, department or room in the record; the id where there is none.
func name(r view.Record, id string) string {
	if n, ok := r.Names[id]; ok {
		return n
	}
	return id
}

func (s *set) request(r view.Record, actions []asset.Action) *request {
	q := r.Asked
	if q == nil {
		return nil
	}
	out := &request{Verb: q.Verb, By: s.standing(q.By.Name, q.For), At: q.At, Due: q.Due, Waited: s.waited(q), Facts: s.asks(q)}
	for i, st := range q.Steps {
		v := step{State: "later", Seat: s.head(st.Seat.Text()), Name: st.Person.Name}
		switch {
		case st.Signed.ID != "":
			v.State, v.Name, v.At = "signed", s.standing(st.Signed.Name, st.For), st.At
		case st.Person.ID == "" && st.Seat.Bound():
			v.Name = st.Department.Name
		}
		if i == q.Next {
			v.State = "next"
		}
		out.Steps = append(out.Steps, v)
	}
	for _, a := range actions {
		if a.Legal() && decides(a.Spec.Verb) {
			out.Mine = append(out.Mine, s.actionLink(r.ID, a.Spec.Verb))
		}
	}
	return out
}

// decides tells the verbs by which one settles a request.
func decides(v asset.Verb) bool {
	return v == asset.VerbApprove || v == asset.VerbAccept || v == asset.VerbRefuse || v == asset.VerbWithdraw
}

// asked tells what a request of the past would have done, in the words of its verb's fields.
func (s *set) asked(r view.Record, q asset.Request) []fact {
	a := q.Args
	var out []fact
	add := func(label, value string) {
		if value != "" {
			out = append(out, fact{Label: label, Value: value})
		}
	}
	spec, _ := asset.SpecOf(q.Verb)
	for _, f := range spec.Fields {
		if f.Name == "correct" && a.Correct != nil {
			out = append(out, s.corrected(*a.Correct)...)
			continue
		}
		if f.Name == "repair" && a.Repair != nil {
			out = append(out, s.repairAsked(r, *a.Repair)...)
			continue
		}
		add(s.head(f.Text), s.argText(r, f, a))
	}
	return out
}

func (s *set) argText(r view.Record, f asset.Field, a asset.Args) string {
	switch f.Name {
	case "person":
		return named(r, a.Person)
	case "room":
		return named(r, a.Room)
	case "department":
		return named(r, a.Department)
	case "level":
		if a.Level != nil {
			return s.head(a.Level.Text())
		}
	case "term":
		if a.Term > 0 {
			return strconv.Itoa(a.Term)
		}
	case "other":
		return codeOf(a.Other, r)
	case "part":
		return codeOf(a.Part, r)
	case "network":
		return textOf(s.networks(), string(a.Network))
	case "wireless":
		return textOf(s.wirelesses(), string(a.Wireless))
	case "condition":
		if a.Condition != asset.PartGood {
			return s.head(a.Condition.Text())
		}
	}
	return map[string]string{
		"scope": a.Scope, "basis": a.Basis, "special": a.Special, "use": a.Use,
		"reference": a.Reference, "reason": a.Reason,
	}[f.Name]
}

func named(r view.Record, id string) string {
	if id == "" {
		return ""
	}
	return name(r, id)
}

func codeOf(id string, r view.Record) string {
	for _, list := range [][]view.Asset{r.Parts, r.Pairs} {
		for _, a := range list {
			if a.ID == id {
				return a.Code
			}
		}
	}
	return named(r, id)
}

// split parts the actions into buttons and reasons. Decisions on a request come
// first; they have their own place. Verbs that are refused for one reason share
// it.
func (s *set) split(r view.Record, actions []asset.Action) (legal []link, illegal []refusedAction) {
	place := map[string]int{}
	for _, a := range actions {
		switch {
		case a.Legal() && !decides(a.Spec.Verb):
			legal = append(legal, s.actionLink(r.ID, a.Spec.Verb))
		case a.Legal() || pointless(r, a):
		default:
			why := a.Why.Error()
			if i, known := place[why]; known {
				illegal[i].Text += s.t("frame.comma") + s.head(a.Spec.Verb.Text())
				continue
			}
			place[why] = len(illegal)
			illegal = append(illegal, refusedAction{Text: s.head(a.Spec.Verb.Text()), Why: a.Why})
		}
	}
	return legal, illegal
}

// pointless tells a verb that nobody would look for on this record: another
// class's, or one that undoes what was never done.
func pointless(r view.Record, a asset.Action) bool {
	st, v := r.State, a.Spec.Verb
	switch {
	case a.Why.Rule == "flow.class":
		return true
	case decides(v):
		return st.Request == nil
	case v == asset.VerbUnfreeze:
		return !slices.ContainsFunc(st.Holds, func(h asset.Hold) bool { return h.Kind == asset.HoldFrozen })
	case v == asset.VerbUnpair:
		return len(st.Pairs) == 0
	case v == asset.VerbTakeOut:
		return len(st.Parts) == 0
	case v == asset.VerbCloseRepair:
		return st.Repair == nil
	case v == asset.VerbClear:
		return !st.Content.Holding()
	case v == asset.VerbVoid || v == asset.VerbClassify:
		return st.Life != asset.Draft
	}
	return false
}

// grave verbs look the part, and no scan ever presses them.
var grave = map[asset.Verb]bool{
	asset.VerbReportLost: true, asset.VerbVoid: true, asset.VerbFreeze: true, asset.VerbRefuse: true,
}

func (s *set) actionLink(id string, v asset.Verb) link {
	l := link{Text: s.head(v.Text()), Href: "/assets/" + id + "/do/" + string(v)}
	switch {
	case grave[v]:
		l.Class = "danger"
	case v == asset.VerbApprove || v == asset.VerbAccept:
		l.Class = "main"
	}
	return l
}

// signsHow is the verb by which the actor settles what waits for him.
func signsHow(w view.Waiting) asset.Verb {
	if w.Seat == org.Receiver || w.Seat == org.Giver {
		return asset.VerbAccept
	}
	return asset.VerbApprove
}
