package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/server/pages"
)

// Who saves a form that somebody else has overtaken is told which fields have
// changed, from what to what and by whom. What he wrote stays, what he did not
// touch becomes what the other made of it, and sent again both are kept.
func TestAnOvertakenFormTellsWhatHasChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/organ/departments/new")
		c.send("main form", url.Values{"name": {"机要科"}}).expect(http.StatusOK)
		c.get("/organ/rooms/new?dept=" + c.id())
		c.send("main form", url.Values{"name": {"一室"}, "level": {"confidential"}}).expect(http.StatusOK)
		room := "/organ/rooms/" + c.id()

		c.get(room + "/edit")
		action, mine := c.form("main form")
		other := newClient(t, s, "baomi2", "zh")
		other.get(room + "/edit")
		other.send("main form", url.Values{"level": {"secret"}, "name": {"机要一室"}}).expect(http.StatusOK, "机密")

		mine.Set("name", "一号机要室")
		c.post(action, mine).expect(http.StatusConflict, "已被他人更新", "钱乙 于 ")
		table := c.text("table.overtaken")
		for _, want := range []string{"名称 一室 机要一室 一号机要室", "适用密级 秘密 机密 未改动，已取现在的内容"} {
			if !strings.Contains(table, want) {
				t.Errorf("no %q in: %s", want, table)
			}
		}
		if v := pages.Attr(pages.One(c.doc, "#f-name"), "value"); v != "一号机要室" {
			t.Errorf("what was written is lost: %s", v)
		}
		c.send("main form", nil).expect(http.StatusOK, "一号机要室", "机密")
		if c.count("table.overtaken") != 0 {
			t.Error("a form sent in the knowledge of the change is refused again")
		}
	})
}

// The same of a person: a field that is refused for another reason leaves the form
// what it was drawn from.
func TestAnOvertakenFormOfAPersonIsMerged(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	who := "/organ/persons/" + s.actor("keeper3").Person
	c.get(who + "/edit")
	action, mine := c.form("main form")
	other := newClient(t, s, "sysadmin", "zh")
	other.get(who + "/edit")
	other.send("main form", url.Values{"title": {"主任科员"}}).expect(http.StatusOK)
	level := mine.Get("clearance")
	mine.Set("clearance", "no such")
	c.post(action, mine).expect(http.StatusUnprocessableEntity)
	c.send("main form", url.Values{"clearance": {level}, "staff_no": {"D-77"}}).expect(http.StatusConflict, "金管系 于 ")
	if row := c.text("table.overtaken"); !strings.Contains(row, "主任科员") || strings.Contains(row, "工号") {
		t.Errorf("what has changed: %s", row)
	}
	c.send("main form", nil).expect(http.StatusOK, "主任科员", "D-77")
}

// A policy value that was set meanwhile says what it was, what it is, and by whom.
func TestAnOvertakenPolicyTellsWhoSetIt(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "secadmin", "zh")
	c.get("/policy/handover.accept-days")
	action, mine := c.form("main form")
	c.send("main form", url.Values{"value": {"5"}, "reason": {"节假日"}}).expect(http.StatusOK)
	mine.Set("value", "4")
	mine.Set("reason", "示例")
	mine.Set("key", "another")
	c.post(action, mine).expect(http.StatusConflict, "已被他人更改", "魏管安 于 ", "您打开时")
	if row := c.text("table.overtaken tbody"); !strings.Contains(row, "3") || !strings.Contains(row, "5") || !strings.Contains(row, "4") {
		t.Errorf("what has changed: %s", row)
	}
	c.send("main form", nil).expect(http.StatusOK)
}
