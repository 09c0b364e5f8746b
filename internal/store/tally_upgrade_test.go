package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
	"sealbook/migrations"
)

// backTo10 gives the book the shape and the rows it had under the release before
// the tables of counts.
func backTo10(t *testing.T, s *store.Store) {
	t.Helper()
	for _, q := range slices.Concat(before12(s.IsPostgres()), []string{
		"DROP INDEX asset_bought", "ALTER TABLE asset DROP COLUMN bought", "DROP INDEX asset_checked", "DROP TABLE asset_flow",
		"DROP TABLE asset_tally", "DELETE FROM counters WHERE name = 'tally'", "DELETE FROM goose_db_version WHERE version_id >= 11",
	}) {
		must(t, s.Raw(q))
	}
}

// before12 takes away what identity and audit have added, and what came after them.
func before12(postgres bool) []string {
	const three = "('system_admin', 'security_admin', 'auditor')"
	out := []string{
		"DROP INDEX ledger_event_actor", "DROP INDEX ledger_event_at", "DROP INDEX ledger_event_type",
		"DROP TABLE ceremony", "DROP TABLE former_password", "DROP TABLE api_token", "DROP TABLE factor", "DROP TABLE dual",
		"ALTER TABLE activation DROP COLUMN waits", "ALTER TABLE session DROP COLUMN addr", "ALTER TABLE session DROP COLUMN given", "ALTER TABLE session DROP COLUMN must",
		"DROP INDEX seat_system_or_auditor", "DROP INDEX seat_security_or_auditor",
		"CREATE UNIQUE INDEX seat_one_admin ON seat (person_id) WHERE NOT ended AND seat IN " + three,
	}
	out = slices.Concat(before16(), before15(postgres), out)
	if postgres {
		return append(out, "DROP TRIGGER seat_rules ON seat", "DROP FUNCTION sealbook_seat_rules",
			"DROP TRIGGER account_two ON account", "DROP TRIGGER session_stays ON session", "ALTER TABLE account DROP COLUMN activator",
			"DROP FUNCTION sealbook_account_two", "DROP FUNCTION sealbook_dual_two", "DROP FUNCTION sealbook_stays")
	}
	out = append([]string{
		"DROP TRIGGER account_two_insert", "DROP TRIGGER account_two_update", "DROP TRIGGER session_stays", "ALTER TABLE account DROP COLUMN activator",
	}, out...)
	for _, name := range []string{"seat_one_insert", "seat_join_insert", "seat_join_update", "seat_mix_insert", "seat_mix_update"} {
		out = append(out, "DROP TRIGGER "+name)
	}
	return append(out, "CREATE TRIGGER seat_no_replace_admin BEFORE INSERT ON seat WHEN EXISTS (SELECT 1 FROM seat WHERE NOT NEW.ended AND NEW.seat IN "+
		three+" AND NOT ended AND seat IN "+three+" AND person_id = NEW.person_id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: seat.person_id'); END")
}

// before16 takes away vendors and repairs.
func before16() []string {
	return []string{
		"DROP INDEX asset_repair", "ALTER TABLE asset DROP COLUMN repair_id", "ALTER TABLE asset DROP COLUMN repairs", "ALTER TABLE asset DROP COLUMN repair",
		"DROP TABLE repair_order", "DROP TABLE agreement", "DROP TABLE vendor", "DROP TABLE attachment_content", "DROP TABLE attachment",
	}
}

// before15 takes away what binds a delegation to its grant.
func before15(postgres bool) []string {
	column := []string{"DROP INDEX delegation_grant", "ALTER TABLE delegation DROP COLUMN grant_id"}
	if postgres {
		return append([]string{
			"DROP TRIGGER seat_handed ON seat", "DROP FUNCTION sealbook_seat_handed", "DROP TRIGGER delegation_rules ON delegation",
			"DROP FUNCTION sealbook_delegation_rules", "DROP TRIGGER delegation_stays ON delegation",
		}, column...)
	}
	var out []string
	for _, name := range []string{
		"seat_handed_insert", "seat_handed_update", "delegation_admin", "delegation_mix", "delegation_stays",
	} {
		out = append(out, "DROP TRIGGER "+name)
	}
	return append(out, column...)
}

// shape lists columns and indexes.
func shape(t *testing.T, s *store.Store) []string {
	t.Helper()
	q := "SELECT 'index ' || name FROM sqlite_schema WHERE type = 'index'"
	if s.IsPostgres() {
		q = "SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'"
	}
	indexes, err := s.Column(q)
	must(t, err)
	all := append(columns(t, s), indexes...)
	slices.Sort(all)
	return all
}

