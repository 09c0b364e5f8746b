package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

func (p *Pages) signForm(c echo.Context) error { return p.signAgain(c, http.StatusOK, nil) }

// agreementAsked is the form on an agreement under the address, with what it is
// about above it.
func (p *Pages) agreementAsked(c echo.Context, deed, title string) (view.Agreement, organForm, error) {
	s := p.of(c)
	a, err := p.App.Store().Agreement(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
	if err != nil {
		return a, organForm{}, err
	}
	at := agreementsPath + "/" + a.ID
	f := organForm{Frame: p.frame(c, title), Hidden: p.hidden(c), Upload: true, Action: at + "/" + deed, Again: at + "/" + deed}
	f.ofVendor(s, agreement.Vendor{ID: a.Vendor, Name: a.VendorName})
	f.Crumbs, f.Cancel = append(f.Crumbs, link{Text: a.Number, Href: at}), at
	f.Facts = append([]fact{{Label: s.t("agreement.number"), Value: a.Number}, {Label: s.t("vendor.one"), Value: a.VendorName}}, s.termsFacts(a.TermsOn(lastDay))...)
	return a, f, nil
}

// termsFacts tells what is allowed.
func (s *set) termsFacts(t agreement.Terms) []fact {
	return []fact{
		{Label: s.t("vendor.services"), Value: s.services(t.Services)}, {Label: s.t("vendor.level"), Value: s.head(t.Level.Text())},
		{Label: s.t("vendor.from"), Value: s.date(t.From)}, {Label: s.t("vendor.until"), Value: s.date(t.Until)},
	}
}

// signAgain draws the form by which the signature of a draft is recorded.
func (p *Pages) signAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form := p.of(c), c.Request().PostForm
	a, f, err := p.agreementAsked(c, "sign", "agreement.sign_title")
	if err != nil {
		return err
	}
	if back, err := leadBack(c, a.Agreement, agreement.Draft); back {
		return err
	}
	f.Submit = s.t("agreement.sign")
	f.drawnFrom(form, bad, event.Subject{Kind: agreement.KindAgreement, ID: a.ID}, a.Version, nil)
	found, err := p.found(c, "persons", form.Get("signed_by"), form.Get("signed_by_q"))
	if err != nil {
		return err
	}
	signer := s.picker("persons", "signed_by", fill{form: form, choices: map[string][]choice{"signed_by": found}})
	signer.Name, signer.Label, signer.Hint = "signed_by", s.t("agreement.signed_by"), s.t("agreement.signed_by_hint")
	f.Fields = []input{
		must(signer), must(text(form, "signed_for", s.t("agreement.signed_for"), "")), must(day(form, "signed_on", s.t("agreement.signed_on"), "")),
		must(s.paperField(form, "copy", s.t("agreement.copy"), "")),
	}
	return p.organFormAgain(c, status, f, bad, nil)
}

func (p *Pages) signPaper(c echo.Context) error {
	form, err := sentForm(c)
	if err != nil {
		return err
	}
	again := func(status int, bad *errs.Error) error { return p.signAgain(c, status, bad) }
	if bad := p.takeIn(c, form, "copy"); bad != nil { // before anything is looked for: the browser sends it once
		return p.refusedForm(c, bad, again)
	}
	if lookedFor(form, "signed_by") {
		return p.signAgain(c, http.StatusOK, lookFirst(form))
	}
	x := agreement.Signing{By: form.Get("signed_by"), For: written(form, "signed_for", ""), On: dayIn(form, "signed_on"), Copy: form.Get("copy")}
	cmd := app.SignAgreement{Agreement: c.Param("id"), Version: seen(form, 0), Signing: x}
	return p.vendorSet(c, cmd, func(app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, agreementsPath+"/"+c.Param("id")+"?done=signed")
	}, again)
}

func (p *Pages) amendForm(c echo.Context) error { return p.amendAgain(c, http.StatusOK, nil) }

