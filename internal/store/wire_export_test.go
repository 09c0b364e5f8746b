package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/org"
)

// Stamp and Text are what rows are read into.
type (
	Stamp = stamp
	Text  = text
)

// OnWire reads rows as lists and records do, ThroughSQL as everything else does.
func (s *Store) OnWire(ctx context.Context, query string, args []any, dest ...any) (rows int, err error) {
	err = s.reads().scan(ctx, func(r scanner) error { rows++; return r.Scan(dest...) }, query, args...)
	return rows, err
}

func (s *Store) ThroughSQL(ctx context.Context, query string, args []any, dest ...any) (rows int, err error) {
	err = s.reads().rows(ctx, func(r *sql.Rows) error { rows++; return r.Scan(dest...) }, query, args...)
	return rows, err
}

// Pool is the pool that is read from.
func (s *Store) Pool() (*sql.DB, error) { return s.reader.DB() }

// ScanStatement is what a scan asks.
func ScanStatement(actor org.Actor) (query string, args []any) {
	var w where
	w.and(scannedAsset, "TOKEN00000000001")
	w.scope(actor)
	return oneRecord + w.sql(), w.args
}
