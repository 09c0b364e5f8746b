package importer

import (
	"context"
	"io"
	"maps"
	"slices"
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
	b, rows, err := newBuilder(ctx, a, actor, name, r, size)
	if err != nil {
		return nil, err
	}
	b.do = func(c app.Command) (app.Outcome, error) { return a.Execute(ctx, actor, c, "") }
	return b.build(rows)
}

// PreviewOrgan says what each row of the sheet would become, by doing it and
// undoing it.
func PreviewOrgan(ctx context.Context, a *app.App, actor org.Actor, name string, r io.ReaderAt, size int64) (*Report, error) {
	found, rows, err := newBuilder(ctx, a, actor, name, r, size)
	if err != nil {
		return nil, err
	}
	// All is asked before the transaction: within it there may be no other
	// connection left to ask on.
	for _, p := range rows.Persons {
		for _, typed := range []string{p.StaffNo, p.Name} {
			if _, err := found.ask(typed); err != nil {
				return nil, err
			}
		}
	}
	var rep *Report
	if err := a.Rehearse(ctx, actor, func(do func(app.Command) (app.Outcome, error)) (err error) {
		b := *found
		b.do, b.departments, b.rooms = do, maps.Clone(found.departments), maps.Clone(found.rooms)
		b.rep = &Report{File: found.rep.File, Skipped: found.rep.Skipped, DryRun: true}
		rep, err = b.build(rows)
		return err
	}); err != nil {
		return nil, err
	}
	return rep, nil
}

// newBuilder reads the sheet and what it will be held against.
func newBuilder(ctx context.Context, a *app.App, actor org.Actor, name string, r io.ReaderAt, size int64) (*builder, *organ.Organ, error) {
	if err := a.MayImportOrgan(ctx, actor); err != nil {
		return nil, nil, err
	}
	book, err := sheet.Read(name, r, size, sheet.Default())
	if err != nil {
		return nil, nil, err
	}
	rows, err := organ.Read(book)
	if err != nil {
		return nil, nil, err
	}
	b := &builder{ctx: ctx, app: a, actor: actor, rep: &Report{File: book.File, Skipped: rows.Skipped}, asked: map[string][]view.Person{}}
	return b, rows, b.load()
}

// build carries out the rows.
func (b *builder) build(rows *organ.Organ) (*Report, error) {
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
	do          func(app.Command) (app.Outcome, error)
	rep         *Report
	departments map[string]view.Department // by name and by path
	rooms       map[string]view.Room
	asked       map[string][]view.Person // by staff number or name, what was on record
	persons     []org.Person             // of earlier rows, the newest last
	fault       error                    // anything but a refusal stops the import
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
		same := func(p org.Person) bool {
			return typed == r.StaffNo && p.StaffNo == typed || typed == r.Name && p.Name == typed && p.Department == department
		}
		for _, p := range slices.Backward(b.persons) {
			if same(p) {
				return view.Person{Person: p}, true, nil
			}
		}
		found, err := b.ask(typed)
		if err != nil {
			return view.Person{}, false, err
		}
		for _, p := range found {
			if same(p.Person) {
				return p, true, nil
			}
		}
	}
	return view.Person{}, false, nil
}

// ask looks a staff number or a name up, once.
func (b *builder) ask(typed string) ([]view.Person, error) {
	found, known := b.asked[typed]
	if known || typed == "" {
		return found, nil
	}
	found, err := b.app.Store().Persons(b.ctx, b.actor, typed)
	if err == nil {
		b.asked[typed] = found
	}
	return found, err
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
	given := org.Given{Clearance: r.Clearance != ""}
	old, known, err := b.known(r, p.Department)
	if err != nil {
		return false, err
	}
	changed, version := !known, old.Version
	if p.Status == "" {
		if p.Status = org.Active; known {
			p.Status = old.Status
		}
	}
	if known {
		p.ID = old.ID
		// That somebody is cleared for nothing looks like what he is not shown.
		changed = !sameFacts(old.Person, p) || (given.Clearance && !old.Known)
	}
	if changed {
		out, err := b.do(app.SetPerson{Person: p, Given: given})
		if err != nil {
			return false, otherThanKnown(err, old.Person, p)
		}
		p.ID, version = out.ID, out.Version
		// Whoever is not shown a person's clearance cannot compare it: the record
		// that stayed as it was says so.
		changed = !known || out.Version != old.Version
	}
	granted, err := b.seats(&p, old.Person, r.Seats)
	p.Version = version
	b.persons = append(b.persons, p)
	if err != nil && (changed || granted) && errs.As(err).Kind != errs.Internal {
		// Each is a command of its own: what is done stands, and is said.
		err = errs.As(err).WithMissing(errs.T("该行的人员信息已登记，以上职责未授予；改正后再导入即可。",
			"the person of this row is entered, the seat is not granted; mend it and import again"))
	}
	return changed || granted, err
}

// otherThanKnown says of a refused row in what of himself the known person differs
// from it: it is somebody else's to change than what else the row may say.
func otherThanKnown(err error, old, p org.Person) error {
	e := errs.As(err)
	if e.Kind != errs.Refused || !old.Becomes(p) {
		return err
	}
	return e.WithMissing(errs.T("该人员已在册，表中的姓名、部门或离岗状态与台账不同；这些只能由保密办或安全管理员变更并签署。该行未作任何变更。",
		"the person is on record with another name, department or status; only the secrecy office or the security administrator changes these, and signs. Nothing of this row is changed"))
}

func sameFacts(a, b org.Person) bool {
	return a.Name == b.Name && a.StaffNo == b.StaffNo && a.Department == b.Department && a.Title == b.Title &&
		a.Clearance == b.Clearance && a.ClearanceUntil == b.ClearanceUntil && a.TrainedOn == b.TrainedOn &&
		a.UndertakingOn == b.UndertakingOn && a.Status == b.Status
}

// seats grants what the row names and the person does not hold; it takes
// nothing away. A seat that is bound to a department and names none is meant
// for the person's own.
func (b *builder) seats(p *org.Person, was org.Person, want []organ.Seat) (bool, error) {
	granted := false
	p.Seats = slices.Clone(was.Seats)
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
		p.Seats = append(p.Seats, g)
	}
	return granted, nil
}
