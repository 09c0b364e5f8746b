package app

import (
	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

func noSuchPerson() error {
	return errs.New(errs.NotFound, "person.not_found", "没有找到该人员。", "No such person.")
}

func (a *App) setPerson(tx *store.Tx, actor org.Actor, p org.Person, tree map[string]org.Department) (Outcome, error) {
	was := org.Person{}
	var keeps int64
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
	} else {
		p.ID = tx.NewID()
	}
	p.Name, p.Title, p.StaffNo = norm.NFC.String(p.Name), norm.NFC.String(p.Title), norm.NFC.String(p.StaffNo)
	e, err := org.SetPerson(actor, was, p, tree, keeps)
	return a.set(tx, actor, p.ID, was.Version, e, err)
}
