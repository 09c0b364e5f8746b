package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type personPage struct {
	Frame                       frame
	Crumbs                      []link
	Person                      personRow
	CanSet, CanGrant, Self      bool
	CanClose                    bool
	ShowLeaving, IsLeaving      bool
	Leaving                     []unsettled
	Seats                       []seatRow
	Grant                       []input
	GrantHidden, DelegateHidden hidden
	GrantProblem, Problem       *errs.Error
	DelegateProblem             *errs.Error
	Delegations                 []delegationRow
	Delegate                    []input
	Requests                    []view.Asset
	ShowKept                    bool
	Kept                        []view.Asset
	Pager                       pager
}

// seatRow is a grant; Hidden is of the form that ends it.
type seatRow struct {
	ID, Text, Department string
	From, Until          org.Date
	InForce, Ended       bool
	Hidden               hidden
}

// delegationRow is a seat that one holds for another for some days.
type delegationRow struct {
	ID, Text, Department   string
	By, Whom               view.Ref
	From, Until            org.Date
	InForce, Later, CanEnd bool
	Rests                  bool // in force, were its giver's account active
	Hidden                 hidden
}

func (p *Pages) person(c echo.Context) error { return p.personAgain(c, http.StatusOK, nil, "") }

// personAgain draws a person's page; bad is what is wrong with the form that at
// names: grant, delegate, or "" for the others.
func (p *Pages) personAgain(c echo.Context, status int, bad *errs.Error, at string) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	x, err := p.App.Store().Person(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	given, err := p.App.Store().Delegations(ctx, actor, x.ID)
	if err != nil {
		return err
	}
	paths, err := p.departmentPaths(c)
	if err != nil {
		return err
	}
	out := personPage{
		Frame: p.organFrame(c), Crumbs: s.organCrumbs("organ.persons", "/organ/persons"), Person: s.personRow(x, p.today()),
		CanSet: maintains(actor), CanClose: org.MayEntrust(actor, x.ID), CanGrant: actor.Holds(org.SecurityAdmin) && actor.Person != x.ID && x.Status != org.Closed,
		Self: actor.Person == x.ID, IsLeaving: x.Status == org.Leaving, ShowKept: x.Known && !actor.Admin(),
		Seats: p.seatRows(c, x.Person, paths), Delegations: p.delegationRows(c, given, paths),
	}
	out.Frame.Title = x.Name
	if err := p.personForms(c, x.Person, paths, at, &out); err != nil {
		return err
	}
	switch at {
	case "grant":
		out.GrantProblem = shown(bad, s.blame(bad, out.Grant))
	case "delegate":
		out.DelegateProblem = shown(bad, s.blame(bad, out.Delegate))
	default:
		out.Problem = shown(bad, s.blame(bad))
	}
	if err := p.personKeeps(c, x, &out); err != nil {
		return err
	}
	return p.render(c, status, "person", out)
}

// personForms draws the forms by which seats are granted and delegated, for who
// may; the one that was sent has what was written in it.
func (p *Pages) personForms(c echo.Context, x org.Person, paths map[string]string, sent string, out *personPage) error {
	if out.CanGrant {
		var err error
		if out.Grant, err = p.grantInputs(c, sent == "grant"); err != nil {
			return err
		}
		out.GrantHidden = p.nextKey(c)
	}
	if !out.Self {
		return nil
	}
	var err error
	out.Delegate, err = p.delegateInputs(c, x, paths, sent == "delegate")
	out.DelegateHidden = p.nextKey(c)
	return err
}

// personKeeps adds what the person keeps and has asked for, a page at a time, and
// what he has to settle before he leaves: to each reader what he may know.
func (p *Pages) personKeeps(c echo.Context, x view.Person, out *personPage) error {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	if out.ShowKept {
		kept, err := p.App.Store().Assets(ctx, actor, view.AssetFilter{Keeper: x.ID, Cursor: c.QueryParam("cursor"), Limit: pageRows})
		if err != nil {
			return err
		}
		out.Kept, out.Pager = kept.Rows, turned(c, "/organ/persons/"+x.ID).pager(kept.Prev, kept.Next, len(kept.Rows))
		if out.Requests, err = p.App.Store().OpenRequests(ctx, actor, x.ID, pageRows); err != nil {
			return err
		}
	}
	if out.ShowLeaving = x.Status != org.Closed && (x.Known || out.CanSet); !out.ShowLeaving {
		return nil
	}
	var err error
	out.Leaving, err = p.unsettled(c, x, *out)
	return err
}

func (p *Pages) seatRows(c echo.Context, x org.Person, paths map[string]string) []seatRow {
	s, today := p.of(c), p.today()
	var out []seatRow
	for _, g := range x.Seats {
		out = append(out, seatRow{
			ID: g.ID, Text: s.head(g.Seat.Text()), Department: paths[g.Department], From: g.From, Until: g.Until,
			InForce: g.On(today), Ended: g.Ended || (g.Until != "" && g.Until < today), Hidden: p.nextKey(c),
		})
	}
	return out
}

func (p *Pages) grantInputs(c echo.Context, sent bool) ([]input, error) {
	s, form := p.of(c), c.Request().PostForm
	if !sent {
		form = nil
	}
	seat := selection("seat", s.t("person.seat"), s.grantable()).choose(form.Get("seat"))
	seat.Required = true
	department, err := p.departmentField(c, form, "department", "", "")
	department.Hint = s.t("person.department_hint")
	return []input{
		seat, department,
		{Name: "from", Kind: "date", Label: s.t("person.from"), Value: form.Get("from"), Hint: s.t("person.from_hint")},
		{Name: "until", Kind: "date", Label: s.t("person.until"), Value: form.Get("until"), Hint: s.t("person.until_hint")},
	}, err
}

func (p *Pages) grantSeat(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if lookedFor(form, "department") {
		return p.personAgain(c, http.StatusOK, nil, "grant")
	}
	g := org.Grant{
		Seat: org.Seat(c.FormValue("seat")), Department: c.FormValue("department"),
		From: org.Date(c.FormValue("from")), Until: org.Date(c.FormValue("until")),
	}
	return p.ofPerson(c, app.GrantSeat{Person: c.Param("id"), Grant: g}, "grant", "granted#seats")
}

func (p *Pages) endSeat(c echo.Context) error {
	return p.ofPerson(c, app.EndSeat{Person: c.Param("id"), Grant: c.Param("grant"), Reason: c.FormValue("reason")}, "", "ended#seats")
}

// ofPerson carries out a command of one of the forms on a person's page.
func (p *Pages) ofPerson(c echo.Context, cmd app.Command, at, done string) error {
	return p.organSet(c, cmd, func(app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, "/organ/persons/"+c.Param("id")+"?done="+done)
	}, func(status int, bad *errs.Error) error { return p.personAgain(c, status, bad, at) })
}
