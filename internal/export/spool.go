// Package export writes lists of assets to CSV and XLSX. What a file says about
// itself (how many rows, how high, which extra columns) is known only after the
// last row, and stands in its first; so rows wait in an unlinked temporary file,
// and memory stays flat however many there are.
package export

import (
	"bufio"
	"encoding/binary"
	"errors"
	"os"

	"sealbook/internal/domain/export"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// maxExtras is the largest number of columns for the organ's own fields; more
// than a sheet can show are refused rather than dropped.
const maxExtras = 200

// Spool takes the rows of one list.
type Spool struct {
	lang   string
	file   *os.File
	out    *bufio.Writer
	extent export.Extent
	extras map[string]int // name of the organ's own field → number
	names  []string       // by number
	err    error
}

// NewSpool starts a list in the language ("zh" or "en"). Close it in any case.
func NewSpool(lang string) (*Spool, error) {
	f, err := scratch()
	if err != nil {
		return nil, err
	}
	return &Spool{lang: lang, file: f, out: bufio.NewWriterSize(f, 1<<16), extras: map[string]int{}}, nil
}

// scratch opens a temporary file that has no name any more: nobody can open it,
// and a crash leaves nothing behind.
func scratch() (*os.File, error) {
	f, err := os.CreateTemp("", "sealbook-export-")
	if err != nil {
		return nil, noSpace(err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, noSpace(errors.Join(err, f.Close()))
	}
	return f, nil
}

func noSpace(cause error) error {
	return errs.New(errs.Unavailable, "export.space", "无法写入临时文件，请检查临时目录的空间与权限后重试。",
		"Cannot write a temporary file; check space and rights of the temporary folder and try again.").WithCause(cause)
}

// Extent says what has been added so far.
func (s *Spool) Extent() export.Extent { return s.extent }

// Close gives the space back.
func (s *Spool) Close() error { return s.file.Close() }

// Add takes one row. The record's Asset, State, Parts (class and serial) and
// Pairs (code) are read.
func (s *Spool) Add(r view.Record) error {
	if s.err != nil {
		return s.err
	}
	l, term := height(r.State)
	s.extent.Add(l, term)
	for _, c := range columns[1:] {
		s.put(c.cell(r, s.lang))
	}
	extra := r.State.Details.Extra
	s.number(uint64(len(extra)))
	for name, value := range extra {
		n, ok := s.extras[name]
		if !ok {
			if n = len(s.names); n == maxExtras {
				s.err = errs.New(errs.TooLarge, "export.columns", "附加字段超过200种，请缩小导出范围。",
					"There are over 200 extra fields; narrow the export.")
				return s.err
			}
			s.extras[name], s.names = n, append(s.names, name)
		}
		s.number(uint64(n))
		s.put(value)
	}
	return s.err
}

func (s *Spool) number(n uint64) {
	var b [binary.MaxVarintLen64]byte
	s.write(b[:binary.PutUvarint(b[:], n)])
}

func (s *Spool) put(cell string) {
	s.number(uint64(len(cell)))
	if s.err == nil {
		if _, err := s.out.WriteString(cell); err != nil {
			s.err = noSpace(err)
		}
	}
}

func (s *Spool) write(b []byte) {
	if s.err == nil {
		if _, err := s.out.Write(b); err != nil {
			s.err = noSpace(err)
		}
	}
}
