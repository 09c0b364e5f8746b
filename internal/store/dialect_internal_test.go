package store

import (
	"reflect"
	"testing"
	"time"
)

func TestStatement(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	for _, x := range []struct {
		name, query      string
		args             []any
		postgres, sqlite string
		values           []any // as Postgres gets them
	}{
		{"nothing to fill in", "SELECT 1", nil, "SELECT 1", "SELECT 1", nil},
		{"values", "a = ? AND b = ?", []any{1, "x"}, "a = $1 AND b = $2", "a = ? AND b = ?", []any{1, "x"}},
		{"a list between values", "a = ? AND b IN ? AND c = ?", []any{1, []string{"x", "y"}, 2},
			"a = $1 AND b IN ($2,$3) AND c = $4", "a = ? AND b IN (?,?) AND c = ?", []any{1, "x", "y", 2}},
		{"an empty list", "b IN ? OR c = ?", []any{[]string{}, 2}, "b IN (NULL) OR c = $1", "b IN (NULL) OR c = ?", []any{2}},
		{"bytes are one value", "h = ?", []any{[]byte("ab")}, "h = $1", "h = ?", []any{[]byte("ab")}},
		{"a time, and none", "t > ? OR t = ?", []any{at, time.Time{}}, "t > $1 OR t = $2", "t > ? OR t = ?", []any{at, nil}},
		{"ten and more", "? ? ? ? ? ? ? ? ? ?", []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
			"$1 $2 $3 $4 $5 $6 $7 $8 $9 $10", "? ? ? ? ? ? ? ? ? ?", []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got, values := postgresDialect.statement(x.query, append([]any(nil), x.args...))
			if got != x.postgres || !reflect.DeepEqual(values, x.values) {
				t.Errorf("Postgres: %s %v, want %s %v", got, values, x.postgres, x.values)
			}
			if got, values := sqliteDialect.statement(x.query, append([]any(nil), x.args...)); got != x.sqlite || len(values) != len(x.values) {
				t.Errorf("SQLite: %s %v, want %s", got, values, x.sqlite)
			}
		})
	}
}
