package organ

import (
	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
	"sealbook/internal/importer/value"
)

// Row is what the three kinds of rows share. Rows with Errors must not be
// written; Extra holds columns without a field under their header texts.
type Row struct {
	Number   int // as Excel shows it
	Sheet    string
	Extra    map[string]string
	Errors   []errs.Field
	Warnings []errs.Field
}

// DepartmentRow is a department; Parent is the name of another, "" at the top.
type DepartmentRow struct {
	Row
	Name   string
	Parent string
	Notes  string
}

// RoomRow is a room; Level is the code of the highest level it fits, "" when
// the sheet does not say.
type RoomRow struct {
	Row
	Name       string
	Department string
	Level      string
	Notes      string
}

// PersonRow is a person. Dates are 2006-01-02 or 2006-01; Clearance is a level's
// code; Status is active, leaving or closed, "" where the sheet does not say.
type PersonRow struct {
	Row
	Name            string
	StaffNo         string
	Department      string
	Title           string
	Clearance       string
	ValidUntil      string
	TrainingDate    string
	UndertakingDate string
	Status          string
	Seats           []Seat
	Notes           string
}

// Organ is what one file says, in the order of its sheets and rows.
type Organ struct {
	Departments []DepartmentRow
	Rooms       []RoomRow
	Persons     []PersonRow
	Tables      []*table.Table
	Skipped     []table.Skipped
}

// Read reads every sheet of a file that holds departments, rooms or persons. A
// sheet that is none of these is named in Skipped; none at all is an error.
func Read(b *sheet.Book) (*Organ, error) {
	tables, skipped, err := table.FindAll(b, Vocabularies()...)
	if err != nil {
		return nil, err
	}
	o := &Organ{Skipped: withoutHelp(skipped)}
	for _, t := range tables {
		if !t.Known {
			o.Skipped = append(o.Skipped, table.Skipped{Sheet: t.Sheet, Rows: len(t.Lines), Reason: unknown(t).Text})
			continue
		}
		if err := o.add(t, table.Guess(t)); err != nil {
			return nil, err
		}
	}
	if len(o.Tables) == 0 {
		return nil, unknown(tables[0])
	}
	return o, nil
}

// ReadTable reads one table by a mapping a user may have changed.
func ReadTable(t *table.Table, m table.Mapping) (*Organ, error) {
	o := &Organ{}
	return o, o.add(t, m)
}

func unknown(t *table.Table) *errs.Error {
	return sheet.Place{File: t.File, Sheet: t.Sheet}.Error(errs.Invalid, "import.not_organ",
		"看不出是部门、房间还是人员：表头应有「上级部门」「房间」或「姓名」。",
		"this is none of departments, rooms or persons: the header needs «parent», «room» or «person».")
}

func (o *Organ) add(t *table.Table, m table.Mapping) error {
	if err := m.Validate(t); err != nil {
		return err
	}
	o.Tables = append(o.Tables, t)
	columns := m.Complete(t).Columns
	seen := map[string]int{}
	for _, line := range t.Lines {
		if line.Class != table.Data {
			continue
		}
		c := &cells{Row: Row{Number: line.Number, Sheet: t.Sheet}, raw: map[string]string{}}
		c.split(t, columns, line.Row)
		switch t.Vocabulary {
		case Persons:
			o.Persons = append(o.Persons, c.person())
		case Rooms:
			o.Rooms = append(o.Rooms, c.room(seen))
		default:
			o.Departments = append(o.Departments, c.department(seen))
		}
	}
	return nil
}

// cells are the cells of one row by field, with what was found about them.
type cells struct {
	Row
	raw map[string]string
}

func (c *cells) split(t *table.Table, columns []table.Column, r sheet.Row) {
	for i, cell := range t.Cells(r) {
		field, header := table.Extra, sheet.ColumnName(i)+" 列"
		if i < len(columns) {
			field = columns[i].Field
			if columns[i].Header != "" {
				header = columns[i].Header
			}
		}
		switch {
		case field == table.Ignore:
		case field != table.Extra:
			c.raw[field] = cell
		case value.Text(cell) != "":
			if c.Extra == nil {
				c.Extra = map[string]string{}
			}
			if _, used := c.Extra[header]; used {
				header += " (" + sheet.ColumnName(i) + ")"
			}
			c.Extra[header] = value.Text(cell)
		}
	}
}

func (c *cells) text(field string) string {
	if value.Nothing(c.raw[field]) {
		return ""
	}
	return value.OneLine(c.raw[field])
}

func (c *cells) fail(field string, t errs.Text) {
	if !t.IsZero() {
		c.Errors = append(c.Errors, errs.Field{Name: field, Text: t})
	}
}

// required reads a text that must be there.
func (c *cells) required(field, zh, en string) string {
	s := c.text(field)
	if s == "" {
		c.fail(field, errs.T(zh+"没有填写。", en+" is not filled in."))
	}
	return s
}

// once fails when another row of the sheet has the same name.
func (c *cells) once(seen map[string]int, field, name string) {
	if name == "" {
		return
	}
	if _, twice := seen[name]; twice {
		c.fail(field, errs.T("「"+name+"」在表中出现两次。", "\""+name+"\" is in the sheet twice."))
		return
	}
	seen[name] = c.Number
}

func (c *cells) date(field string) string {
	iso, precision, fault := value.Date(c.raw[field], value.Unordered)
	c.fail(field, fault)
	if precision == value.Month {
		c.Warnings = append(c.Warnings, errs.Field{Name: field, Text: errs.T("日期「"+c.text(field)+"」没有日。", "the date \""+c.text(field)+"\" has no day.")})
	}
	return iso
}

func (c *cells) department(seen map[string]int) DepartmentRow {
	name := c.required(Department, "部门名称", "the department")
	c.once(seen, Department, name)
	parent := c.text(Parent)
	if parent == "无" {
		parent = ""
	}
	if name != "" && parent == name {
		c.fail(Parent, errs.T("上级部门不能是自己。", "a department cannot be its own parent."))
	}
	return DepartmentRow{Row: c.Row, Name: name, Parent: parent, Notes: c.text(Notes)}
}

func (c *cells) room(seen map[string]int) RoomRow {
	name := c.required(Room, "房间", "the room")
	c.once(seen, Room, name)
	code, _, fault := value.Level(c.raw[Level])
	c.fail(Level, fault)
	return RoomRow{Row: c.Row, Name: name, Department: c.text(Department), Level: code, Notes: c.text(Notes)}
}

func (c *cells) person() PersonRow {
	p := PersonRow{
		Name: c.required(Person, "姓名", "the name"), StaffNo: c.text(StaffNo), Department: c.required(Department, "部门", "the department"),
		Title: c.text(JobTitle), ValidUntil: c.date(ValidUntil), TrainingDate: c.date(Training), UndertakingDate: c.date(Undertaking), Notes: c.text(Notes),
	}
	var fault errs.Text
	if s := c.text(Clearance); s != "" {
		p.Clearance, fault = ReadClearance(s)
		c.fail(Clearance, fault)
	}
	if c.text(Status) != "" { // nothing said leaves whoever is known as he is: nobody is let in again by an empty cell
		p.Status, fault = ReadStatus(c.raw[Status])
		c.fail(Status, fault)
	}
	var faults []errs.Text
	p.Seats, faults = ReadSeats(c.raw[Seats])
	for _, f := range faults {
		c.fail(Seats, f)
	}
	p.Row = c.Row
	return p
}
