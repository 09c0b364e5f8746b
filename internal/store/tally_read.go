package store

import (
	"context"
	"reflect"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// reach limits the query to what the actor sees by department and level alone,
// which tables of counts tell as well. It is the greater part of scope; all is
// true when it is the whole of it.
func (w *where) reach(actor org.Actor) (all bool) {
	s := actor.Scope()
	if s.None {
		w.and("1 = 0")
		return true
	}
	if s.Max < level.TopSecret {
		w.and("a.level <= ? AND a.high_water <= ?", int64(s.Max), int64(s.Max))
	}
	switch {
	case s.Organ:
	case len(s.Departments) > 0:
		w.and("a.department_id IN ?", s.Departments)
	default:
		w.and("1 = 0")
	}
	return len(w.parts) == 0
}

// also adds the conditions of f.
func (w *where) also(f *where) {
	w.parts, w.args = append(w.parts, f.parts...), append(w.args, f.args...)
}

// beyond limits the query to what the actor sees though it is not within reach:
// his own, and what waits for him. The last condition follows from the others; it
// names an index for each way, so that either database looks at those few only.
func (w *where) beyond(actor org.Actor) {
	var reach where
	reach.reach(actor)
	w.scope(actor)
	w.and("("+strings.Join(reach.parts, " AND ")+") IS NOT TRUE", reach.args...)
	s := sight{actor.Scope()}
	var named []string
	var args []any
	if s.Person != "" {
		named, args = []string{ownAsset}, []any{s.Person, s.Person, s.Person, s.Person}
	}
	ways, more := s.ways(actor.Checks)
	if named, args = append(named, ways...), append(args, more...); len(named) == 0 {
		named = []string{"1 = 0"}
	}
	w.and("("+strings.Join(named, " OR ")+")", args...)
}

// census is a table of what the actor may see and the condition lets through, as
// the FROM of a query: the columns, which asset_tally has as well, and n of them.
// One statement reads counts and rows, so that they are of one moment.
func census(actor org.Actor, columns string, f *where) (from string, args []any) {
	var near, far where
	all := near.reach(actor)
	near.also(f)
	from, args = "(SELECT "+columns+", a.n FROM asset_tally a"+near.sql(), near.args
	if !all {
		far.beyond(actor)
		far.also(f)
		from, args = from+" UNION ALL SELECT "+columns+", 1 FROM asset a"+far.sql(), append(args, far.args...)
	}
	return from + ") AS a", args
}

// tells reports whether tables of counts know all that the filter asks for.
func tells(f view.AssetFilter) bool {
	f.Class, f.Kind, f.Book, f.Life, f.Level, f.Department, f.DepartmentOnly = "", "", "", nil, nil, "", ""
	f.Undecided, f.Held, f.Unlabelled, f.Labelable, f.Alive, f.Told = false, false, false, false, false, false
	if f.Hold == asset.HoldLabelPending {
		f.Hold = ""
	}
	f.Sort, f.Desc, f.Cursor, f.Limit = "", false, "", 0
	return reflect.DeepEqual(f, view.AssetFilter{})
}

// tallied counts without a walk through the assets; tells says of which filters.
func (s *Store) tallied(ctx context.Context, actor org.Actor, f view.AssetFilter) (n int64, err error) {
	q, err := s.filter(ctx, org.Actor{System: true}, f) // what it asks for, without a scope
	if err != nil {
		return 0, err
	}
	from, args := census(actor, "1 AS one", &q.where)
	_, err = s.reads().one(ctx, []any{&n}, "SELECT CAST(coalesce(sum(a.n), 0) AS bigint) FROM "+from, args...)
	return n, err
}
