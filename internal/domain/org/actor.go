package org

import (
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/level"
)

// Actor is who reads or writes. It is made anew for every request from the
// account's person, so that a revoked seat has no effect a second longer.
type Actor struct {
	Account string
	Person  string // "" only for the system actor
	Name    string
	System  bool // the scheduler: only the commands of due work
	Session string
	Proof   *Proof // what he showed to sign with this request; nil for most

	AsOf   int64     // state of the organ he was made from; store.Tx.Still holds it against the present one
	Looked time.Time // when he was made; a while later store.Tx.Present looks again

	// Weighs is set where what he asks for is only weighed and then undone: it is
	// told what he would have to sign, and nothing has to be signed.
	Weighs    func(item []byte) `json:"-"`
	Clearance level.Level       // what the person is cleared for today
	Held      []Held
	Checks    time.Time   // a technician: checks made before it have run out or soon will; zero for others
	Only      *TokenScope // what an API token leaves of it, nil without one: see Narrowed
}

// Held is a seat in force today.
type Held struct {
	Seat       Seat
	Department string   // "" is the whole organ
	Covers     []string // the department and all below it
	For        string   // person who delegated it, "" when held in one's own right
}

func (h Held) covers(department string) bool {
	if h.Department == "" {
		return true
	}
	for _, d := range h.Covers {
		if d == department {
			return true
		}
	}
	return false
}

// Admin reports whether the actor is one of the three administrators.
func (a Actor) Admin() bool {
	for _, h := range a.Held {
		if h.Seat.Admin() {
			return true
		}
	}
	return false
}

// Holds reports whether the actor holds the seat anywhere.
func (a Actor) Holds(s Seat) bool {
	for _, h := range a.Held {
		if h.Seat == s {
			return true
		}
	}
	return false
}

// HoldsFor reports whether the actor holds the seat over the department.
func (a Actor) HoldsFor(s Seat, department string) bool {
	for _, h := range a.Held {
		if h.Seat == s && h.covers(department) {
			return true
		}
	}
	return false
}

// SeatFor returns the grant under which the actor may act in the seat over the
// department; a seat in his own right comes before a delegated one.
func (a Actor) SeatFor(s Seat, department string) (Held, bool) {
	if all := a.SeatsFor(s, department); len(all) > 0 {
		return all[0], true
	}
	return Held{}, false
}

// SeatsFor lists every grant under which the actor may act in the seat over the
// department: in his own right first, then by delegation, by who delegated.
func (a Actor) SeatsFor(s Seat, department string) []Held {
	var out []Held
	for _, h := range a.Held {
		if h.Seat == s && h.covers(department) && !slices.ContainsFunc(out, func(o Held) bool { return o.For == h.For }) {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(x, y Held) int { return strings.Compare(x.For, y.For) })
	return out
}

// OnBehalf keeps of the grants the ones held for the person: as is who
// delegated, the actor himself for what he holds in his own right, "" for all.
func (a Actor) OnBehalf(list []Held, as string) []Held {
	if as == "" {
		return list
	}
	if as == a.Person {
		as = ""
	}
	return slices.DeleteFunc(slices.Clone(list), func(h Held) bool { return h.For != as })
}

// Knows reports whether the actor may see what a person is trusted with and
// keeps (clearance, undertaking, training, count of assets): the person himself,
// and who answers for him — his department's head and asset officer and the
// secrecy office (domain.md §3). Names and departments are everybody's.
func (a Actor) Knows(p Person) bool {
	if a.System || (a.Person != "" && a.Person == p.ID) {
		return true
	}
	for _, s := range []Seat{DepartmentHead, AssetOfficer, SecrecyOffice} {
		if a.HoldsFor(s, p.Department) {
			return true
		}
	}
	return false
}
