package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sealbook/internal/app"
	"sealbook/internal/demo"
)

// enrol registers one-time codes from the page of factors.
func (c *client) enrol(name string) {
	c.t.Helper()
	c.send("form[action=/settings/factors/start]", url.Values{"kind": {"totp"}, "name": {name}, "password": {demo.Password}}).expect(http.StatusOK, "确认登记")
	code, err := totp.GenerateCode(strings.ReplaceAll(c.text(".code"), " ", ""), time.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	c.send("form[action=/settings/factors/confirm]", url.Values{"code": {code}}).expect(http.StatusOK)
}

// Who has to register a second factor first is told so, is offered nothing that he
// cannot reach, and gets to where he wanted to go afterwards.
func TestForcedEnrolmentSaysWhyAndLeadsOn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		sec := newClient(t, s, "secadmin", "zh") // whoever asks it of all has one himself
		sec.get("/settings/factors")
		sec.enrol("示例令牌")
		cmd := app.SetPolicy{Key: "factor.required", Raw: "all", Reason: "示例"}
		if _, err := s.app.Execute(context.Background(), s.actor("secadmin"), cmd, ""); err != nil {
			t.Fatal(err)
		}
		c := newClient(t, s, "", "zh") // led to where he has to go first
		c.get("/signin").send("form", url.Values{"account": {"keeper1"}, "password": {demo.Password}}).expect(http.StatusOK)
		c.get("/assets?class=drive").expect(http.StatusOK, "策略要求您使用第二因素；登记之前不能办理其他事项")
		if c.at != "/settings/factors?back=%2Fassets%3Fclass%3Ddrive" || c.count("nav.nav") != 0 || c.count(".scanbox input") != 0 || c.count(".who a[href=/settings]") != 0 {
			t.Errorf("at %s, offered what cannot be reached", c.at)
		}
		if strings.Contains(c.text(".who"), "责任人") {
			t.Error("the name line speaks of a seat")
		}
		c.enrol("示例令牌")
		if c.at != "/assets?class=drive" || c.count("nav.nav") != 1 {
			t.Errorf("afterwards at %s", c.at)
		}
	})
}

// A session that was ended leads to a sign-in page that says that it has ended, and
// a suspended account's says nothing.
func TestTheSignInPageTellsOfAnEndedSession(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		const said = "会话已结束，请重新登录"
		c, sec := newClient(t, s, "keeper1", "zh"), newClient(t, s, "secadmin", "zh")
		id := s.actor("keeper1").Account
		if strings.Contains(newClient(t, s, "", "zh").get("/signin").body, said) {
			t.Error("told to a stranger")
		}
		sec.get("/accounts/"+id).send("form[action=/accounts/"+id+"/sessions]", nil).expect(http.StatusOK)
		c.get("/assets").expect(http.StatusOK, said)
		if _, err := s.app.Execute(context.Background(), s.actor("secadmin"), app.MoveAccount{Account: id, State: "suspended", Reason: "示例"}, ""); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(c.get("/assets").body, said) {
			t.Error("told of a suspended account")
		}
	})
}

// Nothing at an address leads who is signed in home; the part of the audit that the
// security administrator reads is found from its first page.
func TestWhereNothingIsLeadsHome(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "secadmin", "zh")
	if c.get("/no/such/page").expect(http.StatusNotFound, "回到首页"); c.count("a[href=/signin]") != 0 {
		t.Error("asked to sign in while signed in")
	}
	if c.get("/audit").expect(http.StatusOK); c.at != "/audit/users" {
		t.Errorf("at %s", c.at)
	}
	c.get("/policy/handover.accept-days").send("main form", url.Values{"reason": {"示例"}}).expect(http.StatusUnprocessableEntity, "策略值没有改变")
	c.send("main form", url.Values{"reason": {"示例"}, "value": {"90"}}).expect(http.StatusUnprocessableEntity, "惯例")
}
