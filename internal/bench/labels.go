package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/skip2/go-qrcode"

	"sealbook/internal/bench/load"
	"sealbook/internal/label"
)

// sheetCost is what a process of its own found out about labels (A10).
type sheetCost struct {
	Labels       int
	Bitmap       time.Duration // CPU of one bare code
	InSheet      time.Duration // CPU of one label of a sheet
	SVG          time.Duration // CPU of one code as SVG
	Bytes        int64         // of a file with all labels
	Before, Peak int64         // resident memory before, and its peak
}

// used is the processor time of this process so far.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // the arguments are right
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// labelItems are n labels with tokens of their own.
func labelItems(n int) ([]label.Item, error) {
	names := []string{"台式计算机 示范牌 D100", "便携式计算机 样例牌 N14", "移动硬盘 样例牌 H1T", "激光打印机 虚构牌 P33"}
	items := make([]label.Item, n)
	for i := range items {
		token, err := label.NewToken(rand.Reader)
		if err != nil {
			return nil, err
		}
		code := fmt.Sprintf("JM-B-%07d", i)
		items[i] = label.Item{Token: token, Code: code, Name: names[i%4], Department: "宣传部", Marking: "机密★20年", Number: code + "/1", Level: "secret"}
	}
	return items, nil
}

// countLabels runs in a child, whose peak of memory is then the sheet's alone:
// the sheet comes first.
func countLabels(n, rounds int, stdout io.Writer) error {
	items, err := labelItems(n)
	if err != nil {
		return err
	}
	stock, err := label.FindStock("a4-70x37")
	if err != nil {
		return err
	}
	out := sheetCost{Labels: n}
	if out.Before, _, err = load.Memory(os.Getpid()); err != nil {
		return err
	}
	var bare, sheet, svg []float64
	for range rounds {
		var size counter
		began := used()
		if _, err := label.WriteSheet(&size, stock, items, label.Options{}); err != nil {
			return err
		}
		sheet = append(sheet, float64(used()-began)/float64(n))
		out.Bytes = int64(size)
		if _, out.Peak, err = load.Memory(os.Getpid()); err != nil {
			return err
		}
		few := items[:min(n, 2000)]
		began = used()
		for _, it := range few {
			q, err := qrcode.NewWithForcedVersion(it.Token, 1, qrcode.High)
			if err != nil {
				return err
			}
			q.DisableBorder = true
			q.Bitmap()
		}
		bare = append(bare, float64(used()-began)/float64(len(few)))
		began = used()
		for _, it := range few {
			if b, err := label.QRSVG(it.Token); err != nil || !bytes.Contains(b, []byte("svg")) {
				return fmt.Errorf("svg: %w", err)
			}
		}
		svg = append(svg, float64(used()-began)/float64(len(few)))
	}
	out.Bitmap, out.InSheet, out.SVG = time.Duration(load.MedianOf(bare)), time.Duration(load.MedianOf(sheet)), time.Duration(load.MedianOf(svg))
	return json.NewEncoder(stdout).Encode(out)
}

// counter counts what is written and keeps nothing.
type counter int64

// Write counts p.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// homeboxSVG is a thirtieth of what Homebox's code costs (performance.md A10).
const homeboxSVG = 15 * time.Millisecond / 30

func (c sheetCost) figures() []figure {
	ratio := float64(c.InSheet) / float64(c.Bitmap)
	mb := func(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
	return []figure{
		{Row: "A10", What: "a label in a sheet, CPU", Ours: short(c.InSheet), Beside: "bare bitmap " + short(c.Bitmap), Ratio: times(ratio),
			Target: "≤ 2.00", Met: judge(ratio <= 2)},
		{Row: "A10", What: fmt.Sprintf("%d labels, peak RSS of the process", c.Labels), Ours: mb(c.Peak), Beside: "before " + mb(c.Before),
			Target: "≤ 64 MiB", Met: judge(c.Peak <= 64<<20)},
		{Row: "A10", What: fmt.Sprintf("%d labels, file", c.Labels), Ours: mb(c.Bytes), Target: "≤ 3 MB", Met: judge(c.Bytes <= 3e6)},
		{Row: "A10", What: "a code as SVG, CPU", Ours: short(c.SVG), Beside: "1/30 of 15 ms", Target: "≤ " + short(homeboxSVG), Met: judge(c.SVG <= homeboxSVG)},
	}
}
