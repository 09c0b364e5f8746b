package store

import (
	"context"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// sortKeys are the orders of a list, each with its index; the id decides among
// equals.
var sortKeys = map[string]struct {
	column  string
	numeric bool
	when    bool // a time
}{
	"code": {column: "a.code_key"}, "num": {column: "a.num", numeric: true},
	"changed": {column: "a.changed", numeric: true, when: true}, "level": {column: "a.level", numeric: true},
	"department": {column: "a.department_name"}, "life": {column: "a.life"}, "keeper": {column: "a.keeper_name"},
}

// assetQuery is a filter on its way to SQL.
type assetQuery struct {
	where
	join string // of the search index, when text is searched for
}

// filter turns the filter into conditions, the actor's scope first.
func (s *Store) filter(ctx context.Context, actor org.Actor, f view.AssetFilter) (*assetQuery, error) {
	q := &assetQuery{}
	q.scope(actor)
	for _, c := range []struct {
		column, value string
	}{
		{"a.class", string(f.Class)}, {"a.kind", string(f.Kind)}, {"a.book", string(f.Book)},
		{"a.room_id", f.Room}, {"a.keeper_id", f.Keeper}, {"a.host_id", f.Host},
	} {
		if c.value != "" {
			q.and(c.column+" = ?", c.value)
		}
	}
	if len(f.Life) > 0 {
		lives := make([]string, len(f.Life))
		for i, l := range f.Life {
			lives[i] = string(l)
		}
		q.and("a.life IN ?", lives)
	}
	if f.Level != nil {
		q.and("a.level = ?", int64(*f.Level))
		if !f.Level.Classified() { // a draft has no level, which is not the lowest one
			q.and("a.decided")
		}
	}
	if f.Undecided {
		q.and("NOT a.decided")
	}
	if f.Department != "" {
		ids, err := s.below(ctx, f.Department)
		if err != nil {
			return nil, err
		}
		q.and("a.department_id IN ?", ids)
	}
	if f.Hold != "" {
		if err := q.hold(f.Hold, stampOf(s.now())); err != nil {
			return nil, err
		}
	}
	if f.Held {
		q.and("a.held")
	}
	if f.Unlabelled || f.Unprinted || f.Unread {
		q.and("a.label_due")
	}
	if f.Labelable {
		q.and("a.decided AND a.alive AND NOT a.held AND a.life NOT IN ('lost', 'found_hold')")
	}
	if f.Unprinted {
		q.and(`NOT a.held AND NOT EXISTS (SELECT 1 FROM label l WHERE l.asset_id = a.id AND l.marking = a.marking_version
			AND l.state IN ('printed', 'applied'))`)
	}
	if f.Unread {
		q.and("EXISTS (SELECT 1 FROM label l WHERE l.asset_id = a.id AND l.marking = a.marking_version AND l.state = 'printed')")
	}
	if f.WaitsFor || f.Accepts || f.Approves {
		q.waitsFor(actor)
	}
	switch {
	case f.Accepts && !f.Approves:
		q.and("a.wait_seat IN ?", toAccept)
	case f.Approves && !f.Accepts:
		q.and("a.wait_seat NOT IN ?", toAccept)
	}
	if f.Asked {
		q.and("a.request_by = ?", actor.Person)
	}
	if f.Return {
		q.toReturn(actor, s.today())
	}
	if err := s.pictured(ctx, &q.where, f); err != nil {
		return nil, err
	}
	if f.Text != "" {
		if err := s.search(ctx, q, f.Text); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// below lists the department and everything under it.
func (s *Store) below(ctx context.Context, department string) ([]string, error) {
	tree, err := s.organTree(ctx)
	if err != nil {
		return nil, err
	}
	ids := tree.covers[department]
	if len(ids) == 0 {
		return []string{department}, nil // unknown: matches nothing
	}
	return ids, nil
}

func sortOf(f view.AssetFilter) (string, error) {
	name := f.Sort
	if name == "" {
		name = "code"
	}
	if _, ok := sortKeys[name]; !ok {
		return "", errs.InvalidField("sort", "没有这种排序。", "There is no such order.")
	}
	return name, nil
}

// page adds the keyset condition and the order: rows after the cursor, or, when
// it points back, the ones before it in reverse order.
func (q *assetQuery) page(name string, desc bool, at string) (order string, c cursor, err error) {
	key := sortKeys[name]
	c = cursor{Sort: name, Desc: desc}
	if at != "" {
		if c, err = decodeCursor(at); err != nil {
			return "", c, err
		}
		if c.Sort != name || c.Desc != desc {
			return "", c, badCursor()
		}
	}
	down := desc != c.Back
	direction, compare := " ASC", ">"
	if down {
		direction, compare = " DESC", "<"
	}
	if at != "" {
		var value any = c.Key
		if key.numeric {
			value = c.Num
		}
		if key.when {
			value = stamp(c.Num)
		}
		q.and("("+key.column+", a.id) "+compare+" (?, ?)", value, c.ID)
	}
	return " ORDER BY " + key.column + direction + ", a.id" + direction, c, nil
}

// cursorAt is the place of a row in the order.
func cursorAt(name string, desc, back bool, a view.Asset) string {
	c := cursor{Sort: name, Desc: desc, Back: back, ID: a.ID}
	switch name {
	case "num":
		c.Num = a.Num
	case "changed":
		c.Num = a.Changed.UnixMicro()
	case "level":
		c.Num = int64(a.Level)
	case "department":
		c.Key = a.Department.Name
	case "life":
		c.Key = string(a.Life)
	case "keeper":
		c.Key = a.Keeper.Name
	default:
		c.Key = asset.CodeKey(a.Code)
	}
	return c.encode()
}

// Assets lists what the actor may see and the filter lets through, one keyset
// page at a time: the last page costs what the first does, and nothing is
// joined or counted from history.
func (s *Store) Assets(ctx context.Context, actor org.Actor, f view.AssetFilter) (view.AssetPage, error) {
	name, err := sortOf(f)
	if err != nil {
		return view.AssetPage{}, err
	}
	q, err := s.filter(ctx, actor, f)
	if err != nil {
		return view.AssetPage{}, err
	}
	order, c, err := q.page(name, f.Desc, f.Cursor)
	if err != nil {
		return view.AssetPage{}, err
	}
	limit := rowLimit(f.Limit)
	rows, err := s.list(ctx, s.reads(), q, order, limit+1)
	if err != nil {
		return view.AssetPage{}, err
	}
	more := len(rows) > limit
	if more {
		rows = rows[:limit]
	}
	if c.Back {
		slices.Reverse(rows)
	}
	if f.Told {
		if err := s.tellRequests(ctx, actor, rows); err != nil {
			return view.AssetPage{}, err
		}
	}
	p := view.AssetPage{Rows: rows}
	if len(rows) == 0 {
		return p, nil
	}
	if more || c.Back {
		p.Next = cursorAt(name, f.Desc, false, rows[len(rows)-1])
	}
	if (f.Cursor != "" && !c.Back) || (c.Back && more) {
		p.Prev = cursorAt(name, f.Desc, true, rows[0])
	}
	return p, nil
}

// AssetIDs lists the ids of all that the filter lets through, max at most, for
// work on all that match. Ask for one more than can be done to see whether
// there are too many.
func (s *Store) AssetIDs(ctx context.Context, actor org.Actor, f view.AssetFilter, limit int) ([]string, error) {
	name, err := sortOf(f)
	if err != nil {
		return nil, err
	}
	q, err := s.filter(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	order, _, err := q.page(name, f.Desc, "")
	if err != nil {
		return nil, err
	}
	var ids []string
	err = s.reads().rows(ctx, scanInto(&ids), "SELECT a.id FROM asset a"+q.join+q.sql()+order+" LIMIT ?", append(q.args, limit)...)
	return ids, err
}

// Waiting lists the assets whose open request waits for the actor's signature,
// 500 at most, the longest unchanged first.
func (s *Store) Waiting(ctx context.Context, actor org.Actor) ([]view.Asset, error) {
	p, err := s.Assets(ctx, actor, view.AssetFilter{WaitsFor: true, Sort: "changed", Limit: maxRows})
	return p.Rows, err
}
