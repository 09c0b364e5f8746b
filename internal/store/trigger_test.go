package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/export"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// frozen are the tables of which no row may change, kept those of which no row
// may go.
var (
	frozen = []string{
		"ledger_log", "ledger_event", "ledger_subject", "ledger_leaf", "ledger_subtree", "ledger_checkpoint", "ledger_cosig",
		"ledger_quarantine", "print_item", "refusal", "finding", "import_batch", "export_log", "policy_value", "label_fetch",
	}
	kept = []string{
		"ledger_head", "ledger_private", "department", "room", "person", "seat", "delegation", "account", "asset", "print_job", "label",
	}
)

// everything puts at least one row into every table.
func everything(t *testing.T, s *store.Store) (o organ, id string) {
	t.Helper()
	o = newOrgan(t, s)
	ids := register(t, s, "GW", o.east, 2)
	id = ids[0]
	self := subject(asset.KindSubject, id)
	must(t, s.Write(ctx, func(x *store.Tx) error {
		job := x.NewID()
		made := asset.LabelMade{Asset: id, Label: "TOKEN0000000001", Number: 1, Marking: 1, Job: job, Item: 1}
		acc := x.NewID()
		if err := x.Append("p", "", event.Of(asset.Marked{
			Asset: id, Verb: asset.VerbClassify, Marking: asset.Marking{Level: level.Secret, Term: 20, Decided: true},
		}, self),
			labelissue.Open(labelissue.Job{ID: job, Key: "k", Stock: "a4-70x37", Start: 1, Labels: 1}, x.Now(), "p"),
			event.Of(made, self, subject(asset.KindLabel, made.Label)),
			event.Of(org.Delegated{Person: o.persons["head"], Delegation: org.Delegation{
				ID: x.NewID(), To: o.persons["keeper"], Seat: org.DepartmentHead, Department: o.east, From: "2031-05-01", Until: "2031-05-31",
			}}, subject(org.KindPerson, o.persons["head"])),
			accountEvent(acc, "lin", o.persons["officer"]),
		); err != nil {
			return err
		}
		p, err := x.Policy()
		if err != nil {
			return err
		}
		next, err := p.Set(firstDays(p), "9")
		if err != nil {
			return err
		}
		if err := x.SetPolicy("p", next, firstDays(p), ""); err != nil {
			return err
		}
		return x.RecordImport(store.ImportBatch{File: "a.csv", Digest: "d", Rows: 1, Unchanged: 1})
	}))
	must(t, s.RecordRefusals(ctx, []store.Refusal{{Actor: o.persons["keeper"], Verb: "issue", Asset: id, Rule: "flow.seat"}}))
	must(t, s.RecordFinding(ctx, store.Finding{Kind: "label.stale", Asset: id, By: o.persons["keeper"]}))
	must(t, s.Write(ctx, func(x *store.Tx) error {
		e := export.State(export.Made{Export: x.NewID(), Number: 7, Purpose: "自查", Format: export.CSV, Level: level.Secret, Rows: 9}, "石七")
		if err := x.AddExport(o.persons["keeper"], e); err != nil {
			return err
		}
		return x.AddFetch(o.persons["officer"], labelissue.HandOut(labelissue.Fetched{
			Fetch: x.NewID(), Label: "TOKEN0000000001", Format: "svg", Stock: "roll-50x30", Labels: 1,
		}))
	}))
	must(t, s.Raw("INSERT INTO ledger_leaf (log, idx, event_id, leaf_hash, sealed_at) SELECT origin, 0, 1, "+blob(s)+", "+moment(s)+" FROM ledger_log"))
	must(t, s.Raw("INSERT INTO ledger_subtree (log, level, idx, hashes) SELECT origin, 0, 0, "+blob(s)+" FROM ledger_log"))
	must(t, s.Raw("INSERT INTO ledger_checkpoint (log, size, note, at) SELECT origin, 1, 'n', "+moment(s)+" FROM ledger_log"))
	must(t, s.Raw("INSERT INTO ledger_cosig (log, size, witness, line, at) SELECT origin, 1, 'w', 'l', "+moment(s)+" FROM ledger_log"))
	must(t, s.Raw("INSERT INTO ledger_quarantine (event_id, reason, at) VALUES (1, 'r', "+moment(s)+")"))
	return o, id
}

func firstDays(p policy.Policy) string {
	for _, v := range p.Sorted() {
		if v.Kind == policy.KindDays && v.Raw != "9" {
			return v.Key
		}
	}
	return ""
}

func blob(s *store.Store) string {
	if s.IsPostgres() {
		return `'\x00'::bytea`
	}
	return "x'00'"
}

func moment(s *store.Store) string {
	if s.IsPostgres() {
		return "now()"
	}
	return "1"
}

func column(t *testing.T, s *store.Store, table string) string {
	t.Helper()
	for _, c := range columns(t, s) {
		if tab, col, _ := strings.Cut(c, "."); tab == table && !slices.Contains([]string{"id", "num"}, col) {
			return col
		}
	}
	t.Fatalf("no column in %s", table)
	return ""
}

