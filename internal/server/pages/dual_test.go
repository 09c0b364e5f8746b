package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
)

// From the page: the security administrator asks, the system administrator finds
// it on his start page and confirms, the code is shown to him once, and nobody
// else is offered either.
func TestRecoveryFromThePage(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		id := s.actor("keeper1").Account
		ask := "form[action=/accounts/" + id + "/ask]"
		sec, sys, aud := newClient(t, s, "secadmin", "zh"), newClient(t, s, "sysadmin", "zh"), newClient(t, s, "auditor", "zh")
		sys.get("/accounts/"+id).expect(http.StatusOK, "其经历由审计管理员查阅")
		if sys.count(ask) != 0 || aud.get("/accounts/"+id).expect(http.StatusOK, "账号经历").count(ask) != 0 {
			t.Error("who may not ask is offered to")
		}
		sec.get("/accounts/"+id).expect(http.StatusOK, "账号经历")
		sec.send(ask, url.Values{"kind": {"recover"}, "reason": {" "}}).expect(http.StatusUnprocessableEntity, "须填写原因")
		sec.unsigned = true // it is told what is signed, of whom and why
		sec.send(ask, url.Values{"kind": {"recover"}, "reason": {"口令遗失"}}).expect(http.StatusOK, "签署内容 申请恢复账号", "keeper1", "口令遗失")
		sec.unsigned = false
		sec.get("/accounts/" + id)
		first := sec.send(ask, url.Values{"kind": {"recover"}, "reason": {"口令遗失"}}).
			expect(http.StatusOK, "账号 keeper1 激活码的一半", "不得交给确认人").text(".once")
		if again := sec.get("/accounts/"+id).expect(http.StatusOK, "等待第二名管理员办理", "口令遗失").body; len(first) < 15 || strings.Contains(again, first) {
			t.Errorf("the half %q is shown again", first)
		}
		if sec.count("button[name=yes]") != 0 || aud.get("/accounts").count("button[name=yes]") != 0 {
			t.Error("who may not decide is offered to")
		}
		sys.get("/").expect(http.StatusOK, "待您办理的双人申请")
		sys.get("/accounts").expect(http.StatusOK, "keeper1", "口令遗失")
		decide := "section tbody form"
		sys.send(decide, url.Values{"yes": {"false"}, "reason": {""}}).expect(http.StatusUnprocessableEntity, "不同意须填写原因")
		sys.unsigned = true
		sys.send(decide, url.Values{"yes": {"true"}, "reason": {""}}).expect(http.StatusOK, "签署内容 确认：恢复账号", "keeper1", "口令遗失", "魏管安")
		sys.unsigned = false
		sys.get("/accounts")
		code := sys.send(decide, url.Values{"yes": {"true"}, "reason": {""}}).
			expect(http.StatusOK, "账号 keeper1 激活码的一半", "不得交给申请人").text(".once")
		if len(code) < 15 || code == first {
			t.Fatalf("the other half is %q", code)
		}
		if strings.Contains(sec.get("/accounts/"+id).expect(http.StatusOK).body, code) {
			t.Error("who asked is shown the other half")
		}
		newClient(t, s, "keeper2", "zh").get("/accounts/" + id).expect(http.StatusNotFound)
	})
}

// While one person is system and security administrator, every page says so.
func TestJoinedSeatsAreToldToEverybody(t *testing.T) {
	s := onSQLite(t)
	do := func(c app.Command) {
		t.Helper()
		if _, err := s.app.Execute(context.Background(), s.actor("secadmin"), c, ""); err != nil {
			t.Fatal(err)
		}
	}
	c := newClient(t, s, "keeper2", "zh")
	if strings.Contains(c.get("/").expect(http.StatusOK).body, "现由一人兼任") {
		t.Fatal("told while it is not so")
	}
	do(app.SetPolicy{Key: org.JoinPolicy, Raw: "true", Reason: "极小机关"})
	do(app.GrantSeat{Person: s.actor("sysadmin").Person, Grant: org.Grant{Seat: org.SecurityAdmin}})
	c.get("/rules").expect(http.StatusOK, "现由一人兼任：金管系")
}
