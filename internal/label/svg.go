package label

import (
	"fmt"
	"html"
	"io"
	"strconv"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"sealbook/internal/errs"
	"sealbook/internal/pdf"
)

// QRSVG returns the token's code with its quiet zone as an SVG of one path, one
// module a unit. It carries no text: what it says is only in the code.
func QRSVG(token string) ([]byte, error) {
	m, err := QR(token)
	if err != nil {
		return nil, err
	}
	const side = Modules + 2*Quiet
	b := make([]byte, 0, 2048)
	b = fmt.Appendf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, side, side)
	b = fmt.Appendf(b, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, side, side)
	b = appendBoxes(b, boxes(m), Quiet)
	return append(b, `"/></svg>`...), nil
}

// appendBoxes appends the boxes as path data, moved by off modules.
func appendBoxes(b []byte, boxes []pdf.Box, off int) []byte {
	for _, r := range boxes {
		b = strconv.AppendInt(append(b, 'M'), int64(r.X+off), 10)
		b = strconv.AppendInt(append(b, ' '), int64(r.Y+off), 10)
		b = strconv.AppendInt(append(b, 'h'), int64(r.W), 10)
		b = strconv.AppendInt(append(b, 'v'), int64(r.H), 10)
		b = strconv.AppendInt(append(b, 'h'), int64(-r.W), 10)
		b = append(b, 'z')
	}
	return b
}

// SVG writes one label, in mm. Text is drawn as outlines, so that every
// character shows on machines without the font; each line's text is its title.
func SVG(w io.Writer, s Stock, it Item, o Options) error {
	if err := checkItems([]Item{it}); err != nil {
		return err
	}
	f, err := newForm(s, SheetDPI, o.Palette != nil)
	if err != nil {
		return err
	}
	font := pdf.Noto()
	d := f.prepareOne(font, it)
	if d.err != nil {
		return d.err
	}
	b := fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%gmm" height="%gmm" viewBox="0 0 %g %g" role="img"><title>%s</title>`,
		s.Label[0], s.Label[1], s.Label[0], s.Label[1], html.EscapeString(pdf.Clean(it.Code+" "+it.Marking)))
	b = fmt.Appendf(b, `<path fill="#fff" d="M0 0h%gv%gH0z"/>`, s.Label[0], s.Label[1])
	if c, ok := o.Palette[it.Level]; ok {
		b = fmt.Appendf(b, `<path fill="#%02x%02x%02x" d="M%g %gh%gv%gh%gz"/>`, c.R, c.G, c.B, f.band.x, f.band.y, f.band.w, f.band.h, -f.band.w)
	}
	fill, code := "#000", d.boxes
	if o.Specimen {
		fill, code = "#ddd", []pdf.Box{{W: Modules, H: Modules}}
	}
	b = fmt.Appendf(b, `<path shape-rendering="crispEdges" fill="%s" transform="translate(%.4f %.4f) scale(%.5f)" d="`, fill,
		float64(f.snap(f.symbol.x))*f.dot, float64(f.snap(f.symbol.y))*f.dot, float64(f.module)*f.dot)
	b = append(appendBoxes(b, code, 0), `"/>`...)
	var buf sfnt.Buffer
	for _, l := range d.lines {
		if b, err = appendLine(b, font, &buf, l); err != nil {
			return err
		}
	}
	if _, err := w.Write(append(b, "</svg>\n"...)); err != nil {
		return errs.Wrap(err, "label.write")
	}
	return nil
}

// appendLine appends one line of text as a path in 1/1000 em.
func appendLine(b []byte, font *pdf.Font, buf *sfnt.Buffer, l line) ([]byte, error) {
	b = fmt.Appendf(b, `<g><title>%s</title><path transform="translate(%.3f %.3f) scale(%.6f)" d="`,
		html.EscapeString(l.s), l.x, l.base, l.size/1000)
	x := 0
	for _, r := range l.s {
		g := font.Glyph(r)
		segs, err := font.Outline(buf, g, fixed.I(1000))
		if err != nil {
			return nil, errs.Wrap(err, "label.outline")
		}
		b = appendOutline(b, segs, x)
		x += font.Advance(g)
	}
	return append(b, `"/></g>`...), nil
}

func appendOutline(b []byte, segs sfnt.Segments, x int) []byte {
	for i, s := range segs {
		n := 1
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				b = append(b, 'z')
			}
			b = append(b, 'M')
		case sfnt.SegmentOpLineTo:
			b = append(b, 'L')
		case sfnt.SegmentOpQuadTo:
			b, n = append(b, 'Q'), 2
		case sfnt.SegmentOpCubeTo:
			b, n = append(b, 'C'), 3
		}
		for k := range n {
			if k > 0 {
				b = append(b, ' ')
			}
			b = strconv.AppendInt(b, int64(x+s.Args[k].X.Round()), 10)
			b = strconv.AppendInt(append(b, ' '), int64(s.Args[k].Y.Round()), 10)
		}
	}
	if len(segs) > 0 {
		b = append(b, 'z')
	}
	return b
}
