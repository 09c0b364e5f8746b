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
	Also     string // address of the same list with those who have left
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

// everyStatus stands in a list's address for those who have left as well.
const everyStatus = "all"

// persons lists the people, a page at a time, narrowed by text, department,
// seat and status.
func (p *Pages) persons(c echo.Context) error {
	actor, s := reqctx.Actor(c), p.of(c)
	status, q := c.QueryParam("status"), c.QueryParams()
	department, err := p.departmentField(c, q, "dept", q.Get("dept"), "")
	if err != nil {
		return err
	}
	f := view.PersonFilter{
		Text: strings.TrimSpace(c.QueryParam("q")), Department: c.QueryParam("dept"), Present: status == "",
		Seat: org.Seat(c.QueryParam("seat")), Cursor: c.QueryParam("cursor"), Limit: pageRows,
	}
	if pending(q, "dept") {
		f.Department = "" // another one is being looked for
	}
	if status != everyStatus {
		f.Status = org.Status(status)
	}
	page, err := p.App.Store().PersonPage(c.Request().Context(), actor, f)
	if err != nil {
		return err
	}
	whichStatus := selection("status", s.t("persons.status"), append([]option{{Text: s.t("persons.present")}, {Value: everyStatus, Text: s.t("persons.everybody")}}, s.statuses()...))
	whichStatus.Blank = false
	also := turned(c, "/organ/persons", "q", "dept", "seat")
	also.keep.Set("status", everyStatus)
	out := personsPage{
		Frame: p.organFrame(c), Tabs: p.organTabs(c), Text: f.Text, CanSet: maintains(actor), Own: "/organ/persons/" + actor.Person,
		Narrowed: f.Text != "" || f.Department != "" || status != "" || f.Seat != "",
		Filters: []input{
			department,
			selection("seat", s.t("person.seat"), s.grantable()).orAll().choose(string(f.Seat)),
			whichStatus.choose(status),
		},
		Pager: turned(c, "/organ/persons", "q", "dept", "status", "seat").pager(page.Prev, page.Next, len(page.Rows)),
	}
	if status == "" && len(page.Rows) == 0 {
		out.Also = also.address()
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
