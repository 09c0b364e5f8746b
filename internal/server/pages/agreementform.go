package pages

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

func (p *Pages) agreementForm(c echo.Context) error { return p.draftAgain(c, http.StatusOK, nil) }

// leadBack leads from a form, opened anew, for which an agreement is in the wrong
// state: by then it was signed, or terminated.
func leadBack(c echo.Context, a agreement.Agreement, states ...agreement.State) (bool, error) {
	if c.Request().Method != http.MethodGet || slices.Contains(states, a.State) {
		return false, nil
	}
	return true, c.Redirect(http.StatusSeeOther, agreementsPath+"/"+a.ID)
}

// draftAgain draws the form of a draft: a new one of the vendor in the address,
// filled in from the agreement that it renews, or the one in the address.
func (p *Pages) draftAgain(c echo.Context, status int, bad *errs.Error) error {
	ctx, actor, s, form := c.Request().Context(), reqctx.Actor(c), p.of(c), c.Request().PostForm
	d, isNew, err := p.draftOf(c)
	if err != nil {
		return err
	}
	if !isNew {
		if back, err := leadBack(c, d, agreement.Draft); back {
			return err
		}
	}
	v, err := p.App.Store().Vendor(ctx, actor, d.Vendor)
	if err != nil {
		return err
	}
	f := organForm{Frame: p.frame(c, "agreement.new"), Hidden: p.hidden(c), Submit: s.t("agreement.save_draft")}
	f.ofVendor(s, v.Vendor)
	f.Action = f.Cancel + "/agreements"
	if !isNew {
		f.Frame.Title = s.t("organ.change", d.Number)
		f.Action, f.Cancel = agreementsPath+"/"+d.ID, agreementsPath+"/"+d.ID
		f.Crumbs, f.Again = append(f.Crumbs, link{Text: d.Number, Href: f.Cancel}), f.Action+"/edit"
		f.drawnFrom(form, bad, event.Subject{Kind: agreement.KindAgreement, ID: d.ID}, d.Version, draftOnRecord(d))
	}
	f.Fields = s.draftInputs(form, d, v.Agreements)
	return p.organFormAgain(c, status, f, bad, nil)
}

// draftOf is what the form is drawn from.
func (p *Pages) draftOf(c echo.Context) (d agreement.Agreement, isNew bool, err error) {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	if c.Path() == agreementsPath+"/:id" || c.Path() == agreementsPath+"/:id/edit" {
		a, err := p.App.Store().Agreement(ctx, actor, c.Param("id"))
		return a.Agreement, false, err
	}
	d.Vendor = c.Param("id")
	renews := c.QueryParam("renews")
	if renews == "" {
		return d, true, nil
	}
	was, err := p.App.Store().Agreement(ctx, actor, renews)
	if err != nil || was.Vendor != d.Vendor {
		return d, true, err
	}
	d.Terms, d.Requirements, d.Renews = was.TermsOn(lastDay), was.Requirements, was.ID
	d.Terms.From, d.Terms.Until = nextDay(d.Terms.Until), ""
	return d, true, nil
}

// lastDay is after every other: the terms of that day are the latest.
const lastDay = org.Date("9999-12-31")

func nextDay(d org.Date) org.Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return org.Date(t.AddDate(0, 0, 1).Format(time.DateOnly))
}

const (
	metPrefix    = "met."
	clausePrefix = "clause."
)

func draftOnRecord(d agreement.Agreement) []onRecord {
	out := append(servicesOn(d.Terms.Services), []onRecord{
		{"number", d.Number}, {"level", d.Terms.Level.String()}, {"from", string(d.Terms.From)}, {"until", string(d.Terms.Until)}, {"renews", d.Renews},
	}...)
	given := byKey(d.Requirements)
	for _, key := range agreement.Requirements() {
		out = append(out, onRecord{metPrefix + key, tick(given[key].Met)}, onRecord{clausePrefix + key, given[key].Clause})
	}
	return out
}

func byKey(list []agreement.Requirement) map[string]agreement.Requirement {
	out := map[string]agreement.Requirement{}
	for _, r := range list {
		out[r.Key] = r
	}
	return out
}

func (s *set) draftInputs(form url.Values, d agreement.Agreement, others []view.AgreementLine) []input {
	var renewable []option
	for _, a := range others {
		if a.ID == d.Renews || a.State != agreement.Draft && !a.Renewed && a.ID != d.ID && a.SignedOn != "" {
			renewable = append(renewable, option{Value: a.ID, Text: a.Number + " · " + s.say(a.State.Text()) + " · " + s.date(a.Terms.Until)})
		}
	}
	grade := ""
	if len(d.Terms.Services) > 0 {
		grade = d.Terms.Level.String()
	}
	return []input{
		must(text(form, "number", s.t("agreement.number"), d.Number)), s.levelField(form, grade),
		must(day(form, "from", s.t("vendor.from"), d.Terms.From)), must(day(form, "until", s.t("vendor.until"), d.Terms.Until)),
		hinted(selection("renews", s.t("agreement.renews"), renewable).choose(written(form, "renews", d.Renews)), s.t("agreement.renews_hint")),
		s.serviceBoxes(form, d.Terms.Services), s.requirementBoxes(form, d.Requirements),
	}
}

// requirementBoxes draws the checklist: what the paper has, and where.
func (s *set) requirementBoxes(form url.Values, list []agreement.Requirement) input {
	in := input{
		Name: "requirements", Kind: "checklist", Label: s.t("agreement.requirements"), Hint: s.t("agreement.requirements_hint"), Wide: true,
		Groups: []optionGroup{{}},
	}
	given := byKey(list)
	for _, key := range agreement.Requirements() {
		in.Groups[0].Options = append(in.Groups[0].Options, option{
			Name: metPrefix + key, Text: s.head(agreement.RequirementText(key)), Chosen: boxed(form, metPrefix+key, given[key].Met),
			Also: clausePrefix + key, Clause: written(form, clausePrefix+key, given[key].Clause), Must: agreement.Must(key),
		})
	}
	return in
}

func requirementsIn(form url.Values) []agreement.Requirement {
	var out []agreement.Requirement
	for _, key := range agreement.Requirements() {
		r := agreement.Requirement{Key: key, Met: form.Get(metPrefix+key) == ticked, Clause: written(form, clausePrefix+key, "")}
		if r.Met || r.Clause != "" {
			out = append(out, r)
		}
	}
	return out
}

// termsIn are the terms as a form has them.
func termsIn(form url.Values) agreement.Terms {
	return agreement.Terms{Services: servicesIn(form), Level: levelIn(form), From: dayIn(form, "from"), Until: dayIn(form, "until")}
}

func (p *Pages) setAgreement(c echo.Context) error {
	form, err := sentForm(c)
	if err != nil {
		return err
	}
	again := func(status int, bad *errs.Error) error { return p.draftAgain(c, status, bad) }
	d := agreement.Agreement{Number: written(form, "number", ""), Requirements: requirementsIn(form), Renews: form.Get("renews"), Version: seen(form, 0)}
	if c.Path() == agreementsPath+"/:id" {
		a, err := p.App.Store().Agreement(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
		if err != nil && !errs.IsKind(err, errs.Forbidden) { // who may not read it is refused by the command, which keeps that
			return err
		}
		d.ID, d.Vendor = c.Param("id"), a.Vendor
	} else {
		d.Vendor = c.Param("id")
	}
	d.Terms = termsIn(form)
	return p.vendorSet(c, app.DraftAgreement{Agreement: d}, func(out app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, agreementsPath+"/"+out.ID+"?done=drafted")
	}, again)
}
