package label

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sealbook/labels"
)

var (
	definesGlyph = regexp.MustCompile(`<path id="(g\d+)"`)
	usesGlyph    = regexp.MustCompile(`<use href="#(g\d+)"`)
	placedCode   = regexp.MustCompile(`<path shape-rendering="crispEdges" fill="#000" transform="translate\(([0-9.]+) ([0-9.]+)\) scale\(([0-9.]+)\)" d="([^"]+)"`)
)

// On a page of HTML each code stands on the dot on which it stands in the PDF,
// and is the code of its label; every character is drawn once and used after.
func TestSheetsOnAPageAreTheSheetsOfThePDF(t *testing.T) {
	items := sample(70)
	for _, s := range labels.Stocks() {
		start := min(4, s.PerPage())
		out, err := NewDrawer().Sheets(s, items, Options{Start: start})
		if err != nil {
			t.Fatal(err)
		}
		if _, n := sheet(t, s, items, Options{Start: start}); n != len(out) {
			t.Errorf("%s: %d pages, the PDF has %d", s.Name, len(out), n)
		}
		f, err := newForm(s, SheetDPI, false)
		if err != nil {
			t.Fatal(err)
		}
		known, at := map[string]bool{}, start-1
		for n, svg := range out {
			text := string(svg)
			for _, m := range definesGlyph.FindAllStringSubmatch(text, -1) {
				if known[m[1]] {
					t.Errorf("%s: %s is drawn twice", s.Name, m[1])
				}
				known[m[1]] = true
			}
			for _, m := range usesGlyph.FindAllStringSubmatch(text, -1) {
				if !known[m[1]] {
					t.Fatalf("%s page %d: %s is used before it is drawn", s.Name, n+1, m[1])
				}
			}
			for _, m := range placedCode.FindAllStringSubmatch(text, -1) {
				if at == s.PerPage() {
					at = 0
				}
				x, y := s.Corner(at)
				want := fmt.Sprintf("%.4f %.4f", float64(f.snap(x+f.symbol.x))*f.dot, float64(f.snap(y+f.symbol.y))*f.dot)
				if got := m[1] + " " + m[2]; got != want {
					t.Errorf("%s: place %d has its code at %s mm, want %s", s.Name, at+1, got, want)
				}
				qr, err := QR(items[0].Token)
				if err != nil || m[4] != string(appendBoxes(nil, boxes(qr), 0)) {
					t.Fatalf("%s: place %d has another code than %s (%v)", s.Name, at+1, items[0].Code, err)
				}
				items, at = items[1:], at+1
			}
		}
		if len(items) != 0 {
			t.Errorf("%s: %d labels are on no page", s.Name, len(items))
		}
		items = sample(70)
	}
}

// What is looked at before a print needs no token and holds no code.
func TestASpecimenBeforeThePrintHasNoCode(t *testing.T) {
	for _, s := range labels.Stocks() {
		it := sample(1)[0]
		it.Token = ""
		svg, err := NewDrawer().Specimen(s, it)
		if err != nil {
			t.Fatal(err)
		}
		text := string(svg)
		if placedCode.MatchString(text) || !strings.Contains(text, `fill="#ddd"`) {
			t.Errorf("%s: %.300s", s.Name, text)
		}
		if want := fmt.Sprintf(`width="%gmm" height="%gmm"`, s.Label[0], s.Label[1]); !strings.Contains(text, want) {
			t.Errorf("%s is not drawn in mm: %.200s", s.Name, text)
		}
	}
	it := sample(1)[0]
	it.Code = `<b>"&`
	svg, err := NewDrawer().Specimen(labels.Stocks()[0], it)
	if err != nil || strings.Contains(string(svg), "<b>") {
		t.Errorf("the code is not escaped: %.200s %v", svg, err)
	}
}

// A page of labels stays small: characters are shared.
func TestAFullSheetOnAPageIsSmall(t *testing.T) {
	s, _ := labels.Find("a4-70x37")
	out, err := NewDrawer().Sheets(s, sample(24), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(out[0]); len(out) != 1 || n > 200<<10 {
		t.Errorf("%d pages, the first has %d bytes", len(out), n)
	}
}

// What the PDF refuses, the page refuses.
func TestSheetsOnAPageAreCheckedAsThePDFIs(t *testing.T) {
	s, _ := labels.Find("a4-70x37")
	two := sample(2)
	small := s
	small.Pitch, small.Label = [2]float64{25, 14}, [2]float64{25, 14}
	for want, give := range map[string]func() error{
		"input.invalid":     func() error { _, err := NewDrawer().Sheets(s, two, Options{Start: 25}); return err },
		"label.none":        func() error { _, err := NewDrawer().Sheets(s, nil, Options{}); return err },
		"label.stock_small": func() error { _, err := NewDrawer().Sheets(small, two, Options{}); return err },
		"label.token_length": func() error {
			_, err := NewDrawer().Sheets(s, []Item{{Token: "ABC", Code: "x"}}, Options{})
			return err
		},
	} {
		if got := code(give()); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if _, err := NewDrawer().Specimen(small, two[0]); code(err) != "label.stock_small" {
		t.Errorf("specimen on too small a stock: %v", err)
	}
}
