package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

const (
	listForm    = "form[action=/assets/bulk]"
	confirmForm = "form[action=/assets/bulk]"
)

// ticked sends the list's form with the assets ticked.
func ticked(c *client, do string, list ...view.Asset) *client {
	c.t.Helper()
	picks := url.Values{"do": {do}}
	for _, x := range list {
		picks.Add("pick", x.ID+"."+itoa(x.Version))
	}
	return c.send(listForm, picks)
}

// codesIn are the codes in a table of the page.
func codesIn(c *client, table string) []string {
	var out []string
	for _, n := range pages.All(c.doc, table+" td.code a") {
		if strings.HasPrefix(pages.Attr(n, "href"), "/assets/") {
			out = append(out, pages.Words(n))
		}
	}
	return out
}

// What is chosen is shown before it is done: what stands against it is named
// with its rule and left out. What was done is told for each, and sent again it
// is told again.
func TestManyAreConfirmedAndEachHasAnOutcome(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		mine := s.find("baomi1", view.AssetFilter{WaitsFor: true}, nil)
		other := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, free)
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets")
		ticked(c, "approve", mine, other).expect(http.StatusOK, "批量办理：批量签署", "没有待签的申请", "flow.step")
		if !slices.Equal(codesIn(c, "table.ready"), []string{mine.Code}) || !slices.Equal(codesIn(c, "table.blocked"), []string{other.Code}) {
			t.Errorf("ready %q, blocked %q", codesIn(c, "table.ready"), codesIn(c, "table.blocked"))
		}
		if now := s.record("baomi1", mine.ID); now.Version != mine.Version {
			t.Error("asking did it")
		}
		action, sent := c.form(confirmForm)
		sent.Set("look", "1") // Enter in a field
		c.post(action, sent).expect(http.StatusOK, "尚未办理")
		sent.Del("look")
		c.post(action, sent).expect(http.StatusOK, "已办理 1 项，未办理 0 项", mine.Code)
		version := s.record("baomi1", mine.ID).Version
		if version == mine.Version {
			t.Error("nothing was done")
		}
		c.post(action, sent).expect(http.StatusOK, "已办理 1 项，未办理 0 项", mine.Code)
		if now := s.record("baomi1", mine.ID); now.Version != version {
			t.Error("sent twice, done twice")
		}
		c.get("/assets")
		ticked(c, "approve").expect(http.StatusUnprocessableEntity, "请先勾选")
		c.get("/assets")
		ticked(c, "report-lost", other).expect(http.StatusUnprocessableEntity, "没有这种操作")
	})
}

