package importer

import (
	"io"

	"sealbook/internal/importer/reject"
	"sealbook/internal/importer/table"
)

// WriteRejects writes the rejected rows of the file as they were, with the
// reasons behind them, to be mended and imported again. A file of several
// sheets gives the rows of each in turn.
func (s *Source) WriteRejects(w io.Writer, rep *Report) error {
	return s.rejects(rep, func(t *table.Table, rows []reject.Row) error { return reject.CSV(w, t, rows) })
}

// rejects calls fn for every sheet with its rejected rows, if there are any.
func (s *Source) rejects(rep *Report, fn func(*table.Table, []reject.Row) error) error {
	bySheet := make([][]reject.Row, len(s.Sheets))
	for n, r := range s.records {
		if rep.Rows[n].Outcome == Rejected {
			bySheet[r.table] = append(bySheet[r.table], reject.Row{Number: r.Row, Reasons: rep.Rows[n].Reasons})
		}
	}
	for i, rows := range bySheet {
		if len(rows) == 0 {
			continue
		}
		if err := fn(s.Sheets[i].Table, rows); err != nil {
			return err
		}
	}
	return nil
}
