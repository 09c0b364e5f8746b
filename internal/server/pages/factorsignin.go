package pages

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// secondAt is the page of the second step, which leads on to back.
func secondAt(back string) string {
	if back == "/" {
		return "/signin/factor"
	}
	return "/signin/factor?" + url.Values{"back": {back}}.Encode()
}

// secondPage asks for the second factor, after the password.
type secondPage struct {
	Frame           frame
	Problem         *errs.Error
	Shown           auth.FactorsShown
	Keys, Challenge string
	Back            string // where signing in leads
}

func (p *Pages) secondForm(c echo.Context) error { return p.secondAgain(c, http.StatusOK, nil) }

func (p *Pages) secondAgain(c echo.Context, status int, bad *errs.Error) error {
	ctx, open := c.Request().Context(), reqctx.Session(c)
	if open.Must != auth.MustFactor {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	out := secondPage{Frame: p.frame(c, "factor.second"), Problem: bad, Back: local(c.FormValue("back"))}
	var err error
	if out.Shown, err = p.Auth.FactorsOf(ctx, open.Account); err != nil {
		return err
	}
	challenge, err := p.Auth.SecondChallenge(ctx, open)
	if err != nil {
		return err
	}
	out.Keys, out.Challenge = strings.Join(out.Shown.Keys, " "), base64.RawURLEncoding.EncodeToString(challenge)
	return p.render(c, status, "factor_signin", out)
}

func (p *Pages) second(c echo.Context) error {
	key, err := auth.ParseAssertion(c.FormValue("answer"))
	var token string
	if err == nil {
		token, _, err = p.Auth.Second(c.Request().Context(), p.ownToken(c), auth.Given{Code: c.FormValue("code"), Key: key, Addr: reqctx.Addr(c)})
	}
	if err == nil {
		reqctx.SetSession(c, token)
		return c.Redirect(http.StatusSeeOther, local(c.FormValue("back")))
	}
	e := errs.As(err)
	switch {
	case e.Kind == errs.Internal || e.Kind == errs.Unavailable:
		return e
	case e.Code == "factor.late" || e.Code == "session.ended" || e.Code == "session.over":
		reqctx.ClearSession(c)
		return c.Redirect(http.StatusSeeOther, "/signin")
	}
	problem.Headers(c.Response().Header(), problem.Status(e), e)
	return p.secondAgain(c, problem.Status(e), e)
}
