package store

import (
	"context"
	"errors"

	"sealbook/internal/errs"
)

// ErrRehearsal says that something in a rehearsal has to be asked of rows that
// are changed in memory only. The same function can be run in Write, and undone.
var ErrRehearsal = errors.New("store: a rehearsal cannot ask the database for its own changes")

// Rehearse runs fn on one consistent state of the data like Read, but lets it
// record: events are made, checked and folded as in Write, and stay in memory.
// Nothing is written, no row is locked and nobody who writes has to wait; on
// SQLite that is why a long preview runs here. What was decided may differ from
// what a Write decides later, as others go on meanwhile.
func (s *Store) Rehearse(ctx context.Context, fn func(tx *Tx) error) error {
	x, db, release, err := s.begin(ctx, s.rehearser, true)
	if err != nil {
		return err
	}
	defer release()
	defer func() { _ = db.Rollback() }() // nothing was written
	if q := s.dialect.readOnly(); q != "" {
		if _, err := x.exec(x.ctx, q); err != nil {
			return err
		}
	}
	x.rehearsal = map[string]int64{}
	if err := fn(x); err != nil {
		return err
	}
	return x.broken
}

// rehearsed gives the number that NextNumber would come to, and takes none.
func (x *Tx) rehearsed(name string) (int64, error) {
	n, ok := x.rehearsal[name]
	if !ok {
		q, args := x.dialect.lastNumber(name)
		if _, err := x.first([]any{&n}, q, args...); err != nil {
			return 0, err
		}
	}
	x.rehearsal[name] = n + 1
	return n + 1, nil
}

// lastNumber reads a counter without moving it; name is one of numbers.
func (d dialect) lastNumber(name string) (query string, args []any) {
	if d == postgresDialect {
		return "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM number_" + name, nil
	}
	return "SELECT value FROM counters WHERE name = ?", []any{"number_" + name}
}

// settled is asked before rows are read that the transaction itself may have
// changed: a rehearsal has nowhere to put them.
func (x *Tx) settled() error {
	if x.rehearsal != nil && len(x.queue.events) > 0 {
		return x.failed(errs.Wrap(ErrRehearsal, "store.rehearsal"))
	}
	return nil
}
