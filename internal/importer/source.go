// Package importer takes a ledger over: a sheet is read (sheet), its table found
// (table), its rows understood (record), and each row becomes the same command
// that a page or the API would send. Nothing is written past app.
package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"

	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

// Options say how a file is to be read and what its rows become.
type Options struct {
	Limits      sheet.Limits
	Mappings    map[string]table.Mapping // by sheet name; a missing one is guessed
	Departments map[string]string        // name → id, of the organ
	Rooms       map[string]string        // name → id
	NoPropose   bool                     // do not ask for the classification the ledger claims
}

// Source is one file, read and understood.
type Source struct {
	File    string
	Digest  string // SHA-256 of the bytes, hex
	Tables  []*table.Table
	Maps    []table.Mapping // of Tables
	Skipped []table.Skipped
	records []placed
}

type placed struct {
	record.Record
	table  int
	source string // fingerprint
}

// Read reads size bytes of a file. Errors are *errs.Error that name file, sheet,
// row and column.
func Read(name string, r io.ReaderAt, size int64, o Options) (*Source, error) {
	book, err := sheet.Read(name, r, size, o.Limits)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, errs.Wrap(err, "import.read")
	}
	s := &Source{File: book.File, Digest: hex.EncodeToString(h.Sum(nil))}
	if s.Tables, s.Skipped, err = table.FindAll(book, record.Vocabularies()...); err != nil {
		return nil, err
	}
	known := make([]string, 0, len(o.Departments))
	for name := range o.Departments {
		known = append(known, name)
	}
	seen := map[string]int{}
	for i, t := range s.Tables {
		m, ok := o.Mappings[t.Sheet]
		if !ok {
			m = table.Guess(t)
		}
		reader, err := record.NewReader(t, m, record.Options{Departments: known})
		if err != nil {
			return nil, err
		}
		s.Maps = append(s.Maps, m)
		reader.Each(func(rec record.Record) bool {
			s.records = append(s.records, placed{rec, i, fingerprint(rec, seen)})
			return true
		})
	}
	return s, nil
}

// Rows is the number of data rows: each becomes registered, unchanged or rejected.
func (s *Source) Rows() int { return len(s.records) }

// fingerprint names a row by what it says, whatever its place in the file: the
// same row read again is known again. Of rows that say the same, with neither
// code nor serial, the second is a second thing.
func fingerprint(r record.Record, seen map[string]int) string {
	f := r.Fields
	f.Seq = ""
	b, err := json.Marshal([]any{r.Format, f, f.Keeper, r.Extra})
	if err != nil { // strings and ints cannot fail
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
