package app

import (
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// endSeat takes a seat back, with what was delegated under it.
func (a *App) endSeat(tx *store.Tx, actor org.Actor, c EndSeat) (Outcome, error) {
	p, known, err := tx.PersonForUpdate(c.Person)
	if err != nil {
		return Outcome{}, err
	}
	if !known {
		return Outcome{}, noSuchPerson()
	}
	today := a.Today(tx.Now())
	others, err := tx.OtherAdministrators(p.ID, today)
	if err != nil {
		return Outcome{}, err
	}
	events, err := org.EndSeat(actor, p, c.Grant, c.Reason, today, others)
	if err != nil {
		return Outcome{}, err
	}
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: p.ID, Version: p.Version + int64(len(events))}, nil
}

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

// grantSeat gives a seat. What has run out of the person's administrator seats is
// taken back with it.
func (a *App) grantSeat(tx *store.Tx, actor org.Actor, c GrantSeat, tree map[string]org.Department) (Outcome, error) {
	p, known, err := tx.PersonForUpdate(c.Person)
	if err != nil {
		return Outcome{}, err
	}
	if !known {
		return Outcome{}, noSuchPerson()
	}
	c.Grant.ID = tx.NewID()
	today := a.Today(tx.Now())
	b, err := beside(tx, p.ID, c.Grant, today)
	if err != nil {
		return Outcome{}, err
	}
	e, err := org.GrantSeat(actor, p, c.Grant, tree, today, b)
	if err != nil {
		return Outcome{}, err
	}
	events := append([]event.Event{e}, org.Lapsed(p, c.Grant, today)...)
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: p.ID, Version: p.Version + int64(len(events))}, nil
}

// beside loads what an administrator's seat has to go together with; a business
// seat has to go with the seats of the person alone.
func beside(tx *store.Tx, person string, g org.Grant, today org.Date) (b org.Beside, err error) {
	if !g.Seat.Admin() {
		return b, nil
	}
	if g.Seat != org.Auditor {
		if b.Join, err = tx.Joining(); err != nil {
			return b, err
		}
	}
	if b.Others, err = tx.OtherAdministrators(person, today); err != nil {
		return b, err
	}
	if b.Keeps, err = tx.Keeps(person); err != nil {
		return b, err
	}
	if b.Promised, err = tx.Promised(person); err != nil {
		return b, err
	}
	b.Handed, err = tx.DelegatedTo(person)
	return b, err
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
	persons, err := tx.PersonsForUpdate(without(actor.Person, d.To)...) // what both hold stays as it is seen here
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
