// Package reject writes the rows an import refused to a file that can be mended
// and imported again: the same table, with only those rows, each with its reasons.
package reject

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
)

// Row is one refused row with what is wrong with it.
type Row struct {
	Number  int // as in the original file
	Reasons []errs.Text
}

// The columns added behind the original ones; an import leaves them out.
const (
	headerZH  = "原因"
	headerEN  = "Reason"
	headerRow = "原行号/Row"
)

// lines gives the rows of the file to write: titles and header as they were,
// then the refused rows as they were, with reasons in Chinese and English and
// the number of the row. Merged cells are filled in, because the rows around
// them are gone. Cells are made safe (table.Safe).
func lines(t *table.Table, rows []Row, emit func([]string) error) error {
	reasons := make(map[int][]errs.Text, len(rows))
	for _, r := range rows {
		reasons[r.Number] = append(reasons[r.Number], r.Reasons...)
	}
	width := len(t.Columns)
	for _, l := range t.Lines {
		if _, ok := reasons[l.Number]; ok {
			width = max(width, len(t.Cells(l.Row)))
		}
	}
	firstHeader := true
	for _, l := range t.Lines {
		var cells []string
		why, refused := reasons[l.Number]
		switch {
		case l.Number < t.HeaderRows[0]:
			cells = l.Cells()
		case l.Number <= t.HeaderRows[len(t.HeaderRows)-1]:
			cells = l.Cells()
			if firstHeader {
				cells = append(padded(cells, width), headerZH, headerEN, headerRow)
				firstHeader = false
			}
		case refused:
			zh, en := joined(why)
			cells = append(padded(t.Cells(l.Row), width), zh, en, strconv.Itoa(l.Number))
		default:
			continue
		}
		for i := range cells {
			cells[i] = table.Safe(cells[i])
		}
		if err := emit(cells); err != nil {
			return err
		}
	}
	return nil
}

func padded(cells []string, width int) []string {
	for len(cells) < width {
		cells = append(cells, "")
	}
	return cells[:len(cells):len(cells)]
}

func joined(ts []errs.Text) (zh, en string) {
	var z, e []string
	for _, t := range ts {
		z, e = append(z, t.ZH), append(e, t.EN)
	}
	return strings.Join(z, "\n"), strings.Join(e, "\n")
}

// CSV writes the refused rows as UTF-8 with a byte order mark, CRLF and every
// cell quoted that needs it.
func CSV(w io.Writer, t *table.Table, rows []Row) error {
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("\ufeff")
	err := lines(t, rows, func(cells []string) error {
		for i, c := range cells {
			if i > 0 {
				_ = out.WriteByte(',')
			}
			// A reader trims nothing inside quotes; a leading quote or a
			// separator of another guess must not move cells.
			if strings.ContainsAny(c, ",;\t\"\r\n") || strings.TrimSpace(c) != c {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			_, _ = out.WriteString(c)
		}
		_, err := out.WriteString("\r\n")
		return err
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return errs.Wrap(err, "import.rejects")
	}
	return nil
}

// Part is one table with its refused rows.
type Part struct {
	Table *table.Table
	Rows  []Row
}

// XLSX writes the refused rows as a workbook, a sheet under the original's name
// for each part, every cell as text.
func XLSX(w io.Writer, parts ...Part) error {
	f := excelize.NewFile()
	defer f.Close()
	used := map[string]bool{}
	for i, p := range parts {
		name := sheetName(p.Table.Sheet)
		for n := 2; used[strings.ToLower(name)]; n++ { // Excel tells names apart without case
			name = sheetName(p.Table.Sheet) + " " + strconv.Itoa(n)
		}
		used[strings.ToLower(name)] = true
		err := error(nil)
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = fillSheet(f, name, p)
		}
		if err != nil {
			return errs.Wrap(err, "import.rejects")
		}
	}
	if err := f.Write(w); err != nil {
		return errs.Wrap(err, "import.rejects")
	}
	return nil
}

func fillSheet(f *excelize.File, name string, p Part) error {
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	n := 0
	err = lines(p.Table, p.Rows, func(cells []string) error {
		n++
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		return sw.SetRow("A"+strconv.Itoa(n), row)
	})
	if err == nil {
		err = sw.Flush()
	}
	return err
}

// sheetName keeps the original's name where Excel allows it: it may tell the
// class of the things in the sheet.
func sheetName(s string) string {
	s = strings.Trim(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`:\/?*[]`, c) {
			return -1
		}
		return c
	}, s), "'")
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if s == "" {
		return "Rejected"
	}
	return s
}
