// Package auth answers who is asking: accounts' passwords and activation codes,
// sessions, and the throttling of guesses. Pages, API and command line sign in
// through it alike; there is no other way in. A copy of the database opens
// nothing: passwords are argon2id hashes, tokens and codes are kept as digests.
package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Options of a Service. Zero values are filled in.
type Options struct {
	Zone *time.Location // the organ's time zone, in which seats begin and end
	Idle time.Duration  // shortens the policy's session.idle-minutes, 0 does not
	Max  time.Duration  // shortens the policy's session.absolute-hours, 0 does not
	// Party is what security keys are bound to; without a name there are none.
	Party RelyingParty
}

// Service signs people in and out. It is safe for concurrent use and decides
// nothing by what is in memory: any number of processes share one database.
type Service struct {
	store       *store.Store
	o           Options
	hasher      *hasher
	wrongTokens wrongTokens
	verified    *verified
}

// New makes a Service. Time comes from the store's transactions; chance always
// from the machine, never from a seed. A negative limit is an error.
func New(s *store.Store, o Options) (*Service, error) {
	if o.Idle < 0 || o.Max < 0 {
		return nil, errs.InvalidField("session", "会话时限不能为负。", "A session's limit cannot be negative.")
	}
	if o.Zone == nil {
		o.Zone = time.FixedZone("CST", 8*3600)
	}
	return &Service{store: s, o: o, hasher: newHasher(), verified: newVerified()}, nil
}

// ReachedAt is what Options.Party says, told once the address listened at is
// known; before anything is served.
func (s *Service) ReachedAt(p RelyingParty) { s.o.Party = p }

// KeysWork reports whether there is a name that security keys can be bound to.
func (s *Service) KeysWork() bool { return s.o.Party.ID != "" }

// refused is the one answer to a login that is unknown, a wrong password, and
// an account that is not active, so that nobody learns which it was.
func refused() *errs.Error {
	return errs.New(errs.Unauthenticated, "session.refused",
		"账号或口令不正确，或账号未启用。", "The account or the password is wrong, or the account is not active.")
}

// throttled says how long until the next try is answered, in whole minutes; the
// wait is the same in the text and for machines.
func throttled(wait time.Duration) *errs.Error {
	minutes := max(1, int((wait+time.Minute-1)/time.Minute))
	n, unit := decimal(minutes), " minutes."
	if minutes == 1 {
		unit = " minute."
	}
	return errs.New(errs.TooMany, "session.throttled",
		"尝试次数过多，请 "+n+" 分钟后再试。", "Too many tries; try again in "+n+unit).WithAfter(time.Duration(minutes) * time.Minute)
}

// SignIn opens a page's session: see Open.
func (s *Service) SignIn(ctx context.Context, login, password, addr string) (string, Session, error) {
	return s.Open(ctx, Page, login, password, addr)
}

// Open checks a password and opens a session of the kind: see OpenWith. addr is
// the client's address, for throttling and the record.
func (s *Service) Open(ctx context.Context, kind Kind, login, password, addr string) (string, Session, error) {
	return s.OpenWith(ctx, kind, Given{Login: login, Password: password, Addr: addr})
}

// found is what is known of a login; for an unknown one only its subject.
type found struct {
	id, login, person, state, hash string
	credential                     store.Credential
	subject                        event.Subject // whose failures are counted
}

// look reads what is known of the login and refuses what is throttled already,
// before the cost of hashing is spent.
func (s *Service) look(ctx context.Context, login, addr string) (found, error) {
	out := found{login: login, subject: unknownLogin(login)}
	a, ok, err := s.store.AccountByLogin(ctx, login)
	if err != nil {
		return out, err
	}
	if ok {
		out.id, out.subject = a.ID, event.Subject{Kind: kindLogin, ID: a.ID}
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		if out, err = s.again(tx, out); err != nil {
			return err
		}
		return s.barred(tx, out.subject, addr)
	})
	return out, err
}

// again reads account and credential as they are now, in a writing transaction
// under lock.
func (s *Service) again(tx *store.Tx, a found) (found, error) {
	if a.id == "" {
		return a, nil
	}
	st, ok, err := tx.AccountForUpdate(a.id)
	if err != nil || !ok {
		return a, err
	}
	c, _, err := tx.Credential(a.id)
	if err != nil {
		return a, err
	}
	c.Account = a.id
	a.login, a.person, a.state, a.hash, a.credential = st.Login, st.Person, st.State, c.Hash, c
	return a, nil
}

