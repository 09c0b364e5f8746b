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
	ShowLeaving                 bool
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
	departments, err := p.openDepartments(c, "", "")
	if err != nil {
		return err
	}
	out := personPage{
		Frame: p.organFrame(c), Crumbs: s.organCrumbs("organ.persons", "/organ/persons"), Person: s.personRow(x, p.today()),
		CanSet: maintains(actor), CanGrant: actor.Holds(org.SecurityAdmin) && actor.Person != x.ID && x.Status != org.Closed,
		Self: actor.Person == x.ID, ShowKept: x.Known && !actor.Admin(),
	}
	out.Frame.Title = x.Name
	out.Seats, out.Delegations = p.seatRows(c, x.Person, departments), p.delegationRows(c, given, departments)
	if out.CanGrant {
		out.Grant, out.GrantHidden = s.grantInputs(c, departments, at == "grant"), p.nextKey(c)
	}
	if out.Self {
		if out.Delegate, err = p.delegateInputs(c, x.Person, departments, at == "delegate"); err != nil {
			return err
		}
		out.DelegateHidden = p.nextKey(c)
	}
	switch at {
	case "grant":
		out.GrantProblem = shown(bad, s.blame(bad, out.Grant))
	case "delegate":
		out.DelegateProblem = shown(bad, s.blame(bad, out.Delegate))
	default:
		out.Problem = shown(bad, s.blame(bad))
	}
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
	if out.ShowLeaving = x.Status != org.Closed && (x.Known || out.CanSet); out.ShowLeaving {
		if out.Leaving, err = p.unsettled(c, x, out); err != nil {
			return err
		}
	}
	return p.render(c, status, "person", out)
}

func (p *Pages) seatRows(c echo.Context, x org.Person, departments []option) []seatRow {
	s, today := p.of(c), p.today()
	var out []seatRow
	for _, g := range x.Seats {
		out = append(out, seatRow{
			ID: g.ID, Text: s.head(g.Seat.Text()), Department: pathOf(departments, g.Department), From: g.From, Until: g.Until,
			InForce: g.On(today), Ended: g.Ended || (g.Until != "" && g.Until < today), Hidden: p.nextKey(c),
		})
	}
	return out
}

// pathOf names a department by its path, "" where it is none or closed.
func pathOf(departments []option, id string) string {
	for _, d := range departments {
		if d.Value == id && id != "" {
			return d.Text
		}
	}
	return ""
}

func (s *set) grantInputs(c echo.Context, departments []option, sent bool) []input {
	form := c.Request().PostForm
	if !sent {
		form = nil
	}
	seat := selection("seat", s.t("person.seat"), s.grantable()).choose(form.Get("seat"))
	seat.Required = true
	department := selection("department", s.t("organ.department"), departments).choose(form.Get("department"))
	department.Hint = s.t("person.department_hint")
	return []input{
		seat, department,
		{Name: "from", Kind: "date", Label: s.t("person.from"), Value: form.Get("from"), Hint: s.t("person.from_hint")},
		{Name: "until", Kind: "date", Label: s.t("person.until"), Value: form.Get("until"), Hint: s.t("person.until_hint")},
	}
}

func (p *Pages) grantSeat(c echo.Context) error {
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
