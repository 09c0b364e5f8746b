package store

import (
	"database/sql"
	"sort"
	"strconv"

	"sealbook/internal/domain/event"
	"sealbook/internal/ledger"
)

// eventQueue holds what a transaction has recorded and not yet written. Ids are
// drawn when it is written, after every lock is held: drawn earlier, two
// transactions could give one object's events ids in the wrong order.
type eventQueue struct {
	firstUID string
	events   []queuedEvent
	ids      []int64 // of events, while they are being written
	chains   map[lockKey]*chain
	after    []func(id func(n int) int64) error // rows that name an event of the queue
}

type queuedEvent struct {
	uid, kind, actor string
	at               stamp
	leaf             []byte
	hash             [32]byte
	subjects         []ledger.Ref
	private          []privateValue
}

type privateValue struct {
	name, value string
	salt        [16]byte
}

// settle gives the chain the id of its last event, once it has one.
func (q *eventQueue) settle(c *chain) {
	if c.queued > 0 {
		if n := c.queued - 1; q.ids == nil {
			c.uid = idOf(q.events[n].uid)
		} else {
			c.last, c.uid = q.ids[n], ""
		}
		c.queued = 0
	}
}

// uid is the idempotency key of the n-th event (from 1) recorded under base.
func uidOf(base string, n int) string {
	if n == 1 {
		return base
	}
	return base + "/" + strconv.Itoa(n)
}

// flush writes what is recorded: first the history, then the rows it gives.
func (x *Tx) flush() error {
	if err := x.settled(); err != nil || x.rehearsal != nil {
		return err
	}
	q := &x.queue
	switch {
	case len(q.events) == 0:
	case x.ahead != nil && len(q.events) <= fewEvents:
		if err := x.writeFew(len(q.after) == 0 && q.touches() <= fewSubjects); err != nil {
			return err
		}
	default:
		if err := x.drawIDs(len(q.events)); err != nil {
			return err
		}
		if err := x.writeEvents(); err != nil {
			return err
		}
	}
	for _, t := range x.state.all {
		if err := t.write(); err != nil {
			return err
		}
	}
	for _, c := range q.chains {
		q.settle(c)
	}
	after := q.after
	q.after = nil
	for _, fn := range after {
		if err := x.failed(fn(func(n int) int64 { return q.ids[n] })); err != nil {
			return err
		}
	}
	q.events, q.ids = nil, nil
	return x.afterRows()
}

// touches counts the objects that the events touch.
func (q *eventQueue) touches() (n int) {
	for i := range q.events {
		n += len(q.events[i].subjects)
	}
	return n
}

func (x *Tx) drawIDs(n int) error {
	query, args := x.dialect.eventIDs(n)
	ids := make([]int64, 0, n)
	err := x.each(func(r *sql.Rows) error {
		var id int64
		if err := r.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
		return nil
	}, query, args...)
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	x.queue.ids = ids
	return err
}

func (x *Tx) writeEvents() error {
	q := &x.queue
	events := make([][]any, len(q.events))
	pending := make([][]any, len(q.events))
	var subjects, private [][]any
	for i := range q.events {
		e, id := &q.events[i], q.ids[i]
		events[i] = []any{id, e.uid, e.kind, 1, e.actor, e.at, e.leaf, e.hash[:]}
		pending[i] = []any{id}
		for _, s := range e.subjects {
			subjects = append(subjects, []any{id, s.Kind, s.ID, s.Seq, s.Prev[:]})
		}
		for _, p := range e.private {
			private = append(private, []any{id, p.name, p.value, p.salt[:]})
		}
	}
	if err := x.add("ledger_event", "id, uid, type, version, actor, at, leaf, leaf_hash", 8, events); err != nil {
		return err
	}
	if err := x.add("ledger_subject", "event_id, kind, subject, seq, prev_hash", 5, subjects); err != nil {
		return err
	}
	if err := x.add("ledger_pending", "event_id", 1, pending); err != nil {
		return err
	}
	return x.add("ledger_private", "event_id, name, value, salt", 4, private)
}

// chainOf returns the chain of any object, loading it if need be.
func (x *Tx) chainOf(s event.Subject) (*chain, error) {
	if t := x.state.of(s.Kind); t != nil {
		return t.chainOf(s.ID), nil
	}
	q := &x.queue
	if q.chains == nil {
		q.chains = map[lockKey]*chain{}
	}
	k := lockKey{s.Kind, s.ID}
	if c, ok := q.chains[k]; ok {
		return c, nil
	}
	c := &chain{}
	if !x.fresh[s.ID] {
		// Kinds without a row of their own have no lock either: of two that
		// continue one chain the unique key lets one pass, the other repeats.
		var head hash
		found, err := x.first([]any{&c.seq, &head}, `SELECT s.seq, e.leaf_hash FROM ledger_subject s
			JOIN ledger_event e ON e.id = s.event_id WHERE s.kind = ? AND s.subject = ? ORDER BY s.seq DESC LIMIT 1`,
			s.Kind, s.ID)
		if err != nil {
			return nil, err
		}
		if found {
			c.head = head
		}
	}
	q.chains[k] = c
	return c, nil
}
