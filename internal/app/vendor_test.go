package app_test

import (
	"bytes"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

func pdf(text string) []byte { return []byte("%PDF-1.7\n" + text) }

// terms are good for on-site and off-site repair up to secret, from yesterday for so many days.
func (o *organ) terms(days int) agreement.Terms {
	return agreement.Terms{
		Services: []agreement.Service{agreement.RepairOnsite, agreement.RepairOffsite}, Level: level.Secret, From: o.day(-1), Until: o.day(days),
	}
}

func checklist() []agreement.Requirement {
	var out []agreement.Requirement
	for _, key := range agreement.Requirements() {
		out = append(out, agreement.Requirement{Key: key, Met: true, Clause: "第三条"})
	}
	return out
}

// signedAgreement is a vendor with a technician and an agreement in force.
func (o *organ) signedAgreement(name, number string, days int) (vendor, technician, id string) {
	o.t.Helper()
	vendor = o.do("baomi", app.SetVendor{Vendor: agreement.Vendor{Name: name, Contact: "周某", Phone: "示例0001"}}).ID
	o.do("baomi", app.SetTechnician{Vendor: vendor, Name: "吴某", Document: "示例110101199001011234", Technician: agreement.Technician{
		DocumentKind: agreement.IDCard, VettedOn: o.day(-1), UndertakingOn: o.day(-1),
	}})
	v, err := o.store.Vendor(o.ctx, o.actor("baomi"), vendor)
	if err != nil {
		o.t.Fatal(err)
	}
	technician = v.Technicians[0].ID
	id = o.do("baomi", app.DraftAgreement{Agreement: agreement.Agreement{Vendor: vendor, Number: number, Terms: o.terms(days), Requirements: checklist()}}).ID
	file := o.do("baomi", app.AddFile{Content: pdf(number)}).ID
	o.do("baomi", app.SignAgreement{Agreement: id, Signing: agreement.Signing{By: o.person["leader"], For: "周某", On: o.day(0), Copy: file}})
	return vendor, technician, id
}

func TestVendorsAndAgreements(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		vendor, technician, id := o.signedAgreement("示例维修公司", "XY-2026-1", 20)

		v, err := s.Vendor(o.ctx, o.actor("officer"), vendor)
		if err != nil {
			t.Fatal(err)
		}
		if v.Contact != "周某" || len(v.Technicians) != 1 || v.Technicians[0].Name != "吴某" || !strings.HasSuffix(v.Technicians[0].Document, "**1234") {
			t.Errorf("%+v", v.Vendor)
		}
		if len(v.Agreements) != 1 || v.Agreements[0].State != agreement.Signed || v.Agreements[0].Left != 20 {
			t.Errorf("%+v", v.Agreements)
		}
		// A change that leaves the document out keeps the one on record.
		o.do("baomi", app.SetTechnician{Vendor: vendor, Name: "吴某某", Technician: agreement.Technician{
			ID: technician, DocumentKind: agreement.IDCard, VettedOn: o.day(-1), UndertakingOn: o.day(-1), Barred: true, BarredWhy: "离职",
		}})
		if v, _ = s.Vendor(o.ctx, o.actor("baomi"), vendor); v.Technicians[0].Name != "吴某某" || !strings.HasSuffix(v.Technicians[0].Document, "**1234") || !v.Technicians[0].Barred {
			t.Errorf("%+v", v.Technicians)
		}

		// What is signed needs a signature, and is only amended.
		_, err = o.app.Execute(o.ctx, o.unproved("baomi"), app.AmendAgreement{Agreement: id, Amendment: agreement.Amendment{
			Number: "B", What: "x", SignedOn: o.day(0), Effective: o.day(0), Terms: o.terms(400), Copy: o.do("baomi", app.AddFile{Content: pdf("B")}).ID,
		}}, "")
		if !errs.IsKind(err, errs.Unproved) {
			t.Errorf("amended without a signature: %v", err)
		}
		o.refused("flow.signed", "baomi", app.DraftAgreement{Agreement: agreement.Agreement{ID: id, Vendor: vendor, Number: "XY-2026-1", Terms: o.terms(900)}})
		a, err := s.Agreement(o.ctx, o.actor("leader"), id)
		if err != nil || a.VendorName != "示例维修公司" || a.SignedFor != "周某" || a.Names[a.SignedBy] != "赵leader" || a.Left != 20 {
			t.Errorf("%+v %v", a, err)
		}
		f, err := s.PaperOf(o.ctx, o.actor("officer"), a.Copy)
		if err != nil || !bytes.Equal(f.Content, pdf("XY-2026-1")) || f.Media != "application/pdf" {
			t.Errorf("%v", err)
		}
		if again := o.do("baomi", app.AddFile{Content: pdf("XY-2026-1")}); !again.Again || again.ID != a.Copy {
			t.Errorf("the same file twice: %+v", again)
		}

		due, err := s.AgreementsDue(o.ctx, o.actor("baomi"))
		if err != nil || due["7"] != 0 || due["30"] != 1 || due["90"] != 1 || due["over"] != 0 {
			t.Errorf("%v %v", due, err)
		}
		for word, n := range due {
			if p, err := s.AgreementPage(o.ctx, o.actor("baomi"), view.AgreementFilter{Due: word}); err != nil || int64(len(p.Rows)) != n {
				t.Errorf("%s: %d rows, counted %d: %v", word, len(p.Rows), n, err)
			}
		}
		for state, n := range map[string]int{"": 1, "good": 1, "none": 0, "barred": 0} {
			if p, err := s.VendorPage(o.ctx, o.actor("baomi"), view.VendorFilter{State: state}); err != nil || len(p.Rows) != n {
				t.Errorf("%q: %d vendors: %v", state, len(p.Rows), err)
			}
		}
		o.do("baomi", app.MoveAgreement{Agreement: id, State: agreement.Suspended, Reason: "示例"})
		if p, err := s.VendorPage(o.ctx, o.actor("baomi"), view.VendorFilter{State: "none", Text: "维修"}); err != nil || len(p.Rows) != 1 || p.Rows[0].InForce != 0 {
			t.Errorf("%+v %v", p.Rows, err)
		}
		for _, login := range []string{"keeper1", "witness", "sysadmin", "secadmin", "auditor"} {
			if _, err := s.Vendor(o.ctx, o.actor(login), vendor); !errs.IsKind(err, errs.Forbidden) {
				t.Errorf("%s reads a vendor: %v", login, err)
			}
			if _, err := s.PaperOf(o.ctx, o.actor(login), a.Copy); !errs.IsKind(err, errs.Forbidden) {
				t.Errorf("%s reads a paper: %v", login, err)
			}
			rule := "flow.seat"
			if o.actor(login).Admin() {
				rule = "adm.no-business"
			}
			o.refused(rule, login, app.SetVendor{Vendor: agreement.Vendor{Name: "x"}})
			o.refused(rule, login, app.AddFile{Content: pdf("x")})
		}
		if bad, err := s.Refold(o.ctx); err != nil || len(bad) > 0 {
			t.Errorf("refold: %v %v", bad, err)
		}
	})
}

