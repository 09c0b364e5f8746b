package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
)

// second serves the same database from another process: it shares no memory, and
// so no cache, with the first.
func (h *house) second(t *testing.T, db *aside) *house {
	t.Helper()
	s := db.store(t)
	o := *h
	o.store, o.app = s, app.New(s, app.Options{})
	var err error
	if o.auth, err = auth.New(s, auth.Options{}); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Build(config.Storage{Data: t.TempDir()}, config.DefaultLogging(), config.DefaultServing())
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server.New(server.Deps{App: o.app, Auth: o.auth, Config: cfg}))
	t.Cleanup(web.Close)
	o.url = web.URL
	return &o
}

// guest is one who has signed in by both ways.
type guest struct {
	login, cookie, bearer, form string
}

func (h *house) guest(login string) guest {
	h.t.Helper()
	g := guest{login: login, cookie: h.enter(login, "")}
	h.raw("GET", "/", nil, "Cookie", "sealbook="+g.cookie).is(http.StatusOK)
	g.bearer = h.raw("POST", "/api/v1/session", object{"account": login, "password": password}).is(http.StatusCreated).text("token")
	_, s := g.cookie, h.sessionOf(g.cookie)
	g.form = s.FormToken
	return g
}

func (h *house) sessionOf(token string) auth.Session {
	h.t.Helper()
	s, _, err := h.auth.Resolve(h.ctx, token)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// enter signs in by the page, with a cookie brought along, and returns the one
// that was given.
func (h *house) enter(login, brought string, form ...string) string {
	h.t.Helper()
	v := url.Values{"account": {login}, "password": {password}}
	headers := []string{"Content-Type", "application/x-www-form-urlencoded"}
	if brought != "" {
		headers = append(headers, "Cookie", "sealbook="+brought)
	}
	for _, token := range form {
		v.Set("form_token", token)
	}
	a := h.raw("POST", "/signin", v.Encode(), headers...).is(http.StatusSeeOther)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == "sealbook" && c.Value != "" {
			return c.Value
		}
	}
	h.t.Fatalf("%s: no cookie: %v", login, a.header)
	return ""
}

// in reports whether the guest's cookie and token still open a page and an
// operation, on the server asked.
func (h *house) in(g guest, page, operation string) (cookie, bearer bool) {
	h.t.Helper()
	p := h.raw("GET", page, nil, "Cookie", "sealbook="+g.cookie)
	a := h.raw("GET", operation, nil, "Authorization", "Bearer "+g.bearer)
	return p.status == http.StatusOK, a.status == http.StatusOK
}

// T16: whatever ends a session or takes a seat, the session or the seat is of no
// use after it: at once on the server where it was done, within a second on
// another process that had just seen it as good.
func TestWhatIsTakenAwayIsGoneWithinASecond(t *testing.T) {
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		far := h.second(t, db)
		own := "/api/v1/session"
		for _, c := range []struct {
			name, page, operation string
			do                    func(g guest)
		}{
			{"signed out, each way for itself", "/", own, func(g guest) {
				h.raw("POST", "/signout", "form_token="+g.form, "Content-Type", "application/x-www-form-urlencoded", "Cookie", "sealbook="+g.cookie)
				h.raw("DELETE", own, nil, "Authorization", "Bearer "+g.bearer)
			}},
			{"suspended", "/", own, func(g guest) {
				h.do("secadmin", app.MoveAccount{Account: h.account[g.login], State: account.Suspended, Reason: "示例"})
			}},
			{"closed", "/", own, func(g guest) {
				h.do("secadmin", app.MoveAccount{Account: h.account[g.login], State: account.Closed, Reason: "示例"})
			}},
			{"seat taken back", "/import", "/api/v1/imports", func(g guest) {
				p, err := h.store.Person(h.ctx, h.actor("secadmin"), h.person[g.login])
				if err != nil {
					t.Fatal(err)
				}
				h.do("secadmin", app.EndSeat{Person: h.person[g.login], Grant: p.Seats[0].ID, Reason: "示例"})
			}},
			{"password changed", "/", own, func(g guest) {
				by := h.fresh(g.login)
				a := h.raw("PUT", "/api/v1/password", object{"old": password, "new": "明月清风 谁与共 坐 31 舟行万里"}, "Cookie", "sealbook="+by.cookie, "X-Form-Token", by.form)
				if a.status >= 300 {
					t.Fatalf("%d %s", a.status, a.body)
				}
			}},
		} {
			login := "guest-" + string(rune('a'+len(h.account)))
			h.member(login, "东海处", org.AssetOfficer, "东海处")
			g := h.guest(login)
			seat := c.page == "/import"
			for _, s := range []*house{h, far} {
				if cookie, bearer := s.in(g, c.page, c.operation); !cookie || (!bearer && !seat) {
					t.Fatalf("%s: before: cookie %v, token %v", c.name, cookie, bearer)
				}
			}
			c.do(g)
			done := time.Now()
			cookie, bearer := h.in(g, c.page, c.operation)
			if cookie || bearer {
				t.Errorf("%s: on the same server: cookie %v, token %v", c.name, cookie, bearer)
			}
			for cookie, bearer = far.in(g, c.page, c.operation); cookie || bearer; cookie, bearer = far.in(g, c.page, c.operation) {
				if time.Since(done) > 3*time.Second {
					t.Fatalf("%s: another process still lets him in", c.name)
				}
				time.Sleep(5 * time.Millisecond)
			}
			took := time.Since(done)
			if took > time.Second {
				t.Errorf("%s: another process noticed after %s", c.name, took)
			}
			t.Logf("%-32s at once here, after %4d ms in another process", c.name, took.Milliseconds())
		}
	})
}

