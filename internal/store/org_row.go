package store

import (
	"time"

	"sealbook/internal/domain/org"
)

// never is the time of change of a kind that does not keep it.
func never[T any](*T) time.Time { return time.Time{} }

var departmentKind = kindOf[org.Department]{
	kind: org.KindDepartment, table: "department", key: "id",
	columns: []string{"name", "parent_id", "closed"},
	scan: func(d *org.Department) ([]any, func() error) {
		var parent text
		return []any{&d.ID, &d.Name, &parent, &d.Closed}, func() error {
			d.Parent = string(parent)
			return nil
		}
	},
	values: func(d *org.Department) ([]any, error) {
		return []any{d.Name, text(d.Parent), d.Closed}, nil
	},
	fold:    org.FoldDepartment,
	id:      func(d *org.Department) string { return d.ID },
	version: func(d *org.Department) *int64 { return &d.Version },
	changed: never[org.Department],
	write: func(x *Tx, list []change[org.Department]) error {
		x.state.organChanged = true
		for _, c := range list {
			if c.before != nil && c.before.Name != c.after.Name {
				x.state.stale.renamed(staleName{column: "department", id: c.after.ID, name: c.after.Name})
			}
		}
		return nil
	},
}

var roomKind = kindOf[org.Room]{
	kind: org.KindRoom, table: "room", key: "id",
	columns: []string{"name", "department_id", "level", "closed"},
	scan: func(r *org.Room) ([]any, func() error) {
		var department text
		return []any{&r.ID, &r.Name, &department, (*int)(&r.Level), &r.Closed}, func() error {
			r.Department = string(department)
			return nil
		}
	},
	values: func(r *org.Room) ([]any, error) {
		return []any{r.Name, text(r.Department), int64(r.Level), r.Closed}, nil
	},
	fold:    org.FoldRoom,
	id:      func(r *org.Room) string { return r.ID },
	version: func(r *org.Room) *int64 { return &r.Version },
	changed: never[org.Room],
	write: func(x *Tx, list []change[org.Room]) error {
		for _, c := range list {
			if c.before != nil && c.before.Name != c.after.Name {
				x.state.stale.renamed(staleName{column: "room", id: c.after.ID, name: c.after.Name})
			}
		}
		return nil
	},
}

var personKind = kindOf[org.Person]{
	kind: org.KindPerson, table: "person", key: "id",
	columns: []string{
		"name", "name_key", "staff_no", "department_id", "title", "clearance", "clearance_until", "trained_on",
		"undertaking_on", "status",
	},
	scan: func(p *org.Person) ([]any, func() error) {
		var department text
		var skip any
		return []any{
				&p.ID, &p.Name, &skip, &p.StaffNo, &department, &p.Title, (*int)(&p.Clearance), &p.ClearanceUntil,
				&p.TrainedOn, &p.UndertakingOn, &p.Status,
			}, func() error {
				p.Department = string(department)
				return nil
			}
	},
	values: func(p *org.Person) ([]any, error) {
		return []any{
			p.Name, foldText(p.Name), p.StaffNo, text(p.Department), p.Title, int64(p.Clearance), string(p.ClearanceUntil),
			string(p.TrainedOn), string(p.UndertakingOn), string(p.Status),
		}, nil
	},
	fold:    org.FoldPerson,
	id:      func(p *org.Person) string { return p.ID },
	version: func(p *org.Person) *int64 { return &p.Version },
	changed: never[org.Person],
	load:    loadSeats,
	write: func(x *Tx, list []change[org.Person]) error {
		x.state.organChanged = true
		for _, c := range list {
			if c.before != nil && c.before.Name != c.after.Name {
				x.state.stale.renamed(staleName{column: "keeper", id: c.after.ID, name: c.after.Name})
			}
		}
		return writeSeats(x, list)
	},
}
