package view

import (
	"time"

	"sealbook/internal/domain/org"
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

// Account is an account without its secrets.
type Account struct {
	ID      string
	Login   string
	State   string // inactive, active, suspended, closed
	Person  Ref
	Seats   []org.Seat // in force today
	Created time.Time
	LastIn  time.Time // zero if never
	Version int64
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
	Missing  []string
}
