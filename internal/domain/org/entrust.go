package org

import (
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Given names what of a person's trust the actor has said something about,
// «nothing» and «not cleared» included. What is not empty counts as given
// without being named.
type Given struct {
	Clearance, ClearanceUntil, TrainedOn, UndertakingOn bool
}

// with is g and whatever of p is not empty.
func (g Given) with(p Person) Given {
	return Given{
		Clearance:      g.Clearance || p.Clearance != level.Unclassified,
		ClearanceUntil: g.ClearanceUntil || p.ClearanceUntil != "",
		TrainedOn:      g.TrainedOn || p.TrainedOn != "",
		UndertakingOn:  g.UndertakingOn || p.UndertakingOn != "",
	}
}

// Entrust completes the record of a person by what its author is not shown and
// has left out: that stays as it is. Who may not set what a person is trusted
// with, and is not shown it, is refused for whatever he gives, be it what is on
// record: else he could find it out by trying.
func Entrust(a Actor, was, p Person, g Given) (Person, error) {
	if a.Knows(was) {
		return p, nil
	}
	if err := maintains(a); err != nil {
		return p, err
	}
	g = g.with(p)
	if g != (Given{}) {
		if err := entrusts(a, p.ID); err != nil {
			return p, err
		}
	}
	if !g.Clearance {
		p.Clearance = was.Clearance
	}
	for _, d := range []struct {
		given    bool
		to, from *Date
	}{
		{g.ClearanceUntil, &p.ClearanceUntil, &was.ClearanceUntil},
		{g.TrainedOn, &p.TrainedOn, &was.TrainedOn},
		{g.UndertakingOn, &p.UndertakingOn, &was.UndertakingOn},
	} {
		if !d.given {
			*d.to = *d.from
		}
	}
	return p, nil
}

// MayEntrust reports whether the actor may set what decides about the person's
// rights (Trusts): that is a right, and rights are the secrecy office's and the
// security administrator's, over others. With no person it says whether there is
// anybody of whom he may.
func MayEntrust(a Actor, person string) bool {
	if person == "" {
		return mayEntrust(a)
	}
	return entrusts(a, person) == nil
}

func mayEntrust(a Actor) bool { return a.Holds(SecrecyOffice) || a.Holds(SecurityAdmin) }

func entrusts(a Actor, person string) error {
	if !mayEntrust(a) {
		return rulebook.Refuse("flow.seat", OneOf(SecrecyOffice, SecurityAdmin))
	}
	if a.Person == person || !maintainsFor(a, person) {
		return rulebook.Refuse("apr.no-self", errs.T("不得更改本人的姓名、部门、在岗状态和涉密资质", "nobody changes his own name, department, status or clearance"))
	}
	return nil
}
