package pages

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// paperRow is one document that was made of a record.
type paperRow struct {
	At            time.Time
	By, What, How string
	Href          string // where it is, "" if not the reader's
	Label         int
	LabelHref     string
}

const paperRows = 50

func (p *Pages) papers(c echo.Context, r view.Record) ([]paperRow, pager, error) {
	list, next, err := p.App.Store().Papers(c.Request().Context(), reqctx.Actor(c), r.ID, c.QueryParam("cursor"), paperRows)
	if err != nil {
		return nil, pager{}, err
	}
	s, pg := p.of(c), pager{Rows: len(list)}
	if next != "" {
		pg.Next = "/assets/" + r.ID + "?tab=papers&cursor=" + escape(next)
	}
	out := make([]paperRow, len(list))
	for i, x := range list {
		out[i] = s.paper(r, x)
	}
	return out, pg, nil
}

func (s *set) paper(r view.Record, x view.Paper) paperRow {
	if x.Export > 0 {
		return paperRow{
			At: x.At, By: x.By.Name, What: s.t("paper.export", x.Export),
			How: strings.ToUpper(x.Format) + " · " + x.Purpose,
		}
	}
	row := paperRow{
		At: x.At, By: x.By.Name, Label: x.Label, LabelHref: "/assets/" + r.ID + "/labels/" + x.Token,
		What: s.t("paper.job"), How: s.stock(x.Stock),
	}
	switch {
	case x.Format != "" && x.Job != "":
		row.What = s.t("paper.sheet")
	case x.Format != "":
		row.What = s.t("paper.label")
	case x.Copy:
		row.What = s.t("paper.copy")
	}
	if x.Format != "" {
		row.How = strings.ToUpper(x.Format) + " · " + row.How
	}
	if x.Job != "" && x.Mine {
		row.Href = "/labels/jobs/" + x.Job
	}
	return row
}
