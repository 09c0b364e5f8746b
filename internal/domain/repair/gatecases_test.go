package repair_test

import (
	"slices"
	"time"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
)

var gateCases = slices.Concat(approvalCases, paperCases, licenceCases, peopleCases, escortCases, storageCases, dispatchCases, assetCases)

var approvalCases = []gateCase{
	{"on site, all in order", onSite, nil, "", ""},
	{"off site, all in order", offSite, nil, "", ""},
	{"own technician, all in order", byUs, nil, "", ""},
	{"storage on site, all in order", onStorage, nil, "", ""},
	{"not signed by all", waiting, nil, approval, "尚未全部签署"},
	{"an emergency the policy does not know", waiting, func(x *try) { x.args.Emergency = true }, approval, "策略不允许"},
	{"an emergency not called one", waiting, func(x *try) { x.set("repair.emergency", "true") }, approval, "尚未全部签署"},
	{"an emergency", waiting, func(x *try) { x.set("repair.emergency", "true"); x.args.Emergency = true }, "", ""},
	{"an emergency without an escort", waiting, func(x *try) {
		x.set("repair.emergency", "true")
		x.args = repair.Args{Emergency: true, Technicians: []string{"t1"}}
	}, escort, "需要监修人"},
	{"a second visit of an emergency", begun, nil, "", ""},
	{"a second visit in the last minute", begun, func(x *try) { x.w.now = x.w.now.Add(24 * time.Hour) }, "", ""},
	{"a second visit too late", begun, func(x *try) { x.w.now = x.w.now.Add(24*time.Hour + time.Second) }, approval, "已逾期"},
	{"a second visit after it was refused", begun, func(x *try) {
		_ = x.w.asset("sec", "pc", asset.VerbRefuse, asset.Args{Reason: "不紧急"})
	}, approval, "未获批准"},
}

var paperCases = []gateCase{
	{"no agreement", onSite, func(x *try) { delete(x.w.agreements, "y") }, paper, "没有与该单位的保密协议"},
	{"no agreement off site", offSite, func(x *try) { delete(x.w.agreements, "y") }, paper, "没有与该单位的保密协议"},
	{"another vendor's", onSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.Vendor = "w" }) }, paper, "没有与该单位的保密协议"},
	{"a draft", onSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.State = agreement.Draft }) }, paper, "尚未签订"},
	{"suspended", offSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.State = agreement.Suspended }) }, paper, "已中止"},
	{"terminated", onSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.State = agreement.Terminated }) }, paper, "已终止"},
	{"its first day", onSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.Terms.From = "2026-06-01" }) }, "", ""},
	{"the day before", onSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.Terms.From = "2026-06-02" }) }, paper, "自 2026-06-02 起生效"},
	{"its last day", offSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.Terms.Until = "2026-06-01" }) }, "", ""},
	{"the day after, by the organ's clock", offSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.Terms.Until = "2026-05-31" }) }, paper, "已于 2026-05-31 到期"},
	{"the last minute of the last day", onSite, func(x *try) {
		x.w.now = time.Date(2026, 6, 1, 15, 59, 59, 0, time.UTC)
		x.paper(func(a *agreement.Agreement) { a.Terms.Until = "2026-06-01" })
	}, "", ""},
	{"midnight after it", onSite, func(x *try) {
		x.w.now = time.Date(2026, 6, 1, 16, 0, 0, 0, time.UTC)
		x.paper(func(a *agreement.Agreement) { a.Terms.Until = "2026-06-01" })
	}, paper, "到期"},
	{"on-site work not in it", onSite, func(x *try) {
		x.paper(func(a *agreement.Agreement) { a.Terms.Services = []agreement.Service{agreement.RepairOffsite} })
	}, paper, "不含服务：现场维修"},
	{"off-site work not in it", offSite, func(x *try) {
		x.paper(func(a *agreement.Agreement) { a.Terms.Services = []agreement.Service{agreement.RepairOnsite} })
	}, paper, "不含服务：送外维修"},
	{"too low", onSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.Terms.Level = conf }) }, paper, "适用密级：秘密，需要：机密"},
	{"of the very level", offSite, func(x *try) { x.paper(func(a *agreement.Agreement) { a.Terms.Level = secret }) }, "", ""},
	{"the asset was raised meanwhile", offSite, func(x *try) { x.raised(top); x.paper(func(a *agreement.Agreement) { a.Terms.Level = secret }) }, paper, "需要：绝密"},
	{"a part once held more", onSite, func(x *try) {
		x.asset(func(s *asset.State) { s.HighWater = top })
		x.paper(func(a *agreement.Agreement) { a.Terms.Level = secret })
	}, paper, "需要：绝密"},
	{"another that does", onSite, func(x *try) {
		y := x.w.agreements["y"]
		y.ID = "y2"
		x.w.agreements["y2"], x.args.Agreement = y, "y2"
		x.paper(func(a *agreement.Agreement) { a.State = agreement.Terminated })
	}, "", ""},
	{"another that is not there", onSite, func(x *try) { x.args.Agreement = "none" }, paper, "没有与该单位的保密协议"},
	{"barred vendor", onSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Barred, v.BarredWhy = true, "泄密" }) }, paper, "泄密"},
	{"unknown vendor", offSite, func(x *try) { delete(x.w.vendors, "v") }, paper, "不在册"},
	{"no agreement, where the policy does not ask and nothing is classified", onSite, func(x *try) {
		x.set("agreement.always", "false")
		x.raised(level.Unclassified)
		delete(x.w.agreements, "y")
	}, "", ""},
	{"the same, but classified", onSite, func(x *try) { x.set("agreement.always", "false"); delete(x.w.agreements, "y") }, paper, "没有与该单位的保密协议"},
	{"the same, but barred", onSite, func(x *try) {
		x.set("agreement.always", "false")
		x.raised(level.Unclassified)
		x.vendor(func(v *agreement.Vendor) { v.Barred, v.BarredWhy = true, "泄密" })
	}, paper, "停止合作"},
	{"own work, and a vendor's man", byUs, func(x *try) { x.args.Technicians = []string{"t1"} }, paper, "由本单位技术人员维修"},
}

