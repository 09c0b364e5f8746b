package pages_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
	"sealbook/migrations"
)

// site is a whole server with the sample organ behind it.
type site struct {
	t     testing.TB
	url   string
	app   *app.App
	auth  *auth.Service
	store *store.Store
	log   *logged
	data  string // the data folder
}

// logged keeps the log, for what a page does not say.
type logged struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logged) errors() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, line := range strings.Split(l.b.String(), "\n") {
		if strings.Contains(line, `"level":"ERROR"`) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// onBoth runs fn against a server on SQLite and on Postgres.
func onBoth(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, onSQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, onPostgres(t)) })
}

// told is the sample organ on SQLite, told once for all tests and copied.
var told = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "sealbook-pages")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "organ.db")
	if err := tell(store.Options{Path: file, Origin: storetest.Origin}); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// tell builds the sample organ into a new database and closes it.
func tell(o store.Options) (err error) {
	ctx := context.Background()
	clock := demo.NewClock(demo.Start(time.Now()))
	o.Clock = clock.Now
	st, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	au, err := auth.New(st, auth.Options{Max: 8 * time.Hour})
	if err != nil {
		return err
	}
	_, err = demo.Build(ctx, app.New(st, app.Options{Answers: auth.CheckEnrolled}), au, clock)
	return err
}

// onSQLite is a server on SQLite alone, for what the database has no part in.
func onSQLite(t *testing.T) *site {
	t.Helper()
	organ, err := told()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "organ.db")
	if err := os.WriteFile(file, organ, 0o600); err != nil {
		t.Fatal(err)
	}
	return newSite(t, store.Options{Path: file, Origin: storetest.Origin})
}

// onPostgres is a server on a copy of the sample organ in Postgres.
func onPostgres(t *testing.T) *site {
	t.Helper()
	version, err := migrations.Version(migrations.Postgres())
	if err != nil {
		t.Fatal(err)
	}
	address := storetest.Postgres(t, storetest.Schema{
		Version: version + " pages " + started,
		Migrate: func(address string) error { return tell(store.Options{URL: address, Origin: storetest.Origin}) },
	})
	return newSite(t, store.Options{URL: address, Origin: storetest.Origin})
}

// started keeps runs apart: the story ends on the day it is told.
var started = time.Now().Format(time.RFC3339Nano)

func newSite(t *testing.T, o store.Options) *site {
	t.Helper()
	st, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	data := t.TempDir()
	cfg, err := config.Build(config.Storage{Data: data}, config.DefaultLogging(), config.DefaultServing())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Organ = "示例市某机关"
	s := &site{t: t, store: st, log: &logged{}, data: data}
	au, err := auth.New(st, auth.Options{Max: 8 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	s.auth = au
	s.app = app.New(st, app.Options{Zone: cfg.Location(), Answers: auth.CheckEnrolled, Keys: au.KeysWork})
	handler := server.New(server.Deps{App: s.app, Auth: au, Config: cfg, Log: slog.New(slog.NewJSONHandler(io.Writer(s.log), nil))})
	ts := httptest.NewServer(handler)
	t.Cleanup(ts.Close)
	t.Cleanup(func() {
		if e := s.log.errors(); e != "" {
			t.Errorf("errors in the log:\n%s", e)
		}
	})
	s.url = ts.URL
	return s
}

// actor is the person behind a sample account, as of today.
func (s *site) actor(login string) org.Actor {
	s.t.Helper()
	ctx := context.Background()
	acc, found, err := s.store.AccountByLogin(ctx, login)
	if err != nil || !found {
		s.t.Fatal(login, found, err)
	}
	a, err := s.store.Actor(ctx, acc.ID, s.app.Today(time.Now()))
	if err != nil {
		s.t.Fatal(err)
	}
	a.Proof = &org.Proof{Account: a.Account, Person: a.Person, Method: "password", At: s.store.Now()}
	return a
}

// find is the first asset the filter lets through and fit agrees to.
func (s *site) find(login string, f view.AssetFilter, fit func(view.Asset) bool) view.Asset {
	s.t.Helper()
	var got view.Asset
	stop := fmt.Errorf("found")
	err := s.store.EachRecord(context.Background(), s.actor(login), f, func(r view.Record) error {
		if fit == nil || fit(r.Asset) {
			got = r.Asset
			return stop
		}
		return nil
	})
	if got.ID == "" {
		s.t.Fatalf("no asset for %+v: %v", f, err)
	}
	return got
}

func (s *site) record(login, id string) view.Record {
	s.t.Helper()
	r, err := s.store.Asset(context.Background(), s.actor(login), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func free(a view.Asset) bool {
	return a.Waiting.Verb == "" && len(a.Holds) == 0 && a.Host.ID == "" && a.Life != asset.Draft
}
