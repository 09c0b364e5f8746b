package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type agreementsPage struct {
	Frame       frame
	Tabs        []link
	Text, Due   string
	StateFilter input
	Narrowed    bool
	Chips       []chip
	Rows        []agreementRow
	Pager       pager
}

// agreementRow is an agreement in words: its level, services and days are those of
// the latest terms.
type agreementRow struct {
	ID, Number, Services string
	Vendor               view.Ref
	Level                level.Level
	From, Until          org.Date
	State, Left          badge
	Amended              int
}

// dueKeys are the words for what is due.
var dueKeys = map[string]string{"over": "agreement.due_over", "7": "agreement.due_7", "30": "agreement.due_30", "90": "agreement.due_90"}

// agreements lists the agreements by number, and what is due by its last day.
func (p *Pages) agreements(c echo.Context) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	f := view.AgreementFilter{
		Text: strings.TrimSpace(c.QueryParam("q")), State: agreement.State(c.QueryParam("state")), Due: c.QueryParam("due"),
		Cursor: c.QueryParam("cursor"), Limit: pageRows,
	}
	page, err := p.App.Store().AgreementPage(ctx, actor, f)
	if err != nil {
		return err
	}
	due, err := p.App.Store().AgreementsDue(ctx, actor)
	if err != nil {
		return err
	}
	states := make([]option, 0, 4)
	for _, x := range []agreement.State{agreement.Draft, agreement.Signed, agreement.Suspended, agreement.Terminated} {
		states = append(states, option{Value: string(x), Text: s.head(x.Text())})
	}
	out := agreementsPage{
		Frame: p.vendorFrame(c, "agreement.title"), Tabs: p.vendorTabs(c), Text: f.Text, Due: f.Due,
		StateFilter: selection("state", s.t("agreement.state"), states).choose(string(f.State)), Narrowed: f.Text != "" || f.State != "" || f.Due != "",
		Chips: []chip{{Text: s.t("agreement.all"), Href: narrowed(c, agreementsPath, "due", "", "q", "state"), Current: f.Due == ""}},
		Pager: turned(c, agreementsPath, "q", "state", "due").pager(page.Prev, page.Next, len(page.Rows)),
	}
	for _, word := range view.Dues() {
		out.Chips = append(out.Chips, chip{
			Text: s.t(dueKeys[word]), Href: narrowed(c, agreementsPath, "due", word, "q"), Current: f.Due == word, Count: s.number(due[word]),
		})
	}
	for _, a := range page.Rows {
		out.Rows = append(out.Rows, s.agreementRow(a))
	}
	return p.render(c, http.StatusOK, "agreements", out)
}

func (s *set) agreementRow(a view.AgreementLine) agreementRow {
	return agreementRow{
		ID: a.ID, Number: a.Number, Services: s.services(a.Terms.Services), Vendor: a.Vendor, Level: a.Terms.Level, From: a.Terms.From,
		Until: a.Terms.Until, State: s.agreementState(a.State), Left: s.left(a.State, a.Left, a.Renewed), Amended: a.Amended,
	}
}

func (s *set) agreementState(x agreement.State) badge {
	b := badge{Text: s.head(x.Text())}
	switch x {
	case agreement.Draft:
		b.Icon = "pen"
	case agreement.Signed:
		b.Class, b.Icon = "good", "ok"
	case agreement.Suspended:
		b.Class, b.Icon = "due", "stop"
	case agreement.Terminated:
		b.Icon = "x"
	}
	return b
}

// left says how many days an agreement has left. What is not signed or has been
// terminated has none; what was renewed may run out.
func (s *set) left(x agreement.State, days int, renewed bool) badge {
	switch {
	case x != agreement.Signed && x != agreement.Suspended:
		return badge{}
	case days < 0 && renewed:
		return badge{Text: s.t("vendor.ended_ago", -days)}
	case days < 0:
		return badge{Class: "hold", Icon: "warn", Text: s.t("vendor.ended_ago", -days)}
	case days == 0:
		return badge{Class: "due", Icon: "clock", Text: s.t("vendor.ends_today")}
	case days <= soonEnds && !renewed:
		return badge{Class: "due", Icon: "clock", Text: s.t("vendor.ends_in", days)}
	default:
		return badge{Text: s.t("vendor.ends_in", days)}
	}
}
