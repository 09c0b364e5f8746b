package app_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Commands that come at once, which share a commit on SQLite, keep each its own
// outcome: versions count every move, a key is answered once and given again,
// each refusal is on record once, and the rows are what the history says.
func TestCommandsAtOnceKeepTheirOwnOutcomes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		const clients, each = 8, 6
		ids := make([]string, 3)
		for i := range ids {
			r := usb(fmt.Sprintf("AT-%d", i))
			r.Department = o.dept["办公厅"]
			ids[i] = o.do("officer", app.Register{Registration: r}).ID
		}
		officer, keeper := o.actor("officer"), o.actor("keeper1")
		register := func(key string) (app.Outcome, error) {
			r := usb("KEY-" + key)
			r.Department = o.dept["办公厅"]
			return o.app.Execute(o.ctx, officer, app.Register{Registration: r}, key)
		}
		var mu sync.Mutex
		moved, again, refused := map[string]int64{}, map[string]int{}, 0
		var all sync.WaitGroup
		for c := range clients {
			all.Go(func() {
				for n := range each {
					id := ids[(c+n)%len(ids)]
					move := app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbMove, Args: asset.Args{Room: o.room["办公厅"]}}}
					_, err := o.app.Execute(o.ctx, officer, move, "")
					_, no := o.app.Execute(o.ctx, keeper, app.Register{Registration: usb(fmt.Sprintf("NO-%d-%d", c, n))}, "")
					key := fmt.Sprint(n)
					out, e := register(key)
					mu.Lock()
					if err == nil {
						moved[id]++
					} else {
						t.Errorf("move: %v", err)
					}
					if errs.IsKind(no, errs.Refused) || errs.IsKind(no, errs.Forbidden) {
						refused++
					} else {
						t.Errorf("a keeper registers: %v", no)
					}
					if e != nil {
						t.Errorf("key %s: %v", key, e)
					} else if !out.Again {
						again[key]++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for _, id := range ids {
			r, err := s.Asset(o.ctx, officer, id)
			if err != nil {
				t.Fatal(err)
			}
			if r.Version != 1+moved[id] {
				t.Errorf("%d moves made version %d", moved[id], r.Version)
			}
		}
		for key, n := range again {
			if n != 1 {
				t.Errorf("key %s was done %d times", key, n)
			}
		}
		if kept := refusals(t, o); kept != refused || refused != clients*each {
			t.Errorf("%d of %d refusals are on record", kept, refused)
		}
		if wrong, err := s.Refold(o.ctx); err != nil || len(wrong) > 0 {
			t.Errorf("refold: %v, %v", wrong, err)
		}
	})
}

// refusals counts all refusals on record, page by page.
func refusals(t *testing.T, o *organ) (n int) {
	t.Helper()
	for at := ""; ; {
		list, next, err := o.store.Refusals(o.ctx, org.Actor{System: true}, at, 50)
		if err != nil {
			t.Fatal(err)
		}
		n += len(list)
		if at = next; at == "" {
			return n
		}
	}
}

// A refusal decided while others share the commit is kept, even when nobody
// waits for its answer any more.
func TestARefusalIsKeptWhenNobodyWaits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		kept := func() int {
			list, _, err := s.Refusals(o.ctx, o.actor("auditor"), "", 500)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		before, keeper := kept(), o.actor("keeper1")
		ctx, cancel := context.WithCancel(o.ctx)
		inside, goOn := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			if err := s.Write(o.ctx, func(*store.Tx) error { close(inside); <-goOn; return nil }); err != nil {
				t.Error(err)
			}
		})
		<-inside
		all.Go(func() {
			_, err := o.app.Execute(ctx, keeper, app.SetRoom{Room: org.Room{Name: "不该有", Department: o.dept["办公厅"]}}, "")
			if !errs.IsKind(err, errs.Refused) && !errs.IsKind(err, errs.Unavailable) {
				t.Errorf("a keeper's room: %v", err)
			}
			if errs.IsKind(err, errs.Refused) && kept() != before+1 {
				t.Error("the refusal was told and not kept")
			}
		})
		entered, leave := make(chan struct{}), make(chan struct{})
		all.Go(func() {
			time.Sleep(100 * time.Millisecond) // behind the keeper
			once := sync.OnceFunc(func() { close(entered); <-leave })
			if err := s.Write(o.ctx, func(*store.Tx) error { once(); return nil }); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(300 * time.Millisecond)
		close(goOn)
		<-entered
		cancel() // the keeper's client is gone, and his answer waits for the commit
		close(leave)
		all.Wait()
	})
}
