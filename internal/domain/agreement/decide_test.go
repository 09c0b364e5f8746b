package agreement_test

import (
	"strings"
	"testing"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

const today = org.Date("2026-06-01")

var (
	office = org.Actor{Person: "b", Account: "ab", Held: []org.Held{{Seat: org.SecrecyOffice}}}
	paper  = strings.Repeat("ab", 32)
)

func draft() agreement.Agreement {
	d := agreement.Agreement{ID: "a", Vendor: "v", Number: "XY-1", State: agreement.Draft, Terms: agreement.Terms{
		Services: []agreement.Service{agreement.RepairOffsite, agreement.RepairOnsite}, Level: level.Secret, From: "2026-01-01", Until: "2026-12-31",
	}}
	for _, key := range agreement.Requirements() {
		d.Requirements = append(d.Requirements, agreement.Requirement{Key: key, Met: true})
	}
	return d
}

func signing() agreement.Signing {
	return agreement.Signing{By: "p", For: "乙某", On: "2026-05-30", Copy: paper}
}

// wrong holds that the error is about the field, in both languages.
func wrong(t *testing.T, err error, field string) {
	t.Helper()
	e := errs.As(err)
	if err == nil || e.Kind != errs.Invalid {
		t.Fatalf("%s: %v", field, err)
	}
	for _, f := range e.Fields {
		if f.Name == field && f.Text.ZH != "" && f.Text.EN != "" {
			return
		}
	}
	t.Errorf("%s is not blamed: %v", field, err)
}

func refused(t *testing.T, err error, rule string) {
	t.Helper()
	if e := errs.As(err); err == nil || e.Rule != rule {
		t.Errorf("not %s but %v", rule, err)
	}
}

func TestOnlyTheSecrecyOfficeKeepsVendors(t *testing.T) {
	for _, seat := range []org.Seat{org.Keeper, org.AssetOfficer, org.DepartmentHead, org.Leader, org.Technician, org.SystemAdmin, org.SecurityAdmin, org.Auditor} {
		a := org.Actor{Person: "x", Held: []org.Held{{Seat: seat}}}
		v := agreement.Vendor{ID: "v", Name: "示例公司"}
		d := draft()
		for _, try := range []func() (event.Event, error){
			func() (event.Event, error) { return agreement.SetVendor(a, v, "", "") },
			func() (event.Event, error) { return agreement.SetLicence(a, v, agreement.Licence{}, today) },
			func() (event.Event, error) { return agreement.SetTechnician(a, v, agreement.Technician{}, today) },
			func() (event.Event, error) { return agreement.SetDraft(a, v, agreement.Agreement{}, d, "", nil) },
			func() (event.Event, error) { return agreement.Sign(a, d, signing(), today) },
			func() (event.Event, error) { return agreement.Amend(a, d, agreement.Amendment{}, today) },
			func() (event.Event, error) { return agreement.Move(a, d, agreement.Terminated, "x") },
		} {
			_, err := try()
			refused(t, err, "flow.seat")
		}
	}
}

func TestAVendorIsHeldToItsFields(t *testing.T) {
	good := agreement.Vendor{ID: "v", Name: "示例公司", CreditCode: "91350100M000100Y43"} // the example of GB 32100
	if _, err := agreement.SetVendor(office, good, "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := agreement.SetVendor(office, good, "v", "v"); err != nil {
		t.Errorf("its own name and code: %v", err)
	}
	bad := good
	bad.Name = " "
	_, err := agreement.SetVendor(office, bad, "", "")
	wrong(t, err, "name")
	for _, code := range []string{"91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43", "91350100m000100y43"} {
		bad = good
		bad.CreditCode = code
		_, err = agreement.SetVendor(office, bad, "", "")
		wrong(t, err, "credit_code")
	}
	_, err = agreement.SetVendor(office, good, "w", "")
	wrong(t, err, "name")
	_, err = agreement.SetVendor(office, good, "", "w")
	wrong(t, err, "credit_code")
	bad = good
	bad.Barred = true
	_, err = agreement.SetVendor(office, bad, "", "")
	wrong(t, err, "barred_why")
}

// Names and documents of outsiders are never in the payload.
func TestOutsidersAreCommitmentsOnly(t *testing.T) {
	v := agreement.Vendor{ID: "v"}
	e, err := agreement.SetTechnician(office, v, agreement.Technician{
		ID: "t", Name: "丙某", DocumentKind: agreement.IDCard, Document: "110101199001011234", VettedOn: "2026-01-01", UndertakingOn: "2026-01-01",
	}, today)
	if err != nil {
		t.Fatal(err)
	}
	if e.Private["name"] != "丙某" || e.Private["document"] != "**************1234" {
		t.Errorf("%v", e.Private)
	}
	v = agreement.FoldVendor(v, e)
	if got, _ := v.Technician("t"); got.Name != "丙某" || got.Document != "**************1234" {
		t.Errorf("%+v", got)
	}
	if agreement.Masked("123") != "***" || agreement.Masked(" 12345 ") != "*2345" {
		t.Error("masking shows too much or too little")
	}
}

// From draft to the end: each step in its turn, nothing edited once it is signed.
func TestTheLifeOfAnAgreement(t *testing.T) {
	v := agreement.Vendor{ID: "v"}
	fold := func(a agreement.Agreement, e event.Event, err error) agreement.Agreement {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return agreement.Fold(a, e)
	}
	e, err := agreement.SetDraft(office, v, agreement.Agreement{}, draft(), "", nil)
	a := fold(agreement.Agreement{}, e, err)
	if a.State != agreement.Draft || a.Terms.Services[0] != agreement.RepairOnsite || a.InForce(today) {
		t.Fatalf("%+v", a)
	}
	_, err = agreement.Amend(office, a, agreement.Amendment{}, today)
	refused(t, err, "flow.state")
	for field, s := range map[string]agreement.Signing{
		"copy": {By: "p", For: "乙某", On: today}, "signed_for": {By: "p", On: today, Copy: paper},
		"signed_by": {For: "乙某", On: today, Copy: paper}, "signed_on": {By: "p", For: "乙某", On: "2026-06-02", Copy: paper},
	} {
		_, err = agreement.Sign(office, a, s, today)
		wrong(t, err, field)
	}
	short := a
	short.Requirements = a.Requirements[1:]
	_, err = agreement.Sign(office, short, signing(), today)
	refused(t, err, "flow.agreement-complete")
	e, err = agreement.Sign(office, a, signing(), today)
	a = fold(a, e, err)
	if !a.InForce(today) || a.SignedFor != "乙某" {
		t.Fatalf("%+v", a)
	}
	_, err = agreement.SetDraft(office, v, a, draft(), "a", nil)
	refused(t, err, "flow.signed")
	_, err = agreement.Sign(office, a, signing(), today)
	refused(t, err, "flow.signed")
	more := a.Terms
	more.Level, more.Until = level.TopSecret, "2027-12-31"
	e, err = agreement.Amend(office, a, agreement.Amendment{Number: "B-1", SignedOn: today, Effective: "2026-07-01", Terms: more, What: "延期", Copy: paper}, today)
	a = fold(a, e, err)
	if a.TermsOn("2026-06-30").Level != level.Secret || a.TermsOn("2026-07-01").Level != level.TopSecret || !a.InForce("2027-12-31") {
		t.Errorf("%+v", a.Amendments)
	}
	_, err = agreement.Amend(office, a, agreement.Amendment{Number: "B-1", SignedOn: today, Effective: "2026-06-30", Terms: more, What: "x", Copy: paper}, today)
	wrong(t, err, "number")
	wrong(t, err, "effective")
	e, err = agreement.Move(office, a, agreement.Suspended, "检查发现问题")
	a = fold(a, e, err)
	if a.InForce(today) {
		t.Error("suspended and in force")
	}
	e, err = agreement.Move(office, a, agreement.Signed, "整改完成")
	a = fold(a, e, err)
	if !a.InForce(today) || a.Why != "" {
		t.Errorf("%+v", a)
	}
	e, err = agreement.Move(office, a, agreement.Terminated, "合同期满")
	a = fold(a, e, err)
	for _, to := range []agreement.State{agreement.Signed, agreement.Suspended, agreement.Terminated, agreement.Draft} {
		_, err = agreement.Move(office, a, to, "x")
		refused(t, err, "flow.state")
	}
}

// A renewal follows one agreement of the same vendor, and that one knows.
func TestARenewalFollowsOne(t *testing.T) {
	v := agreement.Vendor{ID: "v"}
	old := draft()
	old.State = agreement.Signed
	next := draft()
	next.ID, next.Number = "n", "XY-2"
	e, err := agreement.SetDraft(office, v, agreement.Agreement{}, next, "", &old)
	if err != nil {
		t.Fatal(err)
	}
	n := agreement.Fold(agreement.Agreement{}, e)
	if e, err = agreement.Sign(office, n, signing(), today); err != nil {
		t.Fatal(err)
	}
	if old = agreement.Fold(old, e); old.RenewedBy != "n" || !e.Touches(agreement.KindAgreement, "a") {
		t.Errorf("%+v", old)
	}
	_, err = agreement.SetDraft(office, v, agreement.Agreement{}, next, "", &old)
	wrong(t, err, "renews")
	strange := draft()
	strange.Vendor, strange.State = "w", agreement.Signed
	_, err = agreement.SetDraft(office, v, agreement.Agreement{}, next, "", &strange)
	wrong(t, err, "renews")
}
