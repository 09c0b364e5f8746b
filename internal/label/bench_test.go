package label

import (
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"

	"sealbook/labels"
)

// plain makes items like those of a real ledger, for figures that mean something.
func plain(n int) []Item {
	items := sample(n)
	names := []string{"台式计算机 联想启天 M750e", "便携式计算机 ThinkPad X1", "移动硬盘 西部数据 2TB", "激光打印机 惠普 M405d"}
	for i := range items {
		items[i].Name, items[i].Department, items[i].Keeper = names[i%4], []string{"办公室", "规划财务处", "保密办"}[i%3], ""
	}
	return items
}

// BenchmarkBareBitmap is the anchor of performance.md A10: the encoder's own
// work, nothing drawn.
func BenchmarkBareBitmap(b *testing.B) {
	items := plain(1000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q, err := qrcode.NewWithForcedVersion(items[i%1000].Token, 1, qrcode.High)
		if err != nil {
			b.Fatal(err)
		}
		q.DisableBorder = true
		q.Bitmap()
	}
}

// BenchmarkLabelInSheet reports the cost of one label: an operation is a label,
// written in jobs of 1,000. Run with -cpu 1 beside BenchmarkBareBitmap.
func BenchmarkLabelInSheet(b *testing.B) {
	for _, s := range labels.Stocks() {
		b.Run(s.Name, func(b *testing.B) {
			items := plain(1000)
			b.ReportAllocs()
			for left := b.N; left > 0; left -= 1000 {
				if _, err := WriteSheet(io.Discard, s, items[:min(left, 1000)], Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkQRSVG(b *testing.B) {
	items := plain(1000)
	for i := 0; b.Loop(); i++ {
		if _, err := QRSVG(items[i%1000].Token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSinglePNG(b *testing.B) {
	s, it := labels.Stocks()[0], plain(1)[0]
	for b.Loop() {
		if err := PNG(io.Discard, s, it, 300, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkZPL(b *testing.B) {
	s, _ := labels.Find("roll-60x40")
	items := plain(1)
	for b.Loop() {
		if err := WriteZPL(io.Discard, s, items, 203); err != nil {
			b.Fatal(err)
		}
	}
}

// counter counts the bytes and watches the heap while a job runs.
type counter struct {
	n, writes int
	peak      uint64
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	if c.writes++; c.writes%20 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		c.peak = max(c.peak, m.HeapInuse)
	}
	return len(p), nil
}

// TestTenThousandLabels holds the sizes of performance.md A10; the time is only
// logged, the benchmarks measure it.
func TestTenThousandLabels(t *testing.T) {
	items := plain(10_000)
	for _, s := range labels.Stocks() {
		var c counter
		runtime.GC()
		began := time.Now()
		if _, err := WriteSheet(&c, s, items, Options{Date: day}); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.2f s, %.2f MB, heap in use at most %.1f MB", s.Name, time.Since(began).Seconds(), float64(c.n)/1e6, float64(c.peak)/1e6)
		limit := 3_000_000
		if s.Kind == labels.Roll {
			limit = 6_000_000 // a page of its own for each label
		}
		if c.n > limit {
			t.Errorf("%s: %d bytes, more than %d", s.Name, c.n, limit)
		}
		if c.peak > 48<<20 {
			t.Errorf("%s: %d bytes of heap", s.Name, c.peak)
		}
	}
}
