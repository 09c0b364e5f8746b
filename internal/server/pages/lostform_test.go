package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/server/pages"
)

// A form that comes after the session has ended is told to be lost, and the way
// back leads to the page it was sent from, of this site alone.
func TestAFormAfterTheSessionLeadsBack(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "", "zh")
	for from, back := range map[string]string{
		s.url + "/settings?x=1":             "/signin?back=%2Fsettings%3Fx%3D1",
		"http://elsewhere.example/settings": "/signin?back=%2F",
		s.url + "//elsewhere.example/":      "/signin?back=%2F",
		"":                                  "/signin?back=%2F",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/settings", strings.NewReader(url.Values{"lang": {"en"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Referer", from)
		res, err := c.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		c.take(res).expect(http.StatusUnauthorized, "刚才提交的内容没有办理，也没有保存")
		if got := pages.Attr(pages.One(c.doc, "a.btn.main"), "href"); got != back {
			t.Errorf("from %q: back by %q, want %q", from, got, back)
		}
	}
}
