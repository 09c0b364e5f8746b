package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// scan answers the box on every page. What is known opens its record, or, on
// the station (stay=1) and for a label out of force, a row there; what is no
// code is searched for in the list.
func (p *Pages) scan(c echo.Context) error {
	typed, stay := strings.TrimSpace(c.QueryParam("q")), c.QueryParam("stay") == "1"
	v, err := stationVerb(c.QueryParam("verb"))
	if err != nil {
		return err
	}
	if typed == "" {
		out, err := p.station(c, v, url.Values{})
		if err != nil {
			return err
		}
		return p.render(c, http.StatusOK, "station", out)
	}
	if !stay && searchable(typed) && !strings.ContainsAny(typed, "0123456789") {
		// Words, neither a code nor a token (which may be of letters alone): a search, which is no scan that found
		// nothing and must not be kept as one.
		return c.Redirect(http.StatusSeeOther, "/assets?q="+escape(typed))
	}
	row, err := p.scanned(c, lookUp, typed, nil)
	if err != nil {
		return err
	}
	if !stay && row.State == "unknown" && searchable(typed) {
		return c.Redirect(http.StatusSeeOther, "/assets?q="+escape(typed))
	}
	if !stay && row.State == "done" {
		return c.Redirect(http.StatusSeeOther, "/assets/"+row.Asset.ID)
	}
	out, err := p.station(c, lookUp, url.Values{})
	if err != nil {
		return err
	}
	out.Rows = []stationRow{row}
	out.look(p.of(c), row)
	return p.render(c, row.status(), "station", out)
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
