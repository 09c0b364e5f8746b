package org

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// maintains reports whether the actor may set departments, rooms and persons:
// the secrecy office, and the two administrators who build the organ up.
func maintains(a Actor) error {
	if a.Holds(SecrecyOffice) || a.Holds(SystemAdmin) || a.Holds(SecurityAdmin) {
		return nil
	}
	return rulebook.Refuse("flow.seat", OneOf(SecrecyOffice, SystemAdmin, SecurityAdmin))
}

// maintainsFor reports whether the actor may set what the person is trusted with
// by a seat that is not the person's own, delegated to the actor.
func maintainsFor(a Actor, person string) bool {
	return slices.ContainsFunc(a.Held, func(h Held) bool {
		return (h.Seat == SecrecyOffice || h.Seat == SecurityAdmin) && h.For != person
	})
}

// Moves reports whether a department changes its place in the tree. Seats reach to
// all below their department, so that it changes who sees and decides what: it is
// a change of rights, not for the system administrator (REG 34), and signed.
func Moves(was, d Department) bool { return was.ID != "" && d.Parent != was.Parent }

// Trusts reports whether a known person is trusted with something else than
// before, is another by name, belongs elsewhere, or leaves or comes back: a right
// as well, and signed. Who is new holds no seat and no account yet; giving him
// these is signed.
func Trusts(was, p Person) bool { return was.ID != "" && (trustChanged(was, p) || was.Becomes(p)) }

// Becomes reports whether a known person would be another by name, belong
// elsewhere, leave or come back.
func (p Person) Becomes(to Person) bool { return len(personChanged(p, to)) > 0 }

// personChanged names what of a known person decides under whom he stands and
// what stands under his name. His name is on all he has done; his department says
// who knows what he is cleared for and who decides for him; whoever is let in again
// is as good as new.
func personChanged(was, p Person) []string {
	if was.ID == "" {
		return nil
	}
	var out []string
	if p.Name != was.Name {
		out = append(out, "name")
	}
	if p.Department != was.Department {
		out = append(out, "department")
	}
	if Leaves(was, p) {
		out = append(out, "status")
	}
	return out
}

// Raises reports whether a known room may hold from now on what it might not hold
// before: it is fitted for a higher level, or opened again. It is a right, given by
// who says what people are cleared for, and signed.
func Raises(was, r Room) bool {
	return was.ID != "" && (r.Level > was.Level || (was.Closed && !r.Closed))
}

func roomChanged(was, r Room) []string {
	if was.ID == "" {
		return nil
	}
	var out []string
	if r.Level != was.Level {
		out = append(out, "level")
	}
	if was.Closed && !r.Closed {
		out = append(out, "reopened")
	}
	return out
}

func trustChanged(was, p Person) bool {
	return p.Clearance != was.Clearance || p.ClearanceUntil != was.ClearanceUntil ||
		p.UndertakingOn != was.UndertakingOn || p.TrainedOn != was.TrainedOn
}

// SetDepartment decides a new or changed department. tree holds all others, and
// the department as it was; in is what it holds, asked for where it is closed.
func SetDepartment(a Actor, d Department, tree map[string]Department, in Inside) (event.Event, error) {
	if err := maintains(a); err != nil {
		return event.Event{}, err
	}
	if err := nameProblem(d.Name); err != nil {
		return event.Event{}, err
	}
	for id, o := range tree {
		if id != d.ID && o.Parent == d.Parent && o.Name == d.Name && !o.Closed {
			return event.Event{}, errs.InvalidField("name", "同级已有同名部门。", "A department of this name exists beside it.")
		}
	}
	for up, n := d.Parent, 0; up != ""; n++ {
		p, ok := tree[up]
		if !ok || up == d.ID || n > 32 {
			return event.Event{}, errs.InvalidField("parent", "上级部门不存在或形成循环。", "The parent is unknown, or the tree would loop.")
		}
		up = p.Parent
	}
	was := tree[d.ID]
	if Moves(was, d) && !mayEntrust(a) {
		return event.Event{}, rulebook.Refuse("flow.seat", OneOf(SecrecyOffice, SecurityAdmin))
	}
	stays := was.Parent
	if was.Closed && !d.Closed { // opened again, it needs an open place
		stays = ""
	}
	if !d.Closed {
		if err := open(tree, "parent", d.Parent, stays); err != nil {
			return event.Event{}, err
		}
	}
	if d.Closed && !was.Closed {
		if err := in.empty(a); err != nil {
			return event.Event{}, err
		}
	}
	x := DepartmentSet{Department: d.ID, Name: d.Name, Parent: d.Parent, Closed: d.Closed}
	return event.Of(x, event.Subject{Kind: KindDepartment, ID: d.ID}), nil
}

