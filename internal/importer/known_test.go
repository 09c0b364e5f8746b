package importer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/importer"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// A sheet of the system administrator's enters who is new, and is refused row by
// row what makes a known person another, moves him, or lets him go or in again; so
// is a room that is known and would be fitted for more.
func TestAnOrganSheetLeavesKnownPersonsAsTheyAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, office, sec := organ(t, s)
		ctx := context.Background()
		sys := administrator(t, a, s, office)
		run := func(by org.Actor, sheet string) *importer.Report {
			t.Helper()
			rep, err := importer.Organ(ctx, a, by, "organ.csv", strings.NewReader(sheet), int64(len(sheet)))
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		const head = "姓名,工号,部门,状态\n"
		if rep := run(sys, head+"测试甲,0001,办公厅,\n测试乙,0002,办公厅,离岗\n"); rep.Registered != 2 {
			t.Fatalf("%+v", rep)
		}
		rep := run(sys, head+"测试假,0001,办公厅,\n测试甲,0001,研究室,\n测试甲,0001,办公厅,离职\n测试丙,0003,研究室,\n测试甲,0001,办公厅,\n测试乙,0002,办公厅,\n")
		if rep.Rejected != 3 || rep.Registered != 1 || rep.Unchanged != 2 {
			t.Errorf("%+v", rep)
		}
		for _, r := range rep.Rows[:3] {
			if r.Rule != "flow.seat" || len(r.Reasons) < 2 || !strings.Contains(r.Reasons[len(r.Reasons)-1].ZH, "已在册") {
				t.Errorf("row %d: %q, %+v", r.Number, r.Rule, r.Reasons)
			}
		}
		rooms := "房间,部门,最高密级\n"
		if rep := run(sys, rooms+"101,办公厅,秘密\n"); rep.Registered != 1 {
			t.Fatalf("%+v", rep)
		}
		if rep := run(sys, rooms+"101,办公厅,绝密\n102,办公厅,秘密\n"); rep.Rejected != 1 || rep.Registered != 1 || rep.Rows[0].Rule != "flow.seat" {
			t.Errorf("%+v", rep)
		}
		if rep := run(office, rooms+"101,办公厅,绝密\n"); rep.Registered != 1 {
			t.Errorf("%+v", rep)
		}
		if rep := run(office, head+"测试新,0001,研究室,离职\n"); rep.Registered != 1 {
			t.Errorf("%+v", rep)
		}
		// Nobody is let in again by a cell that says nothing.
		if rep := run(sec, head+"测试新,0001,研究室,\n"); rep.Unchanged != 1 {
			t.Errorf("%+v", rep)
		}
		list, err := s.Persons(ctx, office, "0001")
		if err != nil || len(list) != 1 || list[0].Name != "测试新" || list[0].Status != org.Closed || list[0].Clearance != level.Unclassified {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// administrator acts as the system administrator of the organ.
func administrator(t *testing.T, a *app.App, s *store.Store, office org.Actor) org.Actor {
	t.Helper()
	list, err := s.Accounts(context.Background(), org.Actor{Person: office.Person, Held: []org.Held{{Seat: org.Auditor}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		sys, err := s.Actor(context.Background(), x.ID, a.Today(time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		if sys.Holds(org.SystemAdmin) {
			sys.Proof = &org.Proof{Account: sys.Account, Person: sys.Person, Method: "password", At: s.Now()}
			return sys
		}
	}
	t.Fatal("there is none")
	return org.Actor{}
}
