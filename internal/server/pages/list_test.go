package pages_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/setting"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// titles are the titles of the list's columns.
func titles(c *client) []string {
	var out []string
	for _, n := range pages.All(c.doc, "table.assets th")[1:] {
		out = append(out, pages.Words(n))
	}
	return out
}

// What is typed changes a part of the page: the same rows as the whole page has,
// without what stands around them.
func TestTheListComesInPart(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	whole := c.get("/assets?q=SF-PC&class=computer").text("[data-list] table.assets")
	if c.get("/assets?part=list&q=SF-PC&class=computer").text("[data-list] table.assets") != whole || whole == "" {
		t.Errorf("the part holds %q, the page %q", c.text("[data-list]"), whole)
	}
	if c.count("header") != 0 || c.count("[data-live]") != 0 || len(c.body) == 0 {
		t.Error("the part is a whole page")
	}
	if got := pages.Attr(pages.One(c.doc, "[data-list]"), "data-query"); got != "class=computer&q=SF-PC" {
		t.Errorf("the part is of %q", got)
	}
	c.get("/assets?part=list&life=nonsense").expect(http.StatusUnprocessableEntity)
}

// Each reader has his columns, in his order, and those that sort lead on.
func TestColumnsAreChosenByTheReader(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets?class=computer")
		if got := titles(c); !slices.Equal(got, []string{"保密编号", "名称型号", "序列号", "密级", "状态", "责任人", "部门与房间", "最近变动"}) {
			t.Errorf("usual columns %q", got)
		}
		c.get("/assets?class=computer&panel=columns")
		empty := url.Values{}
		for _, x := range setting.AllColumns() {
			empty["col."+string(x)] = []string{""}
		}
		const form = "form[action=/assets/columns]"
		c.send(form, merge(empty, pick("col.level", "soon"))).expect(http.StatusUnprocessableEntity, "请填写 1 到 99")
		if c.count(".field.wrong") != 1 || c.count("table.assets") != 1 {
			t.Error("the error does not stand at its field above the list")
		}
		c.send(form, merge(empty, pick("col.keeper", "1"), pick("col.code", "2"), pick("col.room", "2"), pick("col.book", "9"))).expect(http.StatusOK)
		if c.at != "/assets?class=computer" {
			t.Errorf("led to %s", c.at)
		}
		if got := titles(c); !slices.Equal(got, []string{"责任人", "保密编号", "房间", "台账"}) {
			t.Errorf("columns %q", got)
		}
		sorted := 0
		for _, n := range pages.All(c.doc, "table.assets th a") {
			c.get(pages.Attr(n, "href")).expect(http.StatusOK)
			sorted += c.count("th[aria-sort]")
		}
		if sorted != 2 {
			t.Errorf("%d of two columns sort", sorted)
		}
		if got := titles(newClient(t, s, "officer1", "zh").get("/assets")); len(got) != 8 {
			t.Errorf("another reader has %q", got)
		}
		c.get("/assets?panel=columns")
		c.send(form, pick("do", "usual")).expect(http.StatusOK)
		if got := titles(c); len(got) != 8 {
			t.Errorf("after the usual: %q", got)
		}
	})
}

// A view is a list under a name with a count: its owner's, or shared as far as
// his seats go, and then it says whose it is.
func TestViewsAreSavedSharedAndDropped(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets?class=computer&level=secret&panel=views")
		const form = "form[action=/assets/views]"
		c.send(form, pick("name", "")).expect(http.StatusUnprocessableEntity, "请给视图起个名称")
		if c.count(".field.wrong") != 1 {
			t.Error("the error does not stand at its field")
		}
		c.send(form, merge(pick("name", "机密 电脑"), pick("sharing", "organ"))).expect(http.StatusOK, "视图已保存")
		here := pages.One(c.doc, "nav a[aria-current=page][href=/assets?class=computer&level=secret]")
		page, err := s.store.Assets(context.Background(), s.actor("baomi1"), view.AssetFilter{Class: asset.Computer, Level: secret(), Limit: 500})
		if err != nil || here == nil || pages.Words(here) != "机密 电脑 "+itoa(int64(len(page.Rows))) {
			t.Errorf("the view says %q of %d, %v", pages.Words(here), len(page.Rows), err)
		}
		// Whom it is shared with sees whose it is, and his own count.
		other := newClient(t, s, "keeper1", "en")
		other.get("/assets").expect(http.StatusOK, "机密 电脑", "("+s.actor("baomi1").Name+")")
		other.get("/assets?panel=views")
		if other.count("form[action=/assets/views] select option") != 1 || strings.Contains(other.body, "/drop") {
			t.Error("a keeper may share, or drop what is not his")
		}
		action, values := other.form("form[action=/assets/views]")
		values.Set("name", "Shared")
		values.Set("sharing", "organ")
		other.post(action, values).expect(http.StatusForbidden, "Shared with")
		drop := "form[action=" + dropOf(c.get("/assets?panel=views")) + "]"
		c.send(drop, nil).expect(http.StatusOK, "视图已删除")
		if other.get("/assets"); strings.Contains(other.body, "机密 电脑") {
			t.Error("dropped, and still there")
		}
	})
}

func secret() *level.Level {
	l := level.Secret
	return &l
}

func dropOf(c *client) string {
	for _, n := range pages.All(c.doc, "table.views form") {
		return pages.Attr(n, "action")
	}
	c.t.Fatal("no view can be dropped")
	return ""
}

// The list goes out as a file: with a purpose, marked, and by whom it may.
func TestTheListIsExportedFromThePage(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets?class=computer&panel=export")
		const form = "form[action=/assets/export]"
		action, values := c.form(form)
		values.Set("format", "csv")
		c.get(action+"?"+values.Encode()).expect(http.StatusConflict, "exp.marked", "导出用途")
		if c.count(".field.wrong") != 1 || c.count("table.assets") != 1 {
			t.Error("the refusal does not stand at its field above the list")
		}
		values.Set("purpose", "示例自查")
		c.get(action + "?" + values.Encode()).expect(http.StatusOK)
		page, err := s.store.Assets(context.Background(), s.actor("baomi1"), view.AssetFilter{Class: asset.Computer, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(c.header.Get("Content-Disposition"), "attachment") || !strings.Contains(c.body, "示例自查") || !strings.Contains(c.body, page.Rows[0].Code) {
			t.Errorf("%v %.300s", c.header, c.body)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(c.body, "\ufeff")))
		r.FieldsPerRecord = -1
		if all, err := r.ReadAll(); err != nil || len(all) <= len(page.Rows) {
			t.Errorf("%d lines for %d assets, %v", len(all), len(page.Rows), err)
		}
		values.Set("format", "xlsx")
		if c.get(action + "?" + values.Encode()); !bytes.HasPrefix([]byte(c.body), []byte("PK")) {
			t.Errorf("no workbook: %.40q", c.body)
		}
		keeper := newClient(t, s, "keeper1", "zh")
		if keeper.get("/assets"); strings.Contains(keeper.body, "panel=export") {
			t.Error("a keeper is offered an export")
		}
		keeper.get(action+"?"+values.Encode()).expect(http.StatusForbidden, "flow.seat")
	})
}
