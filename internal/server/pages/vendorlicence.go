package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

func (p *Pages) licenceForm(c echo.Context) error { return p.licenceAgain(c, http.StatusOK, nil) }

// licenceAgain draws the form of a new licence of the vendor, or of the one in the
// address.
func (p *Pages) licenceAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form := p.of(c), c.Request().PostForm
	v, err := p.App.Store().Vendor(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	l, err := licenceOf(v.Vendor, c.Param("licence"))
	if err != nil {
		return err
	}
	f := organForm{Frame: p.frame(c, "vendor.new_licence"), Hidden: p.hidden(c), Submit: s.t("organ.save"), Upload: true}
	f.ofVendor(s, v.Vendor)
	f.Action, f.Again = f.Cancel+"/licences", f.Cancel+"/licences/new"
	grade := ""
	if l.ID != "" {
		f.Frame.Title, grade = s.t("organ.change", l.Number), l.Level.String()
		f.Action, f.Again = f.Cancel+"/licences/"+l.ID, f.Cancel+"/licences/"+l.ID+"/edit"
	}
	f.drawnFrom(form, bad, event.Subject{Kind: agreement.KindVendor, ID: v.ID}, v.Version, licenceOnRecord(l, grade))
	f.Fields = s.licenceInputs(form, l, grade)
	return p.organFormAgain(c, status, f, bad, nil)
}

// licenceOf finds the licence of the id; that of no id is a new one.
func licenceOf(v agreement.Vendor, id string) (agreement.Licence, error) {
	if id == "" {
		return agreement.Licence{}, nil
	}
	for _, l := range v.Licences {
		if l.ID == id {
			return l, nil
		}
	}
	return agreement.Licence{}, errs.New(errs.NotFound, "vendor.no_licence", "该单位没有这项资质。", "The vendor has no such licence.")
}

func licenceOnRecord(l agreement.Licence, grade string) []onRecord {
	if l.ID == "" {
		return nil
	}
	return append(servicesOn(l.Services), []onRecord{
		{"kind", string(l.Kind)}, {"number", l.Number}, {"issuer", l.Issuer}, {"level", grade}, {"from", string(l.From)}, {"until", string(l.Until)},
		{"verified_on", string(l.VerifiedOn)}, {"how", l.How}, {"copy", l.Copy}, {"ended", closedCode(l.Ended)}, {"ended_why", l.EndedWhy},
	}...)
}

func (s *set) licenceInputs(form url.Values, l agreement.Licence, grade string) []input {
	var kinds []option
	for _, k := range agreement.LicenceKinds() {
		kinds = append(kinds, option{Value: string(k), Text: s.head(k.Text())})
	}
	kind := selection("kind", s.t("vendor.licence_kind"), kinds).choose(written(form, "kind", string(l.Kind)))
	out := []input{
		must(kind), must(text(form, "number", s.t("vendor.licence_number"), l.Number)), must(text(form, "issuer", s.t("vendor.issuer"), l.Issuer)),
		s.levelField(form, grade),
		must(day(form, "from", s.t("vendor.from"), l.From)), must(day(form, "until", s.t("vendor.until"), l.Until)),
		s.serviceBoxes(form, l.Services),
		must(day(form, "verified_on", s.t("vendor.verified_on"), l.VerifiedOn)),
		hinted(must(text(form, "how", s.t("vendor.how"), l.How)), s.t("vendor.how_hint")),
		s.paperField(form, "copy", s.t("vendor.licence_copy"), l.Copy),
	}
	if l.ID != "" {
		ended := selection("ended", s.t("vendor.standing"), []option{{Value: "0", Text: s.t("vendor.licence_stands")}, {Value: "1", Text: s.t("vendor.licence_ended")}})
		ended.Blank = false
		out = append(out, ended.choose(written(form, "ended", closedCode(l.Ended))), text(form, "ended_why", s.t("vendor.ended_why"), l.EndedWhy))
	}
	return out
}

func (p *Pages) setLicence(c echo.Context) error {
	form, err := sentForm(c)
	if err != nil {
		return err
	}
	again := func(status int, bad *errs.Error) error { return p.licenceAgain(c, status, bad) }
	if bad := p.takeIn(c, form, "copy"); bad != nil {
		return p.refusedForm(c, bad, again)
	}
	l := agreement.Licence{
		ID: c.Param("licence"), Level: levelIn(form), Kind: agreement.LicenceKind(form.Get("kind")), Number: written(form, "number", ""), Issuer: written(form, "issuer", ""),
		From: dayIn(form, "from"), Until: dayIn(form, "until"), Services: servicesIn(form), Copy: form.Get("copy"),
		VerifiedOn: dayIn(form, "verified_on"), How: written(form, "how", ""), Ended: form.Get("ended") == "1", EndedWhy: written(form, "ended_why", ""),
	}
	return p.vendorSet(c, app.SetLicence{Vendor: c.Param("id"), Version: seen(form, 0), Licence: l}, func(app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, vendorsPath+"/"+c.Param("id")+"?done=licence#licences")
	}, again)
}

// refusedForm draws a form again, or gives up where that would not help.
func (p *Pages) refusedForm(c echo.Context, bad *errs.Error, again func(int, *errs.Error) error) error {
	if bad.Kind == errs.Internal || bad.Kind == errs.NotFound || bad.Kind == errs.Unavailable || !keepsVendors(reqctx.Actor(c)) {
		return bad
	}
	return again(problem.Status(bad), bad)
}
