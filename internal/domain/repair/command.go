package repair

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Verb is what a command does with an order; it is the last element of the
// command's URL.
type Verb string

// The verbs. An order is opened by the asset's verb repair, and closed by its verb
// close-repair.
const (
	VerbStart    Verb = "start"    // on site: somebody comes to work
	VerbDispatch Verb = "dispatch" // off site: it leaves
	VerbStep     Verb = "step"
	VerbReturn   Verb = "return"
	VerbInspect  Verb = "inspect"
	VerbExtend   Verb = "extend"
	VerbCancel   Verb = "cancel"
	VerbFail     Verb = "fail"
)

// Spec says of a verb in which states, and by which seats over the asset's
// department, it may be asked for.
type Spec struct {
	Verb Verb
	From []State
	Who  []org.Seat
	Held bool // goes on while the asset is on hold: what has happened is recorded
	Text errs.Text

	decide func(d *deciding) error
}

// specs is the table. Its order is the order in which pages offer the verbs.
var specs []Spec

// The table is filled at start because its functions refer back to it.
func init() {
	office := []org.Seat{org.AssetOfficer, org.SecrecyOffice}
	crew := append(slices.Clone(office), org.Technician)
	work := []State{asset.RepairWorking, asset.RepairBack, asset.RepairInspected}
	specs = []Spec{
		// The gate itself says that an order is not approved, so that a try is evidence.
		{VerbStart, []State{"", asset.RepairApproved, asset.RepairWorking, asset.RepairInspected}, crew, true, errs.T("现场开工", "begin on site"), (*deciding).start},
		{VerbDispatch, []State{"", asset.RepairApproved}, office, true, errs.T("送修", "send out"), (*deciding).dispatch},
		{VerbStep, work, crew, false, errs.T("登记维修内容", "record a step"), (*deciding).step},
		{VerbReturn, []State{asset.RepairOut}, office, true, errs.T("登记送回", "record the return"), (*deciding).back},
		{VerbInspect, []State{asset.RepairWorking, asset.RepairBack}, crew, false, errs.T("复检", "inspect"), (*deciding).inspect},
		{VerbExtend, []State{asset.RepairOut}, []org.Seat{org.SecrecyOffice}, true, errs.T("延长送修期限", "extend"), (*deciding).extend},
		{VerbCancel, []State{asset.RepairApproved}, append(slices.Clone(office), org.Keeper), false, errs.T("取消维修", "cancel"), (*deciding).cancel},
		{VerbFail, work, []org.Seat{org.SecrecyOffice}, false, errs.T("无法修复，退出使用", "give up and retire"), (*deciding).fail},
	}
}

// Specs lists every verb in the order pages offer them.
func Specs() []Spec { return slices.Clone(specs) }

// Text returns the verb's name in both languages.
func (v Verb) Text() errs.Text {
	if s := specOf(v); s != nil {
		return s.Text
	}
	return errs.Text{}
}

func specOf(v Verb) *Spec {
	for i := range specs {
		if specs[i].Verb == v {
			return &specs[i]
		}
	}
	return nil
}

// Command asks for one deed under one order.
type Command struct {
	Order   string // id
	Verb    Verb
	Version int64 // of the order, as the actor saw it; 0 does not compare
	Args    Args
}

// Args are the inputs of all verbs.
type Args struct {
	// start, dispatch
	Agreement   string   `json:"agreement,omitempty"`   // id; "" is the one asked for
	Technicians []string `json:"technicians,omitempty"` // ids of the vendor's people; step: who worked
	Own         []string `json:"own,omitempty"`         // ids of own technicians; step: who worked
	Escorts     []string `json:"escorts,omitempty"`     // start, with a vendor: ids of own persons
	Emergency   bool     `json:"emergency,omitempty"`   // start ahead of the approval
	Bags        []string `json:"bags,omitempty"`        // dispatch: seal numbers; return: those it came under
	Route       string   `json:"route,omitempty"`
	Courier     []string `json:"courier,omitempty"` // ids of own persons
	Due         org.Date `json:"due,omitempty"`     // dispatch, extend

	// step
	What        string   `json:"what,omitempty"`
	Minutes     int      `json:"minutes,omitempty"`
	Reinstalled string   `json:"reinstalled,omitempty"` // day the system was installed anew
	Removed     []string `json:"removed,omitempty"`     // serials of added parts that were taken away

	// return, inspect: as found
	Serial      string         `json:"serial,omitempty"`  // of the asset
	Serials     []string       `json:"serials,omitempty"` // of the parts inside
	Wireless    asset.Wireless `json:"wireless,omitempty"`
	Network     asset.Network  `json:"network,omitempty"`
	OSInstalled string         `json:"os_installed,omitempty"`
	Room        string         `json:"room,omitempty"` // return, fail: where it stands from now
	Untouched   bool           `json:"untouched,omitempty"`

	Reason string `json:"reason,omitempty"` // extend, cancel, fail; a note of return
}

// Facts is what a decision may look at. Whoever calls Decide loads, under lock,
// the order, its asset with all that asset.Refers names, the vendor and the
// agreement of Papers, and every person and room named.
type Facts struct {
	asset.Facts
	Order     Order
	Vendor    *agreement.Vendor    // of the order, nil for own technicians
	Agreement *agreement.Agreement // nil where there is none
}

// Papers says which vendor and agreement, by their ids, a command looks at; "" for
// none.
func Papers(o Order, c Command) (vendor, paper string) {
	if paper = c.Args.Agreement; paper == "" {
		paper = o.Ask.Agreement
	}
	if paper == "" && len(o.Agreements) > 0 {
		paper = o.Agreements[len(o.Agreements)-1]
	}
	return o.Ask.Vendor, paper
}

// limits of what one event may hold.
const (
	maxList = 32
	maxText = 1000
)

// tidy brings typed text into the one form the ledger keeps (Unicode NFC), without
// blanks around it and without empty entries of lists.
func (a Args) tidy() Args {
	for _, t := range a.texts() {
		*t.value = norm.NFC.String(strings.TrimSpace(*t.value))
	}
	for _, l := range a.lists() {
		var out []string
		for _, v := range *l.value {
			if v = norm.NFC.String(strings.TrimSpace(v)); v != "" && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		*l.value = out
	}
	return a
}

type textInput struct {
	name  string
	value *string
	limit int // runes
}

func (a *Args) texts() []textInput {
	return []textInput{
		{"agreement", &a.Agreement, 64}, {"route", &a.Route, 200}, {"what", &a.What, maxText}, {"reinstalled", &a.Reinstalled, 10},
		{"serial", &a.Serial, 128}, {"os_installed", &a.OSInstalled, 10}, {"room", &a.Room, 64}, {"reason", &a.Reason, maxText},
	}
}

type listInput struct {
	name  string
	value *[]string
}

func (a *Args) lists() []listInput {
	return []listInput{
		{"technicians", &a.Technicians}, {"own", &a.Own}, {"escorts", &a.Escorts}, {"bags", &a.Bags}, {"courier", &a.Courier},
		{"removed", &a.Removed}, {"serials", &a.Serials},
	}
}
