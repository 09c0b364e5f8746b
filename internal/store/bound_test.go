package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// record appends events as somebody who is not asked.
func record(t *testing.T, s *store.Store, list ...event.Event) {
	t.Helper()
	must(t, s.Write(ctx, func(x *store.Tx) error { return x.Append("p", "", list...) }))
}

func ofPerson(person string, x event.Payload) event.Event {
	return event.Of(x, subject(org.KindPerson, person))
}

// Books of before have delegations without a grant. Each is bound to the grant
// that was in force when it was made, and the fold of its events says the same.
func TestUpgradeBindsDelegationsToTheirGrants(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		head, at := o.persons["head"], o.east
		other := as(t, s, o, "other").Account
		as(t, s, o, "head")
		p := loaded(t, s, head)[head]
		grant := p.Seats[0].ID
		seat := func(id, department string, from, until org.Date) event.Event {
			return ofPerson(head, org.SeatGranted{Person: head, Grant: org.Grant{ID: id, Seat: org.DepartmentHead, Department: department, From: from, Until: until}})
		}
		given := func(id, department string) event.Event {
			return ofPerson(head, org.Delegated{Person: head, Delegation: org.Delegation{
				ID: id, To: o.persons["other"], Seat: org.DepartmentHead, Department: department, From: "2031-05-01", Until: "2031-12-31",
			}})
		}
		ends := func(id string) event.Event { return ofPerson(head, org.SeatEnded{Person: head, Grant: id}) }
		record(t, s, given("d1", at), ends(grant), given("d2", at), seat("g2", at, "2031-01-01", "2031-02-01"), seat("g3", at, "2031-03-01", ""),
			seat("g4", o.west, "2031-03-01", ""), given("d3", at), given("d4", o.west), ends("g3"), seat("g5", at, "2031-05-01", ""), given("d5", at))
		for _, q := range append(before16(), before15(s.IsPostgres())...) {
			must(t, s.Raw(q))
		}
		must(t, s.Raw("DELETE FROM goose_db_version WHERE version_id >= 15"))
		must(t, s.Migrate(ctx))
		list, err := s.Column("SELECT id || ' ' || coalesce(grant_id, '-') FROM delegation ORDER BY id")
		must(t, err)
		want := "d1 " + grant + ", d2 -, d3 g3, d4 g4, d5 g5"
		if got := strings.Join(list, ", "); got != want {
			t.Errorf("bound %s, want %s", got, want)
		}
		noMismatch(t, s)
		if a, err := s.Actor(ctx, other, "2031-05-06"); err != nil || !a.HoldsFor(org.DepartmentHead, at) {
			t.Errorf("the one whose grant is in force has no effect: %+v, %v", a.Held, err)
		}
		record(t, s, ends("g5"))
		a, err := s.Actor(ctx, other, "2031-05-06")
		must(t, err)
		if a.HoldsFor(org.DepartmentHead, at) || !a.HoldsFor(org.DepartmentHead, o.west) {
			t.Errorf("one of an ended grant is in force: %+v", a.Held)
		}
	})
}

func loaded(t *testing.T, s *store.Store, ids ...string) (out map[string]org.Person) {
	t.Helper()
	must(t, s.Read(ctx, func(x *store.Tx) (err error) {
		out, err = x.Persons(ids...)
		return err
	}))
	return out
}

// A seat granted anew does not bring the old delegation back; and who cannot act
// himself has nobody act for him.
func TestADelegationNeitherRevivesNorOutlivesItsGiver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		head := o.persons["head"]
		to, giver := as(t, s, o, "other").Account, as(t, s, o, "head").Account
		grant := loaded(t, s, head)[head].Seats[0].ID
		record(t, s, ofPerson(head, org.Delegated{Person: head, Delegation: org.Delegation{
			ID: "d", To: o.persons["other"], Seat: org.DepartmentHead, Department: o.east, Grant: grant, From: "2031-05-01", Until: "2031-12-31",
		}}))
		office := as(t, s, o, "office")
		acts := func() bool {
			t.Helper()
			a, err := s.Actor(ctx, to, "2031-05-06")
			must(t, err)
			return a.HoldsFor(org.DepartmentHead, o.east)
		}
		state := func(state string) event.Event {
			return event.Of(account.StateSet{Account: giver, State: state}, subject(account.KindSubject, giver))
		}
		if !acts() {
			t.Error("it has no effect at all")
		}
		record(t, s, state(account.Suspended))
		if acts() {
			t.Error("the giver is suspended")
		}
		list, err := s.Delegations(ctx, office, head)
		must(t, err)
		if len(list) != 1 || !list[0].Rests || list[0].Ended {
			t.Errorf("told as %+v", list)
		}
		must(t, s.Raw("UPDATE account SET activator = 'q' WHERE id = '"+giver+"'"))
		record(t, s, state(account.Active))
		if !acts() {
			t.Error("the giver is back")
		}
		record(t, s, ofPerson(head, org.SeatEnded{Person: head, Grant: grant}))
		if acts() {
			t.Error("the seat has ended")
		}
		record(t, s, ofPerson(head, org.SeatGranted{Person: head, Grant: org.Grant{ID: "g2", Seat: org.DepartmentHead, Department: o.east, From: "2031-05-01"}}))
		if acts() {
			t.Error("a new seat brings it back")
		}
		if list, err = s.Delegations(ctx, office, head); err != nil || !list[0].Ended {
			t.Errorf("told as %+v, %v", list, err)
		}
	})
}

