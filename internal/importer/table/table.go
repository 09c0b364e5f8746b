package table

import (
	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/value"
)

// Class is what a physical row is.
type Class string

// The classes.
const (
	Title  Class = "title"
	Header Class = "header"
	Data   Class = "data"
	Footer Class = "footer"
	Blank  Class = "blank" // nothing, or only the number of an unused line of a form
)

// Line is one row that holds text, with its class.
type Line struct {
	sheet.Row
	Class Class
}

// Counts says how many physical rows are of which class. Total is their sum.
type Counts struct {
	Title  int `json:"title"`
	Header int `json:"header"`
	Data   int `json:"data"`
	Footer int `json:"footer"`
	Blank  int `json:"blank"`
	Total  int `json:"total"`
}

// Table is a sheet whose rows and columns are understood.
type Table struct {
	File       string
	Sheet      string
	Title      string   // the title rows' text, a line each
	Columns    []string // header text by column; both lines of a two-line header
	HeaderRows []int
	Lines      []Line
	Counts     Counts
	Vocabulary *Vocabulary
	// Known is false when no header was recognised and the first full row was
	// taken for it: the user has to map the columns.
	Known bool

	heading heading
	fills   map[int][]fill // by row: what a merged range over several rows holds
	wide    map[int]int    // by row: column of a text merged over half of the columns
}

type fill struct {
	column int
	text   string
}

// Skipped is a sheet in which no table was found.
type Skipped struct {
	Sheet  string
	Rows   int
	Reason errs.Text
}

// FindAll finds the table of every sheet of a file. A sheet without one is
// returned in skipped, never left out. With no table at all it is an error.
func FindAll(b *sheet.Book, vs ...*Vocabulary) (tables []*Table, skipped []Skipped, err error) {
	var first error
	for _, s := range b.Sheets {
		t, err := Find(s, vs...)
		if err != nil {
			if first == nil {
				first = err
			}
			skipped = append(skipped, Skipped{s.Name, len(s.Rows), errs.As(err).Text})
			continue
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, skipped, first
	}
	return tables, skipped, nil
}

// Best picks the table with the most known columns, then the most data.
func Best(tables []*Table) *Table {
	var best *Table
	for _, t := range tables {
		if best == nil || t.heading.score > best.heading.score ||
			t.heading.score == best.heading.score && t.Counts.Data > best.Counts.Data {
			best = t
		}
	}
	return best
}

// Find finds the table of a sheet with the vocabulary that knows most of its
// header; one that recognises the file's format goes first.
func Find(s *sheet.Sheet, vs ...*Vocabulary) (*Table, error) {
	p := sheet.Place{File: s.File, Sheet: s.Name}
	if len(s.Rows) == 0 {
		return nil, p.Error(errs.Invalid, "import.empty_sheet", "工作表是空的。", "the sheet is empty.")
	}
	var best heading
	var vocabulary *Vocabulary
	for _, v := range vs {
		h, ok := findHeading(s, v)
		if !ok {
			continue
		}
		if v.Recognise != nil {
			if !v.Recognise(plainAll(h.columns)) {
				continue
			}
			h.score += 1000
		}
		if h.score > best.score {
			best, vocabulary = h, v
		}
	}
	t := &Table{File: s.File, Sheet: s.Name, Known: vocabulary != nil, Vocabulary: vocabulary, heading: best}
	if !t.Known {
		h, ok := fallback(s)
		if !ok || len(vs) == 0 {
			return nil, p.Error(errs.Invalid, "import.no_header",
				"找不到表头（如：编号、类型、密级、责任人）。请确认第一个非空行之后有一行列名。",
				"no header row found (such as: code, kind, level, keeper). Make sure that one row holds the column names.")
		}
		t.heading, t.Vocabulary = h, vs[0]
	}
	t.Columns, t.HeaderRows = t.heading.columns, t.heading.rows
	if err := t.indexMerges(s); err != nil {
		return nil, err
	}
	t.classify(s)
	return t, nil
}

func plainAll(headers []string) []string {
	out := make([]string, len(headers))
	for i, h := range headers {
		out[i] = Plain(h)
	}
	return out
}

// fallback takes the first row with as many cells as any of the first rows.
func fallback(s *sheet.Sheet) (heading, bool) {
	best, width := -1, 1
	for i := range min(len(s.Rows), headerSearch) {
		n := 0
		for _, c := range s.Rows[i].Cells() {
			if value.OneLine(c) != "" {
				n++
			}
		}
		if n > width {
			best, width = i, n
		}
	}
	if best < 0 {
		return heading{}, false
	}
	return single(best, s.Rows[best].Number, s.Rows[best].Cells()), true
}

// mergeFills bounds the work a hostile list of merged ranges can ask for.
const mergeFills = 4_000_000

// indexMerges notes, for each row under a merged range of several rows, the text
// the range shows there: a department written once for ten computers.
func (t *Table) indexMerges(s *sheet.Sheet) error {
	t.fills, t.wide = map[int][]fill{}, map[int]int{}
	index := map[int]int{}
	for i, r := range s.Rows {
		index[r.Number] = i
	}
	n := 0
	for _, m := range s.Merges {
		if over := m.Right - m.Left + 1; over >= 3 && over*2 >= len(t.Columns) {
			t.wide[m.Top] = m.Left
		}
		i, ok := index[m.Top]
		if !ok || m.Bottom == m.Top || m.Top <= t.HeaderRows[len(t.HeaderRows)-1] {
			continue
		}
		text := at(s.Rows[i].Cells(), m.Left)
		for i++; text != "" && i < len(s.Rows) && s.Rows[i].Number <= m.Bottom; i++ {
			if n++; n > mergeFills {
				return sheet.Place{File: s.File, Sheet: s.Name}.Error(errs.TooLarge, "import.too_many_merges",
					"合并单元格过多，请取消合并后再导入。", "too many merged cells; unmerge them and import again.")
			}
			t.fills[s.Rows[i].Number] = append(t.fills[s.Rows[i].Number], fill{m.Left, text})
		}
	}
	return nil
}

// Cells gives the cells of a row as the user sees them, at least one a column:
// merged ranges filled down, and the apostrophe of Safe taken off.
func (t *Table) Cells(r sheet.Row) []string {
	cells := r.Cells()
	for len(cells) < len(t.Columns) {
		cells = append(cells, "")
	}
	for i, c := range cells {
		cells[i] = Unsafe(c)
	}
	for _, f := range t.fills[r.Number] {
		if f.column < len(cells) && cells[f.column] == "" {
			cells[f.column] = Unsafe(f.text)
		}
	}
	return cells
}
