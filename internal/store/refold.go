package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/attachment"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/export"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
)

// Mismatch is one place where a state table is not what the history says.
type Mismatch struct {
	Table     string
	ID        string
	Column    string // "" when the whole row is missing or too much
	Expected  string
	Found     string
	LastEvent int64 // ledger id of the object's last event, 0 without
}

// String says it in one line.
func (m Mismatch) String() string {
	return fmt.Sprintf("%s %s %s: expected %q, found %q (last event %d)", m.Table, m.ID, m.Column, m.Expected, m.Found, m.LastEvent)
}

// Counts reports whether it lies in a table of counts, or in the year by which
// such a table goes: Recount mends those.
func (m Mismatch) Counts() bool {
	return m.Table == assetTally.table || m.Table == assetFlow.table || m.Table == assetKind.table && m.Column == "bought"
}

// Refold replays the whole history and compares every row that an event states,
// column by column, in one consistent reading: the state tables through their
// folds, seats, delegations, places of print jobs and counts of assets beside them, and the
// records (refusals, findings, imports, exports, fetched labels, policy) one row an event. A
// row that no event made is reported, and so is an event whose row is gone.
// Each event is held against its hash, its columns, its lines and its
// commitments. Refold holds one object at a time.
//
// Not replayed, because no event states it: secrets and sessions (credential,
// activation, session), idempotency, counters and the search index.
func (s *Store) Refold(ctx context.Context) ([]Mismatch, error) {
	var out []Mismatch
	err := s.Read(ctx, func(x *Tx) error {
		checks := []func(*Tx) ([]Mismatch, error){
			proveEvents,
			refold(&departmentKind), refold(&roomKind), refold(&personKind), refold(&accountKind), refold(&assetKind),
			refold(&jobKind), refold(&labelKind), refold(&vendorKind), refold(&agreementKind), refold(&repairKind), refoldFiles, refoldPolicy, refoldDual,
		}
		for i := range recordTables {
			checks = append(checks, recordTables[i].refold)
		}
		for _, check := range checks {
			found, err := check(x)
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		return nil
	})
	return out, err
}

// payloads maps event types to the types that hold them.
var payloads = func() map[string]reflect.Type {
	m := map[string]reflect.Type{}
	for _, list := range [][]event.Payload{
		asset.Payloads(), org.Payloads(), account.Payloads(), labelissue.Payloads(), export.Payloads(), agreement.Payloads(), attachment.Payloads(), repair.Payloads(),
		{RefusalRecorded{}, FindingRecorded{}, ImportRecorded{}, PolicySet{}},
	} {
		for _, p := range list {
			m[p.EventType()] = reflect.TypeOf(p)
		}
	}
	return m
}()

// unknownPayload stands for an event that no fold of this release knows.
type unknownPayload string

// EventType names the payload.
func (u unknownPayload) EventType() string { return string(u) }

// replayed turns stored bytes back into the event, with what is left of its
// personal data.
func (x *Tx) replayed(id int64, l ledger.Leaf, b []byte) (event.Event, error) {
	e := event.Event{At: l.At, By: l.By, For: l.For, Data: unknownPayload(l.Type)}
	for _, r := range l.Subjects {
		e.Subjects = append(e.Subjects, event.Subject{Kind: r.Kind, ID: r.ID})
	}
	if t, ok := payloads[l.Type]; ok {
		var raw struct {
			D json.RawMessage `json:"d"`
		}
		if err := json.Unmarshal(b, &raw); err != nil {
			return e, errs.Wrap(err, "store.leaf")
		}
		v := reflect.New(t)
		if err := json.Unmarshal(raw.D, v.Interface()); err != nil {
			return e, errs.Wrap(fmt.Errorf("event %d: %w", id, err), "store.leaf")
		}
		e.Data = v.Elem().Interface().(event.Payload)
	}
	if len(l.PII) == 0 {
		return e, nil
	}
	e.Private = map[string]string{}
	return e, x.each(func(r *sql.Rows) error {
		var name, value string
		err := r.Scan(&name, &value)
		e.Private[name] = value
		return err
	}, "SELECT name, value FROM ledger_private WHERE event_id = ?", id)
}

// replaying is what the replay of every table shares: where it stands, and what
// it has found.
type replaying struct {
	x     *Tx
	kind  string // of the subjects
	table string
	id    string
	chain chain
	out   []Mismatch
}

func (r *replaying) differ(column, expected, found string) {
	r.note(r.table, r.id, column, expected, found)
}

func (r *replaying) note(table, id, column, expected, found string) {
	r.out = append(r.out, Mismatch{table, id, column, expected, found, r.chain.last})
}

// line is one event of one object, as stored.
type line struct {
	subject  string
	id, seq  int64
	leaf     []byte
	leafHash hash
}

// walk goes through the events of the kind, object by object and in the order
// of each: finish is called after the last event of an object, each with every
// event. It reads in pages, because rows and names are read in between.
func (r *replaying) walk(each func(event.Event), finish func() error) error {
	after := line{}
	for {
		page, err := r.x.lines(r.kind, after, 500)
		if err != nil {
			return err
		}
		for _, l := range page {
			if l.subject != r.id {
				if err := r.done(finish); err != nil {
					return err
				}
				r.id, r.chain = l.subject, chain{}
			}
			leaf, err := ledger.Decode(l.leaf)
			if err != nil {
				return err
			}
			for _, ref := range leaf.Subjects {
				if ref.Kind == r.kind && ref.ID == l.subject && (ref.Seq != l.seq || ref.Prev != r.chain.head || l.seq != r.chain.seq+1) {
					r.out = append(r.out, unproved("ledger_subject", l.id, "seq"))
				}
			}
			e, err := r.x.replayed(l.id, leaf, l.leaf)
			if err != nil {
				return err
			}
			r.chain = chain{seq: l.seq, head: l.leafHash, last: l.id}
			each(e)
		}
		if len(page) < 500 {
			return r.done(finish)
		}
		after = page[len(page)-1]
	}
}

func (r *replaying) done(finish func() error) error {
	if r.id == "" {
		return nil
	}
	return finish()
}

func (x *Tx) lines(kind string, after line, limit int) ([]line, error) {
	var out []line
	err := x.each(func(r *sql.Rows) error {
		var l line
		err := r.Scan(&l.subject, &l.id, &l.seq, &l.leaf, &l.leafHash)
		l.leaf = bytes.Clone(l.leaf)
		out = append(out, l)
		return err
	}, `SELECT s.subject, s.event_id, s.seq, e.leaf, e.leaf_hash FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND (s.subject, s.seq) > (?, ?) ORDER BY s.subject, s.seq LIMIT ?`, kind, after.subject, after.seq, limit)
	return out, err
}

// strays finds rows that no event made: whose column of names no object.
func (r *replaying) strays(table, key, of string) error {
	return r.x.each(func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		r.out = append(r.out, Mismatch{Table: table, ID: id, Expected: "none", Found: "a row"})
		return err
	}, "SELECT "+key+" FROM "+table+" t WHERE NOT EXISTS (SELECT 1 FROM ledger_subject s WHERE s.kind = ? AND s.subject = t."+
		of+") ORDER BY "+key, r.kind)
}