// T16: a token that the client brought along is never adopted, not even one of
// the right shape or one that was a session's; each sign-in has a new one.
func TestNoSessionIsFixedBeforeSignIn(t *testing.T) {
	eachAside(t, func(t *testing.T, h *house, _ *aside) {
		ended := h.enter("keeper", "")
		if err := h.auth.SignOut(h.ctx, ended); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, brought := range []string{"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ended} {
			given := h.enter("keeper", brought)
			if given == brought || seen[given] || len(given) < 43 {
				t.Errorf("brought %q, was given %q", brought, given)
			}
			seen[given] = true
			if brought != "" {
				h.raw("GET", "/", nil, "Cookie", "sealbook="+brought).is(http.StatusSeeOther)
			}
		}
		// Of another person, open: the attacker's own cookie in the victim's browser.
		theirs := h.fresh("stranger")
		given := h.enter("keeper", theirs.cookie, theirs.form)
		if given == theirs.cookie || h.sessionOf(given).Login != "keeper" {
			t.Errorf("signed in over another's session: %q", given)
		}
		if s, _, err := h.auth.Resolve(h.ctx, theirs.cookie); err == nil && s.Login != "stranger" {
			t.Errorf("the brought token is %s's now", s.Login)
		}
	})
}

// T16: the limits of the policy (30 minutes idle, 12 hours in all), on both
// servers, whichever of them the session was used on.
func TestSessionsEndByThemselves(t *testing.T) {
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		far := h.second(t, db)
		pass := func(d time.Duration) {
			db.ahead.Add(int64(d))
			time.Sleep(600 * time.Millisecond) // longer than what is kept of a session
		}
		idle, used := h.guest("keeper"), h.guest("officer")
		for n := range 24 { // every half an hour but a minute
			db.ahead.Add(int64(29 * time.Minute))
			s := []*house{h, far}[n%2]
			if cookie, bearer := s.in(used, "/", "/api/v1/session"); !cookie || !bearer {
				t.Fatalf("in use, after %d × 29 minutes: cookie %v, token %v", n+1, cookie, bearer)
			}
			if n == 1 { // 58 minutes
				for _, s := range []*house{h, far} {
					if cookie, bearer := s.in(idle, "/", "/api/v1/session"); cookie || bearer {
						t.Errorf("idle for 58 minutes: cookie %v, token %v", cookie, bearer)
					}
				}
			}
		}
		pass(25 * time.Minute) // 12 hours 1 minute, never idle for 30
		for _, s := range []*house{h, far} {
			if cookie, bearer := s.in(used, "/", "/api/v1/session"); cookie || bearer {
				t.Errorf("after 12 hours: cookie %v, token %v", cookie, bearer)
			}
		}
	})
}

// actor is who acts for a login today.
func (h *house) actor(login string) org.Actor {
	h.t.Helper()
	a, err := h.store.Actor(h.ctx, h.account[login], h.app.Today(time.Now()))
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}
