package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// What the old ledger says of the level stands on the record and on the page on
// which it is decided; below it storage is refused by rule, and other things need
// a reason, which those who sign are shown. What storage held is not known before.
func TestTheOldLedgersLevelIsShownAndBinds(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		office := s.find("baomi1", view.AssetFilter{}, func(a view.Asset) bool { return a.Department.Name == "办公厅" }).Department.ID
		enter := func(code string, c asset.Class, k asset.Kind) string {
			t.Helper()
			out, err := s.app.Execute(context.Background(), s.actor("baomi1"), app.Register{Registration: asset.Registration{
				Code: code, Class: c, Kind: k, Brand: "示范牌", Serial: "S" + code, Department: office, Claim: asset.Claim{Level: "top_secret", Term: 30},
			}}, "")
			if err != nil {
				t.Fatal(err)
			}
			return "/assets/" + out.ID
		}
		stick, key := enter("CL-1", asset.Medium, "usb_stick"), enter("CL-2", asset.Token, "usb_key")
		c := newClient(t, s, "baomi1", "zh")
		c.get(stick).expect(http.StatusOK, "原台账：密级", "绝密★30年", "—（尚未定密）")
		lower := url.Values{"level": {"confidential"}, "basis": {"示例依据"}}
		c.get(stick+"/do/classify").expect(http.StatusOK, "原台账：密级").send("main form[method=post]", lower)
		c.expect(http.StatusConflict, "lvl.high-water", "原台账密级：绝密★30年", "作废此草稿")
		c.get(key+"/do/classify").send("main form[method=post]", lower).expect(http.StatusUnprocessableEntity, "原台账密级为绝密★30年")
		lower.Set("reason", "仅存示例证书")
		c.send("main form[method=post]", lower).expect(http.StatusOK)
		head := newClient(t, s, "head.bgt", "zh")
		head.get(key+"/do/approve").expect(http.StatusOK, "原台账：密级", "绝密★30年", "秘密", "仅存示例证书")
		en := newClient(t, s, "baomi1", "en").get(stick)
		if text := en.text("main"); !strings.Contains(text, "not decided yet") || !strings.Contains(text, "Former ledger: level") {
			t.Errorf("%s", text)
		}
	})
}
