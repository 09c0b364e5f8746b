package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
)

type auditPage struct {
	Frame    frame
	Tabs     []link
	Refusals []refusalRow
	Findings []findingRow
	Pager    pager
}

type refusalRow struct {
	At                    time.Time
	By, What, Asset, Rule string
	Articles, Missing     []string
}

type findingRow struct {
	At                    time.Time
	By, What, Asset, Note string
}

const auditRows = 100

// today is the organ's calendar day.
func (p *Pages) today() org.Date { return p.App.Today(time.Now()) }

func (p *Pages) auditTabs(c echo.Context) []link {
	s := p.of(c)
	return []link{
		{Text: s.t("audit.refusals"), Href: "/audit", Current: c.Path() == "/audit"},
		{Text: s.t("audit.findings"), Href: "/audit/findings", Current: c.Path() == "/audit/findings"},
	}
}

// refusals lists what was refused, to whom and by which rule.
func (p *Pages) refusals(c echo.Context) error {
	list, next, err := p.App.Store().Refusals(c.Request().Context(), reqctx.Actor(c), c.QueryParam("cursor"), auditRows)
	if err != nil {
		return err
	}
	s := p.of(c)
	out := auditPage{Frame: p.frame(c, "audit.title"), Tabs: p.auditTabs(c), Pager: pager{Rows: len(list)}}
	for _, r := range list {
		row := refusalRow{At: r.At, By: r.By.Name, What: s.head(asset.Verb(r.Verb).Text()), Asset: r.Asset.Name, Rule: r.Rule, Articles: r.Articles, Missing: r.Missing}
		if row.What == "" {
			row.What = r.Verb
		}
		out.Refusals = append(out.Refusals, row)
	}
	if next != "" {
		out.Pager.Next = "/audit?cursor=" + escape(next)
	}
	return p.render(c, http.StatusOK, "audit", out)
}

var findingKeys = map[string]string{
	"label.stale": "finding.stale", "scan.unknown": "finding.unknown", "scan.out_of_scope": "finding.out_of_scope",
	"keeper.clearance": "finding.keeper_clearance",
}

// findings lists what did not fit: scans of labels out of force and the like.
func (p *Pages) findings(c echo.Context) error {
	list, next, err := p.App.Store().Findings(c.Request().Context(), reqctx.Actor(c), c.QueryParam("cursor"), auditRows)
	if err != nil {
		return err
	}
	s := p.of(c)
	out := auditPage{Frame: p.frame(c, "audit.title"), Tabs: p.auditTabs(c), Pager: pager{Rows: len(list)}}
	for _, f := range list {
		what := f.Kind
		if key := findingKeys[f.Kind]; key != "" {
			what = s.t(key)
		}
		out.Findings = append(out.Findings, findingRow{At: f.At, By: f.By.Name, What: what, Asset: f.Asset.Name, Note: f.Note})
	}
	if next != "" {
		out.Pager.Next = "/audit/findings?cursor=" + escape(next)
	}
	return p.render(c, http.StatusOK, "audit", out)
}
