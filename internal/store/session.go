package store

import (
	"context"
	"time"

	"sealbook/internal/domain/account"
)

// Session is an open sign-in. The database knows only a hash of its token.
type Session struct {
	ID        string
	TokenHash []byte
	Account   string // id
	Login     string // of the account; read only
	State     string // of the account, now; read only
	Kind      string // page, api, shell
	Created   time.Time
	Seen      time.Time
	Expires   time.Time
	Proved    time.Time          // when the password was last given
	Addr      string             // where it was opened from
	Given     string             // what was given for it
	Must      string             // what its holder has to do before anything else, "" for nothing
	Had       account.FactorsHad // by the account, now; read only
	Ended     time.Time          // zero while open
	Reason    string             // why it ended
}

// AddSession opens a session.
func (x *Tx) AddSession(v Session) error {
	_, err := x.do(`INSERT INTO session (id, token_hash, account_id, kind, created, seen, expires, proved, addr, given, must, reason)
		VALUES `+marks(12, 1), v.ID, v.TokenHash, v.Account, v.Kind, v.Created, v.Seen, v.Expires, v.Proved, v.Addr, v.Given, v.Must, "")
	return err
}

// SessionByToken finds the session with the token's hash, an ended one too, with
// its account as it stands now.
//
// What was found is kept for organFresh, so that a page of many requests asks
// once; a session ended in this process is forgotten with its commit.
func (s *Store) SessionByToken(ctx context.Context, tokenHash []byte) (Session, bool, error) {
	if v, ok := s.sessions.get(tokenHash); ok {
		return v, true, nil
	}
	at := time.Now()
	v, found, err := s.sessionByToken(ctx, tokenHash)
	if found && err == nil {
		s.sessions.put(tokenHash, v, at)
	}
	return v, found, err
}

func (s *Store) sessionByToken(ctx context.Context, tokenHash []byte) (Session, bool, error) {
	return oneSession(func(dest []any, q string, args ...any) (bool, error) { return s.reads().one(ctx, dest, q, args...) },
		sessionSelect+" WHERE s.token_hash = ?", tokenHash)
}

const sessionSelect = `SELECT s.id, s.token_hash, s.account_id, a.login, a.state, s.kind, s.created, s.seen, s.expires, s.proved, s.addr, s.given, s.must,
	s.ended, s.reason, (SELECT count(*) FROM factor f WHERE f.account_id = s.account_id AND f.ended IS NULL AND f.kind = 'totp'),
	(SELECT count(*) FROM factor f WHERE f.account_id = s.account_id AND f.ended IS NULL AND f.kind = 'key') FROM session s JOIN account a ON a.id = s.account_id`

func oneSession(first func([]any, string, ...any) (bool, error), query string, args ...any) (Session, bool, error) {
	var v Session
	var created, seen, expires, proved, ended stamp
	found, err := first([]any{
		&v.ID, &v.TokenHash, &v.Account, &v.Login, &v.State, &v.Kind, &created, &seen, &expires, &proved, &v.Addr, &v.Given, &v.Must, &ended, &v.Reason, &v.Had.Codes, &v.Had.Keys,
	}, query, args...)
	v.Created, v.Seen, v.Expires, v.Proved, v.Ended = created.time(), seen.time(), expires.time(), proved.time(), ended.time()
	return v, found, err
}

// TouchSession notes that an open session was used.
func (x *Tx) TouchSession(id string, seen, expires time.Time) error {
	x.state.sessionsChanged = true
	_, err := x.do("UPDATE session SET seen = ?, expires = ? WHERE id = ? AND ended IS NULL", seen, expires, id)
	return err
}

// EndSession ends an open session.
func (x *Tx) EndSession(id, reason string) error {
	x.state.sessionsChanged = true
	_, err := x.do("UPDATE session SET ended = ?, reason = ? WHERE id = ? AND ended IS NULL", x.clock, reason, id)
	return err
}

// EndSessions ends all open sessions of the account, but those named.
func (x *Tx) EndSessions(account string, but ...string) error {
	x.state.sessionsChanged = true
	_, err := x.do("UPDATE session SET ended = ?, reason = 'account' WHERE account_id = ? AND ended IS NULL AND id NOT IN ?",
		x.clock, account, append([]string{""}, but...))
	return err
}

// Credential is what proves that it is the holder of the account who signs in.
type Credential struct {
	Account  string
	Hash     string // of the password, in the form of the hashing package
	Changed  time.Time
	Failures int // since the last success
	LastIn   time.Time
}

// Credential loads and locks the credential of the account.
func (x *Tx) Credential(account string) (Credential, bool, error) {
	q := credentialSelect + " WHERE account_id = ?"
	if !x.readOnly {
		q += x.dialect.forUpdate()
	}
	return credential(x.first, q, account)
}

// The column locked_until is of the first migration and stays empty: what is locked
// is found in the history (account.LockOf).
const credentialSelect = "SELECT account_id, hash, changed, failures, last_in FROM credential"

func credential(first func([]any, string, ...any) (bool, error), query, account string) (Credential, bool, error) {
	var c Credential
	var changed, last stamp
	found, err := first([]any{&c.Account, &c.Hash, &changed, &c.Failures, &last}, query, account)
	c.Changed, c.LastIn = changed.time(), last.time()
	return c, found, err
}

// SetCredential writes the credential of an account, the first or another one.
func (x *Tx) SetCredential(c Credential) error {
	n, err := x.do("UPDATE credential SET hash = ?, changed = ?, failures = ?, last_in = ? WHERE account_id = ?",
		c.Hash, c.Changed, c.Failures, c.LastIn, c.Account)
	if err != nil || n == 1 {
		return err
	}
	_, err = x.do("INSERT INTO credential (account_id, hash, changed, failures, last_in) VALUES "+marks(5, 1),
		c.Account, c.Hash, c.Changed, c.Failures, c.LastIn)
	return err
}

// AccountByLogin finds the account with the login, in whatever case and width.
func (s *Store) AccountByLogin(ctx context.Context, login string) (account.State, bool, error) {
	var a account.State
	var created stamp
	found, err := s.reads().one(ctx, []any{&a.ID, &a.Login, &a.Person, &a.State, &a.Creator, &created, &a.Version},
		"SELECT id, login, person_id, state, creator, created, version FROM account WHERE login_key = ?", foldText(login))
	a.Created = created.time()
	return a, found, err
}