var licenceCases = []gateCase{
	{"none", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences = nil }) }, licence, "没有登记涵盖“存储部件维修更换”"},
	{"for other work", onStorage, func(x *try) {
		x.vendor(func(v *agreement.Vendor) { v.Licences[0].Services = []agreement.Service{agreement.Destruction} })
	}, licence, "没有登记涵盖"},
	{"not verified", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences[0].VerifiedOn = "" }) }, licence, "未经我方核验"},
	{"verified today", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences[0].VerifiedOn = "2026-06-01" }) }, "", ""},
	{"verified tomorrow", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences[0].VerifiedOn = "2026-06-02" }) }, licence, "未经我方核验"},
	{"too low", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences[0].Level = conf }) }, licence, "适用密级：秘密"},
	{"its last day", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences[0].Until = "2026-06-01" }) }, "", ""},
	{"the day after", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences[0].Until = "2026-05-31" }) }, licence, "到期"},
	{"ended", onStorage, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences[0].Ended = true }) }, licence, "没有登记涵盖"},
	{"the agreement lacks work on storage", onStorage, func(x *try) {
		x.paper(func(a *agreement.Agreement) { a.Terms.Services = []agreement.Service{agreement.RepairOnsite} })
	}, paper, "不含服务：存储部件维修更换"},
	{"not needed for the rest", onSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Licences = nil }) }, "", ""},
	{"needed for all by the policy", onSite, func(x *try) { x.set("licence.scope", "all"); x.vendor(func(v *agreement.Vendor) { v.Licences = nil }) }, licence, "现场维修"},
	{"had, where the policy needs it for all", offSite, func(x *try) { x.set("licence.scope", "all") }, "", ""},
}

