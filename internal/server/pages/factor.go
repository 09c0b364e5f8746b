package pages

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/store"
)

type factorsPage struct {
	Frame     frame
	Problem   *errs.Error
	Wrong     string // the form whose proof was wrong: confirm, start, remove
	Name      string // as it was typed, after a refusal
	Back      string // where to go on to, once there is a factor
	Factors   []factorRow
	Shown     auth.FactorsShown // what proves the reader already
	Keys      string            // of Shown, separated by blanks
	Challenge string
	Pending   auth.Pending
	Groups    string        // of the secret
	QR        label.Drawing // of the pending code
	Organ     string
}

type factorRow struct {
	ID, Kind, Name string
	Since, Used    time.Time
}

// factorKinds are the words for each kind of second factor.
var factorKinds = map[string]string{"key": "factor.kind_key", "totp": "factor.kind_totp"}

func (p *Pages) factors(c echo.Context) error { return p.factorsAgain(c, http.StatusOK, "", nil) }

func (p *Pages) factorsAgain(c echo.Context, status int, form string, bad *errs.Error) error {
	ctx, open, s := c.Request().Context(), reqctx.Session(c), p.of(c)
	out := factorsPage{Frame: p.frame(c, "factor.title"), Problem: bad, Name: c.Request().PostFormValue("name"), Organ: p.Organ, Back: onward(c)}
	if bad != nil && bad.Kind != errs.TooMany {
		out.Wrong = form
	}
	if out.Organ == "" {
		out.Organ = s.t("product.name")
	}
	list, err := p.Auth.Factors(ctx, open)
	if err != nil {
		return err
	}
	for _, f := range list {
		out.Factors = append(out.Factors, factorRow{f.ID, s.t(factorKinds[f.Kind]), f.Name, f.Created, f.Used})
	}
	if out.Shown, err = p.Auth.FactorsOf(ctx, open.Account); err != nil {
		return err
	}
	if out.Keys = strings.Join(out.Shown.Keys, " "); out.Keys != "" {
		challenge, err := p.Auth.ProofChallenge(ctx, open)
		if err != nil {
			return err
		}
		out.Challenge = base64.RawURLEncoding.EncodeToString(challenge)
	}
	if out.Pending, err = p.Auth.Pending(ctx, p.ownToken(c), open, out.Organ); err != nil {
		return err
	}
	if out.Pending.Kind == store.FactorTOTP {
		for i := 0; i < len(out.Pending.Secret); i += 4 {
			out.Groups += out.Pending.Secret[i:min(i+4, len(out.Pending.Secret))] + " "
		}
		if out.QR, err = label.QRText(out.Pending.URI); err != nil {
			return err
		}
	}
	out.Frame.FocusScan = out.Pending.Kind == "" // the code of what is begun comes next
	if done := map[string]string{"added": "factor.added", "removed": "factor.removed"}[c.QueryParam("done")]; done != "" && bad == nil {
		out.Frame.Notice = okNotice(s.t(done))
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return p.render(c, status, "factors", out)
}

func (p *Pages) ownToken(c echo.Context) string {
	return reqctx.SessionToken(c.Request(), reqctx.Of(c).Secure)
}

// given reads what the reader shows to prove himself before a change.
func (p *Pages) given(c echo.Context) (auth.Given, error) {
	key, err := auth.ParseAssertion(c.FormValue("answer"))
	return auth.Given{Password: c.FormValue("password"), Code: c.FormValue("code"), Key: key, Addr: reqctx.Addr(c)}, err
}

// factorAnswer draws the page anew with what was wrong in the form, or leads on.
func (p *Pages) factorAnswer(c echo.Context, form string, err error, done string) error {
	if err == nil {
		return c.Redirect(http.StatusSeeOther, keeping("/settings/factors"+done, onward(c)))
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return e
	}
	problem.Headers(c.Response().Header(), problem.Status(e), e)
	return p.factorsAgain(c, problem.Status(e), form, e)
}

func (p *Pages) startFactor(c echo.Context) error {
	g, err := p.given(c)
	if err == nil && c.FormValue("kind") == store.FactorKey {
		err = p.Auth.StartKey(c.Request().Context(), reqctx.Session(c), g, c.FormValue("name"))
	} else if err == nil {
		err = p.Auth.StartCode(c.Request().Context(), p.ownToken(c), reqctx.Session(c), g, c.FormValue("name"))
	}
	return p.factorAnswer(c, "start", err, "")
}

func (p *Pages) confirmFactor(c echo.Context) error {
	ctx := c.Request().Context()
	var token string
	var err error
	if answer := c.FormValue("attestation"); answer != "" {
		var a auth.Attestation
		if a, err = auth.ParseAttestation(answer); err == nil {
			token, _, err = p.Auth.FinishKey(ctx, reqctx.Session(c), a)
		}
	} else {
		token, _, err = p.Auth.FinishCode(ctx, p.ownToken(c), reqctx.Session(c), c.FormValue("code"))
	}
	if err == nil {
		reqctx.SetSession(c, token)
		if reqctx.Session(c).Must == auth.MustEnrol { // done: on to where he was kept from
			return c.Redirect(http.StatusSeeOther, cmp.Or(onward(c), "/?done=factor"))
		}
	}
	return p.factorAnswer(c, "confirm", err, "?done=added")
}

func (p *Pages) removeFactor(c echo.Context) error {
	g, err := p.given(c)
	if err == nil {
		err = p.Auth.RemoveFactor(c.Request().Context(), reqctx.Session(c), g, c.FormValue("factor"))
	}
	return p.factorAnswer(c, "remove", err, "?done=removed")
}
