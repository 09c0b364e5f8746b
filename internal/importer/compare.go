package importer

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
	"sealbook/internal/store"
)

// Difference is one column in which a row says other than the book. The book
// stays as it is: an import registers and never edits.
type Difference struct {
	Field string    // the name of the column's field (package record)
	Label errs.Text // and what people call it
	Book  errs.Text // zero: the book says nothing
	File  errs.Text
}

// Text is «keeper (book: 张三, file: 李四)». Where the values are not kept, as
// those of persons under an idempotency key, only the column is named.
func (d Difference) Text() errs.Text {
	if d.Book.IsZero() && d.File.IsZero() {
		return d.Label
	}
	book := d.Book
	if book.IsZero() {
		book = errs.T("未填", "nothing")
	}
	return errs.T(d.Label.ZH+"（台账："+book.ZH+"，文件："+d.File.ZH+"）", d.Label.EN+" (book: "+book.EN+", file: "+d.File.EN+")")
}

// differs is the note of a row with differences.
func differs(list []Difference) errs.Field {
	zh, en := make([]string, len(list)), make([]string, len(list))
	for i, d := range list {
		t := d.Text()
		zh[i], en[i] = t.ZH, t.EN
	}
	return note("differs", "与台账不一致，台账未改："+strings.Join(zh, "、")+"。如文件为准，请在该设备的记录中更正或办理。",
		"differs, the book is left as it is: "+strings.Join(en, ", ")+". If the file is right, correct the record or carry out the change there.")
}

// comparison collects what differs. A column that the file leaves empty says
// nothing, and so differs from nothing.
type comparison struct{ out []Difference }

func (c *comparison) text(field, book, file string) { c.words(field, same, book, file) }

// words compares codes and shows them by their words.
func (c *comparison) words(field string, word func(string) errs.Text, book, file string) {
	if file == "" || plain(book) == plain(file) {
		return
	}
	d := Difference{Field: field, Label: label(field), File: word(file)}
	if book != "" {
		d.Book = word(book)
	}
	c.out = append(c.out, d)
}

func same(s string) errs.Text { return errs.T(s, s) }

// plain makes alike what people take for the same: width, case, space.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

func label(field string) errs.Text {
	if f, ok := record.Ledger.Field(field); ok {
		return f.Text
	}
	return same(field)
}

// compare holds a row beside the asset it is on record as.
func compare(r placed, c app.Register, b store.OnRecord, o Options) []Difference {
	var k comparison
	s, f := b.State, r.Fields
	if asset.CodeKey(f.Code) != asset.CodeKey(s.Code) {
		k.text(record.Code, s.Code, f.Code)
	}
	if c.Class != s.Class || c.Kind != s.Kind {
		kind := func(c asset.Class, k asset.Kind) errs.Text { return k.TextIn(c) }
		if c.Kind != "" {
			k.out = append(k.out, Difference{record.Kind, label(record.Kind), kind(s.Class, s.Kind), kind(c.Class, c.Kind)})
		}
	}
	k.text(record.Brand, s.Brand, c.Brand)
	k.text(record.Model, s.Model, c.Model)
	if asset.CodeKey(s.Serial) != asset.CodeKey(c.Serial) {
		k.text(record.Serial, s.Serial, c.Serial)
	}
	k.parts(b, c)
	k.custody(r, b, o)
	k.marking(r, s)
	k.details(s, c)
	return k.out
}

// parts compares the drives inside, in any order, if all can be seen.
func (k *comparison) parts(b store.OnRecord, c app.Register) {
	if len(c.Parts) == 0 || len(b.Parts) != len(b.State.Parts) {
		return
	}
	var file, book []string
	for _, p := range c.Parts {
		file = append(file, asset.CodeKey(p.Serial))
	}
	for _, s := range b.Parts {
		book = append(book, asset.CodeKey(s))
	}
	slices.Sort(file)
	slices.Sort(book)
	k.text(record.DriveSerials, strings.Join(book, "、"), strings.Join(file, "、"))
}

