package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

var (
	errRowOrder    = errors.New("xlsx: rows or cells out of order")
	errRowNumber   = errors.New("xlsx: a row number beyond Excel's")
	errColumnLimit = errors.New("xlsx: a column beyond the limit")
)

// scanned is what the scanner knows of one row that the reading library does not
// tell: which cells are dates, and the full digits of long numbers.
type scanned struct {
	number  int
	dates   map[int]string // column → ISO date
	numbers map[int]string // column → all digits of a whole number
	found   int            // column that shows the string looked for, or -1
}

// scanner walks the XML of one sheet beside the reading library. It holds the
// limits as it goes, finds what is broken (the library reads a cut-off sheet as
// a short one), and collects dates and merged ranges.
type scanner struct {
	w       *walker
	wb      *workbook
	columns int // limit
	row     int
	Merges  []Merge
	find    int // entry of the string table to look for; -1 is none
}

func newScanner(wb *workbook, f *zip.File, lim Limits) (*scanner, error) {
	w, err := walk(f)
	if err != nil {
		return nil, err
	}
	return &scanner{w: w, wb: wb, columns: lim.Columns, find: -1}, nil
}

// next returns the next row, or io.EOF when the part was read to its end.
func (s *scanner) next() (*scanned, error) {
	for {
		tok, err := s.w.next()
		if err != nil {
			return nil, err
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch el.Name.Local {
		case "row":
			return s.readRow(el)
		case "mergeCell":
			if m, ok := parseMerge(attr(el, "ref")); ok && len(s.Merges) < 1_000_000 {
				s.Merges = append(s.Merges, m)
			}
		}
	}
}

func (s *scanner) readRow(el xml.StartElement) (*scanned, error) {
	number := s.row + 1
	if r := attr(el, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < 1 || n > excelize.TotalRows {
			return nil, errRowNumber
		}
		number = n
	}
	if number > excelize.TotalRows {
		return nil, errRowNumber
	}
	if number <= s.row {
		return nil, errRowOrder
	}
	s.row = number
	out := &scanned{number: number, found: -1}
	col := -1
	for {
		tok, err := s.w.next()
		if err != nil {
			return out, noEOF(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			at := col + 1
			if r := attr(t, "r"); r != "" {
				if at, err = cellColumn(r, number); err != nil {
					return out, err
				}
			}
			if at >= excelize.MaxColumns {
				return out, errColumnLimit
			}
			if at <= col {
				return out, errRowOrder
			}
			col = at
			if err := s.readCell(t, out, col); err != nil {
				return out, err
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				return out, nil
			}
		}
	}
}

// readCell reads one <c>. Only a cell with content counts against the column
// limit: people format whole rows to the last column.
func (s *scanner) readCell(el xml.StartElement, out *scanned, col int) error {
	kind := attr(el, "t")
	style, _ := strconv.Atoi(attr(el, "s"))
	value, filled, inValue := "", false, false
	depth := len(s.w.open)
	for {
		tok, err := s.w.next()
		if err != nil {
			return noEOF(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			inValue = t.Name.Local == "v"
			filled = filled || inValue || t.Name.Local == "is"
		case xml.CharData:
			if inValue {
				value += string(t)
			}
		case xml.EndElement:
			inValue = false
			if len(s.w.open) >= depth {
				continue
			}
			if filled && col >= s.columns {
				return errColumnLimit
			}
			s.note(out, col, kind, style, strings.TrimSpace(value))
			return nil
		}
	}
}

func (s *scanner) note(out *scanned, col int, kind string, style int, value string) {
	put := func(m *map[int]string, v string) {
		if *m == nil {
			*m = map[int]string{}
		}
		(*m)[col] = v
	}
	switch {
	case value == "":
	case kind == "s":
		if i, err := strconv.Atoi(value); err == nil && i == s.find && i >= 0 && out.found < 0 {
			out.found = col
		}
	case kind == "d":
		put(&out.dates, strings.Replace(value, "T", " ", 1))
	case kind != "" && kind != "n":
	case style >= 0 && style < len(s.wb.isDate) && s.wb.isDate[style]:
		if iso := isoDate(value, s.wb.date1904); iso != "" {
			put(&out.dates, iso)
		}
	case len(value) > 10:
		if v, err := strconv.ParseFloat(value, 64); err == nil && v == float64(int64(v)) && v < 1e18 && v > -1e18 {
			put(&out.numbers, strconv.FormatFloat(v, 'f', -1, 64))
		}
	}
}

// noEOF: the end of the file inside a row is damage, not the end.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// cellColumn reads the column of a reference such as AB12, from 0.
func cellColumn(ref string, row int) (int, error) {
	col, n, err := excelize.CellNameToCoordinates(ref)
	if errors.Is(err, excelize.ErrColumnNumber) {
		return 0, errColumnLimit
	}
	if err != nil {
		return 0, fmt.Errorf("xlsx: cell reference: %w", err)
	}
	if n != row {
		return 0, errRowOrder
	}
	return col - 1, nil
}

func parseMerge(ref string) (Merge, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return Merge{}, false
	}
	c1, r1, err1 := excelize.CellNameToCoordinates(from)
	c2, r2, err2 := excelize.CellNameToCoordinates(to)
	if err1 != nil || err2 != nil || r2 < r1 || c2 < c1 {
		return Merge{}, false
	}
	return Merge{Top: r1, Left: c1 - 1, Bottom: r2, Right: c2 - 1}, true
}
