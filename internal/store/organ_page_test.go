package store_test

import (
	"fmt"
	"slices"
	"testing"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// people enters n persons of the department, some of the same name.
func people(t *testing.T, s *store.Store, department string, n int) {
	t.Helper()
	must(t, s.Write(ctx, func(x *store.Tx) error {
		var list []event.Event
		for i := range n {
			list = append(list, personEvent(x.NewID(), fmt.Sprintf("卞%02d", i/2), department, level.Secret))
		}
		return x.Append("founder", "", list...)
	}))
}

// witness gives the person a seat that is in force today.
func witness(t *testing.T, s *store.Store, person string) {
	t.Helper()
	must(t, s.Write(ctx, func(x *store.Tx) error {
		return x.Append("founder", "", event.Of(org.SeatGranted{
			Person: person, Grant: org.Grant{ID: x.NewID(), Seat: org.Witness, From: "2020-01-01"},
		}, subject(org.KindPerson, person)))
	}))
}

// Forth and back through the pages one meets everybody once, in one order.
func TestPersonPagesMeetEverybodyOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		people(t, s, o.east, 41)
		witness(t, s, o.persons["other"])
		reader := org.Actor{Person: o.persons["office"], Held: []org.Held{{Seat: org.SecrecyOffice}}}
		walk := func(f view.PersonFilter) (pages [][]string) {
			for {
				p, err := s.PersonPage(ctx, reader, f)
				must(t, err)
				var ids []string
				for _, x := range p.Rows {
					ids = append(ids, x.ID)
				}
				pages = append(pages, ids)
				if f.Cursor = p.Next; f.Cursor == "" {
					for n := len(pages) - 2; n >= 0; n-- {
						back, err := s.PersonPage(ctx, reader, view.PersonFilter{Text: f.Text, Department: f.Department, Direct: f.Direct, Limit: f.Limit, Cursor: p.Prev})
						must(t, err)
						if len(back.Rows) != f.Limit || back.Rows[0].ID != pages[n][0] {
							t.Fatalf("back to page %d: %d rows", n, len(back.Rows))
						}
						p = back
					}
					if p.Prev != "" {
						t.Error("there is a page before the first")
					}
					return pages
				}
			}
		}
		for _, c := range []struct {
			filter view.PersonFilter
			want   int
		}{
			{view.PersonFilter{Limit: 7}, 50}, {view.PersonFilter{Limit: 10, Text: "卞"}, 41}, {view.PersonFilter{Limit: 10, Department: o.root}, 50},
			{view.PersonFilter{Limit: 10, Department: o.west}, 2}, {view.PersonFilter{Limit: 10, Seat: org.Witness}, 1}, {view.PersonFilter{Limit: 10, Department: o.root, Direct: true}, 4},
			{view.PersonFilter{Limit: 10, Status: org.Leaving}, 0}, {view.PersonFilter{Limit: 10, Status: org.Closed}, 0},
			{view.PersonFilter{Limit: 10, Present: true}, 50}, {view.PersonFilter{Limit: 10, Text: "%"}, 0},
		} {
			all := slices.Concat(walk(c.filter)...)
			seen := map[string]bool{}
			for _, id := range all {
				seen[id] = true
			}
			if len(all) != c.want || len(seen) != c.want {
				t.Errorf("%+v: %d rows of %d people, want %d", c.filter, len(all), len(seen), c.want)
			}
		}
		if _, err := s.PersonPage(ctx, reader, view.PersonFilter{Cursor: "nonsense"}); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("a wrong cursor: %v", err)
		}
		if _, err := s.PersonPage(ctx, org.Actor{}, view.PersonFilter{}); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("nobody reads: %v", err)
		}
	})
}

