package app

import (
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// left ends what a person had whose record is closed, or opened again: seats and
// delegations, and his account for good, with its sessions and tokens. It stands
// under the signature that closes or opens the record. version is the person's so
// far; the one after comes back.
func (a *App) left(tx *store.Tx, actor org.Actor, was org.Person, version int64) (int64, error) {
	received, err := tx.HandedTo(was.ID)
	if err != nil {
		return 0, err
	}
	if ends := org.Left(was, received); len(ends) > 0 {
		if err := a.append(tx, actor, ends); err != nil {
			return 0, err
		}
		version += int64(len(ends) - len(received))
	}
	accounts, err := tx.AccountsOf(was.ID)
	if err != nil {
		return 0, err
	}
	for _, id := range accounts {
		x := account.StateSet{Account: id, State: account.Closed, Reason: org.LeftReason}
		if err := a.append(tx, actor, []event.Event{event.Of(x, event.Subject{Kind: account.KindSubject, ID: id})}); err != nil {
			return 0, err
		}
		if err := endAccess(tx, actor, id, account.Closed); err != nil {
			return 0, err
		}
	}
	return version, nil
}
