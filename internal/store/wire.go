package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// scan is rows for the reads that answer nearly every request. Outside a
// transaction on Postgres it takes the rows as they come over the wire, on a
// connection of the same pool: on the way through database/sql each value costs
// two allocations, and these rows are wide.
func (c conn) scan(ctx context.Context, fn func(scanner) error, query string, args ...any) error {
	pool, ok := c.db.Statement.ConnPool.(*sql.DB)
	if !ok || c.dialect != postgresDialect {
		return c.rows(ctx, func(r *sql.Rows) error { return fn(r) }, query, args...)
	}
	text, args := c.dialect.statement(query, args)
	// A connection that was cut while it lay in the pool is thrown away, and
	// another one asked, as database/sql does.
	var err error
	for range postgresConns + 1 {
		if err = onWire(ctx, pool, fn, text, args); !errors.Is(err, driver.ErrBadConn) {
			break
		}
	}
	return translate(err)
}

func onWire(ctx context.Context, pool *sql.DB, fn func(scanner) error, query string, args []any) error {
	c, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // back to the pool
	return c.Raw(func(dc any) error {
		pg, ok := dc.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("store: %T is no connection to Postgres", dc)
		}
		rows, err := pg.Conn().Query(ctx, query, args...)
		if err != nil {
			if pgconn.SafeToRetry(err) { // nothing was sent
				return driver.ErrBadConn
			}
			return err
		}
		defer rows.Close()
		r := wireRow{rows: rows, types: pg.Conn().TypeMap()}
		for rows.Next() {
			if err := fn(&r); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// wireRow reads the values of the present row.
type wireRow struct {
	rows  pgx.Rows
	types *pgtype.Map
}

// Scan implements scanner. The types in the statements of this package are read
// here, all others by pgx.
func (r *wireRow) Scan(dest ...any) error {
	fields, values := r.rows.FieldDescriptions(), r.rows.RawValues()
	if len(dest) != len(values) {
		return fmt.Errorf("store: %d columns for %d values", len(values), len(dest))
	}
	for i, v := range values {
		f := &fields[i]
		if plainly(f, v, dest[i]) {
			continue
		}
		if err := r.types.Scan(f.DataTypeOID, f.Format, v, dest[i]); err != nil {
			return fmt.Errorf("store: column %s: %w", f.Name, err)
		}
	}
	return nil
}

// plainly reads the value if it is of a type it knows, in the form that Postgres
// sends it to pgx.
func plainly(f *pgconn.FieldDescription, v []byte, dest any) bool {
	switch f.DataTypeOID {
	case pgtype.TextOID:
		return plainText(v, dest)
	case pgtype.Int4OID, pgtype.Int8OID:
		return f.Format == pgtype.BinaryFormatCode && plainInt(v, dest)
	case pgtype.BoolOID:
		d, ok := dest.(*bool)
		if ok = ok && f.Format == pgtype.BinaryFormatCode && len(v) == 1; ok {
			*d = v[0] != 0
		}
		return ok
	case pgtype.TimestamptzOID:
		d, ok := dest.(*stamp)
		return ok && f.Format == pgtype.BinaryFormatCode && plainTime(v, d)
	}
	return false
}

func plainText(v []byte, dest any) bool {
	switch d := dest.(type) {
	case *text:
		*d = text(v)
		return true
	case *string:
		if v != nil {
			*d = string(v)
		}
		return v != nil
	}
	return false
}

func plainInt(v []byte, dest any) bool {
	var n int64
	switch len(v) {
	case 4:
		n = int64(int32(binary.BigEndian.Uint32(v))) //nolint:gosec // two's complement
	case 8:
		n = int64(binary.BigEndian.Uint64(v)) //nolint:gosec // two's complement
	default: // NULL
		return false
	}
	switch d := dest.(type) {
	case *int64:
		*d = n
	case *int:
		*d = int(n)
	default:
		return false
	}
	return true
}

// epoch2000 is what Postgres counts its microseconds from.
const epoch2000 = 946_684_800_000_000

func plainTime(v []byte, d *stamp) bool {
	if v == nil {
		*d = 0
		return true
	}
	if len(v) != 8 {
		return false
	}
	n := int64(binary.BigEndian.Uint64(v)) //nolint:gosec // two's complement
	if n == math.MaxInt64 || n == math.MinInt64 {
		return false // infinity is none of ours: an error from pgx
	}
	*d = stamp(n + epoch2000)
	return true
}
