package asset

import (
	"strconv"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

func itoa(n int) string { return strconv.Itoa(n) }

func partSpecs() []Spec {
	return []Spec{
		{Verb: VerbPair, From: []Life{InUse}, Classes: []Class{Computer, OA, Medium},
			Who: []org.Seat{org.AssetOfficer, org.SecrecyOffice}, Chain: "chain.pair",
			Fields: []Field{fOther, fNote}, check: checkPair,
			effect: func(d *deciding) []payload {
				return one(Paired{Asset: d.s.ID, Other: d.c.Args.Other}, d.s.ID, d.c.Args.Other)
			}},
		{Verb: VerbUnpair, From: []Life{InUse, InStore, Retired}, Classes: []Class{Computer, OA, Medium},
			Who: []org.Seat{org.AssetOfficer, org.SecrecyOffice}, Chain: "chain.unpair",
			Fields: []Field{fOther, fNote}, check: checkUnpair,
			effect: func(d *deciding) []payload {
				return one(Unpaired{Asset: d.s.ID, Other: d.c.Args.Other, Reason: d.c.Args.Reason}, d.s.ID, d.c.Args.Other)
			}},
		{Verb: VerbTakeOut, From: []Life{InStore, InUse, InRepairOnsite, InRepairOffsite, Retired},
			Classes: []Class{Computer, OA}, Who: []org.Seat{org.Technician}, Chain: "chain.take_out",
			Fields: []Field{fPart, fRoom, fCondition, fReason}, check: checkTakeOut, effect: effectTakeOut},
		{Verb: VerbPutIn, From: []Life{InStore, InUse, InRepairOnsite, InRepairOffsite},
			Classes: []Class{Computer, OA}, Who: []org.Seat{org.Technician}, Chain: "chain.put_in",
			Fields: []Field{fPart, fReason}, check: checkPutIn, effect: effectPutIn},
	}
}

// freeOf refuses while a hold on the other asset would stop the deed on it too.
func (d *deciding) freeOf(o State) error {
	other := deciding{f: d.f, s: o, spec: d.spec}
	return other.onHold()
}

func checkTakeOut(d *deciding) error {
	p, ok := d.f.Assets[d.c.Args.Part]
	if !ok || p.Host != d.s.ID {
		return errs.InvalidField("part", "该部件不在此主机内。", "That part is not inside this host.")
	}
	if d.c.Args.Condition.Text().IsZero() {
		return errs.InvalidField("condition", "没有这种部件状况。", "There is no such condition.")
	}
	of := *d
	of.s = p
	if err := of.fitRoom(d.c.Args.Room); err != nil {
		return err
	}
	return d.fitDepartment(d.c.Args.Room, d.s.Custody.Department)
}

func effectTakeOut(d *deciding) []payload {
	a := d.c.Args
	c := Custody{Holder: HolderStore, Department: d.s.Custody.Department, Room: d.roomOr(a.Room), Since: d.f.Now}
	x := TakenOut{Asset: d.s.ID, Part: a.Part, Custody: c, Condition: a.Condition, Reason: a.Reason}
	if d.s.Repair != nil {
		x.Order = d.s.Repair.Order
	}
	return []payload{{data: x, subjects: []string{d.s.ID, a.Part}, orders: d.orders()}}
}

// checkPutIn: a part in store goes into one host, and a higher part first needs
// the host raised by a decision of its own (domain.md §2).
func checkPutIn(d *deciding) error {
	p, ok := d.f.Assets[d.c.Args.Part]
	switch {
	case !ok || !p.Class.Part():
		return errs.InvalidField("part", "没有找到该部件。", "No such part.")
	case p.Host != "":
		return rulebook.Refuse("flow.part", errs.T(p.Code, p.Code))
	case p.Life != InStore || p.Request != nil || p.Repair != nil:
		return rulebook.Refuse("flow.state", errs.T(p.Code+"："+p.Life.Text().ZH, p.Code+": "+p.Life.Text().EN))
	case p.Class == Drum && d.s.Class != OA:
		return refuseClass(OA)
	case len(d.s.Parts) >= maxParts:
		return errs.InvalidField("part", "主机内部件已达"+itoa(maxParts)+"个。", "The host holds "+itoa(maxParts)+" parts already.")
	}
	if err := d.freeOf(p); err != nil {
		return err
	}
	l := p.effectiveLevel()
	if p.Book != d.s.Book && p.Book == Unclassified { // it would become classified behind its own book's back
		return rulebook.Refuse("use.noncls-no-secret", errs.T(p.Code+"：登记在非密台账", p.Code+": in the non-classified book"))
	}
	if !d.s.Marking.Level.Classified() && l.Classified() {
		return rulebook.Refuse("use.noncls-no-secret", errs.T(p.Code+"："+l.Text().ZH, p.Code+": "+l.Text().EN))
	}
	if l > d.s.Marking.Level {
		return rulebook.Refuse("lvl.highest-rules", errs.T("请先提高主机密级", "upgrade the host first"))
	}
	return nil
}

func effectPutIn(d *deciding) []payload {
	p := d.f.Assets[d.c.Args.Part]
	m := d.s.Marking
	m.Version = p.Marking.Version + 1
	c := d.s.Custody
	c.Holder, c.Since = HolderHost, d.f.Now
	x := PutIn{Asset: d.s.ID, Part: p.ID, Custody: c, Life: d.s.Life, Marking: m, Reason: d.c.Args.Reason}
	if d.s.Repair != nil {
		x.Order = d.s.Repair.Order
	}
	return []payload{{data: x, subjects: []string{d.s.ID, p.ID}, orders: d.orders()}}
}