// SetRoom decides a new or changed room. stands is what is in it, asked for
// where its level is lowered or it is closed.
func SetRoom(a Actor, was, r Room, tree map[string]Department, stands []Standing) (event.Event, error) {
	if err := maintains(a); err != nil {
		return event.Event{}, err
	}
	if err := nameProblem(r.Name); err != nil {
		return event.Event{}, err
	}
	stays := was.Department
	if was.Closed && !r.Closed {
		stays = ""
	}
	if err := open(tree, "department", r.Department, stays); err != nil {
		return event.Event{}, err
	}
	if r.Closed && !was.Closed {
		if err := (Inside{Assets: stands}).empty(a); err != nil {
			return event.Event{}, err
		}
	}
	if r.Level < was.Level {
		if err := r.fits(a, stands); err != nil {
			return event.Event{}, err
		}
	}
	if Raises(was, r) && !mayEntrust(a) {
		return event.Event{}, rulebook.Refuse("flow.seat", OneOf(SecrecyOffice, SecurityAdmin))
	}
	x := RoomSet{Room: r.ID, Name: r.Name, Department: r.Department, Level: r.Level, Closed: r.Closed, Changed: roomChanged(was, r)}
	return event.Of(x, event.Subject{Kind: KindRoom, ID: r.ID}), nil
}

// SetPerson decides a new or changed person. The system administrator may enter
// people, but neither say what they are cleared for nor make somebody known
// another, move him, or close or open his record: these are rights, and rights are
// the secrecy office's and the security administrator's. keeps is
// the number of assets the person still has (hand.offboard), last the
// administrator seat that nobody else holds (LastAdmin).
//
// A clearance that ends or is lowered is a fact from outside: it is recorded
// whatever the person keeps, and what he may not keep any more falls due.
func SetPerson(a Actor, was, p Person, tree map[string]Department, keeps int64, last Seat) (event.Event, error) {
	if err := maintains(a); err != nil {
		return event.Event{}, err
	}
	if err := nameProblem(p.Name); err != nil {
		return event.Event{}, err
	}
	stays := was.Department
	if was.Status == Closed && p.Status != Closed {
		stays = ""
	}
	if err := open(tree, "department", p.Department, stays); err != nil {
		return event.Event{}, err
	}
	for _, t := range []struct{ name, v string }{{"staff_no", p.StaffNo}, {"title", p.Title}} {
		if utf8.RuneCountInString(t.v) > 100 || strings.ContainsFunc(t.v, unicode.IsControl) {
			return event.Event{}, errs.InvalidField(t.name, "不超过100个字，且不含控制字符。", "At most 100 characters and no control characters.")
		}
	}
	if trustChanged(was, p) || Trusts(was, p) {
		if err := entrusts(a, p.ID); err != nil {
			return event.Event{}, err
		}
	}
	for _, d := range []struct {
		name string
		v    Date
	}{{"clearance_until", p.ClearanceUntil}, {"trained_on", p.TrainedOn}, {"undertaking_on", p.UndertakingOn}} {
		if !d.v.ok() {
			return event.Event{}, errs.InvalidField(d.name, "日期应为 2026-01-31。", "A date is written 2026-01-31.")
		}
	}
	if p.Status == "" {
		p.Status = Active
	}
	if !slices.Contains([]Status{Active, Leaving, Closed}, p.Status) {
		return event.Event{}, errs.InvalidField("status", "状态应为 active、leaving 或 closed。", "The status is active, leaving or closed.")
	}
	if p.Status == Closed && keeps > 0 {
		return event.Event{}, rulebook.Refuse("hand.offboard")
	}
	if p.Status == Closed && was.Status != Closed && last != "" {
		return event.Event{}, RefuseLast(last)
	}
	x := PersonSet{
		Person: p.ID, StaffNo: p.StaffNo, Department: p.Department, Title: p.Title, Clearance: p.Clearance,
		ClearanceUntil: p.ClearanceUntil, TrainedOn: p.TrainedOn, UndertakingOn: p.UndertakingOn, Status: p.Status,
		Changed: personChanged(was, p),
	}
	e := event.Of(x, event.Subject{Kind: KindPerson, ID: p.ID})
	e.Private = map[string]string{"name": p.Name}
	return e, nil
}

func nameProblem(n string) error {
	if strings.TrimSpace(n) == "" {
		return errs.InvalidField("name", "请填写名称。", "Give a name.")
	}
	if utf8.RuneCountInString(n) > 100 || strings.ContainsFunc(n, unicode.IsControl) {
		return errs.InvalidField("name", "名称不超过100个字，且不含控制字符。", "A name has at most 100 characters and no control characters.")
	}
	return nil
}

// ok reports whether the date is empty or a day of the calendar.
func (d Date) ok() bool {
	_, err := time.Parse("2006-01-02", string(d))
	return d == "" || err == nil
}
