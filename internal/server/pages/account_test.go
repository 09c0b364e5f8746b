package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/auth"
)

// The security administrator ends the sessions of an account from its page; the
// others are not offered to, and a press of theirs is refused.
func TestSessionsAreEndedFromTheAccountsPage(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		id := s.actor("keeper1").Account
		end := "form[action=/accounts/" + id + "/sessions]"
		keeper := newClient(t, s, "keeper1", "zh")
		keeper.get("/settings").expect(http.StatusOK)
		sec, sys := newClient(t, s, "secadmin", "zh"), newClient(t, s, "sysadmin", "zh")
		if sys.get("/accounts/"+id).count(end) != 0 {
			t.Error("the system administrator is offered to end sessions")
		}
		_, own := sys.form("form[action=/signout]")
		sys.post("/accounts/"+id+"/sessions", url.Values{"form_token": own["form_token"]}).expect(http.StatusForbidden, "安全管理员")
		keeper.get("/settings").expect(http.StatusOK)
		sec.get("/accounts/"+id).expect(http.StatusOK, "结束全部会话")
		sec.send(end, nil).expect(http.StatusOK, "全部会话和令牌已结束")
		if at := keeper.get("/settings").at; at != "/signin?back=%2Fsettings" {
			t.Errorf("the keeper is at %s", at)
		}
	})
}

// Who tries a wrong password is not told as the account's owner.
func TestAFailedSignInIsNotTheOwnersDeed(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		_, _, err := s.auth.OpenWith(context.Background(), auth.Page, auth.Given{Login: "keeper1", Password: "wrong-Password-2026", Addr: "127.0.0.1"})
		if err == nil {
			t.Fatal("a wrong password signs in")
		}
		name := s.actor("keeper1").Name
		newClient(t, s, "auditor", "zh").get("/audit/users?refused=1").expect(http.StatusOK, "身份未证实（"+name+"的账号）")
		newClient(t, s, "auditor", "en").get("/audit/users?refused=1").expect(http.StatusOK, "Not proved to be "+name)
	})
}

// What the server's own settings shorten stands beside the policy's value.
func TestThePolicyTellsWhatTheServerShortens(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		sec := newClient(t, s, "secadmin", "zh")
		sec.get("/policy/session.absolute-hours").expect(http.StatusOK, "12 小时", "实际 480 分钟")
		sec.get("/policy").expect(http.StatusOK, "实际 480 分钟")
		if n := strings.Count(sec.body, "服务器启动参数"); n != 1 {
			t.Errorf("%d values are told to be shortened", n)
		}
	})
}

// The audit tells how a deed was signed, and over what.
func TestTheAuditTellsHowItWasSigned(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		sec := newClient(t, s, "secadmin", "zh")
		sec.get("/policy/handover.accept-days").send("main form[method=post]", url.Values{"value": {"4"}, "reason": {"示例"}}).expect(http.StatusOK)
		newClient(t, s, "auditor", "zh").get("/audit/administrators?group=policy").expect(http.StatusOK, "原值：3", "新值：4", "签署方式：口令", "内容摘要：")
	})
}
