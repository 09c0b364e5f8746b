package asset

import (
	"maps"
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
)

// Fold answers with the state of s after e. It is total: an event that does not
// touch s leaves it as it is, whatever s was. The store writes what Fold says,
// and a replay must come to the same (ledger.md, Algorithms).
func Fold(s State, e event.Event) State {
	id := s.ID
	if id == "" {
		if r, ok := e.Data.(AssetRegistered); ok {
			id = r.Asset
		}
	}
	if !e.Touches(KindSubject, id) {
		return s
	}
	s = s.clone()
	s.Version++
	s.Changed = e.At
	switch d := e.Data.(type) {
	case AssetRegistered:
		if d.Asset == id {
			s.register(d, e)
		}
	case DraftVoided:
		s.Life = Voided
	case Corrected:
		s.correct(d.New)
	case Marked:
		s.mark(d)
	case CheckedTech:
		s.Network, s.Wireless, s.Checked = d.Network, d.Wireless, e.At
	case CustodyChanged:
		s.custody(d)
	case Paired:
		s.Pairs = with(s.Pairs, theOther(d.Asset, d.Other, s.ID))
	case Unpaired:
		s.Pairs = without(s.Pairs, theOther(d.Asset, d.Other, s.ID))
	case TakenOut:
		s.takenOut(d)
	case PutIn:
		s.putIn(d)
	case RepairGranted:
		s.openRepair(d.Order, d.Number, d.Ask, d.Life)
		s.Repair.Approved = true
	case RepairOpened:
		s.openRepair(d.Order, d.Number, d.Ask, d.Life)
		s.Repair.Emergency = true
	case RepairMoved:
		s.moveRepair(d)
	case Loaded:
		s.Content = d.Content
		s.HighWater = max(s.HighWater, d.Content.Level)
	case Cleared:
		s.Content = Content{}
	case Held:
		s.Holds = append(s.Holds, d.Hold)
	case Unheld:
		s.Holds = slices.DeleteFunc(s.Holds, func(h Hold) bool { return h.Kind == d.Kind && h.Ref == d.Ref })
	case LostReported:
		s.lost(d, e)
	case RequestOpened:
		s.open(d)
	case RequestSigned:
		s.sign(d, e)
	case RequestClosed:
		if s.ID == d.Asset { // a part only follows its host; its own request goes on
			s.Request, s.Before = nil, ""
		}
		s.Life = d.Life
	case LabelMade:
		s.LabelIssued = max(s.LabelIssued, d.Number)
	case LabelApplied:
		if s.ID == d.Asset {
			s.LabelApplied, s.LabelMarking = d.Number, d.Marking
		}
		s.Life = d.Life
	case LabelVoided:
		if s.LabelApplied == d.Number {
			s.LabelApplied, s.LabelMarking = 0, 0
		}
	}
	return s
}

// clone copies what a fold may change in place.
func (s State) clone() State {
	s.Parts = slices.Clone(s.Parts)
	s.Pairs = slices.Clone(s.Pairs)
	s.Holds = slices.Clone(s.Holds)
	if s.Request != nil {
		r := *s.Request
		r.Steps = slices.Clone(r.Steps)
		s.Request = &r
	}
	s.Repair = s.Repair.clone()
	s.Details.Extra = maps.Clone(s.Details.Extra)
	return s
}

func (s *State) register(d AssetRegistered, e event.Event) {
	s.ID, s.Code, s.Class, s.Kind = d.Asset, d.Code, d.Class, d.Kind
	s.Serial, s.Brand, s.Model, s.Book = d.Serial, d.Brand, d.Model, d.Book
	s.Details, s.Claim, s.Source = d.Details, d.Claim, d.Source
	s.Details.Extra = maps.Clone(d.Details.Extra)
	s.Claim.Keeper = e.Private["claim.keeper"]
	s.Network, s.Wireless = d.Network, d.Wireless
	s.Life = Draft
	s.Host, s.Parts = d.Host, slices.Clone(d.Parts)
	s.Custody = Custody{Holder: HolderStore, Department: d.Department, Room: d.Room, Since: e.At}
	if d.Host != "" {
		s.Custody.Holder = HolderHost
	}
}

func (s *State) mark(d Marked) {
	m := d.Marking
	if s.ID != d.Asset { // a part takes the host's marking, and never one below what it held
		m.Level = max(m.Level, s.HighWater)
	}
	m.Version = s.Marking.Version + 1
	s.Marking = m
	if s.Class.Storage() {
		s.HighWater = max(s.HighWater, m.Level)
	}
	if s.Life == Draft {
		s.Life = Registered
	}
}

func (s *State) custody(d CustodyChanged) {
	c := d.Custody
	if s.ID != d.Asset { // a part goes where its host goes
		c.Holder = HolderHost
	}
	s.Life, s.Custody = d.Life, c
	if d.Use != "" && s.ID == d.Asset {
		s.Details.Use = d.Use
	}
	if s.Life != HandoverPending {
		s.Before = ""
	}
}

func (s *State) takenOut(d TakenOut) {
	if s.ID == d.Asset {
		s.Parts = without(s.Parts, d.Part)
		s.swapped(d.Order, d.Part)
		return
	}
	s.Host, s.Custody = "", d.Custody
	// A part that was never marked stays what it was until it is.
	if s.Life != Draft && s.Life != Registered {
		s.Life = d.Condition.life()
	}
}

