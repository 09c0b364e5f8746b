package store

// expected are rows that were asked for ahead of their use.
type expected[T any] struct {
	ids []string
	got []*row[T]
}

// ExpectRooms says which rooms a decision will look at, when that is known before
// anything is loaded: on Postgres they come with the answer to the next question.
func (x *Tx) ExpectRooms(ids ...string) { x.state.rooms.expect(ids) }

// expect is for kinds that are kept in one table.
func (t *table[T]) expect(ids []string) {
	p := t.x.ahead
	if p == nil || t.coming != nil || len(ids) == 0 {
		return
	}
	for _, id := range ids {
		if _, known := t.rows[id]; known || t.x.fresh[id] {
			return
		}
	}
	w := &expected[T]{ids: ids}
	query, args := t.x.dialect.statement(t.selects()+" WHERE "+t.key+" IN ?", []any{ids})
	p.beside = append(p.beside, statement{query, args, func(rs scanner) error {
		r := &row[T]{}
		if err := t.scanRow(rs, r); err != nil {
			return err
		}
		w.got = append(w.got, r)
		return nil
	}})
	t.coming = w
}

// arrived takes in what was expected.
func (t *table[T]) arrived() error {
	w := t.coming
	if w == nil {
		return nil
	}
	t.coming = nil
	if err := t.x.failed(t.x.ahead.settle(t.x.ctx)); err != nil {
		return err
	}
	for _, id := range w.ids {
		t.rows[id] = &row[T]{}
	}
	for _, r := range w.got {
		t.keep(r)
	}
	return nil
}
