package importer

import (
	"io"
	"path/filepath"
	"strings"

	"sealbook/internal/errs"
	"sealbook/internal/importer/reject"
)

// The formats of a file of rejected rows.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// RejectsFormat is the simplest format that holds the rejected rows: a .csv has
// one table only.
func (s *Source) RejectsFormat(rep *Report) string {
	if len(s.rejects(rep)) > 1 {
		return XLSX
	}
	return CSV
}

// WriteRejects writes the rejected rows of the file as they were, with the
// reasons behind them, to be mended and imported again: as .csv or .xlsx.
func (s *Source) WriteRejects(w io.Writer, rep *Report, format string) error {
	parts := s.rejects(rep)
	switch {
	case len(parts) == 0:
		return errs.New(errs.NotFound, "import.no_rejects", "没有被拒绝的行。", "No row is rejected.")
	case format == XLSX:
		return reject.XLSX(w, parts...)
	case len(parts) > 1:
		return errs.InvalidField("format", "几个工作表都有被拒绝的行，只能导出为 .xlsx。", "Several sheets have rejected rows; only .xlsx can hold them.")
	}
	return reject.CSV(w, parts[0].Table, parts[0].Rows)
}

// rejects are the sheets that have rejected rows, with these.
func (s *Source) rejects(rep *Report) []reject.Part {
	bySheet := make([]reject.Part, len(s.Sheets))
	for n, r := range s.records {
		if rep.Rows[n].Outcome == Rejected {
			p := &bySheet[r.table]
			p.Table = s.Sheets[r.table].Table
			p.Rows = append(p.Rows, reject.Row{Number: r.Row, Reasons: rep.Rows[n].Reasons})
		}
	}
	var out []reject.Part
	for _, p := range bySheet {
		if len(p.Rows) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// RejectsName is the name of the file of rejected rows.
func RejectsName(file, format string) string {
	return strings.TrimSuffix(file, filepath.Ext(file)) + ".rejected." + format
}

// DiffersName is the name of the file of rows that differ from the book.
func DiffersName(file string) string {
	return strings.TrimSuffix(file, filepath.Ext(file)) + ".differs.csv"
}

// maxName is how much of a file's name is kept, in characters.
const maxName = 120

// FileName keeps of a client's name for its file what may be shown and kept.
func FileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if r := []rune(name); len(r) > maxName {
		name = string(r[len(r)-maxName:]) // the end tells the kind
	}
	if name == "" || name == "." || name == ".." {
		name = "upload"
	}
	return name
}
