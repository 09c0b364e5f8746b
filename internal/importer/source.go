// Package importer takes a ledger over: a sheet is read (sheet), its table found
// (table), its rows understood (record), and each row becomes the same command
// that a page or the API would send. Nothing is written past app.
package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
	"sealbook/internal/importer/value"
)

// Options say how a file is to be read and what its rows become.
type Options struct {
	Limits      sheet.Limits
	Mappings    map[string]Choice // by sheet name; a missing one is guessed
	Departments map[string]string // name → id, of the organ
	Rooms       map[string]string // name → id
	Twice       map[string]bool   // names left out of both because several bear them
	NoPropose   bool              // do not ask for the classification the ledger claims

	Progress func(done, all int) // of Confirm, nil for nobody: see app.ImportBatch
}

// Choice is what a user decides about one sheet: its columns, or to leave it out.
type Choice struct {
	Skip bool `json:"skip,omitempty"`
	table.Mapping
}

// Source is one file, read and understood.
type Source struct {
	File   string
	Digest string // SHA-256 of the bytes, hex
	Sheets []Sheet
	// Skipped are the sheets in which no table was found.
	Skipped []table.Skipped
	records []placed
}

// Sheet is one sheet with a table. A sheet that is left out, by choice or
// because its columns cannot be guessed, says why; none of its rows is read.
type Sheet struct {
	*table.Table
	Mapping table.Mapping
	LeftOut errs.Text
	number  int   // place in the workbook, from 1; 0 in a file without sheets
	problem error // of a guess that does not do
}

type placed struct {
	record.Record
	table  int
	sheet  int    // place of its sheet in the workbook, from 1; 0 where there are none
	source string // fingerprint
}

// Read opens a file and understands it. A file of which no sheet can be read is
// an error.
func Read(name string, r io.ReaderAt, size int64, o Options) (*Source, error) {
	s, err := Open(name, r, size, o.Limits)
	if err != nil {
		return nil, err
	}
	if err := s.Understand(o); err != nil {
		return nil, err
	}
	return s, s.Usable()
}

// Open reads size bytes of a file, finds its tables and guesses their columns;
// no row is understood yet. Errors are *errs.Error that name file, sheet, row
// and column.
func Open(name string, r io.ReaderAt, size int64, lim sheet.Limits) (*Source, error) {
	book, err := sheet.Read(name, r, size, lim)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, errs.Wrap(err, "import.read")
	}
	s := &Source{File: book.File, Digest: hex.EncodeToString(h.Sum(nil))}
	tables, skipped, err := table.FindAll(book, record.Vocabularies()...)
	if err != nil {
		return nil, err
	}
	s.Skipped = skipped
	for _, t := range tables {
		n := 0
		if t.Sheet != "" {
			n = 1 + slices.IndexFunc(book.Sheets, func(x *sheet.Sheet) bool { return x.Name == t.Sheet })
		}
		s.Sheets = append(s.Sheets, Sheet{Table: t, Mapping: table.Guess(t), number: n})
	}
	return s, nil
}

// Understand reads the rows by the chosen or guessed columns. A chosen mapping
// that is wrong is an error; a guess that does not do leaves its sheet out.
func (s *Source) Understand(o Options) error {
	if err := s.named(o.Mappings); err != nil {
		return err
	}
	known := make([]string, 0, len(o.Departments))
	for name := range o.Departments {
		known = append(known, name)
	}
	rows := 0
	for _, sh := range s.Sheets {
		rows += sh.Counts.Data
	}
	s.records = make([]placed, 0, rows)
	seen := make(map[string]int, rows)
	for i := range s.Sheets {
		sh := &s.Sheets[i]
		choice, chosen := o.Mappings[sh.Sheet]
		sh.LeftOut, sh.problem = errs.Text{}, nil
		if choice.Skip {
			sh.LeftOut = errs.T("按您的选择未导入。", "Left out by your choice.")
			continue
		}
		if chosen {
			sh.Mapping = choice.Mapping
		}
		reader, err := record.NewReader(sh.Table, sh.Mapping, record.Options{Departments: known})
		switch {
		case err != nil && chosen:
			return err
		case err != nil:
			sh.LeftOut, sh.problem = whyLeft(err), err
			continue
		}
		reader.Each(func(rec record.Record) bool {
			s.records = append(s.records, placed{rec, i, sh.number, fingerprint(rec, seen)})
			return true
		})
	}
	return nil
}

// named refuses a choice about a sheet that is not there: it would be lost silently.
func (s *Source) named(choices map[string]Choice) error {
	for name := range choices {
		found := false
		for _, sh := range s.Sheets {
			found = found || sh.Sheet == name
		}
		if !found {
			return errs.InvalidField("mappings", "文件中没有可导入的工作表「"+name+"」。", "The file has no sheet \""+name+"\" that can be imported.")
		}
	}
	return nil
}

// whyLeft is all that is wrong with a guess, in one text.
func whyLeft(err error) errs.Text {
	e := errs.As(err)
	if len(e.Fields) == 0 {
		return e.Text
	}
	t := errs.T("看不出各列的含义，请指定：", "The columns cannot be told; map them: ")
	for _, f := range e.Fields {
		t.ZH, t.EN = t.ZH+f.Text.ZH, t.EN+f.Text.EN
	}
	return t
}

// Usable is an error when no sheet is read at all: the problem of the first.
func (s *Source) Usable() error {
	var first error
	for _, sh := range s.Sheets {
		if sh.LeftOut.IsZero() {
			return nil
		}
		if first == nil {
			first = sh.problem
		}
	}
	if first == nil {
		first = errs.InvalidField("mappings", "所有工作表都选择了不导入。", "Every sheet is left out.")
	}
	return first
}

// LeftOut lists every sheet that is not read, with its rows and why.
func (s *Source) LeftOut() []table.Skipped {
	out := append([]table.Skipped(nil), s.Skipped...)
	for _, sh := range s.Sheets {
		if !sh.LeftOut.IsZero() {
			out = append(out, table.Skipped{Sheet: sh.Sheet, Rows: len(sh.Lines), Reason: sh.LeftOut})
		}
	}
	return out
}

// Rows is the number of data rows: each becomes registered, unchanged or rejected.
func (s *Source) Rows() int { return len(s.records) }

// fingerprint names a row by what it says, whatever its place in the file: the
// same row read again is known again. Of rows that say the same, with neither
// code nor serial, the second is a second thing. It goes into the ledger, where
// a plain hash over a name would outlive the name: the keeper is left out.
func fingerprint(r record.Record, seen map[string]int) string {
	f := r.Fields
	f.Seq = ""
	b, err := json.Marshal([]any{r.Format, f, r.Extra}) // Keeper is not marshalled
	if err != nil {                                     // strings and ints cannot fail
		panic(err)
	}
	sum := sha256.Sum256(b)
	key := hex.EncodeToString(sum[:16])
	seen[key]++
	if n := seen[key]; n > 1 {
		key += "-" + strconv.Itoa(n)
	}
	return key
}

// Samples gives the first n different values of every column, to recognise it by.
func (sh Sheet) Samples(n int) [][]string {
	out := make([][]string, len(sh.Columns))
	looked := 0
	for _, l := range sh.Lines {
		if l.Class != table.Data {
			continue
		}
		if looked++; looked > 20*n {
			break
		}
		for i, c := range sh.Cells(l.Row) {
			if c = value.OneLine(c); i < len(out) && len(out[i]) < n && c != "" && !slices.Contains(out[i], c) {
				out[i] = append(out[i], c)
			}
		}
	}
	return out
}
