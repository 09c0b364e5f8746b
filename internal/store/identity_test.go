package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// What the database says: by a trigger, by a unique index (on SQLite a trigger
// guards the index too, against INSERT OR REPLACE).
const (
	apart    = "adm.three-distinct"
	business = "adm.no-business"
	unique   = "seat"
)

// seatRow is an INSERT of a seat past everything but the database itself.
func seatRow(s *store.Store, id, person, seat, from, until string) string {
	ended := "0"
	if s.IsPostgres() {
		ended = "false"
	}
	return fmt.Sprintf("INSERT INTO seat (id, person_id, place, seat, from_day, until_day, ended) VALUES ('%s', '%s', %d, '%s', '%s', '%s', %s)",
		id, person, 50+len(id), seat, from, until, ended)
}

func ended(s *store.Store, yes bool) string {
	if s.IsPostgres() {
		return fmt.Sprint(yes)
	}
	if yes {
		return "1"
	}
	return "0"
}

func joinPolicy(s *store.Store, version int, raw string) string {
	return fmt.Sprintf("INSERT INTO policy_value (key, version, raw, reason, actor, at) VALUES ('admin.join', %d, '%s', '', 'p', %s)", version, raw, moment(s))
}

// The database itself holds the three administrators apart, each way in which
// they could come together: no statement past the domain gets through (REG 34).
func TestTheDatabaseHoldsAdministratorsApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		sys, aud, head, free := o.persons["sysadmin"], o.persons["auditor"], o.persons["head"], o.persons["keeper"]
		refused := func(name, query, why string) {
			t.Helper()
			err := s.Raw(query)
			if err == nil || !strings.Contains(err.Error(), why) && (why != unique || !strings.Contains(err.Error(), apart)) {
				t.Errorf("%s: %v", name, err)
			}
		}
		refused("security beside system", seatRow(s, "a", sys, "security_admin", "2031-01-01", ""), apart)
		refused("auditor beside system", seatRow(s, "b", sys, "auditor", "2031-01-01", ""), unique)
		refused("system beside auditor", seatRow(s, "c", aud, "system_admin", "2031-01-01", ""), unique)
		refused("security beside auditor", seatRow(s, "d", aud, "security_admin", "2031-01-01", ""), unique)
		refused("business beside an administrator", seatRow(s, "e", sys, "leader", "2031-01-01", ""), business)
		refused("an administrator beside business", seatRow(s, "f", head, "auditor", "2031-01-01", ""), business)

		must(t, s.Raw(seatRow(s, "gg", free, "system_admin", "2031-01-01", "")))
		must(t, s.Raw(strings.Replace(seatRow(s, "hhh", free, "auditor", "2031-01-01", ""), ended(s, false)+")", ended(s, true)+")", 1)))
		refused("the auditor's opened again", "UPDATE seat SET ended = "+ended(s, false)+" WHERE id = 'hhh'", unique)
		refused("turned into security", "UPDATE seat SET seat = 'security_admin', ended = "+ended(s, false)+" WHERE id = 'hhh'", apart)
		refused("turned into business", "UPDATE seat SET seat = 'leader', ended = "+ended(s, false)+" WHERE id = 'hhh'", business)

		must(t, s.Raw(joinPolicy(s, 900, "true")))
		refused("joined, the auditor beside system", seatRow(s, "iiii", sys, "auditor", "2031-01-01", ""), unique)
		must(t, s.Raw(seatRow(s, "jjjjj", sys, "security_admin", "2031-01-01", "")))
		refused("joined, the auditor beside security", "UPDATE seat SET seat = 'auditor' WHERE id = 'jjjjj'", unique)
		must(t, s.Raw(joinPolicy(s, 901, "false")))
		refused("parted again, security beside system", seatRow(s, "kkkkkk", free, "security_admin", "2031-01-01", ""), apart)
	})
}

// Two sessions that grant the same person two seats at the same moment, each
// unable to see the other's: one of them goes through.
func TestTwoGrantsAtOnceDoNotJoinSeats(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for i, pair := range [][2]string{{"system_admin", "security_admin"}, {"security_admin", "auditor"}, {"auditor", "system_admin"}, {"system_admin", "leader"}} {
			person := []string{o.persons["keeper"], o.persons["other"]}[i%2]
			failed := make([]error, 2)
			var wg sync.WaitGroup
			for k, seat := range pair {
				wg.Go(func() {
					failed[k] = s.Raw(seatRow(s, strings.Repeat("x", i+3)+fmt.Sprint(k), person, seat, "2031-01-01", ""))
				})
			}
			wg.Wait()
			if (failed[0] == nil) == (failed[1] == nil) {
				t.Errorf("%v: both or none: %v", pair, failed)
			}
			must(t, s.Raw("UPDATE seat SET ended = "+ended(s, true)+" WHERE id LIKE 'xxx%'"))
		}
	})
}

// Who asked does not decide, whatever the program does; and a request of two is
// never removed.
func TestTheDatabaseWantsTwoPeople(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("founder", "", accountEvent("acc1", "lin", o.persons["keeper"]))
		}))
		row := func(id, by, state string) string {
			return fmt.Sprintf("INSERT INTO dual (id, kind, account_id, reason, asked_by, asked, expires, decided_by, decided, state) VALUES ('%s', 'recover', 'acc1', 'r', 'one', %s, %s, %s, NULL, '%s')",
				id, moment(s), moment(s), by, state)
		}
		for name, q := range map[string]string{
			"one person": row("d1", "'one'", "done"), "done by nobody": row("d2", "NULL", "done"), "open and decided": row("d3", "'two'", "open"),
		} {
			if err := s.Raw(q); err == nil {
				t.Errorf("%s went through", name)
			}
		}
		must(t, s.Raw(row("d4", "NULL", "open")))
		if err := s.Raw(row("d5", "NULL", "open")); err == nil {
			t.Error("two wait at once")
		}
		if err := s.Raw("UPDATE dual SET decided_by = 'one', state = 'done' WHERE id = 'd4'"); err == nil {
			t.Error("who asked has decided")
		}
		if err := s.Raw("DELETE FROM dual"); err == nil {
			t.Error("a request is gone")
		}
	})
}
