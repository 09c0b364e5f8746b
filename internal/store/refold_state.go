package store

import (
	"fmt"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
)

// refolding is the replay of one state table.
type refolding[T any] struct {
	replaying
	of    *kindOf[T]
	state T
	items map[string][]any // of a label: the places of print jobs it stands on
	tally tallied          // of assets
}

// refold checks one kind.
func refold[T any](k *kindOf[T]) func(*Tx) ([]Mismatch, error) {
	return func(x *Tx) ([]Mismatch, error) {
		r := refolding[T]{replaying: replaying{x: x, kind: k.kind, table: k.table}, of: k}
		if err := r.walk(r.fold, r.finish); err != nil {
			return nil, err
		}
		if err := r.strays(k.table, k.key, k.key); err != nil {
			return nil, err
		}
		for _, side := range sides[k.kind] {
			if err := r.strays(side[0], side[1], side[2]); err != nil {
				return nil, err
			}
		}
		if k.kind == asset.KindSubject {
			wrong, err := r.tally.differences(x)
			return append(r.out, wrong...), err
		}
		return r.out, nil
	}
}

// sides are the tables beside those of a kind: their key, and what names the object.
var sides = map[string][][3]string{
	org.KindPerson:  {{"seat", "id", "person_id"}, {"delegation", "id", "person_id"}},
	asset.KindLabel: {{"print_item", "job_id || '/' || item", "token"}},
}

func (r *refolding[T]) fold(e event.Event) {
	r.state = r.of.fold(r.state, e)
	*r.of.version(&r.state) = r.chain.seq
	if d, ok := e.Data.(asset.LabelMade); ok && r.kind == asset.KindLabel && d.Label == r.id && d.Job != "" {
		if r.items == nil {
			r.items = map[string][]any{}
		}
		shows, err := jsonOf(d.Shows, false)
		if err != nil {
			shows = err.Error() // cannot be: it came out of JSON
		}
		values := []any{d.Job, int64(d.Item), d.Copy, shows}
		r.items[rowID(values[:2])] = values
	}
}

// finish compares the object that was folded with its row, and begins anew.
func (r *refolding[T]) finish() error {
	state, items := r.state, r.items
	var zero T
	r.state, r.items = zero, nil
	r.rename(&state)
	if r.of.fill != nil {
		if err := r.of.fill(r.x, []change[T]{{nil, &state}}); err != nil {
			return err
		}
	}
	want, err := r.of.values(&state)
	if err != nil {
		return err
	}
	want = append(want, r.chain.seq, r.chain.head[:], r.chain.last)
	columns := append(append([]string{}, r.of.columns...), "version", "head_hash", "last_event_id")
	found, there, err := r.raw(columns)
	if err != nil {
		return err
	}
	if there {
		r.compare(r.table, r.id, columns, want, found)
	} else {
		r.differ("", "a row", "none")
	}
	return r.beyond(&state, items)
}

// rename keeps what the history calls places and people: the copies in asset
// rows are compared with that, not with rows that may be wrong themselves.
func (r *refolding[T]) rename(state *T) {
	name := ""
	switch v := any(state).(type) {
	case *org.Department:
		name = v.Name
	case *org.Room:
		name = v.Name
	case *org.Person:
		name = v.Name
	default:
		return
	}
	r.x.names[lockKey{r.kind, r.id}] = name
}

// beyond compares what lies in tables of its own: the seats and delegations of
// a person, the places of a label. Assets are counted for the tables of counts.
func (r *refolding[T]) beyond(state any, items map[string][]any) error {
	switch v := state.(type) {
	case *org.Person:
		seats := map[string][]any{}
		for i, g := range v.Seats {
			seats[g.ID] = []any{g.ID, int64(i), string(g.Seat), text(g.Department), string(g.From), string(g.Until), g.Ended}
		}
		if err := r.rows("seat", 1, []string{"id", "place", "seat", "department_id", "from_day", "until_day", "ended"}, seats,
			"t.person_id = ?", r.id); err != nil {
			return err
		}
		delegations := map[string][]any{}
		for i, d := range v.Delegations {
			delegations[d.ID] = []any{
				d.ID, int64(i), d.To, string(d.Seat), text(d.Department), string(d.From), string(d.Until), d.Ended, text(d.Grant),
			}
		}
		return r.rows("delegation", 1, []string{"id", "place", "to_id", "seat", "department_id", "from_day", "until_day", "ended", "grant_id"},
			delegations, "t.person_id = ?", r.id)
	case *assetRow:
		r.tally.add(v)
	case *labelRow:
		return r.rows("print_item", 2, []string{"job_id", "item", "copy", "shows"}, items, "t.token = ?", r.id)
	}
	return nil
}

// raw reads the columns as they are, the derived ones too: a row that was
// tampered with need not be readable as an object any more.
func (r *refolding[T]) raw(columns []string) (list []any, found bool, err error) {
	values := make([]any, len(columns))
	dest := make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	found, err = r.x.first(dest, fmt.Sprintf("SELECT %s FROM %s t WHERE %s = ?", joined(columns), r.table, r.of.key), r.id)
	return values, found, err
}
