package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// What comes over the wire is what database/sql gives.
func TestWireGivesWhatDatabaseSQLGives(t *testing.T) {
	s := storetest.OnPostgres(t, store.Options{})
	const query = `SELECT CAST(? AS text), '密★' || '"', '', CAST(NULL AS text), CAST(-7 AS int), CAST(? AS bigint), CAST(7 AS smallint),
		true, false, CAST(? AS timestamptz), CAST(NULL AS timestamptz), CAST('1969-12-31 23:59:59.999999+00' AS timestamptz), CAST('\x00ff' AS bytea)`
	type row struct {
		a, b, c           string
		none              store.Text
		small             int
		large             int64
		tiny              int
		yes, no           bool
		at, never, before store.Stamp
		bytes             []byte
	}
	dest := func(r *row) []any {
		return []any{&r.a, &r.b, &r.c, &r.none, &r.small, &r.large, &r.tiny, &r.yes, &r.no, &r.at, &r.never, &r.before, &r.bytes}
	}
	args := func() []any {
		return []any{"a", int64(math.MinInt64), time.Date(2026, 2, 3, 4, 5, 6, 789_012_000, time.UTC)}
	}
	var got, want row
	got.none, want.none, got.never, want.never = "left over", "left over", 1, 1
	n, err := s.OnWire(ctx, query, args(), dest(&got)...)
	must(t, err)
	_, err = s.ThroughSQL(ctx, query, args(), dest(&want)...)
	must(t, err)
	if n != 1 || !reflect.DeepEqual(got, want) || got.at == 0 || got.before != -1 {
		t.Errorf("%d rows: %+v, want %+v", n, got, want)
	}
}

// What has no place is an error, and no empty value.
func TestWireRefusesWhatDoesNotFit(t *testing.T) {
	s := storetest.OnPostgres(t, store.Options{})
	for query, dest := range map[string][]any{
		"SELECT CAST(NULL AS text)":                  {new(string)},
		"SELECT CAST(NULL AS int)":                   {new(int)},
		"SELECT CAST(NULL AS boolean)":               {new(bool)},
		"SELECT CAST('infinity' AS timestamptz)":     {new(store.Stamp)},
		"SELECT CAST('a' AS text)":                   {new(int)},
		"SELECT 1, 2":                                {new(int)},
		"SELECT 1/0":                                 {new(int)},
		"SELECT nothing FROM asset":                  {new(int)},
		"SELECT 1/(3-i) FROM generate_series(1,4) i": {new(int)}, // the third row
	} {
		if _, err := s.OnWire(ctx, query, nil, dest...); err == nil {
			t.Errorf("%s: no error", query)
		}
	}
	notHeld(t, s)
}

func notHeld(t *testing.T, s *store.Store) {
	t.Helper()
	pool, err := s.Pool()
	must(t, err)
	if n := pool.Stats().InUse; n != 0 {
		t.Errorf("%d connections not given back", n)
	}
}

// A connection that the server cut while it rested in the pool costs nobody his answer.
func TestWireOutlivesACutConnection(t *testing.T) {
	s := storetest.OnPostgres(t, store.Options{})
	pool, err := s.Pool()
	must(t, err)
	pids := map[int]bool{}
	var held []*sql.Conn
	for range 3 {
		c, err := pool.Conn(ctx)
		must(t, err)
		var pid int
		must(t, c.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&pid))
		pids[pid], held = true, append(held, c)
	}
	var last int
	must(t, held[2].QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&last))
	for pid := range pids {
		if pid != last {
			must(t, exec(held[2], fmt.Sprintf("SELECT pg_terminate_backend(%d)", pid)))
		}
	}
	for _, c := range []*sql.Conn{held[2], held[0], held[1]} {
		must(t, c.Close())
	}
	time.Sleep(1100 * time.Millisecond) // after a second of rest a connection is asked whether it lives
	for range 3 {
		var pid int
		if _, err := s.OnWire(ctx, "SELECT pg_backend_pid()", nil, &pid); err != nil || pid == 0 {
			t.Errorf("backend %d: %v", pid, err)
		}
	}
	notHeld(t, s)
}

func exec(c *sql.Conn, query string) error {
	_, err := c.ExecContext(ctx, query)
	return err
}

// When the time is up, the rows stop and the connection goes back.
func TestWireEndsWithItsContext(t *testing.T) {
	s := storetest.OnPostgres(t, store.Options{})
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := s.OnWire(short, "SELECT 1 FROM pg_sleep(20)", nil, new(int)); err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	notHeld(t, s)
	if _, err := s.OnWire(ctx, "SELECT 1", nil, new(int)); err != nil {
		t.Error(err)
	}
}

// A scan is three looks by key, whoever asks.
func TestScanReadsByKeysAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "GW", o.east, 400)
		if s.IsPostgres() {
			must(t, s.Raw("ANALYZE"))
		}
		near := []string{o.east}
		for name, actor := range map[string]org.Actor{
			"organ":      {Person: "p", Clearance: level.TopSecret, Held: []org.Held{{Seat: org.SecrecyOffice}}},
			"department": {Person: "p", Clearance: level.Secret, Held: []org.Held{{Seat: org.AssetOfficer, Department: o.east, Covers: near}}},
		} {
			query, args := store.ScanStatement(actor)
			p := plan(t, s, query, args...)
			for _, whole := range []string{"Seq Scan", "SCAN ", "Bitmap"} {
				if strings.Contains(p, whole) {
					t.Errorf("%s reads more than it needs:\n%s", name, p)
				}
			}
		}
	})
}
