package pages_test

import (
	"net/http"
	"testing"
)

// Who has no scan box is not told of its key, and is led to no asset.
func TestAdministratorsAreNotLedToWhatTheyMayNotOpen(t *testing.T) {
	s := onSQLite(t)
	for login, scans := range map[string]int{"baomi1": 1, "keeper1": 1, "sysadmin": 0, "secadmin": 0, "auditor": 0} {
		c := newClient(t, s, login, "zh")
		for _, path := range []string{"/organ", "/organ/rooms", "/organ/persons"} {
			c.get(path).expect(http.StatusOK)
			if c.count("footer .noprint") != scans || c.count(".scanbox input") != scans {
				t.Errorf("%s %s: %s", login, path, c.text("footer"))
			}
			if n := c.count(`a[href^=/assets]`); scans == 0 && n != 0 {
				t.Errorf("%s %s: %d links to assets", login, path, n)
			}
		}
	}
}
