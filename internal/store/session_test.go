package store_test

import (
	"crypto/sha256"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// withAccount opens an account for the person and returns its id.
func withAccount(t *testing.T, s *store.Store, login, person string) string {
	t.Helper()
	var id string
	must(t, s.Write(ctx, func(x *store.Tx) error {
		id = x.NewID()
		return x.Append("founder", "", accountEvent(id, login, person))
	}))
	return id
}

func TestSessionsOpenAndEnd(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		acc := withAccount(t, s, "Fang", o.persons["keeper"])
		hash := sha256.Sum256([]byte("token"))
		other := sha256.Sum256([]byte("other"))
		must(t, s.Write(ctx, func(x *store.Tx) error {
			for id, h := range map[string][]byte{"s1": hash[:], "s2": other[:]} {
				if err := x.AddSession(store.Session{
					ID: id, TokenHash: h, Account: acc, Kind: "page", Created: noon, Seen: noon, Expires: noon.Add(time.Hour), Proved: noon,
				}); err != nil {
					return err
				}
			}
			return x.TouchSession("s1", noon.Add(time.Minute), noon.Add(2*time.Hour))
		}))
		got, found, err := s.SessionByToken(ctx, hash[:])
		must(t, err)
		want := store.Session{
			ID: "s1", TokenHash: hash[:], Account: acc, Login: "Fang", State: account.Inactive, Kind: "page", Created: noon,
			Seen: noon.Add(time.Minute), Expires: noon.Add(2 * time.Hour), Proved: noon,
		}
		if d := cmp.Diff(want, got); !found || d != "" {
			t.Errorf("found %t:\n%s", found, d)
		}
		if _, found, err := s.SessionByToken(ctx, []byte("nobody's")); found || err != nil {
			t.Errorf("an unknown token: %t, %v", found, err)
		}
		must(t, s.Write(ctx, func(x *store.Tx) error { return x.EndSessions(acc, "s1") }))
		one, _, err := s.SessionByToken(ctx, hash[:])
		must(t, err)
		two, _, err := s.SessionByToken(ctx, other[:])
		must(t, err)
		if !one.Ended.IsZero() || !two.Ended.Equal(noon) || two.Reason != "account" {
			t.Errorf("ended %v and %v", one.Ended, two.Ended)
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			if err := x.EndSession("s1", "sign-out"); err != nil {
				return err
			}
			return x.TouchSession("s1", noon.Add(3*time.Hour), noon.Add(4*time.Hour))
		}))
		one, _, err = s.SessionByToken(ctx, hash[:])
		must(t, err)
		if one.Reason != "sign-out" || one.Expires.After(noon.Add(2*time.Hour)) {
			t.Errorf("an ended session was touched: %+v", one)
		}
	})
}

func TestCredentialsAreWrittenAndReplaced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		acc := withAccount(t, s, "fang", o.persons["keeper"])
		c := store.Credential{Account: acc, Hash: "h1", Changed: noon, Failures: 2}
		for range 2 {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				if err := x.SetCredential(c); err != nil {
					return err
				}
				got, found, err := x.Credential(acc)
				if d := cmp.Diff(c, got); !found || d != "" {
					t.Errorf("found %t:\n%s", found, d)
				}
				return err
			}))
			c.Hash, c.Failures, c.LastIn = "h2", 0, noon.Add(time.Hour)
		}
		if _, found, err := s.AccountByLogin(ctx, "nobody"); found || err != nil {
			t.Errorf("unknown login: %t, %v", found, err)
		}
		a, found, err := s.AccountByLogin(ctx, "ＦＡＮＧ")
		must(t, err)
		if !found || a.ID != acc || a.Person != o.persons["keeper"] {
			t.Errorf("found %t, %+v", found, a)
		}
	})
}

