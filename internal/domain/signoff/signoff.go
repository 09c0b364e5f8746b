// Package signoff is the one table of what has to be signed (REG 34; ASVS 5.0
// 7.5.3): what approves, witnesses or accepts, and what changes a policy value or
// who may do what. It speaks of events, since an event is what is signed: a command
// asks for a proof because of the event it begins with, and who verifies the
// history finds by the same row that one is missing.
//
// What only takes away for now, suspending an account or ending its sessions, is
// not in it: that must never wait for a signature.
package signoff

import (
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
)

// SystemActor is the name under which due work is recorded (store, app).
const SystemActor = "system"

// Before is what stood before an event, for the rows that go by what it changes.
// Zero where the event is the first of its line.
type Before struct {
	Person     org.Person
	Department org.Department
	Room       org.Room
	Grant      org.Grant      // that a seat's end is of
	Delegation org.Delegation // that a delegation's end is of
	Owner      string         // of the account
	// Left are the persons whose record the same actor closed or opened again in the
	// same instant: what ends with it stands under the signature of that.
	Left map[string]bool
	// Taken are the persons of whom the same actor, in the same instant, took a seat
	// or closed the account, and signed that: what they had delegated ends with it.
	Taken map[string]bool
}

// duty is one row: a kind of event, and which of them are signed; nil is all.
type duty struct {
	event string
	when  func(e event.Event, b Before, day org.Date) bool
}

var table = []duty{
	{(asset.RequestSigned{}).EventType(), nil},
	{(org.SeatGranted{}).EventType(), nil},
	{(org.SeatEnded{}).EventType(), ends},
	{(org.Delegated{}).EventType(), nil},
	{(org.DelegationEnded{}).EventType(), takesBack},
	{PolicyEvent, nil},
	{(account.StateSet{}).EventType(), opensOrCloses},
	{(account.DualAsked{}).EventType(), nil},
	{(account.DualDecided{}).EventType(), decides},
	{(org.PersonSet{}).EventType(), func(e event.Event, b Before, _ org.Date) bool {
		x, ok := e.Data.(org.PersonSet)
		return ok && (len(x.Changed) > 0 || org.Trusts(b.Person, org.FoldPerson(b.Person, e)))
	}},
	{(org.RoomSet{}).EventType(), func(e event.Event, b Before, _ org.Date) bool {
		return org.Raises(b.Room, org.FoldRoom(b.Room, e))
	}},
	{(org.DepartmentSet{}).EventType(), func(e event.Event, b Before, _ org.Date) bool {
		return org.Moves(b.Department, org.FoldDepartment(b.Department, e))
	}},
}

// PolicyEvent is the type of the event by which a policy value is set (store).
const PolicyEvent = "policy.set"

var duties = func() map[string]duty {
	m := make(map[string]duty, len(table))
	for _, d := range table {
		m[d.event] = d
	}
	return m
}()

// Knows reports whether some events of the type are signed.
func Knows(kind string) bool { _, ok := duties[kind]; return ok }

// Asked reports whether the event has to be signed. day is the organ's, on which
// it happens.
func Asked(e event.Event, b Before, day org.Date) bool {
	d, ok := duties[e.Data.EventType()]
	return ok && (d.when == nil || d.when(e, b, day))
}

// opensOrCloses: what lets somebody in, and what cannot be undone.
func opensOrCloses(e event.Event, b Before, _ org.Date) bool {
	x, ok := e.Data.(account.StateSet)
	if ok && x.State == account.Closed && x.Reason == org.LeftReason && b.Left[b.Owner] {
		return false
	}
	return ok && (x.State == account.Active || x.State == account.Closed)
}

// ends: an administrator's seat that had run out takes nothing away when it is
// struck off, with the grant of another (org.Lapsed).
func ends(e event.Event, b Before, day org.Date) bool {
	if x, ok := e.Data.(org.SeatEnded); ok && x.Reason == org.LeftReason && b.Left[x.Person] {
		return false
	}
	return !b.Grant.Seat.Admin() || b.Grant.Until == "" || b.Grant.Until >= day
}

// takesBack: what somebody has delegated, or was delegated to him, ends as he leaves;
// what he has delegated, with his seat or account.
func takesBack(e event.Event, b Before, _ org.Date) bool {
	x, ok := e.Data.(org.DelegationEnded)
	return ok && !b.Left[x.Person] && !b.Left[b.Delegation.To] && !b.Taken[x.Person]
}

// decides: a request of two that nobody decided in time is ended by the system; who
// asked takes it back without a signature, for nothing comes of it.
func decides(e event.Event, _ Before, _ org.Date) bool {
	x, ok := e.Data.(account.DualDecided)
	return ok && x.State != account.DualWithdrawn && (e.By != SystemActor || x.State != account.DualRefused || x.Reason != account.ReasonLapsed)
}
