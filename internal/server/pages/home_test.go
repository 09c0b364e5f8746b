package pages_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// Each counter opens a list of as many assets as it says, for everybody; what
// waits stands before what has happened.
func TestHomeCountersOpenTheirLists(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		for _, login := range []string{"baomi1", "head.xcb", "keeper1", "officer1", "tech"} {
			c := newClient(t, s, login, "zh")
			c.get("/").expect(http.StatusOK, "等我签收", "等我审批", "应归还", "超期未清理", "我保管的")
			type counted struct {
				href, text string
				n          int
			}
			var list []counted
			for _, a := range pages.All(pages.One(c.doc, "section[aria-labelledby=due-h]"), "a") {
				n, err := strconv.Atoi(strings.ReplaceAll(pages.Words(pages.One(a, "b")), ",", ""))
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, counted{pages.Attr(a, "href"), pages.Words(a), n})
			}
			if len(list) < 5 {
				t.Errorf("%s: %d counters", login, len(list))
			}
			for _, x := range list {
				c.get(x.href).expect(http.StatusOK)
				if strings.HasPrefix(x.href, "/audit") || x.n > 50 {
					continue
				}
				if rows := c.count("table.assets tbody tr"); rows != x.n {
					t.Errorf("%s: %q opens %d rows at %s", login, x.text, rows, x.href)
				}
			}
		}
	})
}

// What one has asked for stands on one's home page until it is done.
func TestHomeShowsWhatOneAskedFor(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets/" + x.ID + "/do/issue")
	c.send("main form[method=post]", pick("person", s.actor(staff[x.Department.Name].login).Person)).expect(http.StatusOK)
	c.get("/").expect(http.StatusOK, "我的未了申请")
	if row := c.text("table.asked"); !strings.Contains(row, x.Code) || !strings.Contains(row, "部门负责人") {
		t.Errorf("the request is not among one's own: %s", row)
	}
	c.get("/assets?waits=asked").expect(http.StatusOK, x.Code)
	c.get("/assets?waits=tomorrow").expect(http.StatusUnprocessableEntity, "无法识别的筛选条件")
}

// The three administrators find their work and nothing of the book.
func TestHomeOfAdministrators(t *testing.T) {
	s := onSQLite(t)
	for login, want := range map[string]string{"sysadmin": "/accounts", "secadmin": "/accounts", "auditor": "/audit"} {
		c := newClient(t, s, login, "zh")
		c.get("/").expect(http.StatusOK, "三员不办理业务")
		counters := 2
		if login == "sysadmin" { // he may not activate
			counters = 1
		}
		if (pages.One(c.doc, ".counts a[href=/accounts?state=inactive]") != nil) != (login == "secadmin") {
			t.Errorf("%s: %s", login, c.text(".counts"))
		}
		if pages.One(c.doc, ".btns a[href="+want+"]") == nil || c.count(".counts a") != counters || c.count("main a[href^=/assets]") != 0 || c.count("table") != 0 {
			t.Errorf("%s: %s", login, c.text("main"))
		}
		for _, a := range pages.All(pages.One(c.doc, ".counts"), "a") {
			other := newClientOf(c)
			other.get(pages.Attr(a, "href")).expect(http.StatusOK)
			if n := pages.Words(pages.One(a, "b")); n != itoa(int64(other.count("tbody tr"))) {
				t.Errorf("%s: %s says %s and opens %d rows", login, pages.Words(a), n, other.count("tbody tr"))
			}
		}
		if c.get("/overview").status != http.StatusForbidden {
			t.Errorf("%s may see the pictures", login)
		}
	}
}

