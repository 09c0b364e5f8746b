package table

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters at which some spreadsheet program takes a
// cell for a formula: in East Asian versions also the full-width and small forms.
const formulaStarts = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫"

// Safe puts an apostrophe before a cell that would be taken for a formula, and
// before one that already looks so marked, so that Unsafe gives every cell back.
func Safe(cell string) string {
	if startsFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// Unsafe takes off the one apostrophe that Safe put there, and nothing else.
func Unsafe(cell string) string {
	if strings.HasPrefix(cell, "'") && startsFormula(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

func startsFormula(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(formulaStarts, first)
}