// rows compares all rows of a table that match with those that the events want,
// by the ids that name gives them from the first values of a row.
func (r *replaying) rows(table string, keys int, columns []string, want map[string][]any, match string, args ...any) error {
	values := make([]any, len(columns))
	dest := make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	err := r.x.each(func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		id := rowID(values[:keys])
		w, ok := want[id]
		if !ok {
			r.note(table, id, "", "none", "a row")
			return nil
		}
		delete(want, id)
		r.compare(table, id, columns, w, values)
		return nil
	}, "SELECT "+joined(columns)+" FROM "+table+" t WHERE "+match, args...)
	if err != nil {
		return err
	}
	missing := make([]string, 0, len(want))
	for id := range want {
		missing = append(missing, id)
	}
	slices.Sort(missing)
	for _, id := range missing {
		r.note(table, id, "", "a row", "none")
	}
	return nil
}

func (r *replaying) compare(table, id string, columns []string, want, found []any) {
	for i, c := range columns {
		if want[i] == unstated {
			continue
		}
		if a, b := canonical(want[i]), canonical(found[i]); a != b {
			r.note(table, id, c, a, b)
		}
	}
}

// unstated stands for a value that the history does not hold (any more).
var unstated any = struct{ nothing byte }{}

// rowID names a row by the values of its key.
func rowID(key []any) string {
	id := ""
	for i, v := range key {
		if i > 0 {
			id += "/"
		}
		id += canonical(v)
	}
	return id
}

func joined(columns []string) string {
	return "t." + strings.Join(columns, ", t.")
}

// canonical writes a value the same way whichever database it comes from.
func canonical(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case text:
		return string(v)
	case []byte:
		return fmt.Sprintf("%x", v)
	case bool:
		if v {
			return "1"
		}
		return "0"
	case stamp:
		if v == 0 {
			return ""
		}
		return fmt.Sprint(int64(v))
	case time.Time:
		return fmt.Sprint(v.UnixMicro())
	default:
		return fmt.Sprint(v)
	}
}
