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
		var v view.Room
		var department, name text
		err := r.Scan(&v.ID, &v.Name, &department, (*int)(&v.Level), &v.Closed, &v.Version, &name)
		v.Department, v.DepartmentName = string(department), string(name)
		out = append(out, v)
		return err
	}, `SELECT r.id, r.name, r.department_id, r.level, r.closed, r.version, d.name
		FROM room r LEFT JOIN department d ON d.id = r.department_id ORDER BY r.name, r.id`)
	return out, err
}

// personRows is how many persons a search answers with: more is typed, not
// scrolled through.
const personRows = 200

// Persons finds persons whose name, staff number or department has the text in
// it, by name, 200 at most; "" finds all.
func (s *Store) Persons(ctx context.Context, actor org.Actor, typed string) ([]view.Person, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	var ids []string
	var w where
	if t := foldText(typed); t != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(t) + "%"
		w.and(`(p.name_key LIKE ? ESCAPE '\' OR lower(p.staff_no) LIKE ? ESCAPE '\' OR lower(d.name) LIKE ? ESCAPE '\')`, like, like, like)
	}
	if err := s.reads().rows(ctx, scanInto(&ids), `SELECT p.id FROM person p LEFT JOIN department d ON d.id = p.department_id`+
		w.sql()+` ORDER BY p.name_key, p.id LIMIT ?`, append(w.args, personRows)...); err != nil {
		return nil, err
	}
	return s.persons(ctx, actor, ids)
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

// Accounts lists all accounts, by login, for the three administrators.
func (s *Store) Accounts(ctx context.Context, actor org.Actor) ([]view.Account, error) {
	if !actor.Admin() && !actor.System {
		return nil, forbidden()
	}
	var out []view.Account
	place := map[string]int{} // person → place in out
	if err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var v view.Account
		var created, last stamp
		err := r.Scan(&v.ID, &v.Login, &v.State, &v.Person.ID, &v.Person.Name, &created, &last, &v.Version)
		v.Created, v.LastIn = created.time(), last.time()
		out = append(out, v)
		if v.State != "closed" { // a closed account holds nothing
			place[v.Person.ID] = len(out) - 1
		}
		return err
	}, `SELECT a.id, a.login, a.state, a.person_id, p.name, a.created, c.last_in, a.version FROM account a
		JOIN person p ON p.id = a.person_id LEFT JOIN credential c ON c.account_id = a.id ORDER BY a.login_key`); err != nil {
		return nil, err
	}
	today := string(org.DateOf(s.now(), organZone))
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var person string
		var seat org.Seat
		err := r.Scan(&person, &seat)
		if i, ok := place[person]; ok {
			out[i].Seats = append(out[i].Seats, seat)
		}
		return err
	}, `SELECT DISTINCT person_id, seat FROM seat WHERE NOT ended AND from_day <= ? AND (until_day = '' OR until_day >= ?)
		ORDER BY person_id, seat`, today, today)
	return out, err
}
