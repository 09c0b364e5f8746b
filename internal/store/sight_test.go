package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// motley registers n assets of every class and state of life, checked long ago,
// lately or never, in every department, some with an open request that waits for
// this seat or that; clock is moved to when a check was made, and back.
func motley(t *testing.T, s *store.Store, o organ, clock *clockAt, n int) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(7, 11))
	departments, persons := []string{o.east, o.west, o.root}, []string{o.persons["keeper"], o.persons["other"], o.persons["office"]}
	lives := []asset.Life{
		asset.Registered, asset.InStore, asset.InStore, asset.InUse, asset.InUse, asset.InUse, asset.CarriedOut, asset.InRepairOnsite,
		asset.InRepairOffsite, asset.Retired, asset.Sanitizing, asset.Sanitized, asset.DestroyOnly, asset.Lost, asset.Destroyed,
	}
	seats := []org.Seat{org.Witness, org.Witness, org.Technician, org.DepartmentHead, org.SecrecyOffice, org.Receiver}
	for i := range n {
		checked := []time.Time{{}, noon.AddDate(0, -11, 0), noon.AddDate(0, -1, 0)}[rnd.IntN(3)]
		must(t, s.Write(ctx, func(x *store.Tx) error {
			d := computer(x.NewID(), fmt.Sprintf("N-%03d", i), departments[rnd.IntN(3)])
			d.Class = asset.Classes()[i%len(asset.Classes())]
			self := subject(asset.KindSubject, d.Asset)
			l := level.Level(1 + rnd.IntN(3))
			list := []event.Event{registered(d), event.Of(asset.Marked{
				Asset: d.Asset, Verb: asset.VerbClassify, Marking: asset.Marking{Level: l, Term: 10, Decided: true}}, self)}
			if !checked.IsZero() {
				e := event.Of(asset.CheckedTech{Asset: d.Asset, Network: asset.NetworkNone, Wireless: asset.WirelessAbsent}, self)
				e.At = checked
				list = append(list, e)
			}
			to, keeper := lives[rnd.IntN(len(lives))], ""
			if to == asset.InUse {
				keeper = persons[rnd.IntN(2)]
			}
			list = append(list, event.Of(asset.CustodyChanged{Asset: d.Asset, Verb: asset.VerbIssue, Life: to,
				Custody: asset.Custody{Holder: asset.HolderStore, Person: keeper, Department: d.Department, Since: x.Now()}}, self))
			if rnd.IntN(2) == 0 {
				list = append(list, event.Of(asset.RequestOpened{Asset: d.Asset, Life: to, Request: asked(rnd, x, seats, departments, persons, o.persons["leader"])}, self))
			}
			if i%6 == 0 { // whatever state it is in: it is the order that counts
				order := x.NewID()
				list = append(list, event.Of(asset.RepairGranted{Asset: d.Asset, Order: order, Number: d.Code + "-WX1", Life: to},
					self, subject(asset.KindRepair, order)))
			}
			return x.Append("p", "", list...)
		}))
	}
}

func asked(rnd *rand.Rand, x *store.Tx, seats []org.Seat, departments, persons []string, named string) asset.Request {
	r := asset.Request{ID: x.NewID(), Verb: asset.VerbMove, By: persons[rnd.IntN(3)], At: x.Now()}
	for i := range 2 {
		step := asset.Step{Seat: seats[rnd.IntN(len(seats)-1+i)], Department: departments[rnd.IntN(3)]} // who receives is one, and the last
		if step.Seat == org.Receiver {
			step.Department, step.Person = "", persons[rnd.IntN(2)]
		}
		if step.Seat == org.Witness && rnd.IntN(2) == 0 { // one witness by name, none of the readers
			step.Person = named
		}
		r.Steps = append(r.Steps, step)
	}
	if rnd.IntN(3) == 0 { // the first has signed
		r.Steps[0].Signed, r.Steps[0].At = "p", x.Now()
	}
	return r
}

// readers are who reads: a seat of need-to-know over the organ and over one
// department, by delegation, beside another seat, through a token, and the others.
func readers(o organ) map[string]org.Actor {
	everywhere := []string{o.root, o.east, o.west}
	east := func(s org.Seat) org.Held { return org.Held{Seat: s, Department: o.east, Covers: []string{o.east}} }
	of := func(held ...org.Held) org.Actor {
		return org.Actor{Person: o.persons["other"], Clearance: level.TopSecret, Checks: noon.AddDate(0, -10, 0),
			Held: append(held, org.Held{Seat: org.Keeper})}
	}
	lent := org.Held{Seat: org.Witness, Department: o.root, Covers: everywhere, For: o.persons["head"]}
	all := map[string]org.Actor{
		"keeper": of(), "witness": of(org.Held{Seat: org.Witness}), "technician": of(org.Held{Seat: org.Technician}),
		"witness of east": of(east(org.Witness)), "technician of east": of(east(org.Technician)), "witness by delegation": of(lent),
		"both": of(org.Held{Seat: org.Technician}, east(org.Witness)), "of nowhere": of(org.Held{Seat: org.Technician, Department: "gone"}),
		"witness and head":      of(org.Held{Seat: org.Witness}, east(org.DepartmentHead)),
		"technician and office": of(east(org.Technician), org.Held{Seat: org.SecrecyOffice}), "head": of(east(org.DepartmentHead)),
		"auditor": {Person: o.persons["auditor"], Held: []org.Held{{Seat: org.Auditor}}},
	}
	unchecked := all["technician"]
	unchecked.Checks = time.Time{}
	all["technician without a date"] = unchecked
	for _, who := range []string{"witness", "technician", "both", "witness by delegation"} {
		all[who+"'s token"] = all[who].Narrowed(org.TokenScope{Permissions: org.Permissions(), Departments: []string{o.east}})
	}
	return all
}

