package app_test

import (
	"sync"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// moves are commands that take the assets to the room, as they are now.
func (o *organ) moves(officer org.Actor, room string, ids ...string) []app.Command {
	o.t.Helper()
	out := make([]app.Command, len(ids))
	for i, id := range ids {
		r, err := o.store.Asset(o.ctx, officer, id)
		if err != nil {
			o.t.Fatal(err)
		}
		out[i] = app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbMove, Version: r.Version, Args: asset.Args{Room: o.room[room]}}}
	}
	return out
}

// Where one of many would be refused none is done, and that it was tried is on
// record as it is for one alone. To weigh without giving the command leaves no
// trace.
func TestWhatIsRefusedOfManyIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		officer := o.actor("officer")
		free, frozen := o.marked("WE-1"), o.marked("WE-2")
		o.act("baomi", frozen, asset.VerbFreeze, asset.Args{Reference: "示例令〔1〕", Reason: "示例"})
		cmds := o.moves(officer, "办公厅", free, frozen)
		before := refusals(t, o)
		if res, err := o.app.Weigh(o.ctx, officer, cmds); err != nil || res[0].Err != nil || res[1].Err == nil {
			t.Fatalf("weighed: %+v, %v", res, err)
		}
		if n := refusals(t, o) - before; n != 0 {
			t.Errorf("to weigh left %d refusals", n)
		}
		res, done, err := o.app.ExecuteWeighed(o.ctx, officer, "move", "both", cmds, "k")
		if err != nil || done || res[0].Err != nil || res[1].Err == nil {
			t.Fatalf("given: %+v, done %t, %v", res, done, err)
		}
		if n := refusals(t, o) - before; n != 1 {
			t.Errorf("given: %d refusals are on record", n)
		}
		if r, err := s.Asset(o.ctx, officer, free); err != nil || r.Version != cmds[0].(app.Act).Version {
			t.Errorf("one was done: version %d, %v", r.Version, err)
		}
		// What is blocked is left out; the key was not used up.
		for range 2 {
			if res, done, err = o.app.ExecuteWeighed(o.ctx, officer, "move", "one", cmds[:1], "k"); err != nil || !done || res[0].Err != nil {
				t.Errorf("the other one: %+v, done %t, %v", res, done, err)
			}
		}
	})
}

// Sent twice at once it is done once, and nobody is told that nothing was done:
// whoever weighs what the other has done already is given the other's answer, and
// leaves no refusal.
func TestManySentTwiceAtOnceAreDoneOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		officer := o.actor("officer")
		before := refusals(t, o)
		for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
			ids := []string{o.marked("TW-1" + key), o.marked("TW-2" + key)}
			cmds := o.moves(officer, "办公厅", ids...)
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					res, done, err := o.app.ExecuteWeighed(o.ctx, officer, "move", ids, cmds, key)
					if err != nil || !done {
						t.Errorf("%s: done %t, %v: %+v", key, done, err, res)
						return
					}
					for i, r := range res {
						if r.Err != nil || r.Outcome.Version != cmds[i].(app.Act).Version+1 {
							t.Errorf("%s: %+v", key, r)
						}
					}
				})
			}
			wg.Wait()
		}
		if n := refusals(t, o) - before; n != 0 {
			t.Errorf("%d refusals are on record", n)
		}
	})
}