func TestAnActivationCodeWorksOnceForItsAccountInTime(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		acc := withAccount(t, s, "fang", o.persons["keeper"])
		other := withAccount(t, s, "shi", o.persons["other"])
		give := func(code string) {
			must(t, s.Write(ctx, func(x *store.Tx) error { return x.SetActivation(acc, code, noon.Add(time.Hour)) }))
		}
		use := func(account, code string) (ok bool) {
			must(t, s.Write(ctx, func(x *store.Tx) (err error) { ok, err = x.UseActivation(account, code); return err }))
			return ok
		}
		give("AAAAA-BBBBB")
		give("CCCCC-DDDDD")
		if use(acc, "AAAAA-BBBBB") {
			t.Error("an older code still works")
		}
		if use(other, "CCCCC-DDDDD") {
			t.Error("another's code works")
		}
		var won atomic.Int32
		together(6, func(int) {
			if use(acc, " cccccddddd ") {
				won.Add(1)
			}
		})
		if won.Load() != 1 {
			t.Errorf("used %d times", won.Load())
		}
		// One in two halves opens with both, in either order, and until it is whole
		// what was there before goes on.
		give("GGGGG-HHHHH")
		half := func(waits, one string) {
			must(t, s.Write(ctx, func(x *store.Tx) error { return x.SetHalf(acc, waits, one) }))
		}
		join := func(waits, other string) (ok bool) {
			must(t, s.Write(ctx, func(x *store.Tx) (err error) {
				ok, err = x.JoinHalf(acc, waits, other, noon.Add(time.Hour))
				return err
			}))
			return ok
		}
		one, two := "AAAAA-22222-CCCCC", "BBBBB-33333-DDDDD"
		half("d1", one)
		if use(acc, one) || use(acc, one+two) || join("d2", two) || !use(acc, "GGGGG-HHHHH") {
			t.Error("half a code opens, is joined by another deed, or ends what was there")
		}
		if !join("d1", two) || join("d1", two) {
			t.Error("joined not at all or twice")
		}
		if use(acc, one) || use(acc, two) || use(acc, one+one) || use(other, one+two) {
			t.Error("half a code opens, or another's account")
		}
		if !use(acc, two+" "+one) || use(acc, one+two) {
			t.Error("both halves do not open once")
		}
		give("EEEEE-FFFFF")
		clock.t = noon.Add(2 * time.Hour)
		if use(acc, "EEEEE-FFFFF") {
			t.Error("an expired code works")
		}
	})
}

func TestLoginsAndOpenAccountsAreUnique(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		first := withAccount(t, s, "fang", o.persons["keeper"])
		open := func(login, person string) error {
			return s.Write(ctx, func(x *store.Tx) error {
				return x.Append("p", "", accountEvent(x.NewID(), login, o.persons[person]))
			})
		}
		if err := open("FANG", "other"); errs.As(err).Code != "account.login_taken" {
			t.Errorf("the login again: %v", err)
		}
		if err := open("fang2", "keeper"); errs.As(err).Code != "account.one_open" {
			t.Errorf("a second open account: %v", err)
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("p", "", event.Of(account.StateSet{Account: first, State: account.Closed}, subject(account.KindSubject, first)))
		}))
		must(t, open("fang2", "keeper"))
		noMismatch(t, s)
	})
}

