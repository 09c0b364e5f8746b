package store_test

import (
	"database/sql"
	"strconv"
	"testing"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// An account tells its last move however many it made, and what else happened to
// it since; of the moves before it nothing is read.
func TestAccountsTellTheirLastMoveAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		var ids []string
		must(t, s.Write(ctx, func(x *store.Tx) error {
			for _, who := range []string{"head", "keeper", "office"} {
				id := x.NewID()
				ids = append(ids, id)
				if err := x.Append("founder", "", accountEvent(id, who+".x", o.persons[who])); err != nil {
					return err
				}
			}
			return nil
		}))
		for i := range 6 {
			to := account.Active
			if i%2 == 1 {
				to = account.Suspended
			}
			for _, id := range ids[:2] {
				must(t, s.Write(ctx, func(x *store.Tx) error {
					return x.Append(o.persons["office"], "", event.Of(account.StateSet{Account: id, State: to, Reason: strconv.Itoa(i)}, subject(account.KindSubject, id)))
				}))
			}
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append(o.persons["keeper"], "", event.Of(account.SecretSet{Account: ids[0], What: "password"}, subject(account.KindSubject, ids[0])))
		}))
		admin := org.Actor{Person: o.persons["sysadmin"], Held: []org.Held{{Seat: org.SystemAdmin}}}
		list, err := s.Accounts(ctx, admin)
		must(t, err)
		for _, a := range list {
			want := "5"
			if a.ID == ids[2] {
				want = ""
			}
			if a.Moved.Reason != want || want != "" && a.Moved.By.ID != o.persons["office"] {
				t.Errorf("%s: %+v", a.Login, a.Moved)
			}
		}
		query, args := store.LastMoveQuery(ids)
		rows, err := s.OnWire(ctx, query, args, new(string), new(string), new(store.Text), new(store.Stamp), new(sql.RawBytes))
		if err != nil || rows != 2 {
			t.Errorf("%d rows are read for two last moves: %v", rows, err)
		}
		for state, want := range map[string]int{account.Suspended: 2, account.Inactive: 1, account.Active: 0} {
			if n, err := s.CountAccounts(ctx, admin, state, 10); err != nil || n != want {
				t.Errorf("%s: %d, %v", state, n, err)
			}
		}
		if n, err := s.CountAccounts(ctx, admin, account.Suspended, 1); err != nil || n != 1 {
			t.Errorf("counted beyond: %d, %v", n, err)
		}
		if _, err := s.CountAccounts(ctx, org.Actor{Person: o.persons["office"]}, account.Active, 1); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("%v", err)
		}
	})
}

// What is counted is what is listed, for everybody; a day that is none is refused.
func TestFindingsAndRefusalsAreCountedAsListed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for _, by := range []string{"keeper", "keeper", "head"} {
			must(t, s.RecordRefusals(ctx, []store.Refusal{{Actor: o.persons[by], Verb: "issue", Rule: "use.clearance"}}))
		}
		actors := []org.Actor{
			{Person: o.persons["auditor"], Held: []org.Held{{Seat: org.Auditor}}},
			{Person: o.persons["office"], Held: []org.Held{{Seat: org.SecrecyOffice}}},
			{Person: o.persons["keeper"], Held: []org.Held{{Seat: org.Keeper}}}, {System: true},
		}
		for i, actor := range actors {
			for _, f := range []view.AuditFilter{{}, {By: o.persons["keeper"]}, {From: "2999-01-01"}} {
				refused, _, err := s.RefusalsBy(ctx, actor, f, "", 0)
				must(t, err)
				if n, err := s.CountRefusals(ctx, actor, f, 10); err != nil || n != len(refused) {
					t.Errorf("%d %+v: %d refusals counted, %d listed: %v", i, f, n, len(refused), err)
				}
				found, _, err := s.FindingsBy(ctx, actor, f, "", 0)
				must(t, err)
				if n, err := s.CountFindings(ctx, actor, f, 10); err != nil || n != len(found) {
					t.Errorf("%d %+v: %d findings counted, %d listed: %v", i, f, n, len(found), err)
				}
			}
		}
		if n, err := s.CountRefusals(ctx, actors[0], view.AuditFilter{}, 2); err != nil || n != 2 {
			t.Errorf("counted beyond: %d, %v", n, err)
		}
		if _, err := s.CountFindings(ctx, actors[0], view.AuditFilter{From: "soon"}, 2); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%v", err)
		}
	})
}
