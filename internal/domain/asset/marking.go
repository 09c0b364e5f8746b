package asset

import (
	"slices"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

func markingSpecs() []Spec {
	proposers := []org.Seat{org.AssetOfficer, org.SecrecyOffice}
	return []Spec{
		{Verb: VerbClassify, From: []Life{Draft}, Who: proposers, Chain: "chain.classify",
			Fields: slices.Concat(markFields, []Field{fBelow}), check: checkClassify, effect: effectMark},
		{Verb: VerbLabel, From: labelled, Who: proposers, Fields: []Field{fToken}, check: checkLabel, effect: effectLabel},
		{Verb: VerbUpgrade, From: marked, Who: proposers, Chain: "chain.upgrade",
			Fields: markFields, check: checkUpgrade, effect: effectMark},
		{Verb: VerbDowngrade, From: marked, Who: proposers, Chain: "chain.downgrade",
			Fields: markFields, check: checkDowngrade, effect: effectMark},
	}
}

// checkClassify: level, term and basis before anything else may happen (ORG 14).
func checkClassify(d *deciding) error {
	l := *d.c.Args.Level
	if d.s.Custody.Department == "" {
		return errs.InvalidField("department", "请先登记所属部门（变更存放地点），再办理定密。", "Assign a department first (move), then classify.")
	}
	if d.s.Book == Unclassified && l.Classified() {
		return rulebook.Refuse("use.noncls-no-secret", errs.T("该设备登记在非密台账", "the asset is in the non-classified book"))
	}
	if d.s.Book == Classified && !l.Classified() {
		return errs.InvalidField("level", "涉密台账中的设备须定为秘密、机密或绝密。", "An asset of the classified book is confidential, secret or top secret.")
	}
	if err := d.fitClaim(l); err != nil {
		return err
	}
	return d.fitMarking(l)
}

// fitClaim: the level that the ledger taken over gives to what stores things is
// the least that was ever on it, for nobody can show that it never was (ORG 18).
// For what stores nothing a lower level needs its reason.
func (d *deciding) fitClaim(l level.Level) error {
	was, term, ok := d.s.Claim.Mark()
	if !ok || l >= was {
		return nil
	}
	mark := was.Text()
	if term > 0 {
		mark = errs.T(level.Mark(was, term), mark.EN+", "+itoa(term)+" years")
	}
	stores := d.s.Class.Storage() || slices.ContainsFunc(d.parts(), func(p State) bool { return p.Class.Storage() })
	switch {
	case stores:
		return rulebook.Refuse("lvl.high-water",
			errs.T("原台账密级："+mark.ZH, "level in the old ledger: "+mark.EN),
			errs.T("原台账确有错误的，请作废此草稿并写明原因，用新编号重新登记", "if the old ledger is wrong, void this draft with the reason and register the thing under a new code"))
	case !d.c.Args.has(fBelow.Name):
		return errs.InvalidField(fBelow.Name, "原台账密级为"+mark.ZH+"，拟定密级较低，请写明理由。",
			"The old ledger says "+mark.EN+"; give the reason for a lower level.")
	}
	return nil
}

func checkUpgrade(d *deciding) error {
	l := *d.c.Args.Level
	if l <= d.s.Marking.Level {
		return errs.InvalidField("level", "提高密级须高于现密级。", "An upgrade must be to a higher level.")
	}
	if d.s.Book == Unclassified {
		return rulebook.Refuse("use.noncls-no-secret", errs.T("该设备登记在非密台账", "the asset is in the non-classified book"))
	}
	if err := d.fitMarking(l); err != nil {
		return err
	}
	if d.s.Life == InUse { // the keeper, the room and what it is connected to must reach the new level
		if err := d.keeperReaches(l); err != nil {
			return err
		}
	}
	return d.pairsFit(l)
}

func checkDowngrade(d *deciding) error {
	l := *d.c.Args.Level
	if l >= d.s.Marking.Level {
		return errs.InvalidField("level", "降低密级须低于现密级。", "A downgrade must be to a lower level.")
	}
	if d.s.Book == Classified && !l.Classified() {
		return rulebook.Refuse("ret.no-exit-unsanitized", errs.T("解除密级须先消密或销毁", "to leave all levels it must first be sanitized or destroyed"))
	}
	if err := d.fitMarking(l); err != nil {
		return err
	}
	return d.pairsFit(l)
}

// fitMarking holds for every marking: the leading group approves, the term's
// cap, and no host below its storage (ORG 3(3), 14; LAW 20).
func (d *deciding) fitMarking(l level.Level) error {
	a := d.c.Args
	if !slices.Contains(d.f.Policy.Seats(d.spec.Chain), string(org.LeadingGroup)) {
		return rulebook.Refuse("lvl.two-hands", errs.T("审批链中缺少领导小组", "the leading group is missing from the chain"))
	}
	if a.Term < 0 || a.Term > 99 {
		return errs.InvalidField("term", "保密期限应为1至99年的整数。", "The term is a whole number of years from 1 to 99.")
	}
	if l.Classified() {
		limit := d.f.Policy.Int("term.cap." + l.String())
		if a.Term > limit && !a.has(fSpecial.Name) {
			return rulebook.Refuse("lvl.term-cap",
				errs.T("该密级上限："+itoa(limit)+" 年；超过须写明特别依据", "the cap is "+itoa(limit)+" years; more needs a special basis"))
		}
	}
	if d.s.Class.Storage() && l < d.s.HighWater {
		return rulebook.Refuse("lvl.high-water", errs.T("最高曾存密级："+d.s.HighWater.Text().ZH, "highest level ever held: "+d.s.HighWater.Text().EN))
	}
	for _, id := range d.s.Parts {
		p := d.f.Assets[id]
		if p.effectiveLevel() > l {
			return rulebook.Refuse("lvl.highest-rules",
				errs.T(p.Code+"："+p.effectiveLevel().Text().ZH, p.Code+": "+p.effectiveLevel().Text().EN))
		}
	}
	return isolated(l.Classified(), d.s.Network)
}

// isolated refuses a classified device on any other network (ORG 15).
func isolated(classified bool, n Network) error {
	if classified && (n == NetworkInternal || n == NetworkInternet) {
		return rulebook.Refuse("net.isolation")
	}
	return nil
}

func (d *deciding) keeperReaches(l level.Level) error {
	if !d.f.Persons[d.s.Custody.Person].ClearedFor(l, d.f.Today) {
		return rulebook.Refuse("use.clearance", errs.T("责任人涉密等级低于新密级", "the keeper's clearance is below the new level"))
	}
	if r := d.f.Rooms[d.s.Custody.Room]; d.s.Custody.Room != "" && r.Level < l {
		return rulebook.Refuse("flow.room", errs.T("房间适用密级："+r.Level.Text().ZH, "room fits: "+r.Level.Text().EN))
	}
	return nil
}

func (d *deciding) pairsFit(l level.Level) error {
	for _, id := range d.s.Pairs {
		o := d.f.Assets[id]
		if err := pairFits(d.s.Class, l, o.Class, o.Marking.Level); err != nil {
			return err
		}
	}
	return nil
}

func effectMark(d *deciding) []payload {
	a := d.c.Args
	l := *a.Level
	m := Marking{Level: l, Term: a.Term, Scope: a.Scope, Basis: a.Basis, Decided: true, Version: d.s.Marking.Version + 1}
	if m.Scope == "" { // not said anew: who may see it has not changed
		m.Scope = d.s.Marking.Scope
	}
	if m.Term == 0 && l.Classified() {
		m.Term = d.f.Policy.Int("term.cap." + l.String())
	}
	if !l.Classified() {
		m.Term = 0
	}
	return one(Marked{Asset: d.s.ID, Verb: d.spec.Verb, Marking: m, Special: a.Special}, d.withParts()...)
}

// checkLabel: what is read back must be this asset's newest label, in force and
// showing the marking as it is now (domain.md §7).
func checkLabel(d *deciding) error {
	i := slices.IndexFunc(d.f.Labels, func(l Label) bool { return l.Token == d.c.Args.Token })
	if i < 0 || d.f.Labels[i].Asset != d.s.ID {
		return rulebook.Refuse("flow.label")
	}
	l := d.f.Labels[i]
	switch {
	case l.State == LabelVoid || l.State == LabelReplaced:
		return rulebook.Refuse("flow.label", errs.T("该标签已作废或已被替换", "this label is void or replaced"))
	case l.Marking != d.s.Marking.Version:
		return rulebook.Refuse("flow.label", errs.T("标签上的密级已过时，请重新打印", "the label shows an old marking; print a new one"))
	case l.State == LabelOn:
		return rulebook.Refuse("flow.state", errs.T("该标签已登记粘贴", "this label is already on record as applied"))
	}
	return nil
}

func effectLabel(d *deciding) []payload {
	out := LabelApplied{Asset: d.s.ID, Label: d.c.Args.Token, Life: d.s.Life}
	labels := []string{d.c.Args.Token}
	for _, l := range d.f.Labels {
		switch {
		case l.Token == d.c.Args.Token:
			out.Number, out.Marking = l.Number, l.Marking
		case l.State == LabelOn || l.State == LabelPrinted:
			out.Replaced = append(out.Replaced, l.Token)
		}
	}
	slices.Sort(out.Replaced)
	labels = append(labels, out.Replaced...)
	ids := []string{d.s.ID}
	if d.s.Life == Registered {
		out.Life = InStore
		ids = d.withParts()
	}
	return []payload{{data: out, subjects: ids, labels: labels}}
}
