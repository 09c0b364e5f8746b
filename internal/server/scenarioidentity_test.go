package server_test

import "net/http"

// identity is what belongs to sessions, tokens, requests of two, and the audit.
func (h *house) identity() {
	h.t.Helper()
	own := h.call("witness", "GET", "/api/v1/sessions", nil).is(http.StatusOK)
	if own.count("rows") == 0 {
		h.t.Errorf("no session of one's own: %s", own.body)
	}
	made := h.call("witness", "POST", "/api/v1/tokens", object{"name": "示例程序", "permissions": []string{"asset.read"}, "days": 1, "password": password})
	if list := h.call("witness", "GET", "/api/v1/tokens", nil).is(http.StatusOK); made.status == http.StatusCreated && list.count("rows") != 1 {
		h.t.Errorf("the token is not told: %s", list.body)
	}
	h.call("witness", "DELETE", "/api/v1/tokens/"+made.text("id"), nil)
	h.call("witness", "POST", "/api/v1/session/factor", object{"code": "000000"})
	h.call("witness", "GET", "/api/v1/factors", nil).is(http.StatusOK)
	h.call("witness", "POST", "/api/v1/factors", object{"name": "手机", "proof": object{"password": password}}).is(http.StatusOK)
	h.call("witness", "POST", "/api/v1/factors/confirm", object{"code": "none"}).refused(http.StatusUnprocessableEntity, "input.invalid")
	h.call("witness", "DELETE", "/api/v1/factors/none", object{"password": password}).refused(http.StatusNotFound, "factor.not_found")
	h.call("secadmin", "DELETE", "/api/v1/accounts/"+h.account["witness"]+"/sessions", nil)
	delete(h.tokens, "witness")
	h.call("technician", "DELETE", "/api/v1/sessions/none", nil).is(http.StatusNotFound)
	h.call("technician", "DELETE", "/api/v1/sessions", nil)
	delete(h.tokens, "technician")

	h.call("auditor", "GET", "/api/v1/accounts/"+h.account["keeper"], nil).is(http.StatusOK)
	h.call("secadmin", "POST", "/api/v1/accounts/"+h.account["keeper"]+"/unlock", object{"reason": "示例"}).refused(http.StatusConflict, "flow.account")
	h.call("secadmin", "POST", "/api/v1/accounts/"+h.account["keeper"]+"/recover", object{"reason": "示例"}).is(http.StatusOK)
	wait := h.call("sysadmin", "GET", "/api/v1/accounts/requests", nil).is(http.StatusOK)
	if wait.count("rows") != 1 {
		h.t.Errorf("what waits for two: %s", wait.body)
	}
	h.call("sysadmin", "POST", "/api/v1/accounts/requests/"+wait.text("rows", 0, "id"), object{"yes": false, "reason": "示例"})

	h.call("secadmin", "POST", "/api/v1/accounts/"+h.account["keeper"]+"/recover", object{"reason": "示例"}).is(http.StatusOK)
	again := h.call("secadmin", "GET", "/api/v1/accounts/requests", nil).is(http.StatusOK)
	h.call("secadmin", "DELETE", "/api/v1/accounts/requests/"+again.text("rows", 0, "id"), nil).is(http.StatusOK)
	h.call("sysadmin", "POST", "/api/v1/accounts/none/code", object{}).is(http.StatusNotFound)

	h.call("auditor", "GET", "/api/v1/audit?view=users", nil).is(http.StatusOK)
	h.call("auditor", "GET", "/api/v1/audit/export?view=users&format=csv&purpose=%E7%A4%BA%E4%BE%8B", nil)
	h.call("auditor", "POST", "/api/v1/audit/verify", object{})
	h.call("auditor", "GET", "/api/v1/seats", nil).is(http.StatusOK)
}
