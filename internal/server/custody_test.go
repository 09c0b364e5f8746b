package server_test

import (
	"net/http"
	"testing"
	"time"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// «Who held it at time t» is answered as on the record's page: on a day, and all
// along; to nobody who may not see the asset.
func TestWhoHeldIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		id := h.inUse("BM-401")
		zone, err := time.LoadLocation("Asia/Shanghai")
		if err != nil {
			t.Fatal(err)
		}
		day := func(n int) string { return time.Now().In(zone).AddDate(0, 0, n).Format("2006-01-02") }
		path := "/api/v1/assets/" + id + "/custody"

		all := h.call("office", "GET", path, nil).is(http.StatusOK)
		n := all.count("periods")
		if n < 2 || all.text("periods", 0, "holder") != "store" || all.at("then") != nil {
			t.Fatalf("custody: %s", all.body)
		}
		if last := n - 1; all.text("periods", last, "keeper", "id") != h.person["keeper"] || all.text("periods", last, "verb") != "issue" ||
			all.at("periods", last, "until") != nil || all.text("periods", last-1, "until") != all.text("periods", last, "from") {
			t.Errorf("custody: %s", all.body)
		}
		then := h.call("office", "GET", path+"?on="+day(0), nil).is(http.StatusOK)
		if then.text("then", "keeper", "id") != h.person["keeper"] || then.text("then", "holder") != "keeper" ||
			then.text("then", "life") != "in_use" || then.text("then", "mark") != "机密★20年" || then.text("then", "department", "name") != "东海处" {
			t.Errorf("today: %s", then.body)
		}
		if before := h.call("office", "GET", path+"?on="+day(-1), nil).is(http.StatusOK); before.at("then") != nil || before.text("on") != day(-1) {
			t.Errorf("the day before: %s", before.body)
		}
		h.call("office", "GET", path+"?on="+day(2), nil).refused(http.StatusUnprocessableEntity, "input.invalid")
		h.call("office", "GET", path+"?on=2026", nil).refused(http.StatusUnprocessableEntity, "input.invalid")
		h.call("stranger", "GET", path, nil).is(http.StatusNotFound)

		h.act("office", id, "freeze", object{"reference": "令1", "reason": "核查"})
		h.act("office", id, "unfreeze", object{"reference": "令2", "reason": "核查完毕"})
		held := h.call("keeper", "GET", path, nil).is(http.StatusOK)
		found := false
		for i := range held.count("holds") {
			if held.text("holds", i, "kind") == "frozen" {
				found = held.at("holds", i, "until") != nil && held.text("holds", i, "reason") == "核查" && held.at("holds", i, "lifted_by") != nil
			}
		}
		if !found {
			t.Errorf("holds: %s", held.body)
		}
	})
}
