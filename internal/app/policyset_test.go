package app_test

import (
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Who sets a policy value says which one he saw; where somebody was faster it is
// not overwritten, and another value may have changed meanwhile.
func TestAPolicyValueSeenOnAnOldPageIsNotOverwritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		days := app.SetPolicy{Key: "handover.accept-days", Raw: "5", Reason: "示例", Saw: "3"}
		o.do("secadmin", app.SetPolicy{Key: "lost.days", Raw: "50", Reason: "示例"})
		o.do("secadmin", days)
		days.Raw = "9"
		if _, err := o.app.Execute(o.ctx, o.actor("secadmin"), days, ""); !errs.IsKind(err, errs.Conflict) {
			t.Fatalf("%v", err)
		}
		p, err := s.Policy(o.ctx)
		if err != nil || p.Int("handover.accept-days") != 5 {
			t.Errorf("%v %v", p.Values["handover.accept-days"], err)
		}
		days.Saw = "5"
		o.do("secadmin", days)
		o.refused("flow.seat", "sysadmin", days)
	})
}

// What somebody has asked for, and what names him, is found while it is open, by
// who may see the asset.
func TestOpenRequestsOfAPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inUse("BM-OPEN-1", "keeper1", level.Confidential)
		open := func(login, of string) int {
			list, err := s.OpenRequests(o.ctx, o.actor(login), o.person[of], 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if n := open("baomi", "keeper1"); n != 0 {
			t.Fatalf("%d requests before any", n)
		}
		o.act("keeper1", id, asset.VerbReturn, asset.Args{Room: o.room["办公厅"]})
		for login, want := range map[string]int{"baomi": 1, "officer": 1, "keeper1": 1, "keeper3": 0, "secadmin": 0} {
			if n := open(login, "keeper1"); n != want {
				t.Errorf("%s finds %d, want %d", login, n, want)
			}
		}
		if n := open("baomi", "keeper3"); n != 0 {
			t.Errorf("%d requests of somebody else", n)
		}
	})
}
