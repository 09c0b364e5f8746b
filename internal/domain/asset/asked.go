package asset

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

// Ask is one thing that a request names or would change, as its signers have to
// see it before they sign.
type Ask struct {
	Name     string    // as in Args; of a correction as in Correction; "keeper" and "claim" are neither
	Text     errs.Text // what it is called
	From, To errs.Text // From is zero where nothing is replaced
}

// Asks lists what the request that waits on the asset asks for, held against
// what the asset is now; nil when none waits. names calls the ids of people,
// departments, rooms and assets; an asset without a name is one that the reader
// may not see, any other stays an id.
func (s State) Asks(names map[string]string) []Ask {
	if s.Request == nil {
		return nil
	}
	spec := specOf(s.Request.Verb)
	if spec == nil {
		return nil
	}
	l := asking{s: s, a: s.Request.Args, names: names}
	if s.Request.Verb == VerbReturn {
		l.add("keeper", fKeeper, l.name(s.Custody.Person), errs.T("库房", "the store"))
	}
	for _, f := range spec.Fields {
		l.field(f)
	}
	return l.list
}

// asking is a list of asks on its way.
type asking struct {
	s     State
	a     Args
	names map[string]string
	list  []Ask
}

var (
	fKeeper  = errs.T("责任人", "keeper")
	fClaimed = errs.T("原台账密级", "level in the old ledger")
	fContent = errs.T("文件密级", "level of the files")
)

func (l *asking) add(name string, text, from, to errs.Text) {
	if to.IsZero() {
		return
	}
	if from == to {
		from = errs.Text{}
	}
	l.list = append(l.list, Ask{Name: name, Text: text, From: from, To: to})
}

// plain is the same text in both languages.
func plain(s string) errs.Text { return errs.T(s, s) }

func (l *asking) name(id string) errs.Text {
	if n := l.names[id]; n != "" {
		return plain(n)
	}
	return plain(id)
}

// code is what another asset is called; of one outside the reader's scope he is
// told no more than that it is there.
func (l *asking) code(id string) errs.Text {
	if n := l.names[id]; n != "" || id == "" {
		return plain(n)
	}
	return errs.T("不在您权限范围内的设备", "an asset outside your scope")
}

func (l *asking) field(f Field) {
	switch f.Name {
	case "person":
		l.person(f)
	case "department":
		l.add(f.Name, f.Text, l.name(l.s.Custody.Department), l.name(l.a.Department))
	case "room":
		from := l.name(l.s.Custody.Room)
		if l.s.Request.Verb == VerbTakeOut { // the part's, which has had none of its own
			from = errs.Text{}
		}
		l.add(f.Name, f.Text, from, l.name(l.a.Room))
	case "level":
		l.level(f)
	case "other":
		l.add(f.Name, f.Text, errs.Text{}, l.code(l.a.Other))
	case "part":
		l.add(f.Name, f.Text, errs.Text{}, l.code(l.a.Part))
	case "scope":
		l.add(f.Name, f.Text, plain(l.s.Marking.Scope), plain(l.a.Scope))
	case "use":
		l.add(f.Name, f.Text, plain(l.s.Details.Use), plain(l.a.Use))
	case "basis":
		l.add(f.Name, f.Text, errs.Text{}, plain(l.a.Basis))
	case "special":
		l.add(f.Name, f.Text, errs.Text{}, plain(l.a.Special))
	case "reference":
		l.add(f.Name, f.Text, errs.Text{}, plain(l.a.Reference))
	case "reason":
		l.add(f.Name, f.Text, errs.Text{}, plain(l.a.Reason))
	case "condition":
		if l.a.Condition != PartGood {
			l.add(f.Name, f.Text, errs.Text{}, l.a.Condition.Text())
		}
	case "repair":
		if l.a.Repair != nil {
			l.repair(*l.a.Repair)
		}
	case "correct":
		if l.a.Correct != nil {
			l.correction(*l.a.Correct)
		}
	}
}

// person is who shall have the asset, with his department; of one that somebody
// has now, from whom.
func (l *asking) person(f Field) {
	to := l.name(l.a.Person)
	department := l.a.Department // of a hand-over
	if department == "" && len(l.s.Request.Steps) > 0 {
		department = l.s.Request.Steps[0].Department // of an issue: its head signs
	}
	if n := l.names[department]; n != "" {
		to = errs.T(to.ZH+"（"+n+"）", to.EN+" ("+n+")")
	}
	if l.s.Custody.Holder == HolderKeeper {
		l.add(f.Name, fKeeper, l.name(l.s.Custody.Person), to)
		return
	}
	l.add(f.Name, f.Text, errs.Text{}, to)
}

