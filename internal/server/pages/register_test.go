package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"sealbook/internal/view"
)

// A registration with something left out is told of each at its field and is no
// refusal; one sent before its room was found says that nothing was done yet.
func TestRegistrationTellsWhatIsMissing(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "officer1", "zh")
		refusals := func() int {
			a := newClient(t, s, "auditor", "zh")
			a.get("/audit").expect(http.StatusOK)
			return a.count("tbody tr")
		}
		count := func() int {
			n, err := s.store.CountAssets(context.Background(), s.actor("officer1"), view.AssetFilter{}, 1000)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before, all := refusals(), count()
		c.get("/assets/new").send("main form", url.Values{}).expect(http.StatusUnprocessableEntity, "请选择类别", "请选择类型", "请选择本部门")
		if n := refusals(); n != before {
			t.Errorf("%d refusals of a form that was not filled in", n-before)
		}
		c.get("/assets/new").send("main form", url.Values{"class": {"medium"}, "kind": {"usb_stick"}, "room_q": {"101"}})
		c.expect(http.StatusOK, "尚未提交")
		if n := count(); n != all {
			t.Errorf("%d registered", n-all)
		}
		c.get("/assets/new").send("main form", url.Values{"room_q": {"101"}, "find": {"room"}}).expect(http.StatusOK)
		if c.count(".note.bad") != 0 {
			t.Errorf("looking for a room is told as a fault: %s", c.text("main"))
		}
	})
}
