package app

import (
	"strings"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// account carries out the commands on accounts. The activation code of a new
// account comes in two halves, one in the outcome of who creates it and one in
// that of who activates it, so that neither of them can be its owner (REG 34); the
// store has digests only.
func (a *App) account(tx *store.Tx, actor org.Actor, c Command) (Outcome, error) {
	switch c := c.(type) {
	case CreateAccount:
		persons, err := tx.Persons(c.Person)
		if err != nil {
			return Outcome{}, err
		}
		return a.createAccount(tx, actor, c.Login, persons[c.Person])
	case MoveAccount:
		return a.moveAccount(tx, actor, c)
	case RenewCode:
		return a.renewCode(tx, actor, c)
	}
	return Outcome{}, errs.New(errs.Invalid, "command.unknown", "没有这种操作。", "There is no such command.")
}

func (a *App) createAccount(tx *store.Tx, actor org.Actor, login string, p org.Person) (Outcome, error) {
	id := tx.NewID()
	events, err := account.Create(actor, id, strings.ToLower(strings.TrimSpace(login)), p)
	if err != nil {
		return Outcome{}, err
	}
	half, err := NewHalf()
	if err != nil {
		return Outcome{}, err
	}
	events = append(events, event.Of(account.SecretSet{Account: id, What: "activation"}, event.Subject{Kind: account.KindSubject, ID: id}))
	now := tx.Now()
	for i := range events {
		events[i].At = now
	}
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	if err := tx.SetHalf(id, id, half); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: id, Version: 2, Secret: half}, nil
}

func (a *App) moveAccount(tx *store.Tx, actor org.Actor, c MoveAccount) (Outcome, error) {
	if err := account.Administers(actor); err != nil {
		return Outcome{}, err
	}
	s, found, err := tx.AccountForUpdate(c.Account)
	if err != nil {
		return Outcome{}, err
	}
	if !found {
		return Outcome{}, noSuchAccount()
	}
	if s.State == account.Inactive {
		if s.Half, err = tx.HalfMaker(s.ID); err != nil {
			return Outcome{}, err
		}
	}
	ties, err := ties(tx, s.Person)
	if err != nil {
		return Outcome{}, err
	}
	owner, _, err := tx.PersonForUpdate(s.Person)
	if err != nil {
		return Outcome{}, err
	}
	last, err := a.lastAdmin(tx, s.Person)
	if err != nil {
		return Outcome{}, err
	}
	events, err := account.Move(actor, s, c.State, c.Reason, ties, last)
	if err != nil {
		return Outcome{}, err
	}
	if c.State == account.Closed { // his seats stay with him; who acts in them for him does so no longer
		events = append(events, org.Undelegate(owner)...)
	}
	events[0].At = tx.Now()
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	out := Outcome{ID: s.ID, Version: s.Version + 1}
	if c.State == account.Active {
		out.Secret, err = a.otherHalf(tx, s.ID, s.ID)
	} else {
		// His tokens as well: one that is back makes those anew that he still wants.
		err = endAccess(tx, actor, c.Account, c.State)
	}
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

// RenewCode makes the system administrator's half of the activation code anew, of
// an account that nobody has activated yet.
type RenewCode struct{ Account string }

func (c RenewCode) verb() string    { return "renew-code" }
func (c RenewCode) subject() string { return "" }

func (a *App) renewCode(tx *store.Tx, actor org.Actor, c RenewCode) (Outcome, error) {
	if err := account.Administers(actor); err != nil {
		return Outcome{}, err
	}
	s, found, err := tx.AccountForUpdate(c.Account)
	if err != nil {
		return Outcome{}, err
	}
	if !found {
		return Outcome{}, noSuchAccount()
	}
	events, err := account.Renew(actor, s)
	if err != nil {
		return Outcome{}, err
	}
	events[0].At = tx.Now()
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	half, err := NewHalf()
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: s.ID, Version: s.Version + 1, Secret: half}, tx.SetHalf(s.ID, s.ID, half)
}

// endAccess ends the sessions and tokens of an account, each with its event: the
// auditor sees of what began that it has ended (ORG 16).
func endAccess(tx *store.Tx, actor org.Actor, of, reason string) error {
	sessions, err := tx.OpenSessions(of)
	if err != nil {
		return err
	}
	tokens, err := tx.OpenTokens(of)
	if err != nil {
		return err
	}
	var events []event.Event
	for _, s := range sessions {
		events = append(events, event.Of(account.SessionClosed{Account: of, Session: s.ID, Reason: reason}, event.Subject{Kind: account.KindSession, ID: s.ID}))
	}
	for _, t := range tokens {
		events = append(events, account.TokenEvent(account.TokenSet{Account: of, Deed: account.TokenEnded, Token: t.ID, Name: t.Name, Reason: reason}))
	}
	for _, e := range events {
		if err := tx.Append(actor.Person, "", e); err != nil {
			return err
		}
	}
	if err := tx.EndSessions(of); err != nil {
		return err
	}
	return tx.EndTokensOf(of, reason)
}

func noSuchAccount() error {
	return errs.New(errs.NotFound, "account.not_found", "没有找到该账号。", "No such account.")
}

// ties counts what binds a person still.
func ties(tx *store.Tx, person string) (account.Ties, error) {
	keeps, err := tx.Keeps(person)
	if err != nil {
		return account.Ties{}, err
	}
	promised, err := tx.Promised(person)
	return account.Ties{Keeps: keeps, Promised: promised}, err
}
