package app

import (
	"reflect"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

func noSuchPerson() error {
	return errs.New(errs.NotFound, "person.not_found", "没有找到该人员。", "No such person.")
}

func (a *App) setPerson(tx *store.Tx, actor org.Actor, c SetPerson, tree map[string]org.Department) (Outcome, error) {
	was, p := org.Person{}, c.Person
	var keeps int64
	var last org.Seat
	if p.ID != "" {
		old, known, err := tx.PersonForUpdate(p.ID)
		if err == nil {
			err = matches(p.ID, known, p.Version, old.Version)
		}
		if err != nil {
			return Outcome{}, err
		}
		was = old
		if keeps, err = tx.Keeps(p.ID); err != nil {
			return Outcome{}, err
		}
		if p.Status == org.Closed {
			if last, err = a.lastAdmin(tx, p.ID); err != nil {
				return Outcome{}, err
			}
		}
		if p, err = org.Entrust(actor, was, p, c.Given); err != nil {
			return Outcome{}, err
		}
	} else {
		p.ID = tx.NewID()
	}
	if p.Department != was.Department || p.Status != org.Closed {
		if err := tx.StaysOpen(p.Department); err != nil {
			return Outcome{}, err
		}
	}
	p.Name, p.Title, p.StaffNo = norm.NFC.String(p.Name), norm.NFC.String(p.Title), norm.NFC.String(p.StaffNo)
	bound := keeps
	if p.ID != "" && p.Status == org.Closed {
		promised, err := tx.Promised(p.ID)
		if err != nil {
			return Outcome{}, err
		}
		bound += promised
	}
	if org.Trusts(was, p) {
		tx.Sign(signer(actor, c, tx.Now()))
		defer tx.Sign(nil)
	}
	e, err := org.SetPerson(actor, was, p, tree, bound, last)
	if err == nil && was.Version > 0 {
		after := org.FoldPerson(was, e)
		after.Version = was.Version
		if reflect.DeepEqual(after, was) { // sent again as it is: nothing to record
			return Outcome{ID: p.ID, Version: was.Version}, nil
		}
	}
	out, err := a.set(tx, actor, p.ID, was.Version, e, err)
	if err == nil && org.Leaves(was, p) {
		out.Version, err = a.left(tx, actor, was, out.Version)
	}
	trusted := p.Clearance >= was.Clearance && p.ClearanceUntil == was.ClearanceUntil
	if err != nil || keeps == 0 || trusted {
		return out, err
	}
	n, err := a.beyondClearance(tx, actor.Person, p.ID)
	if n > 0 {
		out.Note = keepsBeyond(n, actor.Knows(was))
	}
	return out, err
}
