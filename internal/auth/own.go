package auth

import (
	"context"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// SignOut ends the session of a token. A token of no open session is no error:
// the wish is fulfilled.
func (s *Service) SignOut(ctx context.Context, token string) error {
	session, _, err := s.Resolve(ctx, token)
	if errs.IsKind(err, errs.Unauthenticated) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.End(ctx, session)
}

// End ends an open session.
func (s *Service) End(ctx context.Context, open Session) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		a, _, err := tx.Account(open.Account)
		if err != nil {
			return err
		}
		if err := tx.EndSession(open.ID, "signed out"); err != nil {
			return err
		}
		return tx.Append(a.Person, "", event.Of(account.SessionClosed{Account: open.Account, Session: open.ID}, session(open.ID)))
	})
}

// Activate sets the first password of an active account with the one-time code
// that was handed to its owner. Errors: activation.refused, password.weak.
func (s *Service) Activate(ctx context.Context, login, code, password string) error {
	return s.ActivateFrom(ctx, login, code, password, "")
}

// ActivateFrom is Activate for a client whose address is known. A wrong code
// counts as a failed sign-in. Login, code and state are judged before the
// password, so that an answer about the password tells nothing to a stranger.
func (s *Service) ActivateFrom(ctx context.Context, login, code, password, addr string) error {
	login = normal(login)
	known, err := s.look(ctx, login, addr)
	if err != nil {
		return err
	}
	hash := ""
	if len(password) <= maxPassword {
		if hash, err = s.hasher.hash(ctx, password); err != nil {
			return err
		}
	}
	var answer error
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		answer = nil
		a, err := s.again(tx, known)
		if err != nil {
			return err
		}
		right := false
		if a.id != "" && a.state == account.Active {
			// Used up here; an error below rolls that back with all else.
			if right, err = tx.UseActivation(a.id, code); err != nil {
				return err
			}
		}
		if !right {
			answer = errs.New(errs.Unauthenticated, "activation.refused",
				"账号或激活码不正确，或激活码已使用、已过期，或账号未启用。", "The account or the code is wrong, or the code was used or has expired, or the account is not active.")
			return first(s.recordFailure(tx, a, addr, "activation"), s.stillFree(tx, a.subject, addr))
		}
		// Here, where the code was right, an answer about the password tells only
		// the owner something, and the time it takes as well.
		if err := s.fit(tx, a, password); err != nil {
			return err
		}
		hashes, n, err := s.formers(tx, a)
		if err != nil {
			return err
		}
		if err := s.unused(ctx, hashes, n, password); err != nil {
			return err
		}
		// The secret of a code was sealed under the password that is gone, and whoever
		// had this code handed out says that the person has to start anew.
		return first(s.endFactors(tx, a, account.FactorReactivate), s.setPassword(tx, a, hash), s.stillFree(tx, a.subject, addr))
	})
	if err == nil {
		err = answer
	}
	return err
}

// ChangePassword sets a new password for the actor's own account; given has the
// old one, and his second factor where he has one. All his other sessions end; the
// one he acts in goes on.
//
// The factor is asked for here also where it was given a moment ago to sign in, and
// where the password has expired: ASVS 5.0 7.5.1 wants whoever changes what proves
// him proved anew in full and knows no exception, 6.2.3 wants the old password
// beside the new one. Were it waived after signing in, a session left open and a
// password seen would do to lock its owner out. It costs a touch, or the wait for
// the next code. A security key answers the challenge of ProofChallenge. Errors:
// password.weak, old password wrong, proof.refused, session.throttled.
func (s *Service) ChangePassword(ctx context.Context, actor org.Actor, given Given, password string) error {
	if actor.Account == "" {
		return ended()
	}
	given.Account, given.Login = actor.Account, ""
	if actor.Session == "" { // nobody was asked a challenge
		given.Key = nil
	}
	a := found{id: actor.Account, subject: event.Subject{Kind: kindLogin, ID: actor.Account}}
	if err := s.mayBecome(ctx, a, given, password); err != nil {
		return err
	}
	list, err := s.store.Factors(ctx, actor.Account)
	if err != nil {
		return err
	}
	_, _, err = s.prove(ctx, given, question{session: actor.Session, purpose: askProof, own: true})
	if e := errs.As(err); err != nil && e.Code == "proof.refused" {
		if len(list) == 0 {
			return errs.InvalidField("old", "原口令不正确。", "The old password is wrong.")
		}
		e.Text = errs.T("原口令、动态口令或安全密钥不正确，口令未修改。", "The old password, the one-time code or the security key is wrong; the password was not changed.")
		return e
	}
	if err != nil {
		return err
	}
	return s.replacePassword(ctx, actor, given.Password, password)
}

// mayBecome says what is wrong with a new password, before a code is used up for
// it. That it is a former one is told only to who knows the present one.
func (s *Service) mayBecome(ctx context.Context, a found, given Given, password string) error {
	var formers []string
	var n int
	if err := s.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		if a, err = s.again(tx, a); err != nil {
			return err
		}
		if err := s.barred(tx, a.subject, given.Addr); err != nil {
			return err
		}
		if formers, n, err = s.formers(tx, a); err != nil {
			return err
		}
		return s.fit(tx, a, password)
	}); err != nil {
		return err
	}
	right, err := s.isPassword(ctx, a, given.Password)
	if err != nil || !right {
		return err // prove refuses and counts it
	}
	return s.unused(ctx, formers, n, password)
}

// replacePassword sets the password of who has just proved himself with the old.
func (s *Service) replacePassword(ctx context.Context, actor org.Actor, old, password string) error {
	var was string
	if err := s.store.Read(ctx, func(tx *store.Tx) error {
		c, _, err := tx.Credential(actor.Account)
		was = c.Hash
		return err
	}); err != nil {
		return err
	}
	right, err := s.isPassword(ctx, found{id: actor.Account, hash: was}, old)
	if err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	sealed, err := s.reseal(ctx, actor.Account, old, password)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		now, err := s.again(tx, found{id: actor.Account, subject: loginOf(actor.Account)})
		if err != nil {
			return err
		}
		if !right || now.hash != was || now.state != account.Active { // changed since it was proved
			return errs.New(errs.Conflict, "password.changed", "口令刚被修改，请用新口令重试。", "The password was changed this moment; try again with that one.")
		}
		return first(s.sealAgain(tx, now, sealed), s.setPassword(tx, now, hash, actor.Session))
	})
}

// setPassword stores the hash, keeps the one before as a former one, says in the history that it was set, and ends
// every session of the account but the ones named.
func (s *Service) setPassword(tx *store.Tx, a found, hash string, keep ...string) error {
	s.verified.forget(a.id)
	c := a.credential
	if err := tx.AddFormer(a.id, c.Hash, c.Changed); err != nil {
		return err
	}
	c.Account, c.Hash, c.Changed = a.id, hash, tx.Now()
	if err := tx.SetCredential(c); err != nil {
		return err
	}
	if err := tx.EndSessions(a.id, keep...); err != nil {
		return err
	}
	a.credential, a.hash = c, hash
	if err := s.relieve(tx, a, keep...); err != nil {
		return err
	}
	e := event.Of(account.SecretSet{Account: a.id, What: "password"}, event.Subject{Kind: account.KindSubject, ID: a.id})
	return tx.Append(a.person, "", e)
}

func first(errors ...error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}
