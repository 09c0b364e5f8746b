// Package org holds the organ: departments, rooms, persons with their clearance
// and seats (ORG 2-6), dated unchained delegation, and the actor on whose behalf
// everything is read and written.
package org

import (
	"time"

	"sealbook/internal/domain/level"
)

// Kinds of subjects of this package, as named in events.
const (
	KindDepartment = "department"
	KindRoom       = "room"
	KindPerson     = "person"
)

// Date is a calendar day, written 2006-01-02; "" is «not recorded».
type Date string

// DateOf returns the day of t in the organ's time zone.
func DateOf(t time.Time, zone *time.Location) Date { return Date(t.In(zone).Format("2006-01-02")) }

// Department is a node of the organ's tree.
type Department struct {
	ID      string
	Name    string
	Parent  string // "" at the top
	Closed  bool
	Version int64
}

// Room is a place; Level is the highest level it is fitted for.
type Room struct {
	ID         string
	Name       string
	Department string
	Level      level.Level
	Closed     bool
	Version    int64
}

// Status of a person.
type Status string

// The states of a person (REG 53: leaving is a procedure, not a moment).
const (
	Active  Status = "active"
	Leaving Status = "leaving"
	Closed  Status = "closed"
)

// Person is somebody of the organ. Name is personal data: events carry it only
// as a commitment.
type Person struct {
	ID             string
	Name           string
	StaffNo        string
	Department     string
	Title          string
	Clearance      level.Level
	ClearanceUntil Date // last day it is valid; "" is «no end recorded»
	TrainedOn      Date
	UndertakingOn  Date // day the secrecy undertaking was signed (ORG 13)
	Status         Status
	Seats          []Grant
	Delegations    []Delegation
	Version        int64
}

// ClearedFor reports whether the person's clearance reaches l on day.
func (p Person) ClearedFor(l level.Level, day Date) bool {
	if !l.Classified() {
		return true
	}
	if p.ClearanceUntil != "" && p.ClearanceUntil < day {
		return false
	}
	return p.Clearance >= l
}

// Grant binds a seat to a person, for a department or for the whole organ.
type Grant struct {
	ID         string `json:"id"`
	Seat       Seat   `json:"seat"`
	Department string `json:"department,omitempty"` // "" is the whole organ
	From       Date   `json:"from"`
	Until      Date   `json:"until,omitempty"` // last day, "" is open
	Ended      bool   `json:"ended,omitempty"`
}

// On reports whether the grant is in force on day.
func (g Grant) On(day Date) bool {
	return !g.Ended && g.From <= day && (g.Until == "" || day <= g.Until)
}

// Delegation hands one seat to another person for stated days. It is never
// chained: a seat held by delegation cannot be delegated on.
type Delegation struct {
	ID         string `json:"id"`
	To         string `json:"to"`
	Seat       Seat   `json:"seat"`
	Department string `json:"department,omitempty"`
	Grant      string `json:"grant,omitempty"` // under which the giver holds it: it ends with that one
	From       Date   `json:"from"`
	Until      Date   `json:"until"`
	Ended      bool   `json:"ended,omitempty"`
}

// On reports whether the delegation is in force on day.
func (d Delegation) On(day Date) bool { return !d.Ended && d.From <= day && day <= d.Until }
