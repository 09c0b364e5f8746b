package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"

	"sealbook/internal/ledger"
)

// unproved is a stored value that does not fit what the event proves.
func unproved(table string, id int64, column string) Mismatch {
	return Mismatch{table, fmt.Sprint(id), column, "what the history proves", "another value", id}
}

// storedEvent is one row of the history.
type storedEvent struct {
	id, version      int64
	uid, kind, actor string
	at               stamp
	leaf             []byte
	leafHash         hash
	subjects         int64 // lines it stands in
}

// proveEvents compares every stored event with what it proves itself by: its
// hash, the columns that repeat what the leaf says, the number of its lines and
// the commitments to its personal data.
func proveEvents(x *Tx) ([]Mismatch, error) {
	var out []Mismatch
	for after := int64(0); ; {
		page, err := x.eventsAfter(after, 500)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			leaf, err := ledger.Decode(e.leaf)
			if err != nil {
				return nil, err
			}
			out = append(out, e.wrong(leaf)...)
			if len(leaf.PII) > 0 {
				bad, err := x.commitments(e.id, leaf)
				if err != nil {
					return nil, err
				}
				out = append(out, bad...)
			}
		}
		if len(page) < 500 {
			return out, nil
		}
		after = page[len(page)-1].id
	}
}

func (x *Tx) eventsAfter(id int64, limit int) ([]storedEvent, error) {
	var out []storedEvent
	err := x.each(func(r *sql.Rows) error {
		var e storedEvent
		err := r.Scan(&e.id, &e.version, &e.uid, &e.kind, &e.actor, &e.at, &e.leaf, &e.leafHash, &e.subjects)
		e.leaf = bytes.Clone(e.leaf)
		out = append(out, e)
		return err
	}, `SELECT e.id, e.version, e.uid, e.type, e.actor, e.at, e.leaf, e.leaf_hash,
		(SELECT count(*) FROM ledger_subject s WHERE s.event_id = e.id)
		FROM ledger_event e WHERE e.id > ? ORDER BY e.id LIMIT ?`, id, limit)
	return out, err
}

func (e storedEvent) wrong(l ledger.Leaf) []Mismatch {
	var out []Mismatch
	for _, c := range []struct {
		column string
		ok     bool
	}{
		{"leaf_hash", ledger.Hash(e.leaf) == e.leafHash}, {"type", l.Type == e.kind}, {"version", int64(l.Version) == e.version},
		{"actor", l.By == e.actor}, {"at", stampOf(l.At) == e.at}, {"uid", l.UID == e.uid},
	} {
		if !c.ok {
			out = append(out, unproved("ledger_event", e.id, c.column))
		}
	}
	if int(e.subjects) != len(l.Subjects) {
		out = append(out, unproved("ledger_subject", e.id, "subject"))
	}
	return out
}

// commitments compares personal data with the commitments. What was erased is proved
// by nothing any more; what is gone without having been erased is missing.
func (x *Tx) commitments(id int64, l ledger.Leaf) ([]Mismatch, error) {
	var out []Mismatch
	seen := map[string]bool{}
	err := x.each(func(rows *sql.Rows) error {
		var name, value string
		var salt []byte
		var erased stamp
		if err := rows.Scan(&name, &value, &salt, &erased); err != nil {
			return err
		}
		seen[name] = true
		if erased != 0 {
			return nil
		}
		if want, ok := l.PII[name]; !ok || len(salt) != 16 || ledger.Commit([16]byte(salt), value) != want {
			out = append(out, unproved("ledger_private", id, name))
		}
		return nil
	}, "SELECT name, value, salt, erased FROM ledger_private WHERE event_id = ?", id)
	for name := range l.PII {
		if !seen[name] {
			out = append(out, unproved("ledger_private", id, name))
		}
	}
	slices.SortFunc(out, func(a, b Mismatch) int { return bytes.Compare([]byte(a.Column), []byte(b.Column)) })
	return out, err
}
