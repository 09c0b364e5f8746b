package server_test

import (
	"net/http"
	"strings"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// The life of an account through the API: each step by whom it belongs to, told
// afterwards to the administrators and to nobody else.
func TestTheLifeOfAnAccountThroughTheAPI(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		at := "/api/v1/accounts/" + h.account["keeper"]
		why := object{"reason": "借调期满"}
		life := h.call("sysadmin", "GET", at, nil).is(http.StatusOK)
		if life.text("login") != "keeper" || life.text("state") != "active" || life.count("events") != 0 || life.count("waiting") != 0 {
			t.Errorf("as it is: %s", life.body)
		}
		for _, login := range []string{"office", "head", "stranger"} {
			h.call(login, "GET", at, nil).is(http.StatusForbidden)
			for _, step := range []string{"/suspend", "/activate", "/close"} {
				if a := h.call(login, "POST", at+step, why); a.status != http.StatusForbidden {
					t.Errorf("%s: %d %s", a.what, a.status, a.body)
				}
			}
		}
		h.call("sysadmin", "GET", "/api/v1/accounts/0none0none0none0none", nil).is(http.StatusNotFound)
		h.call("auditor", "POST", at+"/suspend", why).refused(http.StatusForbidden, "flow.seat")
		if a := h.call("secadmin", "POST", at+"/suspend", object{"reason": " "}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d %s", a.status, a.body)
		}
		h.call("keeper", "GET", "/api/v1/assets", nil).is(http.StatusOK)
		h.call("secadmin", "POST", at+"/suspend", why).is(http.StatusOK)
		h.call("keeper", "GET", "/api/v1/assets", nil).refused(http.StatusUnauthorized, "session.ended")
		h.call("secadmin", "POST", at+"/suspend", why).refused(http.StatusConflict, "flow.account")
		h.call("sysadmin", "POST", at+"/activate", nil).refused(http.StatusForbidden, "flow.seat")
		h.call("secadmin", "POST", at+"/activate", nil).is(http.StatusOK)
		h.call("sysadmin", "POST", at+"/close", why).refused(http.StatusForbidden, "flow.seat")
		h.call("secadmin", "POST", at+"/close", why).is(http.StatusOK)
		h.call("secadmin", "POST", at+"/activate", nil).refused(http.StatusConflict, "flow.account")
		after := h.call("auditor", "GET", at, nil).is(http.StatusOK)
		if after.text("state") != "closed" || after.text("moved", "reason") != "借调期满" || after.text("moved", "by", "id") == "" {
			t.Errorf("afterwards: %s", after.body)
		}
		var steps []string // the newest first; what a user did is not the system administrator's to read
		for i := range after.count("events") {
			if state := after.text("events", i, "state"); state != "" {
				steps = append(steps, state)
			}
		}
		if got := strings.Join(steps, " "); got != "closed active suspended active" {
			t.Errorf("the life is told as %q: %s", got, after.body)
		}
	})
}

// An account that is locked is unlocked by two through the API: who asks does not
// confirm, nor does its owner, and a refusal leaves it as it is.
func TestAnAccountIsUnlockedByTwoThroughTheAPI(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		at := "/api/v1/accounts/" + h.account["keeper"]
		in := object{"account": "keeper", "password": password}
		why, yes := object{"reason": "本人连续输错"}, object{"yes": true}
		h.call("secadmin", "POST", at+"/unlock", why).refused(http.StatusConflict, "flow.account")
		for range 5 {
			h.call("", "POST", "/api/v1/session", object{"account": "keeper", "password": "wrong"}).is(http.StatusUnauthorized)
		}
		h.call("", "POST", "/api/v1/session", in).refused(http.StatusTooManyRequests, "session.throttled")
		if a := h.call("auditor", "GET", at, nil).is(http.StatusOK); a.at("lock", "failures") != 5.0 {
			t.Errorf("the lock is not told: %s", a.body)
		}
		if a := h.call("sysadmin", "GET", at, nil).is(http.StatusOK); a.at("lock") != nil {
			t.Errorf("the lock is told to the system administrator: %s", a.body)
		}
		for _, login := range []string{"sysadmin", "auditor", "office"} {
			h.call(login, "POST", at+"/unlock", why).refused(http.StatusForbidden, "flow.seat")
		}
		first := h.waitingDual("unlock", why)
		h.call("secadmin", "POST", at+"/unlock", why).refused(http.StatusConflict, "flow.pending")
		h.call("secadmin", "POST", first, yes).refused(http.StatusForbidden, "flow.seat") // his own
		h.call("auditor", "POST", first, yes).refused(http.StatusForbidden, "flow.seat")
		if a := h.call("sysadmin", "POST", first, object{"yes": false}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("refused without a reason: %d %s", a.status, a.body)
		}
		h.call("sysadmin", "POST", first, object{"yes": false, "reason": "本人未到场"}).is(http.StatusOK)
		h.call("", "POST", "/api/v1/session", in).refused(http.StatusTooManyRequests, "session.throttled")
		h.call("sysadmin", "POST", first, yes).refused(http.StatusConflict, "flow.dual") // it is settled
		second := h.waitingDual("unlock", why)
		done := h.call("sysadmin", "POST", second, yes).is(http.StatusOK)
		if done.text("secret") != "" {
			t.Errorf("an unlocking gives a code: %s", done.body)
		}
		h.call("", "POST", "/api/v1/session", in).is(http.StatusCreated)
	})
}