// amendAgain draws the form of an amendment, filled in with the terms that it
// changes.
func (p *Pages) amendAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form := p.of(c), c.Request().PostForm
	a, f, err := p.agreementAsked(c, "amend", "agreement.amend_title")
	if err != nil {
		return err
	}
	if back, err := leadBack(c, a.Agreement, agreement.Signed, agreement.Suspended); back {
		return err
	}
	f.Submit = s.t("agreement.amend")
	f.drawnFrom(form, bad, event.Subject{Kind: agreement.KindAgreement, ID: a.ID}, a.Version, nil)
	t := a.TermsOn(lastDay)
	f.Fields = []input{
		must(text(form, "number", s.t("agreement.amendment_number"), "")), must(day(form, "signed_on", s.t("agreement.signed_on"), "")),
		must(hinted(day(form, "effective", s.t("agreement.effective"), ""), s.t("agreement.effective_hint"))),
		must(area(form, "what", s.t("agreement.what"), "")),
		s.levelField(form, t.Level.String()), must(day(form, "from", s.t("vendor.from"), t.From)), must(day(form, "until", s.t("vendor.until"), t.Until)),
		s.serviceBoxes(form, t.Services), must(s.paperField(form, "copy", s.t("agreement.copy"), "")),
	}
	return p.organFormAgain(c, status, f, bad, nil)
}

func (p *Pages) amend(c echo.Context) error {
	form, err := sentForm(c)
	if err != nil {
		return err
	}
	again := func(status int, bad *errs.Error) error { return p.amendAgain(c, status, bad) }
	if bad := p.takeIn(c, form, "copy"); bad != nil {
		return p.refusedForm(c, bad, again)
	}
	m := agreement.Amendment{
		Number: written(form, "number", ""), SignedOn: dayIn(form, "signed_on"), Effective: dayIn(form, "effective"),
		What: written(form, "what", ""), Terms: termsIn(form), Copy: form.Get("copy"),
	}
	return p.vendorSet(c, app.AmendAgreement{Agreement: c.Param("id"), Version: seen(form, 0), Amendment: m}, func(app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, agreementsPath+"/"+c.Param("id")+"?done=amended")
	}, again)
}

// signAgreement tells what is signed when a vendor is let in: the agreement, its
// terms and the paper.
func (p *Pages) signAgreement(c echo.Context, x app.SignAgreement) (signLine, error) {
	s := p.of(c)
	a, err := p.App.Store().Agreement(c.Request().Context(), reqctx.Actor(c), x.Agreement)
	if err != nil {
		return signLine{}, err
	}
	who, err := p.App.Store().Person(c.Request().Context(), reqctx.Actor(c), x.Signing.By)
	if err != nil {
		return signLine{}, err
	}
	out := signLine{Code: a.Number, Href: agreementsPath + "/" + a.ID, What: s.verb("sign-agreement"), Name: a.VendorName, Facts: s.termsFacts(a.Terms)}
	out.Facts = append(out.Facts,
		fact{Label: s.t("agreement.signed_by"), Value: who.Name}, fact{Label: s.t("agreement.signed_for"), Value: x.Signing.For},
		fact{Label: s.t("agreement.signed_on"), Value: s.date(x.Signing.On)}, fact{Label: s.t("agreement.paper_digest"), Value: checkOf(x.Signing.Copy)})
	return out, nil
}

// signAmendment tells the new terms, and the paper.
func (p *Pages) signAmendment(c echo.Context, x app.AmendAgreement) (signLine, error) {
	s := p.of(c)
	a, err := p.App.Store().Agreement(c.Request().Context(), reqctx.Actor(c), x.Agreement)
	if err != nil {
		return signLine{}, err
	}
	m := x.Amendment
	out := signLine{Code: a.Number, Href: agreementsPath + "/" + a.ID, What: s.verb("amend-agreement"), Name: a.VendorName}
	out.Facts = append([]fact{{Label: s.t("agreement.amendment_number"), Value: m.Number}, {Label: s.t("agreement.what"), Value: m.What, Wide: true}}, s.termsFacts(m.Terms)...)
	out.Facts = append(out.Facts, fact{Label: s.t("agreement.effective"), Value: s.date(m.Effective)},
		fact{Label: s.t("agreement.signed_on"), Value: s.date(m.SignedOn)}, fact{Label: s.t("agreement.paper_digest"), Value: checkOf(m.Copy)})
	return out, nil
}
