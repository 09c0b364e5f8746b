package pages_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/setting"
	"sealbook/internal/server/pages"
)

// The JSON of the saved views tells the number that stands on the list page: of
// what the reader sees in them, be they his own or shared with him.
func TestViewsCountAlikeOnThePageAndInJSON(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		for name, x := range map[string]app.SaveView{
			"全部": {Query: "", Sharing: setting.Organ}, "到期": {Query: "due=check", Sharing: setting.Organ},
			"待贴": {Query: "label=due", Sharing: setting.Organ}, "看不懂": {Query: "life=nonsense", Sharing: setting.Own},
		} {
			x.Name = name
			if _, err := s.app.Execute(t.Context(), s.actor("baomi1"), x, ""); err != nil {
				t.Fatal(err)
			}
		}
		all := map[string]int{}
		for _, login := range []string{"baomi1", "officer1", "keeper1"} {
			c := newClient(t, s, login, "zh")
			shown := map[string]string{}
			for _, a := range pages.All(c.get("/assets").doc, "nav.chips a.chip") {
				if n := pages.One(a, "b"); n != nil {
					shown[pages.Attr(a, "href")] = pages.Words(n)
				}
			}
			var got struct {
				Rows []struct {
					Name, Query string
					Count       *int
					More        bool
				}
			}
			c.json("/api/v1/views", &got)
			for _, v := range got.Rows {
				if (v.Count == nil) != (v.Name == "看不懂") {
					t.Errorf("%s: %s is counted: %v", login, v.Name, v.Count != nil)
				} else if v.Count != nil && (shown["/assets?"+v.Query] != strconv.Itoa(*v.Count) || v.More) {
					t.Errorf("%s: %s has %d in JSON, %q on the page", login, v.Name, *v.Count, shown["/assets?"+v.Query])
				}
				if v.Name == "全部" {
					all[login] = *v.Count
				}
			}
		}
		if all["baomi1"] <= all["officer1"] || all["officer1"] <= all["keeper1"] || all["keeper1"] == 0 {
			t.Errorf("counted beyond the reader's scope: %v", all)
		}
	})
}

// json asks the API for the same, with the cookie and the form token of the page.
func (c *client) json(path string, into any) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.base+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("X-Form-Token", pages.Attr(pages.One(c.doc, "input[name=form_token]"), "value"))
	got, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: %s", path, got.Status)
	}
	if err := json.NewDecoder(got.Body).Decode(into); err != nil {
		c.t.Fatal(err)
	}
}
