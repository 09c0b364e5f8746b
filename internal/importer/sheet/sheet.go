// Package sheet turns the bytes of an uploaded table, .xlsx or .csv, into rows
// of text. It knows nothing of ledgers. It trusts no byte: every limit is
// checked before the memory for it is taken, and a file that is not what it
// says is refused with the place of the fault.
package sheet

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"sealbook/internal/errs"
)

// Limits bound what one file may hold. A zero field means «as in Default».
type Limits struct {
	FileBytes     int64 // size of the file itself
	UnpackedBytes int64 // sum of what a .xlsx unpacks to
	Ratio         int64 // unpacked : packed of one part above RatioFrom bytes
	Parts         int   // entries of the archive
	Sheets        int
	Rows          int // rows that hold something, and the highest row number
	Columns       int
	CellChars     int // characters in one cell; Excel itself allows 32,767
	SharedStrings int // entries of the workbook's string table
}

// ratioFrom is the size from which a part's packing ratio is judged: small parts
// pack well by nature.
const ratioFrom = 4 << 20

// Default returns the limits of the product.
func Default() Limits {
	return Limits{
		FileBytes:     128 << 20,
		UnpackedBytes: 256 << 20,
		Ratio:         60,
		Parts:         2000,
		Sheets:        32,
		Rows:          1_000_000,
		Columns:       512,
		CellChars:     32_767,
		SharedStrings: 1_000_000,
	}
}

func (l Limits) filled() Limits {
	d := Default()
	fill := func(v *int, to int) {
		if *v <= 0 {
			*v = to
		}
	}
	fill64 := func(v *int64, to int64) {
		if *v <= 0 {
			*v = to
		}
	}
	fill64(&l.FileBytes, d.FileBytes)
	fill64(&l.UnpackedBytes, d.UnpackedBytes)
	fill64(&l.Ratio, d.Ratio)
	fill(&l.Parts, d.Parts)
	fill(&l.Sheets, d.Sheets)
	fill(&l.Rows, d.Rows)
	fill(&l.Columns, d.Columns)
	fill(&l.CellChars, d.CellChars)
	fill(&l.SharedStrings, d.SharedStrings)
	return l
}

// Book is one file that was read.
type Book struct {
	File      string // base name, as shown to the user
	Format    string // "xlsx" or "csv"
	Encoding  string // csv: "utf-8", "utf-8-bom", "gb18030", "utf-16le", "utf-16be"
	Delimiter rune   // csv: ',', ';' or TAB
	Sheets    []*Sheet
}

// Sheet is one table of a Book. Rows without any text are left out of Rows;
// they are counted by Last.
type Sheet struct {
	File   string
	Name   string // "" for csv
	Hidden bool
	Rows   []Row
	Last   int // number of physical rows, blank ones included
	Merges []Merge
}

// Merge is a merged range: rows from 1, columns from 0, both ends included.
type Merge struct{ Top, Left, Bottom, Right int }

// cellBreak keeps the cells of a row apart in one string: a row then costs its
// text and one byte a cell, which is what lets a million rows fit in memory. The
// byte cannot come from a file: csv with control characters is refused, and XML
// does not allow them.
const cellBreak = "\x1f"

// Row is one row that holds some text. Number is the row as Excel shows it.
type Row struct {
	Number int
	packed string
}

// NewRow makes a row of cells; trailing empty cells are dropped.
func NewRow(number int, cells []string) Row {
	n := len(cells)
	for n > 0 && cells[n-1] == "" {
		n--
	}
	clean := cells[:n]
	for i, c := range clean {
		if strings.Contains(c, cellBreak) { // only by an _x001F_ escape in a .xlsx
			clean = append([]string(nil), clean...)
			clean[i] = strings.ReplaceAll(c, cellBreak, "")
		}
	}
	return Row{Number: number, packed: strings.Join(clean, cellBreak)}
}

// Cells returns the cells from column 0 to the last one that holds text.
func (r Row) Cells() []string {
	if r.packed == "" {
		return nil
	}
	return strings.Split(r.packed, cellBreak)
}

// Blank reports whether the row holds nothing but spaces.
func (r Row) Blank() bool {
	return strings.Trim(r.packed, cellBreak+" \t\r\n\u00a0\u3000\ufeff\u200b") == ""
}

// ReadFile reads the file at path; see Read.
func ReadFile(path string, lim Limits) (*Book, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, Place{File: name}.Error(errs.NotFound, "import.file_missing",
			"文件不存在或无法打开。", "The file does not exist or cannot be opened.").WithCause(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, errs.Wrap(err, "import.stat")
	}
	if !info.Mode().IsRegular() {
		return nil, Place{File: name}.Error(errs.Invalid, "import.not_a_file",
			"这不是普通文件。", "This is not a regular file.")
	}
	return Read(name, f, info.Size(), lim)
}

// Read reads a table of size bytes from r. name is shown in errors. Errors are
// *errs.Error of kind TooLarge (over a limit) or Invalid (not a table, or
// damaged); their text names file, sheet, row and column as far as known.
func Read(name string, r io.ReaderAt, size int64, lim Limits) (*Book, error) {
	lim = lim.filled()
	p := Place{File: filepath.Base(name)}
	if size > lim.FileBytes {
		return nil, p.Error(errs.TooLarge, "import.file_too_large",
			"文件超过 "+mega(lim.FileBytes)+"，请分成几个文件导入。",
			"The file is over "+mega(lim.FileBytes)+"; import it in several files.")
	}
	if size == 0 {
		return nil, p.Error(errs.Invalid, "import.empty", "文件是空的。", "The file is empty.")
	}
	kind, err := sniff(p, r, size)
	if err != nil {
		return nil, err
	}
	if kind == zipFile {
		return readXLSX(p, r, size, lim)
	}
	return readCSV(p, r, size, lim)
}
