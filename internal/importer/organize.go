package importer

import (
	"context"
	"io"
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/importer/organ"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/view"
)

// Organ builds departments, rooms, persons and seats from a sheet, each row a
// command of the actor. What is there already, as the row says it, is unchanged;
// a person who is there with other facts is changed. Rows stand in the order
// departments, rooms, persons, because each names the ones before.
func Organ(ctx context.Context, a *app.App, actor org.Actor, name string, r io.ReaderAt, size int64) (*Report, error) {
	if err := a.MayImportOrgan(ctx, actor); err != nil {
		return nil, err
	}
	book, err := sheet.Read(name, r, size, sheet.Default())
	if err != nil {
		return nil, err
	}
	rows, err := organ.Read(book)
	if err != nil {
		return nil, err
	}
	b := &builder{ctx: ctx, app: a, actor: actor, rep: &Report{File: book.File, Skipped: rows.Skipped}}
	if err := b.load(); err != nil {
		return nil, err
	}
	for _, d := range rows.Departments {
		b.row(d.Row, d.Name, func() (bool, error) { return b.department(d) })
	}
	for _, m := range rows.Rooms {
		b.row(m.Row, m.Name, func() (bool, error) { return b.room(m) })
	}
	for _, p := range rows.Persons {
		b.row(p.Row, p.Name, func() (bool, error) { return b.person(p) })
	}
	if b.fault != nil {
		return nil, b.fault
	}
	b.rep.Total = len(b.rep.Rows)
	b.rep.count()
	return b.rep, nil
}

type builder struct {
	ctx         context.Context
	app         *app.App
	actor       org.Actor
	rep         *Report
	departments map[string]view.Department // by name and by path
	rooms       map[string]view.Room
	fault       error // anything but a refusal stops the import
}

func (b *builder) load() error {
	b.departments, b.rooms = map[string]view.Department{}, map[string]view.Room{}
	departments, err := b.app.Store().Departments(b.ctx, b.actor)
	if err != nil {
		return err
	}
	for _, d := range departments {
		b.departments[d.Name], b.departments[d.Path] = d, d
	}
	rooms, err := b.app.Store().Rooms(b.ctx, b.actor)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		b.rooms[r.Department+"/"+r.Name] = r
	}
	return nil
}

// known finds the person a row speaks of: by staff number where the row has one
// that is on record, else by name within the department.
func (b *builder) known(r organ.PersonRow, department string) (view.Person, bool, error) {
	for _, typed := range []string{r.StaffNo, r.Name} {
		if typed == "" {
			continue
		}
		found, err := b.app.Store().Persons(b.ctx, b.actor, typed)
		if err != nil {
			return view.Person{}, false, err
		}
		for _, p := range found {
			if typed == r.StaffNo && p.StaffNo == typed || typed == r.Name && p.Name == typed && p.Department == department {
				return p, true, nil
			}
		}
	}
	return view.Person{}, false, nil
}

// row carries out one row and reports it.
func (b *builder) row(r organ.Row, title string, do func() (changed bool, err error)) {
	if b.fault != nil {
		return
	}
	out := Row{Sheet: r.Sheet, Number: r.Number, Title: title, Outcome: Unchanged, Notes: r.Warnings}
	for _, f := range r.Errors {
		out.Outcome, out.Reasons = Rejected, append(out.Reasons, f.Text)
	}
	if out.Outcome != Rejected {
		changed, err := do()
		switch e := errs.As(err); {
		case err == nil && changed:
			out.Outcome = Registered
		case err == nil:
		case e.Kind == errs.Refused || e.Kind == errs.Invalid || e.Kind == errs.NotFound:
			out.settle(app.Result{Err: err}, false)
		default:
			b.fault = err
		}
	}
	b.rep.Rows = append(b.rep.Rows, out)
}

func (b *builder) do(c app.Command) (app.Outcome, error) { return b.app.Execute(b.ctx, b.actor, c, "") }

func (b *builder) department(r organ.DepartmentRow) (bool, error) {
	parent, path := "", r.Name
	if r.Parent != "" {
		p, err := b.find(r.Parent)
		if err != nil {
			return false, err
		}
		parent, path = p.ID, p.Path+"/"+r.Name
	}
	if old, ok := b.departments[path]; ok && old.Parent == parent {
		return false, nil
	}
	out, err := b.do(app.SetDepartment{Department: org.Department{Name: r.Name, Parent: parent}})
	if err != nil {
		return false, err
	}
	d := view.Department{Department: org.Department{ID: out.ID, Name: r.Name, Parent: parent}, Path: path}
	b.departments[r.Name], b.departments[path] = d, d
	return true, nil
}

