// Package value reads the values people write into ledger cells: dates in many
// notations, levels with terms, serial numbers, MAC addresses, kinds of devices,
// names with departments. Every reader is pure and says in both languages what
// is wrong with a value.
package value

import (
	"strings"
	"unicode"
)

// Text tidies free text: full-width digits and letters become ASCII, exotic
// spaces become plain ones, invisible characters go, line ends become \n, and
// the ends are trimmed. Chinese punctuation stays.
func Text(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c >= '０' && c <= '９', c >= 'Ａ' && c <= 'Ｚ', c >= 'ａ' && c <= 'ｚ':
			return c - 0xFEE0
		}
		return plain(c)
	}, lines(s)))
}

// Code tidies a code, number or date: as Text, and full-width punctuation
// becomes ASCII as well.
func Code(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c >= 0xFF01 && c <= 0xFF5E:
			return c - 0xFEE0
		case c == '。' || c == '．':
			return '.'
		case c == '‐' || c == '‑' || c == '–' || c == '—' || c == '−':
			return '-'
		}
		return plain(c)
	}, lines(s)))
}

// OneLine is Text with line breaks and runs of spaces made one space.
func OneLine(s string) string { return strings.Join(strings.Fields(Text(s)), " ") }

// Serial tidies a maker's serial number: upper case as on the type plate, no
// spaces inside.
func Serial(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(Code(s)), ""))
}

func lines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// plain maps exotic spaces to a space and drops what cannot be seen.
func plain(c rune) rune {
	switch {
	case c == 0x85, c == 0x2028, c == 0x2029: // line ends of other systems
		return '\n'
	case c != '\n' && c >= ' ' && unicode.IsSpace(c), c == '\t':
		return ' '
	case c >= 0x200B && c <= 0x200F, c >= 0x202A && c <= 0x202E, c >= 0x2060 && c <= 0x2064, c == 0xFEFF, c == 0xAD:
		return -1
	case c != '\n' && unicode.IsControl(c):
		return -1
	}
	return c
}

// Nothing reports whether the cell holds one of the signs people put where there
// is nothing to say. «无» is not among them: for a drive it is an answer.
func Nothing(s string) bool {
	switch strings.ToLower(Code(s)) {
	case "", "/", "\\", "-", "--", "---", "——", "n/a", "na", "null", "none", "空":
		return true
	}
	return false
}

// Private reports whether s holds a character of the private use area: a name
// written with an organ's own font, which shows as a box elsewhere.
func Private(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return c >= 0xE000 && c <= 0xF8FF })
}

// Serials splits a cell that holds several serial numbers: on 、 / ； ， their
// ASCII kin, line breaks and spaces. Order stays, repetitions go.
func Serials(s string) []string {
	var out []string
	seen := map[string]bool{}
	for _, part := range strings.FieldsFunc(Code(s), func(c rune) bool {
		return strings.ContainsRune("、/;,|+\\ \n", c)
	}) {
		part = strings.ToUpper(part)
		if Nothing(part) || part == "无" || seen[part] {
			continue
		}
		seen[part] = true
		out = append(out, part)
	}
	return out
}
