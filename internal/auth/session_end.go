package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Reasons for which a session ends other than by its holder signing out of it.
const (
	endedByOwner   = "owner"     // its holder, from another session
	endedByAdmin   = "admin"     // the security administrator
	endedElsewhere = "elsewhere" // its holder signed in in another browser, and the policy allows one
)

// Sessions lists the actor's own open sessions, the last used first. Error:
// token.not_here.
func (s *Service) Sessions(ctx context.Context, actor org.Actor) ([]Session, error) {
	if err := inPerson(actor); err != nil {
		return nil, err
	}
	var out []Session
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.OpenSessions(actor.Account)
		if err != nil {
			return err
		}
		p, err := tx.Policy()
		for _, r := range list {
			if tx.Now().Before(s.expiry(p, r.Created, r.Seen)) {
				v := sessionOf(r, "")
				v.FormToken = ""
				out = append(out, v)
			}
		}
		return err
	})
	return out, err
}

// EndSession ends one of the actor's own sessions. Errors: session.none,
// token.not_here.
func (s *Service) EndSession(ctx context.Context, actor org.Actor, id string) error {
	if err := inPerson(actor); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		row, ok, err := tx.SessionForUpdate(id)
		if err != nil {
			return err
		}
		if !ok || row.Account != actor.Account {
			return errs.New(errs.NotFound, "session.none", "没有这个会话，或已结束。", "There is no such session, or it has ended.")
		}
		return s.endAll(tx, actor.Person, endedByOwner, "", row)
	})
}

// EndOwn ends the actor's own sessions, this one too or all others only, and his
// tokens if he wants that. Error: token.not_here.
func (s *Service) EndOwn(ctx context.Context, actor org.Actor, thisToo, tokensToo bool) error {
	if err := inPerson(actor); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.OpenSessions(actor.Account)
		if err != nil {
			return err
		}
		if !thisToo {
			list = slices.DeleteFunc(list, func(r store.Session) bool { return r.ID == actor.Session })
		}
		if err := s.endAll(tx, actor.Person, endedByOwner, "", list...); err != nil || !tokensToo {
			return err
		}
		tokens, err := tx.OpenTokens(actor.Account)
		if err != nil {
			return err
		}
		return s.endTokens(tx, actor.Person, "", tokens...)
	})
}

// EndSessionsOf ends every session and token of an account: the security
// administrator does, when a station was left open or a token was lost. The
// system administrator does not: he suspends. Errors: flow.seat, which is kept, account.none.
func (s *Service) EndSessionsOf(ctx context.Context, actor org.Actor, id string) error {
	if err := inPerson(actor); err != nil {
		return err
	}
	if !actor.Holds(org.SecurityAdmin) {
		return s.refuse(ctx, actor, account.VerbEndSessions, rulebook.Refuse("flow.seat", org.SecurityAdmin.Text()))
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		if _, ok, err := tx.AccountForUpdate(id); err != nil || !ok {
			if err == nil {
				err = errs.New(errs.NotFound, "account.none", "没有这个账号。", "There is no such account.")
			}
			return err
		}
		list, err := tx.OpenSessions(id)
		if err != nil {
			return err
		}
		tokens, err := tx.OpenTokens(id)
		if err != nil {
			return err
		}
		return first(s.endAll(tx, actor.Person, endedByAdmin, "", list...), s.endTokens(tx, actor.Person, endedByAdmin, tokens...))
	})
}

// keepTime is how long a refusal may wait for the writer.
const keepTime = 30 * time.Second

// refuse keeps a refusal, whether or not somebody still waits for the answer,
// and returns it.
func (s *Service) refuse(ctx context.Context, actor org.Actor, verb string, e *errs.Error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	kept := store.Refusal{Actor: actor.Person, Account: actor.Account, Verb: verb, Rule: e.Rule, Articles: e.Articles, Missing: e.Kept()}
	if err := s.store.RecordRefusals(ctx, []store.Refusal{kept}); err != nil {
		return errs.Wrap(err, "auth.refuse")
	}
	return e
}

// displace ends the account's other page sessions when a page session is complete
// and the policy allows one. A password alone, without the second factor, throws
// nobody out.
func (s *Service) displace(tx *store.Tx, a found, row store.Session, addr string) error {
	p, err := tx.Policy()
	if err != nil || !p.Bool("session.one") || Kind(row.Kind) != Page || row.Must == MustFactor {
		return err
	}
	list, err := tx.OpenSessions(a.id)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(r store.Session) bool { return r.ID == row.ID || Kind(r.Kind) != Page })
	return s.endAll(tx, a.person, endedElsewhere, addr, list...)
}

// endAll ends sessions, each with its event.
func (s *Service) endAll(tx *store.Tx, by, reason, addr string, list ...store.Session) error {
	for _, r := range list {
		if err := tx.EndSession(r.ID, endReason(reason, addr)); err != nil {
			return err
		}
		e := event.Of(account.SessionClosed{Account: r.Account, Session: r.ID, Reason: reason, Addr: addr}, session(r.ID))
		if err := tx.Append(by, "", e); err != nil {
			return err
		}
	}
	return nil
}

// endReason is what the row keeps: the reason, with the address behind it.
func endReason(reason, addr string) string {
	if addr == "" {
		return reason
	}
	return reason + " " + addr
}

// endedAs tells the holder of an ended session why, where that is for him to know.
func endedAs(r store.Session) *errs.Error {
	addr, ok := strings.CutPrefix(r.Reason, endedElsewhere+" ")
	if !ok && r.State == account.Active {
		return over()
	}
	if !ok { // nothing is told of a suspension
		return ended()
	}
	return errs.New(errs.Unauthenticated, "session.elsewhere",
		"会话已结束：您的账号在别处（"+addr+"）登录，同一账号同时只能有一个页面会话。如非本人操作，请立即修改口令并报告安全管理员。",
		"The session has ended because you signed in elsewhere, from "+addr+": an account has one page session. If it was not you, change the password now and tell the security administrator.")
}

// over is ended for who held a session of an account that is active still: he may
// be told that it was one.
func over() *errs.Error {
	e := ended()
	e.Code = "session.over"
	return e
}