func (b *builder) find(name string) (view.Department, error) {
	d, ok := b.departments[strings.Trim(name, "/ ")]
	if !ok {
		return d, errs.InvalidField("department", "没有部门「"+name+"」。", "There is no department \""+name+"\".")
	}
	return d, nil
}

func (b *builder) room(r organ.RoomRow) (bool, error) {
	d, err := b.find(r.Department)
	if err != nil {
		return false, err
	}
	l, err := level.Parse(r.Level)
	if err != nil {
		return false, err
	}
	room := org.Room{Name: r.Name, Department: d.ID, Level: l}
	key := d.ID + "/" + r.Name
	if old, ok := b.rooms[key]; ok {
		if old.Level == l {
			return false, nil
		}
		room.ID = old.ID
	}
	out, err := b.do(app.SetRoom{Room: room})
	if err != nil {
		return false, err
	}
	room.ID = out.ID
	b.rooms[key] = view.Room{Room: room}
	return true, nil
}

func (b *builder) person(r organ.PersonRow) (bool, error) {
	p := org.Person{
		Name: r.Name, StaffNo: r.StaffNo, Title: r.Title, Status: org.Status(r.Status),
		ClearanceUntil: org.Date(r.ValidUntil), TrainedOn: org.Date(r.TrainingDate), UndertakingOn: org.Date(r.UndertakingDate),
	}
	if p.Status == "" {
		p.Status = org.Active
	}
	if r.Department != "" {
		d, err := b.find(r.Department)
		if err != nil {
			return false, err
		}
		p.Department = d.ID
	}
	if r.Clearance != "" {
		l, err := level.Parse(r.Clearance)
		if err != nil {
			return false, err
		}
		p.Clearance = l
	}
	old, known, err := b.known(r, p.Department)
	if err != nil {
		return false, err
	}
	changed := !known
	if known {
		p.ID = old.ID
		changed = !sameFacts(old.Person, p)
	}
	if changed {
		out, err := b.do(app.SetPerson{Person: p})
		if err != nil {
			return false, err
		}
		p.ID = out.ID
		// Whoever is not shown a person's clearance cannot compare it: the record
		// that stayed as it was says so.
		changed = !known || out.Version != old.Version
	}
	granted, err := b.seats(p, old.Person, r.Seats)
	if err != nil && (changed || granted) && errs.As(err).Kind != errs.Internal {
		// Each is a command of its own: what is done stands, and is said.
		err = errs.As(err).WithMissing(errs.T("该行的人员信息已登记，以上职责未授予；改正后再导入即可。",
			"the person of this row is entered, the seat is not granted; mend it and import again"))
	}
	return changed || granted, err
}

func sameFacts(a, b org.Person) bool {
	return a.Name == b.Name && a.StaffNo == b.StaffNo && a.Department == b.Department && a.Title == b.Title &&
		a.Clearance == b.Clearance && a.ClearanceUntil == b.ClearanceUntil && a.TrainedOn == b.TrainedOn &&
		a.UndertakingOn == b.UndertakingOn && a.Status == b.Status
}

// seats grants what the row names and the person does not hold; it takes
// nothing away. A seat that is bound to a department and names none is meant
// for the person's own.
func (b *builder) seats(p, was org.Person, want []organ.Seat) (bool, error) {
	granted := false
	for _, w := range want {
		g := org.Grant{Seat: org.Seat(w.Seat)}
		if w.Department != "" {
			d, err := b.find(w.Department)
			if err != nil {
				return granted, err
			}
			g.Department = d.ID
		} else if g.Seat.Bound() {
			g.Department = p.Department
		}
		held := false
		for _, h := range was.Seats {
			held = held || (!h.Ended && h.Seat == g.Seat && h.Department == g.Department)
		}
		if held || g.Seat == org.Keeper {
			continue
		}
		if _, err := b.do(app.GrantSeat{Person: p.ID, Grant: g}); err != nil {
			return granted, err
		}
		granted = true
	}
	return granted, nil
}
