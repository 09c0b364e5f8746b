package storetest

import (
	"context"
	"path/filepath"
	"testing"

	"sealbook/internal/store"
	"sealbook/migrations"
)

// Origin is the name of the history in every test database.
const Origin = "sealbook.test/log"

// Each runs fn on SQLite and on Postgres, each time on a migrated database of
// its own with nothing in it. A missing Postgres fails the test.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachOptions(t, store.Options{}, fn)
}

// EachOptions is Each with a clock or a source of randomness of the test's own;
// the database and the origin are set here.
func EachOptions(t *testing.T, o store.Options, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t, o)) })
	t.Run("postgres", func(t *testing.T) { fn(t, OnPostgres(t, o)) })
}

// SQLite opens a migrated store on a file of the test's own.
func SQLite(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	o.URL, o.Path, o.Origin = "", filepath.Join(t.TempDir(), "sealbook.db"), Origin
	s := open(t, o)
	if err := s.Migrate(context.Background()); err != nil {
		t.Fatalf("migrate: %v (%v)", err, cause(err))
	}
	return s
}

// OnPostgres opens a migrated store on a database of the test's own.
func OnPostgres(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	o.URL, o.Path, o.Origin = PostgresMigrated(t), "", Origin
	return open(t, o)
}

// PostgresMigrated returns the URL of a new database with the schema in it.
func PostgresMigrated(t testing.TB) string {
	t.Helper()
	version, err := migrations.Version(migrations.Postgres())
	if err != nil {
		t.Fatal(err)
	}
	return Postgres(t, Schema{Version: version + Origin, Migrate: migrate})
}

func migrate(url string) (err error) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{URL: url, Origin: Origin})
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		_ = s.Close()
		return wrapped{err}
	}
	return s.Close()
}

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open: %v (%v)", err, cause(err))
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// wrapped also says the cause, which the product's error keeps for the log.
type wrapped struct{ error }

func (w wrapped) Error() string {
	if c := cause(w.error); c != nil {
		return w.error.Error() + " (" + c.Error() + ")"
	}
	return w.error.Error()
}

func cause(err error) error {
	u, ok := err.(interface{ Unwrap() error })
	if !ok {
		return nil
	}
	return u.Unwrap()
}
