package export

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"sealbook/internal/domain/export"
)

// File is a finished export that has not gone out yet: it is recorded, with its
// digest, first.
type File struct {
	Digest string // SHA-256 of all bytes, hex
	Bytes  int64
	file   *os.File
}

// Finish writes the whole file under the cover. Close it in any case.
func (s *Spool) Finish(f export.Format, c Cover) (*File, error) {
	return finish(f, s.book(c), func(emit func([]string) error) error { return s.rows(c, emit) })
}

func finish(f export.Format, b book, rows rowsOf) (*File, error) {
	file, err := scratch()
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	w := io.MultiWriter(file, sum)
	if f == export.XLSX {
		err = writeXLSX(w, b, rows)
	} else {
		err = writeCSV(w, rows)
	}
	if err != nil {
		_ = file.Close() // the first fault counts
		return nil, err
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		_ = file.Close()
		return nil, wrote(err)
	}
	return &File{Digest: hex.EncodeToString(sum.Sum(nil)), Bytes: size, file: file}, nil
}

// Send copies the file out.
func (f *File) Send(w io.Writer) error {
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return wrote(err)
	}
	_, err := io.Copy(w, f.file)
	return wrote(err)
}

// Close gives the space back.
func (f *File) Close() error { return f.file.Close() }
