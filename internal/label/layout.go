package label

import (
	"fmt"
	"math"

	"sealbook/internal/errs"
	"sealbook/internal/pdf"
)

// Lengths in mm that hold on every stock.
const (
	minSymbol = 10.0 // smallest QR symbol that desk scanners read well (domain.md §7)
	maxSymbol = 16.5 // larger ones only take room from the text
	maxText   = 4.2
	minText   = 1.85 // 15 dots at 203 dpi: Chinese is still legible
	minColumn = 10.0 // narrower text columns break every word
	leading   = 1.18 // distance of base lines as a multiple of the size
	mmPerInch = 25.4
)

// share is the part of the label's width that code and quiet zone may take.
const share = 0.45

// rect is a rectangle in mm from the upper left corner of the label.
type rect struct{ x, y, w, h float64 }

// form is the arrangement of one stock at one resolution, the same for all its
// labels: the symbol at the left, text in the rest, the band at the right edge.
type form struct {
	dot    float64 // mm
	module int     // dots
	symbol rect
	text   rect
	band   rect
}

// newForm arranges the stock for printers of this resolution. A module is a
// whole number of dots, so that no printer has to round an edge of the code.
func newForm(s Stock, dpi int, banded bool) (form, error) {
	if err := s.Check(); err != nil {
		return form{}, errs.New(errs.Invalid, "label.stock", "标签纸参数有误："+err.Error(), "The label stock is wrong: "+err.Error())
	}
	w, h := s.Label[0], s.Label[1]
	f := form{dot: mmPerInch / float64(dpi)}
	for n := 1; ; n++ {
		module := float64(n) * f.dot
		size, quiet := Modules*module, Quiet*module
		left, top := math.Max(s.Inset[0], quiet), math.Max(s.Inset[1], quiet)
		if left+size+quiet > share*w+s.Inset[0] || size+2*top > h || f.module > 0 && size > maxSymbol {
			break
		}
		if size >= minSymbol-1e-9 {
			f.module = n
			f.symbol = rect{left, (h - size) / 2, size, size}
		}
	}
	if f.module == 0 {
		return form{}, tooSmall(s)
	}
	// One dot more than the quiet zone: the symbol moves by up to a dot when it
	// is set on the printer's grid.
	x := f.symbol.x + f.symbol.w + (Quiet*float64(f.module)+1)*f.dot
	f.text = rect{x, s.Inset[1], w - s.Inset[0] - x, h - 2*s.Inset[1]}
	if banded {
		bw := math.Min(2.5, math.Max(1.2, 0.04*w))
		f.band = rect{w - s.Inset[0] - bw, s.Inset[1], bw, h - 2*s.Inset[1]}
		f.text.w -= bw + 0.6
	}
	if f.text.w < minColumn || f.text.h < 6*minText*leading {
		return form{}, tooSmall(s)
	}
	return f, nil
}

func tooSmall(s Stock) error {
	return errs.New(errs.Invalid, "label.stock_small",
		fmt.Sprintf("标签纸 %s（%g×%g 毫米）放不下 10 毫米的二维码、空白边和六行文字；请换大一些的标签纸。", s.Name, s.Label[0], s.Label[1]),
		fmt.Sprintf("A QR code of 10 mm with its blank margin and six lines of text do not fit stock %s (%g×%g mm); use larger labels.", s.Name, s.Label[0], s.Label[1]))
}

// snap moves a length in mm to the next whole dot.
func (f form) snap(mm float64) int { return int(math.Ceil(mm/f.dot - 1e-6)) }

// line is one line of text: left end of the base line and size in mm from the
// upper left corner of the label.
type line struct {
	x, base, size float64
	s             string
}

// field is one text of a label, with its size relative to the others. A firm
// field stays on one line as long as the size allows and is cut last.
type field struct {
	name, text string
	rel        float64
	firm       bool
}

// fields lists what is printed, from top to bottom.
func (it Item) fields() []field {
	all := [6]field{
		{"code", it.Code, 1, true},
		{"name", it.Name, 0.95, false},
		{"department", it.Department, 0.9, false},
		{"marking", it.Marking, 1.15, true},
		{"number", it.Number, 0.85, true},
		{"keeper", it.Keeper, 0.9, false},
	}
	out := all[:0]
	for _, f := range all {
		if f.text = pdf.Clean(f.text); f.text != "" {
			out = append(out, f)
		}
	}
	return out
}

