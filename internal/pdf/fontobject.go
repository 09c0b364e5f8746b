package pdf

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"unicode/utf16"
)

// writeFont writes the font with the glyphs used and returns its object number.
func (d *Document) writeFont() int {
	f := d.font
	var glyphs []uint16
	for g, r := range d.used {
		if r != 0 {
			glyphs = append(glyphs, uint16(g))
		}
	}
	program := f.subset(glyphs)
	file, unicode := d.out.reserve(), d.out.reserve()
	d.out.stream(file, fmt.Sprintf("/Length1 %d", len(program)), program)
	d.out.stream(unicode, "", d.toUnicode(glyphs))

	name := subsetTag(glyphs) + "+" + f.name
	desc, cid, font := d.out.reserve(), d.out.reserve(), d.out.reserve()
	d.out.put(desc, fmt.Appendf(nil,
		"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 733/StemV 80/FontFile2 %d 0 R>>",
		name, f.box[0], f.box[1], f.box[2], f.box[3], f.ascent, f.descent, file))
	d.out.put(cid, fmt.Appendf(nil,
		"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000/W[%s]>>",
		name, desc, f.widths(glyphs)))
	d.out.put(font, fmt.Appendf(nil,
		"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, cid, unicode))
	return font
}

// subsetTag is the six letters that tell subsets of one font apart.
func subsetTag(glyphs []uint16) string {
	h := sha256.New()
	for _, g := range glyphs {
		h.Write([]byte{byte(g >> 8), byte(g)})
	}
	tag := h.Sum(nil)[:6]
	for i := range tag {
		tag[i] = 'A' + tag[i]%26
	}
	return string(tag)
}

// widths lists the advances that differ from the default of 1 em, in the form
// of the W array.
func (f *Font) widths(glyphs []uint16) []byte {
	var b []byte
	last := -2
	for _, g := range append([]uint16{0}, glyphs...) {
		w := f.Advance(g)
		if w == 1000 {
			continue
		}
		if int(g) != last+1 {
			if b != nil {
				b = append(b, ']')
			}
			b = fmt.Appendf(b, "%d[", g)
		}
		b = fmt.Appendf(b, "%d ", w)
		last = int(g)
	}
	if b != nil {
		b = append(b, ']')
	}
	return b
}

// toUnicode writes the map from glyphs to text, surrogate pairs included.
func (d *Document) toUnicode(glyphs []uint16) []byte {
	b := []byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for part := range slices.Chunk(glyphs, 100) { // at most 100 a block, PDF 32000-1 §9.10.3
		b = fmt.Appendf(b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			b = append(appendHex16(append(b, '<'), g), "><"...)
			for _, u := range utf16.Encode([]rune{d.used[g] - 1}) {
				b = appendHex16(b, u)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap CMapName currentdict/CMap defineresource pop end end\n"...)
}

// Total draws the number of pages the document will have, left-aligned with
// its base line at y. It is filled in at Close; all uses share the first size.
func (p *Page) Total(x, y, size float64) {
	d := p.doc
	if d.total == 0 {
		d.total, d.size = d.out.reserve(), size
		for r := '0'; r <= '9'; r++ { // the digits must be in the subset
			d.used[d.font.Glyph(r)] = r + 1
		}
	}
	p.content = append(p.content, "q 1 0 0 1 "...)
	p.nums(x, p.height-y)
	p.content = append(p.content, "cm/N Do Q\n"...)
}

func (d *Document) writeTotal(font int) {
	b := append(appendNum([]byte("BT/F "), d.size), " Tf"...)
	b = append(d.show(b, fmt.Sprint(len(d.pages))), "ET"...)
	dict := fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 %.3f %.3f %.3f]/Resources<</Font<</F %d 0 R>>>>",
		-d.size, 10*d.size, d.size, font)
	d.out.stream(d.total, dict, b)
}
