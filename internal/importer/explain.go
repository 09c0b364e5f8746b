package importer

import (
	"fmt"
	"slices"
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
)

// onRecord settles a row that is on record already: unchanged, with what it says
// other than the book; or rejected, where what is on record is a void draft.
func (row *Row) onRecord(id string, r placed, c app.Register, k known, o Options) {
	row.Outcome, row.Notes = Unchanged, slices.Clone(r.Warnings)
	b, seen := k.assets[id]
	if !seen {
		row.Notes = append(row.Notes, note("on_record", "已在册，但不在您的权限范围内，未作比较。", "On record, but outside your scope: not compared."))
		return
	}
	row.ID = id
	if b.State.Life == asset.Voided {
		row.voided(b.State)
		return
	}
	if b.State.Life.Terminal() {
		t := b.State.Life.Text()
		row.Notes = append(row.Notes, note("on_record", "台账中该设备"+t.ZH+"，不再登记。", "In the book it is "+t.EN+"; it is not registered again."))
	}
	for _, e := range r.Errors {
		row.Notes = append(row.Notes, note(e.Name, "已在册；这一栏无法读取，未作比较："+e.Text.ZH, "On record; this column cannot be read and was not compared: "+e.Text.EN))
	}
	if row.Differs = compare(r, c, b, o); len(row.Differs) > 0 {
		row.Notes = append(row.Notes, differs(row.Differs))
	}
}

// voided rejects a row whose draft was made void: neither is it on record as a
// thing, nor may its code be given again.
func (row *Row) voided(s asset.State) {
	row.Outcome = Rejected
	if asset.CodeKey(row.Code) == "" {
		row.Reasons = append(row.Reasons, errs.T(
			"这一行曾登记为草稿 "+s.Code+"，该草稿已作废。如仍要登记这台设备，请在编号列给它一个新编号后再导入。",
			"This row was registered as the draft "+s.Code+", which was made void. To register the thing all the same, give it a new code in the code column and import again."))
		return
	}
	row.refused(rulebook.Refuse("reg.code-never-reused"))
	row.Reasons = append(row.Reasons, voidCode(s.Code))
}

func voidCode(code string) errs.Text {
	return errs.T("编号 "+code+" 属于一份已作废的草稿，作废后也不再使用。如仍要登记这台设备，请给它一个新编号后再导入。",
		"The code "+code+" belongs to a draft that was made void and is not given again. To register the thing all the same, give it a new code and import again.")
}

// refused takes over what a rule said.
func (row *Row) refused(e *errs.Error) {
	row.Outcome, row.Rule, row.Articles = Rejected, e.Rule, e.Articles
	if len(e.Fields) == 0 {
		row.Reasons = append(row.Reasons, e.Text)
	}
	for _, f := range e.Fields {
		row.Reasons = append(row.Reasons, f.Text)
	}
	row.Reasons = append(row.Reasons, e.Missing...)
}

// explain adds to a refusal what the rule itself cannot know: whose scope it is,
// or what it is that has the code, and what to do.
func (p *plan) explain(row *Row, c app.Register) {
	row.Reasons = slices.Clip(row.Reasons)
	switch row.Rule {
	case "flow.seat": // the rule and the seat; the rest is said in the words of the file
		row.Reasons = append(row.Reasons[:min(2, len(row.Reasons))], p.words.outside(row.Department, c.Department)...)
	case "reg.code-never-reused":
		old, ok := p.known.Codes[asset.CodeKey(c.Code)]
		s := p.known.assets[old.ID].State
		switch {
		case ok && s.Life == asset.Voided:
			row.Reasons = append(row.Reasons, voidCode(s.Code))
		case ok && s.ID != "":
			row.Reasons = append(row.Reasons, errs.T(
				"台账中该编号是"+s.Kind.TextIn(s.Class).ZH+"「"+s.Title()+"」，序列号 "+orNone(s.Serial, "未填")+"。请核对编号和序列号；若是另一台设备，请给它一个新编号。",
				"In the book this code is the "+s.Kind.TextIn(s.Class).EN+" \""+s.Title()+"\", serial "+orNone(s.Serial, "none")+". Check code and serial; if it is another thing, give it a new code."))
		}
	}
}

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

// words tell an actor about his scope, in the organ's names.
type words struct {
	actor   org.Actor
	options Options
}

