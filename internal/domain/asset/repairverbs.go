package asset

import (
	"cmp"
	"slices"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// repairable are the classes that are repaired; a drum is replaced, a key is
// issued anew.
var repairable = []Class{Computer, OA, Drive, Medium, NetDev, SecProd, Plain}

func repairSpecs() []Spec {
	return []Spec{
		{Verb: VerbRepair, From: []Life{InUse, InStore}, Classes: repairable,
			Who: []org.Seat{org.Keeper, org.AssetOfficer, org.SecrecyOffice}, Chain: "chain.repair.onsite",
			Fields: []Field{{"repair", "repair", true, errs.T("维修内容", "repair")}},
			check:  checkRepair, effect: effectRepair},
		{Verb: VerbCloseRepair, From: []Life{InRepairOnsite, InRepairOffsite}, Who: []org.Seat{org.AssetOfficer, org.SecrecyOffice},
			Fields: []Field{fRoom, fNote}, check: checkCloseRepair, effect: effectCloseRepair},
	}
}

// repairChain names the approvers of a repair by where it is done and the level.
func (d *deciding) repairChain() string {
	key := "chain.repair.offsite"
	if d.c.Args.Repair.OnSite {
		key = "chain.repair.onsite"
	}
	if d.s.effectiveLevel() >= level.TopSecret {
		key += ".top-secret"
	}
	return key
}

// inRepair holds what an open order allows and forbids, and what needs one.
func (d *deciding) inRepair() error {
	r := d.s.Repair
	switch v := d.spec.Verb; {
	case v == VerbRepair && r != nil && r.Order != d.c.Request:
		return rulebook.Refuse("flow.state", errs.T("维修单 "+r.Number+" 尚未办结："+r.Stage.Text().ZH, "repair order "+r.Number+" is open: "+r.Stage.Text().EN))
	case v == VerbCloseRepair && (r == nil || r.Stage != RepairInspected):
		return notInspected(r)
	case (v == VerbTakeOut || v == VerbPutIn) && d.s.Life == InUse && r == nil: // what is in use is not opened but for a repair
		return rulebook.Refuse("flow.state", errs.T("在用设备须先批准维修", "of what is in use, only under a repair that is approved"))
	case v == VerbPutIn && r.out():
		return rulebook.Refuse("rep.storage-out", errs.T("设备送外未归，不得装入部件", "the asset is out: nothing is put in before it is returned"))
	case (v == VerbTakeOut || v == VerbLabel) && r.out():
		return rulebook.Refuse("flow.state", errs.T("设备送外未归", "the asset is out and not returned"))
	}
	return nil
}

func notInspected(r *Repair) error {
	if r == nil {
		return rulebook.Refuse("rep.recheck", errs.T("没有未结的维修单", "no repair order is open"))
	}
	return rulebook.Refuse("rep.recheck", errs.T("维修单 "+r.Number+"："+r.Stage.Text().ZH+"，须由两人复检合格",
		"repair order "+r.Number+": "+r.Stage.Text().EN+"; it takes two persons who inspect and find it good"))
}

// checkRepair: storage never goes to where it would be out of our sight, not even
// to be repaired, and no vendor exchanges a drive (ORG 18; domain.md §2).
func checkRepair(d *deciding) error {
	a := d.c.Args.Repair
	if err := a.check(); err != nil {
		return err
	}
	if !a.OnSite && a.OnStorage(d.s.Class) {
		return rulebook.Refuse("rep.storage-out", errs.T("存储部件和介质不得送外维修，请改为现场维修或退出使用",
			"storage is never repaired off site: have it done on site, or retire it"))
	}
	return nil
}

func (a *RepairAsk) texts() []correctable {
	return []correctable{
		{"fault", &a.Fault, 1000}, {"vendor", &a.Vendor, 64}, {"agreement", &a.Agreement, 64}, {"note", &a.Note, 1000},
	}
}

func (a *RepairAsk) check() error {
	var bad *errs.Error
	for _, t := range a.texts() {
		if m := textProblem(t.name, *t.value, t.limit); !m.IsZero() {
			bad = blame(bad, t.name, m)
		}
	}
	switch {
	case CodeKey(a.Fault) == "":
		bad = blame(bad, "fault", errs.T("请填写故障情况。", "Say what is wrong with it."))
	case a.Vendor == "" && !a.OnSite:
		bad = blame(bad, "vendor", errs.T("送外维修须选定维修单位。", "Off-site repair needs a vendor."))
	case a.Vendor == "" && a.Agreement != "":
		bad = blame(bad, "agreement", errs.T("本单位人员维修不填协议。", "An own technician needs no agreement."))
	}
	if bad != nil {
		return bad
	}
	return nil
}

func (a *RepairAsk) tidy() *RepairAsk {
	if a == nil {
		return nil
	}
	c := *a
	for _, t := range c.texts() {
		*t.value = norm.NFC.String(*t.value)
	}
	return &c
}

func effectRepair(d *deciding) []payload {
	x := RepairGranted{
		Asset: d.s.ID, Order: cmp.Or(d.c.Request, d.f.NewID), Number: d.s.RepairNumber(), Ask: *d.c.Args.Repair,
		By: d.by, Signers: d.signers, Life: d.s.Life, Level: d.s.effectiveLevel(),
	}
	if r := d.s.Repair; r != nil { // an emergency has its number already
		x.Number = r.Number
	}
	return []payload{{data: x, subjects: []string{d.s.ID}, orders: []string{x.Order}}}
}

// keepsAgain reports whether the asset goes back to the keeper it came from: he
// accepts it, unless he may keep it no more.
func (d *deciding) keepsAgain() bool {
	r := d.s.Repair
	return r != nil && r.Life == InUse && d.fitKeeper(r.Custody.Person) == nil
}

// checkCloseRepair: what was taken out is back, and who gives the asset out is
// not who receives it. That it was inspected is what the stage says (inRepair),
// that it wears the label of its marking what the holds do (lvl.label-follow).
func checkCloseRepair(d *deciding) error {
	if missing := notBack(d.f.Assets, d.s.Repair.Removed); len(missing) > 0 {
		return rulebook.Refuse("rep.old-part-back", missing...)
	}
	r := d.s.Repair
	if _, known := d.f.Persons[r.Custody.Person]; r.Life == InUse && !known {
		return rulebook.Refuse("use.one-person", errs.T("责任人不存在", "its keeper is unknown"))
	}
	if p := r.Custody.Person; d.keepsAgain() && (p == d.by || p == d.byFor) {
		return rulebook.Refuse("hand.two-sign", errs.T("责任人不得为自己的设备结单", "the keeper does not close the repair of what he keeps"))
	}
	if err := d.fitRoom(d.c.Args.Room); err != nil {
		return err
	}
	return d.fitDepartment(d.c.Args.Room, d.s.Custody.Department)
}

// notBack names the parts that are not in our custody.
func notBack(assets map[string]State, parts []string) []errs.Text {
	var out []errs.Text
	for _, id := range parts {
		p, ok := assets[id]
		switch {
		case !ok:
			out = append(out, errs.T("部件不在您的权限范围内，请由保密办结单", "a part is outside your scope; the secrecy office closes it"))
		case !p.InOurCustody(assets):
			out = append(out, errs.T(p.Code+"："+p.Life.Text().ZH, p.Code+": "+p.Life.Text().EN))
		}
	}
	return out
}

func effectCloseRepair(d *deciding) []payload {
	r := d.s.Repair
	x := RepairMoved{Asset: d.s.ID, Order: r.Order, Stage: RepairClosed, Life: InStore, Reason: d.c.Args.Reason}
	x.Custody = Custody{Holder: HolderStore, Department: d.s.Custody.Department, Since: d.f.Now}
	if d.keepsAgain() {
		x.Life, x.Custody.Holder, x.Custody.Person = InUse, HolderKeeper, r.Custody.Person
	}
	// Where it stood before, if that still does.
	x.Custody.Room = cmp.Or(d.c.Args.Room, r.Custody.Room)
	if d.fitRoom(x.Custody.Room) != nil || d.fitDepartment(x.Custody.Room, x.Custody.Department) != nil {
		x.Custody.Room = ""
	}
	return []payload{{data: x, subjects: d.withParts(), orders: []string{r.Order}}}
}

// orders is the open order of the asset, where there is one, for events that
// happen under it.
func (d *deciding) orders() []string {
	if d.s.Repair == nil {
		return nil
	}
	return []string{d.s.Repair.Order}
}

// underOrder is the order that a request is the approval of, once the work has
// begun ahead of it.
func (s State) underOrder(request string) []string {
	if s.Repair == nil || s.Repair.Order != request {
		return nil
	}
	return []string{request}
}

// signersOf lists who signed the request, and who signs now.
func signersOf(r *Request, now string) []string {
	var out []string
	for _, st := range r.Steps {
		if st.Signed != "" && !slices.Contains(out, st.Signed) {
			out = append(out, st.Signed)
		}
	}
	if !slices.Contains(out, now) {
		out = append(out, now)
	}
	return out
}