var peopleCases = []gateCase{
	{"nobody sent", onSite, func(x *try) { x.args.Technicians = nil }, paper, "未指定维修人员"},
	{"nobody takes it in", offSite, func(x *try) { x.args.Technicians = []string{" "} }, paper, "未指定维修人员"},
	{"a stranger", onSite, func(x *try) { x.args.Technicians = []string{"t1", "t9"} }, paper, "不在该单位名单内"},
	{"barred", onSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Technicians[0].Barred = true }) }, paper, "甲某：已停止派遣"},
	{"barred, but not sent", onSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Technicians[1].Barred = true }) }, "", ""},
	{"not vetted", offSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Technicians[0].VettedOn = "" }) }, paper, "未经审查"},
	{"no undertaking", onSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Technicians[0].UndertakingOn = "2026-06-02" }) }, paper, "未签保密承诺书"},
	{"his last day", onSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Technicians[0].Until = "2026-06-01" }) }, "", ""},
	{"the day after", onSite, func(x *try) { x.vendor(func(v *agreement.Vendor) { v.Technicians[0].Until = "2026-05-31" }) }, paper, "到期"},
	{"no own technician", byUs, func(x *try) { x.args.Own = nil }, "flow.seat", "未指定本单位技术人员"},
	{"without the seat", byUs, func(x *try) { x.args.Own = []string{"e1"} }, "flow.seat", "没有技术人员职责"},
	{"of another department", byUs, func(x *try) { x.args.Own = []string{"techb"} }, "flow.seat", "没有技术人员职责"},
	{"of the department above", byUs, func(x *try) {
		x.args.Own = []string{"tech2"}
		x.asset(func(s *asset.State) { s.Custody.Department = "a1" })
	}, "", ""},
	{"the seat's last day", byUs, func(x *try) { x.w.change("tech", func(p *org.Person) { p.Seats[0].Until = "2026-06-01" }) }, "", ""},
	{"the day after it", byUs, func(x *try) { x.w.change("tech", func(p *org.Person) { p.Seats[0].Until = "2026-05-31" }) }, "flow.seat", "没有技术人员职责"},
	{"not cleared", byUs, func(x *try) { x.w.change("tech", func(p *org.Person) { p.Clearance = conf }) }, "flow.seat", "涉密等级低于机密"},
	{"nobody of ours", byUs, func(x *try) { x.args.Own = []string{"x9"} }, "flow.seat", "不是本单位人员"},
	{"who has asked", byUs, func(x *try) {
		x.w.change("u1", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.Technician, "")) })
		x.args.Own = []string{"u1"}
	}, "apr.no-self", "为申请人"},
	{"who has signed", byUs, func(x *try) {
		x.w.change("head", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.Technician, "")) })
		x.args.Own = []string{"head"}
	}, "apr.no-self", "已签署审批"},
}

var escortCases = []gateCase{
	{"none", onSite, func(x *try) { x.args.Escorts = nil }, escort, "需要监修人 1 名，符合条件的 0 名"},
	{"two", onSite, func(x *try) { x.args.Escorts = []string{"e1", "e2"} }, "", ""},
	{"one for top secret", onSite, func(x *try) { x.raised(top) }, escort, "需要监修人 2 名，符合条件的 1 名"},
	{"the same one twice", onSite, func(x *try) { x.raised(top); x.args.Escorts = []string{"e1", "e1"} }, escort, "符合条件的 1 名"},
	{"two for top secret", onSite, func(x *try) { x.raised(top); x.args.Escorts = []string{"e1", "e2"} }, "", ""},
	{"the vendor's man", onSite, func(x *try) { x.args.Escorts = []string{"t2"} }, escort, "乙某：是维修单位人员"},
	{"a stranger", onSite, func(x *try) { x.args.Escorts = []string{"x9"} }, escort, "不是本单位人员"},
	{"who has left", onSite, func(x *try) { x.w.change("e1", func(p *org.Person) { p.Status = org.Closed }) }, escort, "不在岗"},
	{"who is leaving", onSite, func(x *try) { x.w.change("e1", func(p *org.Person) { p.Status = org.Leaving }) }, escort, "不在岗"},
	{"not cleared", onSite, func(x *try) { x.w.change("e1", func(p *org.Person) { p.Clearance = conf }) }, escort, "涉密等级低于机密"},
	{"cleared until today", onSite, func(x *try) { x.w.change("e1", func(p *org.Person) { p.ClearanceUntil = "2026-06-01" }) }, "", ""},
	{"cleared until yesterday", onSite, func(x *try) { x.w.change("e1", func(p *org.Person) { p.ClearanceUntil = "2026-05-31" }) }, escort, "有效期至 2026-05-31"},
	{"an administrator", onSite, func(x *try) { x.args.Escorts = []string{"sys"} }, escort, "三员"},
	{"who works on it as well", onSite, func(x *try) { x.args.Own, x.args.Escorts = []string{"tech"}, []string{"tech"} }, escort, "不得同时监修"},
	{"not needed for our own", byUs, func(x *try) { x.args.Escorts = nil }, "", ""},
}

