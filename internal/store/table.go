package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
)

// kindOf says how the objects of one kind are kept: in which table, and by
// which fold their events become its rows.
type kindOf[T any] struct {
	kind    string // of the subject
	table   string
	key     string   // primary key column: the subject's id
	columns []string // of the state, without key, version, head_hash, last_event_id
	scan    func(*T) (dest []any, finish func() error)
	values  func(*T) ([]any, error)
	fold    func(T, event.Event) T
	id      func(*T) string
	version func(*T) *int64
	changed func(*T) time.Time

	load  func(*Tx, []*T) error                  // what lies in tables of its own
	write func(*Tx, []change[T]) error           // and is written back, after the row
	fill  func(*Tx, []change[T]) error           // copies of others' names, before the row is written
	apply func(x *Tx, was, is *T, e event.Event) // what an event means beyond the row
}

// change is one row before and after the transaction; before is nil for a new one.
type change[T any] struct{ before, after *T }

// chain is where an object's own line of events stands.
type chain struct {
	seq    int64 // of the last event, 0 before the first
	head   [32]byte
	last   int64 // ledger id of the last event
	uid    idOf  // stands for last where that was drawn by a statement nobody has waited for
	queued int   // 1 + place in the queue of this transaction's last event, 0 without
}

// lastEvent is the ledger id of the last event, as an argument.
func (c *chain) lastEvent() any {
	if c.uid != "" {
		return c.uid
	}
	return c.last
}

type row[T any] struct {
	state  T
	stored *T    // as loaded or last written, nil when there is no row
	base   int64 // version of the stored row
	chain  chain
	locked bool
	dirty  bool
}

// table holds the rows of one kind that a transaction has touched.
type table[T any] struct {
	*kindOf[T]
	x      *Tx
	rows   map[string]*row[T]
	dirty  []string // ids in the order of their first change
	coming *expected[T]
	turns  int // how often anything in rows was changed here, or changed back
}

// stateTable is what Append and flush need of any of the tables.
type stateTable interface {
	load(ids []string, lock bool) error
	chainOf(id string) *chain
	fold(id string, e event.Event) error
	save(ids []string) (undo func())
	write() error
}

func newTable[T any](x *Tx, k *kindOf[T]) *table[T] {
	return &table[T]{kindOf: k, x: x, rows: map[string]*row[T]{}}
}

func (t *table[T]) selects() string {
	return "SELECT " + t.key + ", " + strings.Join(t.columns, ", ") + ", version, head_hash, last_event_id FROM " + t.table
}

