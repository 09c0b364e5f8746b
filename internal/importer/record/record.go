package record

import (
	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
	"sealbook/internal/importer/value"
)

// Fields are the values of one asset, tidied. Everything is optional; "" is «the
// row does not say».
type Fields struct {
	Code         string   `json:"code,omitempty"`
	FixedAssetNo string   `json:"fixed_asset_no,omitempty"`
	Name         string   `json:"name,omitempty"`
	Department   string   `json:"department,omitempty"` // as written
	Room         string   `json:"room,omitempty"`
	Class        string   `json:"class,omitempty"` // computer, oa, drive, drum, medium, netdev, token, secprod, plain
	Kind         string   `json:"kind,omitempty"`
	KindText     string   `json:"kind_text,omitempty"` // as written
	Brand        string   `json:"brand,omitempty"`
	Model        string   `json:"model,omitempty"`
	Serial       string   `json:"serial,omitempty"`        // upper case, no spaces
	DriveSerials []string `json:"drive_serials,omitempty"` // as Serial
	Level        string   `json:"level,omitempty"`         // top_secret, secret, confidential, unclassified
	Term         int      `json:"term,omitempty"`          // years
	Scope        string   `json:"scope,omitempty"`
	Keeper       string   `json:"-"`                    // a person's name: personal data
	StartDate    string   `json:"start_date,omitempty"` // 2006-01-02 or 2006-01, as all dates here
	Use          string   `json:"use,omitempty"`
	OS           string   `json:"os,omitempty"`
	OSInstalled  string   `json:"os_installed,omitempty"`
	MAC          string   `json:"mac,omitempty"`      // AA-BB-CC-DD-EE-FF, several joined by 、
	Optical      string   `json:"optical,omitempty"`  // none, read, burn
	Network      string   `json:"network,omitempty"`  // none, classified, internal, internet
	Wireless     string   `json:"wireless,omitempty"` // absent, removed, present
	Host         string   `json:"host,omitempty"`
	Supplier     string   `json:"supplier,omitempty"`
	PurchaseDate string   `json:"purchase_date,omitempty"`
	Status       string   `json:"status,omitempty"`
	Notes        string   `json:"notes,omitempty"`
	Capacity     string   `json:"capacity,omitempty"`
	Seq          string   `json:"seq,omitempty"`
}

// Record is one data row. A record with Errors must not be registered; Warnings
// say what was understood only in part. The Name of an entry is the field's.
type Record struct {
	Row      int    // as Excel shows it
	Sheet    string // "" for csv
	Format   string // "ledger", "snipe-it", "shelf", "homebox"
	Fields   Fields
	Extra    map[string]string // header text → value, of columns without a field
	Errors   []errs.Field
	Warnings []errs.Field
}

// Options for reading rows.
type Options struct {
	Departments []string // the organ's departments, to split cells that hold two things
	DateOrder   value.Order
}

// Reader turns the data rows of a table into records by one mapping.
type Reader struct {
	table   *table.Table
	columns []table.Column
	known   map[string]bool
	order   value.Order
	class   string // told by the titles, for rows and sheets that name no kind
	hasKind bool
	foreign bool
	raw     map[string]string // cells of the row at hand, by field
}

// NewReader checks the mapping and prepares to read the table by it. A mapping
// that names another format changes the table's vocabulary to that format's.
func NewReader(t *table.Table, m table.Mapping, opt Options) (*Reader, error) {
	if m.Format != "" && m.Format != t.Vocabulary.Format {
		v, ok := ByFormat(m.Format)
		if !ok {
			return nil, errs.InvalidField("format", "没有格式「"+m.Format+"」。", "There is no format \""+m.Format+"\".")
		}
		changed := *t
		changed.Vocabulary = v
		t = &changed
	}
	if err := m.Validate(t); err != nil {
		return nil, err
	}
	r := &Reader{
		table: t, columns: m.Complete(t).Columns, known: map[string]bool{}, order: opt.DateOrder, raw: map[string]string{},
		class: value.ClassOfTitle(t.Title), foreign: t.Vocabulary != Ledger,
	}
	if r.class == "" {
		r.class = value.ClassOfTitle(t.Sheet)
	}
	if r.order == value.Unordered {
		r.order = order(t.Vocabulary.Format)
	}
	for _, d := range opt.Departments {
		r.known[value.OneLine(d)] = true
	}
	for _, c := range r.columns {
		r.hasKind = r.hasKind || c.Field == Kind
	}
	return r, nil
}

// All reads every data row. For large tables use Each.
func (r *Reader) All() []Record {
	out := make([]Record, 0, r.table.Counts.Data)
	r.Each(func(rec Record) bool {
		out = append(out, rec)
		return true
	})
	return out
}

// Each calls fn with every data row in order until it returns false. It must not
// run twice at once.
func (r *Reader) Each(fn func(Record) bool) {
	for _, line := range r.table.Lines {
		if line.Class == table.Data && !fn(r.read(line.Row)) {
			return
		}
	}
}

func (r *Reader) read(row sheet.Row) Record {
	rec := Record{Row: row.Number, Sheet: r.table.Sheet, Format: r.table.Vocabulary.Format}
	cells := r.table.Cells(row)
	raw := r.raw
	clear(raw)
	for i, cell := range cells {
		field, header := table.Extra, ""
		if i < len(r.columns) {
			field, header = r.columns[i].Field, r.columns[i].Header
		}
		switch field {
		case table.Ignore:
		case table.Extra:
			rec.keep(header, i, value.Text(cell))
		default:
			raw[field] = cell
		}
		if value.Private(cell) {
			rec.warn(field, "含有自造字，其他电脑上可能显示为方框，请核对。", "holds a character of a private font, which may show as a box elsewhere; check it.")
		}
	}
	r.fill(&rec, raw)
	r.quantity(&rec)
	return rec
}

// quantity warns of a row that stands for several pieces, as other trackers keep
// supplies: it becomes one record, the number stays among the extra fields.
func (r *Reader) quantity(rec *Record) {
	if !r.foreign {
		return
	}
	for header, v := range rec.Extra {
		h := table.Plain(header)
		if (h == "quantity" || h == "hbquantity" || h == "qty") && v != "0" && v != "1" {
			rec.warn(table.Extra, "这一行代表 "+v+" 件，记作一条，数量保留在附加字段。",
				"this row stands for "+v+" pieces; it becomes one record, the number is kept as extra.")
		}
	}
}

// keep puts a value under its header among the extra fields; a header that is
// empty or already used is told apart by the letter of its column.
func (rec *Record) keep(header string, column int, v string) {
	if v == "" {
		return
	}
	if rec.Extra == nil {
		rec.Extra = map[string]string{}
	}
	if header == "" {
		header = sheet.ColumnName(column) + " 列"
	} else if _, used := rec.Extra[header]; used {
		header += " (" + sheet.ColumnName(column) + ")"
	}
	rec.Extra[header] = v
}

func (rec *Record) fail(field string, t errs.Text) {
	rec.Errors = append(rec.Errors, errs.Field{Name: field, Text: t})
}

func (rec *Record) warn(field, zh, en string) {
	rec.Warnings = append(rec.Warnings, errs.Field{Name: field, Text: errs.T(zh, en)})
}
