package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// KnowsPolicy reports whether the actor may read who set a policy value, when
// and why: the three administrators and the secrecy office. The values in force
// are everybody's.
func KnowsPolicy(actor org.Actor) bool {
	return actor.System || actor.Admin() || actor.Holds(org.SecrecyOffice)
}

const policySelect = `SELECT v.key, v.raw, v.reason, v.actor, p.name, v.at, v.version FROM policy_value v LEFT JOIN person p ON p.id = v.actor`

func scanPolicy(r *sql.Rows) (view.PolicyChange, error) {
	var v view.PolicyChange
	var name text
	var at stamp
	err := r.Scan(&v.Key, &v.Raw, &v.Reason, &v.By.ID, &name, &at, &v.Version)
	v.By.Name, v.At = string(name), at.time()
	return v, err
}

// PolicySince gives the last setting of every value that the organ has set, by
// its key; what is not in it stands as the product's sources have it.
func (s *Store) PolicySince(ctx context.Context, actor org.Actor) (map[string]view.PolicyChange, error) {
	if !KnowsPolicy(actor) {
		return nil, forbidden()
	}
	out := map[string]view.PolicyChange{}
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		v, err := scanPolicy(r)
		out[v.Key] = v
		return err
	}, policySelect+" WHERE v.version IN (SELECT max(version) FROM policy_value GROUP BY key)")
	return out, err
}

// PolicyChanges lists the settings of one value, the newest first.
func (s *Store) PolicyChanges(ctx context.Context, actor org.Actor, key, at string, limit int) (list []view.PolicyChange, next string, err error) {
	if !KnowsPolicy(actor) {
		return nil, "", forbidden()
	}
	before, err := numbered(at)
	if err != nil {
		return nil, "", err
	}
	limit = rowLimit(limit)
	err = s.reads().rows(ctx, func(r *sql.Rows) error {
		v, err := scanPolicy(r)
		list = append(list, v)
		return err
	}, policySelect+" WHERE v.key = ? AND v.version < ? ORDER BY v.version DESC LIMIT ?", key, before, limit+1)
	if len(list) > limit {
		list = list[:limit]
		next = cursor{Num: list[limit-1].Version}.encode()
	}
	return list, next, err
}
