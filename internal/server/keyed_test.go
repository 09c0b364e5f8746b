package server_test

import (
	"net/http"
	"strings"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// marked registers and classifies a computer that has no label yet.
func (h *house) marked(code string) string {
	h.t.Helper()
	id := h.call("officer", "POST", "/api/v1/assets", object{
		"code": code, "class": "medium", "kind": "usb_stick", "serial": "SN-" + code, "brand": "远山", "model": "U32",
		"department": h.dept["东海处"], "room": h.room["东海处"],
	}).is(http.StatusCreated).text("id")
	h.act("officer", id, "classify", object{"level": "secret", "basis": "示例依据"})
	h.act("head", id, "approve", nil)
	h.act("group", id, "approve", nil)
	return id
}

// The key is looked at before the filter: sent again it gives the first job,
// although the filter would find others by now, or none.
func TestAPrintByFilterIsAnsweredFromItsKey(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		one, two := h.marked("BM-101"), h.marked("BM-102")
		body := object{"filter": object{"unprinted": true}, "stock": "a4-70x37", "expect": 2}
		first := h.call("office", "POST", "/api/v1/labels", body, "Idempotency-Key", "due").is(http.StatusCreated)
		job := first.text("id")
		items := func() string {
			a := h.call("office", "GET", "/api/v1/labels/jobs/"+job, nil).is(http.StatusOK)
			return a.text("items", 0, "token") + " " + a.text("items", 1, "token")
		}
		tokens := items()
		if first.at("labels") != 2.0 {
			t.Fatalf("first: %s", first.body)
		}
		same := func(what string) {
			t.Helper()
			again := h.call("office", "POST", "/api/v1/labels", body, "Idempotency-Key", "due").is(http.StatusCreated)
			if again.text("id") != job || again.header.Get("Idempotent-Replayed") != "true" || again.at("labels") != 2.0 || items() != tokens {
				t.Errorf("%s: %s", what, again.body)
			}
		}
		same("nothing is left to print")
		three := h.marked("BM-103")
		same("another is left to print")
		if n := h.call("office", "GET", "/api/v1/labels/jobs", nil).is(http.StatusOK).count("rows"); n != 1 {
			t.Errorf("%d jobs", n)
		}
		for _, other := range []object{
			{"filter": object{"unprinted": true}, "stock": "a4-38x21", "expect": 2}, {"filter": object{"unlabelled": true}, "stock": "a4-70x37"},
			{"ids": []string{three}, "stock": "a4-70x37"},
		} {
			h.call("office", "POST", "/api/v1/labels", other, "Idempotency-Key", "due").refused(http.StatusConflict, "idempotency.mismatch")
		}
		if n := h.call("office", "POST", "/api/v1/labels", object{"filter": object{"unprinted": true}, "stock": "a4-70x37"},
			"Idempotency-Key", "next").is(http.StatusCreated).at("labels"); n != 1.0 {
			t.Errorf("under a new key: %v labels", n)
		}
		for _, id := range []string{one, two, three} {
			if l := h.record("office", id); l.count("labels") != 1 || l.at("labels", 0, "copies") != 1.0 {
				t.Errorf("printed more than once: %s", l.body)
			}
		}
	})
}

// The same for a command on all that a filter finds: the first choice stands.
func TestABulkCommandByFilterIsAnsweredFromItsKey(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		for _, code := range []string{"BM-201", "BM-202"} {
			h.inStore(code)
		}
		body := object{"filter": object{"life": []string{"in_store"}, "class": "computer"}, "args": object{"reference": "令1", "reason": "核查"}}
		key := strings.Repeat("k", 200) // as long as it may be
		first := h.call("office", "POST", "/api/v1/assets/bulk/freeze", body, "Idempotency-Key", key).is(http.StatusOK)
		if first.at("done") != 2.0 {
			t.Fatalf("first: %s", first.body)
		}
		later := h.inStore("BM-203")
		again := h.call("office", "POST", "/api/v1/assets/bulk/freeze", body, "Idempotency-Key", key).is(http.StatusOK)
		if again.at("done") != 2.0 || again.count("items") != 2 || again.at("items", 0, "again") != true ||
			again.text("items", 1, "id") != first.text("items", 1, "id") {
			t.Errorf("again: %s", again.body)
		}
		if strings.Contains(string(h.record("office", later).body), `"令1"`) {
			t.Error("what came later was frozen too")
		}
		body["args"] = object{"reference": "令2", "reason": "核查"}
		h.call("office", "POST", "/api/v1/assets/bulk/freeze", body, "Idempotency-Key", key).refused(http.StatusConflict, "idempotency.mismatch")
	})
}

// Files of labels: each GET is on record and counted, changes no version, and
// gives nothing of a label that is out of force.
func TestEveryFileOfALabelIsCounted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		id := h.inStore("BM-301")
		before := h.record("office", id)
		token, job := before.text("labels", 0, "token"), before.text("labels", 0, "job")
		sheet, svg := "/api/v1/labels/jobs/"+job+"/sheet.pdf", "/api/v1/labels/"+token+"/label.svg"
		for range 2 {
			h.call("office", "GET", sheet, nil).is(http.StatusOK)
		}
		h.call("officer", "GET", svg, nil).is(http.StatusOK)
		after := h.record("office", id)
		if after.at("labels", 0, "copies") != 3.0 || after.at("labels", 0, "fetched") != 3.0 {
			t.Errorf("labels: %s", after.body)
		}
		if after.at("version") != before.at("version") {
			t.Errorf("a GET changed the version: %v, was %v", after.at("version"), before.at("version"))
		}
		if n := h.call("office", "GET", "/api/v1/labels/jobs/"+job, nil).is(http.StatusOK).at("fetched"); n != 2.0 {
			t.Errorf("the job was fetched %v times", n)
		}
		lines := string(h.call("office", "GET", "/api/v1/assets/"+id+"/history", nil).is(http.StatusOK).body)
		if strings.Count(lines, "label.fetched") != 3 || strings.Count(lines, `"format":"pdf"`) != 2 {
			t.Errorf("history: %s", lines)
		}
		h.call("head", "GET", svg, nil).refused(http.StatusForbidden, "flow.seat")
		h.call("stranger", "GET", svg, nil).refused(http.StatusNotFound, "label.not_found")
		h.call("office", "POST", "/api/v1/labels/"+token+"/void", object{"reason": "破损"}).is(http.StatusOK)
		h.call("office", "GET", svg, nil).refused(http.StatusConflict, "flow.label-copy")
		h.call("office", "GET", sheet, nil).refused(http.StatusConflict, "flow.label-copy")
		if wrong, err := s.Refold(h.ctx); err != nil || len(wrong) > 0 {
			t.Errorf("refold: %v %v", wrong, err)
		}
	})
}
