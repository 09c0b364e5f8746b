package pages_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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
			"一": {Query: "due=foo", Sharing: setting.Organ}, "二": {Query: "bought=abcd", Sharing: setting.Organ},
			"三": {Query: "bought=%2B123", Sharing: setting.Organ}, "四": {Query: "entered=zz", Sharing: setting.Organ},
			"五": {Query: "due=request.x", Sharing: setting.Organ}, "六": {Query: "gone=2026-13", Sharing: setting.Organ},
		} { // past the check of what is saved, as an older release let them
			x.Name = name
			if _, err := s.app.Execute(t.Context(), s.actor("baomi1"), x, ""); err != nil {
				t.Fatal(err)
			}
		}
		all := map[string]int{}
		for _, login := range []string{"baomi1", "officer1", "keeper1"} {
			c := newClient(t, s, login, "zh")
			c.get("/assets").expect(http.StatusOK)
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
					Uncounted   string
				}
			}
			c.json("/api/v1/views", &got)
			for _, v := range got.Rows {
				means := "看不懂一二三四五六" // the names of views that mean nothing
				if bad := strings.Contains(means, v.Name); (v.Count == nil) != bad || (v.Uncounted == "invalid") != bad {
					t.Errorf("%s: %s is counted: %v, %q", login, v.Name, v.Count != nil, v.Uncounted)
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
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets?panel=views").expect(http.StatusOK)
		if n := c.count("table.views form"); n < 9 {
			t.Errorf("%d of the views can be dropped", n)
		}
	})
}

// A view that cannot be opened is not kept: nobody could use it.
func TestViewsThatMeanNothingAreNotSaved(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		for _, query := range []string{"due=foo", "bought=abcd", "bought=+123", "entered=zz", "due=request.x", "gone=1"} {
			c.get("/assets?panel=views").expect(http.StatusOK)
			c.send("form[action=/assets/views]", url.Values{"query": {query}, "name": {"坏的"}, "sharing": {"organ"}}).expect(http.StatusUnprocessableEntity)
			c.get("/assets?" + query).expect(http.StatusUnprocessableEntity)
			c.get("/assets").expect(http.StatusOK)
		}
		list, err := s.app.Store().SavedViews(t.Context(), s.actor("baomi1"))
		if err != nil || len(list) != 0 {
			t.Errorf("%d views kept, %v", len(list), err)
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
