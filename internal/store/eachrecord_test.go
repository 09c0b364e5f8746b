package store_test

import (
	"errors"
	"slices"
	"testing"

	"sealbook/internal/domain/export"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

var office = org.Actor{Person: "p", Clearance: level.TopSecret, Held: []org.Held{{Seat: org.SecrecyOffice}}}

// Batches join without a gap or a double, whatever the order, and a record says
// what the single record says.
func TestEachRecordGivesAllOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "E", o.east, 1000) // two full batches, and none behind them
		for _, f := range []view.AssetFilter{{}, {Desc: true}, {Sort: "num"}, {Sort: "life", Desc: true}} {
			var got []string
			var last view.Record
			must(t, s.EachRecord(ctx, office, f, func(r view.Record) error {
				got, last = append(got, r.ID), r
				return nil
			}))
			one, err := s.Asset(ctx, office, last.ID)
			must(t, err)
			if last.Code != one.Code || last.State.Details.Extra["柜号"] != "7" || last.Department != one.Department || last.Num != one.Num {
				t.Errorf("%+v: %+v, alone it is %+v", f, last.Asset, one.Asset)
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(ids))
			if !slices.Equal(got, want) {
				t.Errorf("%+v: %d records, %d different", f, len(got), len(slices.Compact(got)))
			}
		}
	})
}

func TestEachRecordAppliesScopeAndStopsAtAnError(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "E", o.east, 3)
		register(t, s, "W", o.west, 2)
		count := func(a org.Actor, f view.AssetFilter) (n int) {
			must(t, s.EachRecord(ctx, a, f, func(view.Record) error { n++; return nil }))
			return n
		}
		head := org.Actor{Person: "h", Clearance: level.TopSecret, Held: []org.Held{{Seat: org.DepartmentHead, Department: o.west, Covers: []string{o.west}}}}
		auditor := org.Actor{Person: "x", Held: []org.Held{{Seat: org.Auditor}}}
		for _, tc := range []struct {
			actor  org.Actor
			filter view.AssetFilter
			want   int
		}{
			{office, view.AssetFilter{}, 5}, {office, view.AssetFilter{Department: o.east}, 3}, {office, view.AssetFilter{Department: o.root}, 5},
			{head, view.AssetFilter{}, 2}, {head, view.AssetFilter{Department: o.east}, 0}, {auditor, view.AssetFilter{}, 0},
		} {
			if got := count(tc.actor, tc.filter); got != tc.want {
				t.Errorf("%s %+v: %d records, want %d", tc.actor.Person, tc.filter, got, tc.want)
			}
		}
		stop, n := errors.New("stop"), 0
		if err := s.EachRecord(ctx, office, view.AssetFilter{}, func(view.Record) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
			t.Errorf("%d calls, %v", n, err)
		}
	})
}

// An export leaves an event and a row that says the same.
func TestExportIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		newOrgan(t, s)
		var id string
		must(t, s.Write(ctx, func(x *store.Tx) error {
			id = x.NewID()
			e := export.State(export.Made{Export: id, Number: 7, Purpose: "自查", Format: export.CSV, Level: level.Secret, Rows: 9, Digest: "ab"}, "石七")
			return x.AddExport("p9", e)
		}))
		got, err := s.Column(`SELECT x.what || ' ' || x.actor || ' ' || x.level || ' ' || x.rows_out || ' ' || x.digest || ' ' || e.type
			FROM export_log x JOIN ledger_event e ON e.id = x.event_id WHERE x.id = ?`, id)
		must(t, err)
		if len(got) != 1 || got[0] != "assets p9 2 9 ab export.made" {
			t.Errorf("got %q", got)
		}
	})
}
