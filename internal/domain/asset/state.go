// Package asset is the heart of the domain: what a classified device or storage
// medium is, what may be done with it, and what each deed changes (ORG 9, 14-18).
//
// Decide takes a command and the facts it needs and answers with events or a
// refusal; Fold takes a state and an event and answers with the next state. The
// store writes what Fold says; a replay folds the same events again. Nothing
// here knows a database, a clock or a web page.
package asset

import (
	"time"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// KindSubject and KindLabel name this package's subjects in events.
const (
	KindSubject = "asset"
	KindLabel   = "label"
)

// State is one asset as folded from its events. It is a value: Fold returns a
// new one and never changes its argument.
type State struct {
	ID      string
	Code    string // 保密编号, never used twice
	Class   Class
	Kind    Kind
	Serial  string // maker's serial number
	Brand   string
	Model   string
	Book    Book
	Details Details
	Source  string // fingerprint of the sheet row it was imported from, "" when typed
	Claim   Claim  // what an imported ledger said and no command has confirmed yet

	Life    Life
	Custody Custody
	Marking Marking
	Content Content
	Holds   []Hold

	HighWater level.Level // 最高曾存密级, storage only; it never falls
	Host      string      // the asset a part is inside of, "" when outside
	Parts     []string    // ids of the parts inside, sorted
	Pairs     []string    // ids of what is connected to it, sorted

	Network  Network
	Wireless Wireless
	Checked  time.Time // last technical secrecy check passed, zero if never

	LabelIssued  int // number of the newest label printed, 0 if none
	LabelApplied int // number of the label on the thing, 0 if none
	LabelMarking int // version of the marking that the applied label shows

	Repair  *Repair // the open repair order, nil without one
	Repairs int     // how many orders there were

	Before  Life     // where a pending hand-over falls back to
	Request *Request // the one request that waits for signatures
	Version int64    // count of events folded, the subject's sequence number
	Changed time.Time
}

// Book separates the classified ledger from the non-classified ones, which are
// kept in the same system so that cross-use can be matched (ORG 16).
type Book string

// The books.
const (
	Classified   Book = "classified"
	Unclassified Book = "unclassified"
)

// Details are the descriptive fields of the ledger; they can be corrected.
// Dates are 2006-01-02 or, where the paper knew no day, 2006-01.
type Details struct {
	Name         string            `json:"name,omitempty"`
	FixedAssetNo string            `json:"fixed_asset_no,omitempty"`
	Use          string            `json:"use,omitempty"`
	OS           string            `json:"os,omitempty"`
	OSInstalled  string            `json:"os_installed,omitempty"`
	MAC          string            `json:"mac,omitempty"`
	Optical      string            `json:"optical,omitempty"` // none, read, burn
	Capacity     string            `json:"capacity,omitempty"`
	Supplier     string            `json:"supplier,omitempty"`
	PurchaseDate string            `json:"purchase_date,omitempty"`
	StartDate    string            `json:"start_date,omitempty"`
	Notes        string            `json:"notes,omitempty"`
	Extra        map[string]string `json:"extra,omitempty"` // organ-defined fields
}

// Claim is what a ledger that was taken over said about the asset: facts to be
// confirmed by commands, never state. Person's names are personal data.
type Claim struct {
	Level      string `json:"level,omitempty"` // code of the level
	Term       int    `json:"term,omitempty"`  // years
	Scope      string `json:"scope,omitempty"`
	Department string `json:"department,omitempty"` // as written
	Room       string `json:"room,omitempty"`
	Status     string `json:"status,omitempty"`
	Host       string `json:"host,omitempty"`
	Keeper     string `json:"-"` // as written; kept private
}

// Mark reads the claimed level and its term in years. ok is false where the
// ledger gave no level.
func (c Claim) Mark() (l level.Level, term int, ok bool) {
	l, err := level.Parse(c.Level)
	return l, c.Term, err == nil
}

// BelowClaim reports whether the level is lower than the ledger that was taken
// over claims: a reader of the decision, or of the request for it, is told so.
func (s State) BelowClaim(l level.Level) bool {
	was, _, ok := s.Claim.Mark()
	return ok && l < was
}

// HighWaterKnown reports whether it is known what the asset ever held: that of
// storage, from the first decision on its level on.
func (s State) HighWaterKnown() bool {
	return s.Class.Storage() && (s.Marking.Decided || s.HighWater.Classified())
}

// HighWaterText is the highest level ever held, in words; before it is known
// that is not «unclassified».
func (s State) HighWaterText() errs.Text {
	if !s.HighWaterKnown() {
		return errs.T("—（尚未定密）", "— (not decided yet)")
	}
	return s.HighWater.Text()
}

// Holder is who has the asset in hand.
type Holder string

// The holders (domain.md §2, axis 2).
const (
	HolderStore  Holder = "store"
	HolderKeeper Holder = "keeper"
	HolderHost   Holder = "host"   // inside a host
	HolderVendor Holder = "vendor" // off site, for a repair
	HolderNobody Holder = "unknown"
)

// Custody is the second axis: who has it, where, since when.
type Custody struct {
	Holder     Holder    `json:"holder"`
	Person     string    `json:"person,omitempty"` // the keeper (责任人); he answers for it while it is in repair, too
	Department string    `json:"department,omitempty"`
	Room       string    `json:"room,omitempty"`
	Since      time.Time `json:"since"`
}

// Marking is the third axis. Version counts the decisions, so that a label can
// be told to be out of date.
type Marking struct {
	Level   level.Level `json:"level"`
	Term    int         `json:"term,omitempty"` // years
	Scope   string      `json:"scope,omitempty"`
	Basis   string      `json:"basis,omitempty"`
	Decided bool        `json:"decided"`
	Version int         `json:"version"`
}

// Content is the fourth axis, of removable media: whether it holds files, since
// when, and by when it must be cleared (ORG 17). File names are never kept.
type Content struct {
	Level   level.Level `json:"level,omitempty"`
	Since   time.Time   `json:"since,omitzero"`
	ClearBy time.Time   `json:"clear_by,omitzero"`
}

// Holding reports whether the medium holds files.
func (c Content) Holding() bool { return !c.Since.IsZero() }

// Hold is one recorded reason why business stops; derived holds are not kept.
type Hold struct {
	Kind  HoldKind  `json:"kind"`
	Since time.Time `json:"since"`
	Ref   string    `json:"ref,omitempty"` // order or incident reference
	Until time.Time `json:"until,omitzero"`
}

// Network is what the device is connected to (ORG 15).
type Network string

// The network attributes. Only the first two are open to a classified device.
const (
	NetworkNone       Network = "none"
	NetworkClassified Network = "classified"
	NetworkInternal   Network = "internal" // a non-classified office network
	NetworkInternet   Network = "internet"
)

// Wireless says whether wireless parts were looked for and what became of them.
type Wireless string

// The states of the wireless parts (network card, Bluetooth, input devices).
const (
	WirelessUnknown Wireless = ""
	WirelessAbsent  Wireless = "absent"
	WirelessRemoved Wireless = "removed"
	WirelessPresent Wireless = "present"
)

// Request is a command that waits for signatures. An asset has at most one.
type Request struct {
	ID    string    `json:"id"`
	Verb  Verb      `json:"verb"`
	Args  Args      `json:"args"`
	By    string    `json:"by"`            // applicant
	For   string    `json:"for,omitempty"` // on whose behalf, when his seat is delegated
	At    time.Time `json:"at"`
	Due   time.Time `json:"due,omitzero"` // when it lapses
	Steps []Step    `json:"steps"`
}

// Step is one signature a request needs, in order.
type Step struct {
	Seat       org.Seat  `json:"seat"`
	Department string    `json:"department,omitempty"`
	Person     string    `json:"person,omitempty"` // only for org.Receiver and org.Giver
	Signed     string    `json:"signed,omitempty"` // who signed
	For        string    `json:"for,omitempty"`    // on whose behalf, when delegated
	At         time.Time `json:"at,omitzero"`
}

// Next returns the first unsigned step and its index, or false when all are signed.
func (r *Request) Next() (Step, int, bool) {
	for i, s := range r.Steps {
		if s.Signed == "" {
			return s, i, true
		}
	}
	return Step{}, 0, false
}

// Label is one printed label: a controlled thing of its own (domain.md §7).
type Label struct {
	Token   string // what the code holds, opaque
	Asset   string
	Number  int // 1 is the asset's first label
	Marking int // version of the marking it shows
	State   LabelState
	Copies  int
	Shows   LabelText
	Job     string // the print job that made it or copied it last
	Reason  string // why it was voided
	Printed time.Time
	Applied time.Time
	Version int64

	// Fetched is how often a file with the label was handed out, where that was
	// asked for. It is counted, not folded: no event of the label tells it.
	Fetched int
}

// Times is how often the label was put on paper: as often as it was printed, or
// as files with it were handed out where that is more (domain.md §7).
func (l Label) Times() int { return max(l.Copies, l.Fetched) }

// LabelText is what a label says in words, by value: a later change of the
// record does not change what was printed.
type LabelText struct {
	Code       string `json:"code"`
	Name       string `json:"name,omitempty"`
	Department string `json:"department,omitempty"` // name
	Mark       string `json:"mark,omitempty"`       // 机密★20年
	Level      string `json:"level,omitempty"`      // code, for the colour
}

// LabelState is where a label stands.
type LabelState string

// The states of a label. A token of a replaced or void label still resolves.
const (
	LabelPrinted  LabelState = "printed"
	LabelOn       LabelState = "applied"
	LabelReplaced LabelState = "replaced"
	LabelVoid     LabelState = "void"
)

// Title is what people call the thing: its own name, else brand and model, else
// its kind.
func (s State) Title() string {
	switch {
	case s.Details.Name != "":
		return s.Details.Name
	case s.Brand != "" && s.Model != "":
		return s.Brand + " " + s.Model
	case s.Brand+s.Model != "":
		return s.Brand + s.Model
	default:
		return s.Kind.TextIn(s.Class).ZH
	}
}
