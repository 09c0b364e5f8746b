package record

import (
	"strconv"
	"strings"

	"sealbook/internal/errs"
	"sealbook/internal/importer/value"
)

// fill reads the cells, by field, into the record.
func (r *Reader) fill(rec *Record, raw map[string]string) {
	rec.claims(raw)
	f := &rec.Fields
	text := func(field string) string {
		if value.Nothing(raw[field]) {
			return ""
		}
		return value.Text(raw[field])
	}
	code := func(field string) string {
		if value.Nothing(raw[field]) {
			return ""
		}
		return strings.Join(strings.Fields(value.Code(raw[field])), " ")
	}
	f.Seq, f.Code, f.FixedAssetNo = code(Seq), code(Code), code(FixedAssetNo)
	f.Name, f.Department, f.Room = text(Name), value.OneLine(text(Department)), value.OneLine(text(Room))
	f.Scope, f.Use, f.OS = text(Scope), text(Use), value.OneLine(text(OS))
	f.Host, f.Supplier, f.Status = value.OneLine(text(Host)), text(Supplier), text(Status)
	f.Notes, f.Capacity = text(Notes), value.OneLine(text(Capacity))
	f.Brand, f.Model = value.OneLine(text(Brand)), value.OneLine(text(Model))
	if b, m := value.BrandModel(text(BrandModel)); m != "" {
		if f.Brand == "" {
			f.Brand = b
		}
		if f.Model == "" {
			f.Model = m
		}
		if f.Brand != b && b != "" || f.Model != m {
			rec.keep(BrandModel, 0, text(BrandModel))
		}
	}
	f.DriveSerials = value.Serials(text(DriveSerials))
	if s := text(Serial); s != "无" {
		f.Serial = value.Serial(s)
	}
	r.date(rec, raw, StartDate, &f.StartDate)
	r.date(rec, raw, OSInstalled, &f.OSInstalled)
	r.date(rec, raw, PurchaseDate, &f.PurchaseDate)
	var fault errs.Text
	if f.MAC, fault = value.MAC(raw[MAC]); !fault.IsZero() {
		rec.fail(MAC, fault)
	}
	rec.level(raw)
	r.keeper(rec, raw)
	r.kind(rec, raw)
	rec.word(raw, Optical, value.Optical, &f.Optical)
	rec.word(raw, Network, value.Network, &f.Network)
	rec.word(raw, Wireless, value.Wireless, &f.Wireless)
}

// claims reads the columns of what no command had confirmed when a list was
// exported: to whoever takes the list over it is what the ledger says, as in any
// other. Where the fact itself is there, the old word stays among the extra
// fields, but for a person's name, which has no place there.
func (rec *Record) claims(raw map[string]string) {
	for _, c := range [...]struct{ claim, fact string }{
		{ClaimLevel, Level}, {ClaimScope, Scope}, {ClaimDepartment, Department}, {ClaimRoom, Room}, {ClaimKeeper, Keeper}, {ClaimHost, Host},
	} {
		switch old := raw[c.claim]; {
		case value.Nothing(old):
		case value.Nothing(raw[c.fact]):
			raw[c.fact] = old
		case c.claim == ClaimKeeper:
			rec.warn(ClaimKeeper, "已有责任人，原台账责任人没有导入。", "There is a keeper; the keeper in the old ledger is not imported.")
		default:
			rec.keep(fieldHeader(c.claim), 0, value.Text(old))
		}
	}
}

// date reads a date. One without a day stands as a month, with a warning.
func (r *Reader) date(rec *Record, raw map[string]string, field string, to *string) {
	iso, precision, fault := value.Date(raw[field], r.order)
	switch {
	case !fault.IsZero():
		if s := value.OneLine(raw[field]); s == "不详" || s == "未知" || s == "无" {
			rec.keep(fieldHeader(field), 0, s)
			rec.warn(field, "日期写作「"+s+"」，按未填处理，原文保留在附加字段。", "the date says \""+s+"\": taken as not filled in; the text is kept as extra.")
			return
		}
		rec.fail(field, fault)
	case precision == value.Month:
		rec.warn(field, "日期「"+value.OneLine(raw[field])+"」没有日，按月记载。", "the date \""+value.OneLine(raw[field])+"\" has no day; it is kept as a month.")
		*to = iso
	default:
		*to = iso
	}
}

