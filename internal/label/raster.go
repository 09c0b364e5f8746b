package label

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"sealbook/internal/errs"
	"sealbook/internal/pdf"
)

// The resolutions a picture may have, in dots per inch: below, the code's
// modules would differ in width; above, the picture is only large.
const (
	minDPI = 150
	maxDPI = 1200
)

// painter draws labels of one stock as pixels. It keeps its buffers between
// labels; not safe for concurrent use.
type painter struct {
	form  form
	font  *pdf.Font
	stock Stock
	w, h  int // pixels
	area  *vector.Rasterizer
	buf   sfnt.Buffer
}

func newPainter(s Stock, dpi int, banded bool) (*painter, error) {
	if dpi < minDPI || dpi > maxDPI {
		return nil, errs.InvalidField("dpi", fmt.Sprintf("分辨率 %d 不在 %d 到 %d dpi 之间。", dpi, minDPI, maxDPI),
			fmt.Sprintf("A resolution of %d is not within %d to %d dpi.", dpi, minDPI, maxDPI))
	}
	f, err := newForm(s, dpi, banded)
	if err != nil {
		return nil, err
	}
	w, h := int(math.Round(s.Label[0]/f.dot)), int(math.Round(s.Label[1]/f.dot))
	return &painter{form: f, font: pdf.Noto(), stock: s, w: w, h: h, area: vector.NewRasterizer(w, h)}, nil
}

// ink returns the label as coverage: 255 where there is ink. The code's edges
// fall on whole pixels, text is smoothed.
func (p *painter) ink(it Item) (*image.Alpha, error) {
	m, err := QR(it.Token)
	if err != nil {
		return nil, err
	}
	img := image.NewAlpha(image.Rect(0, 0, p.w, p.h))
	p.area.Reset(p.w, p.h)
	p.area.DrawOp = draw.Src
	lines, _ := p.form.fit(p.font, it)
	for _, l := range lines {
		if err := p.text(l); err != nil {
			return nil, err
		}
	}
	p.area.Draw(img, img.Bounds(), image.Opaque, image.Point{})
	x0, y0, n := p.form.snap(p.form.symbol.x), p.form.snap(p.form.symbol.y), p.form.module
	for _, b := range boxes(m) {
		r := image.Rect(x0+b.X*n, y0+b.Y*n, x0+(b.X+b.W)*n, y0+(b.Y+b.H)*n)
		draw.Draw(img, r, image.Opaque, image.Point{}, draw.Src)
	}
	return img, nil
}

// text adds the outlines of one line to the area to be filled.
func (p *painter) text(l line) error {
	em := l.size / p.form.dot
	x, y := float32(l.x/p.form.dot), float32(l.base/p.form.dot)
	for _, r := range l.s {
		g := p.font.Glyph(r)
		segs, err := p.font.Outline(&p.buf, g, fixed.Int26_6(em*64+0.5))
		if err != nil {
			return errs.Wrap(err, "label.outline")
		}
		addOutline(p.area, segs, x, y)
		x += float32(float64(p.font.Advance(g)) * em / 1000)
	}
	return nil
}

func addOutline(z *vector.Rasterizer, segs sfnt.Segments, x, y float32) {
	at := func(p fixed.Point26_6) (float32, float32) { return x + float32(p.X)/64, y + float32(p.Y)/64 }
	for i, s := range segs {
		ax, ay := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				z.ClosePath()
			}
			z.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			bx, by := at(s.Args[1])
			z.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			bx, by := at(s.Args[1])
			cx, cy := at(s.Args[2])
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	if len(segs) > 0 {
		z.ClosePath()
	}
}

// picture returns the label black on white, grey unless a band is wanted.
func (p *painter) picture(it Item, o Options) (image.Image, error) {
	ink, err := p.ink(it)
	if err != nil {
		return nil, err
	}
	c, banded := o.Palette[it.Level]
	if !banded {
		for i, a := range ink.Pix {
			ink.Pix[i] = 255 - a
		}
		return &image.Gray{Pix: ink.Pix, Stride: ink.Stride, Rect: ink.Rect}, nil
	}
	img := image.NewRGBA(ink.Rect)
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	b, px := p.form.band, func(mm float64) int { return int(math.Round(mm / p.form.dot)) }
	band := image.Rect(px(b.x), px(b.y), px(b.x+b.w), px(b.y+b.h))
	draw.Draw(img, band, image.NewUniform(color.RGBA{c.R, c.G, c.B, 255}), image.Point{}, draw.Src)
	draw.DrawMask(img, img.Rect, image.Black, image.Point{}, ink, image.Point{}, draw.Over)
	return img, nil
}
