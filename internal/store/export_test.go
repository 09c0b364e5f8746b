package store

import (
	"context"
	"database/sql"
)

// Raw runs a statement behind the store's back, as somebody with the database's
// password could.
func (s *Store) Raw(query string, args ...any) error {
	db, err := s.writer.DB()
	if err != nil {
		return err
	}
	_, err = db.ExecContext(context.Background(), query, args...)
	return err
}

// Column reads one text column of a query.
func (s *Store) Column(query string, args ...any) ([]string, error) {
	var out []string
	err := s.reads().rows(context.Background(), func(r *sql.Rows) error {
		var v sql.NullString
		err := r.Scan(&v)
		out = append(out, v.String)
		return err
	}, query, args...)
	return out, err
}

// IsPostgres tells the two databases apart where a test has to.
func (s *Store) IsPostgres() bool { return s.dialect == postgresDialect }

// Grams and FoldText are what the index is made with.
var (
	Grams    = grams
	FoldText = foldText
)

// DenseAfter is where a text counts as common.
const DenseAfter = denseAfter

// Explain gives the plan of a query, line by line, as if tables were large.
func (s *Store) Explain(query string, args ...any) ([]string, error) {
	var out []string
	err := s.Read(context.Background(), func(x *Tx) error {
		if x.dialect == sqliteDialect {
			return x.each(func(r *sql.Rows) error {
				var a, b, c int
				var detail string
				err := r.Scan(&a, &b, &c, &detail)
				out = append(out, detail)
				return err
			}, "EXPLAIN QUERY PLAN "+query, args...)
		}
		if _, err := x.exec(x.ctx, "SET LOCAL enable_seqscan = off"); err != nil {
			return err
		}
		return x.each(func(r *sql.Rows) error {
			var detail string
			err := r.Scan(&detail)
			out = append(out, detail)
			return err
		}, "EXPLAIN "+query, args...)
	})
	return out, err
}
