package server_test

import (
	"net/http"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Before the decision the record says that it is not decided, and nothing of what
// the storage held; what the old ledger said is the claim.
func TestARecordSaysNothingBeforeTheDecision(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		out := h.do("office", app.Register{Registration: asset.Registration{
			Code: "UD-1", Class: asset.Medium, Kind: "usb_stick", Serial: "UD1", Brand: "示范牌", Department: h.dept["东海处"],
			Claim: asset.Claim{Level: "secret", Term: 20},
		}})
		r := h.call("office", "GET", "/api/v1/assets/"+out.ID, nil).is(http.StatusOK)
		if _, told := r.at().(map[string]any)["high_water"]; told || r.at("decided") != false || r.text("claim", "level") != "secret" {
			t.Errorf("%s", r.body)
		}
		a := h.call("office", "POST", "/api/v1/assets/"+out.ID+"/classify", object{"level": "confidential", "basis": "示例"})
		a.refused(http.StatusConflict, "lvl.high-water")
		if a.count("missing") != 2 {
			t.Errorf("%s", a.body)
		}
	})
}
