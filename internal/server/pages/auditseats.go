package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// seatsPage tells who holds which seat, and what was handed on for a time.
type seatsPage struct {
	Frame    frame
	Tabs     []link
	Alarms   []notice // of the three administrators' seats
	Filters  []input
	Narrowed bool
	Problem  *errs.Error
	Handed   bool // the list is of delegations
	Rows     []heldSeatRow
	Pager    pager
}

type heldSeatRow struct {
	view.SeatHeld
	Text, State, Class, Icon string
	By, TakenBy              string // who granted it and who took it back, in words
}

// seatList lists seats or, with «of=handed» in the address, delegations.
func (p *Pages) seatList(c echo.Context) error {
	ctx, actor, s, q := c.Request().Context(), reqctx.Actor(c), p.of(c), c.QueryParams()
	f := view.SeatFilter{
		Seat: org.Seat(q.Get("seat")), Person: q.Get("person"), Department: q.Get("dept"), When: q.Get("when"), Cursor: q.Get("cursor"), Limit: pageRows,
	}
	person, err := p.personFilter(c, "person", s.t("audit.person"), &f.Person)
	if err != nil {
		return err
	}
	department, err := p.departmentField(c, q, "dept", q.Get("dept"), "")
	if err != nil {
		return err
	}
	if pending(q, "dept") {
		f.Department = ""
	}
	handed := q.Get("of") == "handed"
	when := selection("when", s.t("seats.when"), []option{
		{Text: s.t("seats.open")}, {Value: "now", Text: s.t("seats.now")}, {Value: "coming", Text: s.t("seats.coming")}, {Value: "past", Text: s.t("seats.past")},
	})
	when.Blank = false
	out := seatsPage{
		Frame: p.frame(c, "seats.title"), Handed: handed, Narrowed: f.Seat != "" || f.Person != "" || f.Department != "" || f.When != "",
		Tabs: []link{
			{Text: s.t("seats.held"), Href: "/seats", Current: !handed}, {Text: s.t("seats.handed"), Href: "/seats?of=handed", Current: handed},
		},
		Filters: []input{person, selection("seat", s.t("person.seat"), s.grantable()).choose(string(f.Seat)), department, when.choose(f.When)},
	}
	three, err := p.App.Store().AdminSeats(ctx, actor)
	if err != nil {
		return err
	}
	out.Alarms = s.seatAlarms(three, p.today())
	page, err := p.App.Store().SeatPage(ctx, actor, f, handed)
	if err != nil {
		e := errs.As(err)
		if e.Kind != errs.Invalid {
			return err
		}
		out.Problem = shown(e, s.blame(e, out.Filters))
		return p.render(c, problem.Status(e), "seats", out)
	}
	today := p.today()
	for _, x := range page.Rows {
		out.Rows = append(out.Rows, s.heldSeat(x, today))
	}
	out.Pager = turned(c, "/seats", "of", "person", "person_q", "person_for", "seat", "dept", "when").pager(page.Prev, page.Next, len(page.Rows))
	return p.render(c, http.StatusOK, "seats", out)
}

// personFilter is a picker of persons above a list; chosen is emptied while
// somebody else is being looked for, and set where only one bears the name.
func (p *Pages) personFilter(c echo.Context, name, label string, chosen *string) (input, error) {
	q := c.QueryParams()
	if pending(q, name) {
		*chosen = ""
	}
	found, err := p.found(c, "persons", *chosen, q.Get(name+"_q"))
	if err != nil {
		return input{}, err
	}
	in := p.of(c).picker("persons", name, fill{form: q, choices: map[string][]choice{name: found}})
	in.Name, in.Label = name, label
	if *chosen == "" && len(found) == 1 && q.Get(name+"_q") != "" {
		*chosen = found[0].ID // the only one of that name
	}
	return in, nil
}

// endsSoon is how many days before nobody holds one of the three seats any more it
// is more than a remark.
const endsSoon = 30

// runsOut tells that nobody will hold one of the three seats after the day.
func (s *set) runsOut(seat org.Seat, until, today org.Date) notice {
	kind := "warn"
	if t, err := time.Parse("2006-01-02", string(today)); err == nil && string(until) <= t.AddDate(0, 0, endsSoon).Format("2006-01-02") {
		kind = "bad"
	}
	return notice{Kind: kind, Text: s.t("seats.runs_out", s.head(seat.Text()), s.date(until)), More: s.t("seats.runs_out_more")}
}

// adminsRunOut tells an administrator of the first of the three seats that nobody
// holds after a day that is near.
func (p *Pages) adminsRunOut(c echo.Context) (*notice, error) {
	actor, s, today := reqctx.Actor(c), p.of(c), p.today()
	if !actor.Admin() {
		return nil, nil //nolint:nilnil // it is not for him
	}
	until, err := p.App.Store().AdministratorsUntil(c.Request().Context(), actor)
	if err != nil {
		return nil, err
	}
	for _, seat := range []org.Seat{org.SecurityAdmin, org.SystemAdmin, org.Auditor} {
		if day := until[seat]; day != "" {
			if n := s.runsOut(seat, day, today); n.Kind == "bad" {
				return &n, nil
			}
		}
	}
	return nil, nil //nolint:nilnil // nothing to tell
}

// seatAlarms tells of a seat of the three that nobody can act in, of one that
// nobody holds after a day, and of one that a single person holds.
func (s *set) seatAlarms(three []view.AdminSeat, today org.Date) []notice {
	var out []notice
	for _, a := range three {
		name := s.head(a.Seat.Text())
		if len(a.Holders) > 0 && a.Until != "" {
			out = append(out, s.runsOut(a.Seat, a.Until, today))
		}
		switch len(a.Holders) {
		case 0:
			out = append(out, notice{Kind: "bad", Text: s.t("seats.vacant", name), More: s.t("seats.vacant_more")})
		case 1:
			out = append(out, notice{Kind: "warn", Text: s.t("seats.single", name, a.Holders[0].Name)})
		}
	}
	return out
}

func (s *set) heldSeat(x view.SeatHeld, today org.Date) heldSeatRow {
	row := heldSeatRow{SeatHeld: x, Text: s.head(x.Seat.Text())}
	switch {
	case x.Ended:
		row.State, row.Icon = s.t("seats.ended"), "x"
	case x.Until != "" && x.Until < today:
		row.State, row.Icon = s.t("seats.over"), "x"
	case x.From > today:
		row.State, row.Icon, row.Class = s.t("seats.to_come"), "clock", "due"
	case x.Rests:
		row.State, row.Icon, row.Class = s.t("seats.rests"), "clock", "due"
	default:
		row.State, row.Icon, row.Class = s.t("seats.in_force"), "ok", "good"
	}
	row.By, row.TakenBy = s.seatDeed(x.Granted), s.seatDeed(x.EndedBy)
	return row
}

func (s *set) seatDeed(m view.Moved) string {
	if m.At.IsZero() {
		return ""
	}
	if m.By.Name == "" {
		return s.actorWord(m.By.ID)
	}
	return m.By.Name
}