// fit arranges the texts in the text area: the largest size at which all fit,
// and where the smallest is still too large, lines of the soft fields give way
// to «…». cut names the fields that lost text.
func (f form) fit(font *pdf.Font, it Item) (lines []line, cut []string) {
	fields := it.fields()
	wrapped := make([][]string, len(fields))
	for size := maxText; size > minText; size *= 0.94 {
		if f.wrap(font, fields, wrapped, size, true) {
			return f.place(fields, wrapped, size), nil
		}
	}
	if f.wrap(font, fields, wrapped, minText, false) {
		return f.place(fields, wrapped, minText), nil
	}
	cut = f.shorten(font, fields, wrapped)
	return f.place(fields, wrapped, minText), cut
}

// wrap breaks the fields at this size and reports whether they fit the height,
// and with strict whether the firm ones are on one line each.
func (f form) wrap(font *pdf.Font, fields []field, wrapped [][]string, size float64, strict bool) bool {
	height, ok := 0.0, true
	for i, fd := range fields {
		if strict && fd.firm && font.Width(fd.text, size*fd.rel) > f.text.w {
			return false
		}
		wrapped[i] = font.Wrap(fd.text, size*fd.rel, f.text.w)
		for _, l := range wrapped[i] {
			// A single character wider than the column stands in a line of its own.
			ok = ok && font.Width(l, size*fd.rel) <= f.text.w+1e-9
		}
		if height += float64(len(wrapped[i])) * size * fd.rel * leading; height > f.text.h+1e-9 && strict {
			return false
		}
	}
	return ok && height <= f.text.h+1e-9
}

// shorten drops lines at the smallest size until the rest fits: first of the
// soft fields, longest first, then of the firm ones; the last line kept of a
// field ends in «…».
func (f form) shorten(font *pdf.Font, fields []field, wrapped [][]string) (cut []string) {
	lost := make([]bool, len(fields))
	for f.height(fields, wrapped) > f.text.h+1e-9 {
		worst := -1
		for i, fd := range fields {
			if len(wrapped[i]) > 1 && (worst < 0 || fields[worst].firm && !fd.firm ||
				fields[worst].firm == fd.firm && len(wrapped[i]) > len(wrapped[worst])) {
				worst = i
			}
		}
		if worst < 0 {
			break // one line each: newForm made sure that these fit
		}
		wrapped[worst] = wrapped[worst][:len(wrapped[worst])-1]
		lost[worst] = true
	}
	for i, fd := range fields {
		last := len(wrapped[i]) - 1
		if lost[i] {
			wrapped[i][last], _ = font.Ellipsis(wrapped[i][last]+"…", minText*fd.rel, f.text.w)
			cut = append(cut, fd.name)
		}
	}
	return cut
}

func (f form) height(fields []field, wrapped [][]string) (h float64) {
	for i, fd := range fields {
		h += float64(len(wrapped[i])) * minText * fd.rel * leading
	}
	return h
}

// place sets the lines from the top, centred in the height.
func (f form) place(fields []field, wrapped [][]string, size float64) []line {
	n, height := 0, 0.0
	for i, fd := range fields {
		n += len(wrapped[i])
		height += float64(len(wrapped[i])) * size * fd.rel * leading
	}
	out := make([]line, 0, n)
	y := f.text.y + (f.text.h-height)/2
	for i, fd := range fields {
		s := size * fd.rel
		for _, l := range wrapped[i] {
			// 0.88 em above the base line, and half of the extra leading.
			out = append(out, line{f.text.x, y + s*(0.88+(leading-1)/2), s, l})
			y += s * leading
		}
	}
	return out
}

// Shortened returns the names of the fields that lose text on this stock:
// "name", "department", … A preview shows them; nothing is cut unseen.
func Shortened(s Stock, it Item, o Options) ([]string, error) {
	f, err := newForm(s, SheetDPI, o.Palette != nil)
	if err != nil {
		return nil, err
	}
	_, cut := f.fit(pdf.Noto(), it)
	return cut, nil
}
