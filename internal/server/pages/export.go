package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

var exportTypes = map[string]string{
	"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// exports reports whether the actor may take lists out at all; the domain
// decides each of them.
func exports(a org.Actor) bool {
	return slices.ContainsFunc([]org.Seat{org.SecrecyOffice, org.AssetOfficer, org.DepartmentHead}, a.Holds)
}

// exportCount says how many assets stand in the list that would go out. What
// the file holds is counted again when it is made.
func (p *Pages) exportCount(c echo.Context, q url.Values) (string, error) {
	n, err := p.counted(c.Request().Context(), reqctx.Actor(c), q.Encode())
	if err != nil || n == "" {
		return "", err
	}
	return p.of(c).t("export.count", n), nil
}

// export hands the list out as a file: marked with the highest level inside,
// numbered, and on record before its first byte (ORG 11). A refusal comes back
// to the form.
func (p *Pages) export(c echo.Context) error {
	form := c.QueryParams()
	q, err := queryOf(form)
	if err != nil {
		return err
	}
	f, err := filterOf(q)
	if err != nil {
		return err
	}
	format := form.Get("format")
	x, err := p.App.PrepareExport(c.Request().Context(), reqctx.Actor(c), f, form.Get("purpose"), format, p.of(c).lang)
	if err != nil {
		bad := errs.As(err)
		if bad.Kind != errs.Invalid && bad.Kind != errs.Refused {
			return bad
		}
		return p.listAgain(c, problem.Status(bad), listing{q: q, panel: "export", form: form, bad: bad})
	}
	return p.handOut(c, x, format, "sealbook-"+x.Level.String(), "器簿 "+x.Marking+" 导出")
}

// handOut sends a finished export under a name; ascii is that name where another
// does not serve.
func (p *Pages) handOut(c echo.Context, x *app.Exported, format, ascii, name string) error {
	defer func() { _ = x.Close() }() // it has no name: closing is removing
	h := c.Response().Header()
	h.Set("Content-Type", exportTypes[format])
	h.Set("Content-Length", strconv.FormatInt(x.Bytes, 10))
	h.Set("Content-Disposition", `attachment; filename="`+fmt.Sprintf("%s-%06d.%s", ascii, x.Number, format)+
		`"; filename*=UTF-8''`+url.PathEscape(fmt.Sprintf("%s%06d.%s", name, x.Number, format)))
	c.Response().WriteHeader(http.StatusOK)
	if err := x.Send(c.Response()); err != nil {
		// Half a file must not pass for a whole one: cut the connection.
		reqctx.Of(c).Err = err
		panic(http.ErrAbortHandler)
	}
	return nil
}
