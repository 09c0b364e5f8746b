package store

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/view"
)

// Joining reads whether the policy lets one person be system and security
// administrator, and keeps that from changing until the transaction ends; and no
// two transactions that ask for it run at the same time. Otherwise the seats
// could be joined while the policy parts them.
func (x *Tx) Joining() (bool, error) {
	if err := x.lockOrgan(); err != nil {
		return false, err
	}
	p, err := x.PolicyForUpdate()
	return err == nil && p.Bool(org.JoinPolicy), err
}

const joinedSelect = `SELECT p.id, p.name FROM person p WHERE EXISTS (SELECT 1 FROM seat s WHERE s.person_id = p.id AND NOT s.ended AND s.seat = 'system_admin')
	AND EXISTS (SELECT 1 FROM seat s WHERE s.person_id = p.id AND NOT s.ended AND s.seat = 'security_admin') ORDER BY p.name_key, p.id`

// JoinedAdministrators names who holds both seats, whatever the days; Joining has
// been asked before.
func (x *Tx) JoinedAdministrators() ([]string, error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	var out []string
	err := x.ask(func(r scanner) error {
		var id, name string
		err := r.Scan(&id, &name)
		out = append(out, name)
		return err
	}, joinedSelect)
	return out, err
}

// Joined lists who is system and security administrator at once, for everybody to
// know. Where the policy joins nothing, the database is not asked.
func (s *Store) Joined(ctx context.Context, p policy.Policy) ([]view.Ref, error) {
	if !p.Bool(org.JoinPolicy) {
		return nil, nil
	}
	var out []view.Ref
	err := s.reads().scan(ctx, func(r scanner) error {
		var v view.Ref
		err := r.Scan(&v.ID, &v.Name)
		out = append(out, v)
		return err
	}, joinedSelect)
	return out, err
}

// SeatsEnding counts the seats that end by the day, for the security
// administrator; most at most.
func (s *Store) SeatsEnding(ctx context.Context, actor org.Actor, by org.Date, most int) (n int, err error) {
	if !actor.Holds(org.SecurityAdmin) && !actor.System {
		return 0, forbidden()
	}
	today := string(org.DateOf(s.now(), organZone))
	_, err = s.reads().one(ctx, []any{&n}, `SELECT count(*) FROM (SELECT 1 FROM seat s JOIN person p ON p.id = s.person_id AND p.status <> 'closed'
		WHERE NOT s.ended AND s.until_day <> '' AND s.until_day >= ? AND s.until_day <= ? LIMIT ?) AS few`, today, string(by), most)
	return n, err
}
