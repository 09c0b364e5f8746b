package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
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

func (s *set) sampleAsset() view.Asset {
	return view.Asset{
		ID: "sample", Code: "YP-2026-00001", Class: asset.Computer, Kind: "desktop", Book: asset.Classified, Name: s.t("components.name"), Serial: "SAMPLE-0001",
		Level: level.Secret, Term: 20, Decided: true, Life: asset.InUse, Department: view.Ref{ID: "sample", Name: s.t("components.department")},
		Room: view.Ref{Name: s.t("components.room")}, Keeper: view.Ref{Name: s.t("components.person")},
		Waiting: view.Waiting{Verb: asset.VerbHandOver, Seat: org.Receiver}, Changed: sampleTime,
	}
}

var sampleTime = time.Date(2026, 11, 23, 6, 5, 0, 0, time.UTC)

func (s *set) sampleInputs() []input {
	level := selection("level", s.t("col.level"), s.levels(false)).choose("secret")
	level.Hint = s.t("hint.term")
	return []input{
		{Name: "text", Kind: "text", Label: s.t("detail.name"), Value: s.t("components.name"), Required: true},
		{Name: "wrong", Kind: "text", Label: s.t("detail.serial"), Value: "?", Err: s.t("components.wrong")}, level,
		{Name: "term", Kind: "number", Label: s.t("components.number"), Value: "20"}, {Name: "date", Kind: "date", Label: s.t("components.date"), Value: "2026-11-23"},
		{Name: "notes", Kind: "area", Label: s.t("detail.notes"), Value: s.t("components.text")},
		{
			Name: "person", Kind: "picker", Label: s.t("components.picker"), Source: "/pick/persons", Placeholder: s.t("pick.persons"), Query: s.t("components.person"), Searched: true,
			Choices: []choice{{ID: "1", Name: s.t("components.person"), More: s.t("components.department"), Chosen: true}, {ID: "2", Name: s.t("components.person") + " 2", More: s.t("components.department")}},
		},
	}
}

func (s *set) sampleRequest() *request {
	return &request{
		Verb: asset.VerbHandOver, By: s.t("components.person"), At: sampleTime, Due: sampleTime.AddDate(0, 0, 3),
		Facts: []fact{{Label: s.t("record.room"), Value: s.t("components.room")}},
		Steps: []step{
			{State: "signed", Seat: s.head(org.DepartmentHead.Text()), Name: s.t("components.person"), At: sampleTime},
			{State: "next", Seat: s.head(org.Witness.Text())}, {State: "later", Seat: s.head(org.Receiver.Text())},
		},
	}
}

func (s *set) sampleCharts() []chart {
	places := []view.PlaceCount{
		{Department: view.Ref{ID: "a", Name: s.t("components.department")}, Level: level.TopSecret, Decided: true, Count: 4},
		{Department: view.Ref{ID: "a", Name: s.t("components.department")}, Level: level.Secret, Decided: true, Count: 31},
		{Department: view.Ref{ID: "a", Name: s.t("components.department")}, Level: level.Confidential, Decided: true, Count: 17},
		{Department: view.Ref{ID: "b", Name: s.t("components.department") + " 2"}, Decided: true, Count: 12},
		{Department: view.Ref{ID: "b", Name: s.t("components.department") + " 2"}, Count: 5},
	}
	var months []view.MonthFlow
	for i := range 12 {
		months = append(months, view.MonthFlow{Month: sampleTime.AddDate(0, i-11, 0), In: int64(i * i % 7), Out: int64(i % 3)})
	}
	return []chart{s.placesChart(places), s.flowChart(months)}
}
