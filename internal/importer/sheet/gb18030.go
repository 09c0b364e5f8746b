package sheet

import (
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// gbMoved: the two-byte codes whose characters the table of x/text leaves out,
// because they stood in the private use area before GB 18030-2022 (the 18 moved
// pairs of the standard's edition of 2022, the one moved in 2005, and the six
// components of GBK that Unicode later took in). The four-byte codes that older
// programs wrote for the same characters decode by the table, so that both
// spellings of a name give the same text.
var gbMoved = map[uint16]rune{
	0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13, 0xA6DD: 0xFE14,
	0xA6DE: 0xFE15, 0xA6DF: 0xFE16, 0xA6EC: 0xFE17, 0xA6ED: 0xFE18, 0xA6F3: 0xFE19,
	0xFE59: 0x9FB4, 0xFE61: 0x9FB5, 0xFE66: 0x9FB6, 0xFE67: 0x9FB7,
	0xFE6D: 0x9FB8, 0xFE7E: 0x9FB9, 0xFE90: 0x9FBA, 0xFEA0: 0x9FBB,
	0xFE51: 0x20087, 0xFE52: 0x20089, 0xFE53: 0x200CC, 0xFE6C: 0x215D7, 0xFE76: 0x2298F, 0xFE91: 0x241FE,
	0xA8BC: 0x1E3F,
}

// userDefined maps the three zones of GBK that organs filled with characters of
// their own (造字) to the private use area, as Windows does: the name then keeps
// its place instead of making the whole file unreadable.
func userDefined(lead, trail byte) (rune, bool) {
	switch {
	case lead >= 0xAA && lead <= 0xAF && trail >= 0xA1 && trail <= 0xFE:
		return 0xE000 + rune(lead-0xAA)*94 + rune(trail-0xA1), true
	case lead >= 0xF8 && lead <= 0xFE && trail >= 0xA1 && trail <= 0xFE:
		return 0xE234 + rune(lead-0xF8)*94 + rune(trail-0xA1), true
	case lead >= 0xA1 && lead <= 0xA7 && trail >= 0x40 && trail <= 0xA0 && trail != 0x7F:
		n := rune(trail - 0x40)
		if trail > 0x7F {
			n--
		}
		return 0xE4C6 + rune(lead-0xA1)*96 + n, true
	}
	return 0, false
}

// gb18030 decodes GB 18030 by the table of x/text, with the codes it lacks. What
// is no code at all becomes U+FFFD.
type gb18030 struct {
	transform.NopResetter
	table transform.Transformer
}

// Transform implements transform.Transformer.
func (g *gb18030) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		lead := src[nSrc]
		if lead < utf8.RuneSelf {
			dst[nDst] = lead
			nDst, nSrc = nDst+1, nSrc+1
			continue
		}
		unit := 2
		if nSrc+1 < len(src) && src[nSrc+1] >= '0' && src[nSrc+1] <= '9' {
			unit = 4
		}
		if nSrc+unit > len(src) {
			if !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			nDst += utf8.EncodeRune(dst[nDst:], utf8.RuneError)
			return nDst, len(src), nil
		}
		code := src[nSrc : nSrc+unit]
		nSrc += unit
		if c, ok := missing(code); ok {
			nDst += utf8.EncodeRune(dst[nDst:], c)
			continue
		}
		n, used, err := g.table.Transform(dst[nDst:], code, true)
		if err != nil || used != unit {
			n = utf8.EncodeRune(dst[nDst:], utf8.RuneError)
		}
		nDst += n
	}
	return nDst, nSrc, nil
}

func missing(code []byte) (rune, bool) {
	if len(code) != 2 {
		return 0, false
	}
	if c, ok := gbMoved[uint16(code[0])<<8|uint16(code[1])]; ok {
		return c, true
	}
	return userDefined(code[0], code[1])
}
