package store

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// founderActor is the name under which the founding is on record (app.Founder):
// nobody has an account yet.
const founderActor = "founder"

// foundedEvent is the type of the event that opens the ledger (app).
const foundedEvent = "organ.founded"

// term is a stretch of the history in which a person held one of the three
// administrators' seats. What he did within it is an administrator's act for
// ever; what he did before and after is not. It is taken from the events that
// granted the seat and took it back, which nobody changes, so that an event does
// not change the view it is in.
type term struct {
	person        string
	after, before int64 // between these events
	from, until   stamp // and in these days of the seat, until not included
}

// acted is the condition of an event that somebody did as an administrator, ""
// when there never was one.
func acted(terms []term) (condition string, args []any) {
	parts := make([]string, len(terms))
	for i, t := range terms {
		in, within := t.within()
		parts[i] = "(e.actor = ? AND " + in + ")"
		args = append(append(args, t.person), within...)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// within is the condition of an event that happened in the term, whoever did it.
func (t term) within() (condition string, args []any) {
	return "e.id > ? AND e.id < ? AND e.at >= ? AND e.at < ?", []any{t.after, t.before, t.from, t.until}
}

// termsOf are the terms of one person.
func (s *Store) termsOf(ctx context.Context, person string) ([]term, error) {
	all, err := s.administered(ctx)
	return slices.DeleteFunc(all, func(t term) bool { return t.person != person }), err
}

// administered lists the terms of all who ever held an administrator's seat, in
// the order of their grants. They are few: an organ has three at a time.
func (s *Store) administered(ctx context.Context) ([]term, error) {
	var persons []string
	if err := s.reads().scan(ctx, func(r scanner) error {
		var p string
		err := r.Scan(&p)
		persons = append(persons, p)
		return err
	}, "SELECT DISTINCT person_id FROM seat WHERE seat IN ?", adminSeats()); err != nil || len(persons) == 0 {
		return nil, err
	}
	var terms []term
	place := map[string]int{} // grant → place in terms
	err := s.reads().scan(ctx, func(r scanner) error {
		var id int64
		var person, kind string
		var leaf []byte
		if err := r.Scan(&person, &id, &kind, &leaf); err != nil {
			return err
		}
		g, ended, err := granted(kind, leaf)
		if err != nil {
			return err
		}
		if i, ok := place[g.ID]; ended {
			if ok {
				terms[i].before = min(terms[i].before, id)
			}
			return nil
		}
		if !g.Seat.Admin() {
			return nil
		}
		place[g.ID] = len(terms)
		terms = append(terms, term{person, id, math.MaxInt64, dayStarts(g.From, 0), dayStarts(g.Until, 1)})
		return nil
	}, `SELECT s.subject, e.id, e.type, e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND s.subject IN ? AND e.type IN ? ORDER BY e.id`,
		org.KindPerson, evened(persons), []string{(org.SeatGranted{}).EventType(), (org.SeatEnded{}).EventType()})
	return terms, err
}

func adminSeats() []string {
	var out []string
	for _, s := range org.Grantable() {
		if s.Admin() {
			out = append(out, string(s))
		}
	}
	return out
}

// granted reads the grant out of a leaf; of one that ended it has the id alone.
func granted(kind string, leaf []byte) (g org.Grant, ended bool, err error) {
	if kind == (org.SeatEnded{}).EventType() {
		var l struct{ D org.SeatEnded }
		err = json.Unmarshal(leaf, &l)
		g, ended = org.Grant{ID: l.D.Grant}, true
	} else {
		var l struct{ D org.SeatGranted }
		err = json.Unmarshal(leaf, &l)
		g = l.D.Grant
	}
	if err != nil {
		err = errs.Wrap(err, "store.leaf")
	}
	return g, ended, err
}

// dayStarts is the beginning of a day of the organ, more days later; of no day,
// the end of time for a later one and its beginning else.
func dayStarts(d org.Date, more int) stamp {
	t, err := time.ParseInLocation("2006-01-02", string(d), organZone)
	switch {
	case err == nil:
		return stampOf(t.AddDate(0, 0, more))
	case more > 0:
		return stampOf(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	return 1
}

// Administrators lists who can act today in each of the three seats: in service,
// with an account that is active. For the three, who watch that none is vacant.
func (s *Store) administratorsToday(ctx context.Context) (map[org.Seat][]string, error) {
	today := string(org.DateOf(s.now(), organZone))
	out := map[org.Seat][]string{}
	err := s.reads().scan(ctx, func(r scanner) error {
		var seat org.Seat
		var person string
		err := r.Scan(&seat, &person)
		if !slices.Contains(out[seat], person) {
			out[seat] = append(out[seat], person)
		}
		return err
	}, `SELECT s.seat, p.id FROM seat s JOIN person p ON p.id = s.person_id AND p.status <> 'closed'
		JOIN account a ON a.person_id = p.id AND a.state = 'active'
		WHERE s.seat IN ? AND NOT s.ended AND s.from_day <= ? AND (s.until_day = '' OR s.until_day >= ?) ORDER BY s.seat, p.name, p.id`,
		adminSeats(), today, today)
	return out, err
}
