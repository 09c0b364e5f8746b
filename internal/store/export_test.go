package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
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

// FetchQueries look for the fetches of one asset, and for its papers.
var FetchQueries = []string{fetchedEvents + newestFirst, printedPapers, fetchedPapers}

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

// InLine counts who waits for the writer.
func (s *Store) InLine() int {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	return len(s.group.waiting)
}

// Commits counts the transactions that were committed for members of a group.
func (s *Store) Commits() int64 { return s.group.commits.Load() }

// Lose does what SQLite does on a full disk: the whole transaction is gone.
func (x *Tx) Lose() error {
	_, err := x.exec(x.ctx, "ROLLBACK")
	if err == nil {
		err = x.failed(errs.New(errs.Internal, "test.lost", "没了", "lost"))
	}
	return err
}

// PutOne changes what has to be exactly one row.
func (x *Tx) PutOne(query string, args ...any) error { return x.putOne("row", query, args...) }

// AddUpFrom adds up lines of counts when there are more than most too many.
func (s *Store) AddUpFrom(ctx context.Context, most int) (int, error) { return s.addUp(ctx, most) }

// CountByRows counts as before there were tables of counts: it asks every row.
func (s *Store) CountByRows(ctx context.Context, actor org.Actor, f view.AssetFilter) (n int64, err error) {
	q, err := s.filter(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	_, err = s.reads().one(ctx, []any{&n}, "SELECT count(*) FROM asset a"+q.join+q.sql(), q.args...)
	return n, err
}

// CountersByRows reads what Counters read before.
func (s *Store) CountersByRows(ctx context.Context, actor org.Actor) error {
	var w where
	w.scope(actor)
	return s.reads().rows(ctx, func(*sql.Rows) error { return nil }, "SELECT a.life, a.level, a.decided, a.label_due, a.held, count(*) FROM asset a"+w.sql()+
		" GROUP BY a.life, a.level, a.decided, a.label_due, a.held", w.args...)
}

// BeyondQuery asks for what the actor sees beyond his reach.
func BeyondQuery(actor org.Actor) (query string, args []any) {
	var w where
	w.beyond(actor)
	return "SELECT a.life FROM asset a" + w.sql(), w.args
}

// ListQuery is the figure of a list as it is asked of the rows.
func (s *Store) ListQuery(actor org.Actor, f view.AssetFilter) (query string, args []any) {
	q, err := s.filter(context.Background(), actor, f)
	if err != nil {
		panic(err)
	}
	return "SELECT 1 FROM asset a" + q.join + q.sql() + " ORDER BY a.code_key LIMIT 51", q.args
}

// Writer is the pool that writes.
func (s *Store) Writer() (*sql.DB, error) { return s.writer.DB() }
