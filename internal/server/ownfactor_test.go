package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sealbook/internal/auth"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// A person whom the policy asks for a second factor enters a one-time code
// through the API alone, is told how, and removes it again with what it takes.
func TestOneEntersAndRemovesACodeThroughTheAPI(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		bearer := "Bearer " + h.bearerMust("office", auth.MustEnrol)
		elsewhere := h.bearerMust("office", auth.MustNothing)
		ask := func(method, path string, body any) answer {
			t.Helper()
			a := h.raw(method, "/api/v1"+path, body, "Authorization", bearer)
			h.doc.check(t, method, "/api/v1"+path, a)
			return a
		}
		told := ask("GET", "/assets", nil)
		told.refused(http.StatusForbidden, "session.must")
		if !strings.Contains(string(told.body), "POST /api/v1/factors") {
			t.Errorf("not told how: %s", told.body)
		}
		if a := ask("GET", "/factors", nil).is(http.StatusOK); a.count("rows") != 0 || a.at("proof", "code") != false {
			t.Errorf("no factor yet: %s", a.body)
		}
		proof := object{"password": password}
		ask("POST", "/factors", object{"name": "手机", "proof": object{"password": "no " + password}}).refused(http.StatusUnprocessableEntity, "proof.refused")
		ask("POST", "/factors/confirm", object{"code": "000000"}).refused(http.StatusConflict, "factor.gone")
		begun := ask("POST", "/factors", object{"name": "手机", "proof": proof}).is(http.StatusOK)
		secret := begun.text("secret")
		if !strings.HasPrefix(begun.text("uri"), "otpauth://totp/") || !strings.Contains(begun.header.Get("Cache-Control"), "no-store") {
			t.Fatalf("%v %s", begun.header, begun.body)
		}
		at := func(off time.Duration) string {
			code, err := totp.GenerateCode(secret, time.Now().Add(off))
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		ask("POST", "/factors/confirm", object{"code": at(time.Hour)}).refused(http.StatusUnprocessableEntity, "input.invalid")
		whole := ask("POST", "/factors/confirm", object{"code": at(-30 * time.Second)}).is(http.StatusOK)
		h.raw("GET", "/api/v1/assets", nil, "Authorization", bearer).refused(http.StatusUnauthorized, "session.ended")
		h.raw("GET", "/api/v1/assets", nil, "Authorization", "Bearer "+elsewhere).refused(http.StatusUnauthorized, "session.ended")
		bearer = "Bearer " + whole.text("token")
		ask("GET", "/assets", nil).is(http.StatusOK)

		list := ask("GET", "/factors", nil).is(http.StatusOK)
		if list.count("rows") != 1 || list.text("rows", 0, "kind") != "totp" || list.text("rows", 0, "name") != "手机" || list.at("proof", "code") != true ||
			strings.Contains(string(list.body), secret) {
			t.Errorf("%s", list.body)
		}
		id := list.text("rows", 0, "id")
		ask("POST", "/factors", object{"name": "另一", "proof": proof}).refused(http.StatusUnprocessableEntity, "proof.refused") // the password alone is none now
		ask("DELETE", "/factors/"+id, proof).refused(http.StatusUnprocessableEntity, "proof.refused")
		proof["code"] = at(0)
		ask("DELETE", "/factors/"+id, proof).is(http.StatusNoContent)
		if a := ask("GET", "/factors", nil); a.count("rows") != 0 {
			t.Errorf("%s", a.body)
		}
	})
}

// What is a person's own is not another's, a page's or a program's to change.
func TestOnesFactorsAreNobodyElses(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
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
	code, err := totp.GenerateCode(p.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, open, err = h.auth.FinishCode(h.ctx, token, open, code); err != nil {
		t.Fatal(err)
	}
	his, err := h.auth.Factors(h.ctx, open)
	if err != nil || len(his) != 1 {
		t.Fatalf("%v %v", his, err)
	}
	other := "Bearer " + h.bearerMust("secadmin", auth.MustNothing)
	if a := h.raw("GET", "/api/v1/factors", nil, "Authorization", other); a.count("rows") != 0 {
		t.Errorf("another's are shown: %s", a.body)
	}
	h.raw("DELETE", "/api/v1/factors/"+his[0].ID, object{"password": password}, "Authorization", other).refused(http.StatusNotFound, "factor.not_found")
	made := h.raw("POST", "/api/v1/tokens", object{"name": "示例程序", "permissions": []string{"account.read"}, "days": 1, "password": password}, "Authorization", other).is(http.StatusCreated)
	program := "Bearer " + made.text("token")
	h.raw("GET", "/api/v1/factors", nil, "Authorization", program).refused(http.StatusForbidden, "token.not_here")
	h.raw("POST", "/api/v1/factors", object{"name": "程序", "proof": object{"password": password}}, "Authorization", program).refused(http.StatusForbidden, "token.not_here")
	if left, err := h.auth.Factors(h.ctx, open); err != nil || len(left) != 1 {
		t.Errorf("%v %v", left, err)
	}
}
