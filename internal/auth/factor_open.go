package auth

import (
	"context"
	"crypto/rand"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// What a session is asked, and how long it has to answer.
const (
	askCode  = "signin.code" // the secret of the code, under the session's token
	askKey   = "signin.key"  // a challenge
	askProof = "prove"       // a challenge, for changing one's own factors
	askFor   = 5 * time.Minute
)

// asked says that a password was right and the second factor is asked for.
type asked struct {
	Account string `json:"account"`
	Session string `json:"session"`
	Kind    string `json:"kind"`
	Addr    string `json:"addr,omitempty"`
}

// EventType names the payload in the ledger; the name never changes.
func (asked) EventType() string { return "session.asked" }

// OpenWith checks a password, and a one-time code if one is given, and opens a
// session of the kind. Where the account has a second factor and none is given,
// the session must have it first (MustFactor) and reaches nothing else; Second
// goes on from there. The token is given here once and kept nowhere. Errors:
// session.refused, session.throttled.
func (s *Service) OpenWith(ctx context.Context, kind Kind, g Given) (string, Session, error) {
	a, err := s.look(ctx, normal(g.Login), g.Addr)
	if err != nil {
		return "", Session{}, err
	}
	right := false
	if len(g.Password) <= maxPassword {
		if right, err = s.hasher.verify(ctx, a.hash, g.Password); err != nil {
			return "", Session{}, err
		}
	}
	h := shown{code: codeOf(g.Code)}
	if right {
		if h.secret, err = s.codeSecret(ctx, a.id, g.Password); err != nil {
			return "", Session{}, err
		}
	}
	token := newToken()
	var out Session
	var answer error
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		out, answer = Session{}, nil
		now, err := s.again(tx, a)
		if err != nil {
			return err
		}
		given, what := "", "password"
		if right && now.hash == a.hash && now.state == account.Active {
			if given, err = s.givenAtOnce(tx, now, h); err != nil {
				return err
			}
			what = "factor"
		}
		if given == "" {
			answer = refused()
			err = s.recordFailure(tx, now, g.Addr, what)
		} else if out, err = s.open(tx, kind, now, token, g.Addr, given); err == nil && out.Must == MustFactor {
			err = s.askSecond(tx, out, token, h.secret)
		}
		return first(err, s.stillFree(tx, a.subject, g.Addr))
	})
	if err = first(err, answer); err != nil {
		return "", Session{}, err
	}
	return token, out, nil
}

// givenAtOnce is what was given with a right password: itself, or itself and a
// code; "" when a code was given that is wrong.
func (s *Service) givenAtOnce(tx *store.Tx, a found, h shown) (string, error) {
	if h.code == "" {
		return GivenPassword, nil
	}
	p, err := s.show(tx, a, h, question{})
	return p.Method, err
}

// askSecond keeps what the second step of signing in needs: the secret of the
// code, that only the password opens, closed under the session's token; and a
// challenge for the keys.
func (s *Service) askSecond(tx *store.Tx, open Session, token string, secret []byte) error {
	if len(secret) > 0 {
		box, err := underToken(token)
		if err != nil {
			return err
		}
		if err := tx.SetCeremony(open.ID, askCode, closeBox(box, nil, []byte(open.ID), secret), tx.Now().Add(askFor)); err != nil {
			return err
		}
	}
	return tx.SetCeremony(open.ID, askKey, newChallenge(), tx.Now().Add(askFor))
}

func newChallenge() []byte {
	b := make([]byte, digestBytes)
	_, _ = rand.Read(b) // never fails
	return b
}

// Second gives the second factor for a session that must have it, and gives the
// session another token. It is throttled and recorded as signing in is. Errors:
// session.ended, factor.not_asked, factor.late, factor.refused, session.throttled.
func (s *Service) Second(ctx context.Context, token string, g Given) (string, Session, error) {
	open, _, err := s.Resolve(ctx, token)
	if err != nil {
		return "", Session{}, err
	}
	if open.Must != MustFactor {
		return "", Session{}, errs.New(errs.Conflict, "factor.not_asked", "此会话不需要再提供第二因素。", "This session is not asked for a second factor.")
	}
	a, err := s.lookGiven(ctx, Given{Account: open.Account, Addr: g.Addr})
	if err != nil {
		return "", Session{}, err
	}
	var fresh string
	var out Session
	var answer error
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		answer = nil
		now, err := s.again(tx, a)
		if err != nil {
			return err
		}
		fresh, out, answer, err = s.second(tx, now, open, token, g)
		return first(err, s.stillFree(tx, a.subject, g.Addr))
	})
	if err = first(err, answer); err != nil {
		return "", Session{}, err
	}
	return fresh, out, nil
}

