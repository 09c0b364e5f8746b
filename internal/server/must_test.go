package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// leftOpen is what a session reaches whose holder has something to do first, and
// the page that everything else leads to.
var leftOpen = []struct {
	must, page string
	open       []string
}{
	{auth.MustPassword, "/password", []string{"GET /password", "POST /password", "PUT /api/v1/password", "GET /api/v1/factors"}},
	{auth.MustFactor, "/signin/factor", []string{"GET /signin/factor", "POST /signin/factor", "POST /api/v1/session/factor"}},
	{auth.MustEnrol, "/settings/factors", []string{
		"GET /settings/factors", "POST /settings/factors/start", "POST /settings/factors/confirm", "POST /settings/factors/remove",
		"GET /api/v1/factors", "POST /api/v1/factors", "POST /api/v1/factors/confirm", "DELETE /api/v1/factors/:id",
	}},
	{"of a later version", "", nil},
}

var openToAll = []string{"POST /signout", "POST /lang", "GET /api/v1/session", "DELETE /api/v1/session"}

// Every route × everything that may have to be done first, with the seats of an
// officer and of an administrator: what is not named above is closed, pages lead
// to where it is done and the API says what to do. Nothing was written.
func TestWhatHasToBeDoneFirstClosesAllElse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		cells := 0
		for _, login := range []string{"office", "secadmin"} {
			for _, c := range leftOpen {
				page, bearer := h.fresh(login), h.bearerMust(login, c.must)
				h.must(page.cookie, c.must)
				for _, r := range server.Routes() {
					name := r.Method + " " + r.Path
					if r.Permission == org.Open || slices.Contains(openToAll, name) || slices.Contains(c.open, name) {
						continue
					}
					cells++
					if strings.HasPrefix(r.Path, "/api/") {
						a := h.raw(r.Method, askable(r.Path), nil, "Authorization", "Bearer "+bearer)
						if a.status != http.StatusForbidden || a.text("code") != "session.must" {
							t.Errorf("%s, %s first: %s: %d %s", login, c.must, name, a.status, a.body)
						}
						continue
					}
					a := h.asPage(r.Method, askable(r.Path), page)
					if to, _, _ := strings.Cut(a.header.Get("Location"), "?"); c.page != "" && (a.status != http.StatusSeeOther || to != c.page) || c.page == "" && a.status != http.StatusForbidden {
						t.Errorf("%s, %s first: %s: %d to %q", login, c.must, name, a.status, to)
					}
				}
				if c.page != "" {
					if a := h.asPage("GET", c.page, page); a.status >= 400 || a.header.Get("Location") == c.page {
						t.Errorf("%s, %s first: his page: %d", login, c.must, a.status)
					}
				}
				h.raw("GET", "/api/v1/session", nil, "Authorization", "Bearer "+bearer).is(http.StatusOK)
				if a := h.asPage("POST", "/signout", page); a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/signin") {
					t.Errorf("%s, %s first: he cannot leave: %d", login, c.must, a.status)
				}
			}
		}
		t.Logf("%d cells closed", cells)
	})
}

// must has the session of the token do something first.
func (h *house) must(token, what string) {
	h.t.Helper()
	id := h.sessionOf(token).ID
	if err := h.store.Write(h.ctx, func(tx *store.Tx) error { return tx.SetSessionMust(id, what) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) bearerMust(login, what string) string {
	h.t.Helper()
	token, _, err := h.auth.Open(h.ctx, auth.API, login, password, "192.0.2.1")
	if err != nil {
		h.t.Fatal(err)
	}
	h.must(token, what)
	return token
}

// asPage sends a request as the browser of the visit.
func (h *house) asPage(method, path string, v visit) answer {
	h.t.Helper()
	headers := []string{"Cookie", "sealbook=" + v.cookie}
	if method == http.MethodGet {
		return h.raw(method, path, nil, headers...)
	}
	return h.raw(method, path, url.Values{"form_token": {v.form}}.Encode(), append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}