func (s *Service) open(tx *store.Tx, kind Kind, a found, token, addr, given string) (Session, error) {
	p, err := tx.Policy()
	if err != nil {
		return Session{}, err
	}
	must, err := s.mustOf(tx, a, given)
	if err != nil {
		return Session{}, err
	}
	now := tx.Now()
	row := store.Session{
		ID: tx.NewID(), TokenHash: hashToken(token), Account: a.id, Login: a.login, Kind: string(kind),
		Created: now, Seen: now, Proved: now, Expires: s.expiry(p, now, now), Addr: addr, Given: given, Must: must,
	}
	if err := tx.AddSession(row); err != nil {
		return Session{}, err
	}
	if err := tx.Append(a.person, "", openedEvent(a, row)); err != nil {
		return Session{}, err
	}
	if must == MustFactor {
		return sessionOf(row, token), nil
	}
	if err := s.displace(tx, a, row, addr); err != nil {
		return Session{}, err
	}
	c := a.credential
	c.Failures, c.LastIn = 0, now
	if err := tx.SetCredential(c); err != nil {
		return Session{}, err
	}
	return sessionOf(row, token), nil
}

func sessionOf(r store.Session, token string) Session {
	return Session{
		ID: r.ID, Account: r.Account, Login: r.Login, Kind: Kind(r.Kind), Created: r.Created, Seen: r.Seen, Expires: r.Expires,
		Proved: r.Proved, Addr: r.Addr, Given: r.Given, Must: r.Must, FormToken: formToken(token),
	}
}

// normal is the form in which logins are compared.
func normal(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// unknownLogin counts the guesses at a login that nobody has. People type
// passwords into the wrong field: only 20 bits of a digest are kept, of which
// nothing can be found out.
func unknownLogin(login string) event.Subject {
	sum := sha256.Sum256([]byte("sealbook login\n" + login))
	return event.Subject{Kind: kindLogin, ID: "unknown-" + hex.EncodeToString(sum[:3])[:5]}
}

// Resolve finds the open session of a token and who acts in it. The actor is
// made anew each time: a seat that is taken back, a suspended account and an
// ended session count from the next request on. Error: session.ended.
func (s *Service) Resolve(ctx context.Context, token string) (Session, org.Actor, error) {
	if !tokenShaped(token) {
		return Session{}, org.Actor{}, ended()
	}
	r, ok, err := s.store.SessionByToken(ctx, hashToken(token))
	if err != nil {
		return Session{}, org.Actor{}, err
	}
	p, err := s.store.Policy(ctx)
	if err != nil {
		return Session{}, org.Actor{}, err
	}
	now := s.store.Now()
	// The row holds the limits of its last use; a policy that became stricter
	// since counts at once.
	if ok && !r.Ended.IsZero() {
		return Session{}, org.Actor{}, endedAs(r)
	}
	if ok && r.State == account.Active && (!now.Before(r.Expires) || !now.Before(s.expiry(p, r.Created, r.Seen))) {
		return Session{}, org.Actor{}, over()
	}
	if !ok || r.State != account.Active || !now.Before(r.Expires) || !now.Before(s.expiry(p, r.Created, r.Seen)) {
		return Session{}, org.Actor{}, ended()
	}
	actor, err := s.store.Actor(ctx, r.Account, org.DateOf(now, s.o.Zone))
	if err != nil {
		return Session{}, org.Actor{}, err
	}
	actor.Session = r.ID
	// A policy that asks for a second factor counts for sessions that are open, and
	// so does a seat that was given since: all this needs is in memory.
	if r.Must == MustNothing && requires(p, actor.Held) && !account.FactorsEnough(p, r.Had) {
		r.Must = MustEnrol
	}
	if r.Must != MustNothing {
		actor = bound(actor)
	}
	if now.Sub(r.Seen) >= touchEvery {
		// A crash before this write only shortens the session by a minute.
		r.Seen, r.Expires = now, s.expiry(p, r.Created, now)
		err = s.store.Write(ctx, func(tx *store.Tx) error { return tx.TouchSession(r.ID, r.Seen, r.Expires) })
	}
	return sessionOf(r, token), actor, err
}

// touchEvery is how often a session in use is noted as such: less often than
// every request, so that reading does not wait for the one writer.
const touchEvery = time.Minute

func ended() *errs.Error {
	return errs.New(errs.Unauthenticated, "session.ended", "会话无效或已结束，请重新登录。", "The session is not valid or has ended; sign in again.")
}
