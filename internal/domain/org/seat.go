package org

import (
	"strings"

	"sealbook/internal/errs"
)

// Seat is a duty a person may hold (domain.md §3).
type Seat string

// The seats: business first, then the three administrators (REG 34).
const (
	Keeper         Seat = "keeper" // U: every person who is not an administrator
	AssetOfficer   Seat = "asset_officer"
	DepartmentHead Seat = "department_head"
	SecrecyOffice  Seat = "secrecy_office"
	Leader         Seat = "leader"
	LeadingGroup   Seat = "leading_group"
	Technician     Seat = "technician"
	Witness        Seat = "witness"
	SystemAdmin    Seat = "system_admin"
	SecurityAdmin  Seat = "security_admin"
	Auditor        Seat = "auditor"

	// Receiver and Giver are no seats one can be granted: they are the steps of
	// a request that wait for one named person, who is to take the asset over or
	// to let it go (REG 27(2): both sides sign).
	Receiver Seat = "receiver"
	Giver    Seat = "giver"
)

type seatFacts struct {
	seat  Seat
	bound bool // must name a department
	admin bool
	text  errs.Text
}

var seats = []seatFacts{
	{Keeper, false, false, errs.T("责任人", "keeper")},
	{AssetOfficer, true, false, errs.T("资产管理员", "asset officer")},
	{DepartmentHead, true, false, errs.T("部门负责人", "department head")},
	{SecrecyOffice, false, false, errs.T("保密办", "secrecy office")},
	{Leader, false, false, errs.T("分管领导", "leader in charge")},
	{LeadingGroup, false, false, errs.T("保密工作领导小组", "leading group")},
	{Technician, false, false, errs.T("技术人员", "technician")},
	{Witness, false, false, errs.T("见证人", "witness")},
	{SystemAdmin, false, true, errs.T("系统管理员", "system administrator")},
	{SecurityAdmin, false, true, errs.T("安全管理员", "security administrator")},
	{Auditor, false, true, errs.T("审计管理员", "auditor")},
	{Receiver, false, false, errs.T("接收人", "receiver")},
	{Giver, false, false, errs.T("交出人", "giver")},
}

func (s Seat) facts() (seatFacts, bool) {
	for _, f := range seats {
		if f.seat == s {
			return f, true
		}
	}
	return seatFacts{}, false
}

// Grantable lists the seats that can be granted, in the order of domain.md §3.
func Grantable() []Seat {
	out := make([]Seat, 0, len(seats))
	for _, f := range seats {
		if f.seat != Keeper && !f.seat.Named() {
			out = append(out, f.seat)
		}
	}
	return out
}

// Text returns the seat's name in both languages.
func (s Seat) Text() errs.Text {
	f, _ := s.facts()
	return f.text
}

// Named reports whether the seat is a step for one named person.
func (s Seat) Named() bool { return s == Receiver || s == Giver }

// Known reports whether s is one of the seats.
func (s Seat) Known() bool {
	_, ok := s.facts()
	return ok
}

// Bound reports whether the seat belongs to a department.
func (s Seat) Bound() bool {
	f, _ := s.facts()
	return f.bound
}

// Admin reports whether s is one of the three administrators (三员, REG 34).
func (s Seat) Admin() bool {
	f, _ := s.facts()
	return f.admin
}

// OneOf says that any one of the seats would do, each by itself.
func OneOf(seats ...Seat) errs.Text {
	if len(seats) == 1 {
		t := seats[0].Text()
		return errs.T("需要："+t.ZH, "needed: "+t.EN)
	}
	zh, en := make([]string, len(seats)), make([]string, len(seats))
	for i, s := range seats {
		zh[i], en[i] = s.Text().ZH, s.Text().EN
	}
	return errs.T("需要其一："+strings.Join(zh, "、"), "one of: "+strings.Join(en, ", "))
}
