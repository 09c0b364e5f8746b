package pages

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type agreementPage struct {
	Frame        frame
	Crumbs       []link
	ID, Vendor   string
	VendorName   string
	Barred       bool // the vendor is
	State, Left  badge
	Why          string
	Now          *termsRow // in force today
	SignedBy     link
	SignedFor    string
	SignedOn     org.Date
	Copy         *paper
	Renews       link
	RenewedBy    link
	Steps        []termsRow // what was signed, the latest first
	Requirements []requirementRow
	CanEdit      bool
	CanSign      bool
	CanAmend     bool
	CanRenew     bool
	Moves        []option
	Reason       input
	Hidden       hidden
	Problem      *errs.Error
}

// termsRow is what an agreement or an amendment allows, in words.
type termsRow struct {
	Number, What, Services string
	Level                  level.Level
	Effective, From, Until org.Date
	SignedOn               org.Date
	Paper                  *paper
	State                  badge
}

// requirementRow is a line of the checklist.
type requirementRow struct {
	Text, Clause string
	Met, Must    bool
}

func (p *Pages) agreement(c echo.Context) error { return p.agreementPage(c, http.StatusOK, nil) }

// agreementPage draws an agreement; bad is what is wrong with the form that
// suspends, resumes or terminates it.
func (p *Pages) agreementPage(c echo.Context, status int, bad *errs.Error) error {
	actor, s, today := reqctx.Actor(c), p.of(c), p.today()
	a, err := p.App.Store().Agreement(c.Request().Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	other := func(id string) link { return link{Text: a.Numbers[id], Href: agreementsPath + "/" + id} }
	out := agreementPage{
		Frame:  p.vendorFrame(c, "agreement.title"),
		Crumbs: append(s.vendorCrumbs(), link{Text: s.t("agreement.title"), Href: agreementsPath}, link{Text: a.VendorName, Href: vendorsPath + "/" + a.Vendor}),
		ID:     a.ID, Vendor: a.Vendor, VendorName: a.VendorName, Barred: a.Barred, State: s.agreementState(a.State),
		Left: s.left(a.State, a.Left, a.RenewedBy != ""), Why: a.Why, SignedFor: a.SignedFor, SignedOn: a.SignedOn, Copy: paperOf(a.Copy),
		SignedBy: link{Text: a.Names[a.SignedBy], Href: "/organ/persons/" + a.SignedBy}, Requirements: s.requirementRows(a.Requirements),
		Renews: other(a.Renews), RenewedBy: other(a.RenewedBy), Steps: s.termsRows(a.Agreement, today),
	}
	out.Frame.Title = s.t("agreement.of", a.Number)
	if a.InForce(today) {
		now := s.terms(a.TermsOn(today))
		out.Now = &now
	}
	if keepsVendors(actor) {
		p.agreementDeeds(c, a, bad, &out)
	}
	return p.render(c, status, "agreement", out)
}

// agreementDeeds adds what can be done with the agreement in its state.
func (p *Pages) agreementDeeds(c echo.Context, a view.Agreement, bad *errs.Error, out *agreementPage) {
	s, form := p.of(c), c.Request().PostForm
	move := func(to agreement.State, key, class string) { // the class is in the place of a label
		out.Moves = append(out.Moves, option{Value: string(to), Text: s.t(key), Name: class})
	}
	switch a.State {
	case agreement.Draft:
		out.CanEdit, out.CanSign = true, true
		move(agreement.Terminated, "agreement.drop", "danger")
	case agreement.Signed:
		out.CanAmend = true
		move(agreement.Suspended, "agreement.suspend", "")
		move(agreement.Terminated, "agreement.terminate", "danger")
	case agreement.Suspended:
		out.CanAmend = true
		move(agreement.Signed, "agreement.resume", "")
		move(agreement.Terminated, "agreement.terminate", "danger")
	case agreement.Terminated:
	}
	out.CanRenew = a.State != agreement.Draft && a.SignedOn != "" && a.RenewedBy == "" && !a.Barred
	out.Reason = must(area(form, "reason", s.t("agreement.reason"), ""))
	if out.Hidden = p.hidden(c); bad == nil || bad.Kind == errs.Conflict { // what is sent next is another deed
		out.Hidden = p.nextKey(c)
	}
	out.Hidden.Version = a.Version
	fields := []input{out.Reason}
	out.Problem = shown(bad, s.blame(bad, fields))
	out.Reason = fields[0]
}

func (s *set) terms(t agreement.Terms) termsRow {
	return termsRow{Services: s.services(t.Services), Level: t.Level, From: t.From, Until: t.Until}
}

// termsRows are what was signed, the latest first: the amendments and, as the
// last one, the agreement itself.
func (s *set) termsRows(a agreement.Agreement, today org.Date) []termsRow {
	first := s.terms(a.Terms)
	first.Effective, first.SignedOn, first.Paper = a.Terms.From, a.SignedOn, paperOf(a.Copy)
	out := []termsRow{first}
	if a.State == agreement.Draft {
		return out
	}
	for _, m := range a.Amendments {
		row := s.terms(m.Terms)
		row.Number, row.What, row.Effective, row.SignedOn, row.Paper = m.Number, m.What, m.Effective, m.SignedOn, paperOf(m.Copy)
		out = append(out, row)
	}
	current := 0
	for i := range out {
		if out[i].Effective <= today {
			current = i
		}
	}
	for i := range out {
		switch {
		case out[i].Effective > today:
			out[i].State = badge{Class: "due", Icon: "clock", Text: s.t("agreement.terms_later")}
		case i == current && a.InForce(today):
			out[i].State = badge{Class: "good", Icon: "ok", Text: s.t("agreement.terms_now")}
		case i == current:
			out[i].State = badge{Text: s.t("agreement.terms_last")}
		default:
			out[i].State = badge{Text: s.t("agreement.terms_past")}
		}
	}
	slices.Reverse(out)
	return out
}

// requirementRows is the whole checklist: what was not entered is not met.
func (s *set) requirementRows(list []agreement.Requirement) []requirementRow {
	given := byKey(list)
	var out []requirementRow
	for _, key := range agreement.Requirements() {
		out = append(out, requirementRow{Text: s.head(agreement.RequirementText(key)), Clause: given[key].Clause, Met: given[key].Met, Must: agreement.Must(key)})
	}
	return out
}

// movedTo names what was done, by the state that it led to.
var movedTo = map[agreement.State]string{agreement.Suspended: "suspended", agreement.Signed: "resumed", agreement.Terminated: "terminated"}

func (p *Pages) moveAgreement(c echo.Context) error {
	form, err := sentForm(c)
	if err != nil {
		return err
	}
	cmd := app.MoveAgreement{
		Agreement: c.Param("id"), Version: seen(form, 0), State: agreement.State(form.Get("state")), Reason: written(form, "reason", ""),
	}
	return p.vendorSet(c, cmd, func(app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, agreementsPath+"/"+c.Param("id")+"?done="+movedTo[cmd.State])
	}, func(status int, bad *errs.Error) error { return p.agreementPage(c, status, bad) })
}
