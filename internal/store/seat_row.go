package store

import (
	"database/sql"

	"sealbook/internal/domain/org"
)

const (
	seatColumns       = "id, person_id, place, seat, department_id, from_day, until_day, ended"
	delegationColumns = "id, person_id, place, to_id, seat, department_id, from_day, until_day, ended, grant_id"
)

// loadSeats adds to the persons what they hold and have delegated, in the order
// in which it was granted.
func loadSeats(x *Tx, persons []*org.Person) error {
	byID := make(map[string]*org.Person, len(persons))
	ids := make([]string, 0, len(persons))
	for _, p := range persons {
		byID[p.ID] = p
		ids = append(ids, p.ID)
	}
	return x.each(func(r *sql.Rows) error {
		var delegated bool
		var person string
		var d org.Delegation
		var department, grant text
		var place int64
		if err := r.Scan(&delegated, &d.ID, &person, &place, &d.To, &d.Seat, &department, &d.From, &d.Until, &d.Ended, &grant); err != nil {
			return err
		}
		p := byID[person]
		if delegated {
			d.Department, d.Grant = string(department), string(grant)
			p.Delegations = append(p.Delegations, d)
		} else {
			p.Seats = append(p.Seats, org.Grant{
				ID: d.ID, Seat: d.Seat, Department: string(department), From: d.From, Until: d.Until, Ended: d.Ended,
			})
		}
		return nil
	}, `SELECT 1 = 0 AS delegated, id, person_id, place, '' AS to_id, seat, department_id, from_day, until_day, ended, NULL AS grant_id
			FROM seat WHERE person_id IN ?
		UNION ALL SELECT 1 = 1, id, person_id, place, to_id, seat, department_id, from_day, until_day, ended, grant_id
			FROM delegation WHERE person_id IN ? ORDER BY 3, 4`, ids, ids)
}

// writeSeats writes the grants and delegations that are new or have changed.
// Changes come first, so that a seat that ends makes room for one that begins.
func writeSeats(x *Tx, list []change[org.Person]) error {
	var seats, delegations [][]any
	for _, c := range list {
		var old org.Person
		if c.before != nil {
			old = *c.before
		}
		for i, g := range c.after.Seats {
			if i >= len(old.Seats) {
				seats = append(seats, []any{
					g.ID, c.after.ID, int64(i), string(g.Seat), text(g.Department), string(g.From), string(g.Until), g.Ended,
				})
			} else if g != old.Seats[i] {
				if _, err := x.do("UPDATE seat SET seat = ?, department_id = ?, from_day = ?, until_day = ?, ended = ? WHERE id = ?",
					string(g.Seat), text(g.Department), string(g.From), string(g.Until), g.Ended, g.ID); err != nil {
					return err
				}
			}
		}
		for i, d := range c.after.Delegations {
			if i >= len(old.Delegations) {
				delegations = append(delegations, []any{
					d.ID, c.after.ID, int64(i), d.To, string(d.Seat), text(d.Department), string(d.From), string(d.Until), d.Ended, text(d.Grant),
				})
			} else if d != old.Delegations[i] {
				if _, err := x.do("UPDATE delegation SET from_day = ?, until_day = ?, ended = ? WHERE id = ?",
					string(d.From), string(d.Until), d.Ended, d.ID); err != nil {
					return err
				}
			}
		}
	}
	if err := x.add("seat", seatColumns, 8, seats); err != nil {
		return err
	}
	return x.add("delegation", delegationColumns, 10, delegations)
}

// DelegatedTo lists what others have delegated to the person and have not ended,
// with the days; by id. Who has locked the person knows that it stays so.
func (x *Tx) DelegatedTo(person string) ([]org.Delegation, error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	var out []org.Delegation
	err := x.each(func(r *sql.Rows) error {
		d := org.Delegation{To: person}
		var department, grant text
		err := r.Scan(&d.ID, &d.Seat, &department, &grant, &d.From, &d.Until)
		d.Department, d.Grant = string(department), string(grant)
		out = append(out, d)
		return err
	}, "SELECT id, seat, department_id, grant_id, from_day, until_day FROM delegation WHERE to_id = ? AND NOT ended ORDER BY id", person)
	return out, err
}
