package importer

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
	"sealbook/internal/store"
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
	Sheet      string
	Number     int // as the user sees it in the sheet
	Outcome    Outcome
	ID         string // of the asset, when there is one
	Code       string
	Title      string // brand and model or name
	Class      asset.Class
	Kind       asset.Kind
	Parts      int
	Level      string // as the ledger claims it; the classification follows by signatures
	Term       int    // years, as claimed
	Department string // as written, as are room and keeper
	Room       string
	Keeper     string       `json:"-"` // personal data: not kept under a key
	Differs    []Difference // of an unchanged row: where it says other than the book
	Reasons    []errs.Text  // why it is rejected
	Rule       string       // the rule that refused it, if one did
	Articles   []string     // its basis
	Notes      []errs.Field // what was understood in part, or is to be done afterwards

	// NoDepartment: the row names a department that the organ does not have.
	NoDepartment bool `json:",omitempty"`
}

// Report is what an import came to, or in a dry run would come to.
type Report struct {
	File       string
	Digest     string
	DryRun     bool
	Again      bool            `json:"-"` // answered from the idempotency key, not done again
	Skipped    []table.Skipped `json:"-"` // of an organ's file; a ledger's are told by its Source
	Rows       []Row
	Total      int
	Registered int
	Unchanged  int
	Rejected   int
	Differs    int // of the unchanged rows, those that say other than the book
	Noted      int // rows that are not rejected and have a note

	// NoDepartment counts the registered rows that name a department which the
	// organ does not have: drafts without one, for which nothing is asked.
	NoDepartment int
}

// Preview says what each row would become, by doing it and undoing it.
func Preview(ctx context.Context, a *app.App, actor org.Actor, s *Source, o Options) (*Report, error) {
	if err := a.MayImport(ctx, actor); err != nil {
		return nil, err
	}
	var p *plan
	if err := a.Store().Read(ctx, func(tx *store.Tx) (err error) {
		p, err = s.plan(tx, actor, o)
		return err
	}); err != nil {
		return nil, err
	}
	p.rep.DryRun = true
	if len(p.cmds) == 0 {
		return p.report(nil), nil
	}
	results, err := a.DryRun(ctx, actor, p.cmds)
	if err != nil {
		return nil, err
	}
	return p.report(results), nil
}

// Confirm registers the good rows in one transaction and reports every row.
// Under a key the same file with the same choices is done once; whoever sends it
// again is given the first report.
func Confirm(ctx context.Context, a *app.App, actor org.Actor, s *Source, o Options, key string) (*Report, error) {
	b := app.ImportBatch{File: s.File, Digest: s.Digest, Rows: s.Rows(), Key: key, Request: s.request(o), Progress: o.Progress}
	if err := a.MayImport(ctx, actor); err != nil {
		return nil, err
	}
	if kept, err := a.ImportAnswer(ctx, actor, b); err != nil || kept != nil {
		return unpack(kept, err)
	}
	if err := s.Usable(); err != nil {
		return nil, err
	}
	var p *plan
	var rep *Report
	b.Plan = func(book app.Book) (cmds []app.Command, unchanged int, err error) {
		if p, err = s.plan(book, actor, o); err != nil {
			return nil, 0, err
		}
		return p.cmds, p.report(nil).Unchanged, nil
	}
	b.Answer = func(results []app.Result) ([]byte, error) {
		rep = p.report(results)
		return rep.pack()
	}
	kept, err := a.Import(ctx, actor, b)
	if err != nil || kept != nil {
		return unpack(kept, err)
	}
	return rep, nil
}

