package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

func (p *Pages) technicianForm(c echo.Context) error {
	return p.technicianAgain(c, http.StatusOK, nil)
}

// technicianAgain draws the form of a new technician of the vendor, or of the one
// in the address.
func (p *Pages) technicianAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form := p.of(c), c.Request().PostForm
	v, err := p.App.Store().Vendor(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	var t agreement.Technician
	f := organForm{Frame: p.frame(c, "vendor.new_technician"), Hidden: p.hidden(c), Submit: s.t("organ.save")}
	f.ofVendor(s, v.Vendor)
	f.Action, f.Again = f.Cancel+"/technicians", f.Cancel+"/technicians/new"
	var now []onRecord
	if id := c.Param("technician"); id != "" {
		var known bool
		if t, known = v.Technician(id); !known {
			return errs.New(errs.NotFound, "vendor.no_technician", "该单位没有这名维修人员。", "The vendor has no such technician.")
		}
		f.Frame.Title = s.t("organ.change", t.Name)
		f.Action, f.Again = f.Cancel+"/technicians/"+id, f.Cancel+"/technicians/"+id+"/edit"
		now = []onRecord{
			{"name", t.Name}, {"document_kind", string(t.DocumentKind)}, {"vetted_on", string(t.VettedOn)}, {"undertaking_on", string(t.UndertakingOn)},
			{"until", string(t.Until)}, {"barred", closedCode(t.Barred)}, {"barred_why", t.BarredWhy},
		}
	}
	f.drawnFrom(form, bad, event.Subject{Kind: agreement.KindVendor, ID: v.ID}, v.Version, now)
	f.Fields = s.technicianInputs(form, t)
	return p.organFormAgain(c, status, f, bad, nil)
}

func (s *set) technicianInputs(form url.Values, t agreement.Technician) []input {
	var kinds []option
	for _, d := range agreement.Documents() {
		kinds = append(kinds, option{Value: string(d), Text: s.head(d.Text())})
	}
	// The number on record is masked: it is not written into the field, from which it
	// would come back as if it were one.
	number := text(form, "document", s.t("vendor.document"), "")
	if number.Hint = s.t("vendor.document_hint"); t.ID == "" {
		number = must(number)
	} else {
		number.Placeholder, number.Hint = t.Document, s.t("vendor.document_kept")
	}
	out := []input{
		must(text(form, "name", s.t("vendor.technician_name"), t.Name)),
		must(selection("document_kind", s.t("vendor.document_kind"), kinds).choose(written(form, "document_kind", string(t.DocumentKind)))), number,
		hinted(day(form, "vetted_on", s.t("vendor.vetted_on"), t.VettedOn), s.t("vendor.vetted_hint")),
		hinted(day(form, "undertaking_on", s.t("vendor.undertaking_on"), t.UndertakingOn), s.t("vendor.undertaking_hint")),
		hinted(day(form, "until", s.t("vendor.sent_until"), t.Until), s.t("vendor.sent_until_hint")),
	}
	if t.ID != "" {
		out = append(out, s.barring(form, t.Barred, s.t("vendor.technician_barring_hint")), text(form, "barred_why", s.t("vendor.barred_why"), t.BarredWhy))
	}
	return out
}

func (p *Pages) setTechnician(c echo.Context) error {
	form, err := sentForm(c)
	if err != nil {
		return err
	}
	t := agreement.Technician{
		ID: c.Param("technician"), DocumentKind: agreement.Document(form.Get("document_kind")), VettedOn: dayIn(form, "vetted_on"),
		UndertakingOn: dayIn(form, "undertaking_on"), Until: dayIn(form, "until"), Barred: form.Get("barred") == "1", BarredWhy: written(form, "barred_why", ""),
	}
	cmd := app.SetTechnician{
		Vendor: c.Param("id"), Version: seen(form, 0), Name: written(form, "name", ""), Document: written(form, "document", ""), Technician: t,
	}
	return p.vendorSet(c, cmd, func(app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, vendorsPath+"/"+c.Param("id")+"?done=technician#technicians")
	}, func(status int, bad *errs.Error) error { return p.technicianAgain(c, status, bad) })
}