var storageCases = []gateCase{
	{"a drive inside", offSite, func(x *try) {
		x.asset(func(s *asset.State) { s.Parts = []string{"d9"} })
		x.w.assets["d9"] = asset.State{ID: "d9", Code: "BM-d9", Class: asset.Drive, Host: "pc"}
	}, storage, "请先拆出 BM-d9（硬盘）"},
	{"a part nobody shows", offSite, func(x *try) { x.asset(func(s *asset.State) { s.Parts = []string{"d9"} }) }, storage, "不在您权限范围内"},
	{"a drum inside", offSite, (*try).drum, storage, "请先拆出 BM-k（硒鼓）"},
	{"a drum, where the policy lets it", offSite, func(x *try) { x.drum(); x.set("repair.drum-out", "false") }, "", ""},
	{"a drive, even so", offSite, func(x *try) {
		x.set("repair.drum-out", "false")
		x.asset(func(s *asset.State) { s.Parts = []string{"d9"} })
		x.w.assets["d9"] = asset.State{ID: "d9", Code: "BM-d9", Class: asset.Drive, Host: "pc"}
	}, storage, "BM-d9"},
	{"a drive itself", offSite, func(x *try) { x.asset(func(s *asset.State) { s.Class = asset.Drive }) }, storage, "不得送外维修"},
	{"a medium itself", offSite, func(x *try) { x.asset(func(s *asset.State) { s.Class = asset.Medium }) }, storage, "不得送外维修"},
	{"files on it", offSite, func(x *try) { x.asset(func(s *asset.State) { s.Content.Since = x.w.now }) }, storage, "请先清理"},
	{"a drive inside, on site", onSite, nil, "", ""},
}

var dispatchCases = []gateCase{
	{"no seals", offSite, func(x *try) { x.args.Bags = []string{" "} }, papers, "封签号"},
	{"no courier", offSite, func(x *try) { x.args.Courier = nil }, papers, "需要送修人 1 名"},
	{"one courier for top secret", offSite, func(x *try) { x.raised(top) }, papers, "需要送修人 2 名，符合条件的 1 名"},
	{"two for top secret", offSite, func(x *try) { x.raised(top); x.args.Courier = []string{"e1", "e2"} }, "", ""},
	{"the vendor fetches it", offSite, func(x *try) { x.args.Courier = []string{"t1"} }, papers, "是维修单位人员"},
	{"a courier not cleared", offSite, func(x *try) { x.w.change("e1", func(p *org.Person) { p.Clearance = 0 }) }, papers, "涉密等级低于"},
	{"no day", offSite, func(x *try) { x.args.Due = "" }, papers, "应送回日期"},
	{"back today", offSite, func(x *try) { x.args.Due = "2026-06-01" }, "", ""},
	{"back yesterday", offSite, func(x *try) { x.args.Due = "2026-05-31" }, papers, "已过"},
}

var assetCases = []gateCase{
	{"frozen", onSite, func(x *try) { x.asset(func(s *asset.State) { s.Holds = []asset.Hold{{Kind: asset.HoldFrozen}} }) }, "flow.hold", "已冻结"},
	{"an incident", offSite, func(x *try) { x.asset(func(s *asset.State) { s.Holds = []asset.Hold{{Kind: asset.HoldIncident}} }) }, "flow.hold", "事件处置中"},
	{"clearing overdue, which stops other things", onSite, func(x *try) {
		x.asset(func(s *asset.State) { s.Content = asset.Content{Since: x.w.now.Add(-2), ClearBy: x.w.now.Add(-1)} })
	}, "", ""},
	{"no label in force", onSite, func(x *try) { x.asset(func(s *asset.State) { s.LabelMarking = 0 }) }, "lvl.label-follow", "扫码回读"},
	{"a request waits", offSite, func(x *try) {
		x.asset(func(s *asset.State) { s.Request = &asset.Request{ID: "q", Verb: asset.VerbReturn} })
	}, "flow.pending", "归还"},
	{"returned meanwhile", onSite, func(x *try) { x.asset(func(s *asset.State) { s.Life = asset.InStore }) }, "flow.state", "申请时：在用，现为：在库"},
	{"retired meanwhile", offSite, func(x *try) { x.asset(func(s *asset.State) { s.Life = asset.Retired }) }, "flow.state", "退出使用"},
	{"put into a host meanwhile", onSite, func(x *try) { x.asset(func(s *asset.State) { s.Host = "h" }) }, "flow.part", ""},
	{"another order is the open one", onSite, func(x *try) { x.asset(func(s *asset.State) { s.Repair = nil }) }, "flow.state", "没有此未结维修单"},
	{"the other way of repair", onSite, func(x *try) { x.verb = repair.VerbDispatch }, "flow.state", "批准的维修方式不同"},
	{"by a keeper", onSite, func(x *try) { x.who = "u1" }, "flow.seat", "资产管理员"},
	{"by an officer of another department", offSite, func(x *try) { x.who = "offb" }, "flow.seat", "资产管理员"},
	{"by an administrator", onSite, func(x *try) { x.who = "sys" }, "adm.no-business", ""},
	{"by the system", onSite, func(x *try) { x.who = "" }, "flow.seat", ""},
}
