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

// writeXLSX writes the list as a workbook of one sheet, every cell as text: a
// string is never a formula there, and Safe still holds when the sheet is saved
// as CSV. The marking also stands in the header and footer of printed pages.
func (s *Spool) writeXLSX(w io.Writer, c Cover) (err error) {
	if s.extent.Rows > maxRows {
		return errs.New(errs.TooLarge, "export.rows", "超过一张工作表的行数上限，请导出为 CSV 或缩小范围。",
			"More rows than a sheet can hold; export as CSV or narrow the list.")
	}
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = wrote(e)
		}
	}()
	out, header, err := s.sheet(f, c)
	if err != nil {
		return wrote(err)
	}
	n := 0
	if err := s.rows(c, func(cells []string) error {
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

// sheet prepares the sheet: columns wide enough to read, the header row fixed,
// the marking on every printed page.
func (s *Spool) sheet(f *excelize.File, c Cover) (*excelize.StreamWriter, int, error) {
	if err := f.SetSheetName("Sheet1", sheetName); err != nil {
		return nil, 0, err
	}
	header, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, 0, err
	}
	// An ampersand begins a code there; neither a marking nor a number holds one.
	marking := s.extent.Marking()
	if err := f.SetHeaderFooter(sheetName, &excelize.HeaderFooterOptions{
		OddHeader: "&R" + marking,
		OddFooter: "&L" + marking + "&C&P/&N&R" + errs.T("导出编号：", "Export no. ").In(s.lang) + strconv.FormatInt(c.Number, 10),
	}); err != nil {
		return nil, 0, err
	}
	out, err := f.NewStreamWriter(sheetName)
	if err != nil {
		return nil, 0, err
	}
	row, _ := s.headers()
	if err := out.SetColWidth(1, 1, 6); err != nil {
		return nil, 0, err
	}
	if err := out.SetColWidth(2, max(2, len(row)), 16); err != nil {
		return nil, 0, err
	}
	return out, header, out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"})
}
