package pages

import (
	"net/url"

	"github.com/labstack/echo/v4"

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
		{counter{Text: s.t("quick.label_due"), Href: "/assets?label=due", Class: "due", Icon: "label", Count: n.Labels}, prints(actor)},
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
		if l.always || l.Count > 0 {
			out = append(out, l.counter)
		}
	}
	if !actor.Holds(org.SecrecyOffice) {
		return out, nil
	}
	found, next, err := p.App.Store().Findings(c.Request().Context(), actor, "", findingRows)
	if err != nil {
		return nil, err
	}
	f := counter{Text: s.t("home.findings"), Href: "/audit/findings", Icon: "warn"}
	since := p.App.Store().Now().AddDate(0, 0, -findingDays)
	for _, x := range found {
		if x.At.After(since) {
			f.Count++
		}
	}
	if next != "" && f.Count == findingRows {
		f.Text = s.t("home.findings_more")
	}
	if f.Count > 0 {
		f.Class = "due"
	}
	return append(out[:4], append([]counter{f}, out[4:]...)...), nil
}

const (
	findingRows = 200
	findingDays = 30
)

var soonKeys = map[string]string{"request": "home.soon_request", "clear": "home.soon_clear", "clearance": "home.soon_clearance"}

func (s *set) soon(d view.DueItem) soonRow {
	row := soonRow{DueItem: d, What: s.t(soonKeys[d.Kind]), On: link{Text: d.Asset.Name, Href: "/assets/" + d.Asset.ID}}
	if d.Kind == "clearance" {
		row.Day, row.On = true, link{Text: d.Who.Name, Href: "/organ/persons/" + d.Who.ID}
	}
	return row
}
