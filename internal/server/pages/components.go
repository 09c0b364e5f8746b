package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// componentsPage shows every component with sample data, for who builds a page
// and for who checks the design: nothing on it is from the book.
type componentsPage struct {
	Frame    frame
	Icons    []string
	Notices  []notice
	Problem  *errs.Error
	Inputs   []input
	Marks    []view.Asset
	Lives    []asset.Life
	Holds    []asset.HoldKind
	Rows     []view.Asset
	Tabs     []link
	Chips    []quick
	Counters []counter
	Card     card
	Request  *request
	Legal    []link
	Illegal  []refusedAction
	Pager    pager
	Scans    []stationRow
	Charts   []chart
}

func (p *Pages) components(c echo.Context) error {
	s := p.of(c)
	row := s.sampleAsset()
	second := row
	second.Code, second.Level, second.Term, second.Holds = "YP-2026-00002", level.Confidential, 10, []asset.HoldKind{asset.HoldFrozen}
	refused := rulebook.Refuse("use.clearance", errs.T("需要涉密等级：机密", "clearance needed: secret"))
	out := componentsPage{
		Frame: p.frame(c, "components.title"), Problem: refused, Inputs: s.sampleInputs(), Rows: []view.Asset{row, second},
		Icons: []string{"check", "ok", "warn", "stop", "info", "clock", "pen", "lock", "label", "x", "plus", "print", "search", "up", "down", "prev", "next", "scan"},
		Notices: []notice{
			{Kind: "ok", Text: s.t("components.ok"), More: s.t("components.more")}, {Kind: "warn", Text: s.t("components.warn")},
			{Kind: "bad", Text: s.t("components.bad")},
		},
		Lives: []asset.Life{asset.Draft, asset.InStore, asset.InUse, asset.Lost},
		Holds: []asset.HoldKind{asset.HoldIncident, asset.HoldOverdueClear, asset.HoldLabelPending},
		Tabs: []link{
			{Text: s.t("tab.history"), Href: "/components#tabs", Current: true}, {Text: s.t("tab.parts") + " " + s.t("tab.count", 2), Href: "/components#tabs"},
		},
		Chips:    []quick{{Text: s.t("quick.waits"), Href: "/components#chips", On: true}, {Text: s.t("quick.drafts"), Href: "/components#chips"}},
		Counters: []counter{{Text: s.t("home.approve"), Href: "/components", Class: "due", Icon: "pen", Count: 3}, {Text: s.t("home.overdue"), Href: "/components", Class: "bad", Icon: "clock", Count: 12}, {Text: s.t("home.total"), Href: "/components", Icon: "info", Count: 1234567}},
		Card:     card{Asset: row}, Request: s.sampleRequest(),
		Legal:   []link{s.actionLink(row.ID, asset.VerbHandOver), s.actionLink(row.ID, asset.VerbAccept), s.actionLink(row.ID, asset.VerbReportLost)},
		Illegal: []refusedAction{{Text: s.head(asset.VerbIssue.Text()), Why: refused}},
		Pager:   pager{Prev: "/components?page=1", Next: "/components?page=3", Rows: 50},
		Scans: []stationRow{
			{State: "done", Asset: &row, Text: s.t("station.found")}, {State: "refused", Asset: &second, Problem: refused},
			{State: "unknown", Typed: "NO-SUCH-CODE"},
		},
		Charts: s.sampleCharts(),
	}
	for _, l := range level.All() {
		m := row
		m.Level, m.Term = l, 10
		out.Marks = append(out.Marks, m)
	}
	out.Marks = append(out.Marks, view.Asset{})
	out.Card.add(s.t("record.scope"), s.t("components.text"))
	return p.render(c, http.StatusOK, "components", out)
}
