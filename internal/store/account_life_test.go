package store_test

import (
	"slices"
	"testing"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// What happened to an account while its owner was one of the three is the
// auditor's alone for ever: neither taking the seat back nor closing the account,
// both of which the security administrator does, opens it to him (REG 34).
func TestTheLifeOfAnAdministratorStaysTheAuditors(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		p, id := o.persons["keeper"], ""
		security, user := holding("sec-00000000000000x", org.SecurityAdmin), ""
		must(t, s.Write(ctx, func(x *store.Tx) error {
			id, user = x.NewID(), x.NewID()
			return x.Append("founder", "", accountEvent(id, "fang", p), accountEvent(user, "shi", o.persons["other"]))
		}))
		happens := func(of, reason string) {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				return x.Append("x", "", event.Of(account.StateSet{Account: of, State: account.Active, Reason: reason}, subject(account.KindSubject, of)),
					event.Of(account.SessionClosed{Account: of, Reason: reason}, subject(account.KindLogin, of)))
			}))
		}
		seat := func(e event.Payload) {
			must(t, s.Write(ctx, func(x *store.Tx) error { return x.Append("founder", "", event.Of(e, subject(org.KindPerson, p))) }))
		}
		told := func(actor org.Actor, of string) (reasons []string, withheld bool) {
			for at := ""; ; {
				v, err := s.AccountLife(ctx, actor, of, at, 2)
				must(t, err)
				for _, e := range v.Events {
					reasons = append(reasons, e.Reason+e.Addr)
				}
				if at, withheld = v.Next, v.Withheld; at == "" {
					return reasons, withheld
				}
			}
		}
		holds := func(when string, actor org.Actor, of string, hidden bool, want ...string) {
			t.Helper()
			want = append(want, "") // it was created
			if got, withheld := told(actor, of); !slices.Equal(got, want) || withheld != hidden {
				t.Errorf("%s: %q, withheld %v, want %q", when, got, withheld, want)
			}
		}
		happens(id, "前")
		holds("before", security, id, false, "前", "前")
		seat(org.SeatGranted{Person: p, Grant: org.Grant{ID: "g1", Seat: org.Auditor, From: "2031-05-06", Until: "2031-05-07"}})
		happens(id, "一任")
		holds("in the seat", security, id, true, "前", "前")
		clock.t = noon.AddDate(0, 0, 2)
		happens(id, "间")
		holds("the seat has run out", security, id, true, "间", "间", "前", "前")
		seat(org.SeatEnded{Person: p, Grant: "g1", Reason: "run out on 2031-05-07"})
		seat(org.SeatGranted{Person: p, Grant: org.Grant{ID: "g2", Seat: org.SystemAdmin, From: "2031-05-08"}})
		happens(id, "二任")
		seat(org.SeatEnded{Person: p, Grant: "g2"})
		holds("the seat is taken back", security, id, true, "间", "间", "前", "前")
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("x", "", event.Of(account.StateSet{Account: id, State: account.Closed, Reason: "注销"}, subject(account.KindSubject, id)))
		}))
		holds("the account is closed", security, id, true, "注销", "间", "间", "前", "前")
		all := []string{"注销", "二任", "二任", "间", "间", "一任", "一任", "前", "前"}
		holds("to the auditor", auditor, id, false, all...)
		own := holding(p, org.SystemAdmin)
		own.Account = id
		holds("to its owner", own, id, false, all...)
		happens(user, "用户")
		holds("of a user", security, user, false, "用户", "用户")
		if got, withheld := told(holding("sys-00000000000000x", org.SystemAdmin), user); len(got) != 0 || !withheld {
			t.Errorf("the system administrator is told %q", got)
		}
	})
}
