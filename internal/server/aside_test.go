package server_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// aside is a connection of the test's own to the served database.
type aside struct {
	db       *sql.DB
	postgres bool
	address  string       // of the database, for another process on it
	ahead    atomic.Int64 // by how much its processes' clocks are put forward
}

// eachAside runs fn with a house on each database, and a connection beside it.
func eachAside(t *testing.T, fn func(t *testing.T, h *house, db *aside)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "sealbook.db")
		a := &aside{db: opened(t, "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"), address: path}
		s := a.store(t)
		if err := s.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		fn(t, newHouse(t, s), a)
	})
	t.Run("postgres", func(t *testing.T) {
		address := storetest.PostgresMigrated(t)
		a := &aside{db: opened(t, "pgx", address), postgres: true, address: address}
		fn(t, newHouse(t, a.store(t)), a)
	})
}

// store opens the database as one more process does: nothing is shared with
// another of the same address but the database.
func (a *aside) store(t *testing.T) *store.Store {
	t.Helper()
	o := store.Options{Origin: storetest.Origin, Clock: a.clock}
	if a.postgres {
		o.URL = a.address
	} else {
		o.Path = a.address
	}
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// clock is the time of every process on the database.
func (a *aside) clock() time.Time { return time.Now().Add(time.Duration(a.ahead.Load())) }

func opened(t *testing.T, driver, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// state is every table: how many rows it has, and a digest over all of them.
func (a *aside) state(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range a.column(t, a.tables()) {
		out[name] = a.digest(t, name)
	}
	if len(out) < 20 {
		t.Fatalf("only %d tables: %v", len(out), out)
	}
	return out
}

func (a *aside) tables() string {
	if a.postgres {
		return "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
	}
	return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
}

func (a *aside) column(t *testing.T, query string) []string {
	t.Helper()
	rows, err := a.db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var v string
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

// noted are columns that every request may write by design: when a session or a
// token was last used, at most once a minute.
var noted = map[string][]string{"session": {"seen", "expires"}, "api_token": {"used", "addr"}}

func (a *aside) digest(t *testing.T, table string) string {
	t.Helper()
	rows, err := a.db.Query("SELECT * FROM " + table) //nolint:gosec // a name from the catalog
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			if slices.Contains(noted[table], name) {
				values[i] = nil
			}
		}
		lines = append(lines, fmt.Sprint(values...))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return fmt.Sprintf("%d rows %s", len(lines), hex.EncodeToString(sum[:6]))
}

func changed(before, after map[string]string) []string {
	var out []string
	for name, v := range after {
		if before[name] != v {
			out = append(out, name+": "+before[name]+" → "+v)
		}
	}
	slices.Sort(out)
	return out
}

// real fills the parameters of a route with what there is.
func (h *house) real(path string, on subjects) string {
	h.t.Helper()
	things := map[string]string{
		"assets": on.stored, "persons": on.person, "accounts": on.account, "departments": h.dept["东海处"], "rooms": h.room["东海处"],
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if !strings.HasPrefix(p, ":") {
			continue
		}
		switch p {
		case ":token":
			parts[i] = on.token
		case ":verb":
			parts[i] = string(asset.VerbFreeze)
		case ":key":
			parts[i] = "handover.accept-days"
		case ":what":
			parts[i] = "persons"
		case ":text":
			parts[i] = on.token
		case ":name":
			parts[i] = "app.css"
		case ":topic":
			parts[i] = "scan"
		case ":job":
			parts[i] = h.job()
		case ":id":
			parts[i] = "0none0none0none0none"
			if parts[i-1] == "jobs" {
				parts[i] = h.job()
			} else if id := things[parts[i-1]]; id != "" {
				parts[i] = id
			}
		default: // a grant, a delegation: there is none
			parts[i] = "0none0none0none0none"
		}
	}
	return strings.Join(parts, "/")
}

// job is the id of a print job.
func (h *house) job() string {
	h.t.Helper()
	return h.call("office", "GET", "/api/v1/labels/jobs", nil).text("rows", 0, "id")
}
