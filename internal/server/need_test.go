package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Need-to-know: a witness sees an asset while it waits for the signature of his
// seat, a technician while he has work on it, each within his grant and clearance;
// before and after it is to them what does not exist, whichever way they ask.
func TestNeedToKnow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.cleared("witness-east", "西山处", org.Witness, "东海处", level.TopSecret)
		h.cleared("witness-west", "东海处", org.Witness, "西山处", level.TopSecret)
		h.cleared("witness-low", "东海处", org.Witness, "", level.Confidential)
		h.cleared("technician-west", "东海处", org.Technician, "西山处", level.TopSecret)
		h.cleared("technician-low", "东海处", org.Technician, "", level.Confidential)
		h.member("taker", "东海处", "", "")
		h.member("lent", "西山处", "", "")
		on := h.thing("东海处", level.Secret, "")

		h.seen("in store", on, "technician")
		h.acts("technician", on.asset, asset.VerbCheck, asset.Args{Wireless: "absent", Network: "none"})
		h.acts("office", on.asset, asset.VerbIssue, asset.Args{Person: h.person["keeper"], Room: h.room["东海处"], Use: "起草"})
		h.seen("to be issued", on, "technician", "keeper")
		h.acts("head", on.asset, asset.VerbApprove, asset.Args{})
		h.acts("keeper", on.asset, asset.VerbAccept, asset.Args{})
		h.seen("in use", on, "keeper")
		h.acts("keeper", on.asset, asset.VerbHandOver, asset.Args{Person: h.person["taker"], Reason: "岗位调整"})
		h.seen("before the turn of the witness", on, "keeper", "taker")
		h.acts("head", on.asset, asset.VerbApprove, asset.Args{})
		h.seen("waiting for a witness", on, "keeper", "taker", "witness", "witness-east")

		today := h.app.Today(s.Now())
		h.do("witness-east", app.Delegate{Delegation: org.Delegation{
			To: h.person["lent"], Seat: org.Witness, Department: h.dept["东海处"], From: today, Until: today}})
		h.seen("lent to another", on, "keeper", "taker", "witness", "witness-east", "lent")

		for _, x := range []struct{ login, waiting string }{{"witness", "1"}, {"witness-east", "1"}, {"witness-west", "0"}, {"witness-low", "0"}} {
			if n := fmt.Sprint(h.call(x.login, "GET", "/api/v1/counters", nil).is(http.StatusOK).at("waiting")); n != x.waiting {
				t.Errorf("%s: %s are said to wait", x.login, n)
			}
			if n := fmt.Sprint(h.call(x.login, "GET", "/api/v1/inbox", nil).is(http.StatusOK).count("rows")); n != x.waiting {
				t.Errorf("%s: %s are in the inbox", x.login, n)
			}
		}
		h.call("witness-west", "POST", "/api/v1/assets/"+on.asset+"/approve", nil).refused(http.StatusNotFound, "asset.not_found")
		unknown := h.call("witness-low", "POST", "/api/v1/assets/0none0none0none0none/approve", nil).is(http.StatusNotFound)
		low := h.call("witness-low", "POST", "/api/v1/assets/"+on.asset+"/approve", nil).is(http.StatusNotFound)
		if low.text("detail") != unknown.text("detail") {
			t.Errorf("out of need-to-know %q, unknown %q", low.text("detail"), unknown.text("detail"))
		}
		signed := h.call("witness", "POST", "/api/v1/assets/"+on.asset+"/approve", nil, "Idempotency-Key", "w1").is(http.StatusOK)
		if signed.text("code") != on.code {
			t.Errorf("the witness is told %s", signed.body)
		}
		h.seen("witnessed", on, "keeper", "taker")
		h.call("witness", "POST", "/api/v1/assets/"+on.asset+"/approve", nil).refused(http.StatusNotFound, "asset.not_found")
	})
}

// seen holds every way to ask for the thing: of those who have to know, and of
// all the others that the test made.
func (h *house) seen(when string, on things, by ...string) {
	h.t.Helper()
	sees := map[string]bool{}
	for _, login := range by {
		sees[login] = true
	}
	for _, login := range []string{
		"keeper", "taker", "lent", "witness", "witness-east", "witness-west", "witness-low", "technician", "technician-west", "technician-low",
	} {
		want := http.StatusNotFound
		if sees[login] {
			want = http.StatusOK
		}
		at := "/api/v1/assets/" + on.asset
		for _, path := range []string{at, at + "/history", at + "/custody", "/api/v1/scan/" + on.code, "/api/v1/scan/" + on.token} {
			if a := h.call(login, "GET", path, nil); a.status != want {
				h.t.Errorf("%s: %s: %d, want %d", when, a.what, a.status, want)
			}
		}
		if got := h.call(login, "GET", "/api/v1/assets?q="+on.code, nil).is(http.StatusOK).count("rows"); (got > 0) != sees[login] { // some see its drive as well
			h.t.Errorf("%s: %s finds %d", when, login, got)
		}
		c := h.call(login, "GET", "/api/v1/counters", nil).is(http.StatusOK)
		if total, _ := c.at("total").(float64); (total > 0) != sees[login] {
			h.t.Errorf("%s: %s counts %v", when, login, total)
		}
	}
}
