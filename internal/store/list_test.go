package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// as makes the actor of a person of the organ, through an account.
func as(t testing.TB, s *store.Store, o organ, who string) org.Actor {
	t.Helper()
	var id string
	must(t, s.Write(ctx, func(x *store.Tx) error {
		id = x.NewID()
		self := subject("account", id)
		return x.Append("founder", "", accountEvent(id, who, o.persons[who]), event.Of(activated(id), self))
	}))
	a, err := s.Actor(ctx, id, "2031-05-06")
	must(t, err)
	return a
}

// mixed registers 23 assets with equal keys in every order: few levels, lives,
// keepers and departments, all changed at one time.
func mixed(t *testing.T, s *store.Store, o organ) {
	t.Helper()
	must(t, s.Write(ctx, func(x *store.Tx) error {
		for i := range 23 {
			id := x.NewID()
			d := computer(id, fmt.Sprintf("M-%02d", (i*7)%23), []string{o.east, o.west, o.root}[i%3])
			list := []event.Event{registered(d)}
			if i%2 == 0 {
				list = append(list, event.Of(asset.Marked{
					Asset: id, Verb: asset.VerbClassify, Marking: asset.Marking{Level: level.Level(1 + i%3), Term: 10, Decided: true},
				}, subject(asset.KindSubject, id)))
			}
			if i%4 == 0 {
				list = append(list, custody(id, o.persons["keeper"], d.Department, "", x))
			}
			if err := x.Append("p", "", list...); err != nil {
				return err
			}
		}
		return nil
	}))
}

func custody(id, person, department, room string, x *store.Tx) event.Event {
	return event.Of(asset.CustodyChanged{
		Asset: id, Verb: asset.VerbIssue, Life: asset.InUse,
		Custody: asset.Custody{Holder: asset.HolderKeeper, Person: person, Department: department, Room: room, Since: x.Now()},
	}, subject(asset.KindSubject, id))
}

func TestPagesInEveryOrderForwardAndBack(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		mixed(t, s, o)
		for _, sort := range []string{"code", "num", "changed", "level", "department", "life", "keeper"} {
			for _, desc := range []bool{false, true} {
				f := view.AssetFilter{Sort: sort, Desc: desc, Limit: 100}
				whole, err := s.Assets(ctx, systemActor, f)
				must(t, err)
				if len(whole.Rows) != 23 || whole.Next != "" || whole.Prev != "" {
					t.Fatalf("%s: %d rows, next %q, prev %q", sort, len(whole.Rows), whole.Next, whole.Prev)
				}
				if !slices.IsSortedFunc(whole.Rows, func(a, b view.Asset) int { return compareBy(sort, desc, a, b) }) {
					t.Errorf("%s desc=%t is not in order", sort, desc)
				}
				f.Limit = 5
				forward, back := walk(t, s, f)
				if d := cmp.Diff(idsOf(whole.Rows), forward); d != "" {
					t.Errorf("%s desc=%t forward:\n%s", sort, desc, d)
				}
				if d := cmp.Diff(idsOf(whole.Rows)[:20], back); d != "" { // all but the last page, seen on the way back
					t.Errorf("%s desc=%t back:\n%s", sort, desc, d)
				}
			}
		}
	})
}

// walk turns pages to the end and then back to the start.
func walk(t *testing.T, s *store.Store, f view.AssetFilter) (forward, back []string) {
	t.Helper()
	var p view.AssetPage
	for {
		var err error
		p, err = s.Assets(ctx, systemActor, f)
		must(t, err)
		forward = append(forward, idsOf(p.Rows)...)
		if p.Next == "" {
			break
		}
		f.Cursor = p.Next
	}
	for p.Prev != "" {
		f.Cursor = p.Prev
		var err error
		p, err = s.Assets(ctx, systemActor, f)
		must(t, err)
		back = append(idsOf(p.Rows), back...)
	}
	return forward, back
}

func idsOf(rows []view.Asset) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

func compareBy(sort string, desc bool, a, b view.Asset) int {
	key := func(v view.Asset) string {
		switch sort {
		case "num":
			return fmt.Sprintf("%09d", v.Num)
		case "changed":
			return v.Changed.Format("20060102150405.000000")
		case "level":
			return fmt.Sprint(int(v.Level))
		case "department":
			return v.Department.Name
		case "life":
			return string(v.Life)
		case "keeper":
			return v.Keeper.Name
		default:
			return v.Code
		}
	}
	c := strings.Compare(key(a)+"\x00"+a.ID, key(b)+"\x00"+b.ID)
	if desc {
		return -c
	}
	return c
}