// Rooms, counts and delegations are there for everybody of the organ.
func TestRoomsCountsAndDelegations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		reader := org.Actor{Person: o.persons["keeper"]}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			head := o.persons["head"]
			return x.Append("founder", "", event.Of(org.Delegated{Person: head, Delegation: org.Delegation{
				ID: x.NewID(), To: o.persons["keeper"], Seat: org.DepartmentHead, Department: o.east, From: "2031-05-01", Until: "2031-05-09",
			}}, subject(org.KindPerson, head)))
		}))
		in, err := s.Inside(ctx, reader)
		must(t, err)
		if in[o.east] != (view.Inside{People: 3, Rooms: 1}) || in[o.root].Rooms != 0 {
			t.Errorf("%+v", in)
		}
		one, err := s.RoomPage(ctx, reader, view.RoomFilter{Limit: 1})
		must(t, err)
		two, err := s.RoomPage(ctx, reader, view.RoomFilter{Limit: 1, Cursor: one.Next})
		must(t, err)
		if len(one.Rows) != 1 || len(two.Rows) != 1 || one.Rows[0].ID == two.Rows[0].ID || two.Next != "" || two.Prev == "" {
			t.Errorf("%+v, %+v", one, two)
		}
		its, err := s.RoomPage(ctx, reader, view.RoomFilter{Department: o.west, Text: "西山"})
		must(t, err)
		if len(its.Rows) != 1 || its.Rows[0].ID != o.rooms[o.west] {
			t.Errorf("%+v", its)
		}
		for _, c := range []struct {
			filter view.RoomFilter
			want   int
		}{
			{view.RoomFilter{Department: o.root}, 2}, {view.RoomFilter{Department: o.root, Direct: true}, 0},
			{view.RoomFilter{Department: o.east, Direct: true, Open: true}, 1}, {view.RoomFilter{Text: "_"}, 0},
		} {
			p, err := s.RoomPage(ctx, reader, c.filter)
			must(t, err)
			if len(p.Rows) != c.want {
				t.Errorf("%+v: %d rooms, want %d", c.filter, len(p.Rows), c.want)
			}
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			room := o.rooms[o.east]
			return x.Append("founder", "", event.Of(org.RoomSet{Room: room, Name: "旧室", Department: o.east, Closed: true}, subject(org.KindRoom, room)))
		}))
		if p, err := s.RoomPage(ctx, reader, view.RoomFilter{Department: o.east, Open: true}); err != nil || len(p.Rows) != 0 {
			t.Errorf("a closed room is listed as open: %+v %v", p, err)
		}
		if in, err := s.Inside(ctx, reader); err != nil || in[o.east].Rooms != 0 {
			t.Errorf("a closed room is counted: %+v %v", in, err)
		}
		r, err := s.Room(ctx, reader, o.rooms[o.west])
		must(t, err)
		if r.DepartmentName != "西山处" {
			t.Errorf("%+v", r)
		}
		if _, err := s.Room(ctx, reader, "none"); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("%v", err)
		}
		for _, who := range []string{"head", "keeper"} {
			list, err := s.Delegations(ctx, reader, o.persons[who])
			must(t, err)
			if len(list) != 1 || list[0].By.Name != "钟二" || list[0].Whom.Name != "方六" || list[0].Department != o.east {
				t.Errorf("%s: %+v", who, list)
			}
		}
		if list, err := s.Delegations(ctx, reader, o.persons["leader"]); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}

// Who set a policy value, when and why is for the administrators and the secrecy
// office; the newest comes first.
func TestPolicyHistoryIsForThoseWhoAnswerForIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for _, raw := range []string{"5", "7", "4"} {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				p, err := x.PolicyForUpdate()
				if err != nil {
					return err
				}
				next, err := p.Set("handover.accept-days", raw)
				if err != nil {
					return err
				}
				return x.SetPolicy(o.persons["sysadmin"], next, "handover.accept-days", "原因"+raw)
			}))
		}
		auditor := org.Actor{Person: o.persons["auditor"], Held: []org.Held{{Seat: org.Auditor}}}
		list, next, err := s.PolicyChanges(ctx, auditor, "handover.accept-days", "", 2)
		must(t, err)
		if len(list) != 2 || list[0].Raw != "4" || list[0].Reason != "原因4" || list[0].By.Name != "邵九" || list[1].Raw != "7" {
			t.Errorf("%+v", list)
		}
		list, next, err = s.PolicyChanges(ctx, auditor, "handover.accept-days", next, 2)
		must(t, err)
		if len(list) != 1 || list[0].Raw != "5" || next != "" {
			t.Errorf("%+v %q", list, next)
		}
		since, err := s.PolicySince(ctx, auditor)
		must(t, err)
		if len(since) != 1 || since["handover.accept-days"].Raw != "4" {
			t.Errorf("%+v", since)
		}
		keeper := org.Actor{Person: o.persons["keeper"]}
		if _, err := s.PolicySince(ctx, keeper); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("%v", err)
		}
		if _, _, err := s.PolicyChanges(ctx, keeper, "handover.accept-days", "", 2); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("%v", err)
		}
	})
}