// waitingDual has the security administrator ask for keeper's account, and gives
// the path on which the other one decides.
func (h *house) waitingDual(kind string, why object) string {
	h.t.Helper()
	h.call("secadmin", "POST", "/api/v1/accounts/"+h.account["keeper"]+"/"+kind, why).is(http.StatusOK)
	wait := h.call("sysadmin", "GET", "/api/v1/accounts/requests", nil).is(http.StatusOK)
	if wait.count("rows") != 1 || wait.text("rows", 0, "kind") != kind || wait.text("rows", 0, "account") != h.account["keeper"] {
		h.t.Fatalf("what waits for two: %s", wait.body)
	}
	return "/api/v1/accounts/requests/" + wait.text("rows", 0, "id")
}

// A password that is lost is made anew by two through the API: each is given half
// of the code, once, and neither half opens the account. An administrator neither
// confirms what he asked for nor anything about his own account.
func TestAnAccountIsRecoveredByTwoThroughTheAPI(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		at, why, yes := "/api/v1/accounts/"+h.account["keeper"], object{"reason": "口令遗失"}, object{"yes": true}
		h.call("keeper", "GET", "/api/v1/assets", nil).is(http.StatusOK)
		asked := h.call("secadmin", "POST", at+"/recover", why).is(http.StatusOK)
		wait := h.call("sysadmin", "GET", "/api/v1/accounts/requests", nil).is(http.StatusOK)
		path := "/api/v1/accounts/requests/" + wait.text("rows", 0, "id")
		if asked.text("secret") == "" || strings.Contains(string(wait.body), asked.text("secret")) {
			t.Fatalf("half of the code: %s %s", asked.body, wait.body)
		}
		h.call("keeper", "GET", "/api/v1/assets", nil).is(http.StatusOK) // asking ends nothing
		h.call("secadmin", "POST", path, yes).refused(http.StatusForbidden, "flow.seat")
		done := h.call("sysadmin", "POST", path, yes).is(http.StatusOK)
		h.call("keeper", "GET", "/api/v1/assets", nil).refused(http.StatusUnauthorized, "session.ended")
		h.call("", "POST", "/api/v1/session", object{"account": "keeper", "password": password}).is(http.StatusUnauthorized)
		activate := object{"account": "keeper", "password": "明月清风 谁与共 坐 松下听琴 31"}
		for _, half := range []string{asked.text("secret"), done.text("secret")} {
			activate["code"] = half
			h.call("", "POST", "/api/v1/activation", activate).refused(http.StatusUnauthorized, "activation.refused")
		}
		activate["code"] = asked.text("secret") + " " + done.text("secret")
		h.call("", "POST", "/api/v1/activation", activate).is(http.StatusNoContent)
		h.call("", "POST", "/api/v1/session", object{"account": "keeper", "password": activate["password"]}).is(http.StatusCreated)

		h.call("secadmin", "POST", "/api/v1/accounts/"+h.account["sysadmin"]+"/recover", why).is(http.StatusOK)
		own := "/api/v1/accounts/requests/" + h.call("auditor", "GET", "/api/v1/accounts/requests", nil).text("rows", 0, "id")
		h.call("sysadmin", "POST", own, yes).refused(http.StatusConflict, "flow.dual") // about himself
		h.call("secadmin", "POST", own, yes).refused(http.StatusConflict, "flow.dual") // asked for by himself
		if a := h.call("auditor", "POST", own, yes).is(http.StatusOK); a.text("secret") == "" {
			t.Errorf("the auditor, whose turn it is: %s", a.body)
		}
	})
}
