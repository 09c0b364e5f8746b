// Package app is the one way to write: every request, command line call, form
// and sheet row becomes a command, and Execute loads what it needs under lock,
// lets the domain decide, and appends the events in one transaction. A refusal
// rolls back and is then kept as an event of its own.
package app

import (
	"crypto/rand"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// App executes commands against one store.
type App struct {
	store *store.Store
	zone  *time.Location
	rand  io.Reader
	log   *slog.Logger

	answers store.AnswerCheck
	keys    func() bool

	swept atomic.Value // org.Date: the day on which clearances were looked over
}

// Options are what an App needs besides its store. Zero values are filled in.
type Options struct {
	Zone *time.Location // the organ's time zone, Asia/Shanghai by default
	Rand io.Reader      // for label tokens and activation codes
	Log  *slog.Logger
	// Answers checks what security keys have signed (auth.CheckEnrolled). Without it
	// a verification of the history holds none of it for true.
	Answers store.AnswerCheck
	// Keys tells whether security keys are of use where the product is reached
	// (auth.Service.KeysWork). Without it they are not.
	Keys func() bool
}

// New makes an App.
func New(s *store.Store, o Options) *App {
	if o.Zone == nil {
		o.Zone = time.FixedZone("CST", 8*3600)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Keys == nil {
		o.Keys = func() bool { return false }
	}
	return &App{store: s, zone: o.Zone, rand: o.Rand, log: o.Log, answers: o.Answers, keys: o.Keys}
}

// Store gives the queries; nothing else of the store is for callers of App.
func (a *App) Store() *store.Store { return a.store }

// Today is the organ's calendar day at t.
func (a *App) Today(t time.Time) org.Date { return org.DateOf(t, a.zone) }

// Command is one of the command types of this package.
type Command interface {
	verb() string    // for the record of a refusal
	subject() string // id of the asset it is about, "" if none
}

// The commands. Ids of new things are drawn by Execute.
type (
	// Act is a command on one asset: see asset.Specs.
	Act struct{ asset.Command }
	// Register enters a new asset with its parts; Code "" draws the next number.
	// Propose also asks for the classification the ledger claims.
	Register struct {
		asset.Registration
		Propose *asset.Args
	}
	// Print makes labels for the assets in one job. Key makes it idempotent: the
	// same key gives the same job again and prints nothing new on record.
	Print struct {
		Assets []string // ids
		Stock  string   // name of the stock: a4-70x37, …
		Start  int      // place on the first sheet, from 1
		Key    string
	}
	// VoidLabel takes a label out of force. Asset is whose it is taken for, "" for
	// whosever it is: on another's there is no such label.
	VoidLabel struct {
		Token, Reason string
		Asset         string `json:",omitempty"` // a key given before there was this means the same
	}
	// SetDepartment enters (ID "") or changes a department.
	SetDepartment struct{ org.Department }
	// SetRoom enters or changes a room.
	SetRoom struct{ org.Room }
	// SetPerson enters or changes a person; seats are not touched. What its author
	// is not shown and has not given stays as it is (org.Entrust).
	SetPerson struct {
		org.Person
		Given org.Given `json:",omitzero"`
	}
	// GrantSeat gives a seat.
	GrantSeat struct {
		Person string
		Grant  org.Grant
	}
	// EndSeat takes it back.
	EndSeat struct{ Person, Grant, Reason string }
	// Delegate hands an own seat to another for stated days.
	Delegate struct{ Delegation org.Delegation }
	// EndDelegation ends it early.
	EndDelegation struct{ Person, Delegation string }
	// CreateAccount opens an account, inactive, for a person.
	CreateAccount struct{ Login, Person string }
	// MoveAccount activates, suspends or closes it.
	MoveAccount struct{ Account, State, Reason string }
	// SetPolicy changes one policy value. Saw is the value as its author saw it;
	// where that is another by now, nothing is changed. "" compares nothing.
	SetPolicy struct{ Key, Raw, Reason, Saw string }
)

func (c Act) verb() string              { return string(c.Verb) }
func (c Act) subject() string           { return c.Asset }
func (c Register) verb() string         { return "register" }
func (c Register) subject() string      { return "" }
func (c Print) verb() string            { return "print" }
func (c Print) subject() string         { return "" }
func (c VoidLabel) verb() string        { return "void-label" }
func (c VoidLabel) subject() string     { return "" }
func (c SetDepartment) verb() string    { return "set-department" }
func (c SetDepartment) subject() string { return "" }
func (c SetRoom) verb() string          { return "set-room" }
func (c SetRoom) subject() string       { return "" }
func (c SetPerson) verb() string        { return "set-person" }
func (c SetPerson) subject() string     { return "" }
func (c GrantSeat) verb() string        { return "grant-seat" }
func (c GrantSeat) subject() string     { return "" }
func (c EndSeat) verb() string          { return "end-seat" }
func (c EndSeat) subject() string       { return "" }
func (c Delegate) verb() string         { return "delegate" }
func (c Delegate) subject() string      { return "" }
func (c EndDelegation) verb() string    { return "end-delegation" }
func (c EndDelegation) subject() string { return "" }
func (c CreateAccount) verb() string    { return "create-account" }
func (c CreateAccount) subject() string { return "" }
func (c MoveAccount) verb() string      { return "move-account" }
func (c MoveAccount) subject() string   { return "" }
func (c SetPolicy) verb() string        { return "set-policy" }
func (c SetPolicy) subject() string     { return "" }

// Outcome is what became of a command. It is what an idempotency key gives back.
type Outcome struct {
	ID      string     `json:"id"`                // of what was made or changed
	Code    string     `json:"code,omitempty"`    // of an asset
	Version int64      `json:"version,omitempty"` // after the command
	Life    asset.Life `json:"life,omitempty"`
	Waiting *Waiting   `json:"waiting,omitempty"` // the signature now waited for
	Labels  int        `json:"labels,omitempty"`  // of a print job
	Copies  int        `json:"copies,omitempty"`
	Secret  string     `json:"secret,omitempty"` // an activation code, shown once and never stored
	Again   bool       `json:"again,omitempty"`  // answered from the idempotency key
	Note    *errs.Text `json:"note,omitempty"`   // what could not be done beside the command
}

// Waiting names the next signature a request needs.
type Waiting struct {
	Request    string     `json:"request"`
	Verb       asset.Verb `json:"verb"`
	Seat       org.Seat   `json:"seat"`
	Department string     `json:"department,omitempty"`
	Person     string     `json:"person,omitempty"`
}

// Result is the outcome of one command among many.
type Result struct {
	Outcome Outcome
	Err     error
}