// Refusals and findings are narrowed by who, what, which rule and when.
func TestAuditIsNarrowed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for _, r := range []store.Refusal{
			{Actor: o.persons["keeper"], Verb: "issue", Rule: "use.clearance"}, {Actor: o.persons["keeper"], Verb: "move", Rule: "flow.seat"},
			{Actor: o.persons["head"], Verb: "issue", Rule: "flow.seat"},
		} {
			must(t, s.RecordRefusals(ctx, []store.Refusal{r}))
		}
		auditor := org.Actor{Person: o.persons["auditor"], Held: []org.Held{{Seat: org.Auditor}}}
		all, _, err := s.Refusals(ctx, auditor, "", 0)
		must(t, err)
		day := org.DateOf(all[0].At.AddDate(0, 0, 0).Add(8*3600e9), all[0].At.Location())
		for _, c := range []struct {
			filter view.AuditFilter
			want   int
		}{
			{view.AuditFilter{}, 3}, {view.AuditFilter{By: o.persons["keeper"]}, 2}, {view.AuditFilter{Verb: "issue"}, 2},
			{view.AuditFilter{Rule: "flow.seat", By: o.persons["head"]}, 1}, {view.AuditFilter{From: day, Until: day}, 3},
			{view.AuditFilter{From: "2999-01-01"}, 0}, {view.AuditFilter{Until: "2000-01-01"}, 0},
		} {
			list, _, err := s.RefusalsBy(ctx, auditor, c.filter, "", 0)
			must(t, err)
			if len(list) != c.want {
				t.Errorf("%+v: %d, want %d", c.filter, len(list), c.want)
			}
		}
		if _, _, err := s.RefusalsBy(ctx, auditor, view.AuditFilter{From: "soon"}, "", 0); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%v", err)
		}
		if list, _, err := s.FindingsBy(ctx, auditor, view.AuditFilter{Kind: "label.stale"}, "", 0); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}

// Accounts come in pages, by login, with what their people hold today.
func TestAccountPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		witness(t, s, o.persons["head"])
		must(t, s.Write(ctx, func(x *store.Tx) error {
			var list []event.Event
			for _, who := range []string{"head", "keeper", "office"} {
				list = append(list, accountEvent(x.NewID(), who+".x", o.persons[who]))
			}
			return x.Append("founder", "", list...)
		}))
		admin := org.Actor{Person: o.persons["sysadmin"], Held: []org.Held{{Seat: org.SystemAdmin}}}
		one, err := s.AccountPage(ctx, admin, view.AccountFilter{Limit: 2})
		must(t, err)
		two, err := s.AccountPage(ctx, admin, view.AccountFilter{Limit: 2, Cursor: one.Next})
		must(t, err)
		if len(one.Rows) != 2 || len(two.Rows) != 1 || !slices.Equal(one.Rows[0].Seats, []org.Seat{org.Witness}) || two.Rows[0].Login != "office.x" {
			t.Errorf("%+v, %+v", one, two)
		}
		found, err := s.AccountPage(ctx, admin, view.AccountFilter{Text: "方六"})
		must(t, err)
		if len(found.Rows) != 1 || found.Rows[0].Login != "keeper.x" {
			t.Errorf("%+v", found)
		}
		if p, err := s.AccountPage(ctx, admin, view.AccountFilter{State: "active"}); err != nil || len(p.Rows) != 0 {
			t.Errorf("%+v %v", p, err)
		}
		if _, err := s.AccountPage(ctx, org.Actor{Person: o.persons["office"]}, view.AccountFilter{}); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("%v", err)
		}
	})
}
