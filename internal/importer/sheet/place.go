package sheet

import (
	"strconv"

	"sealbook/internal/errs"
)

// Place is where something stands: file, sheet, row (from 1, as Excel shows it)
// and column (from 1; 0 is «the whole row»). Empty parts are left out.
type Place struct {
	File   string
	Sheet  string
	Row    int
	Column int
}

// Text names the place in both languages.
func (p Place) Text() errs.Text {
	var zh, en string
	add := func(z, e string) {
		if zh != "" {
			zh, en = zh+" ", en+", "
		}
		zh, en = zh+z, en+e
	}
	if p.File != "" {
		add("文件「"+p.File+"」", "file \""+p.File+"\"")
	}
	if p.Sheet != "" {
		add("工作表「"+p.Sheet+"」", "sheet \""+p.Sheet+"\"")
	}
	if p.Row > 0 {
		add("第 "+strconv.Itoa(p.Row)+" 行", "row "+strconv.Itoa(p.Row))
	}
	if p.Column > 0 {
		add(ColumnName(p.Column-1)+" 列", "column "+ColumnName(p.Column-1))
	}
	return errs.T(zh, en)
}

// Error makes an error that names the place before the text.
func (p Place) Error(kind errs.Kind, code, zh, en string) *errs.Error {
	t := p.Text()
	if t.IsZero() {
		return errs.New(kind, code, zh, en)
	}
	return errs.New(kind, code, t.ZH+"："+zh, t.EN+": "+en)
}

func (p Place) at(row, column int) Place {
	p.Row, p.Column = row, column
	return p
}

// ColumnName gives the letters Excel shows for column i, counted from 0: A, B, …, AA.
func ColumnName(i int) string {
	name := ""
	for n := i + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// mega writes a number of bytes in MB for people.
func mega(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt((n+1023)/1024, 10) + " KB"
	}
	return strconv.FormatInt(n>>20, 10) + " MB"
}

func tooManyRows(p Place, limit int) *errs.Error {
	n := strconv.Itoa(limit)
	return p.Error(errs.TooLarge, "import.too_many_rows",
		"超过 "+n+" 行，请分成几个文件导入。", "over "+n+" rows; import in several files.")
}

func tooManyColumns(p Place, limit int) *errs.Error {
	n := strconv.Itoa(limit)
	return p.Error(errs.TooLarge, "import.too_many_columns",
		"超过 "+n+" 列，请只保留台账的列。", "over "+n+" columns; keep the ledger's columns only.")
}

func cellTooLong(p Place, limit int) *errs.Error {
	n := strconv.Itoa(limit)
	return p.Error(errs.TooLarge, "import.cell_too_long",
		"单元格超过 "+n+" 个字符。", "the cell is over "+n+" characters.")
}
