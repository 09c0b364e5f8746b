package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// What follows is read with the rows held: whoever wants to bring something in
// waits, and then decides again on what the organ has become.

// InRoom lists what stands in the room, by code. The caller holds the room.
func (x *Tx) InRoom(room string) ([]org.Standing, error) {
	return x.standing("room_id = ? AND life <> 'lost'", room)
}

// standing lists live assets; what waits to be changed is waited for, because a
// condition on the level would pass over a row that is just being upgraded.
func (x *Tx) standing(condition, id string) ([]org.Standing, error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	var out []org.Standing
	err := x.each(func(r *sql.Rows) error {
		var s org.Standing
		var department, keeper text
		var marked, held level.Level
		err := r.Scan(&s.Code, &department, &keeper, (*int)(&marked), (*int)(&held))
		s.Department, s.Person, s.Level = string(department), string(keeper), max(marked, held)
		out = append(out, s)
		return err
	}, "SELECT code, department_id, keeper_id, level, high_water FROM asset WHERE "+condition+" AND alive ORDER BY code"+x.held(), id)
	return out, err
}

// InDepartment lists what the department holds. The caller holds the department.
func (x *Tx) InDepartment(department string) (org.Inside, error) {
	var in org.Inside
	var err error
	if in.Assets, err = x.standing("department_id = ?", department); err != nil {
		return in, err
	}
	for _, q := range []struct {
		to    *[]string
		query string
	}{
		{&in.Rooms, "SELECT name FROM room WHERE department_id = ? AND NOT closed ORDER BY name"},
		{&in.Persons, "SELECT name FROM person WHERE department_id = ? AND status <> 'closed' ORDER BY name_key, id"},
		{&in.Departments, "SELECT name FROM department WHERE parent_id = ? AND NOT closed ORDER BY name"},
	} {
		if err := x.each(scanInto(q.to), q.query, department); err != nil {
			return in, err
		}
	}
	return in, nil
}

// StaysOpen keeps the department from being closed until the transaction ends,
// for who puts something under it that is no asset. What was decided on a
// department that has changed meanwhile is decided again.
func (x *Tx) StaysOpen(department string) error {
	if department == "" {
		return nil
	}
	return x.lookNames(map[string][]string{"department": {department}})
}

// OtherAdministrators lists what the others hold of the three administrators'
// seats on the day who have an account to sign in with. Until the transaction ends
// nobody else takes such a seat away: two at once would each count on the other.
func (x *Tx) OtherAdministrators(person string, day org.Date) (org.Others, error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	if err := x.lockOrgan(); err != nil {
		return nil, err
	}
	out := org.Others{}
	err := x.ask(addTo(out), administratorsSelect+" AND s.person_id <> ?", adminSeats(), string(day), string(day), person)
	return out, err
}

// administratorsSelect asks who can act in the seats on the day.
const administratorsSelect = `SELECT s.id, s.seat, s.from_day, s.until_day FROM seat s JOIN person p ON p.id = s.person_id AND p.status <> 'closed'
	JOIN account c ON c.person_id = p.id AND c.state = 'active'
	WHERE s.seat IN ? AND NOT s.ended AND s.from_day <= ? AND (s.until_day = '' OR s.until_day >= ?)`

// AdministratorsUntil tells of each of the three administrators' seats the last
// day on which anybody holds it of those who can act in it today, "" where one
// holds it without an end. A seat that nobody holds is not in it. It is for the three.
func (s *Store) AdministratorsUntil(ctx context.Context, actor org.Actor) (map[org.Seat]org.Date, error) {
	if !actor.Admin() && !actor.System {
		return nil, forbidden()
	}
	today := org.DateOf(s.now(), organZone)
	all := org.Others{}
	if err := s.reads().scan(ctx, addTo(all), administratorsSelect, adminSeats(), string(today), string(today)); err != nil {
		return nil, err
	}
	out := map[org.Seat]org.Date{}
	for seat := range all {
		if day, ok := all.LastDay(seat, today); ok {
			out[seat] = day
		}
	}
	return out, nil
}

func addTo(all org.Others) func(scanner) error {
	return func(r scanner) error {
		var g org.Grant
		err := r.Scan(&g.ID, &g.Seat, &g.From, &g.Until)
		all[g.Seat] = append(all[g.Seat], g)
		return err
	}
}

// held ends a SELECT of rows that must not change before the transaction ends.
func (x *Tx) held() string {
	if x.readOnly { // a rehearsal
		return ""
	}
	return x.dialect.forShare()
}

// lockOrgan makes transactions that must not run at the same time come one
// after the other: the row that every change of the organ raises at its end.
func (x *Tx) lockOrgan() error {
	if x.readOnly {
		return nil
	}
	_, err := x.do("UPDATE counters SET value = value WHERE name = 'organ'")
	return err
}
