package store

import (
	"context"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
)

// Refusal is a command that a rule refused, to be kept as evidence.
type Refusal struct {
	Actor    string // person
	Account  string
	Verb     string
	Asset    string // id as asked for, "" if the command is about none
	Rule     string
	Articles []string
	Missing  []string // in Chinese, as shown
}

// RefusalRecorded is the event of a refusal.
type RefusalRecorded struct {
	Refusal  string   `json:"refusal"`
	Account  string   `json:"account,omitempty"`
	Verb     string   `json:"verb"`
	Asset    string   `json:"asset,omitempty"`
	Rule     string   `json:"rule"`
	Articles []string `json:"articles,omitempty"`
	Missing  []string `json:"missing,omitempty"`
}

// EventType names the payload in the ledger.
func (RefusalRecorded) EventType() string { return "refusal.recorded" }

// RecordRefusal keeps one refusal; see RecordRefusals.
func (s *Store) RecordRefusal(ctx context.Context, r Refusal) error {
	return s.RecordRefusals(ctx, []Refusal{r})
}

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
	articles, err := jsonOf(r.Articles, len(r.Articles) == 0)
	if err != nil {
		return err
	}
	missing, err := jsonOf(r.Missing, len(r.Missing) == 0)
	if err != nil {
		return err
	}
	id := x.NewID()
	e := event.Of(RefusalRecorded{id, r.Account, r.Verb, r.Asset, r.Rule, r.Articles, r.Missing},
		event.Subject{Kind: "refusal", ID: id})
	return x.record1(actorOr(r.Actor), e, "refusal", "account, verb, asset_id, rule, articles, missing",
		r.Account, r.Verb, r.Asset, r.Rule, articles, missing)
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
	e := event.Of(FindingRecorded{id, f.Kind, f.Asset, f.Label, f.Note}, event.Subject{Kind: "finding", ID: id})
	return x.record1(actorOr(f.By), e, "finding", "kind, asset_id, label, note", f.Kind, text(f.Asset), f.Label, f.Note)
}

// ImportBatch is what became of a file.
type ImportBatch struct {
	ID         string // drawn by the caller, the subject of his event
	File       string // base name
	Digest     string // SHA-256, hexadecimal
	Rows       int    // data rows in the file
	Registered int
	Refused    int
	By         string // person
	At         time.Time
}

// RecordImport keeps the row of an import whose event was appended last.
func (x *Tx) RecordImport(b ImportBatch) error {
	x.lastEvent(func(event int64) error {
		_, err := x.do(`INSERT INTO import_batch (id, event_id, at, actor, file, digest, rows_read, registered, refused)
			VALUES `+marks(9, 1), b.ID, event, b.At, actorOr(b.By), b.File, b.Digest, b.Rows, b.Registered, b.Refused)
		return err
	})
	return nil
}

// ImportedBefore finds the newest import of a file with the digest.
func (x *Tx) ImportedBefore(digest string) (ImportBatch, bool, error) {
	b := ImportBatch{Digest: digest}
	var at stamp
	found, err := x.first([]any{&b.ID, &b.File, &b.Rows, &b.Registered, &b.Refused, &b.By, &at},
		`SELECT id, file, rows_read, registered, refused, actor, at FROM import_batch WHERE digest = ?
		 ORDER BY event_id DESC LIMIT 1`, digest)
	b.At = at.time()
	return b, found, err
}

// record1 appends an event about one fresh object and, once the event has its
// id, the object's row.
func (x *Tx) record1(by string, e event.Event, table, columns string, values ...any) error {
	if err := x.Append(by, "", e); err != nil {
		return err
	}
	id := e.Subjects[0].ID
	x.lastEvent(func(event int64) error {
		args := append([]any{id, event, x.clock, by}, values...)
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