// What a list, a record, a figure and an export give is what org.Scope and
// asset.State.SeenBy say of each asset: also of what waits and of what is worked on.
func TestNeedToKnowInMemoryAndInTheQuery(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		motley(t, s, o, clock, 180)
		all, err := s.Assets(ctx, systemActor, view.AssetFilter{Limit: 500})
		must(t, err)
		states := map[string]asset.State{}
		for _, a := range all.Rows {
			states[a.ID] = load(t, s, a.ID)
		}
		for who, actor := range readers(o) {
			for _, clearance := range []level.Level{level.TopSecret, level.Secret} {
				actor.Clearance = min(actor.Clearance, clearance)
				var want []string
				for _, a := range all.Rows {
					if states[a.ID].SeenBy(actor) {
						want = append(want, a.ID)
					}
				}
				if who != "auditor" && (len(want) == 0 || who != "technician and office" && len(want) > 150) {
					t.Errorf("%s: %d are in scope, which proves nothing", who, len(want))
				}
				agree(t, s, fmt.Sprintf("%s cleared for %s", who, clearance), actor, want)
				for _, a := range all.Rows[:40] {
					_, err := s.Asset(ctx, actor, a.Code)
					if seen := slices.Contains(want, a.ID); seen != (err == nil) || (!seen && !errs.IsKind(err, errs.NotFound)) {
						t.Errorf("%s on the record of %s: %v, in scope %t", who, a.Code, err, seen)
					}
				}
			}
		}
	})
}

// agree holds every way of reading against what is to be seen.
func agree(t *testing.T, s *store.Store, who string, actor org.Actor, want []string) {
	t.Helper()
	got, err := s.Assets(ctx, actor, view.AssetFilter{Limit: 500})
	must(t, err)
	if d := cmp.Diff(want, idsOf(got.Rows)); d != "" && len(want)+len(got.Rows) > 0 {
		t.Errorf("%s:\n%s", who, d)
	}
	figures := map[string]int{}
	figures["figure"], err = s.CountAssets(ctx, actor, view.AssetFilter{}, 1000)
	must(t, err)
	c, err := s.Counters(ctx, actor)
	must(t, err)
	figures["home"] = int(c.Total)
	must(t, s.EachRecord(ctx, actor, view.AssetFilter{}, func(view.Record) error { figures["export"]++; return nil }))
	ids, err := s.AssetIDs(ctx, actor, view.AssetFilter{Text: "远山"}, 1000)
	must(t, err)
	figures["search"] = len(ids)
	for of, n := range figures {
		if n != len(want) {
			t.Errorf("%s: %s says %d, in scope are %d", who, of, n, len(want))
		}
	}
	waiting, err := s.Waiting(ctx, actor)
	must(t, err)
	for _, a := range waiting {
		if !slices.Contains(want, a.ID) {
			t.Errorf("%s: %s waits for him out of his scope", who, a.Code)
		}
	}
	checks, err := s.CountAssets(ctx, actor, view.AssetFilter{Due: view.DueCheck}, 1000)
	must(t, err)
	o, err := s.Overview(ctx, actor)
	must(t, err)
	drawn := int64(0)
	for _, w := range o.Weeks {
		drawn += w.Checks
	}
	if int(drawn) != checks {
		t.Errorf("%s: the picture has %d checks, the list %d", who, drawn, checks)
	}
}

// What waits and what is worked on is found by indexes, not by a walk: also the
// page of a list.
func TestNeedToKnowIsFoundByIndexes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for _, who := range []string{"witness", "technician", "technician of east", "witness's token"} {
			actor := readers(o)[who]
			actor.Clearance = level.Secret
			list, listed := s.ListQuery(actor, view.AssetFilter{})
			beyond, args := store.BeyondQuery(actor)
			plans := []string{plan(t, s, beyond, args...)}
			if !strings.HasPrefix(who, "technician") { // who has much to do may read his list in its order
				plans = append(plans, plan(t, s, list, listed...))
			}
			for _, p := range plans {
				if strings.Contains(p, "SCAN a") || strings.Contains(p, "Seq Scan") || !strings.Contains(p, "asset_waiting") {
					t.Errorf("%s: %s", who, p)
				}
			}
		}
	})
}
