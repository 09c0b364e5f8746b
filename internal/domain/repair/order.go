// Package repair holds the repair orders (维修单): what is repaired, by whom and
// under which agreement, what left the organ and what came back, which parts went
// out and in, who inspected it (ORG 18, 19; LAW 41-42; REG 27(7), 48-49).
//
// A repair is asked for and approved on its asset (package asset, verb repair); the
// id of that request becomes the order's. What is done under it is decided here,
// by Decide; it is closed on the asset again (verb close-repair), because its
// keeper accepts it back.
package repair

import (
	"slices"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// State is where an order stands: the same words as on the asset. "" is an order
// that is not open yet: the repair still waits for its signatures.
type State = asset.RepairStage

// Order is one repair order as folded from its events.
type Order struct {
	ID      string          `json:"-"`
	Number  string          `json:"number,omitempty"`
	Asset   string          `json:"asset,omitempty"`
	Ask     asset.RepairAsk `json:"ask,omitempty"`
	By      string          `json:"by,omitempty"`      // who asked
	Signers []string        `json:"signers,omitempty"` // who approved, in order
	Level   level.Level     `json:"level,omitempty"`
	State   State           `json:"state,omitempty"`

	Approved    bool         `json:"approved,omitempty"`  // by the whole chain
	Refused     bool         `json:"refused,omitempty"`   // by somebody of it, after an emergency was begun
	Emergency   bool         `json:"emergency,omitempty"` // the work began ahead of the approval
	ApprovedAt  time.Time    `json:"approved_at,omitzero"`
	Agreements  []string     `json:"agreements,omitempty"`  // ids of those that it was worked under, in order
	Technicians []string     `json:"technicians,omitempty"` // ids of the vendor's people who came, or took it in
	Own         []string     `json:"own,omitempty"`         // ids of own technicians who did the work
	Escorts     []string     `json:"escorts,omitempty"`     // ids of own persons who watched (监修人)
	Started     time.Time    `json:"started,omitzero"`      // when the work began, or it left
	Visits      []Visit      `json:"visits,omitempty"`      // on site, one for each time somebody came
	Dispatch    *Dispatch    `json:"dispatch,omitempty"`    // off site
	Return      *Return      `json:"return,omitempty"`      // off site
	Steps       []Step       `json:"steps,omitempty"`
	Out         []Swap       `json:"out,omitempty"`         // parts taken out, in order
	In          []Swap       `json:"in,omitempty"`          // and put in
	Added       []Added      `json:"added,omitempty"`       // parts that were found in it and were not in it when it left
	Inspections []Inspection `json:"inspections,omitempty"` // since the work that they look at; all passed but the last
	Result      string       `json:"result,omitempty"`      // why it was cancelled or failed, or the note of closing
	Lost        bool         `json:"lost,omitempty"`        // it ended because the asset was reported lost
	Ended       time.Time    `json:"ended,omitzero"`
	Version     int64        `json:"-"` // count of events folded
}

// Inspection is one look after the work (复检).
type Inspection struct {
	By          string         `json:"by"`
	At          time.Time      `json:"at"`
	Wireless    asset.Wireless `json:"wireless,omitempty"`
	Network     asset.Network  `json:"network,omitempty"`
	OSInstalled string         `json:"os_installed,omitempty"`
	Serials     []string       `json:"serials,omitempty"` // of the parts found inside
	Findings    []Finding      `json:"findings,omitempty"`
}

// Passed reports whether nothing was found.
func (i Inspection) Passed() bool { return len(i.Findings) == 0 }

// Visit is one time people came to work on site, each through the gate of its day.
type Visit struct {
	At          time.Time `json:"at"`
	By          string    `json:"by"`
	Agreement   string    `json:"agreement,omitempty"`
	Technicians []string  `json:"technicians,omitempty"`
	Own         []string  `json:"own,omitempty"`
	Escorts     []string  `json:"escorts,omitempty"`
}

// Dispatch is how it left.
type Dispatch struct {
	At          time.Time `json:"at"`
	By          string    `json:"by"`
	Agreement   string    `json:"agreement"`
	Technicians []string  `json:"technicians,omitempty"` // who take it in
	Bags        []string  `json:"bags"`                  // seal numbers
	Route       string    `json:"route,omitempty"`
	Courier     []string  `json:"courier"` // ids of own persons
	Due         org.Date  `json:"due"`     // last day by which it is back
	Serial      string    `json:"serial,omitempty"`
	Parts       []string  `json:"parts,omitempty"` // serials of what stays inside
}

// Return is how it came back.
type Return struct {
	At          time.Time      `json:"at"`
	By          string         `json:"by"`
	Serials     []string       `json:"serials,omitempty"` // of the parts found inside
	Missing     []string       `json:"missing,omitempty"` // left with it, not found
	Seals       []string       `json:"seals,omitempty"`
	Wireless    asset.Wireless `json:"wireless,omitempty"`
	OSInstalled string         `json:"os_installed,omitempty"`
	Untouched   bool           `json:"untouched,omitempty"` // nothing was done to it
	Note        string         `json:"note,omitempty"`
	Findings    []Finding      `json:"findings,omitempty"` // for who inspects it
}

// Step is something that was done to it.
type Step struct {
	At          time.Time `json:"at"`
	By          string    `json:"by"` // who recorded it
	What        string    `json:"what"`
	Minutes     int       `json:"minutes,omitempty"`
	Technicians []string  `json:"technicians,omitempty"`
	Own         []string  `json:"own,omitempty"`
	Reinstalled string    `json:"reinstalled,omitempty"` // day the system was installed anew, as part of the work
	Removed     []string  `json:"removed,omitempty"`     // serials of added parts that were taken out and away
}

// Swap is a part that was taken out or put in under the order.
type Swap struct {
	Part string     `json:"part"`
	Life asset.Life `json:"life,omitempty"` // of a part taken out, from then
	At   time.Time  `json:"at"`
	By   string     `json:"by"`
}

// Added is a part that the vendor put in: it is registered and put in on record,
// or removed, before the asset is inspected.
type Added struct {
	Serial  string `json:"serial"`
	Removed bool   `json:"removed,omitempty"`
}

// FindingKind is what may be wrong with an asset that was worked on.
type FindingKind string

// The kinds of findings.
const (
	FoundWireless FindingKind = "wireless" // a wireless part
	FoundNetwork  FindingKind = "network"  // another attribute than on record
	FoundSystem   FindingKind = "system"   // installed on another day than on record
	FoundMissing  FindingKind = "missing"  // a part on record is not inside
	FoundAdded    FindingKind = "added"    // a part inside is not on record
	FoundSeal     FindingKind = "seal"     // a seal is not the one it left under
)

var findingTexts = map[FindingKind]errs.Text{
	FoundWireless: errs.T("发现无线部件", "a wireless part is in it"),
	FoundNetwork:  errs.T("网络属性与台账不符", "the network is not the one on record"),
	FoundSystem:   errs.T("操作系统安装日期与台账不符", "the day its system was installed is not the one on record"),
	FoundMissing:  errs.T("缺少部件", "a part is missing"),
	FoundAdded:    errs.T("发现台账以外的部件", "a part is in it that is not on record"),
	FoundSeal:     errs.T("封签号与送出时不符", "a seal is not the one it left under"),
}

// Finding is one thing that was found.
type Finding struct {
	Kind   FindingKind `json:"kind"`
	Detail string      `json:"detail,omitempty"` // a serial, a date, a seal number
}

// Text says it in both languages.
func (f Finding) Text() errs.Text {
	t := findingTexts[f.Kind]
	if f.Detail != "" {
		t = errs.T(t.ZH+"："+f.Detail, t.EN+": "+f.Detail)
	}
	return t
}

// Vendor reports whether people of a vendor do the work.
func (o Order) Vendor() bool { return o.Ask.Vendor != "" }

// Due is the day by which it is to be back, "" while it is not out.
func (o Order) Due() org.Date {
	if o.State != asset.RepairOut || o.Dispatch == nil {
		return ""
	}
	return o.Dispatch.Due
}

// Workers lists the own persons who did some of the work.
func (o Order) Workers() []string {
	out := slices.Clone(o.Own)
	for _, s := range o.Steps {
		out = union(out, s.Own)
	}
	return out
}

// Pending is the order that a repair which waits for its signatures would be: it
// is not open, and only an emergency may begin on it.
func Pending(s asset.State) (Order, bool) {
	r := s.Request
	if r == nil || r.Verb != asset.VerbRepair || r.Args.Repair == nil || s.Repair != nil {
		return Order{}, false
	}
	return Order{ID: r.ID, Number: s.RepairNumber(), Asset: s.ID, Ask: *r.Args.Repair, By: r.By, Level: protects(s)}, true
}

// protects is the level that protects the asset: its marking, or what its storage
// once held.
func protects(s asset.State) level.Level { return max(s.Marking.Level, s.HighWater) }

// union adds to list what of more is not in it.
func union(list, more []string) []string {
	out := slices.Clone(list)
	for _, x := range more {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}
