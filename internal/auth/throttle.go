package auth

import (
	"strconv"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/policy"
	"sealbook/internal/store"
)

// Kinds of subjects whose lines in the history tell of sign-ins. They have no
// table: the history itself is what throttling counts, so that a restart or a
// second process forgets nothing.
const (
	kindSession = "session"
	kindLogin   = account.KindLogin // an account, or a bucket of unknown logins
	kindAddress = "address"         // of a client
)

func session(id string) event.Subject { return event.Subject{Kind: kindSession, ID: id} }

// The events of signing in. They change no row.
type (
	opened struct {
		Account string `json:"account"`
		Session string `json:"session"`
		Kind    string `json:"kind"`
		Addr    string `json:"addr,omitempty"`
	}
	failed struct {
		Account string `json:"account,omitempty"` // none: nobody has this login
		Addr    string `json:"addr,omitempty"`
		What    string `json:"what"` // password, activation
	}
)

// EventType names the payload in the ledger; the names never change.
func (opened) EventType() string { return "session.opened" }
func (failed) EventType() string { return "session.failed" }

// addressFactor is how many times the failures of one account one address may
// have: several people sit behind one address, one guesser tries many logins.
const addressFactor = 4

// stillFree is barred, asked at the end of a transaction that has appended to
// the login's line in the history. Of many guesses sent at once, each either
// sees here what the others have committed, or finds its place in the line
// taken and starts over: no more than the allowed number gets an answer. The
// error undoes the transaction.
func (s *Service) stillFree(tx *store.Tx, login event.Subject, addr string) error {
	return s.barred(tx, login, addr)
}

// barred refuses a throttled login or address: as many failures within the
// window as the policy allows (account.LockOf). What a sign-in or an unlocking by
// two clears of a login, it does not clear of an address.
func (s *Service) barred(tx *store.Tx, login event.Subject, addr string) error {
	p, err := tx.Policy()
	if err != nil {
		return err
	}
	limit, window := p.Int("login.max-failures"), windowOf(p)
	var wait time.Duration
	for _, c := range []struct {
		subject event.Subject
		limit   int
		forgets bool
	}{{login, limit, true}, {address(addr), limit * addressFactor, false}} {
		if c.subject.ID == "" {
			continue
		}
		tries, err := tx.Tries(c.subject, 2*c.limit)
		if err != nil {
			return err
		}
		for i := range tries {
			tries[i].Clears = tries[i].Clears && c.forgets
		}
		if l := account.LockOf(tries, c.limit, window, tx.Now()); l.Locked() {
			wait = max(wait, l.Until.Sub(tx.Now()))
		}
	}
	if wait > 0 {
		return throttled(wait)
	}
	return nil
}

func windowOf(p policy.Policy) time.Duration {
	return time.Duration(p.Int("login.window-minutes")) * time.Minute
}

func address(addr string) event.Subject { return event.Subject{Kind: kindAddress, ID: addr} }

// recordFailure keeps one failure. Those that are throttled are not kept: they
// got no answer, and a flood of them must not fill the history.
func (s *Service) recordFailure(tx *store.Tx, a found, addr, what string) error {
	subjects := []event.Subject{a.subject}
	if addr != "" {
		subjects = append(subjects, address(addr))
	}
	by := a.person
	if by == "" {
		by = Nobody
	}
	if a.id != "" {
		c := a.credential
		c.Failures++
		if c.Changed.IsZero() { // no password yet
			c.Changed = tx.Now()
		}
		if err := tx.SetCredential(c); err != nil {
			return err
		}
	}
	return tx.Append(by, "", event.Of(failed{Account: a.id, Addr: addr, What: what}, subjects...))
}

// Nobody is the name under which a failed sign-in at an unknown login is recorded.
const Nobody = "nobody"

// idle and absolute are the policy's limits, shortened by the configuration's.
func (s *Service) idle(p policy.Policy) time.Duration {
	return shorter(time.Duration(p.Int("session.idle-minutes"))*time.Minute, s.o.Idle)
}

func (s *Service) absolute(p policy.Policy) time.Duration {
	return shorter(time.Duration(p.Int("session.absolute-hours"))*time.Hour, s.o.Max)
}

// Shortened gives the limit of sessions that the configuration sets below the
// policy value of the key; ok is false where the policy's own holds.
func (s *Service) Shortened(p policy.Policy, key string) (limit time.Duration, ok bool) {
	var by, set time.Duration
	switch key {
	case "session.idle-minutes":
		by, set = time.Duration(p.Int(key))*time.Minute, s.idle(p)
	case "session.absolute-hours":
		by, set = time.Duration(p.Int(key))*time.Hour, s.absolute(p)
	}
	return set, set < by
}

// expiry is when a session ends that was last used at seen.
func (s *Service) expiry(p policy.Policy, created, seen time.Time) time.Time {
	end := created.Add(s.absolute(p))
	if idle := seen.Add(s.idle(p)); idle.Before(end) {
		return idle
	}
	return end
}

func shorter(a, b time.Duration) time.Duration {
	if b > 0 && b < a {
		return b
	}
	return a
}

func decimal(n int) string { return strconv.Itoa(n) }
