package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

const accountSelect = `SELECT a.id, a.login, a.state, a.person_id, p.name, a.created, c.last_in, coalesce(c.failures, 0), a.version, CASE WHEN coalesce(c.hash, '') = '' THEN 0 ELSE 1 END, a.login_key FROM account a
	JOIN person p ON p.id = a.person_id LEFT JOIN credential c ON c.account_id = a.id`

func scanAccount(r *sql.Rows) (v view.Account, key, id string, err error) {
	var created, last stamp
	var password int
	err = r.Scan(&v.ID, &v.Login, &v.State, &v.Person.ID, &v.Person.Name, &created, &last, &v.Failures, &v.Version, &password, &key)
	v.NoPassword = password == 0
	v.Created, v.LastIn = created.time(), last.time()
	return v, key, v.ID, err
}

// Accounts lists all accounts, by login, for the three administrators.
func (s *Store) Accounts(ctx context.Context, actor org.Actor) ([]view.Account, error) {
	if !actor.Admin() && !actor.System {
		return nil, forbidden()
	}
	var out []view.Account
	if err := s.reads().rows(ctx, func(r *sql.Rows) error {
		v, _, _, err := scanAccount(r)
		out = append(out, v)
		return err
	}, accountSelect+" ORDER BY a.login_key"); err != nil || len(out) == 0 {
		return nil, err
	}
	if err := s.lastMoves(ctx, out); err != nil {
		return nil, err
	}
	if err := s.locksFor(ctx, actor, out); err != nil {
		return nil, err
	}
	return out, s.seatsToday(ctx, out, where{})
}

// AccountPage lists the accounts that the filter lets through, by login, for the
// three administrators.
func (s *Store) AccountPage(ctx context.Context, actor org.Actor, f view.AccountFilter) (view.AccountPage, error) {
	var p view.AccountPage
	if !actor.Admin() && !actor.System {
		return p, forbidden()
	}
	var w where
	if t := foldText(f.Text); t != "" {
		like := likePattern(t)
		w.and(`(a.login_key LIKE ? ESCAPE '\' OR p.name_key LIKE ? ESCAPE '\')`, like, like)
	}
	if f.Person != "" {
		w.and("a.person_id = ?", f.Person)
	}
	if f.State != "" {
		w.and("a.state = ?", f.State)
	}
	var err error
	p.Rows, p.Next, p.Prev, err = keysetPage(ctx, s.reads(), keyset{"a.login_key", "a.id", f.Cursor, f.Limit}, accountSelect, w, scanAccount)
	if err != nil || len(p.Rows) == 0 {
		return p, err
	}
	var of where
	persons := make([]string, len(p.Rows))
	for i, a := range p.Rows {
		persons[i] = a.Person.ID
	}
	of.and("person_id IN ?", persons)
	if err := s.lastMoves(ctx, p.Rows); err != nil {
		return p, err
	}
	if err := s.locksFor(ctx, actor, p.Rows); err != nil {
		return p, err
	}
	return p, s.seatsToday(ctx, p.Rows, of)
}

// NoPassword reports whether the account has no password: its owner has not set
// one yet, or not since a recovery. For the three administrators.
func (s *Store) NoPassword(ctx context.Context, actor org.Actor, id string) (bool, error) {
	if !actor.Admin() && !actor.System {
		return false, forbidden()
	}
	var n int
	_, err := s.reads().one(ctx, []any{&n}, "SELECT count(*) FROM credential WHERE account_id = ? AND hash <> ''", id)
	return n == 0, err
}

// CountAccounts counts the accounts in a state, most at most, for the three
// administrators.
func (s *Store) CountAccounts(ctx context.Context, actor org.Actor, state string, most int) (n int, err error) {
	if !actor.Admin() && !actor.System {
		return 0, forbidden()
	}
	_, err = s.reads().one(ctx, []any{&n}, "SELECT count(*) FROM (SELECT 1 FROM account a WHERE a.state = ? LIMIT ?) AS few", state, most)
	return n, err
}

// lastMoves adds to the accounts who brought them into their state, when and why.
func (s *Store) lastMoves(ctx context.Context, list []view.Account) error {
	place, ids := map[string]int{}, make([]string, len(list))
	for i, a := range list {
		place[a.ID], ids[i] = i, a.ID
	}
	return s.reads().scan(ctx, func(r scanner) error {
		var id string
		var m view.Moved
		var name text
		var at stamp
		var leaf []byte
		if err := r.Scan(&id, &m.By.ID, &name, &at, &leaf); err != nil {
			return err
		}
		m.By.Name, m.At = string(name), at.time()
		var err error
		_, _, m.Reason, err = said(leaf)
		list[place[id]].Moved = m
		return err
	}, lastMoveSelect, account.KindSubject, account.KindSubject, (account.StateSet{}).EventType(), ids)
}

// lastMoveSelect reads of each account the last event of a kind alone: the others
// of its line are passed over without their content.
const lastMoveSelect = `SELECT a.id, e.actor, p.name, e.at, e.leaf FROM account a
	JOIN ledger_subject s ON s.kind = ? AND s.subject = a.id AND s.seq = (SELECT max(l.seq) FROM ledger_subject l
		JOIN ledger_event m ON m.id = l.event_id WHERE l.kind = ? AND l.subject = a.id AND m.type = ?)
	JOIN ledger_event e ON e.id = s.event_id LEFT JOIN person p ON p.id = e.actor WHERE a.id IN ?`

// seatsToday adds to the accounts what their people hold today.
func (s *Store) seatsToday(ctx context.Context, list []view.Account, w where) error {
	place := map[string]int{} // person → place in list
	for i, a := range list {
		if a.State != "closed" { // a closed account holds nothing
			place[a.Person.ID] = i
		}
	}
	today := string(org.DateOf(s.now(), organZone))
	w.and("NOT ended AND from_day <= ? AND (until_day = '' OR until_day >= ?)", today, today)
	return s.reads().rows(ctx, func(r *sql.Rows) error {
		var person string
		var seat org.Seat
		err := r.Scan(&person, &seat)
		if i, ok := place[person]; ok {
			list[i].Seats = append(list[i].Seats, seat)
		}
		return err
	}, "SELECT DISTINCT person_id, seat FROM seat"+w.sql()+" ORDER BY person_id, seat", w.args...)
}
