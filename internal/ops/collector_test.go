package ops

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestPercentFor(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{{0, 400}, {1 << 20, 400}, {16 << 20, 200}, {32 << 20, 100}, {500 << 20, 100}} {
		if got := percentFor(c.live); got != c.want {
			t.Errorf("%d MiB alive: %d %%, want %d", c.live>>20, got, c.want)
		}
	}
}

// What is alive decides anew after every collection: a large import does not get
// five times its memory, and a server that is small again gets its room back.
func TestRelaxCollectorFollowsWhatIsAlive(t *testing.T) {
	before := debug.SetGCPercent(defaultPercent)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	RelaxCollector()
	small := percentNow.Load()
	if small < 2*defaultPercent {
		t.Fatalf("%d %% with little alive", small)
	}
	large := make([][]byte, 64)
	for i := range large {
		large[i] = make([]byte, 1<<20)
	}
	within(t, func() bool { return percentNow.Load() == defaultPercent })
	runtime.KeepAlive(large)
	large = nil
	within(t, func() bool { return percentNow.Load() >= 2*defaultPercent })
	_ = large
}

// within collects until it is so.
func within(t *testing.T, so func() bool) {
	t.Helper()
	for range 100 {
		runtime.GC()
		if so() {
			return
		}
		time.Sleep(10 * time.Millisecond) // finalizers run on their own
	}
	t.Fatalf("still %d %%", percentNow.Load())
}
