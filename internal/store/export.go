package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// exportBatch is how many records are in memory at a time.
const exportBatch = 500

// EachRecord calls fn for every asset the actor may see and the filter lets
// through, in the order of the filter, all as of one moment. The records carry
// state, parts and pairs, but neither labels nor the names of a request. Memory
// stays flat; fn must not ask the store anything, because the reader it would
// wait for may be the one that waits for it.
func (s *Store) EachRecord(ctx context.Context, actor org.Actor, f view.AssetFilter, fn func(view.Record) error) error {
	name, err := sortOf(f)
	if err != nil {
		return err
	}
	base, err := s.filter(ctx, actor, f)
	if err != nil {
		return err
	}
	return s.Read(ctx, func(x *Tx) error {
		for at := ""; ; {
			q := &assetQuery{where: where{slices.Clone(base.parts), slices.Clone(base.args)}, join: base.join}
			order, _, err := q.page(name, f.Desc, at)
			if err != nil {
				return err
			}
			batch, err := x.recordBatch(actor, q, order)
			if err != nil {
				return err
			}
			for _, r := range batch {
				if err := fn(r); err != nil {
					return err
				}
			}
			if len(batch) < exportBatch {
				return ctx.Err()
			}
			at = cursorAt(name, f.Desc, false, batch[len(batch)-1].Asset)
		}
	})
}

// recordBatch reads the next records with what belongs to them.
func (x *Tx) recordBatch(actor org.Actor, q *assetQuery, order string) ([]view.Record, error) {
	t := table[assetRow]{kindOf: &assetKind}
	out := make([]view.Record, 0, exportBatch)
	var others []string
	if err := x.each(func(rs *sql.Rows) error {
		var r row[assetRow]
		var num int64
		if err := t.scanRow(rs, &r, &num); err != nil {
			return err
		}
		out = append(out, view.Record{Asset: x.store.listed(&r.state, num), State: r.state.State})
		others = append(append(others, r.state.Parts...), r.state.Pairs...)
		return nil
	}, recordSelect+q.join+q.sql()+order+" LIMIT ?", append(q.args, exportBatch)...); err != nil {
		return nil, err
	}
	slices.Sort(others)
	byID := map[string]view.Asset{}
	for part := range slices.Chunk(slices.Compact(others), exportBatch) {
		pick := &assetQuery{}
		pick.and("a.id IN ?", part)
		pick.cleared(actor)
		list, err := x.store.list(x.ctx, x.conn, pick, "", len(part))
		if err != nil {
			return nil, x.failed(err)
		}
		for _, a := range list {
			byID[a.ID] = a
		}
	}
	for i := range out {
		out[i].Parts, out[i].Pairs = chosen(byID, out[i].State.Parts), chosen(byID, out[i].State.Pairs)
	}
	return out, nil
}

// chosen gives the assets of the ids in the order of their codes.
func chosen(byID map[string]view.Asset, ids []string) []view.Asset {
	var out []view.Asset
	for _, id := range ids {
		if a, ok := byID[id]; ok {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b view.Asset) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return out
}

// AddExport appends the event of an export and keeps the row that it states,
// with what else the transaction does. The event's principal is the export itself.
func (x *Tx) AddExport(by string, e event.Event) error {
	values, ok := statedExport(e)
	if !ok {
		return errs.Wrap(errors.New("store: "+e.Data.EventType()+" is no export"), "store.export")
	}
	return x.record1(actorOr(by), e, "export_log", "what, filter, level, rows_out, digest", values...)
}
