package asset

import (
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// fitDepartment refuses a room of another department than the asset belongs to
// after the deed: who answers for the thing must have the key to where it stands
// (ORG 5, 13). A room of no department is everybody's; one of a department above
// or below is the same house.
func (d *deciding) fitDepartment(room, department string) error {
	r := d.f.Rooms[room]
	if room == "" || sameHouse(d.f.Departments, r.Department, department) {
		return nil
	}
	theirs, ours := d.f.Departments[r.Department].Name, d.f.Departments[department].Name
	return errs.InvalidField("room",
		"房间「"+r.Name+"」属于「"+theirs+"」，设备属于「"+ours+"」。请改选「"+ours+"」的房间；设备确要归「"+theirs+"」的，在库的请同时变更部门，在用的请办理交接。",
		"The room \""+r.Name+"\" is of \""+theirs+"\", the asset of \""+ours+"\". Choose a room of \""+ours+"\"; if the asset is to go to \""+theirs+
			"\", change its department as well while it is in store, or hand it over while it is in use.")
}

// sameHouse reports whether one department is the other, or above or below it; a
// department that is not known is no contradiction.
func sameHouse(tree map[string]org.Department, a, b string) bool {
	return a == "" || b == "" || above(tree, a, b) || above(tree, b, a)
}

// above reports whether a is b or one of those over it.
func above(tree map[string]org.Department, a, b string) bool {
	for range len(tree) + 1 { // a tree has no circles; the bound is for what is broken
		if a == b {
			return true
		}
		if b = tree[b].Parent; b == "" {
			return false
		}
	}
	return false
}

// roomIn is the room of the asset after a deed that makes it the department's:
// the one named, else where it stands, unless that is the room of another
// department, where it does not stay.
func (d *deciding) roomIn(named, department string) string {
	if named != "" {
		return named
	}
	now := d.s.Custody.Room
	if !sameHouse(d.f.Departments, d.f.Rooms[now].Department, department) {
		return ""
	}
	return now
}

// placed checks the room that the asset is to stand in: that it is fit for the
// level and, where one is named, that it is the department's.
func (d *deciding) placed(named, department string) error {
	if err := d.fitRoom(d.roomIn(named, department)); err != nil {
		return err
	}
	return d.fitDepartment(named, department)
}
