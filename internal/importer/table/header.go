package table

import (
	"strings"

	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/value"
)

// heading is a header of one or two lines, column by column.
type heading struct {
	rows    []int    // physical row numbers
	first   int      // index of the first line in the sheet's rows
	columns []string // text as shown: caption and line joined by a space
	tries   [][]string
	score   int
}

// headerSearch is how many rows that hold text are looked at for a header.
const headerSearch = 40

// findHeading picks the row, or the pair of rows, that the vocabulary knows best.
func findHeading(s *sheet.Sheet, v *Vocabulary) (heading, bool) {
	var best heading
	for i := range s.Rows {
		if i >= headerSearch {
			break
		}
		top := s.Rows[i].Cells()
		h := single(i, s.Rows[i].Number, top)
		h.score = v.score(h)
		if i+1 < len(s.Rows) && s.Rows[i+1].Number == s.Rows[i].Number+1 {
			p := pair(i, s.Rows[i].Number, top, s.Rows[i+1].Cells(), s.Merges)
			if p.score = v.score(p); p.score > h.score || p.score == h.score && spansTwo(s.Merges, s.Rows[i].Number) {
				below := single(i+1, s.Rows[i+1].Number, s.Rows[i+1].Cells())
				if p.score > v.score(below) {
					h = p
				}
			}
		}
		if h.score > best.score {
			best = h
		}
	}
	return best, best.score >= 2
}

func single(i, number int, cells []string) heading {
	h := heading{rows: []int{number}, first: i}
	for _, c := range cells {
		c = value.OneLine(c)
		h.columns = append(h.columns, c)
		h.tries = append(h.tries, []string{c})
	}
	return h
}

// pair joins a line of captions with the line below it. A caption over several
// columns is known by its merged range or, in a text file, by the blank cells
// right of it.
func pair(i, number int, top, bottom []string, merges []sheet.Merge) heading {
	h := heading{rows: []int{number, number + 1}, first: i}
	caption, shared := "", false
	for j := range max(len(top), len(bottom)) {
		t, b := value.OneLine(at(top, j)), value.OneLine(at(bottom, j))
		switch {
		case t != "":
			caption, shared = t, false
		case b == "":
			caption = ""
		case caption != "" && (len(merges) == 0 || underMerge(merges, number, j)):
			shared = true
		default:
			caption = ""
		}
		switch {
		case b == "":
			h.columns, h.tries = append(h.columns, t), append(h.tries, []string{t})
		case caption == "":
			h.columns, h.tries = append(h.columns, b), append(h.tries, []string{b})
		default:
			tries := []string{caption + b, trimCaption(caption) + b, b}
			if !shared && t != "" && at(top, j+1) != "" {
				tries = append(tries, t)
			}
			h.columns, h.tries = append(h.columns, caption+" "+b), append(h.tries, tries)
		}
	}
	return h
}

// trimCaption takes off what captions add: 硬盘信息 over 序列号 is 硬盘序列号.
func trimCaption(c string) string {
	for _, end := range []string{"信息", "情况", "内容", "部分", "参数"} {
		if t := strings.TrimSuffix(c, end); t != c {
			return t
		}
	}
	return c
}

func at(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

func underMerge(merges []sheet.Merge, row, col int) bool {
	for _, m := range merges {
		if m.Top == row && m.Left < col && m.Right >= col {
			return true
		}
	}
	return false
}

func spansTwo(merges []sheet.Merge, row int) bool {
	for _, m := range merges {
		if m.Top == row && m.Bottom == row+1 {
			return true
		}
	}
	return false
}

// score counts the fields the heading names; what it does not name counts against
// it only when it is most of the row: a data row is no header.
func (v *Vocabulary) score(h heading) int {
	known, filled := map[string]bool{}, 0
	for _, tries := range h.tries {
		if tries[0] == "" {
			continue
		}
		filled++
		if f, ok := v.matchAny(tries); ok {
			known[f.field] = true
		}
	}
	if len(known)*4 < filled {
		return 0
	}
	return len(known)
}

func (v *Vocabulary) matchAny(tries []string) (found, bool) {
	for _, t := range tries {
		if f, ok := v.match(t); ok {
			return f, true
		}
	}
	return found{}, false
}
