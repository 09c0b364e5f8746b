package pdf

import (
	"encoding/binary"
	"slices"
)

// Composite glyph flags (OpenType 1.9, table glyf).
const (
	argsAreWords   = 1 << 0
	haveScale      = 1 << 3
	moreComponents = 1 << 5
	haveXYScale    = 1 << 6
	have2x2        = 1 << 7
)

// glyphData returns the outline bytes of a glyph, empty for blanks.
func (f *Font) glyphData(g uint16) []byte { return f.tables["glyf"][f.loca[g]:f.loca[g+1]] }

// components returns the glyphs a composite glyph is made of.
func (f *Font) components(g uint16) []uint16 {
	d := f.glyphData(g)
	if len(d) < 10 || int16(binary.BigEndian.Uint16(d)) >= 0 {
		return nil
	}
	var out []uint16
	for d = d[10:]; len(d) >= 4; {
		flags := binary.BigEndian.Uint16(d)
		if part := binary.BigEndian.Uint16(d[2:]); int(part) < f.glyphs {
			out = append(out, part)
		}
		n := 6
		if flags&argsAreWords != 0 {
			n += 2
		}
		switch {
		case flags&haveScale != 0:
			n += 2
		case flags&haveXYScale != 0:
			n += 4
		case flags&have2x2 != 0:
			n += 8
		}
		if flags&moreComponents == 0 || n > len(d) {
			break
		}
		d = d[n:]
	}
	return out
}

// closure adds glyph 0 and the parts of composite glyphs; sorted, each once.
func (f *Font) closure(glyphs []uint16) []uint16 {
	todo := append([]uint16{0}, glyphs...)
	seen := make(map[uint16]bool, len(todo))
	var out []uint16
	for len(todo) > 0 {
		g := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[g] {
			continue
		}
		seen[g] = true
		out = append(out, g)
		todo = append(todo, f.components(g)...)
	}
	slices.Sort(out)
	return out
}

// subset returns a TrueType file with the outlines of these glyphs only. Glyph
// ids stay as they are, so that text written before the set was known is right;
// ids above the highest used one are dropped, unused ones below are empty.
func (f *Font) subset(glyphs []uint16) []byte {
	keep := f.closure(glyphs)
	n := int(keep[len(keep)-1]) + 1
	loca := make([]byte, 4*(n+1))
	hmtx := make([]byte, 4*n)
	var glyf []byte
	next := 0
	for _, g := range keep {
		for ; next <= int(g); next++ {
			binary.BigEndian.PutUint32(loca[4*next:], uint32(len(glyf)))
		}
		glyf = append(glyf, f.glyphData(g)...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		binary.BigEndian.PutUint16(hmtx[4*int(g):], uint16(f.Advance(g)*f.perEm/1000))
		binary.BigEndian.PutUint16(hmtx[4*int(g)+2:], f.leftBearing(g))
	}
	binary.BigEndian.PutUint32(loca[4*n:], uint32(len(glyf)))

	head := slices.Clone(f.tables["head"][:54])
	binary.BigEndian.PutUint32(head[8:], 0)  // checkSumAdjustment, set by assemble
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets in loca
	hhea := slices.Clone(f.tables["hhea"][:36])
	binary.BigEndian.PutUint16(hhea[34:], uint16(n))
	maxp := slices.Clone(f.tables["maxp"])
	binary.BigEndian.PutUint16(maxp[4:], uint16(n))

	parts := []table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} {
		if t := f.tables[tag]; len(t) > 0 {
			parts = append(parts, table{tag, t})
		}
	}
	return assemble(parts)
}

func (f *Font) leftBearing(g uint16) uint16 {
	hmtx := f.tables["hmtx"]
	if int(g) < f.metrics {
		return binary.BigEndian.Uint16(hmtx[4*int(g)+2:])
	}
	if at := 4*f.metrics + 2*(int(g)-f.metrics); at+2 <= len(hmtx) {
		return binary.BigEndian.Uint16(hmtx[at:])
	}
	return 0
}

type table struct {
	tag  string
	data []byte
}

// assemble lays tables out as a TrueType file with right checksums.
func assemble(parts []table) []byte {
	slices.SortFunc(parts, func(a, b table) int {
		if a.tag < b.tag {
			return -1
		}
		return 1
	})
	log2 := 0
	for 2<<log2 <= len(parts) {
		log2++
	}
	out := make([]byte, 12+16*len(parts))
	binary.BigEndian.PutUint32(out, 0x00010000)
	binary.BigEndian.PutUint16(out[4:], uint16(len(parts)))
	binary.BigEndian.PutUint16(out[6:], uint16(16<<log2))
	binary.BigEndian.PutUint16(out[8:], uint16(log2))
	binary.BigEndian.PutUint16(out[10:], uint16(16*len(parts)-16<<log2))
	headAt := 0
	for i, p := range parts {
		rec := out[12+16*i:]
		copy(rec, p.tag)
		binary.BigEndian.PutUint32(rec[4:], checksum(p.data))
		binary.BigEndian.PutUint32(rec[8:], uint32(len(out)))
		binary.BigEndian.PutUint32(rec[12:], uint32(len(p.data)))
		if p.tag == "head" {
			headAt = len(out)
		}
		out = append(out, p.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var tail [4]byte
	copy(tail[:], b)
	return sum + binary.BigEndian.Uint32(tail[:])
}
