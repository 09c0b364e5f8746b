package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"sealbook/internal/errs"
)

// Options say where the data is and where time and randomness come from.
type Options struct {
	URL    string           // postgres://…; "" for SQLite
	Path   string           // file of the SQLite database
	Clock  func() time.Time // nil is time.Now
	Rand   io.Reader        // nil is crypto/rand
	Origin string           // name of the history; "" keeps the one there is, or makes one
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	dialect dialect
	writer  *gorm.DB
	reader  *gorm.DB // the writer itself on Postgres
	// rehearser is for Rehearse, which is long: it must not take the readers' few
	// connections. The writer itself on Postgres.
	rehearser *gorm.DB
	clock     func() time.Time
	random    io.Reader
	randMu    sync.Mutex // an Options.Rand need not be safe for concurrent use
	wanted    string     // Options.Origin
	origin    originOnce
	organ     organCache
	group     group // of those who write on SQLite
	sessions  sessionCache
}

// Open connects to the database; it does not migrate it.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{clock: o.Clock, random: o.Rand, wanted: o.Origin}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	var err error
	switch {
	case (o.URL == "") == (o.Path == ""):
		return nil, errs.New(errs.Invalid, "store.where",
			"数据库须二选一：Postgres 地址或 SQLite 文件。", "Name one database: a Postgres URL or a SQLite file.")
	case o.URL != "":
		s.dialect = postgresDialect
		s.writer, err = openPostgres(o.URL)
		s.reader, s.rehearser = s.writer, s.writer
	default:
		s.dialect = sqliteDialect
		if s.writer, s.reader, err = openSQLite(o.Path); err == nil {
			s.rehearser, err = openRehearser(o.Path)
		}
	}
	if err != nil {
		return nil, unavailable(err)
	}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// gormConfig: no implicit transaction around single statements, no log of SQL
// (it would carry business content), time stays with the caller.
func gormConfig() *gorm.Config {
	return &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard, DisableAutomaticPing: true}
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	for _, db := range s.handles() {
		if err := db.PingContext(ctx); err != nil {
			return unavailable(err)
		}
	}
	return nil
}

// Close ends all connections.
func (s *Store) Close() error {
	var all error
	for _, db := range s.handles() {
		all = errors.Join(all, db.Close())
	}
	return all
}

func (s *Store) handles() []*sql.DB {
	var out []*sql.DB
	for _, g := range []*gorm.DB{s.writer, s.reader, s.rehearser} {
		if g == nil {
			continue
		}
		db, err := g.DB()
		if err == nil && !slices.Contains(out, db) {
			out = append(out, db)
		}
	}
	return out
}

// now is the clock in UTC and whole microseconds, the unit of both databases.
// Now is the store's clock: UTC, whole microseconds.
func (s *Store) Now() time.Time { return s.now() }

func (s *Store) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

func (s *Store) read(b []byte) error {
	s.randMu.Lock()
	defer s.randMu.Unlock()
	if _, err := io.ReadFull(s.random, b); err != nil {
		return errs.Wrap(err, "store.random")
	}
	return nil
}
