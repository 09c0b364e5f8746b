package store_test

import (
	"fmt"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// told is a year of a small ledger: three registered in May 2030, one of which
// is void since June and one bought in 2027; four a year later, marked, with
// work ahead. The 6th of May 2031 is a Tuesday.
func told(t *testing.T, s *store.Store, clock *clockAt, o organ) (old, new []string) {
	t.Helper()
	clock.t = noon.AddDate(-1, 0, 25)
	must(t, s.Write(ctx, func(x *store.Tx) error {
		var list []event.Event
		for i, d := range []string{o.east, o.east, o.west} {
			id := x.NewID()
			old = append(old, id)
			c := computer(id, fmt.Sprintf("OLD-%d", i+1), d)
			if i == 2 {
				c.Details.PurchaseDate = "2027-03"
			}
			list = append(list, registered(c))
		}
		return x.Append("p", "", list...)
	}))
	clock.t = noon.AddDate(-1, 1, 0)
	must(t, s.Write(ctx, func(x *store.Tx) error {
		return x.Append("p", "", event.Of(asset.DraftVoided{Asset: old[0]}, subject(asset.KindSubject, old[0])))
	}))
	clock.t = noon
	new = register(t, s, "NEW", o.east, 4)
	must(t, s.Write(ctx, func(x *store.Tx) error {
		if _, err := x.Assets(new...); err != nil {
			return err
		}
		in := func(days int) time.Time { return noon.AddDate(0, 0, days) }
		of := func(i int, p event.Payload) event.Event { return event.Of(p, subject(asset.KindSubject, new[i])) }
		mark := func(i int, l level.Level) event.Event {
			return of(i, asset.Marked{Asset: new[i], Verb: asset.VerbClassify, Marking: asset.Marking{Level: l, Term: 10, Decided: true}})
		}
		return x.Append(o.persons["officer"], "", mark(0, level.Secret), mark(1, level.Secret), mark(2, level.Unclassified),
			of(0, asset.CheckedTech{Asset: new[0], Network: asset.NetworkNone, Wireless: asset.WirelessAbsent}),
			of(1, asset.Loaded{Asset: new[1], Content: asset.Content{Level: level.Secret, Since: in(-40), ClearBy: in(-10)}}),
			of(2, asset.Loaded{Asset: new[2], Content: asset.Content{Level: level.Secret, Since: in(0), ClearBy: in(3)}}),
			custody(new[3], o.persons["keeper"], o.east, "", x),
			of(3, asset.RequestOpened{Asset: new[3], Life: asset.HandoverPending, Request: asset.Request{
				ID: "r1", Verb: asset.VerbHandOver, By: o.persons["keeper"], At: noon, Due: in(8),
				Steps: []asset.Step{{Seat: org.Receiver, Person: o.persons["other"]}},
			}}))
	}))
	return old, new
}

func TestOverview(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		told(t, s, clock, o)
		got, err := s.Overview(ctx, systemActor)
		must(t, err)
		places := map[string]int64{}
		for _, p := range got.Places {
			places[fmt.Sprintf("%s %v %s", p.Department.Name, p.Decided, p.Level)] = p.Count
		}
		if want := map[string]int64{"东海处 true secret": 2, "东海处 true unclassified": 1, "东海处 false unclassified": 2, "西山处 false unclassified": 1}; fmt.Sprint(places) != fmt.Sprint(want) {
			t.Errorf("places %v, want %v", places, want)
		}
		if want := "[{2027 1 0 false false} {2028 0 0 false false} {2029 0 0 false false} {2030 0 1 false false} {2031 0 4 false false}]"; fmt.Sprint(got.Years) != want {
			t.Errorf("years %v, want %s", got.Years, want)
		}
		flow := ""
		for _, m := range got.Months {
			flow += fmt.Sprintf("%s %d-%d ", m.Month.Format("01"), m.In, m.Out)
		}
		if want := "06 0-1 07 0-0 08 0-0 09 0-0 10 0-0 11 0-0 12 0-0 01 0-0 02 0-0 03 0-0 04 0-0 05 4-0 "; flow != want {
			t.Errorf("flow %s, want %s", flow, want)
		}
		weeks := ""
		for _, w := range got.Weeks {
			weeks += fmt.Sprintf("%d%d%d%d ", w.Requests, w.Checks, w.Media, w.Clearances)
		}
		if want := "0010 0010 1000 0000 0000 0000 0000 0000 0000 "; weeks != want {
			t.Errorf("weeks %s, want %s", weeks, want)
		}
		if got.Weeks[2].From.Format("2006-01-02 15:04") != "2031-05-12 00:00" {
			t.Errorf("the second week starts %v", got.Weeks[2].From)
		}
		clock.t = noon.AddDate(1, 0, -3) // the check of the year before runs out
		if got, err = s.Overview(ctx, systemActor); err != nil || got.Weeks[1].Checks != 1 {
			t.Errorf("checks of this week %d (%v)", got.Weeks[1].Checks, err)
		}
		clock.t = time.Date(2039, 12, 30, 4, 0, 0, 0, time.UTC)
		if got, err = s.Overview(ctx, systemActor); err != nil || got.Weeks[1].Clearances != int64(len(o.persons)) {
			t.Errorf("clearances of this week %d, want %d (%v)", got.Weeks[1].Clearances, len(o.persons), err)
		}
	})
}

