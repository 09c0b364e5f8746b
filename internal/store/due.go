package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/org"
)

// Overdue lists, the longest due first, the assets whose open request was not
// signed in time. It is for due work, which sees the whole organ.
func (s *Store) Overdue(ctx context.Context, limit int) ([]string, error) {
	var out []string
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT id FROM asset WHERE request_due IS NOT NULL AND request_due <= ? ORDER BY request_due, id LIMIT ?", s.now(), limit)
	return out, err
}

// FindingClearance is the kind of finding that says of an asset that its keeper
// may not keep it any more (use.clearance). Its note is the keeper's id.
const FindingClearance = "keeper.clearance"

// Beyond is an asset whose keeper's clearance does not reach it, or has ended.
type Beyond struct{ Asset, Keeper string }

// beyond asks for what was not found since the keeper's record last changed.
const beyond = `SELECT a.id, p.id FROM asset a JOIN person p ON p.id = a.keeper_id
	WHERE a.alive AND a.host_id IS NULL AND a.life <> 'lost' AND (a.level > 0 OR a.high_water > 0)
	  AND (p.clearance < a.level OR p.clearance < a.high_water OR (p.clearance_until <> '' AND p.clearance_until < ?))
	  AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.asset_id = a.id AND f.kind = 'keeper.clearance' AND f.note = p.id
	    AND f.at >= (SELECT max(e.at) FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
	      WHERE s.kind = 'person' AND s.subject = p.id AND e.type = 'org.person'))`

func scanBeyond(list *[]Beyond) func(*sql.Rows) error {
	return func(r *sql.Rows) error {
		var b Beyond
		err := r.Scan(&b.Asset, &b.Keeper)
		*list = append(*list, b)
		return err
	}
}

// BeyondClearance lists what a keeper may not keep on the day and nobody was
// told of. It is for due work, which sees the whole organ.
func (s *Store) BeyondClearance(ctx context.Context, day org.Date, limit int) ([]Beyond, error) {
	var out []Beyond
	err := s.reads().rows(ctx, scanBeyond(&out), beyond+" ORDER BY a.id LIMIT ?", string(day), limit)
	return out, err
}

// BeyondClearance lists the same of one person. The caller holds the person:
// who raises the level of what he keeps is waited for.
func (x *Tx) BeyondClearance(person string, day org.Date) ([]Beyond, error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	if err := x.each(scanInto(new([]string)), "SELECT id FROM asset WHERE keeper_id = ? AND alive ORDER BY id"+x.held(), person); err != nil {
		return nil, err
	}
	var out []Beyond
	err := x.each(scanBeyond(&out), beyond+" AND p.id = ? ORDER BY a.id", string(day), person)
	return out, err
}
