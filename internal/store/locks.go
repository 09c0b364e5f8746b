package store

import (
	"cmp"
	"slices"
)

// lockKey is one row to be locked. Everybody locks in this order, so nobody
// waits in a circle.
type lockKey struct{ kind, id string }

func compareLocks(a, b lockKey) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
}

type lockSet struct {
	held map[lockKey]bool
	last lockKey // the highest one held
}

// errOrder says that a row has to be locked before one that is held already:
// the transaction starts over and takes all of them first, in order.
type errOrder struct{ keys []lockKey }

func (errOrder) Error() string { return "store: rows to be locked in another order" }

// claim notes that the rows of the kind are about to be locked, or answers with
// errOrder. ids are sorted.
func (x *Tx) claim(kind string, ids []string) error {
	if x.dialect == sqliteDialect || x.readOnly {
		return nil // one writer, who has locked everything
	}
	l := &x.locks
	if l.held == nil {
		l.held = map[lockKey]bool{}
	}
	late := false
	for _, id := range ids {
		k := lockKey{kind, id}
		if !l.held[k] && compareLocks(k, l.last) < 0 {
			late = true
		}
	}
	if late {
		keys := make([]lockKey, 0, len(l.held)+len(ids))
		for k := range l.held {
			keys = append(keys, k)
		}
		for _, id := range ids {
			if !l.held[lockKey{kind, id}] {
				keys = append(keys, lockKey{kind, id})
			}
		}
		slices.SortFunc(keys, compareLocks)
		return x.failed(errOrder{keys})
	}
	for _, id := range ids {
		k := lockKey{kind, id}
		l.held[k] = true
		if compareLocks(l.last, k) < 0 {
			l.last = k
		}
	}
	return nil
}

// lockAll takes what an earlier try found out too late, in order.
func (x *Tx) lockAll(keys []lockKey) error {
	for i := 0; i < len(keys); {
		j := i
		var ids []string
		for ; j < len(keys) && keys[j].kind == keys[i].kind; j++ {
			ids = append(ids, keys[j].id)
		}
		if t := x.state.of(keys[i].kind); t != nil {
			if err := t.load(ids, true); err != nil {
				return err
			}
		}
		i = j
	}
	return nil
}