// A name, a code and a number are one vendor's or agreement's; a file that was
// never taken in is not spoken of.
func TestVendorsAreNotEnteredTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		vendor, _, id := o.signedAgreement("示例维修公司", "XY-2026-1", 20)
		for name, c := range map[string]app.Command{
			"name":   app.SetVendor{Vendor: agreement.Vendor{Name: " 示例维修公司"}},
			"number": app.DraftAgreement{Agreement: agreement.Agreement{Vendor: vendor, Number: "xy-2026-1", Terms: o.terms(9)}},
			"vendor": app.DraftAgreement{Agreement: agreement.Agreement{Vendor: "none", Number: "Z", Terms: o.terms(9)}},
			"copy":   app.AmendAgreement{Agreement: id, Amendment: agreement.Amendment{Copy: strings.Repeat("0", 64)}},
			"renews": app.DraftAgreement{Agreement: agreement.Agreement{Vendor: vendor, Number: "Z", Terms: o.terms(9), Renews: "none"}},
		} {
			_, err := o.app.Execute(o.ctx, o.actor("baomi"), c, "")
			if e := errs.As(err); err == nil || e.Kind != errs.Invalid || len(e.Fields) == 0 || e.Fields[0].Name != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := o.app.Execute(o.ctx, o.actor("baomi"), app.SetVendor{Vendor: agreement.Vendor{ID: vendor, Name: "改名", Version: 1}}, "")
		if !errs.IsKind(err, errs.Conflict) {
			t.Errorf("an overtaken form: %v", err)
		}
		next := o.do("baomi", app.DraftAgreement{Agreement: agreement.Agreement{Vendor: vendor, Number: "XY-2026-2", Terms: o.terms(400), Requirements: checklist(), Renews: id}}).ID
		o.do("baomi", app.SignAgreement{Agreement: next, Signing: agreement.Signing{By: o.person["leader"], For: "周某", On: o.day(0), Copy: o.do("baomi", app.AddFile{Content: pdf("2")}).ID}})
		if a, err := s.Agreement(o.ctx, o.actor("baomi"), id); err != nil || a.RenewedBy != next || a.Numbers[next] != "XY-2026-2" {
			t.Errorf("%+v %v", a, err)
		}
		if due, err := s.AgreementsDue(o.ctx, o.actor("baomi")); err != nil || due["30"] != 0 {
			t.Errorf("a renewed one is due: %v %v", due, err)
		}
		if bad, err := s.Refold(o.ctx); err != nil || len(bad) > 0 {
			t.Errorf("refold: %v %v", bad, err)
		}
	})
}
