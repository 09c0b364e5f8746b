package store_test

import (
	"strings"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// A ledger of an older release is counted when its schema is brought up to date.
func TestWhatWasThereBeforeIsCountedOnce(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		busy(t, s, clock, o, 5, 40)
		for _, q := range []string{"DELETE FROM asset_tally", "DELETE FROM asset_flow", "UPDATE counters SET value = 0 WHERE name = 'tally'"} {
			must(t, s.Raw(q))
		}
		list, err := s.Refold(ctx)
		must(t, err)
		if len(list) == 0 || !strings.HasPrefix(list[0].Table, "asset_") {
			t.Errorf("counts that are gone are not missed: %v", list)
		}
		for range 2 {
			must(t, s.Migrate(ctx))
			noMismatch(t, s)
			if n, err := s.CountAssets(ctx, systemActor, view.AssetFilter{}, 1000); err != nil || n != 40 {
				t.Errorf("%d counted, %v", n, err)
			}
		}
	})
}

// A count that somebody has changed is found.
func TestRefoldFindsAWrongCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "GW", o.east, 3)
		noMismatch(t, s)
		must(t, s.Raw("UPDATE asset_tally SET n = n + 1"))
		list, err := s.Refold(ctx)
		must(t, err)
		if len(list) != 1 || list[0].Table != "asset_tally" || list[0].Expected != "3" || list[0].Found != "4" {
			t.Errorf("refold says %v", list)
		}
	})
}

// What somebody sees beyond his reach is found by indexes, not by a walk.
func TestWhatIsBeyondReachIsFoundByIndexes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for _, who := range []string{"head", "keeper"} {
			query, args := store.BeyondQuery(as(t, s, o, who))
			p := plan(t, s, query, args...)
			for _, index := range []string{"asset_keeper", "asset_request_by", "asset_receiver", "asset_giver"} {
				if !strings.Contains(p, index) {
					t.Errorf("%s: %s is not used: %s", who, index, p)
				}
			}
			if strings.Contains(p, "SCAN a") || strings.Contains(p, "Seq Scan") || (who == "head") != strings.Contains(p, "asset_waiting") {
				t.Errorf("%s: %s", who, p)
			}
		}
	})
}

// What the tables of counts know is asked of them, and not of every row.
func TestTalliesAnswerWhatTheyKnow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "GW", o.east, 3)
		must(t, s.Raw("UPDATE asset_tally SET n = 2 * n")) // which tells who is asked
		for f, want := range map[*view.AssetFilter]int{
			{}: 6, {Alive: true}: 6, {DepartmentOnly: o.east}: 6, {DepartmentOnly: o.west}: 0, {Told: true}: 6,
			{Alive: true, DepartmentOnly: o.east, Undecided: true}: 6, {Bought: view.NoDate}: 3,
		} {
			if n, err := s.CountAssets(ctx, systemActor, *f, 1000); err != nil || n != want {
				t.Errorf("%+v: counted %d, want %d, %v", *f, n, want, err)
			}
		}
	})
}
