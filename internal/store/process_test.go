package store_test

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/migrations"
)

// second opens the database of the test once more, as another process does.
func second(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(ctx, o)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func bothPlaces(t *testing.T, fn func(t *testing.T, o store.Options)) {
	t.Run("sqlite", func(t *testing.T) {
		fn(t, store.Options{Path: filepath.Join(t.TempDir(), "a b%20?.db"), Origin: storetest.Origin})
	})
	t.Run("postgres", func(t *testing.T) {
		fn(t, store.Options{URL: storetest.Postgres(t, storetest.Schema{}), Origin: storetest.Origin})
	})
}

// The command line works beside a running server: several processes write to
// one database, migrations first, and nothing is lost.
func TestSeveralProcessesOnOneDatabase(t *testing.T) {
	bothPlaces(t, func(t *testing.T, o store.Options) {
		stores := make([]*store.Store, 3)
		for i := range stores {
			stores[i] = second(t, o)
		}
		together(3, func(i int) {
			if err := stores[i].Migrate(ctx); err != nil {
				t.Error("migrate:", err, unwrap(err))
			}
		})
		n, err := stores[0].Column("SELECT count(*) FROM ledger_event WHERE type = 'schema.migrated'")
		must(t, err)
		files, err := fs.Glob(migrations.SQLite(), "*.sql") // as many on both
		must(t, err)
		if n[0] != strconv.Itoa(len(files)) {
			t.Errorf("%s migrations on record, want %d", n[0], len(files))
		}
		og := newOrgan(t, stores[0])
		id := register(t, stores[1], "GW", og.east, 1)[0]
		var done atomic.Int32
		together(6, func(i int) {
			for range 5 {
				err := stores[i%3].Write(ctx, func(x *store.Tx) error {
					return x.Append("p", "", event.Of(asset.Cleared{Asset: id}, subject(asset.KindSubject, id)),
						registered(computer(x.NewID(), fmt.Sprintf("P%d-%d", i, done.Add(1)), og.east)))
				})
				if err != nil {
					t.Error(err, unwrap(err))
				}
			}
		})
		if v := load(t, stores[2], id).Version; v != 31 {
			t.Errorf("version %d, want 31", v)
		}
		noMismatch(t, stores[0])
	})
}

func TestMigrateAgainChangesNothingAndKeepsTheName(t *testing.T) {
	bothPlaces(t, func(t *testing.T, o store.Options) {
		s := second(t, o)
		if err := s.Write(ctx, func(x *store.Tx) error {
			return x.Append("p", "", registered(computer(x.NewID(), "GW", "")))
		}); err == nil {
			t.Error("wrote into a database that is not set up")
		}
		must(t, s.Migrate(ctx))
		must(t, s.Migrate(ctx))
		name, err := s.Origin(ctx)
		must(t, err)
		if name != storetest.Origin {
			t.Errorf("origin %q", name)
		}
		o.Origin = "another.example/log"
		if err := second(t, o).Migrate(ctx); errs.As(err).Code != "store.origin" {
			t.Errorf("another name: %v", err)
		}
		o.Origin = ""
		must(t, second(t, o).Migrate(ctx))
	})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for _, o := range []store.Options{
		{}, {URL: "postgres://x", Path: "y"}, {Path: filepath.Join(t.TempDir(), "no", "such", "folder.db")},
		{URL: "postgres://127.0.0.1:1/none?connect_timeout=1"}, {URL: "://"},
	} {
		s, err := store.Open(ctx, o)
		if err == nil {
			_ = s.Close()
			t.Errorf("%+v opened", o)
			continue
		}
		if k := errs.As(err).Kind; k != errs.Invalid && k != errs.Unavailable {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// A caller who gives up gets an answer, and the next one finds a free store.
func TestGivingUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		hold, release := make(chan struct{}), make(chan struct{})
		go func() {
			_ = s.Write(ctx, func(x *store.Tx) error {
				_, err := x.Assets(id)
				close(hold)
				<-release
				return err
			})
		}()
		<-hold
		short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		defer cancel()
		err := s.Write(short, func(x *store.Tx) error { _, err := x.Assets(id); return err })
		if !errs.IsKind(err, errs.Unavailable) {
			t.Errorf("gave up with %v", err)
		}
		close(release)
		issue(t, s, id, o.persons["keeper"], o.east, "")
	})
}
