package repair

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// gate answers with all that stands, on this day, against beginning the work on
// site or against sending out: the approval, the asset, the paper, the people, the
// parts (rep.*).
func (d *deciding) gate() []*errs.Error {
	var c checks
	d.approved(&c)
	d.ready(&c)
	d.vendor(&c, d.a.Technicians)
	d.own(&c, d.a.Own)
	if d.spec.Verb == VerbDispatch {
		d.emptied(&c)
		d.papers(&c)
	} else {
		d.escorted(&c)
	}
	return c
}

// approved: the whole chain has signed; in an emergency that the policy allows it
// may do so afterwards, in time (ORG 18).
func (d *deciding) approved(c *checks) {
	const rule = "rep.approval"
	o := d.o
	switch {
	case o.Approved:
	case o.State == "" && !d.a.Emergency:
		c.add(rule, "申请尚未全部签署", "not everybody has signed for it yet")
	case o.State == "" && (!d.f.Policy.Bool("repair.emergency") || !o.Ask.OnSite):
		c.add(rule, "策略不允许先维修后审批", "the policy does not allow to begin ahead of the approval")
	case o.Refused:
		c.add(rule, "紧急维修未获批准，只能复检结单或退出使用", "the emergency was not approved: what is left is to inspect and close, or to give up")
	case o.State != "" && ApprovalOverdue(o, d.f.Policy, d.f.Now):
		c.add(rule, "紧急维修补办审批已逾期，请先签署", "the approval of the emergency is overdue: sign first")
	}
}

// ready: the asset is as it was when it was asked for, and nothing stops it.
func (d *deciding) ready(c *checks) {
	s := d.s
	for _, h := range s.HoldsAt(d.f.Now) {
		switch h {
		case asset.HoldOverdueClear, asset.HoldOverdueReturn: // they stop load, issue and hand-over only
		case asset.HoldLabelPending:
			c.add("lvl.label-follow", "请打印现行标签并扫码回读", "print the label in force and read it back")
		default:
			*c = append(*c, rulebook.Refuse("flow.hold", h.Text()))
		}
	}
	if s.Request != nil && s.Request.ID != d.o.ID {
		*c = append(*c, rulebook.Refuse("flow.pending", s.Request.Verb.Text()))
	}
	if s.Host != "" {
		*c = append(*c, rulebook.Refuse("flow.part"))
	}
	begun := d.o.State != "" && d.o.State != asset.RepairApproved
	asked := s.Life
	if s.Repair != nil {
		asked = s.Repair.Life
	}
	if d.o.State != "" && (s.Repair == nil || s.Repair.Order != d.o.ID) {
		c.add("flow.state", "该设备没有此未结维修单", "the asset has no such open order")
	} else if !begun && (s.Life != asked || (s.Life != asset.InUse && s.Life != asset.InStore)) {
		c.add("flow.state", "申请时："+asked.Text().ZH+"，现为："+s.Life.Text().ZH+"；请取消后重新申请",
			"it was asked for "+asked.Text().EN+", now it is "+s.Life.Text().EN+": cancel and ask anew")
	}
}

// vendor holds the vendor's paper and the people it sends against the day.
func (d *deciding) vendor(c *checks, sent []string) {
	const rule = "rep.vendor-agreement"
	if !d.o.Vendor() {
		if len(sent) > 0 {
			c.add(rule, "批准由本单位技术人员维修", "what is approved is that own technicians do it")
		}
		return
	}
	v := d.f.Vendor
	if v == nil || v.ID != d.o.Ask.Vendor {
		c.add(rule, "维修单位不在册", "the vendor is not on record")
		return
	}
	l := protects(d.s)
	job := agreement.Job{Service: agreement.RepairOffsite, Level: l, Day: d.f.Today, Technicians: sent}
	if d.o.Ask.OnSite {
		job.Service = agreement.RepairOnsite
	}
	on := d.o.Ask.OnStorage(d.s.Class)
	if !d.f.Policy.Bool("agreement.always") && !l.Classified() && !on {
		if v.Barred {
			*c = append(*c, anonymous(*v, rulebook.Refuse(rule, errs.T("该单位已停止合作："+v.BarredWhy, "the vendor is barred: "+v.BarredWhy))))
		}
		return
	}
	found := agreement.Check(*v, d.f.Agreement, job)
	if on { // work on storage itself is a service of its own, with a licence (LAW 41; REG 49)
		job.Service = agreement.Storage
		found = append(found, agreement.Check(*v, d.f.Agreement, job)...)
	} else if d.f.Policy.Text("licence.scope") == "all" && !licensed(*v, job) {
		found = append(found, rulebook.Refuse("rep.vendor-licence",
			errs.T("没有涵盖“"+job.Service.Text().ZH+"”、密级相符且在有效期内的保密资质", "no licence good on this day covers "+job.Service.Text().EN+" at the level")))
	}
	for _, e := range found {
		if e = anonymous(*v, e); !slices.ContainsFunc(*c, func(x *errs.Error) bool { return x.Error() == e.Error() }) {
			*c = append(*c, e)
		}
	}
}

