package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

type visit struct {
	cookie string
	form   string // the session's form token
}

// visitKinds names the cookie, by whether the browser's side is TLS.
var visitKinds = map[bool]string{true: "__Host-sealbook", false: "sealbook"}

// visit is the login's page session, the same for the whole test.
func (h *house) visit(login string) visit {
	h.t.Helper()
	v, ok := h.visits[login]
	if !ok {
		v = h.fresh(login)
		h.visits[login] = v
	}
	return v
}

// fresh is a new one.
func (h *house) fresh(login string) visit {
	h.t.Helper()
	token, s, err := h.auth.SignIn(h.ctx, login, password, "192.0.2.1")
	if err != nil {
		h.t.Fatal(err)
	}
	return visit{cookie: token, form: s.FormToken}
}

// browse sends a request as a browser does: the cookie, and with a form the
// form's token.
func (h *house) browse(login, method, path string, form url.Values, headers ...string) answer {
	h.t.Helper()
	v := h.visit(login)
	headers = append([]string{"Cookie", visitKinds[false] + "=" + v.cookie}, headers...)
	if method == http.MethodGet {
		return h.raw(method, path, nil, headers...)
	}
	if form == nil {
		form = url.Values{}
	}
	if !form.Has("form_token") {
		form.Set("form_token", v.form)
	}
	return h.raw(method, path, form.Encode(), append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}

// page asks for a page, or sends its form with nothing in it.
func (h *house) page(login string, r server.Route, path string) answer {
	h.t.Helper()
	if !r.Upload {
		return h.browse(login, r.Method, path, nil)
	}
	return h.parts(login, r.Method, path, url.Values{})
}

// parts sends a form as one that takes a file is sent, without the file, so that
// the answer is about the thing and not about the body.
func (h *house) parts(login, method, path string, fields url.Values) answer {
	h.t.Helper()
	v := h.visit(login)
	list := []string{"form_token", v.form}
	for name := range fields {
		list = append(list, name, fields.Get(name))
	}
	body, kind := form(h.t, "", nil, list...)
	return h.raw(method, path, body, "Cookie", visitKinds[false]+"="+v.cookie, "Content-Type", kind)
}

// takesFile reports whether the path leads to a page's form that takes a file.
func takesFile(method, path string) bool {
	given := strings.Split(path, "/")
	return slices.ContainsFunc(server.Routes(), func(r server.Route) bool {
		parts := strings.Split(r.Path, "/")
		return r.Method == method && r.Upload && isPage(r) && len(parts) == len(given) && !slices.ContainsFunc(parts, func(p string) bool {
			return !strings.HasPrefix(p, ":") && !slices.Contains(given, p)
		})
	})
}

// T15: every route that changes something, without, with a foreign and with an
// old form token, and from a foreign origin.
func TestNoOtherSiteCanSendAForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	stale, foreign := h.fresh("office"), h.visit("keeper")
	if err := h.auth.SignOut(h.ctx, stale.cookie); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range server.Routes() {
		if r.Method == http.MethodGet {
			continue
		}
		n++
		path := askable(r.Path)
		if a := h.browse("office", r.Method, path, nil, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"); a.status != http.StatusForbidden {
			t.Errorf("%s %s from another site: %d", r.Method, path, a.status)
		}
		if r.Permission == org.Open {
			continue
		}
		for what, token := range map[string]string{"no": "", "another's": foreign.form, "an old": stale.form} {
			a := h.browse("office", r.Method, path, url.Values{"form_token": {token}})
			want := http.StatusForbidden
			if strings.HasPrefix(path, "/api/") {
				want = http.StatusUnauthorized // a cookie alone is no session there
			}
			if a.status != want {
				t.Errorf("%s %s with %s form token: %d %s", r.Method, path, what, a.status, a.body)
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d routes change anything", n)
	}
	// A page's own script may call the API with the token it was given.
	v := h.visit("office")
	cookie := []string{"Cookie", "sealbook=" + v.cookie, "X-Form-Token", v.form}
	h.raw("GET", "/api/v1/assets", nil, cookie...).is(http.StatusOK)
	h.raw("GET", "/api/v1/assets", nil, cookie[:2]...).is(http.StatusUnauthorized)
}

// recording are the GETs that leave a record by design: an unknown label or code
// is a finding (domain.md §7), an export is noted.
var recording = map[string]int{"/api/v1/scan/:text": 1, "/api/v1/assets/export": 1, "/assets/export": 1}

// GET changes nothing: not one event is added by asking for everything there is,
// but those of recording.
func TestGetChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	id := h.inStore("BM-001")
	v := h.visit("office")
	h.token("office")
	before := h.record("office", id).at("version")
	began := h.happens(id, asset.VerbFreeze)
	records := 0
	for _, r := range server.Routes() {
		path := strings.ReplaceAll(r.Path, ":id", id)
		if r.Method != http.MethodGet {
			// Asked for with GET, a route that changes something is not there.
			if a := h.raw("GET", askable(path), nil, "Authorization", "Bearer "+h.token("office"), "Cookie", "sealbook="+v.cookie); a.status < 300 && !routed(path) {
				t.Errorf("GET %s: %d", path, a.status)
			}
			continue
		}
		h.raw("GET", askable(path), nil, "Authorization", "Bearer "+h.token("office"), "Cookie", "sealbook="+v.cookie)
		records += recording[r.Path]
	}
	if n := h.happens(id, asset.VerbUnfreeze) - began - 1; n != int64(records) {
		t.Errorf("%d events were added, %d are known to be", n, records)
	}
	if after := h.record("office", id).at("version"); after != before.(float64)+2 {
		t.Errorf("version %v became %v, by two commands", before, after)
	}
	if rows := h.call("office", "GET", "/api/v1/labels/jobs", nil).count("rows"); rows != 1 {
		t.Errorf("%d print jobs", rows)
	}
}

// happens does something to the asset and returns the number of its event.
func (h *house) happens(id string, v asset.Verb) int64 {
	h.t.Helper()
	h.do("office", app.Act{Command: asset.Command{Asset: id, Verb: v, Args: asset.Args{Reference: "示例1号", Reason: "试验"}}})
	page := h.call("office", "GET", "/api/v1/assets/"+id+"/history", nil)
	return int64(page.at("entries", 0, "event").(float64))
}

func routed(path string) bool {
	for _, r := range server.Routes() {
		if r.Method == http.MethodGet && strings.Count(r.Path, "/") == strings.Count(path, "/") {
			return true
		}
	}
	return false
}

func TestTheCookieIsOnlyForTheServer(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		h := newHouse(t, storetest.SQLite(t, store.Options{}), func(s *config.Serving) {
			if secure {
				s.ProxyTLS, s.TrustedProxies = true, []string{"127.0.0.1"}
			}
		})
		a := h.raw("POST", "/signin", url.Values{"login": {"keeper"}, "account": {"keeper"}, "password": {password}}.Encode(),
			"Content-Type", "application/x-www-form-urlencoded")
		var found *http.Cookie
		for _, c := range (&http.Response{Header: a.header}).Cookies() {
			if c.Name == visitKinds[secure] {
				found = c
			}
		}
		if found == nil {
			t.Fatalf("secure %v: no cookie: %d %v", secure, a.status, a.header)
		}
		if !found.HttpOnly || found.Secure != secure || found.SameSite != http.SameSiteStrictMode || found.Path != "/" || found.Domain != "" || found.MaxAge != 0 {
			t.Errorf("secure %v: %s", secure, found)
		}
		if hsts := a.header.Get("Strict-Transport-Security"); (hsts != "") != secure {
			t.Errorf("secure %v: HSTS %q", secure, hsts)
		}
		h.raw("GET", "/", nil, "Cookie", found.Name+"="+found.Value).is(http.StatusOK)
		// The other name is no session, nor are two cookies of the right one.
		h.raw("GET", "/", nil, "Cookie", visitKinds[!secure]+"="+found.Value).is(http.StatusSeeOther)
		h.raw("GET", "/", nil, "Cookie", found.Name+"="+found.Value+"; "+found.Name+"=x").is(http.StatusSeeOther)
	}
}

