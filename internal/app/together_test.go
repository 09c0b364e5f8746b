package app_test

import (
	"fmt"
	"sync"
	"testing"

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