func TestActorsFollowTheOrgan(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		head := as(t, s, o, "head")
		held, ok := head.SeatFor(org.DepartmentHead, o.east)
		if !ok || held.For != "" || head.HoldsFor(org.DepartmentHead, o.west) || !head.Holds(org.Keeper) || head.Clearance != level.TopSecret {
			t.Errorf("head: %+v", head)
		}
		if a, err := s.Actor(ctx, head.Account, "2040-01-01"); err != nil || a.Clearance != level.Unclassified {
			t.Errorf("after the clearance has ended: %v, %v", a.Clearance, err)
		}
		if a, err := s.Actor(ctx, head.Account, "2029-12-31"); err != nil || a.Holds(org.DepartmentHead) {
			t.Errorf("before the seat begins: %+v, %v", a.Held, err)
		}
		auditor := as(t, s, o, "auditor")
		if !auditor.Admin() || auditor.Holds(org.Keeper) || !auditor.Scope().None {
			t.Errorf("auditor: %+v", auditor)
		}

		// A seat over the root covers what is below, also what comes later.
		grant := func(person string, g org.Grant) {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				g.ID = x.NewID()
				return x.Append("p", "", event.Of(org.SeatGranted{Person: person, Grant: g}, subject(org.KindPerson, person)))
			}))
		}
		grant(o.persons["other"], org.Grant{Seat: org.AssetOfficer, Department: o.root, From: "2031-01-01"})
		other := as(t, s, o, "other")
		var below string
		must(t, s.Write(ctx, func(x *store.Tx) error {
			below = x.NewID()
			return x.Append("p", "", event.Of(org.DepartmentSet{Department: below, Name: "分处", Parent: o.west}, subject(org.KindDepartment, below)))
		}))
		other, err := s.Actor(ctx, other.Account, "2031-05-06")
		must(t, err)
		for _, d := range []string{o.root, o.east, o.west, below} {
			if !other.HoldsFor(org.AssetOfficer, d) {
				t.Errorf("the seat over the root does not cover %s", d)
			}
		}

		// Delegated, for its days, as long as the giver holds the seat.
		delegation, seat := "", ""
		must(t, s.Write(ctx, func(x *store.Tx) error {
			delegation = x.NewID()
			p, err := x.Persons(o.persons["head"])
			seat = p[o.persons["head"]].Seats[0].ID
			if err != nil {
				return err
			}
			return x.Append("p", "", event.Of(org.Delegated{Person: o.persons["head"], Delegation: org.Delegation{
				ID: delegation, To: o.persons["other"], Seat: org.DepartmentHead, Department: o.east, From: "2031-05-01", Until: "2031-05-31",
			}}, subject(org.KindPerson, o.persons["head"])))
		}))
		for day, want := range map[org.Date]bool{"2031-04-30": false, "2031-05-01": true, "2031-05-31": true, "2031-06-01": false} {
			a, err := s.Actor(ctx, other.Account, day)
			must(t, err)
			h, got := a.SeatFor(org.DepartmentHead, o.east)
			if got != want || (got && h.For != o.persons["head"]) {
				t.Errorf("delegated on %s: %t %+v", day, got, h)
			}
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("p", "", event.Of(org.SeatEnded{Person: o.persons["head"], Grant: seat}, subject(org.KindPerson, o.persons["head"])))
		}))
		a, err := s.Actor(ctx, other.Account, "2031-05-06")
		must(t, err)
		if a.Holds(org.DepartmentHead) {
			t.Error("the delegation outlives the seat")
		}
		noMismatch(t, s)
	})
}

// T16: what another process changes has effect within a second.
func TestASeatTakenAwayElsewhereHasNoEffectAfterASecond(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		head := as(t, s, o, "head")
		if _, err := s.Actor(ctx, head.Account, "2031-05-06"); err != nil {
			t.Fatal(err)
		}
		// As another process does it: rows and counter, behind this one's back.
		must(t, s.Raw("UPDATE seat SET ended = NOT ended WHERE person_id = '"+o.persons["head"]+"'"))
		must(t, s.Raw("UPDATE counters SET value = value + 1 WHERE name = 'organ'"))
		time.Sleep(time.Second)
		a, err := s.Actor(ctx, head.Account, "2031-05-06")
		must(t, err)
		if a.Holds(org.DepartmentHead) {
			t.Error("the seat still has effect")
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("p", "", event.Of(account.StateSet{Account: head.Account, State: account.Suspended}, subject(account.KindSubject, head.Account)))
		}))
		if _, err := s.Actor(ctx, head.Account, "2031-05-06"); !errs.IsKind(err, errs.Unauthenticated) {
			t.Errorf("a suspended account, right after: %v", err)
		}
		if _, err := s.Actor(ctx, "nobody", "2031-05-06"); !errs.IsKind(err, errs.Unauthenticated) {
			t.Errorf("no account: %v", err)
		}
	})
}
