package store_test

import (
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// Everybody and every place an old event speaks of is named, though the record
// speaks of them no more; an asset only to who may see it.
func TestHistoryNamesWhomTheRecordNamesNoMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 1)
		far := register(t, s, "XS", o.west, 1)[0]
		id, keeper := ids[0], o.persons["keeper"]
		issue(t, s, id, o.persons["other"], o.west, o.rooms[o.west])
		must(t, s.Write(ctx, func(x *store.Tx) error {
			if _, err := x.Assets(id, far); err != nil {
				return err
			}
			return x.Append(o.persons["head"], "",
				event.Of(asset.RequestOpened{Asset: id, Life: asset.InUse, Request: asset.Request{
					ID: "r1", Verb: asset.VerbPair, By: keeper, For: o.persons["leader"], At: x.Now(), Args: asset.Args{Other: far},
					Steps: []asset.Step{{Seat: org.DepartmentHead, Department: o.root}},
				}}, subject(asset.KindSubject, id)),
				event.Of(asset.RequestClosed{Asset: id, Request: "r1", Verb: asset.VerbRefuse, Life: asset.InUse}, subject(asset.KindSubject, id)))
		}))
		issue(t, s, id, keeper, o.east, o.rooms[o.east])
		read := func(a org.Actor) map[string]view.Entry {
			list, _, err := s.History(ctx, a, id, "", 50)
			must(t, err)
			out := map[string]view.Entry{}
			for _, e := range list { // the oldest of each kind stays
				out[e.Type] = e
			}
			return out
		}
		list := read(systemActor)
		custody, asked := list["asset.custody"].Names, list["request.opened"].Names
		if custody[o.persons["other"]] != "石七" || custody[o.west] != "西山处" || custody[o.rooms[o.west]] != "甲"+o.west[len(o.west)-3:] {
			t.Errorf("the old custody is named %v", custody)
		}
		if asked[keeper] != "方六" || asked[o.persons["leader"]] != "高五" || asked[o.root] != "云杉局" || asked[far] != "XS-0001" {
			t.Errorf("the request is named %v", asked)
		}
		if n := read(as(t, s, o, "keeper"))["request.opened"].Names; n[far] != "" || n[o.persons["leader"]] != "高五" {
			t.Errorf("to the keeper it is named %v", n)
		}
	})
}

// A draft has no level yet; that is not the lowest level.
func TestWhatIsNotClassifiedYetIsCountedApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 4)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			if _, err := x.Assets(ids...); err != nil {
				return err
			}
			for i, l := range []level.Level{level.Unclassified, level.Secret} {
				m := asset.Marked{Asset: ids[i], Verb: asset.VerbClassify, Marking: asset.Marking{Level: l, Decided: true}}
				if err := x.Append("founder", "", event.Of(m, subject(asset.KindSubject, ids[i]))); err != nil {
					return err
				}
			}
			return nil
		}))
		c, err := s.Counters(ctx, systemActor)
		must(t, err)
		if c.Undecided != 2 || c.ByLevel[level.Unclassified] != 1 || c.ByLevel[level.Secret] != 1 || c.Total != 4 {
			t.Errorf("%+v", c)
		}
		none, secret := level.Unclassified, level.Secret
		for _, q := range []struct {
			f    view.AssetFilter
			want int
		}{{view.AssetFilter{Level: &none}, 1}, {view.AssetFilter{Level: &secret}, 1}, {view.AssetFilter{Undecided: true}, 2}, {view.AssetFilter{}, 4}} {
			p, err := s.Assets(ctx, systemActor, q.f)
			must(t, err)
			if len(p.Rows) != q.want {
				t.Errorf("%+v lists %d, want %d", q.f, len(p.Rows), q.want)
			}
		}
	})
}
