package store

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// CountAssets counts what the actor may see and the filter lets through, but no
// further than most: a figure beside a saved list says «most or more» and costs
// no walk over the whole book. What tables of counts tell costs none at all. Of
// the rest, a filter that no index serves and that few rows fit still makes one:
// callers give ctx the time the figure is worth.
func (s *Store) CountAssets(ctx context.Context, actor org.Actor, f view.AssetFilter, most int) (int, error) {
	if tells(f) {
		n, err := s.tallied(ctx, actor, f)
		return int(min(n, int64(most))), err
	}
	q, err := s.filter(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	var n int
	_, err = s.reads().one(ctx, []any{&n}, "SELECT count(*) FROM (SELECT 1 FROM asset a"+q.join+q.sql()+" LIMIT ?) AS few", append(q.args, most)...)
	return n, err
}
