package pages

import (
	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
)

// signLines tell what the commands come to, the first shownSigned of them.
func (p *Pages) signLines(c echo.Context, cmds []app.Command) ([]signLine, error) {
	var out []signLine
	for _, cmd := range cmds[:min(len(cmds), shownSigned)] {
		line, err := p.signLine(c, cmd)
		if err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

func (p *Pages) signLine(c echo.Context, cmd app.Command) (signLine, error) {
	s := p.of(c)
	switch x := cmd.(type) {
	case app.Act:
		return p.signAct(c, x)
	case app.SetPolicy:
		return p.signPolicy(c, x)
	case app.GrantSeat:
		g := x.Grant
		return p.signSeat(c, x.Person, s.verb("grant-seat"), g.Seat, g.Department, g.From, g.Until, "")
	case app.EndSeat:
		return p.signEnd(c, x)
	case app.Delegate:
		d := x.Delegation
		return p.signSeat(c, d.To, s.verb("delegate"), d.Seat, d.Department, d.From, d.Until, "")
	case app.EndDelegation:
		return p.signSeat(c, x.Person, s.verb("end-delegation"), "", "", "", "", "")
	case app.MoveAccount:
		return p.signMove(c, x)
	case app.AskDual:
		return p.signAsk(c, x)
	case app.DecideDual:
		return p.signDecide(c, x)
	case app.SetDepartment:
		return p.signDepartment(c, x)
	case app.SetRoom:
		return p.signRoom(c, x)
	case app.SetPerson:
		return p.signPerson(c, x)
	case app.SignAgreement:
		return p.signAgreement(c, x)
	case app.AmendAgreement:
		return p.signAmendment(c, x)
	}
	return signLine{What: s.verb(app.VerbOf(cmd))}, nil
}

// signAct tells the request that is signed: what it would change and who asked.
func (p *Pages) signAct(c echo.Context, x app.Act) (signLine, error) {
	s := p.of(c)
	r, _, err := p.App.Record(c.Request().Context(), reqctx.Actor(c), x.Asset)
	if err != nil {
		return signLine{}, err
	}
	out := signLine{Code: r.Code, Href: "/assets/" + r.ID, What: s.head(x.Verb.Text()), Name: r.Name}
	out.Facts = append(out.Facts, fact{Label: s.t("col.level"), Value: s.mark(r.Level, r.Term)})
	if q := r.Asked; q != nil {
		out.What += s.t("frame.colon") + s.head(q.Verb.Text())
		out.Facts = append(append(out.Facts, s.asks(q)...), fact{Label: s.t("sign.asked_by"), Value: s.standing(q.By.Name, q.For) + " " + s.at(q.At)})
	}
	if x.Args.Reason != "" {
		out.Facts = append(out.Facts, fact{Label: s.t("sign.reason"), Value: x.Args.Reason, Wide: true})
	}
	return out, nil
}

func (p *Pages) signPolicy(c echo.Context, x app.SetPolicy) (signLine, error) {
	s := p.of(c)
	pol, err := p.App.Store().Policy(c.Request().Context())
	if err != nil {
		return signLine{}, err
	}
	v := pol.Values[x.Key]
	to := v
	to.Raw = x.Raw
	return signLine{Code: x.Key, Href: "/policy/" + x.Key, What: s.verb("set-policy"), Name: s.say(v.Text), Facts: []fact{
		{Label: s.t("sign.from_to"), Value: s.policyValue(v) + " → " + s.policyValue(to)},
		{Label: s.t("sign.basis"), Value: s.articles(splitBasis(v.Basis))}, {Label: s.t("sign.reason"), Value: x.Reason, Wide: true},
	}}, nil
}

func (p *Pages) signSeat(c echo.Context, person, what string, seat org.Seat, department string, from, until org.Date, reason string) (signLine, error) {
	s := p.of(c)
	who, err := p.App.Store().Person(c.Request().Context(), reqctx.Actor(c), person)
	if err != nil {
		return signLine{}, err
	}
	out := signLine{What: what, Name: who.Name, Href: "/organ/persons/" + person}
	add := func(label, value string) {
		if value != "" && value != "—" {
			out.Facts = append(out.Facts, fact{Label: label, Value: value})
		}
	}
	if seat != "" {
		add(s.t("sign.seat"), s.head(seat.Text()))
	}
	if department != "" {
		all, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
		if err != nil {
			return signLine{}, err
		}
		for _, d := range all {
			if d.ID == department {
				add(s.t("sign.department"), d.Name)
			}
		}
	}
	add(s.t("sign.from"), s.date(from))
	add(s.t("sign.until"), s.date(until))
	add(s.t("sign.reason"), reason)
	return out, nil
}

func (p *Pages) signEnd(c echo.Context, x app.EndSeat) (signLine, error) {
	who, err := p.App.Store().Person(c.Request().Context(), reqctx.Actor(c), x.Person)
	if err != nil {
		return signLine{}, err
	}
	what := p.of(c).verb("end-seat")
	for _, g := range who.Seats {
		if g.ID == x.Grant {
			return p.signSeat(c, x.Person, what, g.Seat, g.Department, g.From, g.Until, x.Reason)
		}
	}
	return signLine{What: what, Name: who.Name}, nil
}

func (p *Pages) signMove(c echo.Context, x app.MoveAccount) (signLine, error) {
	s := p.of(c)
	out, err := p.signAccount(c, s.verb("move-account"), x.Account)
	switch x.State {
	case account.Active:
		out.What = s.t("sign.activates")
	case account.Closed:
		out.What = s.t("sign.closes")
	}
	if x.Reason != "" {
		out.Facts = append(out.Facts, fact{Label: s.t("sign.reason"), Value: x.Reason, Wide: true})
	}
	return out, err
}

// signAccount tells whose account it is.
func (p *Pages) signAccount(c echo.Context, what, id string) (signLine, error) {
	out := signLine{What: what, Code: id}
	list, err := p.App.Store().Accounts(c.Request().Context(), reqctx.Actor(c))
	for _, a := range list {
		if a.ID == id {
			out.Code, out.Name = a.Login, a.Person.Name
		}
	}
	return out, err
}
