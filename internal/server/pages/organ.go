package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type organPage struct {
	Frame       frame
	Tabs        []link
	Departments []view.Department
	Rooms       []view.Room
}

type personsPage struct {
	Frame            frame
	Tabs             []link
	Text, Department string
	Persons          []personRow
	Cut              bool
	Known            bool // of anybody, what he is trusted with
}

// personRow is a person in words.
type personRow struct {
	ID, Name, Title, StaffNo, DepartmentName, Seats, Status string
	Clearance                                               level.Level
	Until, Trained, Undertaking                             org.Date
	Keeps                                                   int64
	Known                                                   bool // what he is trusted with and keeps is shown
}

type personPage struct {
	Frame              frame
	Person             personRow
	Seats              []seatRow
	CanGrant           bool
	Grant              []input
	Hidden             hidden
	Problem            *errs.Error
	ShowKept, MoreKept bool
	Kept               []view.Asset
}

// seatRow is a grant or a delegation; ID is "" for what cannot be ended here.
type seatRow struct {
	ID, Text, To, Department string
	From, Until              org.Date
	InForce                  bool
}

// maxPersons is how many people one page of the list shows.
const maxPersons = 200

func (p *Pages) organTabs(c echo.Context) []link {
	s := p.of(c)
	return []link{
		{Text: s.t("organ.departments"), Href: "/organ", Current: c.Path() == "/organ"},
		{Text: s.t("organ.rooms"), Href: "/organ/rooms", Current: c.Path() == "/organ/rooms"},
		{Text: s.t("organ.persons"), Href: "/organ/persons", Current: c.Path() == "/organ/persons"},
	}
}

func (p *Pages) departments(c echo.Context) error {
	list, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "organ", organPage{Frame: p.frame(c, "organ.title"), Tabs: p.organTabs(c), Departments: list})
}

func (p *Pages) rooms(c echo.Context) error {
	list, err := p.App.Store().Rooms(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "organ", organPage{Frame: p.frame(c, "organ.title"), Tabs: p.organTabs(c), Rooms: list})
}

func (p *Pages) persons(c echo.Context) error {
	text, dept := strings.TrimSpace(c.QueryParam("q")), c.QueryParam("dept")
	list, err := p.App.Store().Persons(c.Request().Context(), reqctx.Actor(c), text)
	if err != nil {
		return err
	}
	out := personsPage{Frame: p.frame(c, "organ.title"), Tabs: p.organTabs(c), Text: text, Department: dept, Cut: len(list) == maxPersons}
	for _, x := range list {
		if dept == "" || x.Department == dept {
			out.Persons = append(out.Persons, p.of(c).personRow(x, p.today()))
			out.Known = out.Known || x.Known
		}
	}
	return p.render(c, http.StatusOK, "persons", out)
}

func (s *set) personRow(x view.Person, today org.Date) personRow {
	out := personRow{
		ID: x.ID, Name: x.Name, Title: x.Title, StaffNo: x.StaffNo, DepartmentName: x.DepartmentName, Clearance: x.Clearance,
		Until: x.ClearanceUntil, Trained: x.TrainedOn, Undertaking: x.UndertakingOn, Keeps: x.Keeps, Known: x.Known,
	}
	switch x.Status {
	case org.Leaving:
		out.Status = s.t("status.leaving")
	case org.Closed:
		out.Status = s.t("status.closed")
	default:
		out.Status = s.t("status.active")
	}
	var names []string
	for _, g := range x.Seats {
		if name := s.say(g.Seat.Text()); g.On(today) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	out.Seats = strings.Join(names, s.t("frame.comma"))
	return out
}

func (p *Pages) person(c echo.Context) error { return p.personAgain(c, http.StatusOK, nil) }

func (p *Pages) personAgain(c echo.Context, status int, bad *errs.Error) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	x, err := p.App.Store().Person(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	departments, err := p.departmentChoices(c)
	if err != nil {
		return err
	}
	out := personPage{
		Frame: p.frame(c, "organ.title"), Person: s.personRow(x, p.today()), Seats: s.seatRows(x.Person, departments, p.today()),
		CanGrant: actor.Holds(org.SecurityAdmin) && actor.Person != x.ID, Hidden: p.hidden(c), ShowKept: x.Known && !actor.Admin(),
	}
	out.Frame.Title = x.Name
	if out.CanGrant {
		out.Grant = s.grantInputs(c, departments)
		out.Problem = shown(bad, s.blame(bad, out.Grant))
	}
	if out.ShowKept {
		kept, err := p.kept(c, actor, x.ID)
		if err != nil {
			return err
		}
		out.Kept, out.MoreKept = kept.Rows, kept.Next != ""
	}
	return p.render(c, status, "person", out)
}

func (s *set) seatRows(x org.Person, departments []choice, today org.Date) []seatRow {
	names := map[string]string{}
	for _, d := range departments {
		names[d.ID] = d.Name
	}
	var out []seatRow
	for _, g := range x.Seats {
		out = append(out, seatRow{ID: g.ID, Text: s.head(g.Seat.Text()), Department: names[g.Department], From: g.From, Until: g.Until, InForce: g.On(today)})
	}
	for _, d := range x.Delegations {
		out = append(out, seatRow{Text: s.head(d.Seat.Text()), To: d.To, Department: names[d.Department], From: d.From, Until: d.Until, InForce: d.On(today)})
	}
	return out
}

func (s *set) grantInputs(c echo.Context, departments []choice) []input {
	var seats []option
	for _, seat := range org.Grantable() {
		seats = append(seats, option{Value: string(seat), Text: s.head(seat.Text())})
	}
	form := c.Request().PostForm
	seat := selection("seat", s.t("person.seat"), seats).choose(form.Get("seat"))
	seat.Required = true
	department := selection("department", s.t("organ.department"), optionsOf(departments)).choose(form.Get("department"))
	department.Hint = s.t("person.department_hint")
	return []input{
		seat, department,
		{Name: "from", Kind: "date", Label: s.t("person.from"), Value: form.Get("from")},
		{Name: "until", Kind: "date", Label: s.t("person.until"), Value: form.Get("until")},
	}
}

func (p *Pages) grantSeat(c echo.Context) error {
	g := org.Grant{
		Seat: org.Seat(c.FormValue("seat")), Department: c.FormValue("department"),
		From: org.Date(c.FormValue("from")), Until: org.Date(c.FormValue("until")),
	}
	return p.seat(c, app.GrantSeat{Person: c.Param("id"), Grant: g})
}

func (p *Pages) endSeat(c echo.Context) error {
	return p.seat(c, app.EndSeat{Person: c.Param("id"), Grant: c.Param("grant"), Reason: c.FormValue("reason")})
}

func (p *Pages) seat(c echo.Context, cmd app.Command) error {
	_, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/organ/persons/"+c.Param("id"))
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.NotFound || e.Kind == errs.Unavailable {
		return e
	}
	return p.personAgain(c, problem.Status(e), e)
}