// custody compares who has it and where. Until the first deed that settles
// this, the book has what the ledger claimed.
func (k *comparison) custody(r placed, b store.OnRecord, o Options) {
	s, f := b.State, r.Fields
	book := b
	if s.Life == asset.Draft || s.Life == asset.Registered {
		claimed := func(v *string, claim string) {
			if *v == "" {
				*v = claim
			}
		}
		claimed(&book.Keeper, s.Claim.Keeper)
		claimed(&book.Department, s.Claim.Department)
		claimed(&book.Room, s.Claim.Room)
		claimed(&book.Host, s.Claim.Host)
		if t := s.Life.Text(); plain(f.Status) != plain(t.ZH) && plain(f.Status) != plain(t.EN) { // as an export writes it
			k.text(record.Status, s.Claim.Status, f.Status)
		}
		k.text(record.Host, book.Host, f.Host)
	}
	switch id := o.Departments[f.Department]; {
	case id != "" && s.Custody.Department == "": // it was not in the organ when the row was registered
		k.out = append(k.out, Difference{record.Department, label(record.Department), errs.T("没有部门", "no department"), same(f.Department)})
	case id == "" || id != s.Custody.Department:
		k.text(record.Department, book.Department, f.Department)
	}
	if id := o.Rooms[f.Room]; id == "" || id != s.Custody.Room {
		k.text(record.Room, book.Room, f.Room)
	}
	k.text(record.Keeper, book.Keeper, f.Keeper)
}

// marking compares level, term and scope with the decision, or before there is
// one with the claim.
func (k *comparison) marking(r placed, s asset.State) {
	f := r.Fields
	was, term, scope := s.Claim.Level, s.Claim.Term, s.Claim.Scope
	if s.Marking.Decided {
		was, term, scope = s.Marking.Level.String(), s.Marking.Term, s.Marking.Scope
	}
	if f.Level != "" && (f.Level != was || f.Term != 0 && f.Term != term) {
		d := Difference{Field: record.Level, Label: label(record.Level), File: markText(f.Level, f.Term)}
		if was != "" {
			d.Book = markText(was, term)
		}
		k.out = append(k.out, d)
	}
	k.text(record.Scope, scope, f.Scope)
}

func (k *comparison) details(s asset.State, c app.Register) {
	b, f := s.Details, c.Details
	k.text(record.Name, b.Name, f.Name)
	k.text(record.FixedAssetNo, b.FixedAssetNo, f.FixedAssetNo)
	k.text(record.Use, b.Use, f.Use)
	k.text(record.OS, b.OS, f.OS)
	k.text(record.OSInstalled, b.OSInstalled, f.OSInstalled)
	k.text(record.MAC, b.MAC, f.MAC)
	k.words(record.Optical, opticalText, b.Optical, f.Optical)
	k.words(record.Network, networkText, string(s.Network), string(c.Network))
	k.words(record.Wireless, wirelessText, string(s.Wireless), string(c.Wireless))
	k.text(record.Capacity, b.Capacity, f.Capacity)
	k.text(record.Supplier, b.Supplier, f.Supplier)
	k.text(record.PurchaseDate, b.PurchaseDate, f.PurchaseDate)
	k.text(record.StartDate, b.StartDate, f.StartDate)
	k.text(record.Notes, b.Notes, f.Notes)
	headers := make([]string, 0, len(f.Extra))
	for h := range f.Extra {
		headers = append(headers, h)
	}
	slices.Sort(headers)
	for _, h := range headers {
		k.text(h, b.Extra[h], f.Extra[h])
	}
}

// markText is a level with its term as it is written: 机密★20年.
func markText(code string, term int) errs.Text {
	l, err := level.Parse(code)
	if err != nil {
		return same(code)
	}
	t := l.Text()
	if term <= 0 { // none is written: a bare star would only look like one that is lost
		return t
	}
	m := level.Mark(l, term)
	return errs.T(m, t.EN+" ("+m+")")
}

func wordOf(set map[string]errs.Text, code string) errs.Text {
	if t, ok := set[code]; ok {
		return t
	}
	return same(code)
}

func opticalText(code string) errs.Text {
	return wordOf(map[string]errs.Text{"none": errs.T("无", "none"), "read": errs.T("只读", "read only"), "burn": errs.T("可刻录", "burner")}, code)
}

func networkText(code string) errs.Text {
	return wordOf(map[string]errs.Text{
		string(asset.NetworkNone): errs.T("不联网", "none"), string(asset.NetworkClassified): errs.T("涉密网络", "classified network"),
		string(asset.NetworkInternal): errs.T("内部非密网络", "internal, non-classified"), string(asset.NetworkInternet): errs.T("互联网", "internet"),
	}, code)
}

func wirelessText(code string) errs.Text {
	return wordOf(map[string]errs.Text{
		string(asset.WirelessAbsent): errs.T("没有", "absent"), string(asset.WirelessRemoved): errs.T("已拆除", "removed"),
		string(asset.WirelessPresent): errs.T("有", "present"),
	}, code)
}
