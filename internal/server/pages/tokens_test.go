package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/demo"
	"sealbook/internal/server/pages"
)

// A person sees his open sessions, ends one, all others, and every one with his
// tokens; what he ended is out at its next request.
func TestOwnSessionsAreToldAndEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		in := func(c *client) bool { return c.get("/settings").at == "/settings" }
		a, b, d := newClient(t, s, "keeper5", "zh"), newClient(t, s, "keeper5", "en"), newClient(t, s, "keeper5", "en")
		a.get("/settings").expect(http.StatusOK, "登录会话", "接口令牌")
		a.get("/settings/sessions").expect(http.StatusOK, "浏览器", "当前会话", "127.0.0.1", "口令")
		if n := a.count("tbody tr"); n != 3 {
			t.Fatalf("%d sessions, there are 3", n)
		}
		for _, row := range pages.All(a.doc, "tbody tr") { // the newest first: d's is the first that is not here
			if !strings.Contains(pages.Words(row), "当前会话") {
				_, values := a.form("tbody form")
				a.post(pages.Attr(pages.One(row, "form"), "action"), values).expect(http.StatusOK, "会话已结束")
				break
			}
		}
		if in(b) == in(d) {
			t.Error("one of two was ended: both are in, or none")
		}
		b = newClient(t, s, "keeper5", "en")
		a.get("/settings/sessions")
		a.send(`form[action=/settings/sessions]`, url.Values{"which": {"others"}}).expect(http.StatusOK, "其他会话已全部结束")
		if in(b) || in(d) || !in(a) {
			t.Errorf("all others ended: other in %v %v, this in %v", in(b), in(d), in(a))
		}
		b = newClient(t, s, "keeper5", "en")
		a.get("/settings/sessions")
		a.send(`form[action=/settings/sessions]`, url.Values{"which": {"everywhere"}, "tokens": {"1"}}).expect(http.StatusOK, "已退出")
		if in(a) || in(b) {
			t.Error("signed out everywhere, and in")
		}
		c := newClient(t, s, "keeper5", "en")
		c.get("/settings/sessions")
		if n := c.count("tbody tr"); n != 1 {
			t.Errorf("%d sessions after all ended and one was opened", n)
		}
		other := newClient(t, s, "officer1", "en")
		other.get("/settings/sessions")
		_, values := other.form("tbody form")
		c.get("/settings/sessions")
		theirs := pages.Attr(pages.One(c.doc, "tbody form"), "action")
		if other.post(theirs, values); other.status != http.StatusNotFound || !in(c) {
			t.Errorf("another's session: %d, and its holder is in: %v", other.status, in(c))
		}
	})
}

// A token is made with the password, shown once, of use at the API at once and of
// none when it was revoked. Only what its owner may do is offered.
func TestATokenIsMadeShownOnceAndEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "officer1", "en")
		c.get("/settings/tokens").expect(http.StatusOK, "No tokens", "Read assets")
		for _, p := range []string{"account.write", "policy.write", "audit.read", "own", "open"} {
			if c.count(`input[value=`+p+`]`) != 0 {
				t.Errorf("an officer is offered %s", p)
			}
		}
		form := `form[action=/settings/tokens]`
		fill := url.Values{"name": {"Sample program"}, "permission": {"asset.read"}, "days": {"7"}, "password": {"wrong"}, "department": nil}
		c.send(form, fill).expect(http.StatusUnprocessableEntity, "password")
		if _, kept := c.form(form); kept.Get("name") != "Sample program" || kept.Get("permission") != "asset.read" || kept.Get("password") != "" {
			t.Errorf("after a refusal the form holds %v", kept)
		}
		fill.Set("password", demo.Password)
		fill.Set("days", "4000")
		c.send(form, fill).expect(http.StatusUnprocessableEntity, "It lasts from 1 to")
		fill.Set("days", "7")
		fill["permission"] = []string{"account.write"}
		c.send(form, fill).expect(http.StatusUnprocessableEntity, "Not yours")
		fill["permission"] = []string{"asset.read"}
		token := c.send(form, fill).expect(http.StatusOK, "It is shown this once").text(".once")
		if !strings.HasPrefix(token, "sbt_") || c.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("token %q, Cache-Control %q", token, c.header.Get("Cache-Control"))
		}
		if got := bearer(t, s, token); got != http.StatusOK {
			t.Fatalf("the token's first use: %d", got)
		}
		c.get("/settings/tokens").expect(http.StatusOK, "Sample program", "Read assets", "127.0.0.1")
		if strings.Contains(c.body, token[4:]) {
			t.Error("the token is shown again")
		}
		c.send("tbody form", nil).expect(http.StatusOK, "revoked")
		if got := bearer(t, s, token); got != http.StatusUnauthorized || c.count("tbody tr") != 0 {
			t.Errorf("revoked, it answers %d", got)
		}
	})
}

func bearer(t *testing.T, s *site, token string) int {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.url+"/api/v1/assets", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	return a.StatusCode
}
