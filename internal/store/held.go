package store

import (
	"bytes"
	"context"
	"database/sql"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/view"
)

// Held tells who had an asset when, from its first event to its last, and what
// it was before the moment asked (nothing, if that is zero). It holds the events
// of this one asset against its fold: as the book is written, not as it stands.
func (s *Store) Held(ctx context.Context, actor org.Actor, id string, asked time.Time) (view.Held, error) {
	if err := s.seen(ctx, actor, id); err != nil {
		return view.Held{}, err
	}
	h := view.Held{Asked: asked, Names: map[string]string{}}
	err := s.Read(ctx, func(x *Tx) error {
		h.Line, h.Then = asset.Line{}, asset.State{}
		return x.eachEvent(asset.KindSubject, id, func(_ int64, e event.Event) {
			h.Line = h.Line.Then(e)
			if !asked.IsZero() && e.At.Before(asked) {
				h.Then = h.Line.State
			}
		})
	})
	if err != nil {
		return view.Held{}, err
	}
	h.Line = h.Line.At(s.now())
	var persons, departments, rooms []string
	add := func(c asset.Custody) {
		persons, departments, rooms = append(persons, c.Person), append(departments, c.Department), append(rooms, c.Room)
	}
	add(h.Then.Custody)
	for _, p := range h.Line.Periods {
		add(p.Custody)
		persons = append(persons, p.By)
	}
	for _, x := range h.Line.Holds {
		persons = append(persons, x.By, x.LiftedBy)
	}
	for _, of := range []struct {
		table string
		ids   []string
	}{{"person", persons}, {"department", departments}, {"room", rooms}} {
		if err := s.lookNames(ctx, of.table, of.ids, h.Names); err != nil {
			return view.Held{}, err
		}
	}
	return h, nil
}

// Sees reports whether there is the asset and the actor may see it.
func (s *Store) Sees(ctx context.Context, actor org.Actor, id string) (bool, error) {
	err := s.seen(ctx, actor, id)
	if errs.IsKind(err, errs.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// seen is an error unless there is the asset and the actor may see it.
func (s *Store) seen(ctx context.Context, actor org.Actor, id string) error {
	var w where
	w.and("a.id = ?", id)
	w.within(actor)
	found, err := s.reads().one(ctx, []any{new(string)}, "SELECT a.id FROM asset a"+w.sql(), w.args...)
	if err == nil && !found {
		err = asset.NotFound()
	}
	return err
}

// eachEvent calls fn with the events of one object and their ledger ids, the
// first one first.
func (x *Tx) eachEvent(kind, id string, fn func(int64, event.Event)) error {
	for after := int64(0); ; {
		page, err := x.linesOf(kind, id, after, 500)
		if err != nil {
			return err
		}
		for _, l := range page {
			leaf, err := ledger.Decode(l.leaf)
			if err != nil {
				return err
			}
			e, err := x.replayed(l.id, leaf, l.leaf)
			if err != nil {
				return err
			}
			fn(l.id, e)
		}
		if len(page) < 500 {
			return nil
		}
		after = page[len(page)-1].seq
	}
}

func (x *Tx) linesOf(kind, id string, after int64, limit int) ([]line, error) {
	var out []line
	err := x.each(func(r *sql.Rows) error {
		var l line
		err := r.Scan(&l.id, &l.seq, &l.leaf)
		l.leaf = bytes.Clone(l.leaf)
		out = append(out, l)
		return err
	}, `SELECT s.event_id, s.seq, e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND s.subject = ? AND s.seq > ? ORDER BY s.seq LIMIT ?`, kind, id, after, limit)
	return out, err
}

// HighWater gives the highest level that each of the parts inside the asset ever
// held, by id: of those that the actor sees with it (domain.md §2).
func (s *Store) HighWater(ctx context.Context, actor org.Actor, host string) (map[string]asset.State, error) {
	if err := s.seen(ctx, actor, host); err != nil {
		return nil, err
	}
	var w where
	w.and("a.host_id = ?", host)
	w.cleared(actor)
	out := map[string]asset.State{}
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var st asset.State
		err := r.Scan(&st.ID, (*int)(&st.HighWater))
		out[st.ID] = st
		return err
	}, "SELECT a.id, a.high_water FROM asset a"+w.sql(), w.args...)
	return out, err
}
