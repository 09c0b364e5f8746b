package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

func (p *Pages) delegationRows(c echo.Context, list []view.Delegation, paths map[string]string) []delegationRow {
	actor, s, today := reqctx.Actor(c), p.of(c), p.today()
	var out []delegationRow
	for _, d := range list {
		open := !d.Ended && d.Until >= today
		out = append(out, delegationRow{
			ID: d.ID, Text: s.head(d.Seat.Text()), Department: paths[d.Department], By: d.By, Whom: d.Whom, From: d.From, Until: d.Until,
			InForce: d.On(today), Rests: d.Rests && d.On(today), Later: open && d.From > today, CanEnd: open && (actor.Person == d.By.ID || actor.Holds(org.SecurityAdmin)),
			Hidden: p.nextKey(c),
		})
	}
	return out
}

// ownSeats lists what the person can delegate: the seats in force today that he
// holds in his own right and that are no administrator's.
func (s *set) ownSeats(x org.Person, paths map[string]string, today org.Date) []option {
	var out []option
	for _, g := range x.Seats {
		if !g.On(today) || g.Seat.Admin() {
			continue
		}
		text := s.head(g.Seat.Text())
		if in := paths[g.Department]; in != "" {
			text += " · " + in
		}
		out = append(out, option{Value: g.ID, Text: text})
	}
	return out
}

// delegateInputs draws the form by which somebody hands an own seat to another
// for stated days; none where he holds nothing that could be handed on.
func (p *Pages) delegateInputs(c echo.Context, x org.Person, paths map[string]string, sent bool) ([]input, error) {
	s, today := p.of(c), p.today()
	own := s.ownSeats(x, paths, today)
	if len(own) == 0 {
		return nil, nil
	}
	form := c.Request().PostForm
	if !sent {
		form = url.Values{}
	}
	found, err := p.found(c, "persons", form.Get("to"), form.Get("to_q"))
	if err != nil {
		return nil, err
	}
	seat := selection("seat", s.t("person.seat"), own).choose(form.Get("seat"))
	seat.Required, seat.Blank = true, len(own) > 1
	to := s.picker("persons", "to", fill{form: form, choices: map[string][]choice{"to": found}})
	to.Name, to.Label, to.Required = "to", s.t("person.delegate_to"), true
	return []input{
		seat, to,
		{Name: "from", Kind: "date", Label: s.t("person.from"), Required: true, Value: written(form, "from", string(today))},
		{Name: "until", Kind: "date", Label: s.t("person.until"), Required: true, Value: form.Get("until"), Hint: s.t("person.delegate_hint")},
	}, nil
}

// delegate hands one of the actor's own seats on; which one is told by its grant.
func (p *Pages) delegate(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if form.Get("find") != "" || pending(form, "to") {
		return p.personAgain(c, http.StatusOK, nil, "delegate")
	}
	actor := reqctx.Actor(c)
	own, err := p.App.Store().Person(c.Request().Context(), actor, actor.Person)
	if err != nil {
		return err
	}
	d := org.Delegation{To: form.Get("to"), From: org.Date(form.Get("from")), Until: org.Date(form.Get("until"))}
	for _, g := range own.Seats {
		if g.ID == form.Get("seat") {
			d.Seat, d.Department = g.Seat, g.Department
		}
	}
	return p.ofPerson(c, app.Delegate{Delegation: d}, "delegate", "delegated#delegations")
}

func (p *Pages) endDelegation(c echo.Context) error {
	return p.ofPerson(c, app.EndDelegation{Person: c.Param("id"), Delegation: c.Param("delegation")}, "", "returned#delegations")
}
