package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"sealbook/labels"
)

// Font is a TrueType font with outlines in a glyf table, parsed once and safe
// for concurrent use. Lookups and widths are array reads: a print run of
// 10,000 labels asks for several million of them.
type Font struct {
	tables  map[string][]byte
	outline *sfnt.Font
	name    string
	glyphs  int
	perEm   int
	metrics int        // entries of hmtx that carry an advance
	chars   [][]uint16 // glyph by rune>>8, rune&0xFF; nil where nothing is mapped
	box     [4]int     // FontBBox, 1/1000 em
	ascent  int        // 1/1000 em
	descent int        // 1/1000 em, negative
	loca    []uint32   // offsets into glyf, one more than there are glyphs
}

// Noto returns the embedded font, parsed on first use.
var Noto = sync.OnceValue(func() *Font {
	f, err := ParseFont(labels.FontTTF)
	if err != nil {
		// The font is part of the binary and a test parses it: this is a broken build.
		panic("pdf: embedded font: " + err.Error())
	}
	return f
})

var errFont = errors.New("pdf: not a usable TrueType font")

// ParseFont reads a TrueType font. Fonts with CFF outlines, collections and
// fonts without a format 12 character map are refused. The bytes are kept, not
// copied.
func ParseFont(ttf []byte) (*Font, error) {
	outline, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFont, err)
	}
	f := &Font{tables: map[string][]byte{}, outline: outline}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		rec := ttf[12+16*i:]
		off, n := uint64(binary.BigEndian.Uint32(rec[8:])), uint64(binary.BigEndian.Uint32(rec[12:]))
		if off+n > uint64(len(ttf)) {
			return nil, fmt.Errorf("%w: table %q ends after the file", errFont, rec[:4])
		}
		f.tables[string(rec[:4])] = ttf[off : off+n]
	}
	for tag, n := range map[string]int{"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "loca": 4, "glyf": 1, "cmap": 4} {
		if len(f.tables[tag]) < n {
			return nil, fmt.Errorf("%w: no table %q", errFont, tag)
		}
	}
	if f.name, err = outline.Name(nil, sfnt.NameIDPostScript); err != nil {
		return nil, fmt.Errorf("%w: %w", errFont, err)
	}
	f.readMetrics()
	if err := f.readLoca(); err != nil {
		return nil, err
	}
	return f, f.readCmap()
}

func (f *Font) readMetrics() {
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.perEm = int(binary.BigEndian.Uint16(head[18:]))
	f.glyphs = int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	f.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	signed := func(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) * 1000 / f.perEm }
	for i := range 4 {
		f.box[i] = signed(head[36+2*i:])
	}
	f.ascent, f.descent = signed(hhea[4:]), signed(hhea[6:])
}

func (f *Font) readLoca() error {
	raw, long := f.tables["loca"], binary.BigEndian.Uint16(f.tables["head"][50:]) == 1
	f.loca = make([]uint32, f.glyphs+1)
	width := 2
	if long {
		width = 4
	}
	if len(raw) < width*len(f.loca) || len(f.tables["hmtx"]) < 4*f.metrics || f.metrics < 1 {
		return fmt.Errorf("%w: loca or hmtx is too short", errFont)
	}
	for i := range f.loca {
		if long {
			f.loca[i] = binary.BigEndian.Uint32(raw[4*i:])
		} else {
			f.loca[i] = 2 * uint32(binary.BigEndian.Uint16(raw[2*i:]))
		}
		if int(f.loca[i]) > len(f.tables["glyf"]) || i > 0 && f.loca[i] < f.loca[i-1] {
			return fmt.Errorf("%w: glyph %d lies outside the glyf table", errFont, i)
		}
	}
	return nil
}

// readCmap spreads the format 12 subtable into pages of 256 runes.
func (f *Font) readCmap() error {
	cmap := f.tables["cmap"]
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		if len(cmap) < 12+8*i {
			break
		}
		off := int(binary.BigEndian.Uint32(cmap[8+8*i:]))
		if off+16 > len(cmap) || binary.BigEndian.Uint16(cmap[off:]) != 12 {
			continue
		}
		sub := cmap[off:]
		n := int(binary.BigEndian.Uint32(sub[12:]))
		if n > (len(sub)-16)/12 {
			return fmt.Errorf("%w: character map is cut off", errFont)
		}
		f.chars = make([][]uint16, 0x1100)
		for g := range n {
			rec := sub[16+12*g:]
			f.mapRange(binary.BigEndian.Uint32(rec), binary.BigEndian.Uint32(rec[4:]), binary.BigEndian.Uint32(rec[8:]))
		}
		return nil
	}
	return fmt.Errorf("%w: no character map beyond U+FFFF", errFont)
}

func (f *Font) mapRange(from, to, glyph uint32) {
	for r := from; r <= to && r <= 0x10FFFF && int(glyph) < f.glyphs; r, glyph = r+1, glyph+1 {
		page := f.chars[r>>8]
		if page == nil {
			page = make([]uint16, 256)
			f.chars[r>>8] = page
		}
		page[r&0xFF] = uint16(glyph)
	}
}

// Glyph returns the glyph of r; 0, the empty box, where the font has none.
func (f *Font) Glyph(r rune) uint16 {
	if r < 0 || r > 0x10FFFF {
		return 0
	}
	if page := f.chars[r>>8]; page != nil {
		return page[r&0xFF]
	}
	return 0
}

// Missing returns the runes of s that the font cannot draw, each once, so that
// a caller can say so before it prints boxes.
func (f *Font) Missing(s string) []rune {
	var out []rune
	seen := map[rune]bool{}
	for _, r := range Clean(s) {
		if f.Glyph(r) == 0 && !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}

// Advance returns the width of a glyph in 1/1000 em.
func (f *Font) Advance(glyph uint16) int {
	i := min(int(glyph), f.metrics-1)
	return int(binary.BigEndian.Uint16(f.tables["hmtx"][4*i:])) * 1000 / f.perEm
}

// units returns the width of s in 1/1000 em.
func (f *Font) units(s string) int {
	n := 0
	for _, r := range s {
		n += f.Advance(f.Glyph(r))
	}
	return n
}

// Width returns the width of s in the unit of size (points in, points out).
// s must be clean.
func (f *Font) Width(s string, size float64) float64 { return float64(f.units(s)) * size / 1000 }

// Outline returns the outline of a glyph scaled to an em of ppem, y down from
// the base line, without hinting. The segments live in buf until its next use.
func (f *Font) Outline(buf *sfnt.Buffer, glyph uint16, ppem fixed.Int26_6) (sfnt.Segments, error) {
	seg, err := f.outline.LoadGlyph(buf, sfnt.GlyphIndex(glyph), ppem, nil)
	if err != nil {
		return nil, fmt.Errorf("pdf: outline of glyph %d: %w", glyph, err)
	}
	return seg, nil
}

// Em returns the height above and the depth below the base line of a line of
// Chinese text, as fractions of the size: what a box around it must hold.
func (f *Font) Em() (up, down float64) { return 0.88, 0.12 }
