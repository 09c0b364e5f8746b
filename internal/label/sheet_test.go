package label

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sealbook/internal/pdf"
	"sealbook/labels"
)

var day = time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)

var palette = map[string]pdf.Color{"top_secret": {R: 200}, "secret": {R: 230, G: 120}, "confidential": {B: 200}}

func sheet(t *testing.T, s Stock, items []Item, o Options) ([]byte, int) {
	t.Helper()
	var b bytes.Buffer
	n, err := WriteSheet(&b, s, items, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), n
}

func TestEveryCodeOfEverySheetIsReadInItsPlace(t *testing.T) {
	items := sample(260)
	for _, s := range labels.Stocks() {
		t.Run(s.Name, func(t *testing.T) {
			start := min(4, s.PerPage())
			out, n := sheet(t, s, items, Options{Start: start, Date: day, Palette: palette})
			if want := (start - 1 + len(items) + s.PerPage() - 1) / s.PerPage(); n != want {
				t.Fatalf("%d pages reported, want %d", n, want)
			}
			imgs := pages(t, out)
			if len(imgs) != n {
				t.Fatalf("%d pages rendered, %d reported", len(imgs), n)
			}
			for i := range start - 1 {
				if c := cell(imgs[0], s, i); dark(c, c.Rect) {
					t.Errorf("position %d is used up and was printed on", i+1)
				}
			}
			for i, it := range items {
				at := start - 1 + i
				c := cell(imgs[at/s.PerPage()], s, at%s.PerPage())
				if got, err := decode(c); err != nil || got != it.Token {
					t.Errorf("item %d (%q) reads %q, %v; want %s", i, it.Name, got, err, it.Token)
				}
				checkBlank(t, s, c, i)
			}
			var want []string
			for i, it := range items {
				if (start-1+i)/s.PerPage() == 0 {
					want = append(want, it.Token)
				}
			}
			slices.Sort(want)
			if got := zbar(t, imgs[0]); !slices.Equal(got, want) {
				t.Errorf("zbarimg reads %d codes of page 1, want %d: %v", len(got), len(want), got)
			}
		})
	}
}

// checkBlank looks for ink where none may be: in the strip at the label's edge
// and in the code's quiet zone.
func checkBlank(t *testing.T, s Stock, c *image.Gray, i int) {
	t.Helper()
	f, err := newForm(s, SheetDPI, true)
	if err != nil {
		t.Fatal(err)
	}
	px := func(mm float64) int { return int(math.Round(mm / f.dot)) }
	at := func(x, y, w, h float64) image.Rectangle {
		return image.Rect(px(x)+1, px(y)+1, px(x+w)-1, px(y+h)-1).Add(c.Rect.Min)
	}
	w, h, q := s.Label[0], s.Label[1], Quiet*float64(f.module)*f.dot
	m := f.symbol
	for name, r := range map[string]image.Rectangle{
		"left edge": at(0, 0, s.Inset[0], h), "right edge": at(w-s.Inset[0], 0, s.Inset[0], h),
		"top edge": at(0, 0, w, s.Inset[1]), "bottom edge": at(0, h-s.Inset[1], w, s.Inset[1]),
		"quiet zone left": at(m.x-q, m.y-q, q, m.h+2*q), "quiet zone right": at(m.x+m.w+f.dot, m.y-q, q, m.h+2*q),
		"quiet zone above": at(m.x-q, m.y-q, m.w+2*q, q), "quiet zone below": at(m.x-q, m.y+m.h+f.dot, m.w+2*q, q),
	} {
		if dark(c, r) {
			t.Errorf("item %d: ink in the %s", i, name)
		}
	}
}

func TestTextLayerNamesWhatIsOnTheLabel(t *testing.T) {
	items := sample(40)
	items[1].Name = "䶮㛃堃喆𬀩𠅤"
	for _, s := range labels.Stocks() {
		out, _ := sheet(t, s, items, Options{Date: day})
		file := filepath.Join(t.TempDir(), "sheet.pdf")
		if err := os.WriteFile(file, out, 0o600); err != nil {
			t.Fatal(err)
		}
		if msg, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
			t.Errorf("qpdf: %v\n%s", err, msg)
		}
		text, err := exec.Command("pdftotext", "-raw", "-enc", "UTF-8", file, "-").Output()
		if err != nil {
			t.Fatalf("pdftotext: %v", err)
		}
		squeezed := strings.Join(strings.Fields(string(text)), "")
		for _, it := range items {
			for _, want := range []string{it.Code, it.Marking, it.Number, it.Keeper} {
				if !strings.Contains(squeezed, want) {
					t.Errorf("%s: the text layer lacks %q", s.Name, want)
				}
			}
		}
		if !strings.Contains(squeezed, items[1].Name) {
			t.Errorf("%s: the text layer lacks %s", s.Name, items[1].Name)
		}
	}
}

