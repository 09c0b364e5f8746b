package asset

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// CurrentLabel returns the label that stands for the marking as it is now and
// can be printed again: a further print of it is a copy, not a new label.
func CurrentLabel(s State, labels []Label) (Label, bool) {
	for _, l := range labels {
		if l.Marking == s.Marking.Version && (l.State == LabelPrinted || l.State == LabelOn) {
			return l, true
		}
	}
	return Label{}, false
}

// Print decides one label of a print job: a new label with the token, or a copy
// of the current one. name and department are what the label says in words.
func Print(f Facts, id, token, job string, item int, name, department string) (event.Event, string, error) {
	s, ok := f.Assets[id]
	if !ok {
		return event.Event{}, "", NotFound()
	}
	if err := mayPrint(f.Actor, s); err != nil {
		return event.Event{}, "", err
	}
	m := LabelMade{Asset: id, Label: token, Number: s.LabelIssued + 1, Marking: s.Marking.Version, Job: job, Item: item}
	m.Shows = LabelText{
		Code: s.Code, Name: name, Department: department,
		Mark: markText(s.Marking), Level: s.Marking.Level.String(),
	}
	if l, again := CurrentLabel(s, f.Labels); again {
		m.Label, m.Number, m.Copy, m.Shows = l.Token, l.Number, true, l.Shows
	}
	e := event.Of(m, event.Subject{Kind: KindSubject, ID: id}, event.Subject{Kind: KindLabel, ID: m.Label})
	e.At, e.By, e.For = f.Now, f.Actor.Person, OfficeFor(f.Actor, s)
	return e, m.Label, nil
}

// mayPrint says whether the actor may put a label of the asset on paper now.
func mayPrint(a org.Actor, s State) error {
	if a.Admin() {
		return rulebook.Refuse("adm.no-business")
	}
	if !officeFor(a, s) {
		return notOffice(a)
	}
	if s.Life == Lost || s.Life == FoundHold { // a second label would cover up for the first
		return rulebook.Refuse("flow.state", errs.T("当前状态："+s.Life.Text().ZH, "present state: "+s.Life.Text().EN))
	}
	if len(s.Holds) > 0 { // recorded holds only: label_pending is what a print is for
		return rulebook.Refuse("flow.hold", s.Holds[0].Kind.Text())
	}
	if !s.Marking.Decided || s.Life.Terminal() {
		return rulebook.Refuse("lvl.none-no-use", errs.T("定密之后才能打印标签", "a label is printed after classification"))
	}
	return nil
}

// Fetch says whether a file of the label with the token may be handed out: to
// whom it may be printed, and only while it is the asset's current label.
func Fetch(f Facts, id, token string) error {
	s, ok := f.Assets[id]
	if !ok {
		return NotFound()
	}
	if err := mayPrint(f.Actor, s); err != nil {
		return err
	}
	if l, ok := CurrentLabel(s, f.Labels); !ok || l.Token != token {
		return rulebook.Refuse("flow.label-copy")
	}
	return nil
}

func officeFor(a org.Actor, s State) bool {
	return a.HoldsFor(org.SecrecyOffice, s.Custody.Department) || a.HoldsFor(org.AssetOfficer, s.Custody.Department)
}

// office is who registers assets and prints their labels.
var office = []org.Seat{org.AssetOfficer, org.SecrecyOffice}

// OfficeFor says on whose behalf the actor registers the asset, prints or voids
// its label or takes a file of it, "" in his own name.
func OfficeFor(a org.Actor, s State) string { return a.ActsFor(s.Custody.Department, office...) }

// notOffice refuses who is not of the office that looks after the asset.
func notOffice(a org.Actor) error {
	return rulebook.Refuse("flow.seat", append([]errs.Text{org.OneOf(office...)}, elsewhere(a, office)...)...)
}

// VoidLabel decides that a label is out of force: spoilt, torn, lost.
func VoidLabel(f Facts, id, token, reason string) (event.Event, error) {
	s, ok := f.Assets[id]
	i := slices.IndexFunc(f.Labels, func(l Label) bool { return l.Token == token && l.Asset == id })
	if !ok || i < 0 {
		return event.Event{}, NotFound()
	}
	if f.Actor.Admin() {
		return event.Event{}, rulebook.Refuse("adm.no-business")
	}
	if !officeFor(f.Actor, s) {
		return event.Event{}, notOffice(f.Actor)
	}
	reason = norm.NFC.String(strings.TrimSpace(reason))
	if reason == "" {
		return event.Event{}, errs.InvalidField("reason", "请填写作废原因。", "Give the reason.")
	}
	if m := textProblem("reason", reason, 2000); !m.IsZero() {
		return event.Event{}, errs.InvalidField("reason", m.ZH, m.EN)
	}
	l := f.Labels[i]
	if l.State == LabelVoid || l.State == LabelReplaced {
		return event.Event{}, rulebook.Refuse("flow.label", errs.T("该标签已作废或已被替换", "this label is void or replaced already"))
	}
	x := LabelVoided{Asset: id, Label: token, Number: l.Number, Reason: reason}
	e := event.Of(x, event.Subject{Kind: KindSubject, ID: id}, event.Subject{Kind: KindLabel, ID: token})
	e.At, e.By, e.For = f.Now, f.Actor.Person, OfficeFor(f.Actor, s)
	return e, nil
}
