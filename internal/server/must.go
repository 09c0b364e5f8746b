package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// duty is what the holder of a session has to do before anything else: the page
// where he does it, what of the table he needs for that, with all below it, and
// what he is told.
type duty struct {
	must string
	page string   // "" for none
	open []string // templates of the router, of every method with all below, or one route with its method
	text errs.Text
	todo errs.Text // at the API
}

// duties is the table of what stays open. What is public is open to anybody, to
// a holder of such a session too; what is always open follows.
var duties = []duty{
	{
		must: auth.MustPassword, page: "/password", open: []string{"/password", v1 + "/password", get + " " + v1 + "/factors"},
		// What a security key has to answer for that is told by the third.
		text: errs.T("口令已过期，须先修改口令。", "The password has expired; set another one first."),
		todo: errs.T("用 PUT /api/v1/password 修改口令", "set another password with PUT /api/v1/password"),
	},
	{
		must: auth.MustFactor, page: "/signin/factor", open: []string{"/signin/factor", v1 + "/session/factor"},
		text: errs.T("登录尚未完成，须先提供第二因素。", "Signing in is not finished; give the second factor first."),
		todo: errs.T("用 POST /api/v1/session/factor 提供第二因素", "give the second factor with POST /api/v1/session/factor"),
	},
	{
		must: auth.MustEnrol, page: "/settings/factors", open: []string{"/settings/factors", v1 + "/factors"},
		text: errs.T("策略要求第二因素，须先登记。", "The policy asks for a second factor; enter one first."),
		todo: errs.T("用 POST /api/v1/factors 和 /api/v1/factors/confirm 登记动态口令，或在页面 /settings/factors 登记第二因素",
			"enter a one-time code with POST /api/v1/factors and /api/v1/factors/confirm, or a second factor on the page /settings/factors"),
	},
}

// alwaysOpen is what every session may: leave, change the language, and ask what
// it is.
var alwaysOpen = []string{post + " /signout", post + " /lang", get + " " + v1 + "/session", del + " " + v1 + "/session"}

// ownOfTokens is what a program reaches of what is its owner's own: to ask as whom
// it acts. Sessions, tokens, factors, password, settings and views are for him.
var ownOfTokens = []string{get + " " + v1 + "/session"}

// leftTo reports whether the session is a program's token and the route one of
// its owner's own that it reaches all the same.
func (r Route) leftTo(session auth.Session) bool {
	return session.Kind == auth.Token && slices.Contains(ownOfTokens, r.Method+" "+r.Path)
}

func dutyOf(must string) duty {
	i := slices.IndexFunc(duties, func(d duty) bool { return d.must == must })
	if i < 0 {
		// A kind that this program does not know was written by a later one: only
		// what is always open is.
		return duty{
			must: must, text: errs.T("此会话须先完成一项本版本不支持的要求，请退出后重新登录。",
				"This session has to do something first that this version does not know; sign out and in again."),
			todo: errs.T("重新登录", "sign in again"),
		}
	}
	return duties[i]
}

// leaves reports whether the route is open to a session with the duty.
func (d duty) leaves(r Route) bool {
	if r.Permission == org.Open || slices.Contains(alwaysOpen, r.Method+" "+r.Path) {
		return true
	}
	return slices.ContainsFunc(d.open, func(p string) bool {
		return r.Path == p || strings.HasPrefix(r.Path, p+"/") || r.Method+" "+r.Path == p
	})
}

// wanted tells the page where he does it where he wanted to go, that it leads on
// there: nothing for the start page, and for a form, which has to be sent anew.
func wanted(r *http.Request) string {
	to := r.URL.RequestURI()
	if r.Method != http.MethodGet || to == "/" {
		return ""
	}
	return "?" + url.Values{"back": {to}}.Encode()
}

// fulfil keeps a session whose holder has something to do first away from
// everything else: a page leads him there, the API says what to do.
func (s *Server) fulfil(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		row, ok := s.routes.find(c)
		session := reqctx.Of(c).Session
		if session.Kind == auth.Token && ok && row.Permission == org.Own && !row.leftTo(session) {
			return org.NotHere()
		}
		must := session.Must
		if must == auth.MustNothing {
			return next(c)
		}
		d := dutyOf(must)
		if !ok || d.leaves(row) {
			return next(c)
		}
		if isAPI(c) || d.page == "" {
			return errs.New(errs.Forbidden, "session.must", d.text.ZH, d.text.EN).WithMissing(d.todo)
		}
		return c.Redirect(http.StatusSeeOther, d.page+wanted(c.Request()))
	}
}
