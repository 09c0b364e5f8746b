package store_test

import (
	"errors"
	"testing"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// What is recorded in a rehearsal is seen in it, waits for no writer, keeps no
// writer waiting, and is gone afterwards with the numbers that were drawn.
func TestRehearsalHoldsNobodyUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		rehearse := func() (n int64) {
			t.Helper()
			must(t, s.Rehearse(ctx, func(x *store.Tx) error {
				id := x.NewID()
				must(t, x.Append("office", "", event.Of(org.RoomSet{Room: id, Name: "演习室", Department: o.east}, subject(org.KindRoom, id))))
				seen, err := x.Rooms(id)
				if err != nil || seen[id].Name != "演习室" {
					t.Errorf("seen in the rehearsal: %+v, %v", seen, err)
				}
				first, err := x.NextNumber("asset_code")
				must(t, err)
				second, err := x.NextNumber("asset_code")
				must(t, err)
				if second != first+1 {
					t.Errorf("numbers %d, %d", first, second)
				}
				n = first
				return nil
			}))
			return n
		}
		holding, let := make(chan struct{}), make(chan struct{})
		done := make(chan error, 1)
		go func() {
			done <- s.Write(ctx, func(x *store.Tx) error {
				id := x.NewID()
				if err := x.Append("office", "", event.Of(org.RoomSet{Room: id, Name: "实写室", Department: o.east}, subject(org.KindRoom, id))); err != nil {
					return err
				}
				close(holding)
				<-let
				return nil
			})
		}()
		<-holding
		began := time.Now()
		first := rehearse()
		if took := time.Since(began); took > 5*time.Second { // a writer would be waited for 10 s
			t.Errorf("waited %s for a writer", took)
		}
		close(let)
		must(t, <-done)

		must(t, s.Rehearse(ctx, func(*store.Tx) error { // a writer does not wait either
			return s.Write(ctx, func(x *store.Tx) error {
				n, err := x.NextNumber("asset_code")
				if n != first {
					t.Errorf("number %d, rehearsed as %d", n, first)
				}
				return err
			})
		}))
		if again := rehearse(); again != first+1 {
			t.Errorf("rehearsed %d after %d was taken", again, first)
		}
		rooms, err := s.Rooms(ctx, org.Actor{Account: "a", Person: o.persons["office"]})
		must(t, err)
		for _, r := range rooms {
			if r.Name == "演习室" {
				t.Error("the rehearsed room is there")
			}
		}
	})
}

// Where rows are asked for that a rehearsal has only in memory, it says so.
func TestRehearsalSaysWhatItCannot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		err := s.Rehearse(ctx, func(x *store.Tx) error {
			id := x.NewID()
			must(t, x.Append("office", "", event.Of(org.RoomSet{Room: id, Name: "演习室", Department: o.east}, subject(org.KindRoom, id))))
			_, err := x.Keeps(o.persons["keeper"])
			return err
		})
		if !errors.Is(err, store.ErrRehearsal) {
			t.Fatalf("%v", err)
		}
		must(t, s.Read(ctx, func(x *store.Tx) error {
			if err := x.Append("office", "", event.Of(org.RoomSet{Room: "x", Name: "x"}, subject(org.KindRoom, "x"))); err == nil {
				t.Error("a reading transaction records")
			}
			return nil
		}))
	})
}
