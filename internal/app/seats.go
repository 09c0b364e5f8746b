package app

import (
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

func (a *App) withPerson(tx *store.Tx, actor org.Actor, id string, decide func(org.Person, org.Date) (event.Event, error)) (Outcome, error) {
	p, known, err := tx.PersonForUpdate(id)
	if err != nil {
		return Outcome{}, err
	}
	if !known {
		return Outcome{}, noSuchPerson()
	}
	e, err := decide(p, a.Today(tx.Now()))
	return a.set(tx, actor, id, p.Version, e, err)
}

// lastAdmin is the administrator seat that nobody else holds beside the person.
func (a *App) lastAdmin(tx *store.Tx, id string) (org.Seat, error) {
	persons, err := tx.Persons(id)
	if err != nil {
		return "", err
	}
	p, today := persons[id], a.Today(tx.Now())
	if org.LastAdmin(p, today, nil) == "" { // he is none: nobody is counted, nobody waits
		return "", nil
	}
	others, err := tx.OtherAdministrators(id, today)
	return org.LastAdmin(p, today, others), err
}

func (a *App) delegate(tx *store.Tx, actor org.Actor, d org.Delegation) (Outcome, error) {
	persons, err := tx.Persons(actor.Person, d.To)
	if err != nil {
		return Outcome{}, err
	}
	own, ok := persons[actor.Person]
	if !ok {
		return Outcome{}, noSuchPerson()
	}
	d.ID = tx.NewID()
	e, err := org.Delegate(actor, own, persons[d.To], d, a.Today(tx.Now()))
	return a.set(tx, actor, own.ID, own.Version, e, err)
}
