package auth

import (
	"context"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Given is what a person shows to prove that it is he.
type Given struct {
	Login    string // as typed; or
	Account  string // the id, of who is signed in already
	Password string
	Code     string     // of a one-time code, six digits
	Key      *Assertion // a security key's answer
	Addr     string     // of the client, for throttling and the record
}

// digestBytes is the size of what a key signs for: a SHA-256.
const digestBytes = 32

// notProved is the one answer to a password or factor that is wrong or missing
// and to an account that is unknown or not active.
func notProved() *errs.Error {
	return errs.New(errs.Invalid, "proof.refused",
		"口令、动态口令或安全密钥不正确，或账号未启用。", "The password, the one-time code or the security key is wrong, or the account is not active.")
}

// Prove checks password and, where the account has one, second factor, for what
// has to be signed. With a security key, what it signed over is in the proof's
// Digest: the caller holds it against what is to be signed. It is throttled and
// recorded like signing in. Who has to change his password or to enter a factor
// first signs nothing, wherever he gives it. Errors: proof.refused,
// proof.password_expired, proof.enrol, session.throttled.
func (s *Service) Prove(ctx context.Context, g Given) (org.Actor, org.Proof, error) {
	return s.prove(ctx, g, question{})
}

// question is where the challenge for a key is kept; the zero value is none:
// the key signs over a digest that the caller knows. own says that he proves
// himself for changing what proves him, which he may although it is not what the
// policy asks for: else he could never change it.
type question struct {
	session, purpose string
	own              bool
}

func (s *Service) prove(ctx context.Context, g Given, q question) (org.Actor, org.Proof, error) {
	a, err := s.lookGiven(ctx, g)
	if err != nil {
		return org.Actor{}, org.Proof{}, err
	}
	right, err := s.isPassword(ctx, a, g.Password)
	if err != nil {
		return org.Actor{}, org.Proof{}, err
	}
	h := shown{code: codeOf(g.Code), key: g.Key}
	if right && h.code != "" {
		if h.secret, err = s.codeSecret(ctx, a.id, g.Password); err != nil {
			return org.Actor{}, org.Proof{}, err
		}
	}
	var proof org.Proof
	var answer error
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		proof, answer = org.Proof{}, nil
		now, err := s.again(tx, a)
		if err != nil {
			return err
		}
		what := "password"
		if right && now.hash == a.hash && now.state == account.Active {
			if proof, err = s.show(tx, now, h, q); err != nil {
				return err
			}
			what = "factor"
		}
		switch {
		case proof.Method == "":
			answer = notProved()
			err = s.recordFailure(tx, now, g.Addr, what)
		case !q.own: // what was shown is used up all the same
			answer, err = s.unfit(tx, now, proof.Method)
		}
		return first(err, s.stillFree(tx, a.subject, g.Addr))
	})
	if err = first(err, answer); err != nil {
		return org.Actor{}, org.Proof{}, err
	}
	actor, err := s.store.Actor(ctx, a.id, org.DateOf(s.store.Now(), s.o.Zone))
	return actor, proof, err
}

// unfit is why somebody who has shown what is given may not sign all the same:
// what a session of his would have to do first (mustOf).
func (s *Service) unfit(tx *store.Tx, a found, given string) (why, err error) {
	must, err := s.mustOf(tx, a, given)
	if err != nil {
		return nil, err
	}
	switch must {
	case MustPassword:
		why = errs.New(errs.Forbidden, "proof.password_expired",
			"口令已过期，不能用于签署，没有办理。请本人先登录并修改口令，再来签署。",
			"The password has expired and signs nothing; nothing was done. Sign in yourself and change it, then sign.")
	case MustEnrol:
		why = errs.New(errs.Forbidden, "proof.enrol",
			"策略要求第二因素，本账号尚未登记所要求的种类，不能签署，没有办理。请本人先登录，在“设置—第二因素”登记，再来签署。",
			"The policy asks for a second factor that this account does not have, so it signs nothing; nothing was done. Sign in yourself and enter one under Settings, Second factors, then sign.")
	}
	return why, nil
}

// lookGiven is look for who is named by login or by id.
func (s *Service) lookGiven(ctx context.Context, g Given) (found, error) {
	if g.Account == "" {
		return s.look(ctx, normal(g.Login), g.Addr)
	}
	a := found{id: g.Account, subject: event.Subject{Kind: kindLogin, ID: g.Account}}
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		if a, err = s.again(tx, a); err != nil {
			return err
		}
		return s.barred(tx, a.subject, g.Addr)
	})
	return a, err
}