// outside says which department is outside whose scope, and what to do. A
// department that is not in the organ has no id.
func (w words) outside(written, id string) []errs.Text {
	scope := w.scope()
	switch {
	case written == "":
		return nil
	case id == "":
		return []errs.Text{errs.T(
			"组织机构中没有「"+written+"」，无法确定由谁登记；您是"+scope.ZH+"。请把部门改成组织机构中的名称，或交由保密办导入。",
			"The organ has no \""+written+"\", so nobody can be told to be its registrar; you are "+scope.EN+". Write the department as the organ names it, or have the secrecy office import the row.")}
	default:
		return []errs.Text{errs.T(
			"部门「"+written+"」不在您的职责范围内；您是"+scope.ZH+"。请由该部门的资产管理员或保密办导入这一行，或更正部门。",
			"The department \""+written+"\" is outside your scope; you are "+scope.EN+". Have its asset officer or the secrecy office import this row, or correct the department.")}
	}
}

// scope names the actor's seats that register.
func (w words) scope() errs.Text {
	names := map[string]string{}
	for name, id := range w.options.Departments {
		names[id] = name
	}
	var zh, en []string
	for _, h := range w.actor.Held {
		if h.Seat != org.AssetOfficer && h.Seat != org.SecrecyOffice {
			continue
		}
		t, of := h.Seat.Text(), names[h.Department]
		if of == "" {
			zh, en = append(zh, t.ZH), append(en, t.EN)
			continue
		}
		zh, en = append(zh, "「"+of+"」的"+t.ZH), append(en, t.EN+" of \""+of+"\"")
	}
	return errs.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// unmatched notes what the row names and the organ does not have, and what the
// asset will have instead.
func unmatched(r placed, c app.Register, k known, o Options) []errs.Field {
	f := r.Fields
	var out []errs.Field
	if f.Department != "" && c.Department == "" {
		zh, en := "组织机构中没有部门「"+f.Department+"」", "The organ has no department \""+f.Department+"\""
		if o.Twice[f.Department] {
			zh, en = "有多个部门叫「"+f.Department+"」", "Several departments are called \""+f.Department+"\""
		}
		zh, en = zh+"：登记后没有部门，原文保留为「原台账：部门」", en+": the draft has no department, the text is kept as what the ledger said"
		if f.Level != "" && !o.NoPropose && r.Format == record.Ledger.Format {
			zh, en = zh+"，也无法按台账提请定密", en+", and no classification is asked for"
		}
		out = append(out, note(record.Department,
			zh+"。请在登记之前建立该部门；已登记的，建立部门后须逐件办理「变更存放地点或用途」指定部门，再办理定密，再次导入不会补上。",
			en+". Add the department before the rows are registered; what is registered already has to be moved to it one by one and then classified: importing again does not do that."))
	}
	if f.Room != "" && c.Room == "" {
		zh, en := "没有房间「"+f.Room+"」", "There is no room \""+f.Room+"\""
		if o.Twice[f.Room] {
			zh, en = "有多个房间叫「"+f.Room+"」", "Several rooms are called \""+f.Room+"\""
		}
		out = append(out, note(record.Room, zh+"：登记后没有房间，原文保留为「原台账：房间」。请登记后指定房间。",
			en+": the draft has no room, the text is kept as what the ledger said. Assign a room after registration."))
	}
	if f.Keeper == "" {
		return out
	}
	// The name itself stands in the file; a note may be kept for long.
	switch n := k.persons[f.Keeper]; n {
	case 1:
	case 0:
		out = append(out, note(record.Keeper, "人员名册中没有这一行的责任人：登记后没有责任人，姓名保留为「原台账：责任人」。请先登记人员，再办理发放。",
			"The keeper of this row is not in the list of persons: the draft has no keeper, the name is kept as what the ledger said. Enter the person, then issue the asset."))
	default:
		out = append(out, note(record.Keeper, fmt.Sprintf("人员名册中有 %d 人与这一行的责任人同名：登记后没有责任人，办理发放时请认准本人。", n),
			fmt.Sprintf("%d persons bear the name of this row's keeper: the draft has no keeper; take care to issue the asset to the right one.", n)))
	}
	return out
}

// impersonal is the report without the names of persons.
func (rep *Report) impersonal() *Report {
	out := *rep
	out.Rows = slices.Clone(rep.Rows)
	for i := range out.Rows {
		r := &out.Rows[i]
		at := slices.IndexFunc(r.Differs, func(d Difference) bool { return d.Field == record.Keeper })
		if at < 0 {
			continue
		}
		r.Differs, r.Notes = slices.Clone(r.Differs), slices.Clone(r.Notes)
		r.Differs[at].Book, r.Differs[at].File = errs.Text{}, errs.Text{}
		for n := range r.Notes {
			if r.Notes[n].Name == "differs" {
				r.Notes[n] = differs(r.Differs)
			}
		}
	}
	return &out
}
