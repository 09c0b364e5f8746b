package pages_test

import (
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"sealbook/internal/demo"
)

// factorDeeds are the second factors: begun, confirmed, removed, and asked for at
// the door. Each is of somebody new: everybody else signs with his password alone.
func factorDeeds() []deed {
	wrongCode := map[string]string{"code": "000000"}
	return []deed{
		{"begin a second factor", func(r *run) sheet {
			login, _ := r.withPassword()
			return sheet{login: login, path: "/settings/factors", css: `form[action="/settings/factors/start"]`, done: "#pending-h", at: "above",
				fill: map[string]string{"kind": "totp", "name": "示例令牌", "password": demo.Password}, wrong: map[string]string{"password": "not mine"}}
		}},
		{"confirm a second factor", func(r *run) sheet {
			login, c := r.withPassword()
			secret := begun(c)
			return sheet{login: login, path: "/settings/factors", css: `form[action="/settings/factors/confirm"]`, at: "above", wrong: wrongCode, secret: "code",
				fill: map[string]string{"code": r.codeAt(secret, 0)}}
		}},
		{"remove a second factor", func(r *run) sheet {
			login, c := r.withPassword()
			secret := begun(c)
			c.send("form[action=/settings/factors/confirm]", url.Values{"code": {r.codeAt(secret, 0)}})
			return sheet{login: login, path: "/settings/factors", css: `form[action="/settings/factors/remove"]`, button: "button.danger", at: "above", secret: "code",
				fill: map[string]string{"password": demo.Password, "code": r.codeAt(secret, 1)}, wrong: map[string]string{"password": "not mine"}}
		}},
		{"the second step of signing in", func(r *run) sheet {
			login, c := r.withPassword()
			secret := begun(c)
			c.send("form[action=/settings/factors/confirm]", url.Values{"code": {r.codeAt(secret, 0)}})
			other, _ := r.withPassword() // who is signed out on the way
			return sheet{login: other, path: "/settings", css: `form[action="/signin/factor"]`, at: "above", wrong: wrongCode, secret: "code", done: ".who .name",
				before: func() {
					r.signedOut()
					r.b.fill("#account", login)
					r.b.fill("#password", demo.Password)
					r.b.press("button.main")
				}, fill: map[string]string{"code": r.codeAt(secret, 1)}}
		}},
	}
}

// withPassword is somebody new who has signed in, and his session.
func (r *run) withPassword() (string, *client) {
	r.t.Helper()
	login, code := r.opened()
	code += r.activated(login)
	door := newClient(r.t, r.s, "", r.lang)
	door.get("/activate").send("form", url.Values{"account": {login}, "code": {code}, "new": {demo.Password}, "again": {demo.Password}})
	r.in[login] = newClient(r.t, r.s, login, r.lang)
	return login, r.in[login]
}

// begun begins a one-time code and gives its secret.
func begun(c *client) string {
	c.t.Helper()
	c.get("/settings/factors").send("form[action=/settings/factors/start]", url.Values{"kind": {"totp"}, "name": {"示例令牌"}, "password": {demo.Password}})
	secret := strings.ReplaceAll(c.text(".code"), " ", "")
	if len(secret) < 16 {
		c.t.Fatalf("no secret: %s", c.text("main"))
	}
	return secret
}

// codeAt is the code of so many steps ahead: one step is used once.
func (r *run) codeAt(secret string, ahead int) string {
	r.t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(time.Duration(ahead)*30*time.Second))
	if err != nil {
		r.t.Fatal(err)
	}
	return code
}
