package app

import (
	"io"

	"sealbook/internal/domain/level"
	sheets "sealbook/internal/export"
)

// ExportResult tells what was handed out.
type ExportResult struct {
	ID      string
	Number  int64 // running number
	Rows    int64
	Level   level.Level // the highest inside
	Marking string      // as it stands on the file: 机密★20年
	Digest  string      // SHA-256 of the file, hex
	Bytes   int64
}

// exporting stands for an export where a refusal is kept.
type exporting struct{}

func (exporting) verb() string    { return "export" }
func (exporting) subject() string { return "" }

// Exported is a finished file that is on record and has not gone out yet.
type Exported struct {
	ExportResult
	file *sheets.File
}

// Send writes the file out. Until then nothing has left.
func (x *Exported) Send(w io.Writer) error { return x.file.Send(w) }

// Close gives the space back.
func (x *Exported) Close() error { return x.file.Close() }
