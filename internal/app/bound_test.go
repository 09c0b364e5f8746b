package app_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// day is the day so many days from today.
func (o *organ) day(n int) org.Date { return o.app.Today(time.Now().AddDate(0, 0, n)) }

// lent has the one hand the seat to the other for a month.
func (o *organ) lent(from, to string, seat org.Seat, department string) {
	o.t.Helper()
	o.do(from, app.Delegate{Delegation: org.Delegation{To: o.person[to], Seat: seat, Department: o.dept[department], From: o.day(0), Until: o.day(30)}})
}

// Another administrator whose seat ends sooner is none: the one who stays cannot
// be taken away beside him in any of the ways there are.
func TestADatedAdministratorDoesNotReplaceALastingOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		p := o.do("secadmin", app.SetPerson{Person: org.Person{Name: "魏临时"}}).ID
		o.do("secadmin", app.GrantSeat{Person: p, Grant: org.Grant{Seat: org.SecurityAdmin, Until: o.day(1)}})
		o.account["secadmin2"] = o.do("sysadmin", app.CreateAccount{Login: "secadmin2", Person: p}).ID
		o.do("secadmin", app.MoveAccount{Account: o.account["secadmin2"], State: account.Active})
		lasting := o.seatOf("secadmin", org.SecurityAdmin)
		o.refused("flow.last-admin", "secadmin2", lasting)
		o.refused("flow.last-admin", "sysadmin", app.MoveAccount{Account: o.account["secadmin"], State: account.Suspended, Reason: "试"})
		o.refused("flow.last-admin", "secadmin2", app.MoveAccount{Account: o.account["secadmin"], State: account.Closed, Reason: "试"})
		o.person["secadmin"] = o.actor("secadmin").Person
		gone := o.seen("secadmin", "secadmin")
		gone.Status = org.Closed
		o.refused("flow.last-admin", "baomi", app.SetPerson{Person: gone})
		o.do("secadmin", o.seatOf("secadmin2", org.SecurityAdmin)) // the one who would go anyway
		o.do("secadmin", app.GrantSeat{Person: p, Grant: org.Grant{Seat: org.SecurityAdmin}})
		o.do("secadmin2", lasting)
	})
}

// Where nobody else lasts as long, a seat of the three is granted without an end.
func TestTheOnlyAdministratorIsGrantedWithoutAnEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		one, two := o.do("secadmin", app.SetPerson{Person: org.Person{Name: "陶甲"}}).ID, o.do("secadmin", app.SetPerson{Person: org.Person{Name: "陶乙"}}).ID
		o.do("secadmin", app.GrantSeat{Person: one, Grant: org.Grant{Seat: org.Auditor, Until: o.day(9)}})
		aud := o.seatOf("auditor", org.Auditor)
		if err := s.Write(o.ctx, func(x *store.Tx) error { // as a book of before may have it
			return x.Append("p", "", event.Of(org.SeatEnded{Person: aud.Person, Grant: aud.Grant}, event.Subject{Kind: org.KindPerson, ID: aud.Person}))
		}); err != nil {
			t.Fatal(err)
		}
		o.refused("flow.last-admin", "secadmin", app.GrantSeat{Person: two, Grant: org.Grant{Seat: org.Auditor, Until: o.day(400)}})
		o.do("secadmin", app.GrantSeat{Person: two, Grant: org.Grant{Seat: org.Auditor}})
	})
}

// handedOn tells how what the person has handed on stands.
func (o *organ) handedOn(person string) []string {
	o.t.Helper()
	var out []string
	for _, when := range []string{"", "past"} {
		list, err := o.store.SeatPage(o.ctx, o.actor("auditor"), view.SeatFilter{Person: person, When: when}, true)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, v := range list.Rows {
			switch {
			case v.Ended && v.EndedBy.At.IsZero():
				out = append(out, "over without an event")
			case v.Ended:
				out = append(out, "ended")
			case v.Rests:
				out = append(out, "rests")
			default:
				out = append(out, "open")
			}
		}
	}
	return out
}

