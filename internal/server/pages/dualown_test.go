package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
)

// Who asked for what takes two takes it back, and learns what became of it and why.
func TestAnAskerWithdrawsAndLearnsTheOutcome(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		one, two := s.actor("keeper1").Account, s.actor("keeper2").Account
		sec, sys := newClient(t, s, "secadmin", "zh"), newClient(t, s, "sysadmin", "zh")
		ask := func(id string) string {
			t.Helper()
			out, err := s.app.Execute(context.Background(), s.actor("secadmin"), app.AskDual{Account: id, Kind: account.Recover, Reason: "口令遗失"}, "")
			if err != nil {
				t.Fatal(err)
			}
			return out.ID
		}
		dual := ask(one)
		back := "form[action=/accounts/requests/" + dual + "/withdraw]"
		if sys.get("/accounts").count(back) != 0 {
			t.Error("who did not ask is offered to withdraw")
		}
		sec.get("/").expect(http.StatusOK, "我提出的双人申请", "等待办理")
		sec.get("/accounts").send(back, nil).expect(http.StatusOK, "申请已撤回", "已撤回")
		sec.get("/accounts/"+one).expect(http.StatusOK, "恢复账号：已撤回")
		sys.post("/accounts/requests/"+dual+"/withdraw", url.Values{"form_token": {hiddenToken(sys)}}).expect(http.StatusConflict, "只有申请人可以撤回")
		dual = ask(two)
		if _, err := s.app.Execute(context.Background(), s.actor("sysadmin"), app.DecideDual{Dual: dual, Reason: "未当面核实"}, ""); err != nil {
			t.Fatal(err)
		}
		sec.get("/").expect(http.StatusOK, "未同意", "未当面核实")
		sec.get("/accounts/"+two).expect(http.StatusOK, "恢复账号：未同意")
		dual = ask(one) // a withdrawn one leaves room for another
		if _, err := s.app.Execute(context.Background(), s.actor("sysadmin"), app.DecideDual{Dual: dual, Yes: true}, ""); err != nil {
			t.Fatal(err)
		}
		sec.get("/accounts?q=keeper1").expect(http.StatusOK, "已确认", "尚未设置口令")
	})
}

func hiddenToken(c *client) string {
	_, own := c.form("form[action=/signout]")
	return own["form_token"][0]
}

// A lost half is made anew until the account is activated; who made it does not
// activate, and the one from before opens nothing.
func TestALostHalfIsMadeAnew(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx := context.Background()
		do := func(login string, c app.Command) app.Outcome {
			t.Helper()
			out, err := s.app.Execute(ctx, s.actor(login), c, "")
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		places, err := s.store.Departments(ctx, s.actor("secadmin"))
		if err != nil {
			t.Fatal(err)
		}
		person := do("baomi1", app.SetPerson{Person: org.Person{Name: "柏示例", StaffNo: "YS-HALF", Department: places[0].ID}}).ID
		made := do("sysadmin", app.CreateAccount{Login: "newhalf", Person: person})
		sys := newClient(t, s, "sysadmin", "zh")
		again := sys.get("/accounts/"+made.ID).send("form[action=/accounts/"+made.ID+"/code]", nil).expect(http.StatusOK, "已重新生成").text(".once")
		if len(again) < 15 || again == made.Secret {
			t.Fatalf("the half made anew is %q", again)
		}
		other := do("secadmin", app.MoveAccount{Account: made.ID, State: account.Active}).Secret
		const password = "换一个 更长的 口令 2031"
		if err := s.auth.Activate(ctx, "newhalf", made.Secret+other, password); err == nil {
			t.Error("the half from before opens the account")
		}
		if err := s.auth.Activate(ctx, "newhalf", again+other, password); err != nil {
			t.Error(err)
		}
		if sys.get("/accounts/"+made.ID).count("form[action=/accounts/"+made.ID+"/code]") != 0 {
			t.Error("it is offered for an active account")
		}
	})
}
