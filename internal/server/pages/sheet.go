package pages

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"sealbook/internal/app"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
	"sealbook/labels"
)

// sheetPage prints itself: its pages are the sheets, in mm.
type sheetPage struct {
	Frame  frame
	Job    view.PrintJob
	Paper  string // 210 × 297 mm
	Style  string // the stylesheet that sets the paper
	Sheets []drawing
}

// sheet hands out the job's file, on record.
func (p *Pages) sheet(c echo.Context) error {
	f, err := p.App.FetchSheet(c.Request().Context(), reqctx.Actor(c), c.Param("job"), p.of(c).lang)
	if err != nil {
		return err
	}
	return p.download(c, f, "pdf", "application/pdf")
}

// commands hands out the job for a label printer, on record.
func (p *Pages) commands(c echo.Context) error {
	dpi, err := strconv.Atoi(c.QueryParam("dpi"))
	if err != nil {
		dpi = 0 // refused as a resolution that no label printer has
	}
	d := app.Drawing{Format: "zpl", DPI: dpi, Lang: p.of(c).lang}
	f, err := p.App.FetchJob(c.Request().Context(), reqctx.Actor(c), c.Param("job"), d)
	if err != nil {
		return err
	}
	return p.download(c, f, strconv.Itoa(dpi)+".zpl", "application/zpl")
}

func (p *Pages) download(c echo.Context, f app.LabelFile, ending, kind string) error {
	name := "labels-" + f.Job.At.In(p.Zone).Format("20060102-1504") + "." + ending
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, kind, f.Body)
}

// sheets is the job to be printed by the browser: the page's paper is the
// stock's, so that nothing is scaled. Opening it is fetching the labels.
func (p *Pages) sheets(c echo.Context) error {
	f, err := p.App.FetchJob(c.Request().Context(), reqctx.Actor(c), c.Param("job"), app.Drawing{Format: "html", Lang: p.of(c).lang})
	if err != nil {
		return err
	}
	stock := stockOf(f.Job.Stock)
	out := sheetPage{
		Frame: p.frame(c, "sheet.title"), Job: f.Job, Style: styleName(stock),
		Paper: fmt.Sprintf("%g × %g mm", stock.Page[0], stock.Page[1]),
	}
	for _, svg := range f.Sheets {
		out.Sheets = append(out.Sheets, drawing{svg})
	}
	// Outlines of letters and codes shrink to a quarter; nothing that a stranger could put there stands beside them.
	return middleware.Gzip()(func(c echo.Context) error { return p.render(c, http.StatusOK, "sheet", out) })(c)
}

func styleName(s labels.Stock) string { return "stock-" + s.Name + ".css" }

// stockStyles are the stylesheets that set the paper of a page to print: inline
// styles are forbidden, and the papers are data. The box of a page is a little
// lower than the paper, for browsers round the paper down to whole pixels and
// would start another page; no label reaches that far.
func stockStyles() map[string][]byte {
	out := map[string][]byte{}
	for _, s := range labels.Stocks() {
		w, h := s.Page[0], s.Page[1]
		out[styleName(s)] = fmt.Appendf(nil, "@page { size: %gmm %gmm; margin: 0; }\n.paper { width: %gmm; }\n"+
			"@media print { .paper { height: %gmm; } }\n", w, h, w, h-0.3)
	}
	return out
}
