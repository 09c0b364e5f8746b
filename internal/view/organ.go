package view

import (
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Department is a node of the organ with its place in the tree.
type Department struct {
	org.Department
	Path  string // names from the top, joined by "/"
	Depth int
}

// Room is a room with the name of its department.
type Room struct {
	org.Room
	DepartmentName string
}

// Person is a person with the name of his department and what he keeps. Who may
// not know what the person is trusted with and keeps (org.Actor.Knows) gets a
// record in which clearance, training, undertaking and Keeps are not set.
type Person struct {
	org.Person
	DepartmentName string
	Known          bool // what he is trusted with and keeps is here
	Keeps          int64
}

// PersonFilter narrows a list of people. Zero fields do not filter.
type PersonFilter struct {
	Text       string // part of a name, staff number or department
	Department string // id, with everything below it
	Direct     bool   // of the department, without what is below it
	Status     org.Status
	Present    bool     // has not left
	Seat       org.Seat // held today, in one's own right
	Cursor     string   // from the page before
	Limit      int      // rows, 50 by default, 500 at most
}

// PersonPage is one keyset page, by name.
type PersonPage struct {
	Rows       []Person
	Next, Prev string // cursors of the pages beside it, "" at the ends
}

// RoomFilter narrows a list of rooms. Zero fields do not filter.
type RoomFilter struct {
	Text       string // part of a room's or its department's name
	Department string // id, with everything below it
	Direct     bool   // of the department, without what is below it
	Open       bool   // not closed
	Cursor     string
	Limit      int
}

// RoomPage is one keyset page, by name.
type RoomPage struct {
	Rows       []Room
	Next, Prev string
}

// Inside counts what is directly in a department: people who have not left, and
// open rooms.
type Inside struct{ People, Rooms int64 }

// Delegation is a delegation with the names of both sides.
type Delegation struct {
	org.Delegation
	By, Whom Ref  // whose seat it is, and who holds it meanwhile
	Rests    bool // the giver's account is not active: nobody acts for him
}

// PolicyChange is one setting of a policy value.
type PolicyChange struct {
	Key, Raw, Reason string
	By               Ref
	At               time.Time
	Version          int64
}

// AuditFilter narrows refusals and findings. Zero fields do not filter.
type AuditFilter struct {
	By          string // person id
	Verb, Rule  string // of a refusal
	Kind        string // of a finding
	From, Until org.Date
}

// AccountFilter narrows a list of accounts. Zero fields do not filter.
type AccountFilter struct {
	Text   string // part of a login or of its person's name
	Person string // id
	State  string
	Cursor string
	Limit  int
}

// AccountPage is one keyset page, by login.
type AccountPage struct {
	Rows       []Account
	Next, Prev string
}

// Account is an account without its secrets.
type Account struct {
	ID      string
	Login   string
	State   string // inactive, active, suspended, closed
	Person  Ref
	Seats   []org.Seat // in force today
	Created time.Time
	LastIn  time.Time // zero if never
	Moved   Moved     // how it came into its state
	Version int64

	NoPassword bool // its owner has set none yet, or not since a recovery; in lists only

	// For the security administrator and the auditor only:
	Failures int // since the last sign-in
	Lock     account.Lock
}

// Dual is a request that takes two administrators, with names.
type Dual struct {
	account.Dual
	Login                 string
	Owner, Asker, Decider Ref
	Said                  string     // the reason of who decided it; of OwnDuals only
	OwnerSeats            []org.Seat // of the three, held today
}

// AccountLife is an account with what happened to it.
type AccountLife struct {
	Account
	Creator Ref
	Duals   []Dual // that wait
	Events  []AccountEvent
	Next    string // cursor of the events before, "" at the end
	// Withheld: the reader is not told what happened in a term of one of the three
	// seats, or, where he reads no lives, anything.
	Withheld bool
}

// AccountEvent is one thing that happened to an account, or one sign-in.
type AccountEvent struct {
	Event  int64 // ledger event id
	At     time.Time
	By     Ref
	Type   string // event type
	What   string // of the event: state, what was set, kind of session or of a request
	State  string // of a request of two that was settled
	Reason string
	Addr   string
}

// Moved is the last step along an account's life; zero while it was never activated.
type Moved struct {
	By     Ref
	At     time.Time
	Reason string
}

// PrintJob is one run of labels.
type PrintJob struct {
	ID     string
	Key    string
	Stock  string
	Start  int // place on the first sheet, from 1
	Labels int
	Copies int // of them copies of labels printed before
	By     Ref
	At     time.Time

	Fetched int // how often its file was handed out
}

// LabelFetch is one file with a label that was handed out.
type LabelFetch struct {
	At     time.Time
	By     Ref
	Job    string // "" for a file of this label alone
	Format string
	Stock  string
}

// Finding is something that does not fit: a scan of a label out of force, say.
type Finding struct {
	ID    string
	Kind  string
	Asset Ref
	Label string
	At    time.Time
	By    Ref
	Note  string
}

// Refusal is a refused command as it was kept.
type Refusal struct {
	ID       string
	At       time.Time
	By       Ref
	Verb     string
	Asset    Ref
	Rule     string
	Articles []string
	Missing  []errs.Text
}

// Deed tells who did something to a record, and when.
type Deed struct {
	By Ref
	At time.Time
}
