package importer

import (
	"context"
	"io"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/importer/reject"
)

// Outcome is what a row becomes.
type Outcome string

// The outcomes of a row; every data row has exactly one.
const (
	Registered Outcome = "registered" // in a dry run: would be
	Unchanged  Outcome = "unchanged"  // on record already
	Rejected   Outcome = "rejected"
)

// Row is one data row of the file with what it becomes.
type Row struct {
	Sheet    string
	Number   int // as the user sees it in the sheet
	Outcome  Outcome
	ID       string // of the asset, when there is one
	Code     string
	Title    string // brand and model or name
	Class    asset.Class
	Kind     asset.Kind
	Parts    int
	Level    string
	Reasons  []errs.Text  // why it is rejected
	Rule     string       // the rule that refused it, if one did
	Articles []string     // its basis
	Notes    []errs.Field // what was understood in part, or is to be done afterwards
}

// Report is what an import came to, or in a dry run would come to.
type Report struct {
	File       string
	Digest     string
	DryRun     bool
	Rows       []Row
	Total      int
	Registered int
	Unchanged  int
	Rejected   int
}

// Preview says what each row would become, by doing it and undoing it.
func Preview(ctx context.Context, a *app.App, actor org.Actor, s *Source, o Options) (*Report, error) {
	return run(ctx, a, actor, s, o, true)
}

// Confirm registers the good rows in one transaction and reports every row.
func Confirm(ctx context.Context, a *app.App, actor org.Actor, s *Source, o Options) (*Report, error) {
	return run(ctx, a, actor, s, o, false)
}

func run(ctx context.Context, a *app.App, actor org.Actor, s *Source, o Options, dry bool) (*Report, error) {
	rep := &Report{File: s.File, Digest: s.Digest, DryRun: dry, Rows: make([]Row, len(s.records)), Total: len(s.records)}
	cmds := make([]app.Command, 0, len(s.records))
	at := make([]int, 0, len(s.records)) // row of each command
	known, err := onRecord(ctx, a, s)
	if err != nil {
		return nil, err
	}
	for i, r := range s.records {
		c, notes := command(r, o)
		row := Row{
			Sheet: r.Sheet, Number: r.Row, Code: c.Code, Class: c.Class, Kind: c.Kind, Parts: len(c.Parts), Level: r.Fields.Level,
			Title: asset.State{Details: c.Details, Brand: c.Brand, Model: c.Model, Class: c.Class, Kind: c.Kind}.Title(),
			Notes: append(notes, r.Warnings...),
		}
		switch id, same := known.find(r, c); {
		case same:
			row.Outcome, row.ID = Unchanged, id
		case len(r.Errors) > 0:
			row.Outcome = Rejected
			for _, e := range r.Errors {
				row.Reasons = append(row.Reasons, e.Text)
			}
		default:
			cmds, at = append(cmds, c), append(at, i)
		}
		rep.Rows[i] = row
	}
	results, err := execute(ctx, a, actor, s, cmds, dry)
	if err != nil {
		return nil, err
	}
	for n, res := range results {
		rep.Rows[at[n]].settle(res)
	}
	rep.count()
	return rep, nil
}

func execute(ctx context.Context, a *app.App, actor org.Actor, s *Source, cmds []app.Command, dry bool) ([]app.Result, error) {
	switch {
	case len(cmds) == 0:
		return nil, nil
	case dry:
		return a.DryRun(ctx, actor, cmds)
	default:
		return a.Import(ctx, actor, app.ImportBatch{File: s.File, Digest: s.Digest, Rows: s.Rows()}, cmds)
	}
}

func (r *Row) settle(res app.Result) {
	if res.Err == nil {
		r.Outcome, r.ID, r.Code = Registered, res.Outcome.ID, res.Outcome.Code
		if n := res.Outcome.Note; n != nil {
			r.Notes = append(r.Notes, errs.Field{Name: "level", Text: *n})
		}
		return
	}
	e := errs.As(res.Err)
	r.Outcome, r.Rule, r.Articles = Rejected, e.Rule, e.Articles
	if len(e.Fields) == 0 {
		r.Reasons = append(r.Reasons, e.Text)
	}
	for _, f := range e.Fields {
		r.Reasons = append(r.Reasons, f.Text)
	}
	r.Reasons = append(r.Reasons, e.Missing...)
}

func (rep *Report) count() {
	for _, r := range rep.Rows {
		switch r.Outcome {
		case Registered:
			rep.Registered++
		case Unchanged:
			rep.Unchanged++
		case Rejected:
			rep.Rejected++
		}
	}
}

// WriteRejects writes the rejected rows of the file as they were, with the
// reasons behind them, to be mended and imported again. A file of several
// sheets gives the rows of each in turn.
func (s *Source) WriteRejects(w io.Writer, rep *Report) error {
	for i, t := range s.Tables {
		var rows []reject.Row
		for n, r := range s.records {
			if r.table == i && rep.Rows[n].Outcome == Rejected {
				rows = append(rows, reject.Row{Number: r.Row, Reasons: rep.Rows[n].Reasons})
			}
		}
		if len(rows) == 0 {
			continue
		}
		if err := reject.CSV(w, t, rows); err != nil {
			return err
		}
	}
	return nil
}