func TestSameJobGivesTheSameBytes(t *testing.T) {
	s, _ := labels.Find("a4-70x37")
	items := sample(300) // more than two chunks, so that several goroutines take part
	a, _ := sheet(t, s, items, Options{Date: day})
	for range 3 {
		if b, _ := sheet(t, s, items, Options{Date: day}); !bytes.Equal(a, b) {
			t.Fatal("the same job gave different files")
		}
	}
	if b, _ := sheet(t, s, items, Options{Date: day.AddDate(0, 0, 1)}); bytes.Equal(a, b) {
		t.Error("the date is not in the file")
	}
}

func TestLastPositionOfASheetIsUsable(t *testing.T) {
	s, _ := labels.Find("a4-70x37")
	out, n := sheet(t, s, sample(2), Options{Start: 24})
	if n != 2 {
		t.Fatalf("%d pages, want 2", n)
	}
	imgs := pages(t, out)
	for i, at := range []int{23, 0} {
		if got, err := decode(cell(imgs[i], s, at)); err != nil || got != token(i) {
			t.Errorf("page %d reads %q, %v", i+1, got, err)
		}
	}
}

func TestRefusedJobsWriteNothing(t *testing.T) {
	s, _ := labels.Find("a4-70x37")
	small := s
	small.Pitch, small.Label = [2]float64{25, 14}, [2]float64{25, 14}
	broken := s
	broken.Cols = 9
	two := sample(2)
	for _, c := range []struct {
		name, code string
		stock      Stock
		items      []Item
		start      int
	}{
		{"start past the sheet", "input.invalid", s, two, 25},
		{"start below one", "input.invalid", s, two, -1},
		{"no items", "label.none", s, nil, 1},
		{"bad token", "label.token_length", s, []Item{two[0], {Token: "ABC", Code: "x"}}, 1},
		{"lower-case token", "label.token_form", s, []Item{{Token: strings.ToLower(two[0].Token), Code: "x"}}, 1},
		{"no code", "input.invalid", s, []Item{{Token: two[0].Token, Code: " \n"}}, 1},
		{"stock too small", "label.stock_small", small, two, 1},
		{"broken stock", "label.stock", broken, two, 1},
	} {
		var b bytes.Buffer
		n, err := WriteSheet(&b, c.stock, c.items, Options{Start: c.start})
		if code(err) != c.code || n != 0 || b.Len() != 0 {
			t.Errorf("%s: %d pages, %d bytes, error %v; want %s", c.name, n, b.Len(), err, c.code)
		}
	}
	if _, err := FindStock("a5"); err == nil || !strings.Contains(err.Error(), "a4-70x37") {
		t.Errorf("an unknown stock does not list the known ones: %v", err)
	}
}

func TestBandHasTheColourOfTheLevel(t *testing.T) {
	s, _ := labels.Find("roll-60x40")
	it := sample(1)[0]
	with, _ := sheet(t, s, []Item{it}, Options{Palette: palette})
	without, _ := sheet(t, s, []Item{it}, Options{})
	f, err := newForm(s, SheetDPI, true)
	if err != nil {
		t.Fatal(err)
	}
	px := func(mm float64) int { return int(mm / f.dot) }
	band := image.Rect(px(f.band.x)+2, px(f.band.y)+2, px(f.band.x+f.band.w)-2, px(f.band.y+f.band.h)-2)
	if !dark(pages(t, with)[0], band) {
		t.Error("no band")
	}
	if dark(pages(t, without)[0], image.Rect(px(s.Label[0]-s.Inset[0]), 0, px(s.Label[0]), px(s.Label[1]))) {
		t.Error("a band without palette")
	}
}

func TestWriteErrorsComeBack(t *testing.T) {
	s, _ := labels.Find("roll-60x40")
	full := fmt.Errorf("disk full")
	f := &failing{err: full}
	if _, err := WriteSheet(f, s, sample(500), Options{}); !errors.Is(err, full) {
		t.Errorf("a full disk was not reported: %v", err)
	}
	if err := WriteZPL(&failing{err: full}, s, sample(3), 203); err == nil {
		t.Error("ZPL: a full disk was not reported")
	}
	if err := PNG(&failing{err: full}, s, sample(1)[0], 203, Options{}); err == nil {
		t.Error("PNG: a full disk was not reported")
	}
	if err := SVG(&failing{err: full}, s, sample(1)[0], Options{}); err == nil {
		t.Error("SVG: a full disk was not reported")
	}
}

type failing struct{ err error }

func (f *failing) Write([]byte) (int, error) { return 0, f.err }
