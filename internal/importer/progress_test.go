package importer_test

import (
	"context"
	"path/filepath"
	"testing"

	"sealbook/internal/importer"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Whoever waits for an import is told each row that is done, from none to all,
// and it is all there when he is told nothing more.
func TestProgressGoesFromNoneToAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		src, opt := read(t, a, actor, filepath.Join(data, "ledgers/computers.xlsx"))
		last, times := -1, 0
		opt.Progress = func(done, all int) {
			if done != last+1 || all != 60 {
				t.Errorf("%d of %d after %d", done, all, last)
			}
			last, times = done, times+1
		}
		rep, err := importer.Confirm(context.Background(), a, actor, src, opt, "")
		if err != nil || rep.Registered != 58 {
			t.Fatal(rep, err)
		}
		if last != 60 || times != 61 {
			t.Errorf("ended at %d after %d calls", last, times)
		}
	})
}
