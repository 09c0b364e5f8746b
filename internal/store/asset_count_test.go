package store_test

import (
	"context"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// A count is the length of the list it stands for, to its limit and in the
// actor's scope.
func TestCountsAreWhatTheListHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		mixed(t, s, o)
		keeper := as(t, s, o, "keeper")
		for _, f := range []view.AssetFilter{
			{}, {Life: []asset.Life{asset.InUse}}, {Department: o.east}, {Text: "M-0"}, {Keeper: o.persons["keeper"], Sort: "changed", Desc: true}, {Undecided: true},
		} {
			f.Limit = 100
			for name, actor := range map[string]org.Actor{"the system": systemActor, "a keeper": keeper} {
				p, err := s.Assets(ctx, actor, f)
				must(t, err)
				if n, err := s.CountAssets(ctx, actor, f, 100); err != nil || n != len(p.Rows) {
					t.Errorf("%s, %+v: counted %d of %d, %v", name, f, n, len(p.Rows), err)
				}
			}
		}
		if n, err := s.CountAssets(ctx, systemActor, view.AssetFilter{}, 7); err != nil || n != 7 {
			t.Errorf("to seven: %d, %v", n, err)
		}
		if _, err := s.CountAssets(ctx, systemActor, view.AssetFilter{Department: "none"}, 7); err != nil {
			t.Error(err)
		}
		over, cancel := context.WithTimeout(ctx, -time.Second)
		defer cancel()
		if _, err := s.CountAssets(over, systemActor, view.AssetFilter{}, 7); err == nil {
			t.Error("a count whose time is over was made all the same")
		}
		// The connection is as good as before.
		if n, err := s.CountAssets(ctx, systemActor, view.AssetFilter{}, 100); err != nil || n != 23 {
			t.Errorf("after one that was given up: %d, %v", n, err)
		}
	})
}