// Whoever changed one of them meanwhile has stopped that one only.
func TestOneOfManyIsStale(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	page, err := s.store.Assets(context.Background(), s.actor("baomi1"), view.AssetFilter{Life: []asset.Life{asset.InStore}, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	list := slices.DeleteFunc(page.Rows, func(a view.Asset) bool { return !free(a) || a.Host.ID != "" })[:2]
	c.get("/assets?life=in_store")
	ticked(c, "freeze", list...).expect(http.StatusOK, "将要办理的 2 件")
	action, sent := c.form(confirmForm)
	sent.Set("reference", "示例令〔3〕")
	c.post(action, sent).expect(http.StatusUnprocessableEntity, "请填写原因")
	if c.count(".field.wrong") != 1 || pages.Attr(pages.One(c.doc, "#f-reference"), "value") != "示例令〔3〕" {
		t.Error("the error does not stand at its field with the values kept")
	}
	freeze := app.Act{Command: asset.Command{Asset: list[0].ID, Verb: asset.VerbFreeze, Args: asset.Args{Reference: "示例令〔2〕", Reason: "先到"}}}
	if _, err := s.app.Execute(context.Background(), s.actor("baomi1"), freeze, ""); err != nil {
		t.Fatal(err)
	}
	sent.Set("reason", "示例")
	c.post(action, sent).expect(http.StatusOK, "已办理 1 项，未办理 1 项", "已被他人更新", list[0].Code, list[1].Code)
	if href := pages.Attr(pages.One(c.doc, ".head a.btn"), "href"); href != "/assets?life=in_store" {
		t.Errorf("back leads to %s", href)
	}
	// All that match are taken back by their filter.
	c.get("/assets?hold=frozen")
	before := c.count("table.assets tbody tr")
	c.send(listForm, url.Values{"do": {"unfreeze"}, "all": {"1"}}).expect(http.StatusOK, "将要办理的 "+itoa(int64(before))+" 件")
	c.send(confirmForm, url.Values{"reference": {"示例令〔4〕"}, "reason": {"示例"}}).expect(http.StatusOK, "已办理 "+itoa(int64(before))+" 项，未办理 0 项")
	if c.get("/assets?hold=frozen").count("table.assets tbody tr") != 0 {
		t.Error("some are frozen still")
	}
}

// All that match is offered where there is more than a page of them, and where
// they are not too many.
func TestAllThatMatch(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	counts, err := s.store.Counters(context.Background(), s.actor("baomi1"))
	if err != nil {
		t.Fatal(err)
	}
	c.get("/assets").expect(http.StatusOK, "符合条件的全部 "+itoa(counts.Total)+" 件")
	c.send(listForm, url.Values{"do": {"move"}, "all": {"1"}}).expect(http.StatusOK, "批量办理：", "不能办理的")
	if n := len(codesIn(c, "table.blocked")) + len(codesIn(c, "table.ready")) + c.count(".more a"); int64(n) != counts.Total {
		t.Errorf("%d of %d are shown", n, counts.Total)
	}
	if c.get("/assets?class=computer&level=top_secret").count("input[name=all]") != 0 {
		t.Error("one page is offered as more")
	}
	c.post("/assets/bulk", url.Values{"form_token": {pages.Attr(pages.One(c.doc, "input[name=form_token]"), "value")}, "do": {"move"}, "all": {"1"}, "query": {"life=nonsense"}}).
		expect(http.StatusUnprocessableEntity, "筛选条件无法识别")
}

// Where they go is chosen from what was searched for; a refused move names its
// rule. A print goes on to where paper is chosen.
func TestManyAreMovedAndPrinted(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	page, err := s.store.Assets(context.Background(), s.actor("baomi1"), view.AssetFilter{Life: []asset.Life{asset.InStore}, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	list := slices.DeleteFunc(page.Rows, func(a view.Asset) bool { return !free(a) || a.Host.ID != "" })[:2]
	draft := s.find("baomi1", view.AssetFilter{Undecided: true}, nil)
	c.get("/assets")
	ticked(c, "move", list...).expect(http.StatusOK, "将要办理的 2 件")
	c.send(confirmForm, url.Values{"room_q": {list[0].Room.Name}}).expect(http.StatusOK)
	if c.count(".choices input[name=room]") == 0 {
		t.Fatalf("no room is offered for %q", list[0].Room.Name)
	}
	room := pages.Attr(pages.One(c.doc, ".choices input[name=room]"), "value")
	c.send(confirmForm, url.Values{"room": {room}, "room_q": {""}}).expect(http.StatusOK, list[0].Code, list[1].Code)
	if c.count("table.outcomes") == 0 { // one is of another department
		c.expect(http.StatusOK, "尚未办理", "请改选").send(confirmForm, nil)
	}
	c.expect(http.StatusOK, "项，未办理 0 项", list[0].Code)
	c.get("/assets")
	ticked(c, "print", list[0], draft).expect(http.StatusOK, "定密之后才能打印标签")
	if !slices.Equal(codesIn(c, "table.ready"), []string{list[0].Code}) {
		t.Errorf("ready for a label: %q", codesIn(c, "table.ready"))
	}
	c.send(confirmForm, nil).expect(http.StatusOK)
	if !strings.HasPrefix(c.at, "/labels?pick="+list[0].ID) || strings.Contains(c.at, draft.ID) {
		t.Errorf("led to %s", c.at)
	}
}
