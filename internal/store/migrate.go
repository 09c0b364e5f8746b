package store

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/migrations"
)

// SystemActor signs what no person does: migrations, due work.
const SystemActor = "system"

// SchemaMigrated states that a file of the schema was applied.
type SchemaMigrated struct {
	Version int64  `json:"version"`
	File    string `json:"file"`
	Digest  string `json:"digest"` // SHA-256 of the file, hexadecimal
}

// EventType names the payload in the ledger.
func (SchemaMigrated) EventType() string { return "schema.migrated" }

// Migrate brings the schema up to date, gives the history its name and records
// in it what was applied. Several processes may call it at once.
func (s *Store) Migrate(ctx context.Context) error {
	dir := migrations.SQLite()
	if s.dialect == postgresDialect {
		dir = migrations.Postgres()
	}
	var applied []*goose.MigrationResult
	var err error
	for try := 1; ; try++ {
		// Postgres has a lock for this. On SQLite the loser of a race finds the
		// tables made, and at the next try that there is nothing left to do.
		if applied, err = s.migrateOnce(ctx, dir); err == nil || s.dialect == postgresDialect || try == 5 {
			break
		}
		if err := pause(ctx, 6); err != nil {
			return unavailable(err)
		}
	}
	if err != nil {
		return errs.New(errs.Unavailable, "store.migration",
			"数据库结构升级失败，请查看日志。", "The schema could not be brought up to date; see the log.").WithCause(err)
	}
	if err := s.WriteAlone(ctx, func(x *Tx) error {
		if err := x.nameHistory(); err != nil {
			return err
		}
		for _, m := range applied {
			digest, err := migrations.Digest(dir, m.Source.Path)
			if err != nil {
				return errs.Wrap(err, "store.migration")
			}
			e := event.Of(SchemaMigrated{m.Source.Version, m.Source.Path, digest}, event.Subject{Kind: "schema", ID: x.NewID()})
			if err := x.Append(SystemActor, "", e); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	// Apart: it waits for who has an asset in hand, and he may wait for the history.
	return s.WriteAlone(ctx, (*Tx).countOnce)
}

func (s *Store) migrateOnce(ctx context.Context, dir fs.FS) ([]*goose.MigrationResult, error) {
	db, err := s.writer.DB()
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithVerbose(false)}
	if s.dialect == postgresDialect {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, db, dir, options...)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	return p.Up(ctx)
}

// nameHistory enters the origin of the log, once; another name later is refused,
// because proofs and checkpoints carry it.
func (x *Tx) nameHistory() error {
	var origin string
	found, err := x.first([]any{&origin}, "SELECT origin FROM ledger_log ORDER BY epoch DESC LIMIT 1")
	if err != nil {
		return err
	}
	want := x.store.wanted
	if found {
		if want != "" && want != origin {
			return errs.New(errs.Conflict, "store.origin",
				"该数据库的账册名为“"+origin+"”，与设置的“"+want+"”不同。",
				"The history of this database is named "+origin+", not "+want+" as set.").WithCause(errors.New("origin"))
		}
		return nil
	}
	if want == "" {
		want = "sealbook.local/" + x.NewID()
	}
	if _, err := x.do("INSERT INTO ledger_log (origin, epoch, created) VALUES (?, 1, ?)", want, x.clock); err != nil {
		return err
	}
	_, err = x.do("INSERT INTO ledger_head (log, size, root, edge) VALUES (?, 0, ?, ?)", want, make([]byte, 32), []byte{})
	return err
}