// load brings the rows into the transaction; with lock they cannot change until
// it ends. An id without a row is noted as such.
func (t *table[T]) load(ids []string, lock bool) error {
	lock = lock && !t.x.readOnly
	if err := t.arrived(); err != nil {
		return err
	}
	var missing []string
	for _, id := range ids {
		r, ok := t.rows[id]
		if ok && (r.locked || !lock) {
			continue
		}
		if t.x.fresh[id] {
			t.rows[id] = &row[T]{locked: true}
			continue
		}
		missing = append(missing, id)
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	missing = slices.Compact(missing)
	if lock {
		if err := t.x.claim(t.kind, missing); err != nil {
			return err
		}
	}
	seen := map[string]int64{}
	for _, id := range missing {
		if r, ok := t.rows[id]; ok {
			seen[id] = r.base
		}
		t.rows[id] = &row[T]{locked: lock}
	}
	// In batches: an import looks at thousands at once.
	for part := range slices.Chunk(missing, 500) {
		if err := t.fetch(part, lock, seen); err != nil {
			return err
		}
	}
	return nil
}

func (t *table[T]) fetch(ids []string, lock bool, seen map[string]int64) error {
	q := t.selects() + " WHERE " + t.key + " IN ? ORDER BY " + t.key
	if lock {
		q += t.x.dialect.forUpdate()
	}
	var got []*row[T]
	if err := t.x.ask(func(rs scanner) error {
		r := &row[T]{locked: lock}
		if err := t.scanRow(rs, r); err != nil {
			return err
		}
		got = append(got, r)
		return nil
	}, q, ids); err != nil {
		return err
	}
	states := make([]*T, len(got))
	for i, r := range got {
		states[i] = &r.state
	}
	if t.kindOf.load != nil && len(states) > 0 {
		if err := t.kindOf.load(t.x, states); err != nil {
			return err
		}
	}
	for _, r := range got {
		if was, ok := seen[t.id(&r.state)]; ok && was != r.base {
			// It was read without a lock, something was decided on it, and then
			// somebody else changed it.
			return t.x.failed(errAgain{stale(t.kind)})
		}
		t.keep(r)
	}
	return nil
}

// keep notes a row that was read.
func (t *table[T]) keep(r *row[T]) {
	kept := r.state
	r.stored = &kept
	t.rows[t.id(&r.state)] = r
	t.x.notBefore(t.changed(&r.state))
}

func (t *table[T]) scanRow(rs scanner, r *row[T], extra ...any) error {
	dest, finish := t.scan(&r.state)
	dest = append(extra, dest...)
	var head hash
	dest = append(dest, &r.base, &head, &r.chain.last)
	if err := rs.Scan(dest...); err != nil {
		return err
	}
	*t.version(&r.state) = r.base
	r.chain.seq, r.chain.head = r.base, head
	return finish()
}

// one and several are what the loaders of Tx are made of.
func (t *table[T]) one(id string, lock bool) (v T, found bool, err error) {
	if err := t.load([]string{id}, lock); err != nil {
		return v, false, err
	}
	if p := t.get(id); p != nil {
		return *p, true, nil
	}
	return v, false, nil
}

func (t *table[T]) several(ids []string, lock bool) (map[string]T, error) {
	if err := t.load(ids, lock); err != nil {
		return nil, err
	}
	out := make(map[string]T, len(ids))
	for _, id := range ids {
		if p := t.get(id); p != nil {
			out[id] = *p
		}
	}
	return out, nil
}

// get returns a loaded object, nil when there is none.
func (t *table[T]) get(id string) *T {
	r, ok := t.rows[id]
	if !ok || r.chain.seq == 0 {
		return nil
	}
	return &r.state
}

func (t *table[T]) chainOf(id string) *chain { return &t.rows[id].chain }

// fold applies the event to the object; the chain has been moved on already.
func (t *table[T]) fold(id string, e event.Event) error {
	r := t.rows[id]
	before := r.state
	r.state = t.kindOf.fold(r.state, e)
	if t.id(&r.state) != id {
		return errs.Wrap(fmt.Errorf("store: %s makes no %s %s", e.Data.EventType(), t.kind, id), "store.fold")
	}
	// The version counts the events that touch the object, those too that its
	// fold has no use for.
	*t.version(&r.state) = r.chain.seq
	t.turns++
	if !r.dirty {
		r.dirty = true
		t.dirty = append(t.dirty, id)
	}
	if t.apply != nil {
		t.apply(t.x, &before, &r.state, e)
	}
	return nil
}

// save remembers the rows as they are now, so that a call that fails halfway
// leaves no trace. States are values: a fold never changes what it was given.
func (t *table[T]) save(ids []string) func() {
	kept := make([]row[T], len(ids))
	for i, id := range ids {
		kept[i] = *t.rows[id]
	}
	dirty := len(t.dirty)
	return func() {
		for i, id := range ids {
			*t.rows[id] = kept[i]
		}
		t.dirty = t.dirty[:dirty]
		t.turns++
	}
}

// write puts the changed rows into the database.
func (t *table[T]) write() error {
	if len(t.dirty) == 0 {
		return nil
	}
	changes := make([]change[T], len(t.dirty))
	for i, id := range t.dirty {
		r := t.rows[id]
		changes[i] = change[T]{r.stored, &r.state}
	}
	if t.fill != nil {
		if err := t.fill(t.x, changes); err != nil {
			return err
		}
	}
	var fresh [][]any
	for _, id := range t.dirty {
		r := t.rows[id]
		t.x.queue.settle(&r.chain)
		if r.stored != nil {
			if err := t.update(id, r); err != nil {
				return err
			}
			continue
		}
		v, err := t.values(&r.state)
		if err != nil {
			return err
		}
		fresh = append(fresh, append(append([]any{id}, v...), r.chain.seq, r.chain.head[:], r.chain.lastEvent()))
	}
	if err := t.insertRows(fresh); err != nil {
		return err
	}
	if t.kindOf.write != nil {
		if err := t.kindOf.write(t.x, changes); err != nil {
			return err
		}
	}
	for _, id := range t.dirty {
		r := t.rows[id]
		kept := r.state
		r.stored, r.base, r.dirty = &kept, r.chain.seq, false
	}
	t.dirty = t.dirty[:0]
	return nil
}

func (t *table[T]) insertRows(rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	columns := t.key + ", " + strings.Join(t.columns, ", ") + ", version, head_hash, last_event_id"
	return t.x.add(t.table, columns, len(rows[0]), rows)
}

// update writes the columns that changed, if nobody else was faster.
func (t *table[T]) update(id string, r *row[T]) error {
	old, err := t.values(r.stored)
	if err != nil {
		return err
	}
	now, err := t.values(&r.state)
	if err != nil {
		return err
	}
	var set strings.Builder
	args := make([]any, 0, 16)
	for i, c := range t.columns {
		if old[i] != now[i] {
			set.WriteString(c + " = ?, ")
			args = append(args, now[i])
		}
	}
	args = append(args, r.chain.seq, r.chain.head[:], r.chain.lastEvent(), id, r.base)
	return t.x.putOne(t.kind, "UPDATE "+t.table+" SET "+set.String()+"version = ?, head_hash = ?, last_event_id = ? WHERE "+
		t.key+" = ? AND version = ?", args...)
}
