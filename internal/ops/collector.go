package ops

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// A server's live memory is small (about 10 MiB), so that with Go's default the
// garbage collector runs after every further 10 MiB: up to a fifth of all work
// under load. It is given heapRoom instead. A process that has more than that
// alive at once (a large import) is left at the default, which doubles it.
const (
	heapRoom       = 32 << 20 // bytes between two runs
	defaultPercent = 100
	maxPercent     = 400 // for the first moments, when next to nothing is alive
)

// RelaxCollector gives the collector of this process more room, for as long as
// the process lives. It is for servers once they have started; what the start
// has left behind is given back to the system first. Whoever sets GOGC has
// decided otherwise: then it is not to be called.
func RelaxCollector() {
	debug.FreeOSMemory()
	setPercent(percentFor(liveBytes()))
	afterCycle(new(cycle))
}

// cycle is garbage at once, so that its finalizer runs after every collection.
type cycle struct{ _ *byte }

func afterCycle(c *cycle) {
	runtime.SetFinalizer(c, func(c *cycle) {
		setPercent(percentFor(liveBytes()))
		afterCycle(c)
	})
}

// percentFor is the GOGC value that lets heapRoom be allocated beside live bytes.
func percentFor(live uint64) int {
	if live == 0 {
		return maxPercent
	}
	return min(max(int(heapRoom*100/live), defaultPercent), maxPercent)
}

var percentNow atomic.Int64

// setPercent stops the world for a moment; small differences are not worth it.
func setPercent(percent int) {
	if now := int(percentNow.Load()); now == 0 || percent < now*4/5 || percent > now*5/4 {
		percentNow.Store(int64(percent))
		debug.SetGCPercent(percent)
	}
}

func liveBytes() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return s[0].Value.Uint64()
}
