package auth

import (
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// What the holder of a session has to do before anything else. Until then the
// session reaches only what is needed for it (server: the gate), and its actor
// holds nothing.
const (
	MustNothing  = ""
	MustFactor   = "factor"   // give the second factor he has
	MustPassword = "password" // set another password: this one has expired
	MustEnrol    = "enrol"    // enter a second factor: the policy asks for one
)

// GivenPassword is what was given for a session that was opened with a password
// alone. What a second factor adds stands behind a plus: password+totp, password+key.
const GivenPassword = "password"

// mustOf says what the holder of an account has to do before anything else, when
// given is what he has given for the session. It is asked when a session is
// opened, when more is given for it, and when the password was changed.
func (s *Service) mustOf(tx *store.Tx, a found, given string) (string, error) {
	second, err := s.secondMust(tx, a, given)
	if err != nil || second == MustFactor { // before he may change a password even
		return second, err
	}
	age, err := s.age(tx, a)
	if err != nil {
		return "", err
	}
	if age.Over {
		return MustPassword, nil
	}
	return second, nil
}

// bound is the actor of a session whose holder has something to do first: he
// holds no seat, is cleared for nothing, and is left what everybody's own is.
func bound(a org.Actor) org.Actor {
	a.Held, a.Clearance, a.Only = nil, level.Unclassified, &org.TokenScope{Permissions: []org.Permission{org.Own}}
	return a
}

// raised says that more was given for an open session.
type raised struct {
	Account string `json:"account"`
	Session string `json:"session"`
	Given   string `json:"given"`
}

// EventType names the payload in the ledger; the name never changes.
func (raised) EventType() string { return "session.raised" }

// raise notes that more was given for an open session, works out what is left to
// do first, and gives the session another token: the one from before, which
// somebody may have planted or seen, opens nothing any more (ASVS 5.0 7.2.4).
// Error: session.ended.
func (s *Service) raise(tx *store.Tx, a found, id, given string) (string, Session, error) {
	row, ok, err := tx.SessionForUpdate(id)
	if err != nil {
		return "", Session{}, err
	}
	if !ok || row.Account != a.id {
		return "", Session{}, ended()
	}
	p, err := tx.Policy()
	if err != nil {
		return "", Session{}, err
	}
	if row.Must, err = s.mustOf(tx, a, given); err != nil {
		return "", Session{}, err
	}
	token, now := newToken(), tx.Now()
	row.TokenHash, row.Given, row.Proved, row.Seen, row.Expires = hashToken(token), given, now, now, s.expiry(p, row.Created, now)
	if err := tx.RaiseSession(row); err != nil {
		return "", Session{}, err
	}
	if err := s.displace(tx, a, row, row.Addr); err != nil {
		return "", Session{}, err
	}
	e := event.Of(raised{Account: a.id, Session: id, Given: given}, a.subject, session(id))
	return token, sessionOf(row, token), tx.Append(a.person, "", e)
}

// relieve works out anew what is left to do first in the account's sessions
// named, once something of it was done.
func (s *Service) relieve(tx *store.Tx, a found, sessions ...string) error {
	for _, id := range sessions {
		row, ok, err := tx.SessionForUpdate(id)
		if err != nil {
			return err
		}
		if !ok || row.Account != a.id {
			continue
		}
		must, err := s.mustOf(tx, a, row.Given)
		if err != nil {
			return err
		}
		if err := tx.SetSessionMust(id, must); err != nil {
			return err
		}
	}
	return nil
}
