package server_test

import (
	"net/http"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
)

// T16 for the tokens of programs: ended, or its owner's account suspended or
// closed, or his password changed, or tokens no longer allowed, a token opens
// nothing: at once here, within a second in another process that knew it.
func TestATokenIsGoneWithinASecond(t *testing.T) {
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		far := h.second(t, db)
		for i, c := range []struct {
			name string
			do   func(login, id string)
		}{
			{"ended by its owner", func(login, id string) {
				if err := h.auth.EndToken(h.ctx, h.inPerson(login), id); err != nil {
					t.Fatal(err)
				}
			}},
			{"account suspended", func(login, _ string) {
				h.do("secadmin", app.MoveAccount{Account: h.account[login], State: account.Suspended, Reason: "示例"})
			}},
			{"account closed", func(login, _ string) {
				h.do("secadmin", app.MoveAccount{Account: h.account[login], State: account.Closed, Reason: "示例"})
			}},
			{"password changed", func(login, _ string) {
				if err := h.auth.ChangePassword(h.ctx, h.inPerson(login), auth.Given{Password: password}, "明月清风 谁与共 坐 31 舟行万里"); err != nil {
					t.Fatal(err)
				}
			}},
			{"tokens no longer allowed", func(string, string) {
				h.do("secadmin", app.SetPolicy{Key: "token.allowed", Raw: "false", Reason: "示例"})
			}},
		} {
			login := "program-" + string(rune('a'+i))
			h.member(login, "东海处", org.AssetOfficer, "东海处")
			token, made, err := h.auth.MakeToken(h.ctx, h.inPerson(login),
				account.TokenAsked{Name: "示例程序", Permissions: []org.Permission{org.AssetRead}, Days: 1}, auth.Given{Password: password})
			if err != nil {
				t.Fatal(err)
			}
			in := func(s *house) bool {
				return s.raw("GET", "/api/v1/assets", nil, "Authorization", "Bearer "+token).status == http.StatusOK
			}
			if !in(h) || !in(far) {
				t.Fatalf("%s: the token is of no use before", c.name)
			}
			c.do(login, made.ID)
			done := time.Now()
			if in(h) {
				t.Errorf("%s: good on the same server", c.name)
			}
			for in(far) {
				if time.Since(done) > 3*time.Second {
					t.Fatalf("%s: still good in another process", c.name)
				}
				time.Sleep(5 * time.Millisecond)
			}
			if took := time.Since(done); took > time.Second {
				t.Errorf("%s: good in another process for %s", c.name, took)
			} else {
				t.Logf("%-26s at once here, after %4d ms in another process", c.name, took.Milliseconds())
			}
		}
	})
}

// inPerson is the login's owner in a new session of his.
func (h *house) inPerson(login string) org.Actor {
	h.t.Helper()
	_, a, err := h.auth.Resolve(h.ctx, h.fresh(login).cookie)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}
