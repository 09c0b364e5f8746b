package store

import (
	"context"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// Records gives of each of the assets what Asset gives, but for its parts and
// pairs, by id. What is not there or not in the actor's sight is not in the
// answer. However many they are, it is two queries: the records, and the names of
// all that their requests speak of; these are in Names of each.
func (s *Store) Records(ctx context.Context, actor org.Actor, ids []string) (map[string]view.Record, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !idShaped(id) })
	out := make(map[string]view.Record, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var w where
	w.and("a.id IN ?", ids)
	w.scope(actor)
	found := make(map[string]*recordRow, len(ids))
	rows := make([]*assetRow, 0, len(ids))
	if err := s.reads().scan(ctx, func(r scanner) error {
		one := new(recordRow)
		if err := one.scan(r); err != nil {
			return err
		}
		if known := found[one.state.ID]; known != nil { // another label of the same
			known.labels = append(known.labels, one.labels...)
			return nil
		}
		found[one.state.ID] = one
		rows = append(rows, &one.state)
		return nil
	}, oneRecord+w.sql(), w.args...); err != nil {
		return nil, err
	}
	names := map[string]string{}
	if err := s.nameRequests(ctx, actor, rows, names); err != nil {
		return nil, err
	}
	for id, one := range found {
		slices.SortFunc(one.labels, func(a, b asset.Label) int { return a.Number - b.Number })
		r := view.Record{Asset: s.listed(&one.state, one.num), State: one.state.State, Labels: one.labels, Names: names}
		r.Asked = s.askedOf(r.State, names)
		out[id] = r
	}
	return out, nil
}
