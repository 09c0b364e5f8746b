package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// conn runs statements on a handle or in a transaction.
type conn struct {
	db      *gorm.DB
	dialect dialect
	ahead   *pipeline // what has to be sent first, on Postgres in a writing transaction
}

func (s *Store) reads() conn { return conn{db: s.reader, dialect: s.dialect} }

// GORM's pool (or transaction) is asked directly, with the text of this package:
// its own builder would take every statement apart and put it together again,
// which costs as much as a short read itself.

// exec runs a statement and returns the count of rows it changed.
func (c conn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := c.ahead.settle(ctx); err != nil {
		return 0, err
	}
	text, args := c.dialect.statement(query, args)
	r, err := c.db.Statement.ConnPool.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, translate(err)
	}
	n, err := r.RowsAffected()
	return n, translate(err)
}

// rows runs a query and calls fn for each row; fn scans it.
func (c conn) rows(ctx context.Context, fn func(*sql.Rows) error, query string, args ...any) (err error) {
	if err := c.ahead.settle(ctx); err != nil {
		return err
	}
	text, args := c.dialect.statement(query, args)
	rows, err := c.db.Statement.ConnPool.QueryContext(ctx, text, args...)
	if err != nil {
		return translate(err)
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = translate(e)
		}
	}()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return translate(err)
		}
	}
	return translate(rows.Err())
}

// one runs a query for at most one row and scans it into dest; found is false
// when there is none.
func (c conn) one(ctx context.Context, dest []any, query string, args ...any) (found bool, err error) {
	err = c.rows(ctx, func(r *sql.Rows) error {
		found = true
		return r.Scan(dest...)
	}, query, args...)
	return found, err
}

// marks returns "(?, ?, …)" n times, separated by commas.
func marks(columns, rows int) string {
	one := make([]byte, 0, 3*columns)
	one = append(one, '(')
	for i := range columns {
		if i > 0 {
			one = append(one, ',')
		}
		one = append(one, '?')
	}
	one = append(one, ')')
	all := make([]byte, 0, (len(one)+1)*rows)
	for i := range rows {
		if i > 0 {
			all = append(all, ',')
		}
		all = append(all, one...)
	}
	return string(all)
}

// manyKeys is how many keys one statement asks for: few statements, because each
// may read the whole table, and few enough for the 32,766 parameters of SQLite.
const manyKeys = 5000

// among is a condition for one of many keys, with its arguments. A plain list of
// parameters is compared one by one when Postgres knows little of the table yet,
// as in the middle of a first import; a list of rows is joined.
func among(column string, keys []string) (condition string, args []any) {
	args = make([]any, len(keys))
	for i, k := range keys {
		args[i] = k
	}
	return column + " IN (VALUES " + marks(1, len(keys)) + ")", args
}

// insert writes rows in batches of one statement each.
func (c conn) insert(ctx context.Context, table, columns string, width int, rows [][]any) error {
	size := c.dialect.rowsPerInsert(width)
	for len(rows) > 0 {
		n := min(size, len(rows))
		args := make([]any, 0, n*width)
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := c.exec(ctx, "INSERT INTO "+table+" ("+columns+") VALUES "+marks(width, n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
