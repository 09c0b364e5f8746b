package view

import (
	"cmp"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// AuditView is one of the two readings of the history (REG 34): what users did,
// and what the administrators did.
type AuditView string

// The views. Every event is in one of them and in no other.
const (
	UsersActs          AuditView = "users"
	AdministratorsActs AuditView = "administrators"
)

// Known reports whether v is one of the views.
func (v AuditView) Known() bool { return v == UsersActs || v == AdministratorsActs }

// AuditLogFilter narrows a reading of the history. Zero fields do not filter.
type AuditLogFilter struct {
	View        AuditView // has to be known
	By          string    // who did it: id of a person
	Group       AuditGroup
	From, Until org.Date // days of the organ, the last one included
	Refused     bool     // only what was refused, failed sign-ins among it
}

// AuditEvent is one event as who audits may know it: who did what, when, and of
// what kind it was. Of business it tells no codes, serials, models, levels,
// files, notes or reasons (domain.md §3); what it is about is an opaque id.
type AuditEvent struct {
	Event   int64 // number in the history
	At      time.Time
	Type    string // of the event in the ledger
	Kind    AuditKind
	By      Ref      // without a name: nobody, the founding, the system
	For     Ref      // who delegated the seat it was done under; empty for one's own
	Assets  []string // ids of those it is about; the person who asks names them by these
	Details []AuditDetail
}

// Claimed reports whether By is not known to have done it: whose account it was at
// which somebody could not prove himself.
func (e AuditEvent) Claimed() bool { return e.Type == "session.failed" && e.By.Name != "" }

// Who names who did it, as far as is known, and on whose behalf; empty for nobody,
// the founding and the system.
func (e AuditEvent) Who() errs.Text {
	if e.Claimed() {
		return errs.T("身份未证实（"+e.By.Name+"的账号）", "not proved to be "+e.By.Name)
	}
	if e.For.ID != "" {
		by := cmp.Or(e.For.Name, e.For.ID)
		return errs.T(e.By.Name+"（代 "+by+"）", e.By.Name+" (for "+by+")")
	}
	return errs.T(e.By.Name, e.By.Name)
}

// AuditDetail is one thing told of an event, with its name.
type AuditDetail struct{ Name, Value errs.Text }

// In says the detail in a language, its name before it.
func (d AuditDetail) In(lang string) string {
	return errs.T(d.Name.ZH+"："+d.Value.ZH, d.Name.EN+": "+d.Value.EN).In(lang)
}

// AuditCheck is what recomputing a stretch of the history came to.
type AuditCheck struct {
	From, To int64 // first and last event looked at, 0 where there was none
	Events   int64
	Links    int64 // places in the lines of single objects
	Signed   int64 // signed events
	Keys     int64 // of these, signed with a security key
	Faults   int64
	First    AuditFault
	Found    []AuditFault // the first of them, at most MostFaults, by event
	Next     int64        // the event to go on with, 0 at the end
}

// MostFaults is how many faults of a verification are told one by one.
const MostFaults = 50

// AuditFault is a place where what is stored is not what the history proves.
type AuditFault struct {
	Event int64 // 0: there is none
	What  errs.Text
}

// SeatFilter narrows a list of seats. Zero fields do not filter.
type SeatFilter struct {
	Seat       org.Seat
	Person     string
	Department string // id, with everything below it
	When       string // now, coming, past; "" is now and coming
	Cursor     string
	Limit      int
}

// SeatHeld is a seat of one person, granted or handed on for a time.
type SeatHeld struct {
	ID         string
	Seat       org.Seat
	Person     Ref
	For        Ref // who handed it on; empty for a seat in one's own right
	Department Ref // empty is the whole organ
	From       org.Date
	Until      org.Date // "" is open
	Ended      bool
	Rests      bool  // a delegation whose giver's account is not active
	Granted    Moved // by whom and when; of what was taken back, see EndedBy
	EndedBy    Moved
}

// SeatPage is one keyset page, by name of the person.
type SeatPage struct {
	Rows       []SeatHeld
	Next, Prev string
}

// AdminSeat counts who can act today in a seat of the three administrators, and
// until when anybody of them does; "" without an end.
type AdminSeat struct {
	Seat    org.Seat
	Holders []Ref
	Until   org.Date
}
