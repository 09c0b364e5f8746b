package pages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/pages"
)

// The security administrator sets a policy value within its bounds and with a
// reason; the value, who set it and why are there for who answers for it, the
// value alone for everybody else.
func TestPolicyIsSetAndTold(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "secadmin", "zh")
		c.get("/policy").expect(http.StatusOK, "handover.accept-days", "出厂默认", "部门负责人", "随后续功能启用")
		c.get("/policy/handover.accept-days").expect(http.StatusOK, "1 至 30", "从未修改")
		stale, old := c.form("main form")
		c.send("main form", url.Values{"value": {"90"}, "reason": {"试"}}).expect(http.StatusUnprocessableEntity, "须在 1 至 30 之间")
		if c.count(".field.wrong #f-value") != 1 || pages.Attr(pages.One(c.doc, "#f-value"), "value") != "90" {
			t.Errorf("not at the field, or the value is lost: %s", c.text("main"))
		}
		c.send("main form", url.Values{"value": {"5"}, "reason": {""}}).expect(http.StatusUnprocessableEntity, "请填写原因")
		c.send("main form", url.Values{"reason": {"会议纪要〔2026〕3号"}}).expect(http.StatusOK, "即时生效", "5 天", "魏管安", "会议纪要〔2026〕3号")
		old.Set("value", "7")
		old.Set("reason", "旧页面")
		old.Set("key", "another")
		c.post(stale, old).expect(http.StatusConflict, "已被他人更改", "重新打开")

		c.get("/policy/chain.hand_over").expect(http.StatusOK, "交接")
		c.send("main form", url.Values{"seat2": {"department_head"}, "reason": {"试"}}).expect(http.StatusUnprocessableEntity, "重复")
		c.send("main form", url.Values{"seat2": {"witness"}, "reason": {"增加见证"}}).expect(http.StatusOK, "部门负责人 → 见证人")
		c.get("/policy/records.keep").expect(http.StatusOK, "固定", "永久")
		if c.count("main form") != 0 {
			t.Error("what is fixed can be changed")
		}
		c.get("/policy/none").expect(http.StatusNotFound)

		auditor := newClient(t, s, "auditor", "en")
		auditor.get("/policy/handover.accept-days").expect(http.StatusOK, "5 days", "会议纪要〔2026〕3号")
		keeper := newClient(t, s, "keeper1", "zh")
		keeper.get("/policy/handover.accept-days").expect(http.StatusOK, "5 天")
		if strings.Contains(keeper.text("main"), "会议纪要") || auditor.count("main form")+keeper.count("main form") != 0 {
			t.Error("who may not is told, or offered the form")
		}
		c.get("/policy/login.max-failures")
		_, form := c.form("main form")
		_, own := keeper.get("/settings").form("main form")
		keeper.post("/policy/login.max-failures", url.Values{"form_token": own["form_token"], "value": form["value"], "reason": {"试"}}).
			expect(http.StatusForbidden, "flow.seat", "安全管理员")
	})
}

