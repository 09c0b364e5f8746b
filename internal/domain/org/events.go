package org

import (
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
)

// The events of the organ. A person's name is in Event.Private under "name".
type (
	// DepartmentSet states a department as it is from now.
	DepartmentSet struct {
		Department string `json:"department"`
		Name       string `json:"name"`
		Parent     string `json:"parent,omitempty"`
		Closed     bool   `json:"closed,omitempty"`
	}
	// RoomSet states a room as it is from now.
	RoomSet struct {
		Room       string      `json:"room"`
		Name       string      `json:"name"`
		Department string      `json:"department,omitempty"`
		Level      level.Level `json:"level"`
		Closed     bool        `json:"closed,omitempty"`
		Changed    []string    `json:"changed,omitempty"` // of a known room: level, reopened
	}
	// PersonSet states a person's record as it is from now, without seats.
	PersonSet struct {
		Person         string      `json:"person"`
		StaffNo        string      `json:"staff_no,omitempty"`
		Department     string      `json:"department,omitempty"`
		Title          string      `json:"title,omitempty"`
		Clearance      level.Level `json:"clearance"`
		ClearanceUntil Date        `json:"clearance_until,omitempty"`
		TrainedOn      Date        `json:"trained_on,omitempty"`
		UndertakingOn  Date        `json:"undertaking_on,omitempty"`
		Status         Status      `json:"status"`
		Changed        []string    `json:"changed,omitempty"` // of a known person: name, department, status (to or from closed)
	}
	// SeatGranted gives a person a seat.
	SeatGranted struct {
		Person string `json:"person"`
		Grant  Grant  `json:"grant"`
	}
	// SeatEnded takes it back.
	SeatEnded struct {
		Person string `json:"person"`
		Grant  string `json:"grant"`
		Reason string `json:"reason,omitempty"`
	}
	// Delegated hands a seat to another person for stated days.
	Delegated struct {
		Person     string     `json:"person"`
		Delegation Delegation `json:"delegation"`
	}
	// DelegationEnded takes it back before its time.
	DelegationEnded struct {
		Person     string `json:"person"`
		Delegation string `json:"delegation"`
	}
)

// EventType names the payload in the ledger; the names never change.
func (DepartmentSet) EventType() string   { return "org.department" }
func (RoomSet) EventType() string         { return "org.room" }
func (PersonSet) EventType() string       { return "org.person" }
func (SeatGranted) EventType() string     { return "org.seat_granted" }
func (SeatEnded) EventType() string       { return "org.seat_ended" }
func (Delegated) EventType() string       { return "org.delegated" }
func (DelegationEnded) EventType() string { return "org.delegation_ended" }

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload {
	return []event.Payload{
		DepartmentSet{}, RoomSet{}, PersonSet{}, SeatGranted{}, SeatEnded{}, Delegated{}, DelegationEnded{},
	}
}

// FoldDepartment answers with the department after e.
func FoldDepartment(d Department, e event.Event) Department {
	x, ok := e.Data.(DepartmentSet)
	if !ok || (d.ID != "" && d.ID != x.Department) {
		return d
	}
	return Department{ID: x.Department, Name: x.Name, Parent: x.Parent, Closed: x.Closed, Version: d.Version + 1}
}

// FoldRoom answers with the room after e.
func FoldRoom(r Room, e event.Event) Room {
	x, ok := e.Data.(RoomSet)
	if !ok || (r.ID != "" && r.ID != x.Room) {
		return r
	}
	return Room{ID: x.Room, Name: x.Name, Department: x.Department, Level: x.Level, Closed: x.Closed, Version: r.Version + 1}
}

// FoldPerson answers with the person after e.
func FoldPerson(p Person, e event.Event) Person {
	switch x := e.Data.(type) {
	case PersonSet:
		if p.ID != "" && p.ID != x.Person {
			return p
		}
		p.ID, p.StaffNo, p.Department, p.Title = x.Person, x.StaffNo, x.Department, x.Title
		p.Clearance, p.ClearanceUntil = x.Clearance, x.ClearanceUntil
		p.TrainedOn, p.UndertakingOn, p.Status = x.TrainedOn, x.UndertakingOn, x.Status
		if n, ok := e.Private["name"]; ok {
			p.Name = n
		}
	case SeatGranted:
		if p.ID != x.Person {
			return p
		}
		p.Seats = append(slices.Clone(p.Seats), x.Grant)
	case SeatEnded:
		if p.ID != x.Person {
			return p
		}
		p.Seats = slices.Clone(p.Seats)
		for i := range p.Seats {
			if p.Seats[i].ID == x.Grant {
				p.Seats[i].Ended = true
			}
		}
	case Delegated:
		if p.ID != x.Person {
			return p
		}
		d := x.Delegation
		if d.Grant == "" {
			d.Grant = p.underGrant(d)
		}
		p.Delegations = append(slices.Clone(p.Delegations), d)
	case DelegationEnded:
		if p.ID != x.Person {
			return p
		}
		p.Delegations = slices.Clone(p.Delegations)
		for i := range p.Delegations {
			if p.Delegations[i].ID == x.Delegation {
				p.Delegations[i].Ended = true
			}
		}
	default:
		return p
	}
	p.Version++
	return p
}
