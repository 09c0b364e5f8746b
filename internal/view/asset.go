// Package view holds the read models: what a query answers with and a page, a
// JSON answer, a label or a document is drawn from. Plain values, no behaviour.
package view

import (
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Ref is an id with the name to show for it.
type Ref struct {
	ID   string
	Name string
}

// Asset is one row of a list. Nothing in it is joined or counted from history.
type Asset struct {
	ID         string
	Num        int64 // running number of registration
	Code       string
	Class      asset.Class
	Kind       asset.Kind
	Book       asset.Book
	Name       string // what people call it: own name, else brand and model
	Serial     string
	Level      level.Level
	Term       int // years
	Decided    bool
	Life       asset.Life
	Department Ref
	Room       Ref
	Keeper     Ref
	Holds      []asset.HoldKind // recorded and derived, as of the query
	Waiting    Waiting
	Host       Ref // of a part: its host's id and code
	LabelDue   bool
	Changed    time.Time
	Version    int64
	Asked      *Asked // the request that waits, where the filter asks for it and in a record; nil when none does
}

// Waiting tells which signature the asset's open request waits for.
type Waiting struct {
	Verb       asset.Verb // "" when nothing waits
	Seat       org.Seat
	Department string
	Person     string
}

// Record is all there is to see of one asset.
type Record struct {
	Asset
	State  asset.State
	Parts  []Asset
	Pairs  []Asset
	Labels []asset.Label
	Names  map[string]string // of every person, department and room id in State
}

// Entry is one line of an asset's history.
type Entry struct {
	Event    int64 // ledger event id
	At       time.Time
	By       Ref
	For      Ref    // who delegated the seat it was done under; empty for one's own
	Type     string // event type, "refusal" for a refused command
	Verb     asset.Verb
	Data     []byte // the payload as recorded, canonical JSON
	Reason   string
	Rule     string
	Articles []string
	Missing  []errs.Text       // of a refusal
	File     string            // of an asset that was imported: the file's name
	Seq      int64             // of this asset, 0 for a refusal
	Names    map[string]string // of the ids in Data: people, departments, rooms, and assets the reader may see
	Signed   *SignedBy         // how it was signed; nil for what needs no signature
}

// SignedBy is how an event was signed. Fits says that the signature is over this
// very event as it stands in the history.
type SignedBy struct {
	Account string
	Method  string // password, password+totp, password+key
	At      time.Time
	Desk    string // account at whose desk, "" at his own
	Count   int64  // signed together
	Digest  string // hex
	Fits    bool
}

// AssetFilter narrows a list. Zero fields do not filter.
type AssetFilter struct {
	Text       string // substring: 2 Chinese characters, 3 Latin ones, or an exact shorter code
	Class      asset.Class
	Kind       asset.Kind
	Book       asset.Book
	Life       []asset.Life
	Level      *level.Level // decided; unclassified is a decision too
	Undecided  bool         // no level is decided yet
	Department string       // id, with everything below it
	Room       string
	Keeper     string // person id
	Hold       asset.HoldKind
	Held       bool // a recorded hold of any kind
	Unlabelled bool // marked, and no label of the current marking applied
	Labelable  bool // marked and alive: may bear a label
	Unprinted  bool // marked, and no label of the current marking printed
	Unread     bool // a label of the current marking is printed, and not read back yet
	WaitsFor   bool // the open request waits for this actor
	Accepts    bool // of those: as the one who receives it, or gets it back
	Approves   bool // of those: in a seat
	Asked      bool // the open request is this actor's own
	Return     bool // its keeper is leaving or has left, or his clearance has ended
	Told       bool // narrows nothing: what is asked for comes with the rows
	Host       string

	Alive          bool   // neither destroyed nor otherwise at its end
	DepartmentOnly string // id, without what is below it, or NoDepartment
	Due            string // DueRequest, DueCheck or DueClear: alone, with «.overdue», or with «.2026-11-23» for the week of the day
	Bought         string // year of purchase, or NoDate
	Entered        string // year or month of registration: 2026, 2026-11
	Gone           string // year or month in which it came to its end

	Sort   string // code (default), num, changed, level, department, life, keeper
	Desc   bool
	Cursor string // from the page before
	Limit  int    // rows, 50 by default, 500 at most
}

// What the filters of the pictures say. NoDepartment and NoDate stand for what is
// not on record.
const (
	NoDepartment = "none"
	NoDate       = "none"
	DueRequest   = "request" // a request that falls back when nobody signs it
	DueCheck     = "check"   // a technical check that runs out
	DueClear     = "clear"   // a medium to be cleared
	Overdue      = "overdue" // before now
)

// AssetPage is one keyset page.
type AssetPage struct {
	Rows []Asset
	Next string // cursor of the next page, "" at the end
	Prev string // cursor of the page before, "" at the start
}

// Counters are the figures of a home page.
type Counters struct {
	ByLife    map[asset.Life]int64
	ByLevel   map[level.Level]int64 // of those whose level is decided
	Undecided int64                 // drafts, whose level is not decided yet
	Waiting   int64                 // requests that wait for this actor
	Due       int64                 // labels that are due
	Held      int64                 // assets with a recorded hold
	Total     int64
}
