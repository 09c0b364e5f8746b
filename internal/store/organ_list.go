package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// forbidden is the answer to a list that is not for the actor's seats.
func forbidden() *errs.Error {
	return errs.New(errs.Forbidden, "seat.missing", "您的职责不包含此项查询。", "Your seats do not cover this query.")
}

// signedIn: who works where is for everybody of the organ, and for nobody else.
func signedIn(actor org.Actor) error {
	if !actor.System && actor.Person == "" {
		return forbidden()
	}
	return nil
}

// Departments lists the tree in order: each before what is below it, siblings
// by name.
func (s *Store) Departments(ctx context.Context, actor org.Actor) ([]view.Department, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	tree, err := s.organTree(ctx)
	if err != nil {
		return nil, err
	}
	below := map[string][]org.Department{}
	for _, d := range tree.departments {
		below[d.Parent] = append(below[d.Parent], d)
	}
	for _, list := range below {
		slices.SortFunc(list, func(a, b org.Department) int {
			if c := strings.Compare(a.Name, b.Name); c != 0 {
				return c
			}
			return strings.Compare(a.ID, b.ID)
		})
	}
	var out []view.Department
	var walk func(parent, path string, depth int)
	walk = func(parent, path string, depth int) {
		for _, d := range below[parent] {
			v := view.Department{Department: d, Path: path + d.Name, Depth: depth}
			out = append(out, v)
			walk(d.ID, v.Path+"/", depth+1)
		}
	}
	walk("", "", 0)
	return out, nil
}

// Rooms lists all rooms, by name.
func (s *Store) Rooms(ctx context.Context, actor org.Actor) ([]view.Room, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	var out []view.Room
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		v, err := scanRoom(r)
		out = append(out, v)
		return err
	}, roomSelect+" ORDER BY r.name, r.id")
	return out, err
}

// personRows is how many persons a search answers with: more is typed, not
// scrolled through.
const personRows = 200

// Persons finds persons whose name, staff number or department has the text in
// it, by name, 200 at most; "" finds all.
func (s *Store) Persons(ctx context.Context, actor org.Actor, typed string) ([]view.Person, error) {
	p, err := s.PersonPage(ctx, actor, view.PersonFilter{Text: typed, Limit: personRows})
	return p.Rows, err
}

// Person gives one person, as far as the actor may know him.
func (s *Store) Person(ctx context.Context, actor org.Actor, id string) (view.Person, error) {
	if err := signedIn(actor); err != nil {
		return view.Person{}, err
	}
	list, err := s.persons(ctx, actor, []string{id})
	if err != nil {
		return view.Person{}, err
	}
	if len(list) == 0 {
		return view.Person{}, errs.New(errs.NotFound, "person.not_found", "没有找到该人员。", "No such person.")
	}
	return list[0], nil
}

// persons loads the persons in the order of the ids, each as far as the actor
// may know him.
func (s *Store) persons(ctx context.Context, actor org.Actor, ids []string) ([]view.Person, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	tree, err := s.organTree(ctx)
	if err != nil {
		return nil, err
	}
	var out []view.Person
	err = s.Read(ctx, func(x *Tx) error {
		all, err := x.Persons(ids...)
		if err != nil {
			return err
		}
		keeps := map[string]int64{}
		if err := x.each(func(r *sql.Rows) error {
			var id string
			var n int64
			err := r.Scan(&id, &n)
			keeps[id] = n
			return err
		}, "SELECT keeper_id, count(*) FROM asset WHERE alive AND keeper_id IN ? GROUP BY keeper_id", ids); err != nil {
			return err
		}
		for _, id := range ids {
			p, ok := all[id]
			if !ok {
				continue
			}
			v := view.Person{Person: p, DepartmentName: tree.departments[p.Department].Name, Known: actor.Knows(p)}
			if v.Known {
				v.Keeps = keeps[id]
			} else {
				v.Clearance, v.ClearanceUntil, v.TrainedOn, v.UndertakingOn = level.Unclassified, "", "", ""
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}
