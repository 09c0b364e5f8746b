package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sealbook/internal/auth"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func TestTheAPIAsksForTheSecondFactor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		token, open, err := h.auth.SignIn(h.ctx, "office", password, "192.0.2.9")
		if err != nil {
			t.Fatal(err)
		}
		if err := h.auth.StartCode(h.ctx, token, open, auth.Given{Password: password}, "手机"); err != nil {
			t.Fatal(err)
		}
		p, err := h.auth.Pending(h.ctx, token, open, "x")
		if err != nil {
			t.Fatal(err)
		}
		at := func(off time.Duration) string {
			code, err := totp.GenerateCode(p.Secret, time.Now().Add(off))
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		if _, _, err := h.auth.FinishCode(h.ctx, token, open, at(-30*time.Second)); err != nil {
			t.Fatal(err)
		}
		in := object{"account": "office", "password": password}
		half := h.call("", "POST", "/api/v1/session", in).is(http.StatusCreated)
		if half.text("must") != "factor" || half.text("factor", "challenge") == "" {
			t.Fatalf("%s", half.body)
		}
		bearer := "Bearer " + half.text("token")
		h.raw("GET", "/api/v1/assets", nil, "Authorization", bearer).refused(http.StatusForbidden, "session.must")
		h.raw("POST", "/api/v1/session/factor", object{"code": at(time.Hour)}, "Authorization", bearer).refused(http.StatusUnauthorized, "factor.refused")
		whole := h.raw("POST", "/api/v1/session/factor", object{"code": at(0)}, "Authorization", bearer)
		h.doc.check(t, "POST", "/api/v1/session/factor", whole)
		fresh := "Bearer " + whole.is(http.StatusOK).text("token")
		h.raw("GET", "/api/v1/assets", nil, "Authorization", bearer).refused(http.StatusUnauthorized, "session.ended")
		h.raw("GET", "/api/v1/assets", nil, "Authorization", fresh).is(http.StatusOK)
		h.raw("POST", "/api/v1/session/factor", object{"code": at(0)}, "Authorization", fresh).refused(http.StatusConflict, "factor.not_asked")

		in["code"] = at(0)
		h.call("", "POST", "/api/v1/session", in).refused(http.StatusUnauthorized, "session.refused") // used
		in["code"] = at(30 * time.Second)
		if at := h.call("", "POST", "/api/v1/session", in).is(http.StatusCreated); at.text("must") != "" {
			t.Errorf("%s", at.body)
		}

		// A password is not changed without it, be it expired even.
		h.must(whole.text("token"), auth.MustPassword)
		if a := h.raw("GET", "/api/v1/factors", nil, "Authorization", fresh).is(http.StatusOK); a.at("proof", "code") != true {
			t.Errorf("not told with what: %s", a.body)
		}
		put := object{"old": password, "new": "明月清风 谁与共 坐 31 舟行万里"}
		h.raw("PUT", "/api/v1/password", put, "Authorization", fresh).refused(http.StatusUnprocessableEntity, "proof.refused")
		put["code"] = at(30 * time.Second) // used for signing in
		h.raw("PUT", "/api/v1/password", put, "Authorization", fresh).refused(http.StatusUnprocessableEntity, "proof.refused")
	})
}
