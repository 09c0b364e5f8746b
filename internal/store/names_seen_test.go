package store_test

import (
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// The name beside a reference is the one the object has at the commit, also when
// somebody renames it after the decision has read it.
func TestARoomRenamedMeanwhileIsCopiedAsItIsNow(t *testing.T) {
	s, err := store.Open(ctx, store.Options{URL: storetest.PostgresMigrated(t)})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	o := newOrgan(t, s)
	id, room := register(t, s, "GW", o.east, 1)[0], o.rooms[o.east]
	runs := 0
	must(t, s.Write(ctx, func(x *store.Tx) error {
		runs++
		if _, err := x.Assets(id); err != nil {
			return err
		}
		m, err := x.Rooms(room)
		if err != nil {
			return err
		}
		if runs == 1 {
			must(t, s.Write(ctx, func(y *store.Tx) error {
				return y.Append("p", "", event.Of(org.RoomSet{Room: room, Name: "新丙", Department: o.east, Level: level.TopSecret},
					subject(org.KindRoom, room)))
			}))
		}
		return x.Append("p", "", event.Of(asset.CustodyChanged{
			Asset: id, Verb: asset.VerbMove, Life: asset.Draft,
			Custody: asset.Custody{Holder: asset.HolderStore, Department: m[room].Department, Room: room, Since: x.Now()},
		}, subject(asset.KindSubject, id)))
	}))
	name, err := s.Column("SELECT room_name FROM asset WHERE id = ?", id)
	must(t, err)
	if name[0] != "新丙" || runs != 2 {
		t.Errorf("the room is called %s after %d runs", name[0], runs)
	}
	noMismatch(t, s)
}

// What is sent together with the commit counts as much as what is asked: a row
// that is not there any more, and a key that is taken, undo the whole.
func TestWhatIsSentWithTheCommitCanRefuseIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 2)
		events := func() string {
			n, err := s.Column("SELECT count(*) FROM ledger_event")
			must(t, err)
			return n[0]
		}
		before := events()
		for i, fn := range []func(x *store.Tx) error{
			func(x *store.Tx) error { return x.PutOne("UPDATE asset SET name = '' WHERE id = ?", "nobody") },
			func(x *store.Tx) error { return x.PutOne("UPDATE asset SET name = '' WHERE id IN ?", ids) },
			func(x *store.Tx) error { return x.Append("p", "", registered(computer(x.NewID(), "GW-0001", o.east))) },
		} {
			err := s.Write(ctx, func(x *store.Tx) error {
				if err := clearing(ids[0])(x); err != nil {
					return err
				}
				return fn(x)
			})
			if err == nil {
				t.Errorf("%d was committed", i)
			}
			if now := events(); now != before {
				t.Errorf("%d left %s events, before %s", i, now, before)
			}
		}
		must(t, s.Write(ctx, clearing(ids[0])))
		noMismatch(t, s)
	})
}