func TestABadCursorOrOrderIsWrongInput(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		mixed(t, s, o)
		p, err := s.Assets(ctx, systemActor, view.AssetFilter{Limit: 5})
		must(t, err)
		for _, f := range []view.AssetFilter{
			{Cursor: "!"}, {Cursor: "e30x"}, {Sort: "level", Cursor: p.Next}, {Desc: true, Cursor: p.Next}, {Sort: "id; DROP TABLE asset"},
			{Hold: "no such"},
		} {
			if _, err := s.Assets(ctx, systemActor, f); !errs.IsKind(err, errs.Invalid) {
				t.Errorf("%+v: %v", f, err)
			}
		}
	})
}

// The query's scope is the decision of org.Scope.Sees, for every seat.
func TestEverySeatSeesItsScopeAndNoMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		mixed(t, s, o)
		all, err := s.Assets(ctx, systemActor, view.AssetFilter{Limit: 500})
		must(t, err)
		for _, who := range []string{"officer", "head", "westhead", "office", "leader", "keeper", "other", "auditor", "sysadmin"} {
			actor := as(t, s, o, who)
			for _, clearance := range []level.Level{level.TopSecret, level.Secret, level.Unclassified} {
				actor.Clearance = clearance
				var want []string
				for _, a := range all.Rows {
					st := load(t, s, a.ID)
					if actor.Scope().Sees(st.Custody.Department, max(st.Marking.Level, st.HighWater), st.Custody.Person) {
						want = append(want, a.ID)
					}
				}
				got, err := s.Assets(ctx, actor, view.AssetFilter{Limit: 500})
				must(t, err)
				if d := cmp.Diff(want, idsOf(got.Rows)); d != "" && len(want)+len(got.Rows) > 0 {
					t.Errorf("%s cleared for %s:\n%s", who, clearance, d)
				}
				for _, a := range all.Rows {
					_, err := s.Asset(ctx, actor, a.Code)
					if seen := slices.Contains(want, a.ID); seen != (err == nil) || (!seen && !errs.IsKind(err, errs.NotFound)) {
						t.Errorf("%s on the record of %s: %v, in scope %t", who, a.Code, err, seen)
					}
				}
			}
		}
		_, unknown := s.Asset(ctx, as2(t, s, o, "other"), "M-99")
		_, outside := s.Asset(ctx, as2(t, s, o, "other"), "M-00")
		if unknown == nil || outside == nil || unknown.Error() != outside.Error() {
			t.Errorf("unknown %v, out of scope %v", unknown, outside)
		}
	})
}

// as2 is as for a person whose account is there already.
func as2(t *testing.T, s *store.Store, o organ, who string) org.Actor {
	t.Helper()
	acc, found, err := s.AccountByLogin(ctx, strings.ToUpper(who))
	must(t, err)
	if !found {
		t.Fatalf("no account %s", who)
	}
	a, err := s.Actor(ctx, acc.ID, "2031-05-06")
	must(t, err)
	return a
}

func TestFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		mixed(t, s, o)
		ids := register(t, s, "F", o.east, 2)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			part := x.NewID()
			d := computer(part, "F-D1", o.east)
			d.Class, d.Kind, d.Host = asset.Drive, "ssd", ids[0]
			return x.Append("p", "", registered(d),
				event.Of(asset.Held{Asset: ids[1], Hold: asset.Hold{Kind: asset.HoldFrozen, Since: x.Now()}}, subject(asset.KindSubject, ids[1])))
		}))
		secret := level.Secret
		count := func(f view.AssetFilter) int {
			t.Helper()
			f.Limit = 500
			p, err := s.Assets(ctx, systemActor, f)
			must(t, err)
			n := 0
			must(t, s.EachRecord(ctx, systemActor, f, func(view.Record) error { n++; return nil }))
			list, err := s.AssetIDs(ctx, systemActor, f, 1000)
			must(t, err)
			if n != len(p.Rows) || len(list) != n {
				t.Errorf("%+v: page %d, stream %d, ids %d", f, len(p.Rows), n, len(list))
			}
			return n
		}
		for _, c := range []struct {
			f    view.AssetFilter
			want int
		}{
			{view.AssetFilter{}, 26}, {view.AssetFilter{Class: asset.Drive}, 1}, {view.AssetFilter{Kind: "ssd", Book: asset.Classified}, 1},
			{view.AssetFilter{Book: asset.Unclassified}, 0}, {view.AssetFilter{Life: []asset.Life{asset.InUse}}, 6},
			{view.AssetFilter{Life: []asset.Life{asset.InUse, asset.Draft, asset.Registered}}, 26},
			{view.AssetFilter{Level: &secret}, 4}, {view.AssetFilter{Department: o.west}, 8}, {view.AssetFilter{Department: o.root}, 26},
			{view.AssetFilter{Department: "nobody"}, 0}, {view.AssetFilter{Keeper: o.persons["keeper"]}, 6},
			{view.AssetFilter{Host: ids[0]}, 1}, {view.AssetFilter{Hold: asset.HoldFrozen}, 1}, {view.AssetFilter{Hold: asset.HoldIncident}, 0},
			{view.AssetFilter{Hold: asset.HoldOverdueClear}, 0}, {view.AssetFilter{Hold: asset.HoldLabelPending}, 6},
			{view.AssetFilter{Unlabelled: true}, 12}, {view.AssetFilter{Unprinted: true}, 12}, {view.AssetFilter{Room: "none"}, 0},
		} {
			if got := count(c.f); got != c.want {
				t.Errorf("%+v: %d rows, want %d", c.f, got, c.want)
			}
		}
		c, err := s.Counters(ctx, systemActor)
		must(t, err)
		if c.Total != 26 || c.ByLife[asset.InUse] != 6 || c.ByLevel[level.Secret] != 4 || c.Held != 1 || c.Due != 12 {
			t.Errorf("counters %+v", c)
		}
		none, err := s.Counters(ctx, as(t, s, o, "auditor"))
		must(t, err)
		if none.Total != 0 {
			t.Errorf("an administrator counts %d assets", none.Total)
		}
	})
}

func TestAListRowIsWhatTheStateSays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		must(t, s.Write(ctx, func(x *store.Tx) error {
			self := subject(asset.KindSubject, id)
			past := x.Now().AddDate(0, 0, -40)
			return x.Append("p", "", event.Of(asset.Marked{
				Asset: id, Verb: asset.VerbClassify, Marking: asset.Marking{Level: level.Secret, Term: 20, Decided: true},
			}, self), custody(id, o.persons["keeper"], o.east, o.rooms[o.east], x),
				event.Of(asset.Held{Asset: id, Hold: asset.Hold{Kind: asset.HoldIncident, Since: past}}, self),
				event.Of(asset.Loaded{Asset: id, Content: asset.Content{Level: level.Secret, Since: past, ClearBy: past.AddDate(0, 0, 30)}}, self),
				event.Of(asset.RequestOpened{Asset: id, Life: asset.InUse, Request: asset.Request{
					ID: "r", Verb: asset.VerbReturn, By: o.persons["office"], At: past,
					Steps: []asset.Step{{Seat: org.Giver, Person: o.persons["keeper"]}},
				}}, self))
		}))
		p, err := s.Assets(ctx, systemActor, view.AssetFilter{Told: true})
		must(t, err)
		r, err := s.Asset(ctx, systemActor, "gw-0001")
		must(t, err)
		if d := cmp.Diff(r.Asset, p.Rows[0], cmpopts.IgnoreFields(view.Asked{}, "AsOf")); d != "" { // each is told at its moment
			t.Errorf("the record and the list differ (-record +list):\n%s", d)
		}
		a := p.Rows[0]
		if a.Keeper.Name != "方六" || a.Department.Name != "东海处" || a.Room.ID != o.rooms[o.east] || a.Waiting.Person != o.persons["keeper"] {
			t.Errorf("row %+v", a)
		}
		if d := cmp.Diff(load(t, s, id).HoldsAt(noon.AddDate(40, 0, 0)), a.Holds); d != "" {
			t.Errorf("holds:\n%s", d)
		}
		if r.Names[o.persons["office"]] != "白四" {
			t.Errorf("names %v", r.Names)
		}
	})
}
