package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/org"
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

// Refold replays the whole history through the folds and compares every row of
// the state tables, column by column, in one consistent reading; each event it
// replays is held against its hash, its line and its commitments. It holds one
// object at a time.
func (s *Store) Refold(ctx context.Context) ([]Mismatch, error) {
	var out []Mismatch
	err := s.Read(ctx, func(x *Tx) error {
		for _, check := range []func(*Tx) ([]Mismatch, error){
			refold(&departmentKind), refold(&roomKind), refold(&personKind), refold(&accountKind), refold(&assetKind),
			refold(&jobKind), refold(&labelKind),
		} {
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
	for _, list := range [][]event.Payload{asset.Payloads(), org.Payloads(), account.Payloads(), labelissue.Payloads()} {
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
	e := event.Event{At: l.At, By: l.By, Data: unknownPayload(l.Type)}
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

// proved compares one stored event with what it proves itself by: its hash, its
// place in the line of the object, and the commitments to its personal data. A
// name that was erased is proved by nothing any more.
func (r *refolding[T]) proved(at line, l ledger.Leaf) error {
	note := func(table, column string) {
		r.out = append(r.out, Mismatch{table, fmt.Sprint(at.id), column, "what the history proves", "another value", at.id})
	}
	if ledger.Hash(at.leaf) != at.leafHash {
		note("ledger_event", "leaf_hash")
	}
	for _, ref := range l.Subjects {
		if ref.Kind == r.kind.kind && ref.ID == at.subject && (ref.Seq != at.seq || ref.Prev != r.chain.head || at.seq != r.chain.seq+1) {
			note("ledger_subject", "seq")
		}
	}
	if len(l.PII) == 0 {
		return nil
	}
	return r.x.each(func(rows *sql.Rows) error {
		var name, value string
		var salt []byte
		var erased stamp
		if err := rows.Scan(&name, &value, &salt, &erased); err != nil || erased != 0 {
			return err
		}
		if want, ok := l.PII[name]; !ok || len(salt) != 16 || ledger.Commit([16]byte(salt), value) != want {
			note("ledger_private", name)
		}
		return nil
	}, "SELECT name, value, salt, erased FROM ledger_private WHERE event_id = ?", at.id)
}

// line is one event of one object, as stored.
type line struct {
	subject  string
	id, seq  int64
	leaf     []byte
	leafHash hash
}

// refold checks one kind. It reads the lines of events in order of the objects,
// in pages, because the rows and the names are read in between.
func refold[T any](k *kindOf[T]) func(*Tx) ([]Mismatch, error) {
	return func(x *Tx) ([]Mismatch, error) {
		r := refolding[T]{kind: k, x: x}
		after := line{}
		for {
			page, err := x.lines(k.kind, after, 500)
			if err != nil {
				return nil, err
			}
			for _, l := range page {
				if l.subject != r.id {
					if err := r.finish(); err != nil {
						return nil, err
					}
					var zero T
					r.id, r.state, r.chain = l.subject, zero, chain{}
				}
				leaf, err := ledger.Decode(l.leaf)
				if err != nil {
					return nil, err
				}
				if err := r.proved(l, leaf); err != nil {
					return nil, err
				}
				e, err := x.replayed(l.id, leaf, l.leaf)
				if err != nil {
					return nil, err
				}
				r.state = k.fold(r.state, e)
				r.chain = chain{seq: l.seq, head: l.leafHash, last: l.id}
				*k.version(&r.state) = l.seq
			}
			if len(page) < 500 {
				break
			}
			after = page[len(page)-1]
		}
		if err := r.finish(); err != nil {
			return nil, err
		}
		err := r.strays()
		return r.out, err
	}
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

type refolding[T any] struct {
	kind  *kindOf[T]
	x     *Tx
	id    string
	state T
	chain chain
	out   []Mismatch
}

func (r *refolding[T]) differ(column, expected, found string) {
	r.out = append(r.out, Mismatch{r.kind.table, r.id, column, expected, found, r.chain.last})
}

// finish compares the object that was folded with its row.
func (r *refolding[T]) finish() error {
	if r.id == "" {
		return nil
	}
	r.rename()
	if r.kind.fill != nil {
		if err := r.kind.fill(r.x, []change[T]{{nil, &r.state}}); err != nil {
			return err
		}
	}
	want, err := r.kind.values(&r.state)
	if err != nil {
		return err
	}
	want = append(want, r.chain.seq, r.chain.head[:], r.chain.last)
	found, there, err := r.raw(len(want))
	if err != nil {
		return err
	}
	if !there {
		r.differ("", "a row", "none")
		return nil
	}
	columns := append(append([]string{}, r.kind.columns...), "version", "head_hash", "last_event_id")
	for i, c := range columns {
		if a, b := canonical(want[i]), canonical(found[i]); a != b {
			r.differ(c, a, b)
		}
	}
	return r.beyond(&r.state)
}

// rename keeps what the history calls places and people: the copies in asset
// rows are compared with that, not with rows that may be wrong themselves.
func (r *refolding[T]) rename() {
	name := ""
	switch v := any(&r.state).(type) {
	case *org.Department:
		name = v.Name
	case *org.Room:
		name = v.Name
	case *org.Person:
		name = v.Name
	default:
		return
	}
	r.x.names[lockKey{r.kind.kind, r.id}] = name
}

// beyond compares what lies in tables of its own: the seats of a person.
func (r *refolding[T]) beyond(want any) error {
	w, ok := want.(*org.Person)
	if !ok {
		return nil
	}
	f := &org.Person{ID: r.id}
	if err := loadSeats(r.x, []*org.Person{f}); err != nil {
		return err
	}
	if a, b := fmt.Sprint(w.Seats), fmt.Sprint(f.Seats); a != b {
		r.differ("seat", a, b)
	}
	if a, b := fmt.Sprint(w.Delegations), fmt.Sprint(f.Delegations); a != b {
		r.differ("delegation", a, b)
	}
	return nil
}

// raw reads the columns as they are, the derived ones too: a row that was
// tampered with need not be readable as an object any more.
func (r *refolding[T]) raw(n int) (list []any, found bool, err error) {
	values := make([]any, n)
	dest := make([]any, n)
	for i := range values {
		dest[i] = &values[i]
	}
	q := "SELECT "
	for _, c := range r.kind.columns {
		q += c + ", "
	}
	found, err = r.x.first(dest, q+"version, head_hash, last_event_id FROM "+r.kind.table+" WHERE "+r.kind.key+" = ?", r.id)
	return values, found, err
}

// strays finds rows that no event made.
func (r *refolding[T]) strays() error {
	return r.x.each(func(rows *sql.Rows) error {
		r.id, r.chain = "", chain{}
		err := rows.Scan(&r.id)
		r.differ("", "none", "a row")
		return err
	}, "SELECT t."+r.kind.key+" FROM "+r.kind.table+" t WHERE NOT EXISTS (SELECT 1 FROM ledger_subject s WHERE s.kind = ? AND s.subject = t."+
		r.kind.key+") ORDER BY t."+r.kind.key, r.kind.kind)
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
