package pdf

import "fmt"

// Column is one column of a table. Weight is its share of the width.
type Column struct {
	Title  string
	Weight float64
	Align  Align
}

// Table writes rows with rules around the cells. The header returns on every
// page; a row moves to the next page whole unless it is taller than a page,
// then it goes on there line by line: no text is ever cut.
type Table struct {
	flow   *Flow
	cols   []Column
	left   []float64 // left edges, and the right edge at the end
	size   float64
	header bool // the header of this page is drawn
}

const (
	cellPad   = 2.5 // points around the text of a cell
	ruleThick = 0.5
)

// Table begins a table over the full width in text of this size.
func (f *Flow) Table(size float64, cols []Column) (*Table, error) {
	sum := 0.0
	for _, c := range cols {
		if c.Weight <= 0 {
			return nil, fmt.Errorf("pdf: column %q has no width", c.Title)
		}
		sum += c.Weight
	}
	if len(cols) == 0 || size <= 0 {
		return nil, fmt.Errorf("pdf: table of %d columns in size %g", len(cols), size)
	}
	t := &Table{flow: f, cols: cols, size: size, left: []float64{f.sheet.Margin}}
	at := f.sheet.Margin
	for _, c := range cols {
		at += c.Weight / sum * f.Width()
		t.left = append(t.left, at)
	}
	return t, nil
}

// Row writes one row. There must be as many cells as columns.
func (t *Table) Row(cells ...string) error {
	if len(cells) != len(t.cols) {
		return fmt.Errorf("pdf: row of %d cells in a table of %d columns", len(cells), len(t.cols))
	}
	lines, rows := t.wrap(cells)
	// A row taller than a whole page starts where it stands, with a few lines.
	whole := rows
	if _, n := t.titles(); t.height(rows) > t.flow.bottom()-t.flow.sheet.Margin-t.height(n) {
		whole = min(rows, 3)
	}
	if !t.header {
		t.drawHeader(whole)
	}
	if t.flow.Need(t.height(whole)) {
		t.drawHeader(1)
	}
	for from := 0; ; {
		room := int((t.flow.bottom() - t.flow.y - 2*cellPad + 1e-6) / (t.size * lineHeight))
		n := max(1, min(rows-from, room))
		t.draw(lines, from, from+n, Left, false)
		if from += n; from >= rows {
			return nil
		}
		t.flow.NewPage()
		t.drawHeader(1)
	}
}

// wrap breaks the cells and returns the largest number of lines.
func (t *Table) wrap(cells []string) (lines [][]string, rows int) {
	lines = make([][]string, len(cells))
	for i, c := range cells {
		lines[i] = t.flow.doc.font.Wrap(c, t.size, t.left[i+1]-t.left[i]-2*cellPad)
		rows = max(rows, len(lines[i]))
	}
	return lines, rows
}

func (t *Table) height(rows int) float64 { return float64(rows)*t.size*lineHeight + 2*cellPad }

// titles wraps the titles of the columns.
func (t *Table) titles() (lines [][]string, rows int) {
	titles := make([]string, len(t.cols))
	for i, c := range t.cols {
		titles[i] = c.Title
	}
	return t.wrap(titles)
}

// drawHeader writes the titles; on a page where they and the first row of this
// many lines do not fit it begins a new one first.
func (t *Table) drawHeader(rows int) {
	lines, n := t.titles()
	t.flow.Need(t.height(n) + t.height(rows))
	t.draw(lines, 0, n, Center, true)
	t.header = true
}

// draw writes lines from … to of the cells and the rules around them.
func (t *Table) draw(lines [][]string, from, to int, a Align, shaded bool) {
	p, y, h := t.flow.page, t.flow.y, t.height(to-from)
	if shaded {
		p.SetFill(Color{232, 232, 232})
		p.Rect(t.left[0], y, t.left[len(t.cols)]-t.left[0], h)
		p.SetFill(Color{})
	}
	for i, c := range t.cols {
		align := a
		if a == Left {
			align = c.Align
		}
		w := t.left[i+1] - t.left[i]
		for k := from; k < to && k < len(lines[i]); k++ {
			base := y + cellPad + float64(k-from)*t.size*lineHeight + t.size
			p.TextIn(t.left[i]+cellPad, base, w-2*cellPad, t.size, align, lines[i][k])
		}
		p.Frame(t.left[i], y, w, h, ruleThick)
	}
	t.flow.y += h
}
