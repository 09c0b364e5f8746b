package store

import (
	"context"
	"encoding/json"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// noAccount is the answer to who may not read an account's life, and to an id of
// none: what he may not read is not told apart from what is not there.
func noAccount() *errs.Error {
	return errs.New(errs.NotFound, "account.not_found", "没有找到该账号，或您无权查看。", "No such account, or it is not yours to look at.")
}

// AccountLife tells an account's life with its sign-ins and failures, the newest
// first: to the auditor everybody's, to its owner his own, to the security
// administrator what is not of an administrator's term, whose acts are the
// auditor's alone (REG 34). To the system administrator, who creates accounts, it
// tells the account without its events.
func (s *Store) AccountLife(ctx context.Context, actor org.Actor, id, at string, limit int) (view.AccountLife, error) {
	var v view.AccountLife
	own := actor.Account != "" && actor.Account == id
	if !own && !actor.Admin() && !actor.System {
		return v, noAccount()
	}
	before, err := numbered(at)
	if err != nil {
		return v, err
	}
	var creator, creatorName text
	var created, last stamp
	found, err := s.reads().one(ctx, []any{
		&v.ID, &v.Login, &v.State, &v.Person.ID, &v.Person.Name, &created, &last, &v.Failures, &v.Version, &creator, &creatorName,
	}, `SELECT a.id, a.login, a.state, a.person_id, p.name, a.created, c.last_in, coalesce(c.failures, 0), a.version, a.creator, q.name
		FROM account a JOIN person p ON p.id = a.person_id LEFT JOIN credential c ON c.account_id = a.id LEFT JOIN person q ON q.id = a.creator
		WHERE a.id = ?`, id)
	if err != nil {
		return v, err
	}
	if !found {
		return v, noAccount()
	}
	v.Created, v.LastIn, v.Creator = created.time(), last.time(), view.Ref{ID: string(creator), Name: string(creatorName)}
	one := []view.Account{v.Account}
	if err := s.lastMoves(ctx, one); err != nil {
		return v, err
	}
	if err := s.locksFor(ctx, actor, one); err != nil {
		return v, err
	}
	var of where
	of.and("person_id = ?", v.Person.ID)
	if err := s.seatsToday(ctx, one, of); err != nil {
		return v, err
	}
	v.Account = one[0]
	if actor.Admin() {
		var w where
		w.and("d.account_id = ? AND d.state = 'open' AND d.expires > ?", id, stampOf(s.now()))
		if v.Duals, err = s.duals(ctx, w, " ORDER BY d.asked"); err != nil {
			return v, err
		}
		for i := range v.Duals {
			v.Duals[i].OwnerSeats = v.Seats
		}
	}
	told := lifeTold{account: id}
	switch {
	case own, actor.System, actor.Holds(org.Auditor):
	case actor.Holds(org.SecurityAdmin):
		if told.but, err = s.termsOf(ctx, v.Person.ID); err != nil {
			return v, err
		}
		v.Withheld = len(told.but) > 0
	default:
		v.Withheld = true
		return v, nil
	}
	v.Events, v.Next, err = s.accountEvents(ctx, told, before, rowLimit(limit))
	return v, err
}

// lifeTold is what is told of the life of an account: all but what happened to it
// in the terms.
type lifeTold struct {
	account string
	but     []term
}

// accountEvents reads both lines of an account: its own, and that of its sign-ins.
func (s *Store) accountEvents(ctx context.Context, of lifeTold, before int64, limit int) (list []view.AccountEvent, next string, err error) {
	var w where
	w.and("s.kind IN (?, ?) AND s.subject = ? AND s.event_id < ?", account.KindSubject, account.KindLogin, of.account, before)
	for _, t := range of.but {
		in, args := t.within()
		w.and("NOT ("+in+")", args...)
	}
	err = s.reads().scan(ctx, func(r scanner) error {
		var e view.AccountEvent
		var name text
		var at stamp
		var leaf []byte
		if err := r.Scan(&e.Event, &e.Type, &e.By.ID, &name, &at, &leaf); err != nil {
			return err
		}
		e.By.Name, e.At = string(name), at.time()
		var l struct {
			D struct {
				State, What, Kind, Reason, Addr string
			} `json:"d"`
		}
		if err := json.Unmarshal(leaf, &l); err != nil {
			return errs.Wrap(err, "store.leaf")
		}
		e.State, e.What, e.Reason, e.Addr = l.D.State, l.D.What, l.D.Reason, l.D.Addr
		if e.What == "" {
			e.What = l.D.Kind
		}
		list = append(list, e)
		return nil
	}, `SELECT DISTINCT e.id, e.type, e.actor, p.name, e.at, e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		LEFT JOIN person p ON p.id = e.actor`+w.sql()+" ORDER BY e.id DESC LIMIT ?", append(w.args, limit+1)...)
	if len(list) > limit {
		list = list[:limit]
		next = cursor{Num: list[limit-1].Event}.encode()
	}
	return list, next, err
}

// HasActive reports whether the person has an account that is active. The account
// stays as it is until the transaction ends.
func (x *Tx) HasActive(person string) (bool, error) {
	var id string
	return x.first([]any{&id}, "SELECT id FROM account WHERE person_id = ? AND state = ?"+x.dialect.forShare(), person, account.Active)
}