// Nobody's pictures count what he may not see.
func TestOverviewKeepsToTheScope(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		told(t, s, clock, o)
		var head org.Actor
		for who, want := range map[string]int64{"office": 6, "officer": 5, "westhead": 1, "keeper": 1, "other": 1, "auditor": 0} {
			a := as(t, s, o, who)
			if who == "westhead" {
				head = a
			}
			got, err := s.Overview(ctx, a)
			must(t, err)
			var n int64
			for _, p := range got.Places {
				n += p.Count
			}
			if n != want {
				t.Errorf("%s: %d assets in the picture, want %d", who, n, want)
			}
			page, err := s.Assets(ctx, a, view.AssetFilter{})
			must(t, err)
			alive := int64(0)
			for _, r := range page.Rows {
				if !r.Life.Terminal() {
					alive++
				}
			}
			if n != alive {
				t.Errorf("%s: %d in the picture, %d in the list", who, n, alive)
			}
		}
		clock.t = time.Date(2039, 12, 30, 4, 0, 0, 0, time.UTC)
		got, err := s.Overview(ctx, head)
		must(t, err)
		if n := got.Weeks[1].Clearances; n != 2 {
			t.Errorf("the head of the west sees %d clearances end, want his own and 石七's", n)
		}
	})
}

// Each counter of the home page is the length of the list behind it.
func TestHomeCountsItsLists(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		told(t, s, clock, o)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			e := event.Of(org.PersonSet{
				Person: o.persons["keeper"], Department: o.east, Clearance: level.TopSecret, ClearanceUntil: "2031-05-05", Status: org.Active,
			}, subject(org.KindPerson, o.persons["keeper"]))
			e.Private = map[string]string{"name": "方六"}
			if _, err := x.Persons(o.persons["keeper"]); err != nil {
				return err
			}
			return x.Append("founder", "", e)
		}))
		for who, want := range map[string]view.Home{
			"other":   {Accept: 1},
			"keeper":  {Asked: 1, Keeps: 1, Return: 1},
			"office":  {Return: 1, Overdue: 1, Labels: 3},
			"auditor": {},
		} {
			a := as(t, s, o, who)
			got, err := s.Home(ctx, a)
			must(t, err)
			if got != want {
				t.Errorf("%s: %+v, want %+v", who, got, want)
			}
			soon, err := s.DueSoon(ctx, a, noon.AddDate(0, 0, 14), 10)
			must(t, err)
			kinds := ""
			for _, d := range soon {
				kinds += d.Kind + " " + d.Asset.Name + " "
			}
			if want := map[string]string{
				"office": "clear NEW-0003 request NEW-0004 ", "keeper": "request NEW-0004 ", "other": "request NEW-0004 ",
			}[who]; kinds != want {
				t.Errorf("%s: due soon %q, want %q", who, kinds, want)
			}
		}
	})
}
