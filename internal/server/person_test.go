package server_test

import (
	"net/http"
	"testing"
	"time"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Whoever is not shown what a person is trusted with takes it away by saying so;
// what he leaves out stays, and who may not set it learns nothing by trying.
func TestATrustIsTakenAwayByWhoIsNotShownIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		today := string(h.app.Today(time.Now()))
		path := "/api/v1/persons/" + h.person["keeper"]
		is := func(what, clearance, until, trained string) {
			t.Helper()
			m, _ := h.call("office", "GET", path, nil).is(http.StatusOK).at().(map[string]any)
			got := func(k string) string { v, _ := m[k].(string); return v }
			if got("clearance") != clearance || got("clearance_until") != until || got("trained_on") != trained {
				t.Errorf("%s: %v", what, m)
			}
		}
		record := func(more object) object {
			out := object{"name": "赵keeper", "department": h.dept["东海处"], "status": "active"}
			for k, v := range more {
				out[k] = v
			}
			return out
		}
		h.call("secadmin", "PUT", path, record(object{"clearance_until": "2099-12-31"})).is(http.StatusOK)
		is("an end", "top_secret", "2099-12-31", today)
		h.call("secadmin", "PUT", path, record(nil)).is(http.StatusOK)
		is("all left out", "top_secret", "2099-12-31", today)
		h.call("secadmin", "PUT", path, record(object{"clearance_until": nil, "trained_on": ""})).is(http.StatusOK)
		is("emptied", "top_secret", "", "")
		h.call("secadmin", "PUT", path, record(object{"clearance": "unclassified"})).is(http.StatusOK)
		is("taken away", "unclassified", "", "")
		for _, tried := range []object{{"clearance": "unclassified"}, {"clearance": "secret"}, {"trained_on": ""}, {"undertaking_on": today}, {"undertaking_on": nil}} {
			h.call("sysadmin", "PUT", path, record(tried)).refused(http.StatusForbidden, "flow.seat")
		}
		if a := h.call("secadmin", "PUT", path, record(object{"trained_on": "yesterday"})); a.status != http.StatusUnprocessableEntity {
			t.Errorf("no day: %d %s", a.status, a.body)
		}
	})
}
