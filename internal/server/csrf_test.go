package server_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/server"
	"sealbook/internal/server/reqctx"
)

// forgery is one way in which another site, or a page that is no longer good,
// makes a browser send a request. The cookie always goes with it.
type forgery struct {
	name    string
	token   func(own, foreign, ended string) string
	headers []string
	want    string // code of the refusal
}

func own3(own, _, _ string) string { return own }

var forgeries = []forgery{
	{"no form token", func(_, _, _ string) string { return "" }, nil, "form.token"},
	{"the form token of another's session", func(_, foreign, _ string) string { return foreign }, nil, "form.token"},
	{"the form token of an ended session of his own", func(_, _, ended string) string { return ended }, nil, "form.token"},
	{"a form token with one character changed", func(own, _, _ string) string { return "0" + own[1:] + "0" }, nil, "form.token"},
	{"Origin of another host", own3, []string{"Origin", "https://elsewhere.example"}, "request.cross_origin"},
	{"Origin null", own3, []string{"Origin", "null"}, "request.cross_origin"},
	{"Origin of the same host on another port", own3, []string{"Origin", "http://127.0.0.1:1"}, "request.cross_origin"},
	{"Sec-Fetch-Site cross-site", own3, []string{"Sec-Fetch-Site", "cross-site"}, "request.cross_origin"},
	{"Sec-Fetch-Site same-site", own3, []string{"Sec-Fetch-Site", "same-site"}, "request.cross_origin"},
	{"both", own3, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.example"}, "request.cross_origin"},
}

// forged are those in whose browsers it is tried: the clerk of the organ and the
// two administrators who write.
var forged = []string{"office", "secadmin", "sysadmin"}

// refusals are how a page says the codes.
var refusals = map[string]string{"form.token": "表单已过期", "request.cross_origin": "拒绝来自其他网站页面的请求"}

// T15: every route that changes something × every forgery × forged: refused each
// time, with not one row of the database changed. The same request from the page itself gets through.
func TestEveryForgedRequestIsRefused(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		on := h.subjects(1)
		ended, foreign := map[string]visit{}, h.visit("keeper")
		for _, login := range forged {
			ended[login] = h.fresh(login)
			if err := h.auth.SignOut(h.ctx, ended[login].cookie); err != nil {
				t.Fatal(err)
			}
			h.visit(login)
		}
		cells, routes := 0, 0
		before := db.state(t)
		for _, r := range server.Routes() {
			if r.Method == http.MethodGet {
				continue
			}
			routes++
			path := h.real(r.Path, on)
			for _, login := range forged {
				mine := h.visit(login)
				for _, f := range forgeries {
					a := h.forged(r, path, mine.cookie, f.token(mine.form, foreign.form, ended[login].form), f.headers...)
					cells++
					if why := h.let(r, f, login, a); why != "" {
						t.Errorf("%s %s as %s, %s: %s: %d %s", r.Method, r.Path, login, f.name, why, a.status, a.body)
					}
				}
				if isPage(r) { // only the body of the form counts, not what a link can carry
					a := h.forged(r, path+"?"+reqctx.FormField+"="+mine.form, mine.cookie, "")
					if cells++; a.status != http.StatusForbidden {
						t.Errorf("%s %s as %s with the token in the address: %d", r.Method, r.Path, login, a.status)
					}
				}
				if after := db.state(t); !maps.Equal(before, after) {
					t.Errorf("%s %s as %s: a refused request changed %v", r.Method, r.Path, login, changed(before, after))
				}
			}
		}
		t.Logf("%d of %d routes that change something, %d cells, all refused; no row of %d tables changed", routes, routes, cells, len(db.state(t)))
	})
}

// The control of the test above: without the forgery, the gate lets each of the
// same requests through (what it then answers is the route's own matter).
func TestTheSameRequestFromThePageItselfPassesTheGate(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, _ *aside) {
		on := h.subjects(1)
		n := 0
		for _, r := range server.Routes() {
			if r.Method == http.MethodGet {
				continue
			}
			v := h.visit("office")
			if strings.HasSuffix(r.Path, "/session") || r.Path == "/signout" {
				v = h.fresh("office") // that one ends it
			}
			a := h.forged(r, h.real(r.Path, on), v.cookie, v.form, "Sec-Fetch-Site", "same-origin", "Origin", h.url)
			for code, text := range refusals {
				if strings.Contains(string(a.body), code) || strings.Contains(string(a.body), text) {
					t.Errorf("%s %s: refused by %s: %d", r.Method, r.Path, code, a.status)
				}
			}
			if body := string(a.body); strings.Contains(body, "session.required") || strings.Contains(body, "session.ended") {
				t.Errorf("%s %s: %d %s", r.Method, r.Path, a.status, a.body)
			}
			n++
		}
		t.Logf("%d routes", n)
	})
}

func isPage(r server.Route) bool { return !strings.HasPrefix(r.Path, "/api/") }

// public reports whether an operation of the API is open to nobody in particular:
// an empty request is told what is wrong with it, not to sign in.
func (h *house) public(r server.Route) bool {
	h.t.Helper()
	return h.raw(r.Method, askable(r.Path), nil).status != http.StatusUnauthorized
}

// let says what is wrong about the answer to a forged request, "" for nothing.
func (h *house) let(r server.Route, f forgery, login string, a answer) string {
	admin := login != "office"
	switch {
	case f.want == "form.token" && !isPage(r):
		// A cookie without its form token is no session on the API: a route that is
		// open to all does with it what it does for anybody.
		if h.public(r) {
			return ""
		}
		if a.status != http.StatusUnauthorized {
			return "not taken for signed out"
		}
	case a.status != http.StatusForbidden:
		return "not refused"
	case admin && strings.Contains(string(a.body), "您的职责不包含"):
		return "" // stopped at an earlier door
	case !strings.Contains(string(a.body), f.want) && !strings.Contains(string(a.body), refusals[f.want]):
		return "refused for something else"
	}
	return ""
}

// forged sends a route's request with the cookie, and with the form token where
// its kind of route reads it.
func (h *house) forged(r server.Route, path, cookie, token string, headers ...string) answer {
	h.t.Helper()
	headers = append(slices.Clone(headers), "Cookie", visitKinds[false]+"="+cookie)
	switch {
	case !isPage(r):
		if token != "" {
			headers = append(headers, reqctx.FormHeader, token)
		}
		if r.Upload {
			body, kind := form(h.t, "x.csv", []byte(oneRow))
			return h.raw(r.Method, path, body, append(headers, "Content-Type", kind)...)
		}
		return h.raw(r.Method, path, plausible(), headers...)
	case r.Upload:
		body, kind := form(h.t, "x.csv", []byte(oneRow), reqctx.FormField, token)
		return h.raw(r.Method, path, body, append(headers, "Content-Type", kind)...)
	}
	v := url.Values{reqctx.FormField: {token}}
	for name, value := range plausible() {
		v.Set(name, fmt.Sprint(value))
	}
	return h.raw(r.Method, path, v.Encode(), append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}

// plausible are fields that many forms have.
func plausible() object {
	return object{"name": "示例", "reason": "示例", "value": "5", "lang": "en", "login": "keeper", "account": "keeper", "password": password, "state": "suspended"}
}
