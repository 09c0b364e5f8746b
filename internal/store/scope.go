package store

import (
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// where collects the conditions of a query; all of them have to hold. The texts
// are constants of this package, values are always arguments.
type where struct {
	parts []string
	args  []any
}

func (w *where) and(condition string, args ...any) {
	w.parts = append(w.parts, condition)
	w.args = append(w.args, args...)
}

func (w *where) sql() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.parts, " AND ")
}

// ownAsset: whoever keeps it, has asked about it or is named in its request sees
// it, whatever its department and level. Each of the four has an index; ownRow is
// the same for a row that is found by its key.
const (
	ownAsset = "a.keeper_id = ? OR a.request_by = ? OR a.receiver_id = ? OR a.giver_id = ?"
	ownRow   = "? IN (a.keeper_id, a.request_by, a.receiver_id, a.giver_id)"
)

// scope limits the query to what the actor may see of the assets; it is the
// decision of asset.State.SeenBy on a row.
func (w *where) scope(actor org.Actor) { w.limit(actor, ownAsset, 4) }

// limit is scope with his own as the condition says, which names him so many times.
func (w *where) limit(actor org.Actor, own string, times int) {
	if c := limited(actor, own, times); c != nil {
		w.and("("+c.text.String()+")", c.args...)
	}
}

// limited is what limits a query to what the actor sees, nil when nothing does.
func limited(actor org.Actor, own string, times int) *condition {
	s, c := sight{actor.Scope()}, &condition{}
	switch {
	case s.None:
		c.or("1 = 0")
		return c
	case s.Organ && s.Max == level.TopSecret:
		return nil
	}
	c.text.Grow(len(own) + 256*(1+len(s.Signs)) + 512*len(s.Works))
	c.args = make([]any, 0, 8)
	s.reach(c, actor.Checks)
	if s.Person != "" { // else a token for some departments: nothing for being one's own
		c.or(own)
		for range times {
			c.args = append(c.args, s.Person)
		}
	}
	return c
}

// within is scope for a row that is found by its key. Nothing in a CASE is looked
// for an index: SQLite, which plans a statement anew for each value that might
// choose one, plans it once, and a scan costs a third (docs/benchmarks.md A15).
func (w *where) within(actor org.Actor) {
	if c := limited(actor, ownRow, 1); c != nil {
		w.and("CASE WHEN ("+c.text.String()+") THEN 1 ELSE 0 END = 1", c.args...)
	}
}

// cleared limits the query to what is not above the actor's clearance, or his own.
func (w *where) cleared(actor org.Actor) {
	s := actor.Scope()
	if s.None {
		w.and("1 = 0")
	} else if s.Max < level.TopSecret {
		p := s.Person
		w.and("((a.level <= ? AND a.high_water <= ?) OR "+ownAsset+")", int64(s.Max), int64(s.Max), p, p, p, p)
	}
}

// scopeIfAny is scope for records that may be about no asset: those stay.
func (w *where) scopeIfAny(actor org.Actor) {
	var s where
	s.scope(actor)
	for i := range s.parts { // one at most
		w.and("(a.id IS NULL OR ("+s.parts[i]+"))", s.args...)
	}
}

// scopeIfNamed lets through what is about no asset or one within the actor's scope;
// to whom the scope is not everything, an id that is no asset's is as good as one
// that is out of it.
func (w *where) scopeIfNamed(actor org.Actor) {
	var s where
	s.scope(actor)
	for i := range s.parts { // one at most
		w.and("(f.asset_id = '' OR a.id IS NOT NULL AND ("+s.parts[i]+"))", s.args...)
	}
}

// waitsFor limits the query to open requests whose next signature the actor can
// give: in a seat that covers the department, or because he is named. His own
// request never waits for him.
func (w *where) waitsFor(actor org.Actor) {
	if actor.Person == "" || actor.Admin() {
		w.and("1 = 0")
		return
	}
	parts, args := []string{"a.wait_person = ?"}, []any{actor.Person}
	for _, h := range actor.Held {
		if h.Department == "" {
			parts, args = append(parts, "(a.wait_person IS NULL AND a.request_by <> ? AND a.wait_seat = ?)"),
				append(args, actor.Person, string(h.Seat))
		} else if len(h.Covers) > 0 {
			parts, args = append(parts, "(a.wait_person IS NULL AND a.request_by <> ? AND a.wait_seat = ? AND a.wait_department IN ?)"),
				append(args, actor.Person, string(h.Seat), h.Covers)
		}
	}
	w.and("a.wait_verb <> ''")
	w.and("("+strings.Join(parts, " OR ")+")", args...)
}

// toAccept are the seats in which one accepts; in every other one approves.
var toAccept = []string{string(org.Receiver), string(org.Giver)}

// toReturn limits the query to what its keeper may not keep much longer: he is
// leaving or has left, or his clearance has ended. The people come first, since
// they are few. It tells something of them: see knows.
func (w *where) toReturn(actor org.Actor, today org.Date) {
	known, args := knows(actor, "k")
	w.and(`a.alive AND a.keeper_id IN (SELECT k.id FROM person k
		WHERE (k.status <> ? OR (k.clearance_until <> '' AND k.clearance_until < ?)) AND `+known+")",
		append([]any{string(org.Active), string(today)}, args...)...)
}

// knows is the decision of org.Actor.Knows on a row of persons.
func knows(actor org.Actor, person string) (condition string, args []any) {
	if actor.System {
		return "1 = 1", nil
	}
	parts, args := []string{"(" + person + ".id = ? AND " + person + ".id <> '')"}, []any{actor.Person}
	for _, h := range actor.Held {
		switch {
		case h.Seat != org.DepartmentHead && h.Seat != org.AssetOfficer && h.Seat != org.SecrecyOffice:
		case h.Department == "":
			return "1 = 1", nil
		case len(h.Covers) > 0:
			parts, args = append(parts, person+".department_id IN ?"), append(args, h.Covers)
		}
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

func (w *where) hold(k asset.HoldKind, now stamp) error {
	switch k {
	case asset.HoldIncident:
		w.and("a.hold_incident")
	case asset.HoldDiscrepancy:
		w.and("a.hold_discrepancy")
	case asset.HoldFrozen:
		w.and("a.hold_frozen")
	case asset.HoldLabelPending:
		w.and("a.label_due AND a.life <> ?", string(asset.Registered))
	case asset.HoldOverdueClear:
		w.and("a.clear_by IS NOT NULL AND a.content_since IS NOT NULL AND a.clear_by < ?", now)
	case asset.HoldOverdueReturn: // nothing is carried out yet
		w.and("1 = 0")
	default:
		return errs.InvalidField("hold", "没有这种管控状态。", "There is no such hold.")
	}
	return nil
}