// A token works on its own channel: a stolen cookie is no bearer token.
func TestASessionStaysOnItsChannel(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	v := h.visit("keeper")
	bearer := h.token("keeper")
	h.raw("GET", "/api/v1/session", nil, "Authorization", "Bearer "+v.cookie).is(http.StatusUnauthorized)
	h.raw("GET", "/", nil, "Cookie", "sealbook="+bearer).is(http.StatusSeeOther)
	shell, _, err := h.auth.Open(h.ctx, auth.Shell, "keeper", password, "cli")
	if err != nil {
		t.Fatal(err)
	}
	h.raw("GET", "/api/v1/session", nil, "Authorization", "Bearer "+shell).is(http.StatusUnauthorized)
	h.raw("GET", "/", nil, "Cookie", "sealbook="+shell).is(http.StatusSeeOther)
	// A wrong bearer token is an error even where none is needed, and no cookie mends it.
	h.raw("GET", "/api/v1/session", nil, "Authorization", "Bearer x", "Cookie", "sealbook="+v.cookie, "X-Form-Token", v.form).is(http.StatusUnauthorized)
	h.raw("GET", "/api/v1/session", nil, "Authorization", "Basic "+bearer).is(http.StatusUnauthorized)
	// Signing in again never takes over a token the client brought along.
	a := h.raw("POST", "/signin", url.Values{"login": {"keeper"}, "account": {"keeper"}, "password": {password}, "form_token": {v.form}}.Encode(),
		"Content-Type", "application/x-www-form-urlencoded", "Cookie", "sealbook="+v.cookie)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Value == v.cookie {
			t.Error("the session was fixed before the sign-in")
		}
	}
}