func (s *State) putIn(d PutIn) {
	if s.ID == d.Asset {
		s.Parts = with(s.Parts, d.Part)
		s.swapped(d.Order, "")
		return
	}
	s.Host, s.Custody, s.Life = d.Asset, d.Custody, d.Life
	if d.Marking.Level > s.Marking.Level {
		s.Marking = d.Marking
	}
	s.HighWater = max(s.HighWater, s.Marking.Level)
}

func (s *State) lost(d LostReported, e event.Event) {
	if s.ID != d.Asset && s.Host != d.Asset { // the host a lost part was in
		s.Parts = without(s.Parts, d.Asset)
		if s.Repair != nil { // what was inspected is not what there is
			s.Repair.Stage = s.Repair.Stage.Reworked(s.Repair.OnSite)
		}
		return
	}
	if s.ID == d.Asset {
		s.Host = ""
	}
	if !s.Life.Terminal() {
		s.Life = Lost
		s.Custody.Holder = HolderNobody
		s.Custody.Since = e.At
	}
	s.Request, s.Before = nil, ""
	s.Repair = nil // the order ends with it
	s.Holds = append(s.Holds, Hold{Kind: HoldIncident, Since: e.At, Until: d.Deadline})
}

func (s *State) open(d RequestOpened) {
	if s.ID != d.Asset {
		s.Life = d.Life
		return
	}
	r := d.Request
	r.Steps = slices.Clone(r.Steps)
	s.Request = &r
	if d.Life != s.Life {
		s.Before = s.Life
	}
	s.Life = d.Life
}

func (s *State) sign(d RequestSigned, e event.Event) {
	if s.Request == nil || s.Request.ID != d.Request || d.Step >= len(s.Request.Steps) {
		return
	}
	st := &s.Request.Steps[d.Step]
	st.Signed, st.For, st.At = e.By, d.For, e.At
	if d.Last { // the deed follows in the same transaction
		if s.Before != "" {
			s.Life, s.Before = s.Before, ""
		}
		s.Request = nil
	}
}

func (s *State) correct(c Correction) {
	set := func(to, from *string) {
		if from != nil {
			*to = *from
		}
	}
	set(&s.Serial, c.Serial)
	set(&s.Brand, c.Brand)
	set(&s.Model, c.Model)
	if c.Kind != nil {
		s.Kind = *c.Kind
	}
	set(&s.Details.Name, c.Name)
	set(&s.Details.FixedAssetNo, c.FixedAssetNo)
	set(&s.Details.Use, c.Use)
	set(&s.Details.OS, c.OS)
	set(&s.Details.OSInstalled, c.OSInstalled)
	set(&s.Details.MAC, c.MAC)
	set(&s.Details.Optical, c.Optical)
	set(&s.Details.Capacity, c.Capacity)
	set(&s.Details.Supplier, c.Supplier)
	set(&s.Details.PurchaseDate, c.PurchaseDate)
	set(&s.Details.StartDate, c.StartDate)
	set(&s.Details.Notes, c.Notes)
	for k, v := range c.Extra {
		if s.Details.Extra == nil {
			s.Details.Extra = map[string]string{}
		}
		if v == "" {
			delete(s.Details.Extra, k)
		} else {
			s.Details.Extra[k] = v
		}
	}
}

// FoldLabel answers with the state of a label after e.
func FoldLabel(l Label, e event.Event) Label {
	switch d := e.Data.(type) {
	case LabelMade:
		if !e.Touches(KindLabel, d.Label) || (l.Token != "" && l.Token != d.Label) {
			return l
		}
		if l.Token == "" {
			l = Label{Token: d.Label, Asset: d.Asset, Number: d.Number, Marking: d.Marking, State: LabelPrinted, Printed: e.At}
		}
		l.Shows, l.Job = d.Shows, d.Job
		l.Copies++
	case LabelApplied:
		if !e.Touches(KindLabel, l.Token) {
			return l
		}
		if l.Token == d.Label {
			l.State, l.Applied = LabelOn, e.At
		} else {
			l.State = LabelReplaced
		}
	case LabelVoided:
		if l.Token != d.Label {
			return l
		}
		l.State, l.Reason = LabelVoid, d.Reason
	default:
		return l
	}
	l.Version++
	return l
}

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload {
	return []event.Payload{
		AssetRegistered{}, DraftVoided{}, Corrected{}, Marked{}, CheckedTech{}, CustodyChanged{},
		Paired{}, Unpaired{}, TakenOut{}, PutIn{}, RepairGranted{}, RepairOpened{}, RepairMoved{}, Loaded{}, Cleared{}, Held{}, Unheld{}, LostReported{},
		RequestOpened{}, RequestSigned{}, RequestClosed{}, LabelMade{}, LabelApplied{}, LabelVoided{},
	}
}

func theOther(a, b, self string) string {
	if a == self {
		return b
	}
	return a
}

func with(list []string, id string) []string {
	if i, found := slices.BinarySearch(list, id); !found {
		return slices.Insert(list, i, id)
	}
	return list
}

func without(list []string, id string) []string {
	return slices.DeleteFunc(list, func(x string) bool { return x == id })
}

// effectiveLevel is the level that protects the asset: its marking, or what its
// storage once held, whichever is higher.
func (s State) effectiveLevel() level.Level { return max(s.Marking.Level, s.HighWater) }
