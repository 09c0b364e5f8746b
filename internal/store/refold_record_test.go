package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// rowTables are the tables of which an event states every row, beside those
// with a fold: their key as refold names a row, and a foreign row's values.
var rowTables = []struct {
	table, key string
	fresh      string // columns that make a copied row another one, and their values
}{
	{"refusal", "id", "id='other', event_id=1"},
	{"finding", "id", "id='other', event_id=1"},
	{"import_batch", "id", "id='other', event_id=1"},
	{"export_log", "id", "id='other', event_id=1"},
	{"label_fetch", "id", "id='other', event_id=1"},
	{"policy_value", "version", "version=99"},
	{"print_item", "job_id || '/' || item", "item=99"},
	{"seat", "id", "id='other', place=99, ended=NOT ended"},
	{"delegation", "id", "id='other', place=99"},
}

// unlocked takes away everything with which the database itself resists: who
// owns the file or the server can do that.
func unlocked(t *testing.T, s *store.Store, table string) {
	t.Helper()
	if s.IsPostgres() {
		must(t, s.Raw("ALTER TABLE "+table+" DISABLE TRIGGER ALL"))
		return
	}
	names, err := s.Column("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", table)
	must(t, err)
	for _, n := range names {
		must(t, s.Raw("DROP TRIGGER "+n))
	}
}

// Whoever changes, removes or adds a row behind the events' back is found, with
// the table, the row and the column.
func TestRefoldFindsEveryForgedRowOfTheRecords(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		everything(t, s)
		noMismatch(t, s)
		all := columns(t, s)
		for _, c := range rowTables {
			unlocked(t, s, c.table)
			from := c.table
			if c.table == "seat" { // one that was lent is referred to, and cannot be removed
				from += " WHERE id NOT IN (SELECT grant_id FROM delegation WHERE grant_id IS NOT NULL)"
			}
			first := fmt.Sprintf(" WHERE %s = (SELECT min(%s) FROM %s)", c.key, c.key, from)
			ids, err := s.Column("SELECT " + c.key + " FROM " + c.table + first)
			must(t, err)
			if len(ids) != 1 {
				t.Fatalf("%s: %d rows", c.table, len(ids))
			}
			only := func(what, column string) {
				t.Helper()
				list, err := s.Refold(ctx)
				must(t, err)
				if len(list) != 1 || list[0].Table != c.table || list[0].Column != column || column != "" && list[0].ID != ids[0] {
					t.Errorf("%s %s: %s, refold says %v", c.table, ids[0], what, list)
				}
			}
			var names []string
			for _, full := range all {
				table, column, _ := strings.Cut(full, ".")
				if table != c.table {
					continue
				}
				names = append(names, column)
				switch column {
				case "id", "event_id", "person_id", "to_id", "department_id", "grant_id", "asset_id", "job_id", "token", "item", "version":
					continue // keys and references: below, or refused by the database
				}
				undo := change(t, s, c.table, column, first)
				only("changed "+column, column)
				undo()
			}
			if c.table == "delegation" { // under another seat: one that is there
				must(t, s.Raw("UPDATE delegation SET grant_id = (SELECT min(id) FROM seat WHERE id <> grant_id)"+first))
				only("changed grant_id", "grant_id")
				must(t, s.Raw("UPDATE delegation SET grant_id = (SELECT g.id FROM seat g WHERE g.person_id = delegation.person_id)"+first))
			}
			must(t, s.Raw("CREATE TABLE kept_row AS SELECT * FROM "+c.table+first))
			must(t, s.Raw("DELETE FROM "+c.table+first))
			only("removed", "")
			must(t, s.Raw("INSERT INTO "+c.table+" SELECT * FROM kept_row"))
			noMismatch(t, s)
			forged := "INSERT INTO " + c.table + " (" + strings.Join(names, ", ") + ") SELECT " + another(names, c.fresh) + " FROM kept_row"
			must(t, s.Raw(forged))
			only("added", "")
			must(t, s.Raw("DELETE FROM "+c.table+" WHERE "+strings.SplitN(strings.ReplaceAll(c.fresh, ", ", " AND "), " AND place", 2)[0]))
			must(t, s.Raw("DROP TABLE kept_row"))
			noMismatch(t, s)
		}
	})
}

// another lists the columns of a row with the values that make it another row.
func another(names []string, fresh string) string {
	out := slices.Clone(names)
	for _, f := range strings.Split(fresh, ", ") {
		name, value, _ := strings.Cut(f, "=")
		out[slices.Index(out, name)] = value
	}
	return strings.Join(out, ", ")
}

// The columns beside a leaf repeat what it says, and lists read them: whoever
// changes them, or takes an event out of an object's line, is found.
func TestRefoldHoldsTheColumnsOfEventsAgainstTheirLeaves(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		everything(t, s)
		for _, table := range []string{"ledger_event", "ledger_subject", "ledger_private"} {
			unlocked(t, s, table)
		}
		at := " WHERE id = (SELECT max(id) FROM ledger_event)"
		for _, column := range []string{"uid", "type", "version", "actor", "at", "leaf_hash"} {
			if column == "leaf_hash" && s.IsPostgres() {
				continue // change() lengthens it, and what is no hash cannot be read
			}
			var undo func()
			if column == "leaf_hash" {
				old, err := s.Column("SELECT hex(leaf_hash) FROM ledger_event" + at)
				must(t, err)
				must(t, s.Raw("UPDATE ledger_event SET leaf_hash = zeroblob(32)"+at))
				undo = func() { must(t, s.Raw("UPDATE ledger_event SET leaf_hash = x'"+old[0]+"'"+at)) }
			} else {
				undo = change(t, s, "ledger_event", column, at)
			}
			list, err := s.Refold(ctx)
			must(t, err)
			if len(list) != 1 || list[0].Table != "ledger_event" || list[0].Column != column {
				t.Errorf("%s was changed, refold says %v", column, list)
			}
			undo()
		}
		must(t, s.Raw("DELETE FROM ledger_private WHERE name = 'filter.text'"))
		list, err := s.Refold(ctx)
		must(t, err)
		if len(list) != 1 || list[0].Table != "ledger_private" || list[0].Column != "filter.text" {
			t.Errorf("personal data removed without erasing, refold says %v", list)
		}
		must(t, s.Raw("DELETE FROM ledger_subject WHERE kind = 'refusal'"))
		list, err = s.Refold(ctx)
		must(t, err)
		if !slices.ContainsFunc(list, func(m store.Mismatch) bool { return m.Table == "ledger_subject" }) ||
			!slices.ContainsFunc(list, func(m store.Mismatch) bool { return m.Table == "refusal" && m.Found == "a row" }) {
			t.Errorf("a line was cut, refold says %v", list)
		}
	})
}
