package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/server/reqctx"
)

type sessionsPage struct {
	Frame  frame
	Rows   []sessionRow
	Others bool // there are other ones than this
}

type sessionRow struct {
	ID, Kind, Given, Addr string
	Since, Used           time.Time
	Here                  bool // the one this page was asked for in
}

var sessionKinds = map[auth.Kind]string{auth.Page: "session.kind_page", auth.API: "session.kind_api", auth.Shell: "session.kind_shell"}

var sessionGiven = map[string]string{
	auth.GivenPassword: "session.given_password", auth.GivenCode: "session.given_code", auth.GivenKey: "session.given_key",
}

// sessions lists the reader's own open sessions.
func (p *Pages) sessions(c echo.Context) error {
	s, actor := p.of(c), reqctx.Actor(c)
	list, err := p.Auth.Sessions(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	out := sessionsPage{Frame: p.frame(c, "session.title")}
	for _, v := range list {
		here := v.ID == actor.Session
		out.Others = out.Others || !here
		out.Rows = append(out.Rows, sessionRow{
			ID: v.ID, Kind: s.t(sessionKinds[v.Kind]), Given: s.t(sessionGiven[v.Given]), Addr: v.Addr, Since: v.Created, Used: v.Seen, Here: here,
		})
	}
	if done := map[string]string{"one": "session.done_one", "others": "session.done_others"}[c.QueryParam("done")]; done != "" {
		out.Frame.Notice = okNotice(s.t(done))
	}
	return p.render(c, http.StatusOK, "sessions", out)
}

// endSession ends one session of the reader's, this one too.
func (p *Pages) endSession(c echo.Context) error {
	id, actor := c.Param("id"), reqctx.Actor(c)
	if err := p.Auth.EndSession(c.Request().Context(), actor, id); err != nil {
		return err
	}
	if id == actor.Session {
		return p.nowOut(c)
	}
	return c.Redirect(http.StatusSeeOther, "/settings/sessions?done=one")
}

// endSessions ends all others or, everywhere, this one as well and, where that
// is ticked, the tokens.
func (p *Pages) endSessions(c echo.Context) error {
	everywhere := c.FormValue("which") == "everywhere"
	if err := p.Auth.EndOwn(c.Request().Context(), reqctx.Actor(c), everywhere, everywhere && c.FormValue("tokens") == "1"); err != nil {
		return err
	}
	if everywhere {
		return p.nowOut(c)
	}
	return c.Redirect(http.StatusSeeOther, "/settings/sessions?done=others")
}

func (p *Pages) nowOut(c echo.Context) error {
	reqctx.ClearSession(c)
	return c.Redirect(http.StatusSeeOther, "/signin?out=1")
}
