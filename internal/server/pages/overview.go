package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/server/reqctx"
)

type overviewPage struct {
	Frame  frame
	Charts []chart
	Tables link // shows the tables of all, or hides them
	AsOf   time.Time
}

// placeRows is how many departments have a line of their own.
const placeRows = 15

func (p *Pages) overview(c echo.Context) error {
	st := p.App.Store()
	v, err := st.Overview(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return err
	}
	s := p.of(c)
	out := overviewPage{
		Frame: p.frame(c, "overview.title"), AsOf: v.AsOf,
		Charts: []chart{s.placesChart(v.Places), s.yearsChart(v.Years), s.flowChart(v.Months), s.dueChart(v.Weeks)},
		Tables: link{Text: s.t("overview.tables"), Href: "/overview?tables=1"},
	}
	if c.QueryParam("tables") == "1" {
		out.Tables = link{Text: s.t("overview.pictures"), Href: "/overview"}
		for i := range out.Charts {
			out.Charts[i].Open = true
		}
	}
	return p.render(c, http.StatusOK, "overview", out)
}
