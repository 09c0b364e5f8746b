package store

import (
	"context"
	"slices"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

var askedSelect = func() string {
	columns := append([]string{"id"}, assetKind.columns...)
	var b strings.Builder
	b.WriteString("SELECT a.version")
	for _, i := range readBack {
		b.WriteString(", a." + columns[i])
	}
	return b.String() + " FROM asset a"
}()

// tellRequests puts to each row what its open request asks for. However many
// they are, it is two queries: the requests, and the names of all they speak of.
func (s *Store) tellRequests(ctx context.Context, actor org.Actor, list []view.Asset) error {
	place := map[string]int{}
	var ids []string
	for i := range list {
		if list[i].Waiting.Verb != "" {
			place[list[i].ID], ids = i, append(ids, list[i].ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var w where
	w.and("a.id IN ? AND a.wait_verb <> ''", ids)
	w.scope(actor)
	var rows []*assetRow
	if err := s.reads().scan(ctx, func(r scanner) error {
		row := new(assetRow)
		all, finish := scanAsset(row)
		dest := append(make([]any, 0, len(readBack)+1), &row.Version)
		for _, i := range readBack {
			dest = append(dest, all[i])
		}
		if err := r.Scan(dest...); err != nil {
			return err
		}
		rows = append(rows, row)
		return finish()
	}, askedSelect+w.sql(), w.args...); err != nil {
		return err
	}
	names := map[string]string{}
	if err := s.nameRequests(ctx, actor, rows, names); err != nil {
		return err
	}
	for _, r := range rows {
		list[place[r.ID]].Asked = s.askedOf(r.State, names)
	}
	return nil
}

// nameRequests adds the names of every person, department and room that the
// rows and their requests name, and of those other assets that the actor may see.
func (s *Store) nameRequests(ctx context.Context, actor org.Actor, rows []*assetRow, names map[string]string) error {
	var persons, departments, rooms, assets, vendors, papers []string
	put := func(id, name string) {
		if id != "" && name != "" {
			names[id] = name
		}
	}
	for _, r := range rows { // what the rows say themselves
		put(r.Custody.Person, r.keeper)
		put(r.Custody.Department, r.department)
		put(r.Custody.Room, r.room)
	}
	for _, r := range rows {
		q := r.Request
		if q == nil {
			continue
		}
		persons = append(persons, q.By, q.For, q.Args.Person)
		departments, rooms = append(departments, q.Args.Department), append(rooms, q.Args.Room)
		assets = append(assets, q.Args.Other, q.Args.Part)
		if a := q.Args.Repair; a != nil && actor.May(org.VendorRead) {
			vendors, papers = append(vendors, a.Vendor), append(papers, a.Agreement)
		}
		for _, st := range q.Steps {
			persons, departments = append(persons, st.Person, st.Signed, st.For), append(departments, st.Department)
		}
	}
	var parts []string
	var args []any
	for _, of := range []struct {
		table string
		ids   []string
	}{{"person", persons}, {"department", departments}, {"room", rooms}, {"vendor", vendors}} {
		if ids := unnamed(of.ids, names); len(ids) > 0 {
			parts, args = append(parts, "SELECT id, name FROM "+of.table+" WHERE id IN ?"), append(args, ids)
		}
	}
	if ids := unnamed(papers, names); len(ids) > 0 {
		parts, args = append(parts, "SELECT id, number FROM agreement WHERE id IN ?"), append(args, ids)
	}
	if ids := unnamed(assets, names); len(ids) > 0 {
		var w where
		w.and("a.id IN ?", ids)
		w.scope(actor)
		parts, args = append(parts, "SELECT a.id, a.code FROM asset a"+w.sql()), append(args, w.args...)
	}
	if len(parts) == 0 {
		return nil
	}
	return s.reads().scan(ctx, func(r scanner) error {
		var id, name string
		err := r.Scan(&id, &name)
		names[id] = name
		return err
	}, strings.Join(parts, " UNION ALL "), args...)
}

// unnamed are the ids, each once, that have no name yet.
func unnamed(ids []string, names map[string]string) []string {
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" || names[id] != "" })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// askedOf derives the request that waits on the asset, nil when none does.
func (s *Store) askedOf(st asset.State, names map[string]string) *view.Asked {
	q := st.Request
	if q == nil {
		return nil
	}
	ref := func(id string) view.Ref {
		n := names[id]
		if n == "" {
			n = id
		}
		return view.Ref{ID: id, Name: n}
	}
	out := &view.Asked{
		ID: q.ID, Verb: q.Verb, By: ref(q.By), For: ref(q.For), At: q.At, AsOf: s.now(), Due: q.Due, Asks: st.Asks(names),
		Steps: make([]view.AskedStep, len(q.Steps)),
	}
	out.Line = asset.AskLine(out.Asks)
	if _, i, ok := q.Next(); ok {
		out.Next = i
	}
	for i, x := range q.Steps {
		out.Steps[i] = view.AskedStep{
			Seat: x.Seat, Department: ref(x.Department), Person: ref(x.Person), Signed: ref(x.Signed), For: ref(x.For), At: x.At,
		}
	}
	return out
}
