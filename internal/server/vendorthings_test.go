package server_test

import (
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
)

// vendored are a vendor with a licence and a technician, a draft of an agreement
// with it, and a paper. They belong to no department.
type vendored struct{ vendor, licence, technician, agreement, paper string }

// vendored makes them, once in a house, with the canary in every word of theirs: no
// administrator is told what they say.
func (h *house) vendored() vendored {
	h.t.Helper()
	if h.vend.vendor != "" {
		return h.vend
	}
	services := []agreement.Service{agreement.RepairOnsite}
	out := vendored{vendor: h.do("office", app.SetVendor{Vendor: agreement.Vendor{Name: canary + "公司", Address: canary + "路", Contact: canary + "某", Phone: canary + "0001", Notes: canary + "备注"}}).ID}
	out.paper = h.do("office", app.AddFile{Content: []byte("%PDF-1.7 示例")}).ID
	h.do("office", app.SetLicence{Vendor: out.vendor, Licence: agreement.Licence{
		Kind: agreement.LicenceOther, Level: level.Secret, Number: canary + "证", Issuer: canary + "机关", From: "2026-01-01", Until: "2099-01-01",
		Services: services, VerifiedOn: "2026-01-01", How: canary + "名录", Copy: out.paper,
	}})
	h.do("office", app.SetTechnician{Vendor: out.vendor, Name: canary + "吴", Document: "0000" + canary, Technician: agreement.Technician{DocumentKind: agreement.WorkPass}})
	out.agreement = h.do("office", app.DraftAgreement{Agreement: agreement.Agreement{
		Vendor: out.vendor, Number: canary + "协", Terms: agreement.Terms{Services: services, Level: level.Secret, From: "2026-01-01", Until: "2099-01-01"},
	}}).ID
	v, err := h.store.Vendor(h.ctx, h.actor("office"), out.vendor)
	if err != nil {
		h.t.Fatal(err)
	}
	out.licence, out.technician = v.Licences[0].ID, v.Technicians[0].ID
	h.vend = out
	return out
}

// of are their ids by the kind of the parameter.
func (v vendored) of() map[string]string {
	return map[string]string{
		"vendors": v.vendor, "agreements": v.agreement, "licence": v.licence, "technician": v.technician, "digest": v.paper, "papers": v.paper,
	}
}

// fill puts them into the parameters of a template.
func (v vendored) fill(template string) string {
	parts := strings.Split(template, "/")
	for i, p := range parts {
		switch {
		case p == ":id":
			parts[i] = v.of()[parts[i-1]]
		case strings.HasPrefix(p, ":"):
			parts[i] = v.of()[p[1:]]
		}
	}
	return strings.Join(parts, "/")
}
