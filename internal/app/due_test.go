package app_test

import (
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// A hand-over that nobody accepts falls back to the giver after the policy's
// days, once, however many processes look; one that was accepted stands.
func TestAnOverdueHandOverFallsBack(t *testing.T) {
	var mu sync.Mutex
	ahead := time.Duration(0)
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return time.Now().Add(ahead)
	}
	storetest.EachOptions(t, store.Options{Clock: clock}, func(t *testing.T, s *store.Store) {
		mu.Lock()
		ahead = 0
		mu.Unlock()
		o := newOrgan(t, s)
		waits, taken := o.inUse("BM-1", "keeper1", level.Confidential), o.inUse("BM-2", "keeper1", level.Confidential)
		for _, id := range []string{waits, taken} {
			o.act("keeper1", id, asset.VerbHandOver, asset.Args{Person: o.person["keeper3"]})
			o.act("head1", id, asset.VerbApprove, asset.Args{})
			o.act("head2", id, asset.VerbApprove, asset.Args{})
		}
		o.act("keeper3", taken, asset.VerbAccept, asset.Args{})
		if n, err := o.app.DueWork(o.ctx); n != 0 || err != nil {
			t.Fatalf("before its time: %d %v", n, err)
		}
		mu.Lock()
		ahead = 3*24*time.Hour + time.Minute
		mu.Unlock()
		var wg sync.WaitGroup
		done := make(chan int, 4)
		for range cap(done) {
			wg.Go(func() {
				n, err := app.New(s, app.Options{}).DueWork(o.ctx)
				if err != nil {
					t.Error(err)
				}
				done <- n
			})
		}
		wg.Wait()
		close(done)
		total := 0
		for n := range done {
			total += n
		}
		if total != 1 {
			t.Errorf("done %d times", total)
		}
		for id, keeper := range map[string]string{waits: "keeper1", taken: "keeper3"} {
			r, err := s.Asset(o.ctx, o.actor("baomi"), id)
			if err != nil || r.Life != asset.InUse || r.Keeper.ID != o.person[keeper] || r.State.Request != nil {
				t.Errorf("%s: %+v %v", r.Code, r.Asset, err)
			}
		}
		list, _, err := s.Refusals(o.ctx, o.actor("auditor"), "", 50)
		if err != nil || len(list) != 0 {
			t.Errorf("due work leaves refusals: %+v %v", list, err)
		}
		hist, _, err := s.History(o.ctx, o.actor("baomi"), waits, "", 1)
		if err != nil || hist[0].By.ID != app.SystemActor {
			t.Errorf("history: %+v %v", hist, err)
		}
	})
}
