package table

import (
	"regexp"
	"strings"

	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/value"
)

var (
	// totals may fill many cells; the other footers fill few.
	totals = regexp.MustCompile(`(?i)^(合\s*计|总\s*计|小\s*计|累\s*计|共\s*计|共\s*\d+\s*[台套件个只张块部份条项]|total\b|sum\b|subtotal\b)`)
	signs  = regexp.MustCompile(`(?i)^((填|制|造)\s*表|填\s*报|审\s*[核批定查]|复\s*核|核\s*对|(单位|部门|处室|科室|分管)?\s*(负责人|领导)|经\s*办|监\s*(盘|督)|盘\s*点|说\s*明|备\s*注|注|联系(人|电话)|(单位)?\s*(盖|签)\s*[章字名]|日\s*期|打印|第\s*\d+\s*页|prepared by|reviewed by|approved by|checked by|notes?|remarks?|date|page)\s*(人|日期|时间|单位|部门|[一二三四五六七八九十0-9])*\s*([:：(（、.]|$)`)
	count  = regexp.MustCompile(`^\d+\s*[台套件个只张块部份条项人]?$`) // 60台 beside 合计 is no code
	titles = regexp.MustCompile(`(台\s*账|登\s*记\s*表|登\s*记\s*簿|清\s*单|一\s*览\s*表|统\s*计\s*表|明\s*细\s*表|汇\s*总\s*表)(\s*[（(].*[)）])?$`)
)

// classify gives every row that holds text its class and counts all rows.
func (t *Table) classify(s *sheet.Sheet) {
	identity := map[int]bool{}
	sequence := -1
	for _, c := range Guess(t).Columns {
		for _, f := range t.Vocabulary.Identity {
			identity[c.Index] = identity[c.Index] || c.Field == f
		}
		if c.Field == t.Vocabulary.Sequence && c.Field != "" {
			sequence = c.Index
		}
	}
	last := t.HeaderRows[len(t.HeaderRows)-1]
	inFooter := false
	var title []string
	headerLines := map[string]bool{}
	headerStarts := map[string]bool{} // spares most rows the whole comparison
	for _, r := range s.Rows {
		var class Class
		switch {
		case r.Number < t.HeaderRows[0]:
			class = Title
			title = append(title, strings.Join(strings.Fields(strings.Join(r.Cells(), " ")), " "))
		case r.Number <= last:
			class = Header
			headerLines[plainLine(r)] = true
			headerStarts[firstText(r)] = true
		case headerStarts[firstText(r)] && headerLines[plainLine(r)]:
			class, inFooter = Header, false // printed again at the top of a page
		default:
			class = t.below(r, identity, sequence, inFooter)
			inFooter = class == Footer || inFooter && class == Blank
		}
		t.Lines = append(t.Lines, Line{r, class})
		t.count(class)
	}
	t.Title = strings.Join(title, "\n")
	t.Counts.Blank += s.Last - len(s.Rows)
	t.Counts.Total = s.Last
}

func (t *Table) count(c Class) {
	switch c {
	case Title:
		t.Counts.Title++
	case Header:
		t.Counts.Header++
	case Data:
		t.Counts.Data++
	case Footer:
		t.Counts.Footer++
	case Blank:
		t.Counts.Blank++
	}
}

func firstText(r sheet.Row) string {
	for _, c := range r.Cells() {
		if c != "" {
			return Plain(c)
		}
	}
	return ""
}

func plainLine(r sheet.Row) string {
	return strings.Join(plainAll(r.Cells()), "\x1f")
}

// below classes a row under the header. In doubt it is data: a data row taken
// wrongly shows up with its errors, a footer taken wrongly would be lost.
func (t *Table) below(r sheet.Row, identity map[int]bool, sequence int, inFooter bool) Class {
	first, filled, identified := -1, 0, false
	cells := r.Cells()
	for i, c := range cells {
		if c = value.OneLine(Unsafe(c)); c == "" {
			continue
		}
		cells[i] = c
		if filled++; first < 0 {
			first = i
		} else if identity[i] && !count.MatchString(c) {
			identified = true
		}
	}
	switch {
	case first < 0:
		return Blank // nothing but invisible characters
	case filled == 1 && first == sequence && number(cells[first]):
		return Blank
	case totals.MatchString(cells[first]) && !identified:
		return Footer
	case signs.MatchString(cells[first]) && !identified && filled <= 4:
		return Footer
	case filled == 1 && (strings.Contains("\n"+t.Title+"\n", "\n"+cells[first]+"\n") || titles.MatchString(cells[first]) || t.isWide(r.Number, first)):
		if inFooter {
			return Footer
		}
		return Title
	case inFooter && filled <= 2 && !identified && !identity[first]:
		return Footer // the note goes on
	}
	return Data
}

func number(s string) bool { return strings.Trim(s, "0123456789.") == "" }

// isWide: one text across at least half of the columns is a caption.
func (t *Table) isWide(row, col int) bool {
	at, ok := t.wide[row]
	return ok && at == col
}
