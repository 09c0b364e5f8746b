package store

import (
	"context"
	"database/sql"
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
