package label

import (
	"strings"
	"unicode"
)

// Clean gives what a scanner or a person meant to type, token or code alike:
// without control and format characters (a scanner's end keys, zero-width
// marks), with full-width forms as ASCII, and without space at the ends.
func Clean(typed string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\u3000':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		}
		return r
	}, typed))
}
