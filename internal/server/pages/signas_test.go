package pages_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// Who signs in a lent seat is told so before he signs, beside what is signed; and an
// asset that nobody has decided on is not called unclassified.
func TestTheSignPageSaysAsWhomOneSigns(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		do := func(login string, c app.Command) {
			t.Helper()
			if _, err := s.app.Execute(context.Background(), s.actor(login), c, ""); err != nil {
				t.Fatal(err)
			}
		}
		head, today := s.actor("head.bgt"), s.app.Today(time.Now())
		at := head.Held[0].Department
		draft := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.Draft}, Department: at}, func(a view.Asset) bool {
			return a.Waiting.Verb == "" && a.Host.ID == "" && len(a.Holds) == 0
		})
		l := level.TopSecret // whatever the old ledger says, this is not below it
		do("officer1", app.Act{Command: asset.Command{Asset: draft.ID, Verb: asset.VerbClassify, Args: asset.Args{Level: &l, Basis: "示例依据"}}})
		do("head.bgt", app.Delegate{Delegation: org.Delegation{To: s.actor("keeper1").Person, Seat: org.DepartmentHead, Department: at, From: today, Until: today}})
		k := newClient(t, s, "keeper1", "zh")
		k.unsigned = true
		k.get("/assets/"+draft.ID+"/do/approve").send("main form[method=post]", nil)
		k.expect(http.StatusOK, "签署身份", "(受 "+head.Name+" 委托)", "未定密")
		if strings.Contains(k.text("main"), "非密") {
			t.Errorf("what is not decided is called unclassified: %s", k.text("main"))
		}
	})
}
