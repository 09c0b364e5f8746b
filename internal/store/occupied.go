package store

import (
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

// OtherAdministrators counts, by seat, who else holds one of the three
// administrator seats on the day and has an account to sign in with. Until the
// transaction ends nobody else takes such a seat away: two at once would each
// count the other.
func (x *Tx) OtherAdministrators(person string, day org.Date) (map[org.Seat]int64, error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	if err := x.lockOrgan(); err != nil {
		return nil, err
	}
	out := map[org.Seat]int64{}
	err := x.each(func(r *sql.Rows) error {
		var seat org.Seat
		var n int64
		err := r.Scan(&seat, &n)
		out[seat] = n
		return err
	}, `SELECT s.seat, count(DISTINCT s.person_id) FROM seat s JOIN person p ON p.id = s.person_id AND p.status <> 'closed'
		JOIN account c ON c.person_id = p.id AND c.state = 'active'
		WHERE s.seat IN ? AND s.person_id <> ? AND NOT s.ended AND s.from_day <= ? AND (s.until_day = '' OR s.until_day >= ?)
		GROUP BY s.seat`,
		[]string{string(org.SystemAdmin), string(org.SecurityAdmin), string(org.Auditor)}, person, string(day), string(day))
	return out, err
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
