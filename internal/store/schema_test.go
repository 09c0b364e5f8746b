package store_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// columns lists "table.column" of the schema. The search index is the one place
// where the databases are meant to differ: Postgres keeps the grams in a column,
// SQLite in a table of FTS5.
func columns(t *testing.T, s *store.Store) []string {
	t.Helper()
	q := `SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'asset_gram%' AND m.name <> 'goose_db_version'`
	if s.IsPostgres() {
		q = `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`
	}
	list, err := s.Column(q)
	must(t, err)
	list = slices.DeleteFunc(list, func(c string) bool { return c == "asset_search.grams" })
	slices.Sort(list)
	return list
}

func TestBothDatabasesHaveTheSameTablesAndColumns(t *testing.T) {
	lite := columns(t, storetest.SQLite(t, store.Options{}))
	pg := columns(t, storetest.OnPostgres(t, store.Options{}))
	if d := cmp.Diff(pg, lite); d != "" {
		t.Errorf("-postgres +sqlite:\n%s", d)
	}
	if len(lite) < 200 {
		t.Errorf("only %d columns seen", len(lite))
	}
}

func TestBothDatabasesHaveTheSameIndexes(t *testing.T) {
	name := func(t *testing.T, s *store.Store, q string) []string {
		list, err := s.Column(q)
		must(t, err)
		list = slices.DeleteFunc(list, func(n string) bool {
			// The primary key of asset is num on SQLite (the rowid), id on Postgres.
			return slices.Contains([]string{"asset_by_num", "asset_by_id", "asset_search_grams", "asset_search_asset"}, n)
		})
		slices.Sort(list)
		return list
	}
	lite := name(t, storetest.SQLite(t, store.Options{}),
		"SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite_%'")
	pg := name(t, storetest.OnPostgres(t, store.Options{}),
		"SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'")
	if d := cmp.Diff(pg, lite); d != "" {
		t.Errorf("-postgres +sqlite:\n%s", d)
	}
}

type foreignKey struct{ table, column, to string }

func foreignKeys(t *testing.T, s *store.Store) []foreignKey {
	t.Helper()
	q := `SELECT m.name || ' ' || f."from" || ' ' || f."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND f.seq = 0`
	if s.IsPostgres() {
		q = `SELECT c.conrelid::regclass || ' ' || a.attname || ' ' || c.confrelid::regclass FROM pg_constraint c
			JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'`
	}
	list, err := s.Column(q)
	must(t, err)
	var out []foreignKey
	for _, l := range list {
		f := strings.Fields(l)
		out = append(out, foreignKey{f[0], f[1], f[2]})
	}
	return out
}

// Asking for the rows that point at one must not read the whole table. The
// planner is told to look at indexes even where a table of no rows needs none.
func TestEveryForeignKeyHasAnIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		keys := foreignKeys(t, s)
		if len(keys) < 30 {
			t.Fatalf("only %d foreign keys seen", len(keys))
		}
		for _, k := range keys {
			value := "'x'"
			if k.to == "ledger_event" {
				value = "1"
			}
			p := plan(t, s, fmt.Sprintf("SELECT * FROM %s WHERE %s = %s", k.table, k.column, value))
			if !strings.Contains(p, "Index") && !regexp.MustCompile(`SEARCH .* USING (INTEGER PRIMARY KEY|(COVERING )?INDEX|PRIMARY KEY)`).MatchString(p) {
				t.Errorf("%s.%s has no index: %s", k.table, k.column, p)
			}
		}
	})
}

// plan explains a query as if the tables were large.
func plan(t *testing.T, s *store.Store, query string, args ...any) string {
	t.Helper()
	out, err := s.Explain(query, args...)
	must(t, err)
	return strings.Join(out, "\n")
}
