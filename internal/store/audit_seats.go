package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// seatsShown decides whose seats the actor may list: the security administrator
// and the auditor all, the secrecy office those of business (domain.md §3).
func seatsShown(actor org.Actor) (admins bool, err error) {
	switch {
	case actor.Holds(org.SecurityAdmin), actor.Holds(org.Auditor):
		return true, nil
	case actor.Holds(org.SecrecyOffice):
		return false, nil
	}
	return false, forbidden()
}

// seatSelect lists seats and delegations alike. A delegation is over with the seat
// under which it was given, and rests while its giver's account is not active.
const seatSelect = `SELECT t.id, t.seat, t.person_id, p.name, p.name_key, t.for_id, f.name, t.department_id, d.name, t.from_day, t.until_day, t.ended, t.rests FROM (
	SELECT id, person_id, seat, NULL AS for_id, department_id, from_day, until_day, ended, 0 AS handed, 1 = 0 AS rests FROM seat
	UNION ALL SELECT g.id, g.to_id, g.seat, g.person_id, g.department_id, g.from_day, g.until_day, ` + delegationOver + `, 1, ` + delegationRests + ` FROM delegation g) t
	JOIN person p ON p.id = t.person_id LEFT JOIN person f ON f.id = t.for_id LEFT JOIN department d ON d.id = t.department_id`

// SeatPage lists seats with who holds them, since and until when, by whom they
// were granted, and what was handed on for a time; by name of the holder.
// delegated chooses between the two.
func (s *Store) SeatPage(ctx context.Context, actor org.Actor, f view.SeatFilter, delegated bool) (view.SeatPage, error) {
	var p view.SeatPage
	admins, err := seatsShown(actor)
	if err != nil {
		return p, err
	}
	var w where
	w.and("t.handed = ?", map[bool]int{false: 0, true: 1}[delegated])
	if !admins {
		w.and("t.seat NOT IN ?", adminSeats())
	}
	if f.Seat != "" {
		w.and("t.seat = ?", string(f.Seat))
	}
	if f.Person != "" {
		w.and("(t.person_id = ? OR t.for_id = ?)", f.Person, f.Person)
	}
	if f.Department != "" {
		ids, err := s.below(ctx, f.Department)
		if err != nil {
			return p, err
		}
		w.and("t.department_id IN ?", ids)
	}
	if err := w.inForce(f.When, string(org.DateOf(s.now(), organZone))); err != nil {
		return p, err
	}
	p.Rows, p.Next, p.Prev, err = keysetPage(ctx, s.reads(), keyset{"p.name_key", "t.id", f.Cursor, f.Limit}, seatSelect, w, scanSeat)
	if err != nil || len(p.Rows) == 0 {
		return p, err
	}
	return p, s.seatDeeds(ctx, p.Rows)
}

// inForce narrows seats to a time as seen from today.
func (w *where) inForce(when, today string) error {
	const open = "t.until_day = '' OR t.until_day >= ?"
	switch when {
	case "":
		w.and("NOT t.ended AND ("+open+")", today)
	case "now":
		w.and("NOT t.ended AND t.from_day <= ? AND ("+open+")", today, today)
	case "coming":
		w.and("NOT t.ended AND t.from_day > ?", today)
	case "past":
		w.and("(t.ended OR (t.until_day <> '' AND t.until_day < ?))", today)
	default:
		return errs.InvalidField("when", "时间只能是 now、coming 或 past。", "The time is now, coming or past.")
	}
	return nil
}

func scanSeat(r *sql.Rows) (v view.SeatHeld, key, id string, err error) {
	var by, byName, department, name text
	err = r.Scan(&v.ID, &v.Seat, &v.Person.ID, &v.Person.Name, &key, &by, &byName, &department, &name, &v.From, &v.Until, &v.Ended, &v.Rests)
	v.For, v.Department = view.Ref{ID: string(by), Name: string(byName)}, view.Ref{ID: string(department), Name: string(name)}
	return v, key, v.ID, err
}

// seatDeeds adds to the seats who granted them and who took them back.
func (s *Store) seatDeeds(ctx context.Context, list []view.SeatHeld) error {
	place, persons := map[string]int{}, []string{}
	for i, v := range list {
		place[v.ID] = i
		of := v.Person.ID
		if v.For.ID != "" {
			of = v.For.ID // the delegation stands in the line of who gave it
		}
		persons = append(persons, of)
	}
	kinds := []string{
		(org.SeatGranted{}).EventType(), (org.SeatEnded{}).EventType(), (org.Delegated{}).EventType(), (org.DelegationEnded{}).EventType(),
	}
	return s.reads().scan(ctx, func(r scanner) error {
		var kind string
		var m view.Moved
		var name text
		var at stamp
		var leaf []byte
		if err := r.Scan(&kind, &m.By.ID, &name, &at, &leaf); err != nil {
			return err
		}
		m.By.Name, m.At = string(name), at.time()
		id, reason, err := seatOf(kind, leaf)
		m.Reason = reason
		i, ok := place[id]
		switch {
		case !ok:
		case kind == kinds[0], kind == kinds[2]:
			list[i].Granted = m
		default:
			list[i].EndedBy = m
		}
		return err
	}, `SELECT e.type, e.actor, p.name, e.at, e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		LEFT JOIN person p ON p.id = e.actor WHERE s.kind = ? AND s.subject IN ? AND e.type IN ? ORDER BY e.id`,
		org.KindPerson, evened(persons), kinds)
}

// AdminSeats tells of each of the three administrators' seats who can act in it
// today; for who watches over seats.
func (s *Store) AdminSeats(ctx context.Context, actor org.Actor) ([]view.AdminSeat, error) {
	if admins, err := seatsShown(actor); err != nil || !admins {
		return nil, err
	}
	today, err := s.administratorsToday(ctx)
	if err != nil {
		return nil, err
	}
	until, err := s.AdministratorsUntil(ctx, actor)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, list := range today {
		ids = append(ids, list...)
	}
	names, err := s.namesOf(ctx, actor, ids)
	if err != nil {
		return nil, err
	}
	var out []view.AdminSeat
	for _, seat := range adminSeats() {
		one := view.AdminSeat{Seat: org.Seat(seat), Until: until[org.Seat(seat)]}
		for _, id := range today[one.Seat] {
			one.Holders = append(one.Holders, view.Ref{ID: id, Name: names[id].person})
		}
		out = append(out, one)
	}
	return out, nil
}
