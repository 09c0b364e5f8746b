package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes s fit for one line of print: tabs, line breaks and other control
// characters become spaces, marks that have no shape of their own (zero-width
// joiners, direction marks, variation selectors) go, and bytes that are not
// UTF-8 become U+FFFD.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) || r == '\u00A0' || r == '\u2028' || r == '\u2029':
			return ' '
		case shapeless(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func isClean(s string) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7F {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		// Everything Clean touches beyond ASCII lies in these ranges; Han
		// characters, the bulk, pass with three comparisons.
		if r < 0x3400 || r >= 0xD800 && r < 0x20000 || r >= 0x30000 {
			if r == utf8.RuneError && n == 1 || unicode.IsControl(r) || r == '\u00A0' || r == '\u2028' || r == '\u2029' || shapeless(r) {
				return false
			}
		}
		i += n
	}
	return true
}

func shapeless(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// isWord reports whether r belongs to a word that stays together. Han, kana and
// full-width forms stand alone.
func isWord(r rune) bool {
	switch {
	case r == ' ' || r == '\u3000':
		return false
	case r < 0x1100:
		return true
	case r >= 0x2000 && r < 0x2070: // dashes, quotation marks, ellipsis
		return false
	case r >= 0x2600 && r < 0x2700: // ★ and its kind
		return false
	}
	return r < 0x2E80
}

// closes reports punctuation that must not begin a line.
func closes(r rune) bool {
	return strings.ContainsRune("，。、；：？！）》」』】〉”’…·—％,.;:?!)]}%", r)
}

// Wrap breaks s into lines no wider than width at the size (same unit). Chinese
// breaks between any two runes except before closing punctuation, Latin between
// words, after a hyphen or slash, and inside a word only when the word alone is
// wider than the line. There is at least one line; nothing but spaces at line
// ends is lost. A rune wider than the line has a line of its own.
func (f *Font) Wrap(s string, size, width float64) []string {
	s = Clean(s)
	limit := int(width * 1000 / size)
	// A line that fits is the common case and needs no copy.
	if f.units(s) <= limit {
		return []string{strings.TrimSpace(s)}
	}
	var lines []string
	for rest := strings.TrimSpace(s); rest != ""; {
		n := f.lineEnd(rest, limit)
		lines = append(lines, strings.TrimRight(rest[:n], " \u3000"))
		rest = strings.TrimLeft(rest[n:], " \u3000")
	}
	if lines == nil {
		lines = []string{""}
	}
	return lines
}

// lineEnd returns how many bytes of s make the first line of at most limit
// 1/1000 em: up to the last allowed break, else up to the last rune that fits.
func (f *Font) lineEnd(s string, limit int) int {
	used, lastBreak := 0, 0
	var prev rune
	for i, r := range s {
		if i > 0 && breaksBetween(prev, r) {
			lastBreak = i
		}
		used += f.Advance(f.Glyph(r))
		if used > limit && r != ' ' && r != '\u3000' {
			switch {
			case lastBreak > 0:
				return lastBreak
			case i > 0:
				return i
			}
			return utf8.RuneLen(r)
		}
		prev = r
	}
	return len(s)
}

func breaksBetween(a, b rune) bool {
	switch {
	case b == ' ' || b == '\u3000':
		return false // spaces hang at the end of the line
	case a == ' ' || a == '\u3000':
		return true
	case closes(b) || strings.ContainsRune("（《「『【〈“‘([{", a):
		return false
	case isWord(a) && isWord(b):
		return (a == '-' || a == '/') && b > ' '
	}
	return true
}

// Ellipsis cuts s at a rune so that it and a «…» fit the width. The flag says
// whether anything was cut.
func (f *Font) Ellipsis(s string, size, width float64) (string, bool) {
	s = Clean(s)
	limit := int(width * 1000 / size)
	if f.units(s) <= limit {
		return s, false
	}
	used := f.Advance(f.Glyph('…'))
	for i, r := range s {
		used += f.Advance(f.Glyph(r))
		if used > limit {
			return strings.TrimRight(s[:i], " \u3000") + "…", true
		}
	}
	return s, false
}
