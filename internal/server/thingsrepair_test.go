package server_test

import (
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// hired is a vendor with a licence, a technician and an agreement in force.
type hired struct{ vendor, licence, technician, agreement, paper string }

// hires makes the house's one.
func (h *house) hires() hired {
	h.t.Helper()
	if h.hired != nil {
		return *h.hired
	}
	today, last := h.app.Today(h.store.Now()), org.Date("2099-12-31")
	services := []agreement.Service{agreement.RepairOnsite, agreement.RepairOffsite}
	out := hired{vendor: h.do("office", app.SetVendor{Vendor: agreement.Vendor{Name: "示例维修公司"}}).ID}
	h.do("office", app.SetLicence{Vendor: out.vendor, Licence: agreement.Licence{
		Kind: agreement.LicenceKinds()[0], Level: level.Secret, Number: "示例-1", Issuer: "示例局", From: today, Until: last, Services: services, VerifiedOn: today, How: "示例",
	}})
	h.do("office", app.SetTechnician{Vendor: out.vendor, Name: "示例人员", Document: "示例0001", Technician: agreement.Technician{
		DocumentKind: agreement.IDCard, VettedOn: today, UndertakingOn: today,
	}})
	v, err := h.store.Vendor(h.ctx, h.actor("office"), out.vendor)
	if err != nil {
		h.t.Fatal(err)
	}
	out.licence, out.technician = v.Licences[0].ID, v.Technicians[0].ID
	var met []agreement.Requirement
	for _, key := range agreement.Requirements() {
		met = append(met, agreement.Requirement{Key: key, Met: true, Clause: "第一条"})
	}
	out.agreement = h.do("office", app.DraftAgreement{Agreement: agreement.Agreement{
		Vendor: out.vendor, Number: "示例协议-1", Terms: agreement.Terms{Services: services, Level: level.Secret, From: today, Until: last}, Requirements: met,
	}}).ID
	out.paper = h.do("office", app.AddFile{Content: []byte("%PDF-1.7\n示例")}).ID
	h.do("office", app.SignAgreement{Agreement: out.agreement, Signing: agreement.Signing{By: h.person["leader"], For: "示例", On: today, Copy: out.paper}})
	h.hired = &out
	return out
}

// order is the repair order of the thing, asked for and approved when it is first
// asked about.
func (h *house) order(on things) string {
	h.t.Helper()
	if id := h.orders[on.asset]; id != "" {
		return id
	}
	was, err := h.store.Asset(h.ctx, h.actor("office"), on.asset)
	if err != nil {
		h.t.Fatal(err)
	}
	officer, head := "officer", "head"
	if was.Department.ID == h.dept["西山处"] {
		officer, head = "officer2", "head2"
	}
	h.acts(officer, on.asset, asset.VerbRepair, asset.Args{Repair: &asset.RepairAsk{OnSite: true, Fault: "示例故障"}})
	r, err := h.store.Asset(h.ctx, h.actor("office"), on.asset)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, login := range []string{head, "office", "group"}[:len(r.State.Request.Steps)] {
		h.acts(login, on.asset, asset.VerbApprove, asset.Args{})
	}
	if h.orders == nil {
		h.orders = map[string]string{}
	}
	h.orders[on.asset] = r.State.Request.ID
	return r.State.Request.ID
}

// fillRepair adds what the template needs of vendors and repairs.
func (h *house) fillRepair(template string, on things, after map[string]string) {
	h.t.Helper()
	switch {
	case strings.Contains(template, "/repairs/"):
		if after["repairs"] = on.repair; on.repair == "" {
			after["repairs"] = h.order(on)
		}
	case strings.Contains(template, "/vendors/"), strings.Contains(template, "/agreements/"), strings.Contains(template, "/papers/"):
		x := h.hires()
		after["vendors"], after["licence"], after["technician"], after["agreements"], after["papers"] = x.vendor, x.licence, x.technician, x.agreement, x.paper
	}
}
