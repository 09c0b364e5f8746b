package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"sealbook/internal/server/pages"
)

// The language is kept for the person: another browser speaks it after he signs
// in. What is not in the form stays as it was.
func TestLanguageFollowsThePerson(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "keeper1", "zh")
		c.get("/rules")
		c.send(`form[action=/lang]`, nil).expect(http.StatusOK, "Home")
		if c.at != "/rules" {
			t.Errorf("the switch led to %s", c.at)
		}
		other := newClient(t, s, "keeper1", "zh")
		other.get("/settings").expect(http.StatusOK, "My settings")
		other.send("main form", url.Values{"scan.end": {"Tab"}, "scan.blank": {"45"}, "scan.sound": {"off"}, "lang": {"zh"}}).expect(http.StatusOK, "设置已保存")
		other.send("main form", url.Values{"scan.blank": {"soon"}}).expect(http.StatusUnprocessableEntity, "请填写 0 到 3600")
		if other.count(".field.wrong") != 1 {
			t.Error("the error does not stand at its field")
		}
		other.get("/scan").expect(http.StatusOK)
		station := pages.One(other.doc, "#station")
		if pages.Attr(station, "data-end") != "Tab" || pages.Attr(station, "data-blank") != "45" || other.count("#station[data-sound]") != 0 {
			t.Errorf("the station does not behave as set: %v", station.Attr)
		}
		newClient(t, s, "sysadmin", "en").get("/settings").expect(http.StatusOK, "My settings")
	})
}
