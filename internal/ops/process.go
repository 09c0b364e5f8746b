package ops

import (
	"math"
	"os"
	"runtime/metrics"
	"strconv"
	"strings"
)

// runtimeGauges reads the Go runtime's own measures under the names the common
// dashboards know.
func runtimeGauges() []gauge {
	out := make([]gauge, 0, 6)
	for _, r := range []struct{ source, name, help, kind string }{
		{"/sched/goroutines:goroutines", "go_goroutines", "Number of goroutines that currently exist.", "gauge"},
		{"/memory/classes/heap/objects:bytes", "go_memstats_heap_alloc_bytes", "Bytes of live and not yet swept heap objects.", "gauge"},
		{"/memory/classes/total:bytes", "go_memstats_sys_bytes", "Bytes obtained from the system by the runtime.", "gauge"},
		{"/gc/heap/allocs:bytes", "go_memstats_alloc_bytes_total", "Bytes allocated on the heap since the start.", "counter"},
		{"/gc/cycles/total:gc-cycles", "go_gc_cycles_total", "Completed collections.", "counter"},
		{"/sync/mutex/wait/total:seconds", "go_sync_mutex_wait_seconds_total", "Time goroutines waited for a mutex.", "counter"},
	} {
		out = append(out, gauge{r.name, r.help, r.kind, func() float64 { return runtimeValue(r.source) }})
	}
	return out
}

func runtimeValue(name string) float64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	switch sample[0].Value.Kind() {
	case metrics.KindUint64:
		return float64(sample[0].Value.Uint64())
	case metrics.KindFloat64:
		return sample[0].Value.Float64()
	default:
		return math.NaN() // this runtime does not know the measure
	}
}

// ticksPerSecond is USER_HZ, 100 on every Linux Go runs on.
const ticksPerSecond = 100

// processGauges reads /proc/self. Where there is none (not Linux) they are NaN.
func processGauges() []gauge {
	return []gauge{
		{"process_cpu_seconds_total", "User and system CPU time in seconds.", "counter", func() float64 {
			f := statFields()
			if len(f) < 13 {
				return math.NaN()
			}
			return (parse(f[11]) + parse(f[12])) / ticksPerSecond
		}},
		{"process_resident_memory_bytes", "Resident memory in bytes.", "gauge", func() float64 {
			f := statFields()
			if len(f) < 22 {
				return math.NaN()
			}
			return parse(f[21]) * float64(os.Getpagesize())
		}},
		{"process_open_fds", "Open file descriptors.", "gauge", func() float64 {
			entries, err := os.ReadDir("/proc/self/fd")
			if err != nil {
				return math.NaN()
			}
			return float64(len(entries) - 1) // less the one that reads the folder
		}},
	}
}

// statFields are the fields of /proc/self/stat after the command name, which
// may itself hold blanks and brackets; field 0 here is field 3 of proc(5).
func statFields() []string {
	raw, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(raw)[strings.LastIndexByte(string(raw), ')')+1:], " ")
	return strings.Fields(rest)
}

func parse(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return f
}