func licensed(v agreement.Vendor, j agreement.Job) bool {
	return slices.ContainsFunc(v.Licences, func(l agreement.Licence) bool { return l.Good(j.Service, j.Level, j.Day) })
}

// anonymous keeps the names of outsiders, and what was typed about them, out of
// the record of the refusal.
func anonymous(v agreement.Vendor, e *errs.Error) *errs.Error {
	zh, en := []string{}, []string{}
	hide := func(s, z, x string) {
		if s != "" {
			zh, en = append(zh, s, z), append(en, s, x)
		}
	}
	for _, t := range v.Technicians {
		hide(t.Name, "维修人员", "a technician")
	}
	hide(v.BarredWhy, "（原因见台账）", "(see the record)")
	rz, re := strings.NewReplacer(zh...), strings.NewReplacer(en...)
	kept := make([]errs.Text, 0, len(e.Missing))
	for _, m := range e.Missing {
		kept = append(kept, errs.T(rz.Replace(m.ZH), re.Replace(m.EN)))
	}
	return e.Keeping(kept...)
}

// own: who works on it for the organ holds the seat of technician in his own
// right, is cleared, and has neither asked for the work nor approved it himself (domain.md §3).
func (d *deciding) own(c *checks, who []string) {
	if !d.o.Vendor() && len(who) == 0 {
		c.add("flow.seat", "未指定本单位技术人员", "no own technician is named")
	}
	for _, id := range who {
		p, ok := d.fit(c, "flow.seat", id)
		if !ok {
			continue
		}
		if !d.technician(p) {
			c.about("flow.seat", p.Name, "没有技术人员职责", "does not hold the seat of technician")
		}
		if slices.Contains(d.o.Signers, id) {
			c.about("apr.no-self", p.Name, "已签署审批，不得承担维修", "signed the approval, and does not do the work")
		}
		if id == d.o.By {
			c.about("apr.no-self", p.Name, "为申请人，不得承担维修", "asked for it, and does not do the work")
		}
	}
}

func (d *deciding) technician(p org.Person) bool {
	return slices.ContainsFunc(p.Seats, func(g org.Grant) bool {
		return g.Seat == org.Technician && g.On(d.f.Today) && d.over(g.Department, d.s.Custody.Department)
	})
}

// over reports whether a seat of the department reaches the other one.
func (d *deciding) over(seat, department string) bool {
	for range len(d.f.Departments) + 1 { // a tree has no circles; the bound is for what is broken
		if seat == "" || seat == department {
			return true
		}
		if department = d.f.Departments[department].Parent; department == "" {
			return false
		}
	}
	return false
}

// escorted: outsiders are watched by our own, for top secret by two (REG 27(7)).
func (d *deciding) escorted(c *checks) {
	const rule = "rep.escort"
	if !d.o.Vendor() {
		return
	}
	n := 0
	for _, id := range d.a.Escorts {
		p, ok := d.fit(c, rule, id)
		switch {
		case ok && slices.Contains(d.a.Own, id):
			c.about(rule, p.Name, "参与维修，不得同时监修", "does some of the work, and does not watch it as well")
		case ok:
			n++
		}
	}
	if need := d.persons(); n < need {
		c.add(rule, "需要监修人 "+strconv.Itoa(need)+" 名，符合条件的 "+strconv.Itoa(n)+" 名",
			"escorts needed: "+strconv.Itoa(need)+", fit: "+strconv.Itoa(n))
	}
}

// persons is how many have to be with it: two for top secret (REG 29(2)).
func (d *deciding) persons() int {
	if protects(d.s) >= level.TopSecret {
		return 2
	}
	return 1
}

