package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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

// busy is a ledger of many assets to which things happen at random over two
// years: marked, issued, asked for, loaded, voided, each in a transaction of a
// few; some of the people are cleared for little.
func busy(t testing.TB, s *store.Store, clock *clockAt, o organ, seed uint64, n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // has to be the same each time
	clock.t = noon.AddDate(-2, 0, 0)
	departments := []string{o.east, o.west, o.root}
	people := slices.Sorted(maps.Values(o.persons))
	var ids []string
	for i := 0; i < n; {
		clock.t = clock.t.Add(2 * 365 * 24 * time.Hour / time.Duration(n/5+2))
		had, from := len(ids), i
		must(t, s.Write(ctx, func(x *store.Tx) error {
			ids, i = ids[:had], from // it may have to run again
			var some []string        // locked at once, and so in order
			for range min(9, had) {
				some = append(some, ids[r.IntN(had)])
			}
			if _, err := x.Assets(some...); err != nil {
				return err
			}
			for range 5 {
				id := x.NewID()
				d := computer(id, fmt.Sprintf("B-%d-%04d", seed, i), departments[r.IntN(3)])
				if r.IntN(2) == 0 {
					d.Class, d.Kind = asset.Medium, "usb"
				}
				d.Details.PurchaseDate = []string{"", "", "2028-04", "2030", "1890-01"}[r.IntN(5)]
				ids = append(ids, id)
				if err := x.Append("p", "", registered(d)); err != nil {
					return err
				}
				i++
			}
			for _, id := range append(some, ids[had:]...) {
				if err := happens(x, r, o, people, departments, id); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	clock.t = noon
	for who, l := range map[string]level.Level{"officer": level.Confidential, "keeper": level.Unclassified, "office": level.Secret} {
		must(t, s.Write(ctx, func(x *store.Tx) error {
			if _, err := x.Persons(o.persons[who]); err != nil {
				return err
			}
			department := o.east
			if who == "office" {
				department = o.root
			}
			return x.Append("founder", "", personEvent(o.persons[who], who, department, l))
		}))
	}
}

func happens(x *store.Tx, r *rand.Rand, o organ, people, departments []string, id string) error {
	m, err := x.Assets(id)
	if err != nil || m[id].Life.Terminal() {
		return err
	}
	of := func(p event.Payload) error { return x.Append("p", "", event.Of(p, subject(asset.KindSubject, id))) }
	l, who := level.Level(r.IntN(4)), people[r.IntN(len(people))]
	switch r.IntN(7) {
	case 0, 1:
		return of(asset.Marked{Asset: id, Verb: asset.VerbClassify, Marking: asset.Marking{Level: l, Term: 10, Decided: true}})
	case 2:
		return x.Append("p", "", custody(id, who, departments[r.IntN(3)], "", x))
	case 3:
		return of(asset.Loaded{Asset: id, Content: asset.Content{Level: l, Since: x.Now(), ClearBy: x.Now().AddDate(0, 0, r.IntN(60))}})
	case 4:
		return of(asset.CheckedTech{Asset: id, Network: asset.NetworkNone, Wireless: asset.WirelessAbsent})
	case 5:
		if r.IntN(3) > 0 {
			return nil
		}
		return of(asset.DraftVoided{Asset: id})
	default:
		step := asset.Step{Seat: org.Receiver, Person: people[r.IntN(len(people))]}
		if r.IntN(2) == 0 {
			step = asset.Step{Seat: []org.Seat{org.DepartmentHead, org.AssetOfficer}[r.IntN(2)], Department: []string{o.east, o.west}[r.IntN(2)]}
		}
		return of(asset.RequestOpened{Asset: id, Life: asset.HandoverPending, Request: asset.Request{
			ID: x.NewID(), Verb: asset.VerbHandOver, By: who, At: x.Now(), Due: x.Now().AddDate(0, 0, r.IntN(40)), Steps: []asset.Step{step},
		}})
	}
}

// everyone are actors of every kind of scope: the whole organ, a level of it, a
// department with what waits for its head, only what is one's own, nothing.
func everyone(t testing.TB, s *store.Store, o organ) map[string]org.Actor {
	t.Helper()
	out := map[string]org.Actor{"system": systemActor}
	for _, who := range []string{"officer", "head", "westhead", "office", "leader", "keeper", "other", "auditor"} {
		out[who] = as(t, s, o, who)
	}
	return out
}

// listed counts the straightforward way: page after page of the list, which asks
// every row.
func listed(t *testing.T, s *store.Store, a org.Actor, f view.AssetFilter) []view.Asset {
	t.Helper()
	var out []view.Asset
	for f.Limit = 500; ; {
		p, err := s.Assets(ctx, a, f)
		must(t, err)
		if out = append(out, p.Rows...); p.Next == "" {
			return out
		}
		f.Cursor = p.Next
	}
}

func TestTalliesAreWhatTheListHolds(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		busy(t, s, clock, o, 11, 150)
		secret, open := level.Secret, level.Unclassified
		filters := []view.AssetFilter{
			{}, {Class: asset.Medium}, {Kind: "usb"}, {Book: asset.Classified}, {Life: []asset.Life{asset.InUse, asset.Draft}}, {Level: &secret},
			{Level: &open}, {Undecided: true}, {Department: o.east}, {Department: o.root, Class: asset.Computer}, {Held: true}, {Unlabelled: true},
			{Labelable: true}, {Hold: asset.HoldLabelPending}, {Department: "none"}, {Keeper: o.persons["keeper"]}, {Asked: true}, {WaitsFor: true},
			{Unlabelled: true, Department: o.west, Sort: "changed", Desc: true}, {Unprinted: true}, {Hold: asset.HoldOverdueClear}, {Return: true},
			{Alive: true}, {DepartmentOnly: o.root}, {DepartmentOnly: view.NoDepartment}, {Alive: true, DepartmentOnly: o.east, Level: &secret}, {Told: true},
			{Bought: "2028"}, {Alive: true, Bought: view.NoDate}, {Bought: "1890"},
		}
		all := everyone(t, s, o)
		for round := range 2 {
			for who, a := range all {
				for _, f := range filters {
					want := len(listed(t, s, a, f))
					if n, err := s.CountAssets(ctx, a, f, 1000); err != nil || n != want {
						t.Errorf("%s, %+v: counted %d of %d, %v", who, f, n, want, err)
					}
				}
				sameCounters(t, s, who, a)
				sameOverview(t, s, who, a, clock.t)
			}
			noMismatch(t, s)
			if round == 0 { // and once more when lines were added up, and more came
				addedUp(t, s)
				noMismatch(t, s)
				busy(t, s, clock, o, 12, 20)
			}
		}
	})
}

// addedUp adds the lines up and expects as many as there are sorts.
func addedUp(t *testing.T, s *store.Store) {
	t.Helper()
	lines := func(what string) string {
		n, err := s.Column("SELECT count(*) FROM (SELECT " + what + " FROM asset_tally) AS l")
		must(t, err)
		return n[0]
	}
	before := lines("n")
	gone, err := s.AddUpFrom(ctx, 0)
	must(t, err)
	sorts := lines("DISTINCT department_id, class, kind, book, life, alive, level, high_water, decided, label_due, held")
	if after := lines("n"); gone == 0 || after != sorts || after == before {
		t.Errorf("of %s lines %d are gone, %s are left of %s sorts", before, gone, after, sorts)
	}
}

func sameCounters(t *testing.T, s *store.Store, who string, a org.Actor) {
	t.Helper()
	want := view.Counters{ByLife: map[asset.Life]int64{}, ByLevel: map[level.Level]int64{}}
	for _, r := range listed(t, s, a, view.AssetFilter{}) {
		want.Total++
		want.ByLife[r.Life]++
		if r.Decided {
			want.ByLevel[r.Level]++
		} else {
			want.Undecided++
		}
	}
	want.Waiting = int64(len(listed(t, s, a, view.AssetFilter{WaitsFor: true})))
	want.Due = int64(len(listed(t, s, a, view.AssetFilter{Unlabelled: true})))
	want.Held = int64(len(listed(t, s, a, view.AssetFilter{Held: true})))
	got, err := s.Counters(ctx, a)
	must(t, err)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: counters %v, want %v", who, got, want)
	}
}

// sameOverview holds the pictures against the rows themselves.
func sameOverview(t *testing.T, s *store.Store, who string, a org.Actor, now time.Time) {
	t.Helper()
	zone := time.FixedZone("CST", 8*3600)
	months, places, bought, known, checks := map[string][2]int64{}, map[string]int64{}, map[int]int64{}, map[int]int64{}, int64(0)
	for _, r := range listed(t, s, a, view.AssetFilter{}) {
		full, err := s.Asset(ctx, a, r.ID)
		must(t, err)
		history, _, err := s.History(ctx, systemActor, r.ID, "", 500)
		must(t, err)
		entered := history[len(history)-1].At.In(zone)
		m := months[entered.Format("2006-01")]
		m[0]++
		months[entered.Format("2006-01")] = m
		if r.Life.Terminal() {
			m := months[r.Changed.In(zone).Format("2006-01")]
			m[1]++
			months[r.Changed.In(zone).Format("2006-01")] = m
			continue
		}
		place := r.Department.Name + " " + fmt.Sprint(r.Decided)
		if r.Decided {
			place += r.Level.String()
		}
		places[place]++
		if d := full.State.Details.PurchaseDate; d == "" {
			known[entered.Year()]++
		} else {
			y := 0
			_, err := fmt.Sscanf(d, "%4d", &y)
			must(t, err)
			bought[max(y, now.Year()-40)]++
		}
		if r.Class.NeedsCheck() && !full.State.Checked.IsZero() && full.State.Checked.Before(now.Add(-365*24*time.Hour)) {
			checks++
		}
	}
	got, err := s.Overview(ctx, a)
	must(t, err)
	for _, m := range got.Months {
		if w := months[m.Month.Format("2006-01")]; w != [2]int64{m.In, m.Out} {
			t.Errorf("%s: %s in and out %d %d, want %v", who, m.Month, m.In, m.Out, w)
		}
	}
	for _, p := range got.Places {
		place := p.Department.Name + " " + fmt.Sprint(p.Decided)
		if p.Decided {
			place += p.Level.String()
		}
		if places[place] != p.Count {
			t.Errorf("%s: %s %d, want %d", who, place, p.Count, places[place])
		}
		delete(places, place)
	}
	for _, y := range got.Years {
		if y.Bought != bought[y.Year] || y.Known != known[y.Year] {
			t.Errorf("%s: year %d %d and %d, want %d and %d", who, y.Year, y.Bought, y.Known, bought[y.Year], known[y.Year])
		}
		delete(bought, y.Year)
		delete(known, y.Year)
	}
	if len(places)+len(bought)+len(known) > 0 {
		t.Errorf("%s: not in the pictures: %v %v %v", who, places, bought, known)
	}
	if len(got.Weeks) > 0 && got.Weeks[0].Checks != checks {
		t.Errorf("%s: %d checks have run out, want %d", who, got.Weeks[0].Checks, checks)
	}
}
