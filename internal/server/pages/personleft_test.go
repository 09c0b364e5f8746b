package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// The forms ask each for what he may set and no more; the page of a signature
// tells what is signed: both names, both departments, what ends with a record that
// is closed and that none of it comes back.
func TestWhoAPersonIsIsAskedOfWhoMaySayIt(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		do := func(login string, c app.Command) string {
			t.Helper()
			out, err := s.app.Execute(t.Context(), s.actor(login), c, "")
			if err != nil {
				t.Fatal(err)
			}
			return out.ID
		}
		id := do("sysadmin", app.SetPerson{Person: org.Person{Name: "桑示例"}})
		room := do("sysadmin", app.SetRoom{Room: org.Room{Name: "示例室", Department: s.person(s.actor("keeper1").Person).Department, Level: level.Confidential}})
		form := "/organ/persons/" + id + "/edit"

		admin := newClient(t, s, "sysadmin", "zh")
		admin.get(form).expect(http.StatusOK, "由保密办或安全管理员变更并签署")
		if n := admin.count("#f-name, [name=department], #f-status option[value=closed]"); n != 0 {
			t.Errorf("the system administrator is asked for %d things that are not his to say", n)
		}
		admin.send("main form", url.Values{"title": {"处长"}}).expect(http.StatusOK, "已保存", "处长")
		admin.get(form)
		admin.send("main form", url.Values{"name": {"魏管安"}}).expect(http.StatusForbidden, "flow.seat", "保密办、安全管理员")
		admin.get(form)
		admin.send("main form", url.Values{"status": {"closed"}}).expect(http.StatusForbidden, "flow.seat")
		admin.get("/organ/rooms/" + room + "/edit")
		if n := admin.count("#f-level option[value=secret], #f-level option[value=top_secret]"); n != 0 {
			t.Errorf("the system administrator is offered %d higher levels", n)
		}
		admin.send("main form", url.Values{"level": {"secret"}}).expect(http.StatusForbidden, "flow.seat")

		c := newClient(t, s, "baomi1", "zh")
		c.unsigned = true
		c.get(form)
		c.send("main form", url.Values{"name": {"柏示例"}, "department": {c.optionOf("select[name=department]", "研究室")}})
		c.expect(c.status, "桑示例 → 柏示例", "— → 研究室")
		c.get(form)
		c.send("main form", url.Values{"status": {"closed"}})
		c.expect(c.status, "在岗 → 已离岗", "账号注销，会话和令牌失效")
		c.get("/organ/rooms/" + room + "/edit")
		c.send("main form", url.Values{"level": {"secret"}})
		c.expect(c.status, "秘密 → 机密", "示例室")
		c.unsigned = false
		c.get(form)
		c.send("main form", url.Values{"status": {"closed"}}).expect(http.StatusOK, "已离岗")
		admin.get(form)
		if admin.count("#f-status") != 0 {
			t.Error("the system administrator is asked whether somebody comes back")
		}
		admin.send("main form", url.Values{"title": {"调研员"}}).expect(http.StatusOK, "已离岗", "调研员")
		en := newClient(t, s, "secadmin", "en")
		en.unsigned = true
		en.get(form)
		en.send("main form", url.Values{"status": {"active"}})
		en.expect(en.status, "Has left → Active", "None of the former seats")

		c.get("/organ/rooms/" + room + "/edit")
		c.send("main form", url.Values{"closed": {"1"}}).expect(http.StatusOK, "已停用")
		admin.get("/organ/rooms/" + room + "/edit")
		if admin.count("#f-closed") != 0 {
			t.Error("the system administrator is asked to open a room again")
		}
		admin.send("main form", url.Values{"name": {"示例二室"}}).expect(http.StatusOK, "示例二室", "已停用")

		auditor := newClient(t, s, "auditor", "zh")
		auditor.get("/audit/users?group=organ").expect(http.StatusOK, "变更：在岗状态", "适用密级：")
		if !strings.Contains(auditor.text("main table"), s.actor("baomi1").Person) {
			t.Error("who did it is told by name alone")
		}
	})
}
