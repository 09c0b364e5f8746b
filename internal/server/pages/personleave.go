package pages

import (
	"slices"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// unsettled is one thing that has to be settled before a person leaves. Rule is
// the one that refuses to close him while it lasts, "" where none does.
type unsettled struct {
	Text, Href, Where, Rule string
	Articles                []string
	All                     link // settles all of it at once
	Ends                    bool // by itself, when the record is closed
}

// unsettled lists what stands between a person and his leaving, each with where
// it is done; of what the reader may not know it says only who does.
func (p *Pages) unsettled(c echo.Context, x view.Person, page personPage) ([]unsettled, error) {
	s, actor := p.of(c), reqctx.Actor(c)
	var out []unsettled
	add := func(rule, text, href, where string) {
		u := unsettled{Text: text, Href: href, Where: where, Rule: rule}
		if r, ok := rulebook.Get(rule); ok {
			u.Articles = r.Basis
		}
		out = append(out, u)
	}
	switch {
	case !x.Known:
		add("hand.offboard", s.t("leave.kept_unknown"), "", s.t("leave.kept_whom"))
	case x.Keeps > 0 && page.ShowKept:
		add("hand.offboard", s.t("leave.kept", x.Keeps), "/assets?keeper="+x.ID, s.t("leave.kept_where"))
		out[len(out)-1].All = s.settleAll(actor, x.ID)
	case x.Keeps > 0:
		add("hand.offboard", s.t("leave.kept", x.Keeps), "", s.t("leave.kept_whom"))
	}
	if n := len(page.Requests); n > 0 {
		add("", s.t("leave.requests", n), "#requests", s.t("leave.requests_where"))
	}
	held := 0
	for _, g := range page.Seats {
		if !g.Ended {
			held++
		}
	}
	last, err := p.App.Store().LastAdministrator(c.Request().Context(), actor, x.ID, p.today())
	if err != nil {
		return nil, err
	}
	if last != "" {
		add("flow.last-admin", s.t("leave.last_admin", s.say(last.Text())), "#seats", s.t("leave.last_where"))
	} else if held > 0 {
		add("", s.t("leave.seats", held), "#seats", s.t("leave.seats_where"))
		out[len(out)-1].Ends = true
	}
	given := 0
	for _, d := range page.Delegations {
		if d.InForce || d.Later {
			given++
		}
	}
	if given > 0 {
		add("", s.t("leave.delegations", given), "#delegations", s.t("leave.delegations_where"))
		out[len(out)-1].Ends = true
	}
	if !actor.Admin() {
		return out, nil
	}
	accounts, err := p.App.Store().AccountPage(c.Request().Context(), actor, view.AccountFilter{Person: x.ID})
	for _, a := range accounts.Rows {
		if a.State != account.Closed {
			add("", s.t("leave.account", a.Login), "/accounts?q="+escape(a.Login), s.t("leave.account_where"))
			out[len(out)-1].Ends = true
		}
	}
	return out, err
}

// settleAll leads to the command on all that a person keeps: he hands it over
// himself, who runs the store takes it back.
func (s *set) settleAll(actor org.Actor, person string) link {
	verb, text := asset.VerbReturn, "leave.return_all"
	if person == actor.Person {
		verb, text = asset.VerbHandOver, "leave.hand_over_all"
	} else if spec, _ := asset.SpecOf(verb); !slices.ContainsFunc(spec.Who, actor.Holds) {
		return link{}
	}
	return link{Text: s.t(text), Href: "/assets/bulk?do=" + string(verb) + "&keeper=" + person}
}
