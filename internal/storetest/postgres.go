// Package storetest gives a test its own real Postgres database. A machine
// without Postgres fails the test: a suite that passes because the database is
// absent proves nothing.
package storetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sealbook/internal/config"
)

// Schema says what a new database holds at the start. Migrate is called once
// per server and Version, on an empty template database, with its URL; it must
// close its connections before it returns. Version changes with the migrations
// (a hash over their text). The zero Schema is an empty database.
type Schema struct {
	Version string
	Migrate func(url string) error
}

// Postgres returns the URL of a new database that only this test uses; it is
// dropped when the test ends. Open connections are cut then.
func Postgres(t testing.TB, schema Schema) string {
	t.Helper()
	srv, err := server()
	if err != nil {
		t.Fatalf("Postgres for the tests: %v", err)
	}
	template, err := srv.template(schema)
	if err != nil {
		t.Fatalf("Postgres template database: %v", err)
	}
	name := "sealbook_test_" + token()
	if err := srv.exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	t.Cleanup(func() {
		if err := srv.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop test database: %v", err)
		}
	})
	return srv.url(name)
}

// host is the server in use: our own cluster or the one that was named.
type host struct {
	url func(database string) string

	mu        sync.Mutex
	templates map[string]string
	errors    map[string]error
}

var current = sync.OnceValues(func() (*host, error) {
	if named, ok := config.Lookup(os.Environ(), config.TestPostgresVariable); ok && named != "" {
		return external(named)
	}
	c, err := private()
	if err != nil {
		return nil, err
	}
	return newHost(c.url), nil
})

func server() (*host, error) { return current() }

func newHost(address func(string) string) *host {
	return &host{url: address, templates: map[string]string{}, errors: map[string]error{}}
}

func external(named string) (*host, error) {
	u, err := url.Parse(named)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return nil, errors.New("SEALBOOK_TEST_POSTGRES is not a postgres:// URL")
	}
	return newHost(func(database string) string {
		v := *u
		v.Path, v.RawPath = "/"+database, ""
		return v.String()
	}), nil
}

// template returns the name of the migrated template database, made at first
// use. An advisory lock keeps two test binaries on one named server from making
// it twice; it gets its name only after the migration is through, so that one
// cut off halfway is never taken for whole.
func (h *host) template(schema Schema) (string, error) {
	if schema.Migrate == nil {
		return "template0", nil
	}
	if schema.Version == "" {
		return "", errors.New("a Schema with a Migrate needs a Version")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if name, ok := h.templates[schema.Version]; ok {
		return name, h.errors[schema.Version]
	}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(schema.Version)) // never fails
	name := fmt.Sprintf("sealbook_template_%016x", sum.Sum64())
	err := h.prepare(name, int64(sum.Sum64()), schema.Migrate)
	h.templates[schema.Version], h.errors[schema.Version] = name, err
	return name, err
}

func (h *host) prepare(name string, lock int64, migrate func(string) error) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, h.url("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	// Closing the connection also gives the lock back.
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return err
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	draft := "sealbook_draft_" + token()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+draft+" TEMPLATE template0"); err != nil {
		return err
	}
	if err := migrate(h.url(draft)); err != nil {
		_, dropErr := conn.Exec(ctx, "DROP DATABASE "+draft+" WITH (FORCE)")
		return errors.Join(fmt.Errorf("migrate: %w", err), dropErr)
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+name)
	return err
}

func (h *host) exec(sql string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, h.url("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

func ping(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// token is 16 hex digits: test binaries on one named server must not meet.
func token() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
