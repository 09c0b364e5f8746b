package view

import (
	"time"

	"sealbook/internal/domain/level"
)

// Overview is what the pictures of the ledger are drawn from, over what one
// actor may see.
type Overview struct {
	AsOf   time.Time
	Places []PlaceCount // alive assets by department and level, by the department's name
	Years  []YearCount  // alive assets by the year they were bought, or else registered; no gaps
	Months []MonthFlow  // the last twelve months, this one at the end
	Weeks  []WeekDue    // what is overdue, then this week and the seven after it
}

// PlaceCount is how many assets of a level a department has.
type PlaceCount struct {
	Department Ref
	Level      level.Level
	Decided    bool // a level is decided; Level means nothing else
	Count      int64
}

// YearCount is how many assets are of a year.
type YearCount struct {
	Year   int
	Bought int64 // the year of purchase is on record
	Known  int64 // it is not: the year of registration
	// There is more in it than what is of the year: far years, or what cannot be
	// read. No list of the year has as many.
	BoughtMore, KnownMore bool
}

// MonthFlow is what came into the ledger and left it in a month.
type MonthFlow struct {
	Month   time.Time // its first moment in the organ's zone
	In, Out int64     // registered; destroyed, released, transferred, written off or void
}

// WeekDue is what falls due in a week.
type WeekDue struct {
	From       time.Time // Monday 00:00 in the organ's zone, or now; zero for what is overdue
	Requests   int64     // requests that fall back when nobody accepts
	Checks     int64     // technical checks that run out
	Media      int64     // media to clear
	Clearances int64     // clearances that end
}

// DueItem is one thing that is due soon.
type DueItem struct {
	Kind  string // request, clear, clearance
	At    time.Time
	Asset Ref // id and code; of a clearance none
	Name  string
	Who   Ref // whose clearance ends
}

// Home are the figures on a home page: each is the length of the list behind it.
type Home struct {
	Accept, Approve int64 // requests that wait for the actor
	Asked           int64 // his own open requests
	Keeps           int64 // what he keeps
	Return          int64 // kept by who is leaving or whose clearance has ended
	Overdue         int64 // media that should be clear by now
	Labels          int64 // labels that are due
	Held            int64 // recorded holds
}
