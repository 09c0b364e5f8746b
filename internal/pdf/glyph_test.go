package pdf

import (
	"fmt"
	"image"
	"image/draw"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// TestSubsetDrawsTheSameShapes compares what a foreign renderer draws from the
// embedded subset with the outlines of the whole font.
func TestSubsetDrawsTheSameShapes(t *testing.T) {
	f := Noto()
	const size, dpi = 96.0, 72
	runes := []rune("䶮㛃堃喆𬀩𠅤★机aÄé")
	out := onePage(t, func(p *Page) {
		for i, r := range runes {
			p.Text(20+float64(i%4)*120, 120+float64(i/4)*120, size, string(r))
		}
	})
	img := raster(t, out, dpi)
	for i, r := range runes {
		x, y := 20+i%4*120, 120+i/4*120
		want := shape(t, f, r, size)
		diff, ink := 0, 0
		for py := range 120 {
			for px := range 110 {
				got, _, _, _ := img.At(x-5+px, y-100+py).RGBA()
				w := int(want.AlphaAt(px, py).A)
				diff += abs(255 - int(got>>8) - w)
				ink += w
			}
		}
		if ink == 0 || diff*8 > ink { // smoothing differs at the edges only
			t.Errorf("%c U+%04X: difference %d of ink %d", r, r, diff, ink)
		}
	}
}

// shape draws one rune from the font itself, base line at 100, left at 5.
func shape(t *testing.T, f *Font, r rune, size float64) *image.Alpha {
	t.Helper()
	var buf sfnt.Buffer
	segs, err := f.Outline(&buf, f.Glyph(r), fixed.Int26_6(size*64))
	if err != nil {
		t.Fatal(err)
	}
	z := vector.NewRasterizer(110, 120)
	at := func(p fixed.Point26_6) (x, y float32) { return 5 + float32(p.X)/64, 100 + float32(p.Y)/64 }
	for _, s := range segs {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(ax, ay, bx, by)
		}
	}
	z.ClosePath()
	img := image.NewAlpha(image.Rect(0, 0, 110, 120))
	z.DrawOp = draw.Src
	z.Draw(img, img.Rect, image.Opaque, image.Point{})
	return img
}

func abs(v int) int { return max(v, -v) }

// TestAnyHanTextComesBack writes characters of all Han blocks in random order,
// with and without a glyph, sharing glyphs or not, and reads them back.
func TestAnyHanTextComesBack(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	blocks := [][2]rune{{0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x20000, 0x2A6DF}, {0x2C000, 0x2CEAF}, {0x2F00, 0x2FD5}, {0xF900, 0xFA6D}, {'A', 'Z'}}
	var lines []string
	for range 300 {
		var b strings.Builder
		for range 12 {
			r := blocks[rnd.IntN(len(blocks))]
			b.WriteRune(r[0] + rnd.Int32N(r[1]-r[0]+1))
		}
		lines = append(lines, b.String())
	}
	out := onePage(t, func(p *Page) {
		for i, l := range lines {
			if i > 0 && i%50 == 0 {
				p = p.doc.Page(A4Width, A4Height)
			}
			p.Text(40, 30+float64(i%50)*15, 10, l)
		}
	})
	checkPDF(t, out)
	text := run(t, out, "pdftotext", "-raw", "-enc", "UTF-8", "FILE", "-")
	for _, l := range lines {
		if !strings.Contains(text, l) {
			t.Errorf("%+q is not in the text layer", l)
		}
	}
}

func TestBrokenFontsAreRefused(t *testing.T) {
	good := Noto()
	raw := make([]byte, 0, 1<<20)
	raw = append(raw, good.subset([]uint16{good.Glyph('A')})...)
	if _, err := ParseFont(raw); err == nil {
		t.Error("a font without character map and names was accepted")
	}
	for _, b := range [][]byte{nil, []byte("OTTO"), []byte(fmt.Sprintf("%01000d", 0)), raw[:200]} {
		if _, err := ParseFont(b); err == nil {
			t.Errorf("%d bytes of rubbish were accepted", len(b))
		}
	}
}

func TestClosureFollowsCompositeGlyphs(t *testing.T) {
	// Glyph 4 is made of 2 (words, scaled) and 3; 3 is made of 1 (2×2 matrix).
	// The embedded font has no composites, others do.
	glyphs := [][]byte{
		{}, {0, 1, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0, 0, 0, 0, 0},
		{0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, have2x2, 0, 1, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4},
		{0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, argsAreWords | haveScale | moreComponents, 0, 2, 0, 0, 0, 0, 1, 1, 0, 0, 0, 3, 0, 0},
		{0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, haveXYScale | moreComponents, 0, 9}, // cut off, part beyond the font
	}
	f := &Font{glyphs: len(glyphs), tables: map[string][]byte{}, loca: []uint32{0}}
	for _, g := range glyphs {
		f.tables["glyf"] = append(f.tables["glyf"], g...)
		f.loca = append(f.loca, uint32(len(f.tables["glyf"])))
	}
	for in, want := range map[uint16][]uint16{1: {0, 1}, 3: {0, 1, 3}, 4: {0, 1, 2, 3, 4}, 5: {0, 5}} {
		if got := f.closure([]uint16{in}); !slices.Equal(got, want) {
			t.Errorf("glyph %d needs %v, want %v", in, got, want)
		}
	}
}
