package pages

import (
	"github.com/labstack/echo/v4"
	"golang.org/x/text/unicode/norm"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// signAsk tells whose account one asks to unlock or recover, and why.
func (p *Pages) signAsk(c echo.Context, x app.AskDual) (signLine, error) {
	s := p.of(c)
	what := s.t("dual.ask_recover")
	if x.Kind == account.Unlock {
		what = s.t("dual.ask_unlock")
	}
	out, err := p.signAccount(c, what, x.Account)
	out.Facts = append(out.Facts, fact{Label: s.t("dual.why"), Value: x.Reason, Wide: true})
	return out, err
}

// signDecide tells what another administrator asked for and whether it is agreed to.
func (p *Pages) signDecide(c echo.Context, x app.DecideDual) (signLine, error) {
	s := p.of(c)
	out := signLine{What: s.t("dual.refuse")}
	if x.Yes {
		out.What = s.t("dual.confirm")
	}
	list, err := p.App.Store().Duals(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return out, err
	}
	for _, d := range list {
		if d.ID != x.Dual {
			continue
		}
		what := s.t("dual.recover")
		if d.Kind == account.Unlock {
			what = s.t("dual.unlock")
		}
		out.What += s.t("frame.colon") + what
		out.Code, out.Name = d.Login, d.Owner.Name
		out.Facts = append(out.Facts, fact{Label: s.t("dual.asked_by"), Value: d.Asker.Name + " " + s.at(d.Asked)},
			fact{Label: s.t("dual.why"), Value: d.Reason, Wide: true})
	}
	if x.Reason != "" {
		out.Facts = append(out.Facts, fact{Label: s.t("sign.reason"), Value: x.Reason, Wide: true})
	}
	return out, nil
}

// signDepartment tells from where to where a department moves.
func (p *Pages) signDepartment(c echo.Context, x app.SetDepartment) (signLine, error) {
	s := p.of(c)
	out := signLine{What: s.verb("set-department"), Name: x.Department.Name}
	list, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return out, err
	}
	names, from := map[string]string{"": "—"}, ""
	for _, d := range list {
		names[d.ID] = d.Name
		if d.ID == x.Department.ID {
			from = d.Parent
		}
	}
	out.Facts = append(out.Facts, fact{Label: s.t("organ.parent"), Value: names[from] + " → " + names[x.Department.Parent]})
	return out, nil
}

// signRoom tells what a room may hold from now on.
func (p *Pages) signRoom(c echo.Context, x app.SetRoom) (signLine, error) {
	s := p.of(c)
	was, err := p.App.Store().Room(c.Request().Context(), reqctx.Actor(c), x.Room.ID)
	if err != nil {
		return signLine{}, err
	}
	out := signLine{What: s.verb("set-room"), Name: was.Name, Href: "/organ/rooms/" + x.Room.ID}
	fits := s.head(x.Room.Level.Text())
	if x.Room.Level != was.Level {
		fits = s.head(was.Level.Text()) + " → " + fits
	}
	out.Facts = append(out.Facts, fact{Label: s.t("organ.fits"), Value: fits})
	if was.Closed && !x.Room.Closed {
		out.Facts = append(out.Facts, fact{Label: s.t("persons.status"), Value: s.t("organ.closed") + " → " + s.t("organ.open")})
	}
	return out, nil
}

// signKnown tells what becomes of who a known person is, where he belongs, and
// whether he is of the organ.
func (p *Pages) signKnown(c echo.Context, was view.Person, to org.Person) ([]fact, error) {
	s := p.of(c)
	var out []fact
	if name := norm.NFC.String(to.Name); name != was.Name {
		out = append(out, fact{Label: s.t("persons.name"), Value: was.Name + " → " + name})
	}
	if to.Department != was.Department {
		list, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
		if err != nil {
			return nil, err
		}
		names := map[string]string{"": "—"}
		for _, d := range list {
			names[d.ID] = d.Name
		}
		out = append(out, fact{Label: s.t("organ.department"), Value: names[was.Department] + " → " + names[to.Department]})
	}
	if org.Leaves(was.Person, to) {
		if to.Status == "" {
			to.Status = org.Active
		}
		out = append(out, fact{Label: s.t("persons.status"), Value: textOf(s.statuses(), string(was.Status)) + " → " + textOf(s.statuses(), string(to.Status))})
		if to.Status == org.Closed {
			out = append(out, fact{Label: s.t("leave.with_it"), Value: s.t("leave.with_it_all"), Wide: true})
		} else {
			out = append(out, fact{Label: s.t("leave.with_it"), Value: s.t("leave.back"), Wide: true})
		}
	}
	return out, nil
}

// signPerson tells what a person is trusted with from now on: what is given, for
// who may set it is not always shown what was.
func (p *Pages) signPerson(c echo.Context, x app.SetPerson) (signLine, error) {
	s := p.of(c)
	was, err := p.App.Store().Person(c.Request().Context(), reqctx.Actor(c), x.Person.ID)
	if err != nil {
		return signLine{}, err
	}
	out := signLine{What: s.verb("set-person"), Name: was.Name, Href: "/organ/persons/" + x.Person.ID}
	add := func(label, value string) { out.Facts = append(out.Facts, fact{Label: s.t(label), Value: value}) }
	if out.Facts, err = p.signKnown(c, was, x.Person); err != nil {
		return signLine{}, err
	}
	v, g := x.Person, x.Given
	if g.Clearance || v.Clearance != level.Unclassified {
		add("persons.clearance", s.head(v.Clearance.Text()))
	}
	if g.ClearanceUntil || v.ClearanceUntil != "" {
		add("person.clearance_until", s.date(v.ClearanceUntil))
	}
	if g.TrainedOn || v.TrainedOn != "" {
		add("person.trained", s.date(v.TrainedOn))
	}
	if g.UndertakingOn || v.UndertakingOn != "" {
		add("persons.undertaking", s.date(v.UndertakingOn))
	}
	return out, nil
}
