package storetest

import (
	"database/sql"
	"fmt"
	"testing"

	"sealbook/internal/store"
)

// Value is one value as a database keeps it, in the bytes it has there.
type Value struct {
	Table, Column string
	Bytes         []byte
}

// Values reads every column of every row of every table, as somebody would who
// has the database and not the product. o names it by URL or path.
func Values(t testing.TB, o store.Options) []Value {
	t.Helper()
	driver, source, tables := "pgx", o.URL, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	if o.URL == "" {
		driver, source, tables = "sqlite", o.Path, "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out []Value
	for _, n := range column(t, db, tables) {
		out = append(out, table(t, db, string(n))...)
	}
	return out
}

func column(t testing.TB, db *sql.DB, query string) (out [][]byte) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v []byte
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func table(t testing.TB, db *sql.DB, name string) (out []Value) {
	t.Helper()
	rows, err := db.Query(`SELECT * FROM "` + name + `"`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for i, v := range values {
			switch v := v.(type) {
			case nil:
			case []byte:
				out = append(out, Value{name, columns[i], v})
			default:
				out = append(out, Value{name, columns[i], fmt.Append(nil, v)})
			}
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