// An activation code is shown once: asked for again, the page says that it was.
// A refused step keeps its reason, and the list is searched.
func TestAccountsFromThePage(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		who, err := s.app.Execute(context.Background(), s.actor("secadmin"), app.SetPerson{Person: org.Person{Name: "桑示例"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		c := newClient(t, s, "sysadmin", "zh")
		c.get("/accounts")
		create := "main form[action=/accounts][method=post]"
		c.send(create, url.Values{"person": {who.ID}, "login": {"Sang Example"}}).expect(http.StatusUnprocessableEntity, "小写字母")
		if c.count(".field.wrong #f-login") != 1 {
			t.Errorf("not at the field: %s", c.text("main"))
		}
		action, form := c.form(create)
		form.Set("person", who.ID)
		form.Set("login", "sang")
		code := c.post(action, form).expect(http.StatusOK, "账号 sang 激活码的一半").text(".once")
		c.post(action, form).expect(http.StatusOK, "激活码此前已显示过")
		if len(code) < 15 || strings.Contains(c.body, code) {
			t.Errorf("the code %q is shown again", code)
		}
		form.Set("key", "another")
		form.Set("login", "keeper1")
		c.post(action, form).expect(http.StatusConflict)
		if c.count(".field.wrong .err") != 1 {
			t.Errorf("not at the field: %s", c.text("main"))
		}
		sec := newClient(t, s, "secadmin", "zh")
		sec.get("/accounts?q=sang").expect(http.StatusOK, "sang", "待启用")
		if n := sec.count("tbody tr"); n != 1 {
			t.Errorf("%d accounts found", n)
		}
		move := "tbody form"
		sec.send(move, url.Values{"to": {"active"}, "reason": {"入职"}}).expect(http.StatusOK, "账号已启用", "sang")
		if !strings.Contains(sec.at, "q=sang") {
			t.Errorf("the search is lost: %s", sec.at)
		}
		sec.send(move, url.Values{"to": {"inactive"}, "reason": {"写错了"}}).expect(http.StatusConflict, "flow.account")
		if got := pages.Attr(pages.One(sec.doc, "input[name=reason]"), "value"); got != "写错了" {
			t.Errorf("the reason is lost: %q", got)
		}
		sec.send(move, url.Values{"to": {"suspended"}, "reason": {" "}}).expect(http.StatusUnprocessableEntity, "须填写原因")
		if sec.count("tbody .err") != 1 || sec.count("input[name=reason][aria-invalid=true]") != 1 {
			t.Errorf("not at the field: %s", sec.text("main"))
		}
		sec.send(move, url.Values{"to": {"suspended"}, "reason": {"长期出差"}}).expect(http.StatusOK, "账号已停用")
		newClient(t, s, "auditor", "zh").get("/accounts?q=sang").expect(http.StatusOK, "魏管安 于 ", "长期出差")
		sec.send(move, url.Values{"to": {"active"}, "reason": {"返岗"}}).expect(http.StatusOK, "返岗")
		auditor := newClient(t, s, "auditor", "zh")
		auditor.get("/").expect(http.StatusOK)
		if auditor.count("nav a[href=/accounts]") != 1 || auditor.count("nav a[href=/policy]") != 1 {
			t.Error("the auditor is not led to what he may read")
		}
		if auditor.get("/accounts?state=active").expect(http.StatusOK, "sang").count("main form[method=post]") != 0 {
			t.Error("the auditor is offered a step")
		}
	})
}

// Refusals are told in words and narrowed by who, what, rule and day; findings
// by kind.
func TestAuditInWordsAndNarrowed(t *testing.T) {
	s := onSQLite(t)
	_, err := s.app.Execute(context.Background(), s.actor("keeper1"), app.SetRoom{Room: org.Room{Name: "示例室"}}, "")
	if err == nil {
		t.Fatal("a keeper may enter a room")
	}
	c := newClient(t, s, "auditor", "zh")
	c.get("/audit").expect(http.StatusOK, "登记房间", "您的职责不包含此项操作", "flow.seat", "尤申")
	all := c.count("tbody tr")
	c.get("/audit?verb=set-room").expect(http.StatusOK, "登记房间")
	if n := c.count("tbody tr"); n != 1 || all < 2 {
		t.Errorf("%d of %d rows", n, all)
	}
	c.get("/audit?by_q="+url.QueryEscape("尤申")+"&rule=flow.seat").expect(http.StatusOK, "登记房间")
	if n := c.count("tbody tr"); n != 1 {
		t.Errorf("%d rows of one person", n)
	}
	c.get("/audit?until=2000-01-01").expect(http.StatusOK, "没有符合的记录")
	c.get("/audit?from=soon").expect(http.StatusUnprocessableEntity, "日期应为")
	newClient(t, s, "auditor", "en").get("/audit/findings?kind=scan.unknown").expect(http.StatusOK, "An unknown label or code")
	own := newClient(t, s, "keeper1", "en")
	own.get("/audit?verb=set-room").expect(http.StatusOK, "Set a room", "Your seats do not cover this action")
}

// Two thousand people are paged through, not cut off.
func TestManyPeopleComeInPages(t *testing.T) {
	s := onSQLite(t)
	var cmds []app.Command
	for i := range 120 {
		cmds = append(cmds, app.SetPerson{Person: org.Person{Name: fmt.Sprintf("粘%03d", i)}})
	}
	if _, err := s.app.ExecuteAll(context.Background(), s.actor("secadmin"), cmds); err != nil {
		t.Fatal(err)
	}
	c := newClient(t, s, "keeper1", "zh")
	seen, turns := map[string]bool{}, 0
	for next := "/organ/persons?q=" + url.QueryEscape("粘"); next != ""; turns++ {
		c.get(next).expect(http.StatusOK)
		for _, a := range pages.All(c.doc, "tbody td a") {
			seen[pages.Words(a)] = true
		}
		next = ""
		if a := pages.One(c.doc, "a[rel=next]"); a != nil {
			next = pages.Attr(a, "href")
		}
	}
	if len(seen) != 120 || turns != 3 {
		t.Errorf("%d people on %d pages", len(seen), turns)
	}
	c.get(pages.Attr(pages.One(c.doc, "a[rel=prev]"), "href")).expect(http.StatusOK, "粘050", "粘099")
}