func (rec *Record) level(raw map[string]string) {
	f := &rec.Fields
	code, years, fault := value.Level(raw[Level])
	if !fault.IsZero() {
		rec.fail(Level, fault)
		return
	}
	f.Level, f.Term = code, years
	if s := value.OneLine(raw[Level]); code == value.Unclassified && value.Restricted(s) {
		rec.warn(Level, "「"+s+"」不是国家秘密密级，将记入非密台账，请确认。",
			"\""+s+"\" is no level of state secrets: the row goes into the non-classified book. Please confirm.")
	}
	term, fault := value.Term(raw[Term])
	switch {
	case !fault.IsZero():
		rec.fail(Term, fault)
	case term > 0 && years > 0 && term != years:
		rec.fail(Term, errs.T("密级里的期限 "+strconv.Itoa(years)+" 年与保密期限 "+strconv.Itoa(term)+" 年不一致。",
			"the level says "+strconv.Itoa(years)+" years, the term "+strconv.Itoa(term)+"."))
	case term > 0:
		f.Term = term
	}
	for _, field := range []string{Level, Term} {
		s := value.OneLine(raw[field])
		if strings.Contains(s, "长期") || strings.Contains(s, "工作秘密") {
			rec.keep(fieldHeader(field), 0, s)
			rec.warn(field, "「"+s+"」没有对应的密级或年数，原文保留在附加字段。", "\""+s+"\" is no level or number of years; the text is kept as extra.")
		}
	}
}

// keeper reads the person. Where one cell holds person and department they are
// split; a department of its own column stands, and must agree.
func (r *Reader) keeper(rec *Record, raw map[string]string) {
	f := &rec.Fields
	field, both := Keeper, raw[Keeper]
	if both == "" && raw[KeeperDepartment] != "" {
		field, both = KeeperDepartment, raw[KeeperDepartment]
	}
	if name := strings.TrimSpace(value.OneLine(raw[KeeperFirst]) + " " + value.OneLine(raw[KeeperLast])); name != "" {
		if f.Keeper = name; value.OneLine(both) != "" && value.OneLine(both) != name {
			rec.keep(fieldHeader(Keeper), 0, value.OneLine(both))
		}
		return
	}
	if value.Nothing(both) || value.OneLine(both) == "无" {
		return
	}
	if r.foreign { // names of people abroad are not cut at hyphens and spaces
		f.Keeper = value.OneLine(both)
		return
	}
	keeper, department, ok := value.KeeperDepartment(both, r.known)
	f.Keeper = keeper
	switch {
	case ok && f.Department == "":
		f.Department = department
	case ok && f.Department != department:
		rec.fail(field, errs.T("责任人的部门「"+department+"」与部门列「"+f.Department+"」不一致。",
			"the keeper's department \""+department+"\" differs from the department column \""+f.Department+"\"."))
	case !ok && field == KeeperDepartment:
		if r.known[keeper] {
			f.Keeper, f.Department = "", keeper
			return
		}
		rec.warn(field, "分不清责任人和部门，全部记作责任人。", "cannot tell the keeper from the department; all is taken for the keeper.")
	}
}

func (r *Reader) kind(rec *Record, raw map[string]string) {
	f := &rec.Fields
	f.KindText = value.OneLine(raw[Kind])
	if value.Nothing(f.KindText) {
		f.KindText = ""
	}
	if f.KindText != "" {
		if k, ok := value.KindOf(f.KindText); ok {
			f.Class, f.Kind = k.Class, k.Kind
			return
		}
	}
	switch {
	case r.foreign:
		f.Class, f.Kind = "plain", "other"
		if f.KindText != "" {
			rec.keep(fieldHeader(Kind), 0, f.KindText)
			rec.warn(Kind, "类别「"+f.KindText+"」没有对应的类型，记作其他设备，原文保留在附加字段。",
				"the category \""+f.KindText+"\" is no known kind; taken as other device, the text is kept as extra.")
		} else {
			rec.warn(Kind, "没有类型，记作其他设备。", "there is no kind; taken as other device.")
		}
	case f.KindText != "":
		rec.fail(Kind, value.UnknownKind(f.KindText))
	case !r.hasKind:
		if k, ok := value.UsualKind(r.class); ok {
			f.Class, f.Kind = k.Class, k.Kind
			rec.warn(Kind, "表内没有类型列，按标题记作"+k.Text().ZH+"。", "there is no kind column; by the title taken as "+k.Text().EN+".")
			return
		}
		f.Class = r.class
		rec.fail(Kind, errs.T("没有类型，请加「类型」列。", "there is no kind; add a column for it."))
	default:
		rec.fail(Kind, errs.T("类型没有填写。", "the kind is not filled in."))
	}
}

// word reads one of a closed set of words; an unknown one is kept as extra.
func (rec *Record) word(raw map[string]string, field string, read func(string) (string, bool), to *string) {
	v, ok := read(raw[field])
	if ok {
		*to = v
		return
	}
	s := value.OneLine(raw[field])
	rec.keep(fieldHeader(field), 0, s)
	rec.warn(field, "「"+s+"」无法归类，原文保留在附加字段。", "\""+s+"\" cannot be classed; the text is kept as extra.")
}

// fieldHeader is the name under which a value that did not fit its field is kept.
func fieldHeader(name string) string {
	f, _ := SnipeIT.Field(name)
	return f.Text.ZH
}
