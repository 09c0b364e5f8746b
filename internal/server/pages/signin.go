package pages

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

type signInPage struct {
	Frame       frame
	Problem     *errs.Error
	Login, Back string
}

// secretPage is a form about one's own password.
type secretPage struct {
	Frame   frame
	Problem *errs.Error
	Fields  []secretField
	Back    string // where to go on to, once it is changed

	// With what a change of the password is proved beside it.
	Shown           auth.FactorsShown
	Keys, Challenge string
	FactorWrong     bool
}

type secretField struct{ Name, Kind, Label, Value, Auto, Hint, Err string }

func (p *Pages) signInForm(c echo.Context) error {
	if reqctx.Session(c).Signed() {
		return c.Redirect(http.StatusSeeOther, local(c.QueryParam("back")))
	}
	out := signInPage{Frame: p.frame(c, "signin.title"), Problem: p.elsewhere(c), Back: local(c.QueryParam("back"))}
	if c.QueryParam("ready") == "1" {
		out.Frame.Notice = &notice{Kind: "ok", Text: p.of(c).t("signin.ready")}
	}
	if out.Problem == nil && out.Frame.Notice == nil {
		out.Frame.Notice = p.wasEnded(c)
	}
	if c.QueryParam("out") == "1" {
		out.Frame.Notice = &notice{Kind: "ok", Text: p.of(c).t("signin.out")}
	}
	return p.render(c, http.StatusOK, "signin", out)
}

// elsewhere tells whoever still has the cookie of a session that was ended by
// signing in elsewhere that this is why; nil otherwise.
func (p *Pages) elsewhere(c echo.Context) *errs.Error {
	token := p.ownToken(c)
	if token == "" {
		return nil
	}
	_, _, err := p.Auth.Resolve(c.Request().Context(), token)
	if e := errs.As(err); err != nil && e.Code == "session.elsewhere" {
		return e
	}
	return nil
}

// wasEnded tells whoever still has the cookie of a session that is over just that,
// and no more: not who ended it, nor whether its time had run out. Of an account
// that is not active nothing is told.
func (p *Pages) wasEnded(c echo.Context) *notice {
	token := p.ownToken(c)
	if token == "" {
		return nil
	}
	_, _, err := p.Auth.Resolve(c.Request().Context(), token)
	if e := errs.As(err); err != nil && e.Code == "session.over" {
		return &notice{Kind: "warn", Text: p.of(c).t("signin.ended")}
	}
	return nil
}

func (p *Pages) signIn(c echo.Context) error {
	login, back := c.FormValue("account"), local(c.FormValue("back"))
	token, session, err := p.Auth.SignIn(c.Request().Context(), login, c.FormValue("password"), reqctx.Addr(c))
	if err == nil {
		err = p.greet(c, session.Account)
	}
	if err == nil {
		reqctx.SetSession(c, token)
		if session.Must == auth.MustFactor {
			back = secondAt(back)
		}
		return c.Redirect(http.StatusSeeOther, back)
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return e
	}
	if e.Kind == errs.TooMany {
		problem.Headers(c.Response().Header(), problem.Status(e), e)
	}
	return p.render(c, problem.Status(e), "signin", signInPage{Frame: p.frame(c, "signin.title"), Problem: e, Login: login, Back: back})
}

func (p *Pages) signOut(c echo.Context) error {
	if err := p.Auth.End(c.Request().Context(), reqctx.Session(c)); err != nil {
		return err
	}
	reqctx.ClearSession(c)
	return c.Redirect(http.StatusSeeOther, "/signin?out=1")
}

func (p *Pages) activateForm(c echo.Context) error { return p.activateAgain(c, http.StatusOK, nil) }

func (p *Pages) activate(c echo.Context) error {
	login, next := c.FormValue("account"), c.FormValue("new")
	e := p.same(next, c.FormValue("again"))
	if e == nil {
		err := p.Auth.ActivateFrom(c.Request().Context(), login, c.FormValue("code"), next, reqctx.Addr(c))
		if err == nil {
			return c.Redirect(http.StatusSeeOther, "/signin?ready=1")
		}
		e = errs.As(err)
	}
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return e
	}
	return p.activateAgain(c, problem.Status(e), e)
}

