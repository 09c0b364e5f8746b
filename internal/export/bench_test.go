package export

import (
	"fmt"
	"runtime"
	"testing"

	"sealbook/internal/domain/export"
)

// fill spools n rows that differ.
func fill(tb testing.TB, n int) *Spool {
	tb.Helper()
	s, err := NewSpool("zh")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	r := computer()
	for i := range n {
		r.State.Code, r.State.Serial = fmt.Sprintf("BM-%07d", i), fmt.Sprintf("SN%07d", i)
		if err := s.Add(r); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

// Memory must not grow with the rows: neither while a file is written (the heap
// may hold the spreadsheet library's buffers) nor afterwards.
func TestMemoryStaysFlat(t *testing.T) {
	for _, f := range []export.Format{export.CSV, export.XLSX} {
		s := fill(t, 60_000)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		file, err := s.Finish(f, cover)
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.GC() // the second one empties the libraries' pools
		runtime.ReadMemStats(&after)
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
			t.Errorf("%s: %d MB stay in memory", f, grown>>20)
		}
		if sys := int64(after.HeapSys) - int64(before.HeapSys); sys > 64<<20 {
			t.Errorf("%s: the heap grew by %d MB while writing %d MB", f, sys>>20, file.Bytes>>20)
		}
	}
}

func benchmark(b *testing.B, f export.Format) {
	const rows = 20_000
	for b.Loop() {
		s := fill(b, rows)
		file, err := s.Finish(f, cover)
		if err != nil {
			b.Fatal(err)
		}
		if err := file.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

func BenchmarkCSV(b *testing.B)  { benchmark(b, export.CSV) }
func BenchmarkXLSX(b *testing.B) { benchmark(b, export.XLSX) }
