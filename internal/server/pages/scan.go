package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

type scanPage struct {
	Frame       frame
	Asked       string
	Unknown     *errs.Error
	Stale       bool
	Note        errs.Text
	LabelNumber int
	Card        *card
	Request     *request
	Legal       []link
	Illegal     []refusedAction
}

// scan answers the box on every page. What is known opens its record, or, on
// the scan page itself (stay=1) and for a label out of force, a card; what is no
// code is searched for in the list.
func (p *Pages) scan(c echo.Context) error {
	typed, stay := strings.TrimSpace(c.QueryParam("q")), c.QueryParam("stay") == "1"
	out := scanPage{Frame: p.frame(c, "scan.title"), Asked: typed}
	out.Frame.FocusScan = false // the large box has the keyboard here
	if typed == "" {
		return p.render(c, http.StatusOK, "scan", out)
	}
	if !stay && searchable(typed) && !strings.ContainsAny(typed, "0123456789") {
		// Words, neither a code nor a token (which may be of letters alone): a search, which is no scan that found
		// nothing and must not be kept as one.
		return c.Redirect(http.StatusSeeOther, "/assets?q="+escape(typed))
	}
	r, err := p.App.Scan(c.Request().Context(), reqctx.Actor(c), typed)
	if errs.IsKind(err, errs.NotFound) {
		if !stay && searchable(typed) {
			return c.Redirect(http.StatusSeeOther, "/assets?q="+escape(typed))
		}
		out.Unknown = errs.As(err)
		return p.render(c, problem.Status(out.Unknown), "scan", out)
	}
	if err != nil {
		return err
	}
	if !stay && !r.Stale {
		return c.Redirect(http.StatusSeeOther, "/assets/"+r.Record.ID)
	}
	s := p.of(c)
	out.Stale, out.Note, out.Card, out.Request = r.Stale, r.Note, s.card(r.Record), s.request(r.Record, r.Actions)
	out.Legal, out.Illegal = s.split(r.Record.ID, r.Actions)
	if r.Label != nil {
		out.LabelNumber = r.Label.Number
	}
	return p.render(c, http.StatusOK, "scan", out)
}

// searchable tells words from a label's token: sixteen letters and digits that
// match nothing are a label nobody knows, and that is said, not searched for.
func searchable(typed string) bool {
	if len(typed) != 16 {
		return true
	}
	for _, r := range typed {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return true
		}
	}
	return false
}
