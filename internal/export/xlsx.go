package export

import (
	"io"
	"strconv"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
)

const (
	sheetName = "台账"
	maxRows   = excelize.TotalRows - 3 // less title, header and footer
)

// book is what a workbook says beside its rows.
type book struct {
	sheet, marking, number string // number as it stands in the footer
	rows                   int64  // of data
	columns                int
	width                  float64 // of a column, in characters
}

// writeXLSX writes the rows as a workbook of one sheet, every cell as text: a
// string is never a formula there, and Safe still holds when the sheet is saved
// as CSV. The marking also stands in the header and footer of printed pages.
func writeXLSX(w io.Writer, b book, rows rowsOf) (err error) {
	if b.rows > maxRows {
		return errs.New(errs.TooLarge, "export.rows", "超过一张工作表的行数上限，请导出为 CSV 或缩小范围。",
			"More rows than a sheet can hold; export as CSV or narrow the list.")
	}
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = wrote(e)
		}
	}()
	out, header, err := b.begin(f)
	if err != nil {
		return wrote(err)
	}
	n := 0
	if err := rows(func(cells []string) error {
		n++
		row := make([]any, len(cells))
		for i, cell := range cells {
			if cell == "" { // most of a row: a cell that is not there is as empty, and smaller
				continue
			}
			cell = table.Safe(cell)
			if len(cell) > excelize.TotalCellChars && len(utf16.Encode([]rune(cell))) > excelize.TotalCellChars {
				return errs.New(errs.TooLarge, "export.cell", "第 "+strconv.Itoa(n)+" 行有单元格超过 32767 字，请导出为 CSV。",
					"A cell of row "+strconv.Itoa(n)+" is over 32,767 characters; export as CSV.")
			}
			row[i] = cell
			if n == 2 {
				row[i] = excelize.Cell{StyleID: header, Value: cell}
			}
		}
		return wrote(out.SetRow("A"+strconv.Itoa(n), row))
	}); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return wrote(err)
	}
	return wrote(f.Write(w))
}

// begin prepares the sheet: columns wide enough to read, the header row fixed,
// the marking on every printed page.
func (b book) begin(f *excelize.File) (*excelize.StreamWriter, int, error) {
	if err := f.SetSheetName("Sheet1", b.sheet); err != nil {
		return nil, 0, err
	}
	header, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, 0, err
	}
	// An ampersand begins a code there; neither a marking nor a number holds one.
	if err := f.SetHeaderFooter(b.sheet, &excelize.HeaderFooterOptions{
		OddHeader: "&R" + b.marking, OddFooter: "&L" + b.marking + "&C&P/&N&R" + b.number,
	}); err != nil {
		return nil, 0, err
	}
	out, err := f.NewStreamWriter(b.sheet)
	if err != nil {
		return nil, 0, err
	}
	if err := out.SetColWidth(1, 1, 6); err != nil {
		return nil, 0, err
	}
	if err := out.SetColWidth(2, max(2, b.columns), b.width); err != nil {
		return nil, 0, err
	}
	return out, header, out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"})
}

// book is that of a list of assets.
func (s *Spool) book(c Cover) book {
	row, _ := s.headers()
	return book{sheetName, s.extent.Marking(), numbered(c.Number, s.lang), s.extent.Rows, len(row), 16}
}

func numbered(n int64, lang string) string {
	return errs.T("导出编号：", "Export no. ").In(lang) + strconv.FormatInt(n, 10)
}
