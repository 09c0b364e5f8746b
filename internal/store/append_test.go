package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func TestAppendWritesWhatFoldSays(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		issue(t, s, id, o.persons["keeper"], o.east, o.rooms[o.east])

		reg := registered(computer(id, "GW-0001", o.east))
		reg.At, reg.By = noon, "founder"
		want := asset.Fold(asset.State{}, reg)
		iss := event.Of(asset.CustodyChanged{
			Asset: id, Verb: asset.VerbIssue, Life: asset.InUse,
			Custody: asset.Custody{
				Holder: asset.HolderKeeper, Person: o.persons["keeper"], Department: o.east, Room: o.rooms[o.east], Since: noon,
			},
		}, subject(asset.KindSubject, id))
		iss.At = noon
		want = asset.Fold(want, iss)
		if d := cmp.Diff(want, load(t, s, id)); d != "" {
			t.Errorf("the row is not what folding the events gives (-want +got):\n%s", d)
		}
	})
}
