package store

import (
	"strings"
)

// fewEvents is up to how many events Postgres writes in one statement.
const fewEvents = 4

// fewSubjects is up to how many objects may look up the id of their event.
const fewSubjects = 8

// idOf is, as an argument, the ledger id of the event with this uid: where it is
// drawn by a statement that is sent along, it is not known here.
type idOf string

// writeFew draws the ids of a few events and writes the events with all that
// belongs to them in one statement. On Postgres most of a command's time goes
// into waiting for answers; on SQLite there is nothing to wait for. It leaves
// the same rows as drawIDs and writeEvents. Later: nobody needs the ids here.
func (x *Tx) writeFew(later bool) error {
	q := &x.queue
	var events, subjects, private values
	for k := range q.events {
		e := &q.events[k]
		events.add(eventTypes, k, e.uid, e.kind, e.actor, e.at, e.leaf, e.hash[:])
		for _, s := range e.subjects {
			subjects.add(subjectTypes, k, s.Kind, s.ID, s.Seq, s.Prev[:])
		}
		for _, p := range e.private {
			private.add(privateTypes, k, p.name, p.value, p.salt[:])
		}
	}
	args := append(append(events.args, subjects.args...), private.args...)
	query := "WITH d (k, uid, type, actor, at, leaf, hash) AS (VALUES " + events.sql() + `),
		i AS (SELECT o.k, nextval('ledger_event_id') AS id FROM (SELECT k FROM d ORDER BY k) AS o),
		e AS (INSERT INTO ledger_event (id, uid, type, version, actor, at, leaf, leaf_hash)
			SELECT i.id, d.uid, d.type, 1, d.actor, d.at, d.leaf, d.hash FROM d JOIN i ON i.k = d.k),
		s AS (INSERT INTO ledger_subject (event_id, kind, subject, seq, prev_hash)
			SELECT i.id, v.kind, v.subject, v.seq, v.prev FROM (VALUES ` + subjects.sql() + `) AS v (k, kind, subject, seq, prev)
			JOIN i ON i.k = v.k),
		p AS (INSERT INTO ledger_pending (event_id) SELECT id FROM i)`
	if len(private.args) > 0 {
		query += `, r AS (INSERT INTO ledger_private (event_id, name, value, salt)
			SELECT i.id, v.name, v.value, v.salt FROM (VALUES ` + private.sql() + `) AS v (k, name, value, salt) JOIN i ON i.k = v.k)`
	}
	if later {
		q.ids = nil
		return x.put(query+" SELECT 1", args...)
	}
	q.ids = make([]int64, 0, len(q.events))
	return x.ask(func(r scanner) error {
		var id int64
		err := r.Scan(&id)
		q.ids = append(q.ids, id)
		return err
	}, query+" SELECT id FROM i ORDER BY k", args...)
}

const (
	eventTypes   = "bigint text text text timestamptz bytea bytea"
	subjectTypes = "bigint text text bigint bytea"
	privateTypes = "bigint text text bytea"
)

// values collects rows of a VALUES list. The first row carries the types, which
// Postgres cannot guess from arguments alone.
type values struct {
	rows []string
	args []any
}

func (v *values) add(types string, row ...any) {
	names := strings.Fields(types)
	marks := make([]string, len(row))
	for i := range row {
		marks[i] = "?"
		if len(v.rows) == 0 {
			marks[i] = "?::" + names[i]
		}
	}
	v.rows = append(v.rows, "("+strings.Join(marks, ", ")+")")
	v.args = append(v.args, row...)
}

func (v *values) sql() string { return strings.Join(v.rows, ", ") }
