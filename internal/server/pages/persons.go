package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type personsPage struct {
	Frame    frame
	Tabs     []link
	Text     string
	Filters  []input
	Narrowed bool
	CanSet   bool
	Own      string // address of the reader's own page
	Persons  []personRow
	Known    bool // of anybody, what he is trusted with
	Pager    pager
}

// personRow is a person in words.
type personRow struct {
	ID, Name, Title, StaffNo, DepartmentName, Department, Seats, Status string
	Clearance                                                           level.Level
	Until, Trained, Undertaking                                         org.Date
	Keeps                                                               int64
	Known, Lapsed                                                       bool // what he is trusted with and keeps is shown; the clearance has ended
}

// persons lists the people, a page at a time, narrowed by text, department,
// seat and status.
func (p *Pages) persons(c echo.Context) error {
	actor, s := reqctx.Actor(c), p.of(c)
	f := view.PersonFilter{
		Text: strings.TrimSpace(c.QueryParam("q")), Department: c.QueryParam("dept"), Status: org.Status(c.QueryParam("status")),
		Seat: org.Seat(c.QueryParam("seat")), Cursor: c.QueryParam("cursor"), Limit: pageRows,
	}
	page, err := p.App.Store().PersonPage(c.Request().Context(), actor, f)
	if err != nil {
		return err
	}
	departments, err := p.openDepartments(c, f.Department, "")
	if err != nil {
		return err
	}
	out := personsPage{
		Frame: p.organFrame(c), Tabs: p.organTabs(c), Text: f.Text, CanSet: maintains(actor), Own: "/organ/persons/" + actor.Person,
		Narrowed: f.Text != "" || f.Department != "" || f.Status != "" || f.Seat != "",
		Filters: []input{
			selection("dept", s.t("organ.department"), departments).choose(f.Department),
			selection("seat", s.t("person.seat"), s.grantable()).choose(string(f.Seat)),
			selection("status", s.t("persons.status"), s.statuses()).choose(string(f.Status)),
		},
		Pager: turned(c, "/organ/persons", "q", "dept", "status", "seat").pager(page.Prev, page.Next, len(page.Rows)),
	}
	for _, x := range page.Rows {
		out.Persons = append(out.Persons, s.personRow(x, p.today()))
		out.Known = out.Known || x.Known
	}
	return p.render(c, http.StatusOK, "persons", out)
}

func (s *set) statuses() []option {
	return []option{
		{Value: string(org.Active), Text: s.t("status.active")}, {Value: string(org.Leaving), Text: s.t("status.leaving")},
		{Value: string(org.Closed), Text: s.t("status.closed")},
	}
}

func (s *set) grantable() []option {
	var out []option
	for _, seat := range org.Grantable() {
		out = append(out, option{Value: string(seat), Text: s.head(seat.Text())})
	}
	return out
}

func (s *set) personRow(x view.Person, today org.Date) personRow {
	out := personRow{
		ID: x.ID, Name: x.Name, Title: x.Title, StaffNo: x.StaffNo, Department: x.Department, DepartmentName: x.DepartmentName, Clearance: x.Clearance,
		Until: x.ClearanceUntil, Trained: x.TrainedOn, Undertaking: x.UndertakingOn, Keeps: x.Keeps, Known: x.Known,
		Lapsed: x.ClearanceUntil != "" && x.ClearanceUntil < today, Status: textOf(s.statuses(), string(x.Status)),
	}
	var names []string
	for _, g := range x.Seats {
		if name := s.say(g.Seat.Text()); g.On(today) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	out.Seats = capital(strings.Join(names, s.t("frame.comma")))
	return out
}
