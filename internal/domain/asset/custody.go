package asset

import (
	"cmp"
	"slices"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

func custodySpecs() []Spec {
	office := []org.Seat{org.AssetOfficer, org.SecrecyOffice}
	return []Spec{
		{Verb: VerbIssue, From: []Life{InStore}, Who: office, Chain: "chain.issue",
			Fields: []Field{fPerson, fRoom, {"use", "text", false, errs.T("用途", "use")}},
			check:  checkIssue, effect: effectIssue},
		{Verb: VerbReturn, From: []Life{InUse}, Who: []org.Seat{org.Keeper, org.AssetOfficer, org.SecrecyOffice},
			Chain: "chain.return", Fields: []Field{fRoom, fNote}, check: checkReturn, effect: effectReturn},
		{Verb: VerbHandOver, From: []Life{InUse}, Who: []org.Seat{org.Keeper}, Chain: "chain.hand_over", Across: "chain.receiving",
			Fields: []Field{fPerson, fRoom, fNote}, check: checkHandOver, effect: effectHandOver},
		{Verb: VerbMove, From: []Life{Draft, Registered, InStore, InUse}, Who: office, Chain: "chain.move", Across: "chain.receiving",
			Fields: []Field{fDepartment, fRoom, {"use", "text", false, errs.T("用途", "use")}, fNote},
			check:  checkMove, effect: effectMove},
		{Verb: VerbLoad, From: []Life{InUse}, Classes: []Class{Medium}, Who: []org.Seat{org.Keeper}, Chain: "chain.load.secret",
			Fields: []Field{fLevel}, check: checkLoad, effect: effectLoad},
		{Verb: VerbClear, From: []Life{InUse}, Classes: []Class{Medium}, Who: []org.Seat{org.Keeper},
			Fields: []Field{fNote}, check: checkClear,
			effect: func(d *deciding) []payload {
				return one(Cleared{Asset: d.s.ID, Note: d.c.Args.Reason}, d.s.ID)
			}},
	}
}

// checkIssue holds what must be so before anything is put into use (ORG 13-15).
func checkIssue(d *deciding) error {
	s := d.s
	if s.Class == Computer && s.Wireless != WirelessAbsent && s.Wireless != WirelessRemoved {
		return rulebook.Refuse("reg.wireless-absent")
	}
	if s.Class.NeedsCheck() {
		if s.Checked.IsZero() {
			return rulebook.Refuse("reg.tech-check")
		}
		if d.f.Now.After(s.Checked.Add(d.f.Policy.Days("tech-check.valid-days"))) {
			return rulebook.Refuse("reg.tech-check", errs.T("上次检测已过有效期："+s.Checked.Format("2006-01-02"), "the last check is out of date: "+s.Checked.Format("2006-01-02")))
		}
	}
	if err := isolated(s.Marking.Level.Classified(), s.Network); err != nil {
		return err
	}
	if p := d.c.Args.Person; p == d.by || p == d.byFor { // he who gives out is not he who receives
		return rulebook.Refuse("hand.two-sign", errs.T("接收人与发放人相同", "receiver and issuer are the same"))
	}
	if err := d.fitKeeper(d.c.Args.Person); err != nil {
		return err
	}
	return d.placed(d.c.Args.Room, d.f.Persons[d.c.Args.Person].Department)
}

// fitKeeper refuses a keeper who may not have the asset (ORG 13, 15; LAW 43).
func (d *deciding) fitKeeper(id string) error {
	p, ok := d.f.Persons[id]
	if !ok || p.Status == org.Closed {
		return rulebook.Refuse("use.one-person", errs.T("接收人不存在或已离岗", "the receiver is unknown or has left"))
	}
	if p.Status == org.Leaving {
		return rulebook.Refuse("use.one-person", errs.T("接收人正在办理离岗", "the receiver is leaving"))
	}
	if administers(p, d.f.Today) {
		return rulebook.Refuse("adm.no-business", errs.T("三员不得作为责任人", "an administrator cannot be keeper"))
	}
	l := d.s.effectiveLevel()
	if !p.ClearedFor(l, d.f.Today) {
		m := errs.T("需要涉密等级："+l.Text().ZH, "clearance needed: "+l.Text().EN)
		if p.Clearance >= l {
			m = errs.T("涉密等级有效期至 "+string(p.ClearanceUntil), "clearance ended on "+string(p.ClearanceUntil))
		}
		return rulebook.Refuse("use.clearance", m)
	}
	if l.Classified() && (p.UndertakingOn == "" || p.UndertakingOn > d.f.Today) {
		return rulebook.Refuse("use.duty-signed")
	}
	return nil
}

func administers(p org.Person, today org.Date) bool {
	return slices.ContainsFunc(p.Seats, func(g org.Grant) bool { return g.Seat.Admin() && g.On(today) })
}

func (d *deciding) fitRoom(id string) error {
	if id == "" {
		return nil
	}
	r, ok := d.f.Rooms[id]
	if !ok || r.Closed {
		return errs.InvalidField("room", "房间不存在或已停用。", "No such room, or it is closed.")
	}
	if l := d.s.effectiveLevel(); r.Level < l {
		return rulebook.Refuse("flow.room",
			errs.T("房间适用密级："+r.Level.Text().ZH+"，设备密级："+l.Text().ZH, "room fits: "+r.Level.Text().EN+", asset is: "+l.Text().EN))
	}
	return nil
}

func effectIssue(d *deciding) []payload {
	p := d.f.Persons[d.c.Args.Person]
	c := Custody{Holder: HolderKeeper, Person: p.ID, Department: p.Department, Room: d.roomIn(d.c.Args.Room, p.Department), Since: d.f.Now}
	return one(CustodyChanged{Asset: d.s.ID, Verb: VerbIssue, Life: InUse, Custody: c, Use: d.c.Args.Use}, d.withParts()...)
}

func (d *deciding) roomOr(room string) string {
	if room != "" {
		return room
	}
	return d.s.Custody.Room
}

// checkReturn: a medium comes back empty; the parts are those of the ledger.
func checkReturn(d *deciding) error {
	if d.byFor != "" && d.byFor == d.s.Custody.Person { // his own delegate is not the other side
		return rulebook.Refuse("hand.two-sign", errs.T("代表责任人本人申请", "asked for on behalf of the keeper himself"))
	}
	if d.s.Content.Holding() {
		return rulebook.Refuse("med.clear-by", errs.T("归还前须清理存储内容", "clear the medium before it is returned"))
	}
	if err := d.fitRoom(d.c.Args.Room); err != nil {
		return err
	}
	return d.fitDepartment(d.c.Args.Room, d.s.Custody.Department)
}

func effectReturn(d *deciding) []payload {
	c := Custody{Holder: HolderStore, Department: d.s.Custody.Department, Room: d.roomOr(d.c.Args.Room), Since: d.f.Now}
	return one(CustodyChanged{Asset: d.s.ID, Verb: VerbReturn, Life: InStore, Custody: c, Reason: d.c.Args.Reason}, d.withParts()...)
}

func checkHandOver(d *deciding) error {
	if d.c.Args.Person == d.s.Custody.Person {
		return rulebook.Refuse("hand.two-sign", errs.T("接收人与交出人相同", "receiver and giver are the same"))
	}
	if !slices.Contains(d.f.Policy.Seats(d.chainKey()), string(org.DepartmentHead)) {
		return rulebook.Refuse("hand.no-sideways", errs.T("审批链中缺少部门负责人", "the department head is missing from the chain"))
	}
	if err := d.fitKeeper(d.c.Args.Person); err != nil {
		return err
	}
	if asked := d.c.Args.Department; asked != "" && asked != d.f.Persons[d.c.Args.Person].Department {
		return rulebook.Refuse("hand.no-sideways", errs.T("接收人已调离原部门，请重新申请", "the receiver has changed department meanwhile; ask again"))
	}
	return d.placed(d.c.Args.Room, d.f.Persons[d.c.Args.Person].Department)
}

func effectHandOver(d *deciding) []payload {
	p := d.f.Persons[d.c.Args.Person]
	c := Custody{Holder: HolderKeeper, Person: p.ID, Department: p.Department, Room: d.roomIn(d.c.Args.Room, p.Department), Since: d.f.Now}
	return one(CustodyChanged{Asset: d.s.ID, Verb: VerbHandOver, Life: InUse, Custody: c, Reason: d.c.Args.Reason}, d.withParts()...)
}

func checkMove(d *deciding) error {
	a := d.c.Args
	if a.Room == "" && a.Use == "" && a.Department == "" {
		return errs.InvalidField("room", "请填写新的部门、房间或用途。", "Give a new department, room or use.")
	}
	if a.Department != "" {
		if dept, ok := d.f.Departments[a.Department]; !ok || dept.Closed {
			return errs.InvalidField("department", "部门不存在或已停用。", "No such department, or it is closed.")
		}
		if d.s.Custody.Holder == HolderKeeper { // it follows its keeper
			return rulebook.Refuse("hand.no-sideways", errs.T("在用设备随责任人，请办理交接", "an asset in use follows its keeper: hand it over"))
		}
	}
	if err := d.fitRoom(a.Room); err != nil {
		return err
	}
	return d.fitDepartment(a.Room, cmp.Or(a.Department, d.s.Custody.Department))
}

func effectMove(d *deciding) []payload {
	c := d.s.Custody
	c.Room = d.roomOr(d.c.Args.Room)
	if d.c.Args.Department != "" {
		c.Department = d.c.Args.Department
		c.Room = d.roomIn(d.c.Args.Room, c.Department)
	}
	return one(CustodyChanged{Asset: d.s.ID, Verb: VerbMove, Life: d.s.Life, Custody: c, Use: d.c.Args.Use, Reason: d.c.Args.Reason}, d.withParts()...)
}

// checkLoad: what goes onto a medium is never above the medium's own level.
func checkLoad(d *deciding) error {
	l := *d.c.Args.Level
	if !d.s.Marking.Level.Classified() && l.Classified() {
		return rulebook.Refuse("use.noncls-no-secret")
	}
	if l > d.s.Marking.Level {
		return rulebook.Refuse("med.no-cross", errs.T("介质密级："+d.s.Marking.Level.Text().ZH, "the medium is "+d.s.Marking.Level.Text().EN))
	}
	return nil
}

func effectLoad(d *deciding) []payload {
	l := *d.c.Args.Level
	days := d.f.Policy.Days("clear-by.days")
	if l == level.TopSecret {
		days = d.f.Policy.Days("clear-by.days.top-secret")
	}
	c := Content{Level: max(l, d.s.Content.Level), Since: d.f.Now, ClearBy: d.f.Now.Add(days)}
	if d.s.Content.Holding() { // the clock runs from the first file, and only ever shortens
		c.Since = d.s.Content.Since
		if d.s.Content.ClearBy.Before(c.ClearBy) {
			c.ClearBy = d.s.Content.ClearBy
		}
	}
	return one(Loaded{Asset: d.s.ID, Content: c}, d.s.ID)
}

func checkClear(d *deciding) error {
	if !d.s.Content.Holding() {
		return rulebook.Refuse("flow.state", errs.T("介质上没有登记的文件", "the medium holds no files on record"))
	}
	return nil
}

// effectLost ends what waited for signatures on the asset and its parts, and
// opens the hold. The report goes through whatever its note holds.
func effectLost(d *deciding) []payload {
	s := d.s
	var out []payload
	for _, x := range append([]State{s}, d.parts()...) {
		if x.Request == nil {
			continue
		}
		c := RequestClosed{Asset: x.ID, Request: x.Request.ID, Verb: VerbReportLost, Life: cmp.Or(x.Before, x.Life)}
		out = append(out, payload{data: c, subjects: []string{x.ID}, orders: x.underOrder(x.Request.ID)})
	}
	life := Lost
	if s.Life.Terminal() {
		life = s.Life
	}
	subjects := d.withParts()
	orders := d.orders()
	if s.Host != "" {
		subjects = append(subjects, s.Host)
		if h := d.f.Assets[s.Host]; h.Repair != nil {
			orders = append(orders, h.Repair.Order)
		}
	}
	l := LostReported{
		Asset: s.ID, Life: life, Reason: d.c.Args.Reason,
		Deadline: d.f.Now.Add(d.f.Policy.Hours("incident.hours")),
	}
	return append(out, payload{data: l, subjects: subjects, orders: orders})
}

func checkLend(*deciding) error {
	return rulebook.Refuse("use.no-lending", errs.T("请改用：交接", "use instead: hand over"))
}