// request names what was asked for: the file and the choices about it.
func (s *Source) request(o Options) string {
	b, err := json.Marshal([]any{s.Digest, o.Mappings, o.NoPropose})
	if err != nil { // strings, bools and ints cannot fail
		panic(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// plan is what an import is about to do.
type plan struct {
	rep   Report
	cmds  []app.Command
	at    []int // row of each command
	known known
	words words
}

func (s *Source) plan(book app.Book, actor org.Actor, o Options) (*plan, error) {
	if err := s.Usable(); err != nil {
		return nil, err
	}
	n := len(s.records)
	p := &plan{
		rep:  Report{File: s.File, Digest: s.Digest, Rows: make([]Row, n), Total: n},
		cmds: make([]app.Command, 0, n), at: make([]int, 0, n), words: words{actor, o},
	}
	all, notes := make([]app.Register, n), make([][]errs.Field, n)
	for i, r := range s.records {
		all[i], notes[i] = command(r, o)
	}
	var err error
	if p.known, err = onRecord(book, actor, s, all); err != nil {
		return nil, err
	}
	for i, r := range s.records {
		c := all[i]
		row := Row{
			Sheet: r.Sheet, Number: r.Row, Code: c.Code, Class: c.Class, Kind: c.Kind, Parts: len(c.Parts),
			Level: r.Fields.Level, Term: r.Fields.Term, Department: r.Fields.Department, Room: r.Fields.Room, Keeper: r.Fields.Keeper,
			Title: asset.State{Details: c.Details, Brand: c.Brand, Model: c.Model, Class: c.Class, Kind: c.Kind}.Title(),
			Notes: append(notes[i], r.Warnings...),
		}
		switch id, same := p.known.find(r, c); {
		case same:
			row.onRecord(id, r, c, p.known, o)
		case len(r.Errors) > 0:
			row.Outcome = Rejected
			for _, e := range r.Errors {
				row.Reasons = append(row.Reasons, e.Text)
			}
		default:
			row.Notes = append(unmatched(r, c, p.known, o), row.Notes...)
			row.NoDepartment = r.Fields.Department != "" && c.Department == ""
			p.cmds, p.at = append(p.cmds, c), append(p.at, i)
		}
		p.rep.Rows[i] = row
	}
	return p, nil
}

// report settles the rows with the results of the commands. It starts from the
// plan each time: a transaction that was begun anew settles anew.
func (p *plan) report(results []app.Result) *Report {
	rep := p.rep
	rep.Rows = slices.Clone(p.rep.Rows)
	for n, res := range results {
		r := &rep.Rows[p.at[n]]
		r.Notes = slices.Clip(r.Notes)
		r.settle(res, rep.DryRun)
		if r.Outcome == Rejected {
			p.explain(r, p.cmds[n].(app.Register))
		}
	}
	rep.count()
	return &rep
}

// pack and unpack keep a report under its key, which has no end: without the
// names of persons. It is mostly repetition.
func (rep *Report) pack() ([]byte, error) {
	rep = rep.impersonal()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if err := json.NewEncoder(w).Encode(rep); err != nil {
		return nil, errs.Wrap(err, "import.keep")
	}
	if err := w.Close(); err != nil {
		return nil, errs.Wrap(err, "import.keep")
	}
	return b.Bytes(), nil
}

func unpack(kept []byte, err error) (*Report, error) {
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(kept))
	if err != nil {
		return nil, errs.Wrap(err, "import.kept")
	}
	rep := &Report{}
	if err := json.NewDecoder(r).Decode(rep); err != nil {
		return nil, errs.Wrap(err, "import.kept")
	}
	rep.Again = true
	return rep, nil
}

func (r *Row) settle(res app.Result, dry bool) {
	if res.Err == nil {
		r.Outcome = Registered
		if !dry { // id and number were given back
			r.ID, r.Code = res.Outcome.ID, res.Outcome.Code
		}
		if n := res.Outcome.Note; n != nil {
			r.Notes = append(r.Notes, errs.Field{Name: "level", Text: *n})
		}
		return
	}
	r.refused(errs.As(res.Err))
}

func (rep *Report) count() {
	for _, r := range rep.Rows {
		if r.Outcome != Rejected && len(r.Notes) > 0 {
			rep.Noted++
		}
		switch r.Outcome {
		case Registered:
			rep.Registered++
			if r.NoDepartment {
				rep.NoDepartment++
			}
		case Unchanged:
			rep.Unchanged++
			if len(r.Differs) > 0 {
				rep.Differs++
			}
		case Rejected:
			rep.Rejected++
		}
	}
}
