package pdf

import (
	"strconv"
	"unicode/utf16"
)

// Color is an RGB colour; the zero value is black.
type Color struct{ R, G, B uint8 }

// Align places text in a width.
type Align int

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

// Page draws on the open page of a document.
type Page struct {
	doc           *Document
	width, height float64
	content       []byte
	fill          Color
}

// Size returns width and height in points.
func (p *Page) Size() (width, height float64) { return p.width, p.height }

// SetFill sets the colour of text and rectangles drawn from now on.
func (p *Page) SetFill(c Color) {
	if c == p.fill {
		return
	}
	p.fill = c
	for _, v := range [3]uint8{c.R, c.G, c.B} {
		p.content = append(appendNum(p.content, float64(v)/255), ' ')
	}
	p.content = append(p.content, "rg\n"...)
}

func (p *Page) nums(v ...float64) {
	for _, n := range v {
		p.content = append(appendNum(p.content, n), ' ')
	}
}

// Rect fills a rectangle.
func (p *Page) Rect(x, y, w, h float64) {
	p.nums(x, p.height-y-h, w, h)
	p.content = append(p.content, "re f\n"...)
}

// Line draws a line of this thickness.
func (p *Page) Line(x1, y1, x2, y2, thick float64) {
	p.nums(thick)
	p.content = append(p.content, "w "...)
	p.nums(x1, p.height-y1)
	p.content = append(p.content, "m "...)
	p.nums(x2, p.height-y2)
	p.content = append(p.content, "l S\n"...)
}

// Frame draws the outline of a rectangle with lines of this thickness.
func (p *Page) Frame(x, y, w, h, thick float64) {
	p.nums(thick)
	p.content = append(p.content, "w "...)
	p.nums(x, p.height-y-h, w, h)
	p.content = append(p.content, "re S\n"...)
}

// Box is a rectangle in whole units of a grid.
type Box struct{ X, Y, W, H int }

// boxInset keeps the edges of boxes this far inside their grid lines, as a
// fraction of the unit: a renderer that counts every touched pixel would show a
// rounding error of 1e-6 as a grey line beside the box.
const boxInset = 0.002

// Boxes fills rectangles given on a grid with this unit and upper left corner,
// as one path: no hair lines between neighbours, and few bytes for a QR code.
func (p *Page) Boxes(x, y, unit float64, boxes []Box) {
	if len(boxes) == 0 {
		return
	}
	b := append(p.content, "q "...)
	// Six decimals: with three the edges would leave the dot grid of a printer.
	for _, v := range [6]float64{unit, 0, 0, -unit, x + boxInset*unit, p.height - y - boxInset*unit} {
		b = append(strconv.AppendFloat(b, v, 'f', 6, 64), ' ')
	}
	b = append(b, "cm\n"...)
	for _, r := range boxes {
		b = append(strconv.AppendInt(b, int64(r.X), 10), ' ')
		b = append(strconv.AppendInt(b, int64(r.Y), 10), ' ')
		b = append(strconv.AppendInt(b, int64(r.W-1), 10), ".996 "...)
		b = append(strconv.AppendInt(b, int64(r.H-1), 10), ".996 re\n"...)
	}
	p.content = append(b, "f Q\n"...)
}

// Text draws one line with its base line at y. Control characters are cleaned
// away; see Clean.
func (p *Page) Text(x, y, size float64, s string) {
	if s = Clean(s); s == "" {
		return
	}
	p.content = append(p.content, "BT/F "...)
	p.nums(size)
	p.content = append(p.content, "Tf "...)
	p.nums(x, p.height-y)
	p.content = append(p.content, "Td"...)
	p.content = append(p.doc.show(p.content, s), "ET\n"...)
}

// TextIn draws one line within x … x+w.
func (p *Page) TextIn(x, y, w, size float64, a Align, s string) {
	s = Clean(s)
	switch free := w - p.doc.font.Width(s, size); a {
	case Center:
		x += free / 2
	case Right:
		x += free
	}
	p.Text(x, y, size, s)
}

// show appends the operators that show s. A glyph stands for one rune in the
// text layer; where a second rune has the same shape, or no glyph at all, the
// true text is given by an ActualText span, so that copying and searching find
// what was meant.
func (d *Document) show(b []byte, s string) []byte {
	open, special := false, false
	end := func() {
		if !open {
			return
		}
		b = append(b, ">Tj "...)
		if special {
			b = append(b, "EMC "...)
		}
		open = false
	}
	for i, r := range s {
		g := d.font.Glyph(r)
		odd := g == 0 || d.used[g] != 0 && d.used[g] != r+1
		if open && odd != special {
			end()
		}
		if !open {
			if odd {
				b = append(b, "/Span<</ActualText<FEFF"...)
				b = append(d.actualText(b, s[i:]), ">>>BDC"...)
			}
			b = append(b, '<')
			open, special = true, odd
		}
		if !odd {
			d.used[g] = r + 1
		}
		b = appendHex16(b, g)
	}
	end()
	return b
}

// actualText appends the UTF-16 of the leading runes of s that have no text
// layer of their own.
func (d *Document) actualText(b []byte, s string) []byte {
	for _, r := range s {
		if g := d.font.Glyph(r); g != 0 && (d.used[g] == 0 || d.used[g] == r+1) {
			break
		}
		for _, u := range utf16.Encode([]rune{r}) {
			b = appendHex16(b, u)
		}
	}
	return b
}