func (s *Service) second(tx *store.Tx, a found, open Session, token string, g Given) (fresh string, out Session, answer, err error) {
	challenge, err := tx.Ceremony(open.ID, askKey)
	if err != nil {
		return "", out, nil, err
	}
	if challenge == nil || a.state != account.Active {
		return "", out, late(), tx.EndSession(open.ID, "factor")
	}
	h := shown{code: codeOf(g.Code), key: g.Key}
	if h.secret, err = codeUnderToken(tx, open, token); err != nil {
		return "", out, nil, err
	}
	p, err := s.show(tx, a, h, question{session: open.ID, purpose: askKey})
	if err != nil {
		return "", out, nil, err
	}
	if p.Method != GivenCode && p.Method != GivenKey {
		if g.Key != nil { // the challenge is used up
			err = tx.SetCeremony(open.ID, askKey, newChallenge(), tx.Now().Add(askFor))
		}
		return "", out, factorRefused(), first(err, s.recordFailure(tx, a, g.Addr, "factor"))
	}
	if err := s.unask(tx, open.ID); err != nil {
		return "", out, nil, err
	}
	c := a.credential
	c.Failures, c.LastIn = 0, tx.Now()
	if err := tx.SetCredential(c); err != nil {
		return "", out, nil, err
	}
	a.credential = c
	fresh, out, err = s.raise(tx, a, open.ID, p.Method)
	return fresh, out, nil, err
}

func (s *Service) unask(tx *store.Tx, session string) error {
	for _, purpose := range []string{askCode, askKey} {
		if _, err := tx.TakeCeremony(session, purpose); err != nil {
			return err
		}
	}
	return nil
}

func codeUnderToken(tx *store.Tx, open Session, token string) ([]byte, error) {
	data, err := tx.Ceremony(open.ID, askCode)
	if err != nil || data == nil {
		return nil, err
	}
	box, err := underToken(token)
	if err != nil {
		return nil, err
	}
	secret, err := openBox(box, data, []byte(open.ID))
	if err != nil { // another token's: it opens nothing
		return nil, nil //nolint:nilerr // then no code is right
	}
	return secret, nil
}

func late() *errs.Error {
	return errs.New(errs.Unauthenticated, "factor.late", "登录超过5分钟未完成，请重新登录。", "Signing in took longer than five minutes; start again.")
}

func factorRefused() *errs.Error {
	return errs.New(errs.Unauthenticated, "factor.refused",
		"动态口令或安全密钥不正确。每个动态口令只能使用一次，可等待下一个。", "The code or the key is wrong. A code can be used once; wait for the next one.")
}

// secondMust says whether the holder has to give or to enter a second factor.
func (s *Service) secondMust(tx *store.Tx, a found, given string) (string, error) {
	list, err := tx.Factors(a.id)
	if err != nil {
		return "", err
	}
	if given == GivenPassword && len(list) > 0 {
		return MustFactor, nil
	}
	p, err := tx.Policy()
	if err != nil || enough(p, list) {
		return MustNothing, err
	}
	held, err := tx.SeatsOn(a.person, org.DateOf(tx.Now(), s.o.Zone))
	if err != nil || !requires(p, held) {
		return MustNothing, err
	}
	return MustEnrol, nil
}

// openedEvent is what is said of a session that was opened: half a sign-in
// forgives no failures, so it has another name.
func openedEvent(a found, row store.Session) event.Event {
	subjects := []event.Subject{a.subject, session(row.ID)}
	if row.Must == MustFactor {
		return event.Of(asked{Account: a.id, Session: row.ID, Kind: row.Kind, Addr: row.Addr}, subjects...)
	}
	return event.Of(opened{Account: a.id, Session: row.ID, Kind: row.Kind, Addr: row.Addr}, subjects...)
}

// SecondChallenge is what a key has to answer in the second step of signing in;
// nil when it is too late for that.
func (s *Service) SecondChallenge(ctx context.Context, open Session) ([]byte, error) {
	return s.store.Ceremony(ctx, open.ID, askKey)
}
