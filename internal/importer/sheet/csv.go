package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"sealbook/internal/errs"
)

// delimiterSample is how much of a file is looked at to find the delimiter.
const delimiterSample = 64 << 10

func readCSV(p Place, r io.ReaderAt, size int64, lim Limits) (*Book, error) {
	text, err := decode(r, size)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(text.r, delimiterSample)
	sample, err := in.Peek(delimiterSample)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, damaged(p, err)
	}
	book := &Book{File: p.File, Format: "csv", Encoding: text.name, Delimiter: guessDelimiter(sample)}
	out := &Sheet{File: p.File}
	records := newRecords(in, book.Delimiter, lim)
	records.decoded = !strings.HasPrefix(text.name, "utf-8")
	for {
		cells, err := records.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, records.explain(p, err, text.name)
		}
		out.Last = records.row
		row := NewRow(records.row, cells)
		if row.Blank() {
			continue
		}
		if len(out.Rows) >= lim.Rows {
			return nil, tooManyRows(p.at(records.row, 0), lim.Rows)
		}
		out.Rows = append(out.Rows, row)
	}
	if len(out.Rows) == 0 {
		return nil, p.Error(errs.Invalid, "import.empty", "文件里没有内容。", "the file holds nothing.")
	}
	book.Sheets = []*Sheet{out}
	return book, nil
}

// guessDelimiter takes the one of comma, semicolon and TAB that cuts the most
// rows of the sample into the same number of cells.
func guessDelimiter(sample []byte) rune {
	best, bestScore := ',', 0
	for _, d := range []rune{',', ';', '\t'} {
		records := newRecords(bufio.NewReader(bytes.NewReader(sample)), d, Default())
		widths := map[int]int{}
		for n := 0; n < 200; n++ {
			cells, err := records.next()
			if err != nil {
				break // the sample may end anywhere
			}
			if len(cells) > 1 {
				widths[len(cells)]++
			}
		}
		for w, n := range widths {
			if score := n * (w - 1); score > bestScore {
				best, bestScore = d, score
			}
		}
	}
	return best
}

// records cuts a text into records. A record ends at LF, CRLF or a lone CR. It
// is lenient where spreadsheets are: a quote inside an unquoted cell is a plain
// character (13" screens), text behind a closing quote is kept. encoding/csv
// skips blank lines and does not know a lone CR, so the row numbers would not
// be those the user sees.
type records struct {
	in    *bufio.Reader
	delim rune
	lim   Limits
	// decoded: the text came out of a decoder and is not the file's own UTF-8
	decoded bool
	row     int
	col     int
	cells   []string
	cell    strings.Builder
	chars   int
}

func newRecords(in *bufio.Reader, delim rune, lim Limits) *records {
	return &records{in: in, delim: delim, lim: lim}
}

type csvFault int

const (
	faultQuote csvFault = iota + 1 // a quote that never closes
	faultCell
	faultColumns
	faultControl
	faultEncoding
)

func (f csvFault) Error() string { return "csv: fault " + strconv.Itoa(int(f)) }

// next returns the cells of the next record; the slice is valid until the next
// call. io.EOF ends the file.
func (r *records) next() ([]string, error) {
	r.cells, r.col = r.cells[:0], 0
	r.cell.Reset()
	r.chars = 0
	if _, err := r.in.Peek(1); err != nil {
		return nil, err
	}
	r.row++
	quoted, start := false, true
	for {
		c, err := r.read()
		if errors.Is(err, io.EOF) {
			if quoted {
				return nil, faultQuote
			}
			return r.cells, r.endCell()
		}
		if err != nil {
			return nil, err
		}
		switch {
		case quoted && c == '"':
			if quoted, err = r.doubled(); err != nil {
				return nil, err
			}
		case quoted:
			err = r.put(c)
		case c == '"' && start:
			quoted = true
		case c == r.delim:
			err = r.endCell()
			start = true
			if err != nil {
				return nil, err
			}
			continue
		case c == '\n':
			return r.end()
		case c == '\r':
			r.skipLF()
			return r.end()
		default:
			err = r.put(c)
		}
		if err != nil {
			return nil, err
		}
		start = false
	}
}

func (r *records) end() ([]string, error) {
	err := r.endCell()
	return r.cells, err
}

func (r *records) read() (rune, error) {
	c, w, err := r.in.ReadRune()
	if err != nil {
		return 0, err
	}
	if c == '\uFFFD' && (r.decoded || w == 1) {
		return 0, faultEncoding // what the decoder writes for bytes it does not know
	}
	if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
		return 0, faultControl
	}
	return c, nil
}

// doubled is called behind a quote inside quotes: a second one is a literal
// quote and the cell goes on, anything else closed the quotes.
func (r *records) doubled() (bool, error) {
	if b, err := r.in.Peek(1); err == nil && b[0] == '"' {
		_, _ = r.in.ReadByte()
		return true, r.put('"')
	}
	return false, nil
}

func (r *records) skipLF() {
	if b, err := r.in.Peek(1); err == nil && b[0] == '\n' {
		_, _ = r.in.ReadByte()
	}
}

func (r *records) put(c rune) error {
	if r.chars++; r.chars > r.lim.CellChars {
		return faultCell
	}
	r.cell.WriteRune(c)
	return nil
}

func (r *records) endCell() error {
	if r.col++; r.col > r.lim.Columns {
		return faultColumns
	}
	r.cells = append(r.cells, r.cell.String())
	r.cell.Reset()
	r.chars = 0
	return nil
}

func (r *records) explain(p Place, err error, encoding string) *errs.Error {
	at := p.at(r.row, r.col+1)
	var fault csvFault
	_ = errors.As(err, &fault) // another error is none of these
	switch fault {
	case faultQuote:
		return at.Error(errs.Invalid, "import.open_quote",
			"引号没有闭合，后面的内容无法分行。", "a quote is never closed; the rest cannot be cut into rows.")
	case faultCell:
		return cellTooLong(at, r.lim.CellChars)
	case faultColumns:
		return tooManyColumns(p.at(r.row, 0), r.lim.Columns)
	case faultControl:
		return at.Error(errs.Invalid, "import.not_text",
			"含有控制字符，这不是文本表格。请另存为 .xlsx 或 .csv。",
			"holds control characters: this is no text table. Save it as .xlsx or .csv.")
	case faultEncoding:
		return at.Error(errs.Invalid, "import.encoding",
			"文字编码无法识别（按 "+encoding+" 读取时出错）。请另存为 UTF-8 或 .xlsx。",
			"the text encoding is not recognised (read as "+encoding+"). Save it as UTF-8 or .xlsx.")
	}
	return damaged(at, err)
}
