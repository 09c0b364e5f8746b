package app

import (
	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// organ carries out the commands on departments, rooms, persons and seats.
func (a *App) organ(tx *store.Tx, actor org.Actor, c Command) (Outcome, error) {
	tree, err := tx.Departments()
	if err != nil {
		return Outcome{}, err
	}
	switch c := c.(type) {
	case SetDepartment:
		return a.setDepartment(tx, actor, c, tree)
	case SetRoom:
		return a.setRoom(tx, actor, c, tree)
	case SetPerson:
		return a.setPerson(tx, actor, c, tree)
	case GrantSeat:
		return a.grantSeat(tx, actor, c, tree)
	case EndSeat:
		return a.endSeat(tx, actor, c)
	case Delegate:
		return a.delegate(tx, actor, c.Delegation)
	case EndDelegation:
		return a.withPerson(tx, actor, c.Person, func(p org.Person, _ org.Date) (event.Event, error) {
			return org.EndDelegation(actor, p, c.Delegation)
		})
	}
	return Outcome{}, errs.New(errs.Invalid, "command.unknown", "没有这种操作。", "There is no such command.")
}

func (a *App) setDepartment(tx *store.Tx, actor org.Actor, c SetDepartment, tree map[string]org.Department) (Outcome, error) {
	d := c.Department
	was, known := tree[d.ID]
	if err := matches(d.ID, known, d.Version, was.Version); err != nil {
		return Outcome{}, err
	}
	var in org.Inside
	if d.ID == "" {
		d.ID = tx.NewID()
	} else if d.Closed && !was.Closed {
		if _, _, err := tx.DepartmentForUpdate(d.ID); err != nil { // nothing comes in any more
			return Outcome{}, err
		}
		var err error
		if in, err = tx.InDepartment(d.ID); err != nil {
			return Outcome{}, err
		}
	}
	if err := tx.StaysOpen(d.Parent); err != nil {
		return Outcome{}, err
	}
	d.Name = norm.NFC.String(d.Name)
	if org.Moves(was, d) {
		tx.Sign(signer(actor, c, tx.Now()))
		defer tx.Sign(nil)
	}
	e, err := org.SetDepartment(actor, d, tree, in)
	return a.set(tx, actor, d.ID, was.Version, e, err)
}

func (a *App) setRoom(tx *store.Tx, actor org.Actor, c SetRoom, tree map[string]org.Department) (Outcome, error) {
	was, r, stands := org.Room{}, c.Room, []org.Standing(nil)
	if r.ID != "" {
		old, known, err := tx.RoomForUpdate(r.ID)
		if err == nil {
			err = matches(r.ID, known, r.Version, old.Version)
		}
		if err != nil {
			return Outcome{}, err
		}
		was = old
		if r.Level < was.Level || (r.Closed && !was.Closed) {
			if stands, err = tx.InRoom(r.ID); err != nil {
				return Outcome{}, err
			}
		}
	} else {
		r.ID = tx.NewID()
	}
	if r.Department != was.Department || !r.Closed {
		if err := tx.StaysOpen(r.Department); err != nil {
			return Outcome{}, err
		}
	}
	r.Name = norm.NFC.String(r.Name)
	if org.Raises(was, r) {
		tx.Sign(signer(actor, c, tx.Now()))
		defer tx.Sign(nil)
	}
	e, err := org.SetRoom(actor, was, r, tree, stands)
	return a.set(tx, actor, r.ID, was.Version, e, err)
}

// matches: an id that is named must exist, and be as the actor saw it.
func matches(id string, known bool, saw, is int64) error {
	switch {
	case id != "" && !known:
		return errs.New(errs.NotFound, "organ.not_found", "没有找到该记录。", "No such record.")
	case id != "" && saw != 0 && saw != is:
		return errs.New(errs.Conflict, "organ.stale", "该记录已被他人更新，请刷新后重试。", "Somebody changed this record meanwhile; load it again and retry.")
	}
	return nil
}

func (a *App) set(tx *store.Tx, actor org.Actor, id string, version int64, e event.Event, err error) (Outcome, error) {
	if err != nil {
		return Outcome{}, err
	}
	e.At = tx.Now()
	if err := a.append(tx, actor, []event.Event{e}); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: id, Version: version + 1}, nil
}
