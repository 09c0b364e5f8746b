package export

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// maxCell bounds one cell when it is read back, in bytes; the record itself
// allows far less.
const maxCell = 1 << 20

// each reads the rows back. fn gets the cells in the order of the columns, with
// room for the extra ones, by place; the slice is reused.
func (s *Spool) each(places []int, fn func(cells []string) error) error {
	if s.err != nil {
		return s.err
	}
	if err := s.out.Flush(); err != nil {
		return noSpace(err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return noSpace(err)
	}
	in := reader{in: bufio.NewReaderSize(s.file, 1<<16)}
	cells := make([]string, len(columns)+len(s.names))
	for range s.extent.Rows {
		clear(cells)
		for i := range columns[1:] {
			cells[1+i] = in.cell()
		}
		for range in.number() {
			n := in.number()
			value := in.cell()
			if in.err == nil {
				cells[len(columns)+places[n]] = value
			}
		}
		if in.err != nil {
			return noSpace(in.err)
		}
		if err := fn(cells); err != nil {
			return err
		}
	}
	return nil
}

type reader struct {
	in  *bufio.Reader
	buf []byte
	err error
}

func (r *reader) number() uint64 {
	if r.err != nil {
		return 0
	}
	n, err := binary.ReadUvarint(r.in)
	if r.err = err; err != nil {
		return 0
	}
	return n
}

func (r *reader) cell() string {
	n := r.number()
	if r.err != nil || n == 0 {
		return ""
	}
	if n > maxCell {
		r.err = errors.New("export: damaged temporary file")
		return ""
	}
	if uint64(cap(r.buf)) < n {
		r.buf = make([]byte, n)
	}
	r.buf = r.buf[:n]
	if _, r.err = io.ReadFull(r.in, r.buf); r.err != nil {
		return ""
	}
	return string(r.buf)
}