// same asks for a new password twice: nobody sees what he types.
func (p *Pages) same(next, again string) *errs.Error {
	if next == again {
		return nil
	}
	return errs.InvalidField("again", "两次输入的口令不一致。", "The two passwords differ.")
}

func (p *Pages) activateAgain(c echo.Context, status int, e *errs.Error) error {
	s := p.of(c)
	rules, err := p.App.Store().Policy(c.Request().Context())
	if err != nil {
		return err
	}
	least := s.t("password.hint_new", rules.Int("password.min-length"), rules.Int("password.min-length.secret"), rules.Int("password.min-length.top-secret"))
	out := secretPage{Frame: p.frame(c, "activate.title"), Fields: []secretField{
		{Name: "account", Kind: "text", Label: s.t("signin.account"), Value: c.Request().PostFormValue("account"), Auto: "username"},
		{Name: "code", Kind: "text", Label: s.t("activate.code"), Value: c.Request().PostFormValue("code"), Auto: "one-time-code", Hint: s.t("activate.code_hint")},
		{Name: "new", Kind: "password", Label: s.t("password.new"), Auto: "new-password", Hint: least},
		{Name: "again", Kind: "password", Label: s.t("password.again"), Auto: "new-password"},
	}}
	out.Problem = s.blameSecrets(e, out.Fields)
	if e != nil && e.Kind == errs.TooMany {
		problem.Headers(c.Response().Header(), status, e)
	}
	return p.render(c, status, "activate", out)
}

func (p *Pages) passwordForm(c echo.Context) error { return p.passwordAgain(c, http.StatusOK, nil) }

func (p *Pages) password(c echo.Context) error {
	e := p.same(c.FormValue("new"), c.FormValue("again"))
	if e == nil {
		g, err := p.given(c)
		if err == nil {
			g.Password = c.FormValue("old")
			err = p.Auth.ChangePassword(c.Request().Context(), reqctx.Actor(c), g, c.FormValue("new"))
		}
		if err == nil && reqctx.Session(c).Must == auth.MustPassword { // done: on to where he was kept from
			return c.Redirect(http.StatusSeeOther, cmp.Or(onward(c), "/?done=password"))
		}
		if err == nil {
			return c.Redirect(http.StatusSeeOther, "/password?done=1")
		}
		e = errs.As(err)
	}
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return e
	}
	return p.passwordAgain(c, problem.Status(e), e)
}

func (p *Pages) passwordAgain(c echo.Context, status int, e *errs.Error) error {
	s := p.of(c)
	least, err := p.Auth.MinPassword(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return err
	}
	tell, err := p.passwordNotice(c)
	if err != nil {
		return err
	}
	out := secretPage{Frame: p.frame(c, "password.title"), Back: onward(c), Fields: []secretField{
		{Name: "old", Kind: "password", Label: s.t("password.old"), Auto: "current-password"},
		{Name: "new", Kind: "password", Label: s.t("password.new"), Auto: "new-password", Hint: s.t("password.hint", strconv.Itoa(least))},
		{Name: "again", Kind: "password", Label: s.t("password.again"), Auto: "new-password"},
	}}
	if !out.Frame.Bound { // else it is said already
		out.Frame.Notice = tell
	}
	if c.QueryParam("done") == "1" && e == nil {
		out.Frame.Notice = &notice{Kind: "ok", Text: s.t("password.done")}
	}
	out.Problem = s.blameSecrets(e, out.Fields)
	if out.FactorWrong = e != nil && e.Code == "proof.refused"; e != nil && e.Kind == errs.TooMany {
		problem.Headers(c.Response().Header(), status, e)
	}
	ctx, open := c.Request().Context(), reqctx.Session(c)
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
	return p.render(c, status, "password", out)
}

// blameSecrets is blame for the forms about passwords.
func (s *set) blameSecrets(e *errs.Error, list []secretField) *errs.Error {
	if e == nil {
		return nil
	}
	alias := map[string]string{"password": "new", "login": "account"}
	var left []errs.Field
	for _, f := range e.Fields {
		want, found := f.Name, false
		if a := alias[want]; a != "" {
			want = a
		}
		for i := range list {
			if list[i].Name == want {
				list[i].Err, found = s.say(f.Text), true
			}
		}
		if !found {
			left = append(left, f)
		}
	}
	return shown(e, left)
}
