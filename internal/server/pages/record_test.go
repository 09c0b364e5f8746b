package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// The tabs of a record: who held it on a day, its parts with what they ever
// held, its papers, what holds it and what lifts that, what it is connected to.
func TestRecordTabs(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}, Class: asset.Computer}, func(a view.Asset) bool {
			return free(a) && len(s.record("baomi1", a.ID).Parts) > 0
		})
		today := time.Now().In(time.FixedZone("CST", 8*3600)).Format("2006-01-02")
		c := newClient(t, s, "baomi1", "zh")
		at := "/assets/" + x.ID

		c.get(at+"?tab=custody&on="+today).expect(http.StatusOK, today+" 当日结束时", "至今")
		if then := c.text("#then"); !strings.Contains(then, x.Keeper.Name) || !strings.Contains(then, x.Department.Name) || !strings.Contains(then, "在用") {
			t.Errorf("today: %s", then)
		}
		if c.count("table.periods tbody tr") < 2 {
			t.Errorf("periods: %s", c.text("table.periods"))
		}
		c.get(at+"?tab=custody&on=2001-01-01").expect(http.StatusOK, "当时尚未建账")
		c.get(at+"?tab=custody&on=2099-01-01").expect(http.StatusOK, "这一天还没有到")
		if c.count(".field.wrong") != 1 || c.count("#then") != 0 {
			t.Error("a day to come is not blamed at its field")
		}

		drive := s.record("baomi1", x.ID).Parts[0]
		high := s.record("baomi1", drive.ID).State.HighWater
		c.get(at+"?tab=parts").expect(http.StatusOK, drive.Code, drive.Serial, "最高曾存密级")
		if got := c.text("table.parts td strong"); got != high.Text().ZH {
			t.Errorf("the drive held %q, want %q", got, high.Text().ZH)
		}
		c.get(at+"?tab=papers").expect(http.StatusOK, "打印标签")
		if c.count(`table.papers a[href^=/labels/jobs/]`) == 0 && c.count("table.papers tbody tr a") == 0 {
			t.Errorf("papers lead nowhere: %s", c.text("table.papers"))
		}
		c.get(at+"?tab=connected").expect(http.StatusOK, "网络属性")

		c.get(at+"?tab=holds").expect(http.StatusOK, "现在没有管控")
		c.get(at + "/do/freeze")
		c.send("main form[method=post]", merge(pick("reference", "示例〔2026〕9号"), pick("reason", "核查"))).expect(http.StatusOK, "已办理：冻结")
		c.get(at+"?tab=holds").expect(http.StatusOK, "已冻结", "示例〔2026〕9号", "核查", "解除冻结")
		me := s.actor("baomi1").Name
		if row := c.text("table.holdings tbody tr"); !strings.Contains(row, me) || !strings.Contains(row, "有登记") {
			t.Errorf("who froze it is not said: %s", row)
		}
		c.get(at + "/do/unfreeze")
		c.send("main form[method=post]", merge(pick("reference", "示例〔2026〕10号"), pick("reason", "查清"))).expect(http.StatusOK)
		c.get(at+"?tab=holds").expect(http.StatusOK, "现在没有管控", "以前的管控", "示例〔2026〕10号 查清")

		c.get(at+"/print").expect(http.StatusOK, "设备记录", x.Code, x.Serial, drive.Serial, "由 "+me+" 打印于", "以前的管控", "登记建账")
		newClient(t, s, "keeper1", "zh").get("/assets/" + s.find("baomi1", view.AssetFilter{}, func(a view.Asset) bool {
			return a.Department.Name == "研究室" && a.Keeper.Name != ""
		}).ID + "/print").expect(http.StatusNotFound)
	})
}

// A history is narrowed in the address: by what, by whom, by when.
func TestHistoryOfARecordIsFiltered(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
	c := newClient(t, s, "baomi1", "zh")
	all := c.get("/assets/" + x.ID).count("table.history tbody tr")
	if all < 5 {
		t.Fatalf("%d rows", all)
	}
	c.get("/assets/"+x.ID+"?tab=history&what=custody").expect(http.StatusOK, "发放")
	some := c.count("table.history tbody tr")
	if some == 0 || some >= all || strings.Contains(c.text("table.history"), "打印标签") {
		t.Errorf("%d rows of %d: %s", some, all, c.text("table.history"))
	}
	if got := pages.Attr(pages.One(c.doc, "#f-what option[selected]"), "value"); got != "custody" {
		t.Errorf("the filter shows %q", got)
	}
	c.get("/assets/"+x.ID+"?tab=history&by="+url.QueryEscape(x.Keeper.Name)).expect(http.StatusOK, "经办人："+x.Keeper.Name)
	for _, n := range pages.All(c.doc, "table.history tbody tr") {
		if !strings.Contains(pages.Words(n), x.Keeper.Name) {
			t.Errorf("not by %s: %s", x.Keeper.Name, pages.Words(n))
		}
	}
	c.get("/assets/"+x.ID+"?tab=history&by="+url.QueryEscape("没有此人")).expect(http.StatusOK, "没有符合的结果", "还没有记录")
	c.get("/assets/"+x.ID+"?tab=history&from=2001-01-01&until=2001-12-31").expect(http.StatusOK, "还没有记录", "清除筛选")
	c.get("/assets/"+x.ID+"?tab=history&from=tomorrow").expect(http.StatusOK, "日期写作")
	if c.count(".field.wrong #f-from") != 1 {
		t.Error("the wrong day is not marked")
	}
}

// What nobody would look for is not listed as impossible, and what is refused
// for one reason is said once.
func TestReasonsAreSaidOnceAndToThePoint(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}, Class: asset.Computer}, free)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets/" + x.ID)
	why := c.text(".why")
	for _, no := range []string{"同意", "签收", "撤回", "解除冻结", "存入涉密文件", "作废草稿", "定密"} {
		for _, n := range pages.All(c.doc, ".why strong") {
			for _, verb := range strings.Split(pages.Words(n), "、") {
				if verb == no {
					t.Errorf("%s is listed: %s", no, why)
				}
			}
		}
	}
	if !strings.Contains(why, "flow.s") {
		t.Errorf("no reason is left: %s", why)
	}
	seen := map[string]bool{}
	for _, n := range pages.All(c.doc, ".why li") {
		reason := strings.TrimPrefix(pages.Words(n), pages.Words(pages.One(n, "strong")))
		if seen[reason] {
			t.Errorf("said twice: %s", reason)
		}
		seen[reason] = true
	}
}
