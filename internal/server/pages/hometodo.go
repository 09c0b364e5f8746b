package pages

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// todo are the counters of what there is to do, each over the list it opens.
// What is nobody's duty here is left out, except when it is not nothing.
func (p *Pages) todo(c echo.Context, n view.Home, total int64) ([]counter, error) {
	actor, s := reqctx.Actor(c), p.of(c)
	list := []struct {
		counter
		always bool
	}{
		{counter{Text: s.t("home.accept"), Href: "/assets?waits=accept", Class: "due", Icon: "check", Count: n.Accept}, true},
		{counter{Text: s.t("home.approve"), Href: "/assets?waits=approve", Class: "due", Icon: "pen", Count: n.Approve}, true},
		{counter{Text: s.t("home.return"), Href: "/assets?waits=return", Class: "bad", Icon: "prev", Count: n.Return}, true},
		{counter{Text: s.t("home.overdue"), Href: "/assets?hold=overdue_clear", Class: "bad", Icon: "clock", Count: n.Overdue}, true},
		{counter{Text: s.t("quick.label_due"), Href: "/assets?label=due", Class: "due", Icon: "label", Count: n.Labels}, true},
		{counter{Text: s.t("home.held"), Href: "/assets?hold=" + anyHold, Class: "bad", Icon: "lock", Count: n.Held}, false},
		{counter{Text: s.t("home.asked"), Href: "/assets?waits=asked", Icon: "clock", Count: n.Asked}, false},
		{counter{Text: s.t("home.keeps"), Href: "/assets?keeper=" + url.QueryEscape(actor.Person), Icon: "info", Count: n.Keeps}, true},
		{counter{Text: s.t("home.total"), Href: "/assets", Icon: "info", Count: total}, false},
	}
	out := make([]counter, 0, len(list)+1)
	for _, l := range list {
		if l.Count == 0 {
			l.Class = ""
		}
		if l.Href == "/assets?label=due" && !prints(actor) {
			continue // nobody else can do anything about it
		}
		if l.always || l.Count > 0 {
			out = append(out, l.counter)
		}
	}
	if actor.Holds(org.SecrecyOffice) {
		found, err := p.recentFindings(c)
		if err != nil {
			return nil, err
		}
		out = slices.Insert(out, 4, found)
	}
	if actor.Holds(org.Technician) {
		checks, err := p.checksDue(c)
		if err != nil {
			return nil, err
		}
		out = slices.Insert(out, 2, checks)
	}
	return out, nil
}

const (
	recordRows = 200 // how far records of the audit and accounts are counted
	recordDays = 30
)

// recentFindings counts the findings of the last days, by the list it opens.
func (p *Pages) recentFindings(c echo.Context) (counter, error) {
	from := p.daysAgo(recordDays)
	n, err := p.App.Store().CountFindings(c.Request().Context(), reqctx.Actor(c), view.AuditFilter{From: from}, recordRows+1)
	return p.of(c).limited("home.findings", "/audit/findings?from="+string(from), "warn", n), err
}

// recentRefusals counts the refused commands of the last days.
func (p *Pages) recentRefusals(c echo.Context) (counter, error) {
	from := p.daysAgo(recordDays)
	n, err := p.App.Store().CountRefusals(c.Request().Context(), reqctx.Actor(c), view.AuditFilter{From: from}, recordRows+1)
	return p.of(c).limited("home.refusals", "/audit?from="+string(from), "stop", n), err
}

// checksDue counts the technical checks that have run out or soon will.
func (p *Pages) checksDue(c echo.Context) (counter, error) {
	n, err := p.App.Store().CountAssets(c.Request().Context(), reqctx.Actor(c), view.AssetFilter{Due: view.DueCheck}, recordRows+1)
	return p.of(c).limited("home.checks", "/assets?due="+view.DueCheck, "clock", n), err
}

// limited is a counter that goes no further than recordRows and says so.
func (s *set) limited(key, href, icon string, n int) counter {
	out := counter{Text: s.t(key), Href: href, Icon: icon, Count: int64(min(n, recordRows))}
	if n > recordRows {
		out.Text = s.t("home.or_more", out.Text)
	}
	if n > 0 {
		out.Class = "due"
	}
	return out
}

func (p *Pages) daysAgo(days int) org.Date {
	return org.DateOf(p.App.Store().Now().AddDate(0, 0, -days), p.Zone)
}

// papersDue counts the agreements and licences that end, each over the list that
// it opens, for who keeps them.
func (p *Pages) papersDue(c echo.Context) ([]counter, error) {
	actor, s := reqctx.Actor(c), p.of(c)
	if !keepsVendors(actor) {
		return nil, nil
	}
	due, err := p.App.Store().AgreementsDue(c.Request().Context(), actor)
	if err != nil {
		return nil, err
	}
	licences, err := p.App.Store().LicencesDue(c.Request().Context(), actor)
	if err != nil {
		return nil, err
	}
	at := func(word string) string { return agreementsPath + "?due=" + word }
	out := []counter{
		{Text: s.t("home.due_over"), Href: at("over"), Class: "bad", Icon: "warn", Count: due["over"]},
		{Text: s.t("home.due_7"), Href: at("7"), Class: "due", Icon: "clock", Count: due["7"]},
		{Text: s.t("home.due_30"), Href: at("30"), Class: "due", Icon: "clock", Count: due["30"]},
		{Text: s.t("home.due_90"), Href: at("90"), Icon: "clock", Count: due["90"]},
		{Text: s.t("home.due_licences"), Href: vendorsPath + "?state=ending", Class: "due", Icon: "clock", Count: licences},
	}
	for i := range out {
		if out[i].Count == 0 {
			out[i].Class = ""
		}
	}
	return out, nil
}

// adminTodo are the counters of the three administrators: nothing of the book,
// but what their own lists hold.
func (p *Pages) adminTodo(c echo.Context) ([]counter, error) {
	actor, out := reqctx.Actor(c), []counter(nil)
	for _, x := range []struct {
		state, key, icon string
		shown            bool
	}{
		// Only the security administrator activates (domain.md §3): to others it is nothing to do.
		{account.Inactive, "home.inactive", "clock", actor.Holds(org.SecurityAdmin)},
		{account.Suspended, "home.suspended", "stop", actor.Holds(org.SecurityAdmin) || actor.Holds(org.SystemAdmin)},
	} {
		if !x.shown {
			continue
		}
		n, err := p.App.Store().CountAccounts(c.Request().Context(), actor, x.state, recordRows+1)
		if err != nil {
			return nil, err
		}
		out = append(out, p.of(c).limited(x.key, "/accounts?state="+x.state, x.icon, n))
	}
	more, err := p.adminWaiting(c)
	if err != nil {
		return nil, err
	}
	out = append(out, more...)
	if actor.Holds(org.Auditor) {
		for _, of := range []func(echo.Context) (counter, error){p.recentFindings, p.recentRefusals} {
			x, err := of(c)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
	return out, nil
}

var soonKeys = map[string]string{"request": "home.soon_request", "clear": "home.soon_clear", "clearance": "home.soon_clearance"}

func (s *set) soon(d view.DueItem) soonRow {
	row := soonRow{DueItem: d, What: s.t(soonKeys[d.Kind]), On: link{Text: d.Asset.Name, Href: "/assets/" + d.Asset.ID}}
	if d.Kind == "clearance" {
		row.Day, row.On = true, link{Text: d.Who.Name, Href: "/organ/persons/" + d.Who.ID}
	}
	return row
}
