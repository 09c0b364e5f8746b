package repair

import (
	"slices"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// start: somebody comes to work on site. Each time the gate is that of the day.
func (d *deciding) start() error {
	if err := refusal(d.gate()); err != nil {
		return err
	}
	early := d.o.State == ""
	if early {
		e := asset.OpenEmergency(d.s)
		d.out = append(d.out, e)
		d.s = asset.Fold(d.s, e)
	}
	if d.o.State != asset.RepairWorking {
		d.moves(asset.RepairWorking, "", "")
	}
	v := Visit{At: d.f.Now, By: d.f.Actor.Person, Agreement: d.paper(), Technicians: d.a.Technicians, Own: d.a.Own}
	if d.o.Vendor() {
		v.Escorts = d.a.Escorts
	}
	d.says(Visited{Order: d.o.ID, Visit: v, Emergency: early})
	return nil
}

// paper is the agreement that the work is done under.
func (d *deciding) paper() string {
	if d.f.Agreement == nil || !d.o.Vendor() {
		return ""
	}
	return d.f.Agreement.ID
}

// dispatch: it leaves, with what is inside on record.
func (d *deciding) dispatch() error {
	if err := refusal(d.gate()); err != nil {
		return err
	}
	a := d.a
	x := Dispatch{
		At: d.f.Now, By: d.f.Actor.Person, Agreement: d.paper(), Technicians: a.Technicians, Bags: a.Bags, Route: a.Route, Courier: a.Courier,
		Due: a.Due, Serial: d.s.Serial, Parts: d.inside(),
	}
	d.moves(asset.RepairOut, "", "")
	d.says(Dispatched{Order: d.o.ID, Dispatch: x})
	return nil
}

// inside lists the serials of the parts that are inside on record.
func (d *deciding) inside() []string {
	var out []string
	for _, id := range d.s.Parts {
		if p := d.f.Assets[id]; p.Serial != "" {
			out = append(out, p.Serial)
		}
	}
	return out
}

// step: what was done, by whom, how long. What was inspected has to be inspected
// again.
func (d *deciding) step() error {
	a := d.a
	bad := need(nil, "what", a.What != "", "请填写维修内容。", "Say what was done.")
	bad = need(bad, "own", len(a.Own)+len(a.Technicians) > 0, "请填写维修人员。", "Say who did it.")
	if a.Reinstalled != "" && (d.s.Class != asset.Computer || org.Date(a.Reinstalled) > d.f.Today) {
		bad = blame(bad, "reinstalled", errs.T("只有计算机填写重装日期，且不晚于今天。", "Only of a computer, and not after today."))
	}
	for _, s := range a.Removed {
		if !slices.ContainsFunc(d.o.Added, func(x Added) bool { return asset.CodeKey(x.Serial) == asset.CodeKey(s) }) {
			bad = blame(bad, "removed", errs.T("送回时没有登记这一多出部件："+s, "No such part was found at the return: "+s))
		}
	}
	if bad != nil {
		return bad
	}
	var c checks
	d.approved(&c)
	if len(a.Own) > 0 {
		d.own(&c, a.Own)
	}
	for _, id := range a.Technicians {
		if !slices.Contains(d.o.Technicians, id) {
			c.add("rep.vendor-agreement", "有维修人员未在开工或送修时登记", "a technician was named neither at the start nor at the dispatch")
			break
		}
	}
	if err := refusal(c); err != nil {
		return err
	}
	if d.o.State == asset.RepairInspected {
		d.moves(d.o.State.Reworked(d.o.Ask.OnSite), "", "")
	}
	x := Step{
		At: d.f.Now, By: d.f.Actor.Person, What: a.What, Minutes: a.Minutes, Technicians: a.Technicians, Own: a.Own,
		Reinstalled: a.Reinstalled, Removed: a.Removed,
	}
	d.says(Stepped{Order: d.o.ID, Step: x})
	return nil
}

// same refuses what is not the thing on record: it was exchanged, or another is in
// hand (ORG 9).
func (d *deciding) same() error {
	if d.s.Serial == "" || asset.CodeKey(d.a.Serial) == asset.CodeKey(d.s.Serial) {
		return nil
	}
	return rulebook.Refuse("rep.recheck", errs.T("序列号与台账不符：设备如被调换，请报告丢失", "the serial is not the one on record: if the device was exchanged, report it as lost"))
}

// seen blames what a look at the asset has to tell and does not.
func (d *deciding) seen(whole bool) error {
	bad := need(nil, "serial", d.s.Serial == "" || d.a.Serial != "", "请扫描或填写序列号。", "Scan or give the serial.")
	if d.s.Class.NeedsCheck() {
		bad = need(bad, "wireless", d.a.Wireless != asset.WirelessUnknown, "请填写无线部件情况。", "Say whether there are wireless parts.")
		bad = need(bad, "network", !whole || d.a.Network != "", "请填写网络属性。", "Give the network attribute.")
	}
	bad = need(bad, "os_installed", !whole || d.s.Class != asset.Computer || d.a.OSInstalled != "", "请填写操作系统安装日期。", "Give the day its system was installed.")
	if bad != nil {
		return bad
	}
	return d.same()
}

// back: it is returned; what left is held against what came. What was found does
// not keep it out: it is here, and whoever inspects it is told.
func (d *deciding) back() error {
	if err := d.seen(false); err != nil {
		return err
	}
	if err := d.placed(); err != nil {
		return err
	}
	left := *d.o.Dispatch
	r := Return{
		At: d.f.Now, By: d.f.Actor.Person, Serials: d.a.Serials, Missing: differ(left.Parts, d.a.Serials), Seals: d.a.Bags,
		Wireless: d.a.Wireless, OSInstalled: d.a.OSInstalled, Untouched: d.a.Untouched, Note: d.a.Reason,
	}
	added := differ(d.a.Serials, left.Parts)
	r.Findings = d.looked(left.Parts)
	if len(d.a.Bags) > 0 {
		r.Findings = append(r.Findings, findings(FoundSeal, differ(d.a.Bags, left.Bags))...)
	}
	d.moves(asset.RepairBack, d.a.Room, "")
	d.says(Returned{Order: d.o.ID, Return: r, Added: added})
	return nil
}

// looked is what is wrong with the asset as it is seen: parts are the serials that
// should be inside.
func (d *deciding) looked(parts []string) []Finding {
	var out []Finding
	if d.a.Wireless == asset.WirelessPresent {
		out = append(out, Finding{Kind: FoundWireless})
	}
	if n := d.a.Network; n != "" && d.s.Network != "" && n != d.s.Network {
		out = append(out, Finding{Kind: FoundNetwork, Detail: string(n)})
	}
	if day := d.a.OSInstalled; day != "" && !strings.HasPrefix(day, d.system()) {
		out = append(out, Finding{Kind: FoundSystem, Detail: day})
	}
	out = append(out, findings(FoundMissing, differ(parts, d.a.Serials))...)
	return append(out, findings(FoundAdded, differ(d.a.Serials, parts))...)
}

func findings(k FindingKind, details []string) []Finding {
	var out []Finding
	for _, x := range details {
		out = append(out, Finding{Kind: k, Detail: x})
	}
	return out
}

// differ lists what of a is not in b.
func differ(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !holds(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// system is the day on which the system should have been installed: by a step of
// the work, else as on record, of which the paper may have known the month only,
// or nothing. Then the first who looks decides.
func (d *deciding) system() string {
	for _, s := range slices.Backward(d.o.Steps) {
		if s.Reinstalled != "" {
			return s.Reinstalled
		}
	}
	if d.s.Details.OSInstalled != "" {
		return d.s.Details.OSInstalled
	}
	for _, i := range d.o.Inspections {
		if i.Passed() {
			return i.OSInstalled
		}
	}
	return ""
}

// inspect: two persons look at it, one after the other, neither of whom did the
// work (rep.recheck). One that finds something is recorded, too, and undoes what
// was seen before.
func (d *deciding) inspect() error {
	me := d.f.Actor.Person
	passed := 0
	for _, i := range d.o.Inspections {
		if !i.Passed() {
			continue
		}
		if passed++; i.By == me {
			return rulebook.Refuse("rep.recheck", errs.T("须由另一人再次复检", "another person inspects it as well"))
		}
	}
	if slices.Contains(d.o.Workers(), me) {
		return rulebook.Refuse("rep.recheck", errs.T("参与维修的人员不得复检", "who did some of the work does not inspect it"))
	}
	if err := d.seen(true); err != nil {
		return err
	}
	if open := d.unsettled(); len(open) > 0 {
		return rulebook.Refuse("rep.recheck", open...)
	}
	i := Inspection{
		By: me, At: d.f.Now, Wireless: d.a.Wireless, Network: d.a.Network, OSInstalled: d.a.OSInstalled, Serials: d.a.Serials,
		Findings: d.looked(d.inside()),
	}
	d.says(Inspected{Order: d.o.ID, Inspection: i})
	if !i.Passed() || passed == 0 {
		return nil
	}
	d.moves(asset.RepairInspected, "", "")
	d.renewed(i.OSInstalled)
	return nil
}

// unsettled names the added parts that are neither registered and put in on
// record nor taken away.
func (d *deciding) unsettled() []errs.Text {
	var out []errs.Text
	for _, x := range d.o.Added {
		if !x.Removed && !holds(d.inside(), x.Serial) {
			out = append(out, errs.T("多出部件 "+x.Serial+" 须先建账并登记装入，或拆除", "the added part "+x.Serial+" is registered and put in on record, or removed, first"))
		}
	}
	return out
}

// renewed brings the record up to the day the system was installed on.
func (d *deciding) renewed(day string) {
	was := d.s.Details.OSInstalled
	if day == "" || day == was {
		return
	}
	x := asset.Corrected{
		Asset: d.s.ID, New: asset.Correction{OSInstalled: &day}, Old: asset.Correction{OSInstalled: &was}, Reason: "维修复检 " + d.o.Number,
	}
	d.out = append(d.out, event.Of(x, event.Subject{Kind: asset.KindSubject, ID: d.s.ID}, event.Subject{Kind: asset.KindRepair, ID: d.o.ID}))
}

// extend: it stays out longer, while the vendor's paper holds.
func (d *deciding) extend() error {
	was := d.o.Dispatch.Due
	bad := need(nil, "reason", d.a.Reason != "", "请填写原因。", "Give the reason.")
	if d.a.Due <= was || d.a.Due < d.f.Today {
		bad = blame(bad, "due", errs.T("新的应送回日期须晚于 "+string(was)+" 且不早于今天。", "The new day is after "+string(was)+" and not before today."))
	}
	if bad != nil {
		return bad
	}
	var c checks
	d.vendor(&c, d.o.Technicians)
	if err := refusal(c); err != nil {
		return err
	}
	d.says(Extended{Order: d.o.ID, Due: d.a.Due, Was: was, Reason: d.a.Reason})
	return nil
}

func (d *deciding) cancel() error {
	if d.a.Reason == "" {
		return errs.InvalidField("reason", "请填写原因。", "Give the reason.")
	}
	d.moves(asset.RepairCancelled, "", d.a.Reason)
	return nil
}

// fail: it cannot be mended, and is retired into the store.
func (d *deciding) fail() error {
	if d.a.Reason == "" {
		return errs.InvalidField("reason", "请填写原因。", "Give the reason.")
	}
	if err := d.placed(); err != nil {
		return err
	}
	d.moves(asset.RepairFailed, d.a.Room, d.a.Reason)
	return nil
}

// placed checks the room that it is to stand in from now.
func (d *deciding) placed() error {
	if d.a.Room == "" {
		return nil
	}
	r, ok := d.f.Rooms[d.a.Room]
	if !ok || r.Closed {
		return errs.InvalidField("room", "房间不存在或已停用。", "No such room, or it is closed.")
	}
	if l := protects(d.s); r.Level < l {
		return rulebook.Refuse("flow.room", errs.T("房间适用密级："+r.Level.Text().ZH+"，设备密级："+l.Text().ZH, "room fits: "+r.Level.Text().EN+", asset is: "+l.Text().EN))
	}
	if !d.over(r.Department, d.s.Custody.Department) && !d.over(d.s.Custody.Department, r.Department) {
		return errs.InvalidField("room", "房间属于另一部门，请改选本部门的房间。", "The room is another department's; choose one of the asset's own.")
	}
	return nil
}
