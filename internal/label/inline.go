package label

import (
	"fmt"
	"html"
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"sealbook/internal/errs"
	"sealbook/internal/pdf"
)

// Drawer draws labels as SVG that stands in a page of HTML. Each character's
// outline is there once for the whole page, where it is first needed, and is
// named from then on: a sheet of labels is mostly the same characters. Not safe
// for concurrent use.
type Drawer struct {
	font *pdf.Font
	seen map[uint16]bool
	buf  sfnt.Buffer
}

// NewDrawer starts a page: what it draws belongs into one document.
func NewDrawer() *Drawer { return &Drawer{font: pdf.Noto(), seen: map[uint16]bool{}} }

// Specimen draws one label in mm as it prints, with a grey square for the code:
// to look at before anything is printed. The item needs no token.
func (d *Drawer) Specimen(s Stock, it Item) ([]byte, error) {
	f, err := newForm(s, SheetDPI, false)
	if err != nil {
		return nil, err
	}
	lines, _ := f.fit(d.font, it)
	b := open(s.Label, it.Code+" "+it.Marking)
	b = fmt.Appendf(b, `<path fill="#fff" d="M0 0h%gv%gH0z"/>`, s.Label[0], s.Label[1])
	one := drawn{boxes: []pdf.Box{{W: Modules, H: Modules}}, lines: lines}
	if b, err = d.label(b, f, 0, 0, one, "#ddd"); err != nil {
		return nil, err
	}
	return append(b, "</svg>"...), nil
}

// Sheets draws a job page by page, each in mm, from place o.Start of the first:
// to the dot what WriteSheet puts on paper. The items are checked as there.
func (d *Drawer) Sheets(s Stock, items []Item, o Options) ([][]byte, error) {
	f, err := newForm(s, SheetDPI, false)
	if err != nil {
		return nil, err
	}
	if err := checkItems(items); err != nil {
		return nil, err
	}
	at, err := firstPlace(s, o.Start)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	var b []byte
	for i, it := range items {
		if i == 0 || at == s.PerPage() {
			if b != nil {
				out = append(out, append(b, "</svg>"...))
			}
			at %= s.PerPage()
			b = open(s.Page, it.Code)
		}
		one := f.prepareOne(d.font, it)
		if one.err != nil {
			return nil, one.err
		}
		x, y := s.Corner(at)
		if b, err = d.label(b, f, x, y, one, "#000"); err != nil {
			return nil, err
		}
		at++
	}
	return append(out, append(b, "</svg>"...)), nil
}

func open(size [2]float64, name string) []byte {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%gmm" height="%gmm" viewBox="0 0 %g %g" role="img" aria-label="%s">`,
		size[0], size[1], size[0], size[1], html.EscapeString(strings.TrimSpace(pdf.Clean(name))))
}

// label appends one label whose corner is at x, y. The code stands on the
// printer's dots, counted from the corner of the page, as it does in the PDF.
func (d *Drawer) label(b []byte, f form, x, y float64, one drawn, ink string) ([]byte, error) {
	b = fmt.Appendf(b, `<path shape-rendering="crispEdges" fill="%s" transform="translate(%.4f %.4f) scale(%.6f)" d="`, ink,
		float64(f.snap(x+f.symbol.x))*f.dot, float64(f.snap(y+f.symbol.y))*f.dot, float64(f.module)*f.dot)
	b = append(appendBoxes(b, one.boxes, 0), `"/>`...)
	for _, l := range one.lines {
		var err error
		if b, err = d.define(b, l.s); err != nil {
			return nil, err
		}
		b = fmt.Appendf(b, `<g transform="translate(%.3f %.3f) scale(%.6f)">`, x+l.x, y+l.base, l.size/1000)
		at := 0
		for _, r := range l.s {
			g := d.font.Glyph(r)
			if r != ' ' {
				b = fmt.Appendf(b, `<use href="#g%d" x="%d"/>`, g, at)
			}
			at += d.font.Advance(g)
		}
		b = append(b, "</g>"...)
	}
	return b, nil
}

// define appends the outlines of the characters that were not needed before.
func (d *Drawer) define(b []byte, text string) ([]byte, error) {
	for _, r := range text {
		g := d.font.Glyph(r)
		if d.seen[g] || r == ' ' {
			continue
		}
		d.seen[g] = true
		segs, err := d.font.Outline(&d.buf, g, fixed.I(1000))
		if err != nil {
			return nil, errs.Wrap(err, "label.outline")
		}
		b = fmt.Appendf(b, `<defs><path id="g%d" d="`, g)
		b = append(appendOutline(b, segs, 0), `"/></defs>`...)
	}
	return b, nil
}