// A delegation ends with the grant, by an event; rests while its giver is
// suspended; and ends by an event when his account is closed.
func TestADelegationLivesNoLongerThanItsGiver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		expect := func(giver, login string, seat org.Seat, acts bool, told ...string) {
			t.Helper()
			if got := o.actor(login).Holds(seat); got != acts {
				t.Fatalf("%s acts as %s: %v", login, seat, got)
			}
			if got := o.handedOn(o.person[giver]); !slices.Equal(got, told) {
				t.Fatalf("told as %q, want %q", got, told)
			}
		}
		o.lent("head1", "keeper1", org.DepartmentHead, "办公厅")
		expect("head1", "keeper1", org.DepartmentHead, true, "open")
		o.do("sysadmin", app.MoveAccount{Account: o.account["head1"], State: account.Suspended, Reason: "休假"})
		expect("head1", "keeper1", org.DepartmentHead, false, "rests")
		o.do("secadmin", app.MoveAccount{Account: o.account["head1"], State: account.Active})
		expect("head1", "keeper1", org.DepartmentHead, true, "open")
		o.do("secadmin", o.seatOf("head1", org.DepartmentHead))
		expect("head1", "keeper1", org.DepartmentHead, false, "ended")
		o.do("secadmin", app.GrantSeat{Person: o.person["head1"], Grant: org.Grant{Seat: org.DepartmentHead, Department: o.dept["办公厅"]}})
		expect("head1", "keeper1", org.DepartmentHead, false, "ended")

		o.lent("witness", "keeper3", org.Witness, "")
		o.do("secadmin", app.MoveAccount{Account: o.account["witness"], State: account.Closed, Reason: "调离"})
		expect("witness", "keeper3", org.Witness, false, "ended")
		o.do("sysadmin", app.CreateAccount{Login: "witness2", Person: o.person["witness"]})
		expect("witness", "keeper3", org.Witness, false, "ended")
		if list, err := s.Refold(o.ctx); err != nil || len(list) > 0 {
			t.Fatalf("%v, %v", list, err)
		}
		replayed(t, s)
	})
}

// On no day is an administrator somebody who acts in a business seat for another,
// whichever was first; nor somebody for whom an asset waits.
func TestNoAdministratorByWayOfADelegation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.lent("witness", "keeper3", org.Witness, "")
		o.refused("adm.no-business", "secadmin", app.GrantSeat{Person: o.person["keeper3"], Grant: org.Grant{Seat: org.SystemAdmin}})
		o.refused("adm.no-business", "secadmin", app.GrantSeat{Person: o.person["keeper3"], Grant: org.Grant{Seat: org.Auditor, From: o.day(5)}})
		o.do("secadmin", app.GrantSeat{Person: o.person["keeper2"], Grant: org.Grant{Seat: org.Auditor, From: o.day(5)}})
		d := org.Delegation{To: o.person["keeper2"], Seat: org.Witness, From: o.day(1), Until: o.day(29)}
		o.refused("adm.no-business", "witness", app.Delegate{Delegation: d})
		d.Until = o.day(4)
		o.do("witness", app.Delegate{Delegation: d})

		id := o.inStore("U-77", level.Secret)
		o.act("baomi", id, asset.VerbIssue, asset.Args{Person: o.person["keeper1"]})
		o.refused("adm.no-business", "secadmin", app.GrantSeat{Person: o.person["keeper1"], Grant: org.Grant{Seat: org.Auditor}})
	})
}

// A seat of the three and a delegation to the same person, decided at the same
// moment: one of them is refused by its rule.
func TestAnAdministratorAndADelegateAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for range 4 {
			failed := make([]error, 2)
			var wg sync.WaitGroup
			wit, sec := o.actor("witness"), o.actor("secadmin")
			wg.Go(func() {
				_, failed[0] = o.app.Execute(o.ctx, wit, app.Delegate{Delegation: org.Delegation{To: o.person["keeper3"], Seat: org.Witness, From: o.day(0), Until: o.day(3)}}, "")
			})
			wg.Go(func() {
				_, failed[1] = o.app.Execute(o.ctx, sec, app.GrantSeat{Person: o.person["keeper3"], Grant: org.Grant{Seat: org.SystemAdmin}}, "")
			})
			wg.Wait()
			if (failed[0] == nil) == (failed[1] == nil) || errs.As(errors.Join(failed...)).Rule != "adm.no-business" {
				t.Fatalf("%v", failed)
			}
			if failed[1] == nil {
				o.do("secadmin", o.seatOf("keeper3", org.SystemAdmin))
				continue
			}
			v, err := s.Person(o.ctx, o.actor("witness"), o.person["witness"])
			if err != nil {
				t.Fatal(err)
			}
			o.do("witness", app.EndDelegation{Person: o.person["witness"], Delegation: v.Delegations[len(v.Delegations)-1].ID})
		}
	})
}
