package store

import (
	"context"
	"encoding/json"
	"fmt"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
)

// Refusal is a command that a rule refused, to be kept as evidence.
type Refusal struct {
	Actor    string // person
	Account  string
	Verb     string
	Asset    string // id as asked for, "" if the command is about none
	Rule     string
	Articles []string
	Missing  []errs.Text
}

// RefusalRecorded is the event of a refusal.
type RefusalRecorded struct {
	Refusal  string   `json:"refusal"`
	Account  string   `json:"account,omitempty"`
	Verb     string   `json:"verb"`
	Asset    string   `json:"asset,omitempty"`
	Rule     string   `json:"rule"`
	Articles []string `json:"articles,omitempty"`
	Missing  []lack   `json:"missing,omitempty"`
}

// lack is one thing that was missing, in both languages. Refusals kept before
// 2026-11-23 have it in Chinese only, as a plain string; written again they stay so.
type lack errs.Text

// MarshalJSON writes an object, or the string of an early refusal.
func (l lack) MarshalJSON() ([]byte, error) {
	if l.EN == "" {
		return json.Marshal(l.ZH)
	}
	return json.Marshal(errs.Text(l))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *lack) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		l.EN = ""
		return json.Unmarshal(b, &l.ZH)
	}
	return json.Unmarshal(b, (*errs.Text)(l))
}

// told gives the texts to show; what was kept in Chinese only is shown so.
func told(list []lack) []errs.Text {
	var out []errs.Text
	for _, l := range list {
		if l.EN == "" {
			l.EN = l.ZH
		}
		out = append(out, errs.Text(l))
	}
	return out
}

// EventType names the payload in the ledger.
func (RefusalRecorded) EventType() string { return "refusal.recorded" }