// handed is an INSERT of a delegation past everything but the database itself.
func handed(s *store.Store, id, giver, to, seat, grant, from, until string) string {
	return fmt.Sprintf(`INSERT INTO delegation (id, person_id, place, to_id, seat, from_day, until_day, ended, grant_id)
		VALUES ('%s', '%s', %d, '%s', '%s', '%s', '%s', %s, %s)`, id, giver, 50+len(id), to, seat, from, until, ended(s, false), grant)
}

// The database itself holds administrators and delegates apart, whichever comes
// first, by the days on which both would be in force (REG 34).
func TestTheDatabaseHoldsDelegatesAndAdministratorsApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		giver, aud, free := o.persons["leader"], o.persons["auditor"], o.persons["keeper"]
		grant := "'" + loaded(t, s, giver)[giver].Seats[0].ID + "'"
		refused := func(name, query, why string) {
			t.Helper()
			if err := s.Raw(query); err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%s: %v", name, err)
			}
		}
		refused("to an administrator", handed(s, "a", giver, aud, "leader", grant, "2031-01-01", "2031-01-31"), business)
		must(t, s.Raw(handed(s, "bb", giver, aud, "leader", grant, "2029-01-01", "2029-12-31"))) // before he is one
		refused("moved into his time", "UPDATE delegation SET until_day = '2030-01-01' WHERE id = 'bb'", "delegation stays")
		refused("of an administrator's seat", handed(s, "ccc", aud, free, "auditor", "NULL", "2031-01-01", "2031-01-31"), apart)
		must(t, s.Raw(handed(s, "dddd", giver, free, "leader", grant, "2031-12-01", "2031-12-30")))
		for _, days := range [][2]string{{"2031-12-05", ""}, {"2031-12-30", ""}, {"2031-11-01", "2031-12-01"}, {"2031-12-10", "2031-12-11"}} {
			refused("an administrator's seat from "+days[0], seatRow(s, "eeeee", free, "system_admin", days[0], days[1]), business)
		}
		must(t, s.Raw(seatRow(s, "ffffff", free, "system_admin", "2031-12-31", "")))
		refused("begun earlier", "UPDATE seat SET from_day = '2031-12-30' WHERE id = 'ffffff'", business)
		must(t, s.Raw("UPDATE seat SET ended = "+ended(s, true)+" WHERE id = 'ffffff'"))

		for what, q := range map[string]string{
			"to another": "to_id = '" + o.persons["other"] + "'", "another seat": "seat = 'witness'", "other days": "until_day = '2032-01-01'",
			"under no grant": "grant_id = NULL", "of another": "person_id = '" + o.persons["head"] + "'",
		} {
			refused(what, "UPDATE delegation SET "+q+" WHERE id = 'dddd'", "delegation stays")
		}
		must(t, s.Raw("UPDATE delegation SET ended = "+ended(s, true)+" WHERE id = 'dddd'"))
		refused("opened again", "UPDATE delegation SET ended = "+ended(s, false)+" WHERE id = 'dddd'", "delegation stays")
		must(t, s.Raw(seatRow(s, "ggggggg", free, "system_admin", "2031-12-01", ""))) // ended: it is in nobody's way
	})
}

// A seat and a delegation to the same person at the same moment, each unable to
// see the other: one of them goes through.
func TestASeatAndADelegationAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		giver := o.persons["leader"]
		grant := "'" + loaded(t, s, giver)[giver].Seats[0].ID + "'"
		for i := range 4 {
			to, id := []string{o.persons["keeper"], o.persons["other"]}[i%2], strings.Repeat("x", i+3)
			failed := make([]error, 2)
			var wg sync.WaitGroup
			for k, q := range []string{
				seatRow(s, id, to, "auditor", "2031-01-01", ""), handed(s, id, giver, to, "leader", grant, "2031-01-01", "2031-12-31"),
			} {
				wg.Go(func() { failed[k] = s.Raw(q) })
			}
			wg.Wait()
			if (failed[0] == nil) == (failed[1] == nil) {
				t.Errorf("both or none: %v", failed)
			}
			must(t, s.Raw("UPDATE seat SET ended = "+ended(s, true)+" WHERE id = '"+id+"'"))
			must(t, s.Raw("UPDATE delegation SET ended = "+ended(s, true)+" WHERE id = '"+id+"' AND NOT ended"))
		}
	})
}

// Who acts in the three administrators' seats, and until when.
func TestUntilWhenTheAdministratorsAre(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		auditor := as(t, s, o, "auditor")
		free := o.persons["keeper"]
		as(t, s, o, "keeper")
		record(t, s, ofPerson(free, org.SeatGranted{Person: free, Grant: org.Grant{ID: "g", Seat: org.SecurityAdmin, From: "2031-01-01", Until: "2031-05-31"}}))
		got, err := s.AdministratorsUntil(ctx, auditor)
		must(t, err)
		if day, ok := got[org.Auditor]; !ok || day != "" || got[org.SecurityAdmin] != "2031-05-31" {
			t.Errorf("%v", got)
		}
		if _, ok := got[org.SystemAdmin]; ok {
			t.Errorf("without an account: %v", got)
		}
		if _, err := s.AdministratorsUntil(ctx, as(t, s, o, "officer")); err == nil {
			t.Error("told to somebody of business")
		}
		var others org.Others
		must(t, s.Write(ctx, func(x *store.Tx) (err error) {
			others, err = x.OtherAdministrators(o.persons["auditor"], "2031-05-06")
			return err
		}))
		if len(others) != 1 || len(others[org.SecurityAdmin]) != 1 || others[org.SecurityAdmin][0].Until != "2031-05-31" {
			t.Errorf("%+v", others)
		}
	})
}
