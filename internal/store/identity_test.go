package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
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

// Whoever made an account does not activate it, nor does its owner; what he asked
// for and what was made stays as it was, and what has ended stays ended (REG 34).
func TestTheDatabaseKeepsAccountsInSeveralHands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		owner := o.persons["keeper"]
		made := func(by string) error {
			return s.Write(ctx, func(x *store.Tx) error {
				c := account.Created{Account: "acc-" + by, Login: "lin-" + by, Person: owner, By: "maker"}
				return x.Append(by, "", event.Of(c, subject(account.KindSubject, c.Account)), event.Of(activated(c.Account), subject(account.KindSubject, c.Account)))
			})
		}
		for _, by := range []string{"maker", owner} {
			if err := made(by); errs.As(err).Rule != "flow.account" {
				t.Errorf("activated by %s: %v", by, err)
			}
		}
		must(t, made("another"))
		id, now := "acc-another", moment(s)
		must(t, s.Raw("INSERT INTO dual (id, kind, account_id, reason, asked_by, asked, expires, state) VALUES ('d1', 'recover', '"+id+"', 'r', 'one', "+now+", "+now+", 'open')"))
		must(t, s.Raw("INSERT INTO factor (id, account_id, kind, name, handle, secret, counter, created) VALUES ('f1', '"+id+"', 'key', 'n', "+blob(s)+", "+blob(s)+", 5, "+now+")"))
		must(t, s.Raw("INSERT INTO api_token (id, token_hash, account_id, name, permissions, departments, created, expires, addr, reason) VALUES ('t1', "+blob(s)+", '"+id+"', 'n', '[]', '[]', "+now+", "+now+", '', '')"))
		must(t, s.Raw("INSERT INTO session (id, token_hash, account_id, kind, created, seen, expires, proved, reason) VALUES ('s1', "+blob(s)+", '"+id+"', 'page', "+now+", "+now+", "+now+", "+now+", '')"))
		for what, q := range map[string]string{
			"activated by its maker":   "UPDATE account SET activator = 'maker' WHERE id = '" + id + "'",
			"activated by nobody":      "UPDATE account SET activator = '' WHERE id = '" + id + "'",
			"asked for by the owner":   "INSERT INTO dual (id, kind, account_id, reason, asked_by, asked, expires, state) VALUES ('d2', 'unlock', '" + id + "', 'r', '" + owner + "', " + now + ", " + now + ", 'open')",
			"decided by the owner":     "UPDATE dual SET state = 'done', decided_by = '" + owner + "', decided = " + now + " WHERE id = 'd1'",
			"asked for another reason": "UPDATE dual SET reason = 'another' WHERE id = 'd1'",
			"asked by another":         "UPDATE dual SET asked_by = 'another' WHERE id = 'd1'",
			"another key":              "UPDATE factor SET secret = " + blob(s) + " || " + blob(s) + " WHERE id = 'f1'",
			"a counter turned back":    "UPDATE factor SET counter = 4 WHERE id = 'f1'",
			"a factor of another":      "UPDATE factor SET account_id = 'x' WHERE id = 'f1'",
			"a wider token":            "UPDATE api_token SET permissions = '[1]' WHERE id = 't1'",
			"a token for longer":       "UPDATE api_token SET expires = created WHERE id = 't1'; UPDATE api_token SET expires = expires + " + later(s) + " WHERE id = 't1'",
			"a session of another":     "UPDATE session SET account_id = 'x' WHERE id = 's1'",
		} {
			if err := s.Raw(q); err == nil {
				t.Errorf("%s: went through", what)
			}
		}
		must(t, s.Raw("UPDATE dual SET state = 'refused', decided_by = 'two', decided = "+now+" WHERE id = 'd1'"))
		must(t, s.Raw("UPDATE factor SET counter = 6, used = "+now+" WHERE id = 'f1'"))
		for _, table := range []string{"factor", "api_token", "session"} {
			must(t, s.Raw("UPDATE "+table+" SET ended = "+now))
			if err := s.Raw("UPDATE " + table + " SET ended = NULL"); err == nil {
				t.Errorf("%s: not ended any more", table)
			}
		}
		if err := s.Raw("UPDATE dual SET state = 'done' WHERE id = 'd1'"); err == nil {
			t.Error("a refused request is done after all")
		}
	})
}

// later is what makes a moment another one.
func later(s *store.Store) string {
	if s.IsPostgres() {
		return "interval '1 day'"
	}
	return "1"
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
