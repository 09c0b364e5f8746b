package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// keyset says which page of a list is wanted, in the order of a text column and
// the id.
type keyset struct {
	column, id, at string
	limit          int
}

// keysetPage reads one page: the rows after the cursor or, where it points back,
// the ones before it. scan gives a row with its place in the order.
func keysetPage[T any](
	ctx context.Context, c conn, k keyset, query string, w where, scan func(*sql.Rows) (row T, key, id string, err error),
) (list []T, next, prev string, err error) {
	at, err := decodeAt(k.at)
	if err != nil {
		return nil, "", "", err
	}
	direction, compare := " ASC", ">"
	if at.Back {
		direction, compare = " DESC", "<"
	}
	if k.at != "" {
		w.and("("+k.column+", "+k.id+") "+compare+" (?, ?)", at.Key, at.ID)
	}
	limit := rowLimit(k.limit)
	var places []cursor
	if err := c.rows(ctx, func(r *sql.Rows) error {
		row, key, id, err := scan(r)
		list, places = append(list, row), append(places, cursor{Key: key, ID: id})
		return err
	}, query+w.sql()+" ORDER BY "+k.column+direction+", "+k.id+direction+" LIMIT ?", append(w.args, limit+1)...); err != nil {
		return nil, "", "", err
	}
	more := len(list) > limit
	if more {
		list, places = list[:limit], places[:limit]
	}
	if at.Back {
		slices.Reverse(list)
		slices.Reverse(places)
	}
	if len(list) == 0 {
		return list, "", "", nil
	}
	if more || at.Back {
		next = places[len(places)-1].encode()
	}
	if (k.at != "" && !at.Back) || (at.Back && more) {
		places[0].Back = true
		prev = places[0].encode()
	}
	return list, next, prev, nil
}

// likePattern finds the folded text anywhere in a column, taken as it is.
func likePattern(folded string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(folded) + "%"
}

// PersonPage lists the people whom the filter lets through, by name, each as far
// as the actor may know him.
func (s *Store) PersonPage(ctx context.Context, actor org.Actor, f view.PersonFilter) (view.PersonPage, error) {
	var p view.PersonPage
	if err := signedIn(actor); err != nil {
		return p, err
	}
	var w where
	if t := foldText(f.Text); t != "" {
		like := likePattern(t)
		w.and(`(p.name_key LIKE ? ESCAPE '\' OR lower(p.staff_no) LIKE ? ESCAPE '\' OR lower(d.name) LIKE ? ESCAPE '\')`, like, like, like)
	}
	if f.Direct {
		w.and("p.department_id = ?", f.Department)
	} else if f.Department != "" {
		ids, err := s.below(ctx, f.Department)
		if err != nil {
			return p, err
		}
		w.and("p.department_id IN ?", ids)
	}
	if f.Present {
		w.and("p.status <> ?", string(org.Closed))
	}
	if f.Status != "" {
		w.and("p.status = ?", string(f.Status))
	}
	if f.Seat != "" {
		today := string(org.DateOf(s.now(), organZone))
		w.and(`EXISTS (SELECT 1 FROM seat s WHERE s.person_id = p.id AND s.seat = ? AND NOT s.ended AND s.from_day <= ?
			AND (s.until_day = '' OR s.until_day >= ?))`, string(f.Seat), today, today)
	}
	ids, next, prev, err := keysetPage(ctx, s.reads(), keyset{"p.name_key", "p.id", f.Cursor, f.Limit},
		`SELECT p.id, p.name_key FROM person p LEFT JOIN department d ON d.id = p.department_id`, w,
		func(r *sql.Rows) (id, key, same string, err error) {
			err = r.Scan(&id, &key)
			return id, key, id, err
		})
	if err != nil {
		return p, err
	}
	p.Next, p.Prev = next, prev
	p.Rows, err = s.persons(ctx, actor, ids)
	return p, err
}

const roomSelect = `SELECT r.id, r.name, r.department_id, r.level, r.closed, r.version, d.name
	FROM room r LEFT JOIN department d ON d.id = r.department_id`

func scanRoom(r *sql.Rows) (view.Room, error) {
	var v view.Room
	var department, name text
	err := r.Scan(&v.ID, &v.Name, &department, (*int)(&v.Level), &v.Closed, &v.Version, &name)
	v.Department, v.DepartmentName = string(department), string(name)
	return v, err
}

