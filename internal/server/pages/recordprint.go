package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// recordPrintPage is a whole record on paper: what the tabs show one by one.
type recordPrintPage struct {
	Frame   frame
	Card    card
	Request *request
	Body    tabbed
	Mark    string
	By      string
	At      time.Time
	Older   bool // not all of the history is on it
}

// printedRows is how many lines of history go on paper; older ones stay on the screen.
const printedRows = 500

// recordPrint draws the record for a printer, complete without script. Print is
// the browser's own command; a button for it comes with script.
func (p *Pages) recordPrint(c echo.Context) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	r, err := p.App.Store().Asset(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	out := recordPrintPage{
		Frame: p.frame(c, "record.print_title"), Card: *s.card(r), Request: s.request(r, nil), Mark: s.t("mark.undecided"),
		By: actor.Name, At: p.App.Store().Now(),
	}
	out.Frame.Title, out.Frame.FocusScan = r.Code+" "+r.Name, false
	if r.Decided {
		out.Mark = s.mark(r.Level, r.Term)
	}
	b := &out.Body
	for _, tab := range []string{"details", "parts", "labels", "connected"} {
		if err := p.fillTab(c, b, tab, r); err != nil {
			return err
		}
	}
	held, err := p.App.Held(ctx, actor, r.ID, "")
	if err != nil {
		return err
	}
	b.Custody.Periods, b.Custody.More = s.periods(held)
	b.Holds = s.holdings(held)
	papers, _, err := p.App.Store().Papers(ctx, actor, r.ID, "", printedRows)
	if err != nil {
		return err
	}
	for _, x := range papers {
		b.Papers = append(b.Papers, s.paper(r, x))
	}
	entries, next, err := p.App.Store().HistoryOf(ctx, actor, r.ID, view.HistoryFilter{}, "", printedRows)
	if err != nil {
		return err
	}
	b.History, out.Older = s.historyRows(entries, r), next != ""
	return p.render(c, http.StatusOK, "record_print", out)
}
