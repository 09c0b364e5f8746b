package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// Events in the line of an account's sign-ins, as package auth names them.
const (
	eventOpened = "session.opened"
	eventRaised = "session.raised" // more was given for it, a second factor say
	eventFailed = "session.failed"
)

var eventUnlocked = (account.DualDecided{}).EventType()

func tryOf(kind string, at stamp, leaf []byte) (account.Try, error) {
	t := account.Try{At: at.time(), Failed: kind == eventFailed, Clears: kind != eventFailed}
	if !t.Failed || leaf == nil {
		return t, nil
	}
	var l struct {
		D struct {
			Addr string `json:"addr"`
		} `json:"d"`
	}
	if err := json.Unmarshal(leaf, &l); err != nil {
		return t, errs.Wrap(err, "store.leaf")
	}
	t.Addr = l.D.Addr
	return t, nil
}

const trySelect = `SELECT e.type, e.at, e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
	WHERE s.kind = ? AND s.subject = ? AND e.type IN (?, ?, ?, ?) ORDER BY s.seq DESC LIMIT ?`

// Tries lists the last failures of a login, and what clears them, the newest
// first. Other lines, as of sign-ins that were left halfway, take no place among
// them.
func (x *Tx) Tries(login event.Subject, limit int) ([]account.Try, error) {
	return tries(func(fn func(scanner) error, q string, args ...any) error { return x.ask(fn, q, args...) }, login, limit)
}

func tries(ask func(func(scanner) error, string, ...any) error, login event.Subject, limit int) ([]account.Try, error) {
	var out []account.Try
	err := ask(func(r scanner) error {
		var kind string
		var at stamp
		var leaf []byte
		if err := r.Scan(&kind, &at, &leaf); err != nil {
			return err
		}
		t, err := tryOf(kind, at, leaf)
		out = append(out, t)
		return err
	}, trySelect, login.Kind, login.ID, eventOpened, eventRaised, eventFailed, eventUnlocked, limit)
	return out, err
}

// lockRule is what the policy says of guessing.
func lockRule(p policy.Policy) (limit int, window time.Duration) {
	return p.Int("login.max-failures"), time.Duration(p.Int("login.window-minutes")) * time.Minute
}

// LockOf tells whether too many failures bar the account, in a transaction.
func (x *Tx) LockOf(id string) (account.Lock, error) {
	p, err := x.Policy()
	if err != nil {
		return account.Lock{}, err
	}
	limit, window := lockRule(p)
	list, err := x.Tries(event.Subject{Kind: account.KindLogin, ID: id}, 2*limit)
	return account.LockOf(list, limit, window, x.Now()), err
}

// locksFor tells of locks whom they concern: the security administrator, who asks
// for unlocking, and the auditor. To others it is not told how often somebody
// failed.
func (s *Store) locksFor(ctx context.Context, actor org.Actor, list []view.Account) error {
	if actor.System || actor.Holds(org.SecurityAdmin) || actor.Holds(org.Auditor) {
		return s.locks(ctx, list)
	}
	for i := range list {
		list[i].Failures = 0
	}
	return nil
}

// locks tells of each of the accounts whether it is barred.
func (s *Store) locks(ctx context.Context, list []view.Account) error {
	p, err := s.Policy(ctx)
	if err != nil {
		return err
	}
	limit, window := lockRule(p)
	for i := range list {
		if list[i].Failures < limit { // since the last sign-in: fewer cannot lock
			continue
		}
		tried, err := tries(func(fn func(scanner) error, q string, args ...any) error { return s.reads().scan(ctx, fn, q, args...) },
			event.Subject{Kind: account.KindLogin, ID: list[i].ID}, 2*limit)
		if err != nil {
			return err
		}
		list[i].Lock = account.LockOf(tried, limit, window, s.now())
	}
	return nil
}

// LockedAccounts lists the accounts that too many failures bar now, for the
// security administrator.
func (s *Store) LockedAccounts(ctx context.Context, actor org.Actor) ([]view.Account, error) {
	if !actor.Holds(org.SecurityAdmin) && !actor.System {
		return nil, forbidden()
	}
	p, err := s.Policy(ctx)
	if err != nil {
		return nil, err
	}
	limit, _ := lockRule(p)
	var list, out []view.Account
	if err := s.reads().rows(ctx, func(r *sql.Rows) error {
		v, _, _, err := scanAccount(r)
		list = append(list, v)
		return err
	}, accountSelect+" WHERE c.failures >= ? ORDER BY a.login_key", limit); err != nil {
		return nil, err
	}
	if err := s.locks(ctx, list); err != nil {
		return nil, err
	}
	for _, a := range list {
		if a.Lock.Locked() {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	if err := s.lastMoves(ctx, out); err != nil {
		return nil, err
	}
	persons := make([]string, len(out))
	for i, a := range out {
		persons[i] = a.Person.ID
	}
	var of where
	of.and("person_id IN ?", persons)
	return out, s.seatsToday(ctx, out, of)
}
