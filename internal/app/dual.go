package app

import (
	"strconv"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// What takes two administrators (REG 34): one asks, another one decides.
type (
	// AskDual asks that an account be unlocked or recovered; Kind is account.Unlock
	// or account.Recover.
	AskDual struct{ Account, Kind, Reason string }
	// DecideDual confirms or refuses what another administrator asked for. A
	// recovery's new activation code comes in two halves, one to who asks and one to
	// who confirms, each shown once: only the owner is handed both.
	DecideDual struct {
		Dual   string
		Yes    bool
		Reason string
	}
	// WithdrawDual takes back what the actor asked for himself.
	WithdrawDual struct{ Dual string }
)

func (c AskDual) verb() string       { return "ask-" + c.kind() }
func (c AskDual) subject() string    { return "" }
func (c DecideDual) verb() string    { return "decide-dual" }
func (c DecideDual) subject() string { return "" }

func (c WithdrawDual) verb() string    { return "withdraw-dual" }
func (c WithdrawDual) subject() string { return "" }

func (c AskDual) kind() string {
	if c.Kind == account.Unlock {
		return account.Unlock
	}
	return account.Recover
}

func noSuchDual() error {
	return errs.New(errs.NotFound, "dual.not_found", "没有找到该申请。", "No such request.")
}

func (a *App) dual(tx *store.Tx, actor org.Actor, c Command) (Outcome, error) {
	if !actor.Admin() { // before anything is said about an account
		return Outcome{}, account.Administers(actor)
	}
	switch c := c.(type) {
	case AskDual:
		return a.askDual(tx, actor, c)
	case DecideDual:
		return a.decideDual(tx, actor, c)
	case WithdrawDual:
		return a.withdrawDual(tx, actor, c)
	}
	return Outcome{}, errs.Wrap(errNoHandler(c), "app.command")
}

// whose loads, under lock, an account and what a decision about it looks at.
func (a *App) whose(tx *store.Tx, id string) (account.State, account.Whose, error) {
	var w account.Whose
	s, found, err := tx.AccountForUpdate(id)
	if err != nil {
		return s, w, err
	}
	if !found {
		return s, w, noSuchAccount()
	}
	persons, err := tx.Persons(s.Person)
	if err != nil {
		return s, w, err
	}
	w.Owner = a.seatsOf(tx, persons[s.Person])
	p, err := tx.Policy()
	if err != nil {
		return s, w, err
	}
	w.Join = p.Bool(org.JoinPolicy)
	lock, err := tx.LockOf(id)
	w.Locked = lock.Locked()
	return s, w, err
}

// seatsOf are the seats a person holds today in his own right.
func (a *App) seatsOf(tx *store.Tx, p org.Person) (out []org.Seat) {
	today := a.Today(tx.Now())
	for _, g := range p.Seats {
		if g.On(today) {
			out = append(out, g.Seat)
		}
	}
	return out
}

// asker is what who asked holds today, nothing once none of his accounts is active.
func (a *App) asker(tx *store.Tx, person string) ([]org.Seat, error) {
	active, err := tx.HasActive(person)
	if err != nil || !active {
		return nil, err
	}
	persons, err := tx.Persons(person)
	if err != nil || persons[person].Status == org.Closed {
		return nil, err
	}
	return a.seatsOf(tx, persons[person]), nil
}

func (a *App) askDual(tx *store.Tx, actor org.Actor, c AskDual) (Outcome, error) {
	s, w, err := a.whose(tx, c.Account)
	if err != nil {
		return Outcome{}, err
	}
	waits, err := tx.DualWaiting(s.ID, c.Kind)
	if err != nil {
		return Outcome{}, err
	}
	// Not drawn: what is signed has to say the same each time it is worked out. No
	// two requests begin at one version of an account.
	id := s.ID + "-" + c.Kind + "-" + strconv.FormatInt(s.Version, 10)
	events, err := account.AskDual(actor, s, w, waits, id, c.Kind, c.Reason, tx.Now())
	if err != nil {
		return Outcome{}, err
	}
	if err := a.append(tx, actor, events); err != nil { // first: it is what is signed
		return Outcome{}, err
	}
	if waits.ID != "" { // it has lapsed: its row ends before another begins
		system, lapse := org.Actor{System: true}, []event.Event{account.Lapse(waits)}
		if err := a.append(tx, system, lapse); err != nil {
			return Outcome{}, err
		}
		if err := saveDual(tx, system, waits, lapse); err != nil {
			return Outcome{}, err
		}
	}
	out := Outcome{ID: id}
	if err := saveDual(tx, actor, account.Dual{}, events); err != nil || c.Kind != account.Recover {
		return out, err
	}
	if out.Secret, err = NewHalf(); err != nil {
		return Outcome{}, err
	}
	return out, tx.SetHalf(s.ID, id, out.Secret)
}

// saveDual writes the row that the events make, which were appended before.
func saveDual(tx *store.Tx, actor org.Actor, d account.Dual, events []event.Event) error {
	fresh := d.ID == ""
	for _, e := range events {
		if e.At, e.By = tx.Now(), actor.Person; actor.System {
			e.By = SystemActor
		}
		d = account.FoldDual(d, e)
	}
	return tx.SaveDual(d, fresh)
}

func (a *App) decideDual(tx *store.Tx, actor org.Actor, c DecideDual) (Outcome, error) {
	d, found, err := tx.Dual(c.Dual)
	if err != nil {
		return Outcome{}, err
	}
	if !found {
		return Outcome{}, noSuchDual()
	}
	s, w, err := a.whose(tx, d.Account)
	if err != nil {
		return Outcome{}, err
	}
	if d, _, err = tx.Dual(c.Dual); err != nil { // again, now that nobody else decides it
		return Outcome{}, err
	}
	if w.Asker, err = a.asker(tx, d.AskedBy); err != nil {
		return Outcome{}, err
	}
	events, err := account.DecideDual(actor, s, w, d, c.Yes, c.Reason, tx.Now())
	if err != nil {
		return Outcome{}, err
	}
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	if err := saveDual(tx, actor, d, events); err != nil {
		return Outcome{}, err
	}
	out := Outcome{ID: d.Account}
	switch {
	case !c.Yes:
		return out, nil
	case d.Kind == account.Unlock:
		return out, tx.ClearFailures(s.ID)
	}
	if err := endAccess(tx, actor, s.ID, account.FactorRecovered); err != nil {
		return Outcome{}, err
	}
	if err := tx.EndSecrets(actor.Person, s.ID, account.FactorRecovered); err != nil {
		return Outcome{}, err
	}
	if out.Secret, err = a.otherHalf(tx, s.ID, d.ID); err == nil && out.Secret == "" {
		err = errs.New(errs.Conflict, "dual.whole", "此申请是程序升级前提出的，请不同意后重新申请。", "This was asked for before the program was upgraded: refuse it and have it asked for again.")
	}
	return out, err
}

func (a *App) withdrawDual(tx *store.Tx, actor org.Actor, c WithdrawDual) (Outcome, error) {
	d, found, err := tx.Dual(c.Dual)
	if err != nil {
		return Outcome{}, err
	}
	if !found {
		return Outcome{}, noSuchDual()
	}
	if _, _, err := tx.AccountForUpdate(d.Account); err != nil {
		return Outcome{}, err
	}
	if d, _, err = tx.Dual(c.Dual); err != nil { // again, now that nobody decides it
		return Outcome{}, err
	}
	events, err := account.WithdrawDual(actor, d, tx.Now())
	if err != nil {
		return Outcome{}, err
	}
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	if err := saveDual(tx, actor, d, events); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: d.Account}, tx.DropHalf(d.Account, d.ID)
}