// level is a marking with its term, against the one in force and, of a draft,
// the one that the old ledger had; or the level of what shall be stored.
func (l *asking) level(f Field) {
	if l.a.Level == nil {
		return
	}
	if l.s.Request.Verb == VerbLoad {
		from := errs.Text{}
		if l.s.Content.Holding() {
			from = l.s.Content.Level.Text()
		}
		l.add(f.Name, fContent, from, l.a.Level.Text())
		return
	}
	from := errs.T("未定密", "not classified")
	if l.s.Marking.Decided {
		from = MarkText(l.s.Marking.Level, l.s.Marking.Term)
	}
	to := MarkText(*l.a.Level, l.a.Term)
	if l.a.Level.Classified() && l.a.Term == 0 {
		to = errs.T(to.ZH+"（期限按上限）", to.EN+" (longest term)")
	}
	l.add(f.Name, f.Text, from, to)
	if was, term, ok := l.s.Claim.Mark(); ok && !l.s.Marking.Decided {
		l.add("claim", fClaimed, errs.Text{}, MarkText(was, term))
	}
}

// MarkText writes a level with its term in years (0: none) in both languages.
func MarkText(l level.Level, term int) errs.Text {
	t := l.Text()
	if !l.Classified() || term <= 0 { // a bare star would only look like a term that is lost
		return t
	}
	return errs.T(level.Mark(l, term), t.EN+"★"+strconv.Itoa(term)+" y")
}

// repair tells where, by whom and on what the work is to be done.
func (l *asking) repair(a RepairAsk) {
	add := func(name, zh, en string, to errs.Text) { l.add(name, errs.T(zh, en), errs.Text{}, to) }
	place := errs.T("送外维修", "off site")
	if a.OnSite {
		place = errs.T("现场维修", "on site")
	}
	by := errs.T("本单位技术人员", "an own technician")
	if a.Vendor != "" {
		by = errs.T("维修单位", "a vendor") // for who does not read vendors
		if n := l.names[a.Vendor]; n != "" {
			by = plain(n)
		}
	}
	add("on_site", "维修方式", "where", place)
	add("fault", "故障情况", "fault", plain(a.Fault))
	add("vendor", "维修单位", "by", by)
	add("agreement", "保密协议", "agreement", plain(l.names[a.Agreement]))
	if a.Storage {
		add("storage", "维修对象", "work on", errs.T("含存储部件", "storage itself"))
	}
	add("note", "说明", "note", plain(a.Note))
}

func (l *asking) correction(c Correction) {
	old := l.s.before(c)
	change := func(name string, text, from, to errs.Text) {
		if to.IsZero() {
			to = errs.T("（清空）", "(emptied)")
		}
		l.add(name, text, from, to)
	}
	if c.Kind != nil {
		change("kind", DetailText("kind"), l.s.Kind.TextIn(l.s.Class), c.Kind.TextIn(l.s.Class))
	}
	before := old.texts()
	for i, t := range c.texts() {
		if t.value == nil {
			continue
		}
		from, to := plain(*before[i].value), plain(*t.value)
		if t.name == "optical" {
			from, to = opticalText(from.ZH), opticalText(to.ZH)
		}
		change(t.name, DetailText(t.name), from, to)
	}
	for _, k := range slices.Sorted(maps.Keys(c.Extra)) {
		change("extra."+k, plain(k), plain(old.Extra[k]), plain(c.Extra[k]))
	}
}

// lineRunes is how much of one value the line tells; the form tells it all.
const lineRunes = 60

// AskLine puts what is asked for into one line, in both languages.
func AskLine(list []Ask) errs.Text {
	var zh, en []string
	for _, a := range list {
		z, e := a.Text.ZH+"：", a.Text.EN+": "
		if !a.From.IsZero() {
			z, e = z+brief(a.From.ZH)+" → ", e+brief(a.From.EN)+" → "
		}
		zh, en = append(zh, z+brief(a.To.ZH)), append(en, e+brief(a.To.EN))
	}
	return errs.T(strings.Join(zh, "；"), strings.Join(en, "; "))
}

// brief is a text without its line breaks, cut where it is long.
func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > lineRunes {
		return string(r[:lineRunes]) + "…"
	}
	return s
}