// fit says why a person may not be trusted with the asset on this day: not of the
// organ, not active, an administrator, not cleared.
func (d *deciding) fit(c *checks, rule, id string) (org.Person, bool) {
	p, ok := d.f.Persons[id]
	if !ok {
		if v := d.f.Vendor; v != nil {
			if t, theirs := v.Technician(id); theirs {
				c.about(rule, t.Name, "是维修单位人员，不是本单位人员", "is of the vendor, not of our own staff")
				return p, false
			}
		}
		c.add(rule, "所列人员不是本单位人员", "a person named is not of our own staff")
		return p, false
	}
	n := len(*c)
	if p.Status != org.Active {
		c.about(rule, p.Name, "不在岗", "is leaving, or has left")
	}
	if slices.ContainsFunc(p.Seats, func(g org.Grant) bool { return g.Seat.Admin() && g.On(d.f.Today) }) {
		c.about(rule, p.Name, "为三员，不办理业务", "is an administrator, and does no business")
	}
	if l := protects(d.s); !p.ClearedFor(l, d.f.Today) {
		zh, en := "涉密等级低于"+l.Text().ZH, "is not cleared for "+l.Text().EN
		if p.Clearance >= l {
			zh, en = "涉密等级有效期至 "+string(p.ClearanceUntil), "was cleared until "+string(p.ClearanceUntil)
		}
		c.about(rule, p.Name, zh, en)
	}
	return p, len(*c) == n
}

// emptied: no storage leaves, neither inside nor as the thing itself.
func (d *deciding) emptied(c *checks) {
	const rule = "rep.storage-out"
	if d.o.Ask.OnStorage(d.s.Class) {
		c.add(rule, "存储部件和介质不得送外维修", "storage is never repaired off site")
	}
	if d.s.Content.Holding() {
		c.add(rule, "介质上有登记的文件，请先清理", "the medium holds files on record: clear it first")
	}
	for _, id := range d.s.Parts {
		p, ok := d.f.Assets[id]
		switch {
		case !ok:
			c.add(rule, "机内有不在您权限范围内的部件", "a part is inside that is outside your scope")
		case p.Class == asset.Drum && !d.f.Policy.Bool("repair.drum-out"):
		case p.Class.Storage():
			c.add(rule, "请先拆出 "+p.Code+"（"+p.Class.Text().ZH+"）", "take out "+p.Code+" ("+p.Class.Text().EN+") first")
		}
	}
}

// papers: under which seals it goes, who takes it there and by when it is back.
func (d *deciding) papers(c *checks) {
	const rule = "flow.dispatch"
	if len(d.a.Bags) == 0 {
		c.add(rule, "请填写封装袋封签号", "give the numbers of the sealed bags")
	}
	n := 0
	for _, id := range d.a.Courier {
		if _, ok := d.fit(c, rule, id); ok {
			n++
		}
	}
	if need := d.persons(); n < need {
		c.add(rule, "需要送修人 "+strconv.Itoa(need)+" 名，符合条件的 "+strconv.Itoa(n)+" 名",
			"couriers needed: "+strconv.Itoa(need)+", fit: "+strconv.Itoa(n))
	}
	switch due := d.a.Due; {
	case due == "":
		c.add(rule, "请填写应送回日期", "give the day by which it is back")
	case due < d.f.Today:
		c.add(rule, "应送回日期已过："+string(due), "the day by which it is back has passed: "+string(due))
	}
}

// Overdue reports whether the asset is out past its day. The day is the organ's.
func Overdue(o Order, today org.Date) bool { return o.Due() != "" && o.Due() < today }

// ApprovalOverdue reports whether an emergency was not approved in its hours
// (repair.emergency-hours); nor will one be that was refused.
func ApprovalOverdue(o Order, p policy.Policy, now time.Time) bool {
	return o.Emergency && !o.Approved && (o.Refused || now.After(o.Started.Add(p.Hours("repair.emergency-hours"))))
}

// StorageUnaccounted lists the storage parts that were taken out under the order,
// or lost out of it, and are neither in our custody nor done away with by a
// decision of ours; a part whose state is not given is one of them. There must be
// none but what an incident is open for.
func StorageUnaccounted(o Order, assets map[string]asset.State) []string {
	var out []string
	for _, x := range o.Out {
		if p := assets[x.Part]; !p.InOurCustody(assets) && !slices.Contains(out, x.Part) {
			out = append(out, x.Part)
		}
	}
	return out
}
