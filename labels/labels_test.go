package labels

import (
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
)

func TestStocksAreTheOnesOfficesOwn(t *testing.T) {
	want := map[string]int{"a4-70x37": 24, "a4-38x21": 65, "roll-50x30": 1, "roll-60x40": 1}
	for _, s := range Stocks() {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
		if n, ok := want[s.Name]; ok && n != s.PerPage() {
			t.Errorf("%s holds %d labels, want %d", s.Name, s.PerPage(), n)
		}
		delete(want, s.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing stocks: %v", want)
	}
	if _, ok := Find("a4-70x37"); !ok {
		t.Error("Find does not know a4-70x37")
	}
	if s, ok := Find("a5-1x1"); ok {
		t.Errorf("Find invented %+v", s)
	}
}

func TestCornerGoesRowByRow(t *testing.T) {
	s, _ := Find("a4-70x37")
	for i, want := range map[int][2]float64{0: {0, 0.5}, 2: {140, 0.5}, 3: {0, 37.5}, 23: {140, 259.5}} {
		if x, y := s.Corner(i); x != want[0] || y != want[1] {
			t.Errorf("corner %d = %g,%g want %v", i, x, y, want)
		}
	}
}

func TestParseRefusesBrokenStocks(t *testing.T) {
	good := `{"name":"n","zh":"纸","en":"p","kind":"sheet","page":[210,297],"rows":2,"cols":2,` +
		`"origin":[0,0],"pitch":[50,50],"label":[50,50],"inset":[1,1]}`
	if _, err := Parse(strings.NewReader("[" + good + "]")); err != nil {
		t.Fatalf("good stock refused: %v", err)
	}
	for _, c := range []struct{ from, to, says string }{
		{`"pitch":[50,50]`, `"pitch":[40,50]`, "pitch"},
		{`"cols":2`, `"cols":9`, "reach"},
		{`"inset":[1,1]`, `"inset":[1,25]`, "inset"},
		{`"kind":"sheet"`, `"kind":"roll"`, "one label"},
		{`"kind":"sheet"`, `"kind":"tape"`, "neither"},
		{`"rows":2`, `"rows":0`, "labels a page"},
		{`"page":[210,297]`, `"page":[210,0]`, "page of"},
		{`"origin":[0,0]`, `"origin":[-1,0]`, "reach"},
		{`"en":"p"`, `"en":""`, "without"},
		{`"en":"p"`, `"en":"p","colour":1`, "unknown field"},
	} {
		_, err := Parse(strings.NewReader("[" + strings.Replace(good, c.from, c.to, 1) + "]"))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want one that says %q", c.to, err, c.says)
		}
	}
	if _, err := Parse(strings.NewReader("[" + good + "," + good + "]")); err == nil {
		t.Error("the same name twice was accepted")
	}
}

func TestFontHasGlyphsForRareNames(t *testing.T) {
	f, err := sfnt.Parse(FontTTF)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range "䶮㛃堃喆𬀩𠅤★绝密机密秘密ABC019" {
		if g, err := f.GlyphIndex(nil, r); err != nil || g == 0 {
			t.Errorf("no glyph for %c U+%04X: %v", r, r, err)
		}
	}
	if !strings.Contains(FontLicence, "SIL OPEN FONT LICENSE Version 1.1") {
		t.Error("the font's licence text is not embedded")
	}
}