// release10 is a store whose schema is brought to migration 10 and no further.
func release10(t *testing.T, postgres bool) *store.Store {
	t.Helper()
	o, dir, dialect := store.Options{Path: filepath.Join(t.TempDir(), "ten.db")}, migrations.SQLite(), goose.DialectSQLite3
	if postgres {
		o, dir, dialect = store.Options{URL: storetest.Postgres(t, storetest.Schema{})}, migrations.Postgres(), goose.DialectPostgres
	}
	s, err := store.Open(ctx, o)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	db, err := s.Writer()
	must(t, err)
	p, err := goose.NewProvider(dialect, db, dir, goose.WithDisableGlobalRegistry(true), goose.WithVerbose(false))
	must(t, err)
	_, err = p.UpTo(ctx, 10)
	must(t, err)
	return s
}

// A book of the release before is counted at its upgrade, and its years found.
func TestUpgradeFrom10Counts(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		busy(t, s, clock, o, 21, 60)
		all := everyone(t, s, o)
		backTo10(t, s)
		if is, was := shape(t, s), shape(t, release10(t, s.IsPostgres())); !slices.Equal(is, was) {
			t.Fatalf("not the shape of migration 10:\n%s", cmp.Diff(was, is))
		}
		must(t, s.Migrate(ctx))
		noMismatch(t, s)
		sameOverview(t, s, "system", systemActor, clock.t)
		for who, a := range all {
			for _, f := range []view.AssetFilter{{}, {Alive: true, Bought: "2028"}, {Alive: true, Bought: view.NoDate}} {
				want := len(listed(t, s, a, f))
				if n, err := s.CountAssets(ctx, a, f, 1000); err != nil || n != want || who == "system" && n == 0 {
					t.Errorf("%s, %+v: counted %d of %d, %v", who, f, n, want, err)
				}
			}
		}
		busy(t, s, clock, o, 22, 10) // and goes on
		noMismatch(t, s)
	})
}

// An older release that runs on after the upgrade writes assets without lines and
// without the year. A recount makes both right again; starting once more does not.
func TestRecountMendsWhatAnOlderReleaseWrote(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		busy(t, s, clock, o, 31, 20)
		for _, table := range []string{"asset_tally", "asset_flow"} {
			must(t, s.Raw("CREATE TABLE kept_"+table+" AS SELECT * FROM "+table))
		}
		busy(t, s, clock, o, 32, 20)
		for _, table := range []string{"asset_tally", "asset_flow"} {
			must(t, s.Raw("DELETE FROM "+table))
			must(t, s.Raw("INSERT INTO "+table+" SELECT * FROM kept_"+table))
		}
		must(t, s.Raw("UPDATE asset SET bought = 0 WHERE code LIKE 'B-32-%'"))
		must(t, s.Migrate(ctx))
		list, err := s.Refold(ctx)
		must(t, err)
		years := 0
		for _, m := range list {
			if m.Column == "bought" {
				years++
			}
			if !m.Counts() {
				t.Errorf("more than counts is wrong: %s", m)
			}
		}
		if years == 0 || years == len(list) {
			t.Errorf("%d differences, %d of them of years", len(list), years)
		}
		must(t, s.Recount(ctx))
		noMismatch(t, s)
		sameOverview(t, s, "system", systemActor, clock.t)
	})
}

// Who registers while all is counted anew, and while lines are added up, is
// counted once.
func TestRecountKeepsWritersOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "GW", o.east, 5)
		writing, stop := context.WithCancel(ctx)
		var done sync.WaitGroup
		written := make([]int, 3)
		for w := range written {
			done.Go(func() {
				for writing.Err() == nil {
					err := s.Write(ctx, func(x *store.Tx) error {
						c := computer(x.NewID(), fmt.Sprintf("W%d-%d", w, written[w]), o.west)
						c.Details.PurchaseDate = "2028-04"
						return x.Append("p", "", registered(c))
					})
					if err != nil {
						t.Errorf("writer %d: %v", w, err)
						return
					}
					written[w]++
				}
			})
		}
		done.Go(func() {
			for writing.Err() == nil {
				if _, err := s.AddUpFrom(ctx, 0); err != nil {
					t.Errorf("adding up: %v", err)
				}
			}
		})
		for range 15 {
			must(t, s.Raw("UPDATE asset SET bought = 0"))
			if err := s.Recount(ctx); err != nil {
				t.Errorf("recount: %v", err)
			}
		}
		stop()
		done.Wait()
		noMismatch(t, s)
		if written[0]+written[1]+written[2] < 3 {
			t.Errorf("only %v were written meanwhile", written)
		}
	})
}
