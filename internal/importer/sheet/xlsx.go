package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
)

// unzipInMemory is the size from which the reading library keeps a part in a
// temporary file instead of memory.
const unzipInMemory = 4 << 20

func readXLSX(p Place, r io.ReaderAt, size int64, lim Limits) (book *Book, err error) {
	zr, err := openArchive(p, r, size, lim)
	if err != nil {
		return nil, err
	}
	wb, err := openWorkbook(p, zr, lim)
	if err != nil {
		return nil, err
	}
	if err := checkStrings(p, wb, lim); err != nil {
		return nil, err
	}
	data, err := wb.pack()
	if err != nil {
		return nil, damaged(p, err)
	}
	// The file comes from outside and the library is not ours: a panic in it is a
	// refusal of this file, not the end of the process.
	defer func() {
		if v := recover(); v != nil {
			book, err = nil, damaged(p, errors.New("xlsx: the reading library gave up"))
		}
	}()
	x, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: lim.UnpackedBytes + 1<<20, UnzipXMLSizeLimit: unzipInMemory,
	})
	if err != nil {
		return nil, damaged(p, err)
	}
	defer x.Close()
	book = &Book{File: p.File, Format: "xlsx"}
	for i, part := range wb.sheets {
		at := p
		at.Sheet = part.name
		s, err := readSheet(at, wb, x, i, lim)
		if err != nil {
			return nil, err
		}
		s.Hidden = part.hidden
		book.Sheets = append(book.Sheets, s)
	}
	return book, nil
}

// readSheet reads one sheet with the library and the scanner side by side.
func readSheet(p Place, wb *workbook, x *excelize.File, index int, lim Limits) (*Sheet, error) {
	scan, err := newScanner(wb, wb.sheets[index].part, lim)
	if err != nil {
		return nil, damaged(p, err)
	}
	defer scan.w.close.Close()
	rows, err := x.Rows("S" + strconv.Itoa(index+1))
	if err != nil {
		return nil, damaged(p, err)
	}
	defer rows.Close()
	out := &Sheet{File: p.File, Name: p.Sheet}
	for at := 0; ; {
		row, err := scan.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, scanError(p.at(scan.row, 0), err, lim)
		}
		for ; at < row.number; at++ {
			if !rows.Next() {
				return nil, damaged(p.at(row.number, 0), rows.Error())
			}
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, damaged(p.at(row.number, 0), err)
		}
		if err := keep(p, out, row, cells, lim); err != nil {
			return nil, err
		}
	}
	out.Merges = scan.Merges
	return out, nil
}

// keep adds the row to the sheet when it holds anything.
func keep(p Place, out *Sheet, row *scanned, cells []string, lim Limits) error {
	for i, c := range cells {
		if len(c) > lim.CellChars && utf8.RuneCountInString(c) > lim.CellChars {
			return cellTooLong(p.at(row.number, i+1), lim.CellChars)
		}
		if iso, ok := row.dates[i]; ok && c != "" {
			cells[i] = iso
		} else if full, ok := row.numbers[i]; ok && strings.Contains(c, "E+") {
			cells[i] = full
		}
	}
	r := NewRow(row.number, cells)
	if r.Blank() {
		return nil
	}
	if len(out.Rows) >= lim.Rows || row.number > lim.Rows {
		return tooManyRows(p.at(row.number, 0), lim.Rows)
	}
	out.Rows = append(out.Rows, r)
	out.Last = row.number
	return nil
}

func scanError(p Place, err error, lim Limits) *errs.Error {
	switch {
	case errors.Is(err, errTokenTooLong):
		return cellTooLong(p, lim.CellChars)
	case errors.Is(err, errColumnLimit):
		return tooManyColumns(p, lim.Columns)
	case errors.Is(err, errRowNumber):
		return tooManyRows(p, lim.Rows)
	case errors.Is(err, errTooDeep):
		return bomb(p, "内的 XML 嵌套过深", "holds XML nested too deep")
	}
	return damaged(p, err)
}

// checkStrings reads the shared string table once, so that the library cannot be
// made to hold an oversized one, and names the first cell that uses a text over
// the limit.
func checkStrings(p Place, wb *workbook, lim Limits) error {
	if wb.strings == nil {
		return nil
	}
	w, err := walk(wb.strings)
	if err != nil {
		return damaged(p, err)
	}
	defer w.close.Close()
	count, chars := 0, 0
	for {
		tok, err := w.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, errTokenTooLong) {
			return cellTooLong(placeOfString(p, wb, count-1, lim), lim.CellChars)
		}
		if err != nil {
			return scanError(p, err, lim)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if t.Name.Local == "si" {
				count, chars = count+1, 0
			}
			if count > lim.SharedStrings {
				return bomb(p, "内的文本过多", "holds too many texts")
			}
		case xml.CharData:
			if chars += utf8.RuneCount(t); chars > 2*lim.CellChars { // phonetic hints count twice at most
				return cellTooLong(placeOfString(p, wb, count-1, lim), lim.CellChars)
			}
		}
	}
}

// placeOfString finds the first cell that shows entry n of the string table.
func placeOfString(p Place, wb *workbook, n int, lim Limits) Place {
	for _, part := range wb.sheets {
		if at, ok := findString(wb, part.part, n, lim); ok {
			p.Sheet = part.name
			return p.at(at.Row, at.Column)
		}
	}
	return p
}

func findString(wb *workbook, part *zip.File, n int, lim Limits) (Place, bool) {
	scan, err := newScanner(wb, part, lim)
	if err != nil {
		return Place{}, false
	}
	defer scan.w.close.Close()
	scan.find = n
	for {
		row, err := scan.next()
		if err != nil {
			return Place{}, false
		}
		if row.found >= 0 {
			return Place{Row: row.number, Column: row.found + 1}, true
		}
	}
}
