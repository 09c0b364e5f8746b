package pages_test

import (
	"context"
	"os"
	"path/filepath"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// vendorShots are the pages of vendors and agreements, with something on each.
func vendorShots(s *site) []shot {
	ctx, actor := context.Background(), s.actor("baomi1")
	list, err := s.store.VendorPage(ctx, actor, view.VendorFilter{Text: "示例乙"})
	if err != nil || len(list.Rows) != 1 {
		s.t.Fatal(list, err)
	}
	v, err := s.store.Vendor(ctx, actor, list.Rows[0].ID)
	if err != nil {
		s.t.Fatal(err)
	}
	agreed := func(number string) string {
		p, err := s.store.AgreementPage(ctx, actor, view.AgreementFilter{Text: number})
		if err != nil || len(p.Rows) != 1 {
			s.t.Fatal(p, err)
		}
		return "/agreements/" + p.Rows[0].ID
	}
	at, amended, draft := "/vendors/"+v.ID, agreed("2025-01"), agreed("2026-04")
	return []shot{
		{"vendors", "baomi1", "/vendors", false}, {"vendors-reader", "head.bgt", "/vendors?state=good", false}, {"vendors-none", "baomi1", "/vendors?q=zzzzzz", false},
		{"vendor", "baomi1", at, false}, {"vendor-reader", "leader", at, false}, {"vendor-new", "baomi1", "/vendors/new", false}, {"vendor-edit", "baomi1", at + "/edit", false},
		{"vendor-licence-new", "baomi1", at + "/licences/new", false}, {"vendor-licence", "baomi1", at + "/licences/" + v.Licences[0].ID + "/edit", false},
		{"vendor-technician-new", "baomi1", at + "/technicians/new", false},
		{"vendor-technician", "baomi1", at + "/technicians/" + v.Technicians[0].ID + "/edit", false},
		{"agreements", "baomi1", "/agreements", false}, {"agreements-due", "baomi1", "/agreements?due=30", false},
		{"agreement", "baomi1", amended, false}, {"agreement-draft", "baomi1", draft, false}, {"agreement-suspended", "head.bgt", agreed("2026-03"), false},
		{"agreement-new", "baomi1", at + "/agreements/new", false}, {"agreement-edit", "baomi1", draft + "/edit", false},
		{"agreement-sign", "baomi1", draft + "/sign", false}, {"agreement-amend", "baomi1", amended + "/amend", false},
	}
}

// vendorDeeds are the forms of vendors and agreements.
func vendorDeeds() []deed {
	return []deed{
		{"new vendor", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/vendors/new", fill: map[string]string{"name": r.unique("示例单位"), "credit_code": ""}, wrong: map[string]string{"credit_code": "123"}, at: "credit_code"}
		}},
		{"vendor", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/vendors/" + r.vendor() + "/edit", fill: map[string]string{"barred": "1", "barred_why": "示例"}, wrong: map[string]string{"barred_why": ""}, at: "barred_why"}
		}},
		{"new licence", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/vendors/" + r.vendor() + "/licences/new", wrong: map[string]string{"number": ""}, at: "number",
				fill: map[string]string{"number": r.unique("示例证"), "copy_file": r.paperFile(), "service.recovery": "1", "verified_on": r.s.inDays(0)}}
		}},
		{"licence", func(r *run) sheet {
			id := r.vendor()
			r.do("baomi1", app.SetLicence{Vendor: id, Licence: agreement.Licence{
				Kind: agreement.LicenceOther, Level: level.Secret, Number: "示例", Issuer: "示例", From: "2026-01-01", Until: "2099-01-31",
				Services: []agreement.Service{agreement.Recovery}, VerifiedOn: org.Date(r.s.inDays(0)), How: "示例",
			}})
			return sheet{login: "baomi1", path: "/vendors/" + id + "/licences/" + r.vendorOf(id).Licences[0].ID + "/edit",
				fill: map[string]string{"ended": "1", "ended_why": "示例"}, wrong: map[string]string{"ended_why": ""}, at: "ended_why"}
		}},
		{"new technician", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/vendors/" + r.vendor() + "/technicians/new", fill: map[string]string{"document": "示例0001"}}
		}},
		{"technician", func(r *run) sheet {
			id := r.vendor()
			r.do("baomi1", app.SetTechnician{Vendor: id, Name: "示例", Document: "示例0001", Technician: agreement.Technician{DocumentKind: agreement.WorkPass}})
			return sheet{login: "baomi1", path: "/vendors/" + id + "/technicians/" + r.vendorOf(id).Technicians[0].ID + "/edit",
				fill: map[string]string{"vetted_on": r.s.inDays(-1)}, wrong: map[string]string{"vetted_on": "2099-01-31"}, at: "vetted_on"}
		}},
		{"new agreement", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/vendors/" + r.vendor() + "/agreements/new", wrong: map[string]string{"until": "2020-01-31"}, at: "until",
				fill: map[string]string{"number": r.unique("示例协"), "service.cabling": "1", "met.escort": "1", "until": "2099-12-31"}}
		}},
		{"draft of an agreement", func(r *run) sheet {
			_, id := r.draft()
			return sheet{login: "baomi1", path: "/agreements/" + id + "/edit", fill: map[string]string{"clause.escort": "第五条"}, wrong: map[string]string{"number": ""}, at: "number"}
		}},
		{"sign an agreement", func(r *run) sheet {
			_, id := r.draft()
			return sheet{login: "baomi1", path: "/agreements/" + id + "/sign", at: "signed_for", wrong: map[string]string{"signed_for": ""},
				fill: map[string]string{"signed_by": "孙丙", "signed_for": "示例", "signed_on": r.s.inDays(0), "copy_file": r.paperFile()}}
		}},
		{"amend an agreement", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/agreements/" + r.signed() + "/amend", at: "what", wrong: map[string]string{"what": ""},
				fill: map[string]string{"what": "示例", "signed_on": r.s.inDays(0), "copy_file": r.paperFile()}}
		}},
		{"suspend an agreement", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/agreements/" + r.signed(), button: `button[value="suspended"]`, fill: map[string]string{"reason": "示例"}}
		}},
	}
}