// A picture shows what its table shows, and both what the list has.
func TestOverviewPicturesAndTables(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		for lang, words := range map[string][]string{
			"zh": {"各部门设备的密级", "设备的年份", "各月的增加与减少", "今后各周的到期事项", "绝密", "尚未定密", "已过期"},
			"en": {"Assets by department and level", "Assets by age", "In and out by month", "Work due by week", "Top secret", "Not classified yet", "Overdue"},
		} {
			c := newClient(t, s, "baomi1", lang)
			c.get("/overview").expect(http.StatusOK, words...)
			if n := c.count("section.chart svg.picture"); n != 4 {
				t.Errorf("%s: %d pictures", lang, n)
			}
			if c.count("details[open]") != 0 || c.get("/overview?tables=1").count("details[open]") != 4 {
				t.Errorf("%s: the tables do not open with the page that is asked for them", lang)
			}
			for _, chart := range []string{"places", "years", "flow", "due"} {
				section := pages.One(c.doc, "section[aria-labelledby="+chart+"-h]")
				list := pages.All(section, "tbody td a")
				for _, a := range slices.Concat(list[:min(len(list), 12)], pages.All(section, ".legend a")) {
					sameAsList(c, a)
				}
				if len(list) == 0 || len(pages.All(section, ".picture a")) != len(list) {
					t.Errorf("%s: of %s %d bars and %d figures open a list", lang, chart, len(pages.All(section, ".picture a")), len(list))
				}
			}
		}
	})
}

// sameAsList fails unless the list that a figure opens has so many rows.
func sameAsList(c *client, a *html.Node) {
	c.t.Helper()
	n, err := strconv.Atoi(pages.Words(a))
	if err != nil {
		c.t.Fatal(err)
	}
	list := newClientOf(c)
	list.get(pages.Attr(a, "href")).expect(http.StatusOK)
	if rows := list.count("table.assets tbody tr"); n <= 50 && rows != n {
		c.t.Errorf("%d in the table, %d in the list %s", n, rows, pages.Attr(a, "href"))
	} else if n > 50 && !strings.Contains(list.text(".bulkbar"), itoa(int64(n))) {
		c.t.Errorf("%d in the table; the list %s says %s", n, pages.Attr(a, "href"), list.text(".bulkbar"))
	}
}

// newClientOf is another tab of the same browser.
func newClientOf(c *client) *client { return &client{t: c.t, http: c.http, base: c.base} }

// Every page leads to its section of the guide, which is there for whoever asks,
// in both languages, with pictures that are served and without links to what is not.
func TestGuideIsServed(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "officer1", "zh")
	for path, topic := range map[string]string{"/": "home", "/assets": "find", "/scan": "scan", "/labels": "labels", "/overview": "overview", "/settings": "settings"} {
		c.get(path).expect(http.StatusOK)
		link := pages.One(c.doc, ".who a.help")
		if link == nil || pages.Attr(link, "href") != "/help/"+topic {
			t.Fatalf("%s does not lead to %s", path, topic)
		}
		c.get(pages.Attr(link, "href")).expect(http.StatusOK)
		if c.count("article p")+c.count("article li") == 0 || c.count("nav a[aria-current=page]") == 0 {
			t.Errorf("%s: %s", topic, c.text("main"))
		}
		pictures := pages.All(c.doc, "article img")
		if pictured := topic != "find" && topic != "settings"; pictured != (len(pictures) == 1) {
			t.Errorf("%s: %d pictures", topic, len(pictures))
		}
		for _, img := range pictures {
			c.get(pages.Attr(img, "src")).expect(http.StatusOK)
			if !strings.HasPrefix(c.body, "\x89PNG") || c.header.Get("Content-Type") != "image/png" {
				t.Errorf("%s: no picture at %s", topic, pages.Attr(img, "src"))
			}
		}
	}
	stranger := newClient(t, s, "", "en")
	stranger.get("/signin").expect(http.StatusOK)
	if pages.One(stranger.doc, "a[href=/help/accounts]") == nil {
		t.Error("the sign-in page leads to no help")
	}
	stranger.get("/help/accounts").expect(http.StatusOK, "User guide", "one-time code")
	if stranger.count("nav.nav") != 0 || stranger.count(`form[action=/signout]`) != 0 {
		t.Errorf("a stranger is shown what only one who is signed in has: %s", stranger.text("header"))
	}
	stranger.get("/help/nothing").expect(http.StatusNotFound, "The guide has no such section")
}
