package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/setting"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

type settingsPage struct {
	Frame   frame
	Hidden  hidden
	Problem *errs.Error
	Lang    input
	Station []input
	CanScan bool
}

func (p *Pages) settings(c echo.Context) error {
	v, err := p.App.Store().Settings(c.Request().Context(), reqctx.Actor(c).Account)
	if err != nil {
		return err
	}
	return p.settingsAgain(c, http.StatusOK, v, nil)
}

func (p *Pages) settingsAgain(c echo.Context, status int, v setting.Values, bad *errs.Error) error {
	s := p.of(c)
	lang := v.Lang()
	if lang == "" {
		lang = s.lang
	}
	blank := v[setting.Blank]
	if blank == "" {
		blank = "300"
	}
	sound := "on"
	if !v.Sound() {
		sound = "off"
	}
	choose := func(key setting.Key, label, value string, options ...option) input {
		in := selection(string(key), s.t(label), options).choose(value)
		in.Blank = false
		return in
	}
	out := settingsPage{
		Frame: p.frame(c, "settings.title"), Hidden: p.hidden(c), CanScan: !reqctx.Actor(c).Admin(),
		Lang: choose(setting.Lang, "settings.lang", lang, option{Value: "zh", Text: s.t("settings.zh")}, option{Value: "en", Text: s.t("settings.en")}),
		Station: []input{
			choose(setting.End, "settings.end", v.End(), option{Value: "Enter", Text: "Enter"}, option{Value: "Tab", Text: "Tab"}),
			{Name: string(setting.Blank), Kind: "text", Label: s.t("settings.blank"), Value: blank, Hint: s.t("settings.blank_hint")},
			choose(setting.Sound, "settings.sound", sound, option{Value: "on", Text: s.t("settings.on")}, option{Value: "off", Text: s.t("settings.off")}),
		},
	}
	if c.QueryParam("done") == "1" && bad == nil {
		out.Frame.Notice = &notice{Kind: "ok", Text: s.t("settings.done")}
	}
	fields := append([]input{out.Lang}, out.Station...)
	out.Problem = shown(bad, s.blame(bad, fields))
	out.Lang, out.Station = fields[0], fields[1:]
	return p.render(c, status, "settings", out)
}

// set takes only what the form holds: what it does not, stays as it is.
func (p *Pages) set(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	v := setting.Values{}
	for _, key := range setting.Keys() {
		if form.Has(string(key)) {
			v[key] = form.Get(string(key))
		}
	}
	if _, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), app.SetSettings{Values: v}, p.hidden(c).Key); err != nil {
		e := errs.As(err)
		if e.Kind != errs.Invalid {
			return e
		}
		return p.settingsAgain(c, problem.Status(e), v, e)
	}
	if v.Lang() != "" {
		reqctx.SetLang(c, v.Lang())
	}
	return c.Redirect(http.StatusSeeOther, "/settings?done=1")
}

// speak changes the language of who is signed in, and keeps it for him.
func (p *Pages) speak(c echo.Context) error {
	to := c.FormValue("to")
	v := setting.Values{setting.Lang: to}
	if _, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), app.SetSettings{Values: v}, ""); err != nil {
		return err
	}
	reqctx.SetLang(c, to)
	return c.Redirect(http.StatusSeeOther, local(c.FormValue("back")))
}

// greet gives the browser the language that the account has chosen.
func (p *Pages) greet(c echo.Context, account string) error {
	v, err := p.App.Store().Settings(c.Request().Context(), account)
	if err == nil && v.Lang() != "" {
		reqctx.SetLang(c, v.Lang())
	}
	return err
}
