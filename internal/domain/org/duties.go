package org

import "slices"

// Reach is how far a seat's permission goes. Level (at most one's clearance) and
// one's own (what one keeps, asked for or is named in) hold beside every reach.
type Reach string

// The reaches.
const (
	ReachNothing Reach = ""        // the seat does not have the permission
	ReachOwn     Reach = "own"     // one's own and no more
	ReachWaiting Reach = "waiting" // need-to-know: one's own, and what waits for a signature of the seat within the grant
	ReachWork    Reach = "work"    // the same, and what technicians have work on (asset.TechnicalWork) within the grant
	ReachSeat    Reach = "seat"    // the department of the grant and all below it; the organ when it names none
	ReachOrgan   Reach = "organ"   // everything: what it is about belongs to no department
)

// Duty says how far a seat's permission reaches.
type Duty struct {
	Seat  Seat
	Reach Reach
}

var (
	each = func(r Reach, seats ...Seat) []Duty {
		out := make([]Duty, len(seats))
		for i, s := range seats {
			out[i] = Duty{s, r}
		}
		return out
	}
	administrators = each(ReachOrgan, SystemAdmin, SecurityAdmin, Auditor)
	// Who does business sees his own by being one of the organ, and more by seat.
	// Officers and heads are bound to a department (Bound); an organ may bind the
	// others as well, and then they reach as far as that.
	business = slices.Concat(each(ReachOwn, Keeper),
		each(ReachSeat, AssetOfficer, DepartmentHead, SecrecyOffice, Leader, LeadingGroup),
		each(ReachWork, Technician), each(ReachWaiting, Witness))
	everybody = slices.Concat(each(ReachOrgan, Keeper), administrators)
)

// DutyRow is a row of the table of duties.
type DutyRow struct {
	Permission Permission
	Duties     []Duty // none for Open: nobody is asked who he is
}

// duties is the one table of who may do what, and how far. The routes name a
// permission and nothing else (internal/server). Scope reads the reach of AssetRead
// from it, and every query of assets is limited to that.
// What a seat may do with a thing within reach is for the domain to decide.
var duties = []DutyRow{
	{Open, nil},
	{Own, everybody},
	{AssetRead, business},
	{AssetAct, business},
	{AssetReport, everybody},
	{LabelRead, business},
	{LabelPrint, each(ReachSeat, AssetOfficer, SecrecyOffice)},
	{Import, each(ReachSeat, AssetOfficer, SecrecyOffice)},
	{Export, each(ReachSeat, AssetOfficer, DepartmentHead, SecrecyOffice)},
	{OrganRead, everybody},
	{OrganWrite, each(ReachOrgan, SecrecyOffice, SystemAdmin, SecurityAdmin)},
	{AccountRead, administrators},
	{AccountWrite, each(ReachOrgan, SystemAdmin, SecurityAdmin)},
	{PolicyRead, everybody},
	{PolicyWrite, each(ReachOrgan, SecurityAdmin)},
	{VendorRead, each(ReachOrgan, AssetOfficer, DepartmentHead, SecrecyOffice, Leader, LeadingGroup, Technician)},
	{VendorWrite, each(ReachOrgan, SecrecyOffice)},
	{FindingRead, append(slices.Clone(business), Duty{Auditor, ReachOrgan})},
	{SeatRead, each(ReachOrgan, SecrecyOffice, SecurityAdmin, Auditor)},
	{AuditUsers, each(ReachOrgan, SecurityAdmin, Auditor)},
	{AuditRead, each(ReachOrgan, Auditor)},
}

// Duties returns the table, in the order of Permissions.
func Duties() []DutyRow { return slices.Clone(duties) }

// SeatsOf lists the seats that have the permission; none for an unknown one.
func SeatsOf(p Permission) []Seat {
	var out []Seat
	for _, d := range dutiesOf(p) {
		out = append(out, d.Seat)
	}
	return out
}

// ReachOf is how far the seat's permission goes.
func ReachOf(p Permission, s Seat) Reach {
	for _, d := range dutiesOf(p) {
		if d.Seat == s {
			return d.Reach
		}
	}
	return ReachNothing
}

func dutiesOf(p Permission) []Duty {
	for i := range duties {
		if duties[i].Permission == p {
			return duties[i].Duties
		}
	}
	return nil
}

// May reports whether a seat of the actor has the permission and his token, if
// he acts through one, leaves it to him. An administrator has what his own seat
// gives and nothing of what everybody else has (REG 34).
func (a Actor) May(p Permission) bool {
	if p == Open || a.System {
		return true
	}
	if !a.Allows(p) || a.Person == "" {
		return false
	}
	if p == Own { // also of who holds nothing yet, because he has a password to change first
		return true
	}
	admin := a.Admin()
	for _, d := range dutiesOf(p) {
		if d.Seat.Admin() == admin && a.Holds(d.Seat) {
			return true
		}
	}
	return false
}