func TestWhatIsRecordedCannotBeChangedOrRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		everything(t, s)
		refused := func(table, query string) {
			t.Helper()
			n, err := s.Column("SELECT count(*) FROM " + table)
			must(t, err)
			if n[0] == "0" {
				t.Errorf("%s is empty: nothing was tried", table)
			}
			err = s.Raw(query)
			if err == nil {
				t.Errorf("went through: %s", query)
			} else if !strings.Contains(err.Error(), table) {
				t.Errorf("%s: refused for another reason: %v", query, err)
			}
		}
		for _, table := range append(slices.Clone(frozen), "ledger_pending") {
			c := column(t, s, table)
			refused(table, fmt.Sprintf("UPDATE %s SET %s = %s", table, c, c))
		}
		for _, table := range append(slices.Clone(frozen), kept...) {
			refused(table, "DELETE FROM "+table)
		}
		if s.IsPostgres() {
			for _, table := range append(append(slices.Clone(frozen), kept...), "ledger_pending") {
				refused(table, "TRUNCATE "+table+" CASCADE")
			}
			return
		}
		// An insert that replaces deletes without asking the DELETE triggers.
		for _, table := range append(append(slices.Clone(frozen), kept...), "ledger_pending") {
			refused(table, fmt.Sprintf("INSERT OR REPLACE INTO %s SELECT * FROM %s LIMIT 1", table, table))
		}
	})
}

// Taking over a key of another row must not push that row out either.
func TestNoInsertReplacesByAnotherKey(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	everything(t, s)
	for _, c := range []struct{ table, change, key string }{
		{"asset", "id,serial_key", "asset.code_key"},
		{"asset", "id,code_key", "asset.serial_key"},
		{"label", "token", "label.asset_id"},
		{"account", "id,person_id", "account.login_key"},
		{"account", "id,login_key", "account.person_id"},
		{"print_job", "id", "print_job.by_id"},
	} {
		var set []string
		names, err := s.Column("SELECT name FROM pragma_table_info(?)", c.table)
		must(t, err)
		for _, n := range names {
			switch {
			case n == "num":
				set = append(set, "NULL")
			case slices.Contains(strings.Split(c.change, ","), n):
				set = append(set, "'other'")
			default:
				set = append(set, n)
			}
		}
		q := fmt.Sprintf("INSERT OR REPLACE INTO %s SELECT %s FROM %s LIMIT 1", c.table, strings.Join(set, ", "), c.table)
		if err := s.Raw(q); err == nil || !strings.Contains(err.Error(), c.key) {
			t.Errorf("%s over %s: %v", c.table, c.key, err)
		}
	}
}

// Nor must naming the hidden rowid of a row, under a new key, from a connection
// that does not ask for recursive triggers, as anybody's own would not.
func TestNoInsertReplacesByTheHiddenRowid(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	everything(t, s)
	must(t, s.Raw("PRAGMA recursive_triggers = OFF"))
	tried := 0
	for _, table := range append(slices.Clone(frozen), kept...) {
		hidden, err := s.Column(`SELECT name FROM pragma_table_list l WHERE l.name = ? AND NOT l.wr
			AND NOT EXISTS (SELECT 1 FROM pragma_table_info(l.name) c WHERE c.pk = 1 AND c.type = 'INTEGER')`, table)
		must(t, err)
		if len(hidden) == 0 {
			continue
		}
		names, err := s.Column("SELECT name FROM pragma_table_info(?)", table)
		must(t, err)
		values, err := s.Column(`SELECT CASE type WHEN 'TEXT' THEN name || ' || ''x''' WHEN 'INTEGER' THEN name || ' + 1000' ELSE name END
			FROM pragma_table_info(?)`, table)
		must(t, err)
		q := fmt.Sprintf("INSERT OR REPLACE INTO %s (rowid, %s) SELECT rowid, %s FROM %s LIMIT 1",
			table, strings.Join(names, ", "), strings.Join(values, ", "), table)
		if err := s.Raw(q); err == nil || !strings.Contains(err.Error(), table+".rowid") {
			t.Errorf("%s: %v", table, err)
		}
		tried++
	}
	if tried < 15 {
		t.Errorf("only %d tables tried", tried)
	}
}

func TestPersonalDataCanBeErasedAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		at := fmt.Sprintf("event_id = (SELECT event_id FROM ledger_subject WHERE subject = '%s' AND seq = 1)", o.persons["keeper"])
		empty := "x''"
		if s.IsPostgres() {
			empty = `'\x'::bytea`
		}
		if err := s.Raw("UPDATE ledger_private SET value = 'another' WHERE " + at); err == nil {
			t.Error("a name was exchanged")
		}
		must(t, s.Raw("UPDATE ledger_private SET value = '', salt = "+empty+", erased = "+moment(s)+" WHERE "+at))
		if err := s.Raw("UPDATE ledger_private SET erased = " + moment(s) + " WHERE " + at); err == nil {
			t.Error("erased twice")
		}
		// The proof stands; only the row still has the name, and the refold says so.
		list, err := s.Refold(ctx)
		must(t, err)
		if len(list) == 0 || list[0].Table != "person" || list[0].Column != "name" {
			t.Errorf("refold after erasing: %v", list)
		}
	})
}
