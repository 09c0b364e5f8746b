package app_test

import (
	"context"
	"sync"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// seatOf is the grant under which the login's person holds the seat.
func (o *organ) seatOf(login string, seat org.Seat) app.EndSeat {
	o.t.Helper()
	a := o.actor(login)
	v, err := o.store.Person(o.ctx, a, a.Person)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, g := range v.Seats {
		if g.Seat == seat && !g.Ended {
			return app.EndSeat{Person: a.Person, Grant: g.ID, Reason: "调离"}
		}
	}
	o.t.Fatalf("%s does not hold %s", login, seat)
	return app.EndSeat{}
}

// The organ always has all three administrators: without a security
// administrator nobody could ever appoint one again.
func TestTheLastOfAnAdministratorSeatStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for login, seat := range map[string]org.Seat{"sysadmin": org.SystemAdmin, "secadmin": org.SecurityAdmin, "auditor": org.Auditor} {
			o.refused("flow.last-admin", "secadmin", o.seatOf(login, seat))
			o.refused("flow.last-admin", "secadmin", app.MoveAccount{Account: o.account[login], State: account.Closed})
			o.person[login] = o.actor(login).Person
			p := o.seen(login, login)
			p.Status = org.Closed
			o.refused("flow.last-admin", "baomi", app.SetPerson{Person: p})
		}
		o.refused("flow.last-admin", "sysadmin", app.MoveAccount{Account: o.account["secadmin"], State: account.Suspended})
		// A successor who cannot sign in yet is none.
		p := o.do("secadmin", app.SetPerson{Person: org.Person{Name: "魏接任"}}).ID
		o.do("secadmin", app.GrantSeat{Person: p, Grant: org.Grant{Seat: org.SecurityAdmin}})
		id := o.do("sysadmin", app.CreateAccount{Login: "secadmin2", Person: p}).ID
		o.refused("flow.last-admin", "secadmin", o.seatOf("secadmin", org.SecurityAdmin))
		o.do("secadmin", app.MoveAccount{Account: id, State: account.Active})
		o.account["secadmin2"] = id
		o.do("secadmin2", o.seatOf("secadmin", org.SecurityAdmin))
		o.refused("flow.last-admin", "secadmin2", o.seatOf("secadmin2", org.SecurityAdmin))
	})
}

// Two who take each other's seat at once: one stays.
func TestTwoAdministratorsWhoEndEachOthersSeat(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.member("secadmin2", "办公厅", 0, org.SecurityAdmin, "")
		for range 6 {
			one, two := o.actor("secadmin"), o.actor("secadmin2")
			ends := []app.EndSeat{o.seatOf("secadmin2", org.SecurityAdmin), o.seatOf("secadmin", org.SecurityAdmin)}
			failed := make([]error, 2)
			var wg sync.WaitGroup
			for i, who := range []org.Actor{one, two} {
				wg.Go(func() { _, failed[i] = o.app.Execute(o.ctx, who, ends[i], "") })
			}
			wg.Wait()
			if (failed[0] == nil) == (failed[1] == nil) {
				t.Fatalf("both or none: %v", failed)
			}
			stays, gone := "secadmin", "secadmin2"
			for i := range failed {
				if failed[i] == nil {
					continue
				}
				if errs.As(failed[i]).Rule != "flow.last-admin" {
					t.Fatalf("refused by %v", failed[i])
				}
				if i == 0 {
					stays, gone = "secadmin2", "secadmin"
				}
			}
			o.do(stays, app.GrantSeat{Person: ends[map[string]int{"secadmin2": 0, "secadmin": 1}[gone]].Person, Grant: org.Grant{Seat: org.SecurityAdmin}})
		}
	})
}

// An organ is founded once, however many begin at the same time.
func TestAnOrganIsFoundedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		failed := make([]error, 4)
		var wg sync.WaitGroup
		for i := range failed {
			wg.Go(func() {
				_, failed[i] = app.New(s, app.Options{}).Found(context.Background(), "示例机关", []app.Administrator{
					{Login: "sys" + string(rune('a'+i)), Name: "金管系", Seat: org.SystemAdmin},
					{Login: "sec" + string(rune('a'+i)), Name: "魏管安", Seat: org.SecurityAdmin},
					{Login: "aud" + string(rune('a'+i)), Name: "陶管审", Seat: org.Auditor},
				})
			})
		}
		wg.Wait()
		founded := 0
		for _, err := range failed {
			switch {
			case err == nil:
				founded++
			case errs.As(err).Code != "organ.founded":
				t.Errorf("refused with %v", err)
			}
		}
		if founded != 1 {
			t.Errorf("founded %d times", founded)
		}
	})
}
