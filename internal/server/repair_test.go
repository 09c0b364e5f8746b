package server_test

import (
	"net/http"
	"testing"

	"sealbook/internal/domain/level"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// The board and an order through the API; what stands against sending out is all
// told at once.
func TestRepairsThroughTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	order := h.order(h.thing("东海处", level.Secret, "keeper"))
	board := h.call("office", "GET", "/api/v1/repairs?state=approved&open=true", nil).is(http.StatusOK)
	if board.text("rows", 0, "id") != order || board.text("rows", 0, "state") != "approved" {
		t.Errorf("%s", board.body)
	}
	h.call("office", "GET", "/api/v1/repairs?state=none", nil).is(http.StatusUnprocessableEntity)
	one := h.call("keeper", "GET", "/api/v1/repairs/"+order, nil).is(http.StatusOK)
	if one.text("fault") != "示例故障" || one.text("actions", 0, "verb") != "start" || one.text("actions", 0, "rule") != "flow.seat" {
		t.Errorf("%s", one.body)
	}
	start := object{"own": []string{h.person["keeper"], h.person["head"]}}
	refused := h.call("technician", "POST", "/api/v1/repairs/"+order+"/start", start).is(http.StatusForbidden)
	if list, ok := refused.at("missing").([]any); !ok || len(list) < 2 {
		t.Errorf("not all that stands against it is told: %s", refused.body)
	}
	done := h.call("technician", "POST", "/api/v1/repairs/"+order+"/start", object{"own": []string{h.person["technician"]}}).is(http.StatusOK)
	if done.text("life") != "in_repair_onsite" {
		t.Errorf("%s", done.body)
	}
	h.call("technician", "POST", "/api/v1/repairs/"+order+"/step", object{"version": 1, "what": "x", "own": []string{h.person["technician"]}}).is(http.StatusConflict)
}
