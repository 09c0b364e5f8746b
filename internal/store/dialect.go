package store

import (
	"strconv"
	"strings"
	"time"
)

// dialect is where the two databases differ; everything else in this package is
// the same SQL on both.
type dialect int

const (
	sqliteDialect dialect = iota
	postgresDialect
)

// String names the database.
func (d dialect) String() string {
	if d == postgresDialect {
		return "postgres"
	}
	return "sqlite"
}

// at is a time as an argument of a statement.
func (d dialect) at(s stamp) any {
	switch {
	case s == 0:
		return nil
	case d == postgresDialect:
		return time.UnixMicro(int64(s)).UTC()
	default:
		return int64(s)
	}
}

// bind turns the arguments into what the driver of the database takes.
func (d dialect) bind(args []any) []any {
	for i, a := range args {
		switch a := a.(type) {
		case stamp:
			args[i] = d.at(a)
		case time.Time:
			args[i] = d.at(stampOf(a))
		}
	}
	return args
}

// statement is a query as the database takes it. A ? stands for a value, and for
// as many values as a list has; an empty list matches nothing. No text of this
// package has a ? inside quotation marks.
func (d dialect) statement(query string, args []any) (string, []any) {
	if len(args) == 0 {
		return query, nil
	}
	var b strings.Builder
	b.Grow(len(query) + 4*len(args))
	values := make([]any, 0, len(args))
	one := func(v any) {
		values = append(values, v)
		if d != postgresDialect {
			b.WriteByte('?')
			return
		}
		var digits [20]byte
		b.WriteByte('$')
		b.Write(strconv.AppendInt(digits[:0], int64(len(values)), 10))
	}
	for _, a := range d.bind(args) {
		before, after, _ := strings.Cut(query, "?")
		b.WriteString(before)
		query = after
		if uid, ok := a.(idOf); ok {
			b.WriteString("(SELECT id FROM ledger_event WHERE uid = ")
			one(string(uid))
			b.WriteByte(')')
			continue
		}
		list, ok := a.([]string)
		switch {
		case !ok:
			one(a)
		case len(list) == 0:
			b.WriteString("(NULL)")
		default:
			for i, v := range list {
				b.WriteByte("(,"[min(i, 1)])
				one(v)
			}
			b.WriteByte(')')
		}
	}
	b.WriteString(query)
	return b.String(), values
}

// forUpdate ends a SELECT that locks its rows. SQLite has one writer, who holds
// the whole file from BEGIN IMMEDIATE on.
func (d dialect) forUpdate() string {
	if d == postgresDialect {
		return " FOR UPDATE"
	}
	return ""
}

// forShare ends a SELECT of rows that must not change before commit.
func (d dialect) forShare() string {
	if d == postgresDialect {
		return " FOR SHARE"
	}
	return ""
}

// keepCounts keeps every asset and every count from changing until the
// transaction ends, and waits for who has one in hand. It lets readers through.
// SQLite has one writer.
func (d dialect) keepCounts() string {
	if d == postgresDialect {
		return "LOCK TABLE asset, asset_tally, asset_flow IN EXCLUSIVE MODE"
	}
	return ""
}

// oneImport has other imports wait until the transaction ends. SQLite has one writer.
func (d dialect) oneImport() string {
	if d == postgresDialect {
		return "LOCK TABLE import_batch IN SHARE ROW EXCLUSIVE MODE"
	}
	return ""
}

// rowsPerInsert bounds a multi-row INSERT: large enough to be fast, small
// enough for the 32,766 parameters of SQLite.
func (d dialect) rowsPerInsert(columns int) int {
	return max(1, min(200, 30000/columns))
}

// eventIDs draws n ids of the history, in order. On SQLite the writer lock is
// held, so the highest id plus one is nobody else's; rows are never deleted.
func (d dialect) eventIDs(n int) (query string, args []any) {
	if d == postgresDialect {
		return "SELECT nextval('ledger_event_id') FROM generate_series(1, ?)", []any{n}
	}
	return `WITH RECURSIVE n (i) AS (SELECT (SELECT coalesce(max(id), 0) FROM ledger_event) + 1
		UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT i FROM n`, []any{n}
}

// numbers are the counters people read; each is a sequence.
var numbers = map[string]bool{"asset_code": true, "print_job": true, "import": true, "export": true, "case": true}

// nextNumber takes the next value of a named counter. On Postgres a value taken
// by a transaction that rolls back is lost: numbers have gaps, never doubles.
func (d dialect) nextNumber(name string) (query string, args []any) {
	if d == postgresDialect {
		return "SELECT nextval(CAST(? AS regclass))", []any{"number_" + name}
	}
	return "UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value", []any{"number_" + name}
}

// readOnly starts a reading transaction that sees one state of the data.
func (d dialect) readOnly() string {
	if d == postgresDialect {
		return "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
	}
	return ""
}
