package auth_test

import (
	"fmt"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// set changes a policy value.
func (p *place) set(key, raw string) {
	p.t.Helper()
	p.do("secadmin", app.SetPolicy{Key: key, Raw: raw, Reason: "示例"})
}

// must is what a session opened with the password has to do first.
func (p *place) must(login, pass string) string {
	p.t.Helper()
	_, s, err := p.auth.SignIn(p.ctx, login, pass, here)
	if err != nil {
		p.t.Fatalf("sign in %s: %v", login, err)
	}
	return s.Must
}

func (p *place) change(login, old, fresh string) string {
	p.t.Helper()
	return code(p.auth.ChangePassword(p.ctx, p.actor(login), auth.Given{Password: old}, fresh))
}

// A password runs out after the period of its owner's level; then its session is
// good for nothing but another password, and 0 is a period without an end.
func TestAPasswordRunsOutByItsOwnersLevel(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.member("lin")
		p.activate("sysadmin")
		p.set("password.max-days", "60")
		p.set("password.max-days.top-secret", "20")
		p.clock.pass(21 * 24 * time.Hour)
		if got := p.must("lin", password); got != auth.MustNothing {
			t.Errorf("before its period: %q", got)
		}
		if got := p.must("sysadmin", password); got != auth.MustPassword {
			t.Errorf("an administrator's counts as top secret: %q", got)
		}
		p.clock.pass(40 * 24 * time.Hour)
		token, s, err := p.auth.SignIn(p.ctx, "lin", password, here)
		if err != nil || s.Must != auth.MustPassword {
			t.Fatalf("run out: %q %v", s.Must, err)
		}
		_, actor, err := p.auth.Resolve(p.ctx, token)
		if err != nil || actor.Only == nil || len(actor.Held) != 0 || actor.May(org.AssetRead) || !actor.May(org.Own) {
			t.Errorf("reaches more than another password: %+v %v", actor, err)
		}
		if got := p.change("lin", password, other); got != "" {
			t.Fatalf("changing it: %s", got)
		}
		if got := p.must("lin", other); got != auth.MustNothing {
			t.Errorf("changed, and still %q", got)
		}
		p.set("password.max-days.top-secret", "0")
		p.clock.pass(1000 * 24 * time.Hour)
		if got := p.must("sysadmin", password); got != auth.MustNothing {
			t.Errorf("without a period: %q", got)
		}
	})
}

// As many former passwords as the policy says are refused, and the present one
// always; the least length goes by the level.
func TestFormerPasswordsDoNotComeBack(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.member("lin")
		p.set("password.history", "2")
		pass := func(n int) string { return fmt.Sprintf("云深不知处 %d 松间照明月 石上流", n*7919) }
		for i, c := range []struct{ old, fresh, want string }{
			{password, password, "password.weak"}, {password, pass(1), ""}, {pass(1), pass(2), ""},
			{pass(2), pass(1), "password.weak"}, {pass(2), password, "password.weak"}, {pass(2), pass(3), ""},
			{pass(3), password, ""}, // two have come since
		} {
			p.clock.pass(time.Minute) // a former password is known by when it was set
			if got := p.change("lin", c.old, c.fresh); got != c.want {
				t.Errorf("change %d: %q, want %q", i, got, c.want)
			}
		}
		p.set("password.history", "0")
		if got := p.change("lin", password, pass(3)) + p.change("lin", pass(3), pass(3)); got != "password.weak" {
			t.Errorf("without a history only the present one is refused: %q", got)
		}
		short := "竹外桃花三两枝 84 春江" // 14 characters
		p.activate("sysadmin")
		if got := p.change("sysadmin", password, short); got != "password.weak" {
			t.Errorf("an administrator's of 14: %q", got)
		}
		v, err := p.store.Person(p.ctx, p.actor("secadmin"), p.actor("lin").Person)
		if err != nil || v.Clearance > level.Confidential {
			t.Fatalf("%+v %v", v, err)
		}
		if got := p.change("lin", pass(3), short); got != "" {
			t.Errorf("a user's of 14: %q", got)
		}
	})
}

// Whatever bars an account bars its open sessions and its tokens at the next
// request, in every process; what it ends does not come back.
func TestWhatBarsAnAccountEndsSessionsAndTokens(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		elsewhere := p.service()
		move := func(login, to string) {
			p.do("secadmin", app.MoveAccount{Account: p.ids[login], State: to, Reason: "示例"})
		}
		recovered := func(login string) {
			id := p.do("secadmin", app.AskDual{Account: p.ids[login], Kind: account.Recover, Reason: "遗失"}).ID
			p.do("sysadmin", app.DecideDual{Dual: id, Yes: true})
		}
		for login, bar := range map[string]func(login string){
			"paused":    func(login string) { move(login, account.Suspended); move(login, account.Active) },
			"gone":      func(login string) { move(login, account.Closed) },
			"forgetful": recovered,
		} {
			p.member(login)
			session, _ := p.signIn(login)
			_, actor, err := p.auth.Resolve(p.ctx, session)
			if err != nil {
				t.Fatal(err)
			}
			asked := account.TokenAsked{Name: "脚本", Permissions: []org.Permission{org.AssetRead}, Days: 30}
			token, _, err := p.auth.MakeToken(p.ctx, actor, asked, auth.Given{Password: password, Addr: here})
			if err != nil {
				t.Fatalf("%s: %v", login, err)
			}
			if _, _, err := elsewhere.ResolveToken(p.ctx, token, here); err != nil {
				t.Fatalf("%s: %v", login, err)
			}
			p.clock.pass(time.Second)
			bar(login)
			if _, _, err := elsewhere.Resolve(p.ctx, session); code(err) != "session.ended" && code(err) != "session.over" {
				t.Errorf("%s: the session: %v", login, err)
			}
			if _, _, err := elsewhere.ResolveToken(p.ctx, token, here); code(err) != "token.ended" {
				t.Errorf("%s: the token: %v", login, err)
			}
		}
	})
}

// A request that nobody decided in a day can be asked for again, and the first
// can be confirmed no more.
func TestARequestOfTwoLapses(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.member("lin")
		ask := app.AskDual{Account: p.ids["lin"], Kind: account.Recover, Reason: "遗失"}
		first := p.do("secadmin", ask).ID
		p.clock.pass(account.DualLife)
		if _, err := p.app.Execute(p.ctx, p.actor("sysadmin"), app.DecideDual{Dual: first, Yes: true}, ""); err == nil {
			t.Error("confirmed a day later")
		}
		second := p.do("secadmin", ask).ID
		if second == first {
			t.Fatal("the same request")
		}
		if p.do("sysadmin", app.DecideDual{Dual: second, Yes: true}).Secret == "" {
			t.Error("no code")
		}
		if list, err := p.store.Refold(p.ctx); err != nil || len(list) != 0 {
			t.Errorf("refold: %v %v", list, err)
		}
	})
}
