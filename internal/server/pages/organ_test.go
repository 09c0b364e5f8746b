package pages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// optionOf is the value of the option that says the words.
func (c *client) optionOf(selector, words string) string {
	c.t.Helper()
	for _, o := range pages.All(c.doc, selector+" option") {
		if pages.Words(o) == words {
			return pages.Attr(o, "value")
		}
	}
	c.t.Fatalf("%s: no option %q in %s", c.at, words, selector)
	return ""
}

// leads counts the links of the page to the address.
func (c *client) leads(href string) (n int) {
	for _, a := range pages.All(c.doc, "main a") {
		if pages.Attr(a, "href") == href {
			n++
		}
	}
	return n
}

// id is the last part of the path one is at.
func (c *client) id() string {
	path, _, _ := strings.Cut(c.at, "?")
	return path[strings.LastIndex(path, "/")+1:]
}

// A department is entered below another, renamed, and closed once nothing is in
// it; a room likewise. What stands against it is said at the field, with rule
// and article, and an old page is told that it is one.
func TestDepartmentsAndRoomsFromTheirForms(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "sysadmin", "zh")
		c.get("/organ/departments/new")
		above := c.optionOf("select[name=parent]", "办公厅")
		action, once := c.form("main form")
		once.Set("name", "机要科")
		once.Set("parent", above)
		c.post(action, once).expect(http.StatusOK, "已保存", "机要科")
		c.post(action, once).expect(http.StatusOK)
		made := c.id()
		c.get("/organ/departments/"+above).expect(http.StatusOK, "机要科", "办公厅保密室", "赵甲")
		named := 0
		for _, x := range pages.All(c.doc, "main td a") {
			if pages.Words(x) == "机要科" {
				named++
			}
		}
		if named != 1 || c.leads("/organ/departments/"+made) != 1 {
			t.Errorf("sent twice, the department is there %d times", named)
		}
		c.get("/organ").expect(http.StatusOK, "机要科")
		if c.count("td.d1") == 0 {
			t.Error("the tree is flat")
		}
		c.get("/organ/departments/new")
		c.send("main form", url.Values{"name": {"机要科"}, "parent": {above}}).expect(http.StatusUnprocessableEntity, "同级已有同名部门")
		if c.count(".field.wrong .err") != 1 || pages.Attr(pages.One(c.doc, "#f-name"), "value") != "机要科" {
			t.Errorf("not at the field, or what was written is lost: %s", c.text("main"))
		}

		c.get("/organ/rooms/new?dept=" + made)
		c.send("main form", url.Values{"name": {"机要科一室"}, "level": {""}}).expect(http.StatusUnprocessableEntity, "请选择适用密级")
		c.send("main form", url.Values{"level": {"confidential"}}).expect(http.StatusOK, "机要科一室", "秘密")
		room := c.id()
		c.get("/organ/departments/" + made + "/edit")
		c.send("main form", pick("closed", "1")).expect(http.StatusConflict, "flow.occupied", "机要科一室", "依据")
		if c.count(".field.wrong #f-closed") != 1 {
			t.Errorf("the refusal does not stand at its field: %s", c.text("main"))
		}

		c.get("/organ/rooms/" + room + "/edit")
		stale, old := c.form("main form")
		c.send("main form", url.Values{"level": {"unclassified"}, "closed": {"1"}}).expect(http.StatusOK, "已停用", "非密")
		old.Set("name", "另一个名字")
		old.Set("key", "another")
		c.post(stale, old).expect(http.StatusConflict, "已被他人更新", "重新打开")
		if pages.Attr(pages.One(c.doc, "#f-name"), "value") != "另一个名字" {
			t.Error("what was written on the old page is lost")
		}
		c.get("/organ/departments/" + made + "/edit")
		c.send("main form", url.Values{"name": {"机要室"}, "closed": {"1"}}).expect(http.StatusOK, "机要室", "已停用")

		keeper := newClient(t, s, "keeper1", "en")
		keeper.get("/organ/departments/"+made).expect(http.StatusOK, "Closed")
		if keeper.leads("/organ/departments/"+made+"/edit") != 0 {
			t.Error("a keeper is offered what he may not do")
		}
		keeper.get("/organ/departments/new").expect(http.StatusForbidden)
	})
}

// A room's page shows what stands in it to whom it may concern, and leads to the
// list of it; lowered below what stands there, it is refused with the rule.
func TestARoomShowsWhatStandsInIt(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}, Class: asset.Computer}, func(a view.Asset) bool { return a.Level >= 2 && a.Room.ID != "" })
	c := newClient(t, s, "baomi1", "zh")
	c.get("/organ/rooms/"+x.Room.ID).expect(http.StatusOK, x.Code, x.Room.Name)
	if c.leads("/assets?room="+x.Room.ID) == 0 {
		t.Error("no way to the list")
	}
	c.get("/organ/rooms/" + x.Room.ID + "/edit")
	c.send("main form", pick("level", "unclassified")).expect(http.StatusConflict, "flow.room")
	if c.count(".field.wrong #f-level") != 1 {
		t.Error("the refusal does not stand at its field")
	}
	admin := newClient(t, s, "secadmin", "zh").get("/organ/rooms/"+x.Room.ID).expect(http.StatusOK, x.Room.Name)
	if strings.Contains(admin.text("main"), x.Code) {
		t.Error("an administrator is shown what stands in the room")
	}
	c.get("/organ/rooms?q="+url.QueryEscape("研究室")).expect(http.StatusOK, "研究室401")
	if strings.Contains(c.text("main table"), "宣传部") {
		t.Error("rooms that do not match are listed")
	}
	c.get("/organ/rooms/none").expect(http.StatusNotFound)
	c.get("/organ/departments/none").expect(http.StatusNotFound)
}

// Of many departments one searches, in every form: no box holds them all.
func TestManyDepartmentsInTheOrgansForms(t *testing.T) {
	s := onSQLite(t)
	var cmds []app.Command
	for i := range 45 {
		cmds = append(cmds, app.SetDepartment{Department: org.Department{Name: fmt.Sprintf("示例%02d处", i)}})
	}
	if _, err := s.app.ExecuteAll(context.Background(), s.actor("secadmin"), cmds); err != nil {
		t.Fatal(err)
	}
	c := newClient(t, s, "secadmin", "zh")
	c.get("/organ/departments/new")
	if c.count("select") != 0 {
		t.Error("a box holds all departments")
	}
	c.send("main form", url.Values{"name": {"示例科"}, "parent_q": {"示例07"}}).expect(http.StatusOK, "示例07处")
	if got := pages.Attr(pages.One(c.doc, "#f-name"), "value"); got != "示例科" {
		t.Errorf("the search loses what was written: %q", got)
	}
	under := ""
	for _, n := range pages.All(c.doc, ".choices input[name=parent]") {
		if id := pages.Attr(n, "value"); id != "" {
			under = id
		}
	}
	c.send("main form", pick("parent", under)).expect(http.StatusOK, "已保存", "示例07处", "示例科")
	c.get("/organ/departments/" + c.id() + "/edit")
	c.send("main form", url.Values{"name": {"示例一科"}}).expect(http.StatusOK, "示例07处", "示例一科")
	c.get("/organ/persons?dept="+under).expect(http.StatusOK, "没有符合的人员")
	c.get("/organ/persons/" + s.actor("keeper5").Person)
	c.send("main form[action=/organ/persons/"+s.actor("keeper5").Person+"/seats]", url.Values{"seat": {"asset_officer"}, "department_q": {"示例07"}}).
		expect(http.StatusOK, "示例07处")
}
