package server_test

import (
	"net/http"
	"strings"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Many are issued, handed over and corrected by one call each; a dry run tells
// before what would be refused and why, and does nothing.
func TestManyAreWeighedAndDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		one, two := h.inStore("BM-501"), h.inStore("BM-502")
		h.act("technician", one, "check", object{"wireless": "absent", "network": "none"})
		issue := object{"ids": []string{one, two}, "args": object{"person": h.person["keeper"], "room": h.room["东海处"]}, "dry_run": true}
		before := h.record("office", one).at("version")
		dry := h.call("office", "POST", "/api/v1/assets/bulk/issue", issue, "Idempotency-Key", "issue").is(http.StatusOK)
		if dry.at("done") != 1.0 || dry.at("refused") != 1.0 || dry.text("items", 1, "problem", "rule") == "" {
			t.Fatalf("dry run: %s", dry.body)
		}
		if now := h.record("office", one); now.at("version") != before || now.at("request") != nil {
			t.Errorf("a dry run did something: %s", now.body)
		}
		if r := h.call("office", "GET", "/api/v1/refusals", nil).is(http.StatusOK); r.count("rows") != 0 {
			t.Errorf("a dry run is no evidence: %s", r.body)
		}
		issue["dry_run"] = false
		for range 2 { // the dry run has not used up the key
			got := h.call("office", "POST", "/api/v1/assets/bulk/issue", issue, "Idempotency-Key", "issue").is(http.StatusOK)
			if got.at("done") != 1.0 || got.text("items", 0, "id") != one {
				t.Fatalf("issue: %s", got.body)
			}
		}
		h.act("head", one, "approve", nil)
		h.act("keeper", one, "accept", nil)

		over := object{"filter": object{"keeper": h.person["keeper"]}, "args": object{"person": h.person["stranger"]}, "dry_run": true}
		told := h.call("keeper", "POST", "/api/v1/assets/bulk/hand-over", over).is(http.StatusOK)
		if told.count("items") == 0 {
			t.Errorf("hand-over: %s", told.body)
		}

		correct := object{"ids": []string{one, two}, "args": object{"reason": "示例", "correct": object{"serial": "S"}}}
		h.call("officer", "POST", "/api/v1/assets/bulk/correct", correct).refused(http.StatusUnprocessableEntity, "input.invalid")
		correct["args"] = object{"reason": "示例", "correct": object{"supplier": "示例供货商"}}
		got := h.call("officer", "POST", "/api/v1/assets/bulk/correct", correct).is(http.StatusOK)
		if got.at("done") != 2.0 || !strings.Contains(string(h.record("office", two).body), "示例供货商") {
			t.Errorf("correct: %s", got.body)
		}
	})
}
