package pages

import (
	"bytes"
	"math"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
	"sealbook/labels"
)

type labelPage struct {
	Frame         frame
	Card          card
	Label         labelRow
	Stock         input
	Picture       string
	Width, Height int // of the picture, in CSS pixels: its place is kept while it comes
	CanVoid       bool
	Copy          string // where a copy is printed, "" if not by this person or not any more
	Fetches       []fetchRow
	Hidden        hidden
	Reason        input
	Problem       *errs.Error
}

// fetchRow is one file that was handed out, with its format in words.
type fetchRow struct {
	view.LabelFetch
	As string
}

type readbackPage struct {
	Frame   frame
	Hidden  hidden
	Figures []counter
	Waiting []view.Asset
	Pager   pager
}

// labelOf finds one label of an asset the actor may see.
func (p *Pages) labelOf(c echo.Context) (view.Record, asset.Label, error) {
	r, err := p.App.Store().Asset(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
	if err != nil {
		return r, asset.Label{}, err
	}
	for _, l := range r.Labels {
		if l.Token == c.Param("token") {
			one := []asset.Label{l}
			err := p.App.Store().CountFetches(c.Request().Context(), one)
			return r, one[0], err
		}
	}
	return r, asset.Label{}, asset.NotFound()
}

func (p *Pages) label(c echo.Context) error { return p.labelAgain(c, http.StatusOK, nil) }

func (p *Pages) labelAgain(c echo.Context, status int, bad *errs.Error) error {
	r, l, err := p.labelOf(c)
	if err != nil {
		return err
	}
	s, stock := p.of(c), stockName(c)
	paper, _ := labels.Find(stock) // a name that stockName gives is there
	var options []option
	for _, st := range labels.Stocks() {
		options = append(options, option{Value: st.Name, Text: s.say(errs.T(st.ZH, st.EN))})
	}
	choose := selection("stock", s.t("labels.stock"), options).choose(stock)
	choose.Blank = false
	reason := []input{s.voidReason(c.Request().PostFormValue("reason"))}
	out := labelPage{
		Frame: p.frame(c, "label.title"), Card: *s.card(r), Label: s.labelRow(l), Stock: choose, Hidden: p.hidden(c),
		Picture: "/assets/" + r.ID + "/labels/" + l.Token + "/picture.svg?stock=" + escape(stock), Width: pixels(paper.Label[0]), Height: pixels(paper.Label[1]),
		CanVoid: prints(reqctx.Actor(c)) && (l.State == asset.LabelPrinted || l.State == asset.LabelOn),
		Problem: shown(bad, s.blame(bad, reason)), Reason: reason[0],
	}
	if out.CanVoid {
		out.Copy = "/labels?pick=" + escape(r.ID)
	}
	fetches, err := p.App.Store().LabelFetches(c.Request().Context(), l.Token, pageRows)
	if err != nil {
		return err
	}
	for _, f := range fetches {
		out.Fetches = append(out.Fetches, fetchRow{f, s.fetchedAs(f.Format)})
	}
	return p.render(c, status, "label", out)
}

// fetchedAs says in which form a label was handed out.
func (s *set) fetchedAs(format string) string {
	if format == "html" {
		return s.t("labels.as_page")
	}
	return strings.ToUpper(format)
}

// pixels is a length in mm as CSS counts pixels, 96 to the inch.
func pixels(mm float64) int { return int(math.Round(mm * 96 / 25.4)) }

func stockName(c echo.Context) string {
	if st, ok := labels.Find(c.QueryParam("stock")); ok {
		return st.Name
	}
	return labels.Stocks()[0].Name
}

// picture is the label as it prints, but for the code: what is looked at on a
// page is not on record as handed out, so it must be of no use on a thing. A
// browser embeds it from this site only.
func (p *Pages) picture(c echo.Context) error {
	_, l, err := p.labelOf(c)
	if err != nil {
		return err
	}
	stock, err := label.FindStock(stockName(c))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := label.SVG(&b, stock, app.LabelItem(l), label.Options{Specimen: true}); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/svg+xml", b.Bytes())
}

func (p *Pages) voidLabel(c echo.Context) error {
	cmd := app.VoidLabel{Asset: c.Param("id"), Token: c.Param("token"), Reason: c.FormValue("reason")}
	_, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/assets/"+c.Param("id")+"?tab=labels&done="+string(asset.VerbVoidLabel))
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.NotFound || e.Kind == errs.Unavailable {
		return e
	}
	return p.labelAgain(c, problem.Status(e), e)
}

// readback lists what is printed and waits to be applied and scanned: the queue
// of the scan station.
func (p *Pages) readback(c echo.Context) error {
	page, err := p.App.Store().Assets(c.Request().Context(), reqctx.Actor(c), view.AssetFilter{Unread: true, Limit: pageRows, Cursor: c.QueryParam("cursor")})
	if err != nil {
		return err
	}
	out := readbackPage{Frame: p.frame(c, "readback.title"), Hidden: p.hidden(c), Waiting: page.Rows, Pager: pager{Rows: len(page.Rows)}}
	out.Frame.FocusScan, out.Frame.Style = false, "labels.css"
	for to, cursor := range map[*string]string{&out.Pager.Prev: page.Prev, &out.Pager.Next: page.Next} {
		if cursor != "" {
			*to = "/labels/readback?cursor=" + escape(cursor)
		}
	}
	if out.Figures, err = p.labelFigures(c); err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "readback", out)
}