// RecordRefusals keeps refusals, in a transaction of their own: that of the
// commands was rolled back, or went on without them.
func (s *Store) RecordRefusals(ctx context.Context, list []Refusal) error {
	return s.Write(ctx, func(x *Tx) error {
		for _, r := range list {
			if err := x.addRefusal(r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *Tx) addRefusal(r Refusal) error {
	id := x.NewID()
	d := RefusalRecorded{Refusal: id, Account: r.Account, Verb: r.Verb, Asset: r.Asset, Rule: r.Rule, Articles: r.Articles}
	for _, m := range r.Missing {
		d.Missing = append(d.Missing, lack(m))
	}
	values, err := d.values()
	if err != nil {
		return err
	}
	return x.record1(actorOr(r.Actor), event.Of(d, event.Subject{Kind: "refusal", ID: id}), "refusal",
		"account, verb, asset_id, rule, articles, missing", values...)
}

// values are the columns of the row that the event states.
func (d RefusalRecorded) values() ([]any, error) {
	articles, err := jsonOf(d.Articles, len(d.Articles) == 0)
	if err != nil {
		return nil, err
	}
	missing, err := jsonOf(d.Missing, len(d.Missing) == 0)
	return []any{d.Account, d.Verb, d.Asset, d.Rule, articles, missing}, err
}

// Finding is something that does not fit: a scan of a label out of force, a
// token nobody knows.
type Finding struct {
	Kind  string
	Asset string // id, "" if it belongs to none
	Label string // token, "" if there was none
	By    string // person
	Note  string
}

// FindingRecorded is the event of a finding.
type FindingRecorded struct {
	Finding string `json:"finding"`
	Kind    string `json:"kind"`
	Asset   string `json:"asset,omitempty"`
	Label   string `json:"label,omitempty"`
	Note    string `json:"note,omitempty"`
}

// EventType names the payload in the ledger.
func (FindingRecorded) EventType() string { return "finding.recorded" }

// RecordFinding keeps a finding, in a transaction of its own.
func (s *Store) RecordFinding(ctx context.Context, f Finding) error {
	return s.Write(ctx, func(x *Tx) error { return x.AddFinding(f) })
}

// AddFinding keeps a finding with what else the transaction does.
func (x *Tx) AddFinding(f Finding) error {
	id := x.NewID()
	d := FindingRecorded{id, f.Kind, f.Asset, f.Label, f.Note}
	return x.record1(actorOr(f.By), event.Of(d, event.Subject{Kind: "finding", ID: id}), "finding",
		"kind, asset_id, label, note", d.values()...)
}

func (d FindingRecorded) values() []any { return []any{d.Kind, text(d.Asset), d.Label, d.Note} }

// ImportBatch is what became of a file: every row of it was registered, refused
// or on record already.
type ImportBatch struct {
	File       string // base name
	Digest     string // SHA-256, hexadecimal
	Rows       int    // data rows in the file
	Registered int
	Refused    int    // by a rule, or because it could not be read
	Unchanged  int    // on record already
	By         string // person
	For        string // person who delegated the seat, "" under one's own
}

// ImportRecorded is the event of an import. The file's name may be a person's
// and is therefore kept apart, under «file». Imports recorded before 2026-11-23
// do not count what was on record already, nor what could not be read.
type ImportRecorded struct {
	Batch      string `json:"batch"`
	Digest     string `json:"digest"`
	Rows       int    `json:"rows"`
	Registered int    `json:"registered"`
	Refused    int    `json:"refused"`
	Unchanged  int    `json:"unchanged,omitempty"`
}

// EventType names the payload in the ledger.
func (ImportRecorded) EventType() string { return "import.done" }

func (d ImportRecorded) values() []any {
	return []any{d.Digest, int64(d.Rows), int64(d.Registered), int64(d.Refused), int64(d.Unchanged)}
}

// OneImport has the transaction wait until no other one imports, and others until
// it ends: what is on record already is then what it finds there.
func (x *Tx) OneImport() error {
	if lock := x.dialect.oneImport(); lock != "" {
		_, err := x.do(lock)
		return err
	}
	return nil
}

// RecordImport keeps an import with what else the transaction does. A record
// that does not account for every row is not kept.
func (x *Tx) RecordImport(b ImportBatch) error {
	if b.Rows != b.Registered+b.Refused+b.Unchanged {
		return x.failed(errs.Wrap(fmt.Errorf("store: an import of %d rows with %d registered, %d refused, %d unchanged",
			b.Rows, b.Registered, b.Refused, b.Unchanged), "store.import"))
	}
	d := ImportRecorded{
		Batch: x.NewID(), Digest: b.Digest, Rows: b.Rows, Registered: b.Registered, Refused: b.Refused, Unchanged: b.Unchanged,
	}
	e := event.Of(d, event.Subject{Kind: "import", ID: d.Batch})
	e.Private, e.For = map[string]string{"file": b.File}, b.For
	return x.record1(actorOr(b.By), e, "import_batch", "file, digest, rows_read, registered, refused, unchanged",
		append([]any{b.File}, d.values()...)...)
}

// record1 appends an event about one fresh object and, once the event has its
// id, the object's row.
func (x *Tx) record1(by string, e event.Event, table, columns string, values ...any) error {
	if err := x.Append(by, "", e); err != nil {
		return err
	}
	id, at := e.Subjects[0].ID, x.clock // which later loads may still move
	x.lastEvent(func(event int64) error {
		args := append([]any{id, event, at, by}, values...)
		_, err := x.do("INSERT INTO "+table+" (id, event_id, at, actor, "+columns+") VALUES "+marks(len(args), 1), args...)
		return err
	})
	return nil
}

// lastEvent runs fn with the id of the event appended last, when it has one.
func (x *Tx) lastEvent(fn func(event int64) error) {
	n := len(x.queue.events) - 1
	x.queue.after = append(x.queue.after, func(id func(int) int64) error { return fn(id(n)) })
}

// actorOr: what is done before anybody has signed in is done by the system.
func actorOr(person string) string {
	if person == "" {
		return SystemActor
	}
	return person
}

// AssetIDByCode finds an asset's id without looking at any scope: only to tell
// apart, in the log, what the answer to the actor does not tell apart.
func (s *Store) AssetIDByCode(ctx context.Context, code string) (id string, found bool, err error) {
	found, err = s.reads().one(ctx, []any{&id}, "SELECT id FROM asset WHERE code_key = ? OR id = ?", asset.CodeKey(code), code)
	return id, found, err
}