// RoomPage lists the rooms that the filter lets through, by name.
func (s *Store) RoomPage(ctx context.Context, actor org.Actor, f view.RoomFilter) (view.RoomPage, error) {
	var p view.RoomPage
	if err := signedIn(actor); err != nil {
		return p, err
	}
	var w where
	if t := foldText(f.Text); t != "" {
		like := likePattern(t)
		w.and(`(lower(r.name) LIKE ? ESCAPE '\' OR lower(d.name) LIKE ? ESCAPE '\')`, like, like)
	}
	if f.Direct {
		w.and("r.department_id = ?", f.Department)
	} else if f.Department != "" {
		ids, err := s.below(ctx, f.Department)
		if err != nil {
			return p, err
		}
		w.and("r.department_id IN ?", ids)
	}
	if f.Open {
		w.and("NOT r.closed")
	}
	var err error
	p.Rows, p.Next, p.Prev, err = keysetPage(ctx, s.reads(), keyset{"r.name", "r.id", f.Cursor, f.Limit}, roomSelect, w,
		func(r *sql.Rows) (view.Room, string, string, error) {
			v, err := scanRoom(r)
			return v, v.Name, v.ID, err
		})
	return p, err
}

// Room gives one room.
func (s *Store) Room(ctx context.Context, actor org.Actor, id string) (view.Room, error) {
	if err := signedIn(actor); err != nil {
		return view.Room{}, err
	}
	var found []view.Room
	if err := s.reads().rows(ctx, func(r *sql.Rows) error {
		v, err := scanRoom(r)
		found = append(found, v)
		return err
	}, roomSelect+" WHERE r.id = ?", id); err != nil {
		return view.Room{}, err
	}
	if len(found) == 0 {
		return view.Room{}, errs.New(errs.NotFound, "organ.not_found", "没有找到该记录。", "No such record.")
	}
	return found[0], nil
}

// Inside counts the people and rooms of every department, by its id.
func (s *Store) Inside(ctx context.Context, actor org.Actor) (map[string]view.Inside, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	out := map[string]view.Inside{}
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var id string
		var people, rooms int64
		err := r.Scan(&id, &people, &rooms)
		out[id] = view.Inside{People: people, Rooms: rooms}
		return err
	}, `SELECT d.id, (SELECT count(*) FROM person p WHERE p.department_id = d.id AND p.status <> 'closed'),
		(SELECT count(*) FROM room r WHERE r.department_id = d.id AND NOT r.closed) FROM department d`)
	return out, err
}

// delegationOver and delegationRests say of a delegation g that it has ended, by
// itself or with the seat under which it was given, and that its giver's account
// is not active: then nobody acts for him (delegatedTo).
const (
	delegationOver  = "(g.ended OR g.grant_id IS NULL OR EXISTS (SELECT 1 FROM seat s WHERE s.id = g.grant_id AND s.ended))"
	delegationRests = "NOT EXISTS (SELECT 1 FROM account c WHERE c.person_id = g.person_id AND c.state = 'active')"
)

// Delegations lists what the person has delegated and what was delegated to
// him, the newest first. Who holds which seat is for everybody of the organ.
func (s *Store) Delegations(ctx context.Context, actor org.Actor, person string) ([]view.Delegation, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	var out []view.Delegation
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var v view.Delegation
		var department, grant text
		err := r.Scan(&v.ID, &v.By.ID, &v.By.Name, &v.Whom.ID, &v.Whom.Name, &v.Seat, &department, &v.From, &v.Until, &v.Ended, &v.Rests, &grant)
		v.To, v.Department, v.Grant = v.Whom.ID, string(department), string(grant)
		out = append(out, v)
		return err
	}, `SELECT g.id, g.person_id, b.name, g.to_id, w.name, g.seat, g.department_id, g.from_day, g.until_day, `+delegationOver+`, `+delegationRests+`, g.grant_id
		FROM delegation g JOIN person b ON b.id = g.person_id JOIN person w ON w.id = g.to_id
		WHERE g.person_id = ? OR g.to_id = ? ORDER BY g.from_day DESC, g.id DESC`, person, person)
	return out, err
}

// OpenRequests lists what the actor may see of the assets whose open request the
// person has made or is named in, the longest unchanged first.
func (s *Store) OpenRequests(ctx context.Context, actor org.Actor, person string, limit int) ([]view.Asset, error) {
	q := &assetQuery{}
	q.scope(actor)
	q.and("a.wait_verb <> ''")
	q.and("(a.request_by = ? OR a.receiver_id = ? OR a.giver_id = ? OR a.wait_person = ?)", person, person, person, person)
	return s.list(ctx, s.reads(), q, " ORDER BY a.changed, a.id", rowLimit(limit))
}

// LastAdministrator is the administrator seat that nobody else could act in on
// the day if the person left, "" where there is somebody for each of his.
func (s *Store) LastAdministrator(ctx context.Context, actor org.Actor, person string, day org.Date) (seat org.Seat, err error) {
	if err := signedIn(actor); err != nil {
		return "", err
	}
	err = s.Read(ctx, func(x *Tx) error {
		all, err := x.Persons(person)
		p := all[person]
		if err != nil || org.LastAdmin(p, day, nil) == "" { // he is none: nobody is counted
			return err
		}
		others, err := x.OtherAdministrators(person, day)
		seat = org.LastAdmin(p, day, others)
		return err
	})
	return seat, err
}