func (r *run) vendor() string {
	return r.do("baomi1", app.SetVendor{Vendor: agreement.Vendor{Name: r.unique("示例表单单位" + r.db)}}).ID
}

func (r *run) vendorOf(id string) view.Vendor {
	r.t.Helper()
	v, err := r.s.store.Vendor(context.Background(), r.s.actor("baomi1"), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// draft is a draft with a full checklist, of a vendor of its own.
func (r *run) draft() (vendor, id string) {
	r.t.Helper()
	var list []agreement.Requirement
	for _, key := range agreement.Requirements() {
		list = append(list, agreement.Requirement{Key: key, Met: true})
	}
	vendor = r.vendor()
	return vendor, r.do("baomi1", app.DraftAgreement{Agreement: agreement.Agreement{
		Vendor: vendor, Number: r.unique("示例表单协" + r.db), Requirements: list,
		Terms: agreement.Terms{Services: []agreement.Service{agreement.Cabling}, Level: level.Secret, From: "2026-01-01", Until: "2099-01-31"},
	}}).ID
}

func (r *run) signed() string {
	r.t.Helper()
	_, id := r.draft()
	copied := r.do("baomi1", app.AddFile{Content: samplePDF(r.unique("签署件" + r.db))}).ID
	r.do("baomi1", app.SignAgreement{Agreement: id, Signing: agreement.Signing{
		By: r.s.actor("leader").Person, For: "示例", On: org.Date(r.s.inDays(0)), Copy: copied,
	}})
	return id
}

// paperFile is a paper that nothing else has sent.
func (r *run) paperFile() string {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, samplePDF(r.unique("文件"+r.db)), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}
