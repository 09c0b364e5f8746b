package store

import (
	"context"
	"math"
	"slices"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// Home counts what waits for the actor, each figure by the filter of the list
// that stands behind it.
func (s *Store) Home(ctx context.Context, actor org.Actor) (view.Home, error) {
	var out view.Home
	if actor.Scope().None {
		return out, nil
	}
	for _, c := range []struct {
		to *int64
		f  view.AssetFilter
	}{
		{&out.Accept, view.AssetFilter{Accepts: true}}, {&out.Approve, view.AssetFilter{Approves: true}},
		{&out.Asked, view.AssetFilter{Asked: true}}, {&out.Keeps, view.AssetFilter{Keeper: actor.Person}},
		{&out.Return, view.AssetFilter{Return: true}}, {&out.Overdue, view.AssetFilter{Hold: asset.HoldOverdueClear}},
		{&out.Labels, view.AssetFilter{Unlabelled: true}}, {&out.Held, view.AssetFilter{Held: true}},
	} {
		n, err := s.CountAssets(ctx, actor, c.f, math.MaxInt)
		if err != nil {
			return out, err
		}
		*c.to = int64(n)
	}
	return out, nil
}

// DueSoon lists what falls due until the given time and is not over yet, the
// nearest first: requests that fall back, media to clear, clearances that end.
func (s *Store) DueSoon(ctx context.Context, actor org.Actor, until time.Time, limit int) ([]view.DueItem, error) {
	var out []view.DueItem
	if actor.Scope().None {
		return out, nil
	}
	now := s.now()
	var requests, media, clearances where
	requests.scope(actor)
	requests.and("a.request_due >= ? AND a.request_due < ?", stampOf(now), stampOf(until))
	media.scope(actor)
	media.and("a.content_since IS NOT NULL AND a.clear_by >= ? AND a.clear_by < ?", stampOf(now), stampOf(until))
	for _, q := range []struct {
		kind, column string
		w            *where
	}{{"request", "a.request_due", &requests}, {"clear", "a.clear_by", &media}} {
		if err := s.reads().scan(ctx, func(r scanner) error {
			d := view.DueItem{Kind: q.kind}
			var at stamp
			err := r.Scan(&at, &d.Asset.ID, &d.Asset.Name, &d.Name)
			d.At = at.time()
			out = append(out, d)
			return err
		}, "SELECT "+q.column+", a.id, a.code, a.name FROM asset a"+q.w.sql()+" ORDER BY "+q.column+", a.id LIMIT ?", append(q.w.args, limit)...); err != nil {
			return nil, err
		}
	}
	clearances.clearances(actor)
	clearances.and("p.clearance_until >= ? AND p.clearance_until < ?", string(org.DateOf(now, organZone)), string(org.DateOf(until, organZone)))
	err := s.reads().scan(ctx, func(r scanner) error {
		d := view.DueItem{Kind: "clearance"}
		var day string
		if err := r.Scan(&day, &d.Who.ID, &d.Who.Name); err != nil {
			return err
		}
		at, err := time.ParseInLocation("2006-01-02", day, organZone)
		d.At = at
		out = append(out, d)
		return err
	}, "SELECT p.clearance_until, p.id, p.name FROM person p"+clearances.sql()+" ORDER BY p.clearance_until, p.id LIMIT ?", append(clearances.args, limit)...)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b view.DueItem) int { return a.At.Compare(b.At) })
	return out[:min(limit, len(out))], nil
}
