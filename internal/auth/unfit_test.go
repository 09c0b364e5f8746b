package auth_test

import (
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// force sets a policy value past the rules: as an older release has left it, or
// somebody who has a factor himself.
func (p *place) force(key, raw string) {
	p.t.Helper()
	if err := p.store.Write(p.ctx, func(tx *store.Tx) error {
		now, err := tx.PolicyForUpdate()
		if err != nil {
			return err
		}
		next, err := now.Set(key, raw)
		if err != nil {
			return err
		}
		return tx.SetPolicy(p.actor("secadmin").Person, next, key, "示例")
	}); err != nil {
		p.t.Fatal(err)
	}
}

// Whose session would have to do something first signs nothing: not with a
// signature of his own, not at another's desk; and he can still do what he has to.
func TestWhoHasSomethingToDoFirstSignsNothing(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("sysadmin")
		p.activate("secadmin")
		p.member("lin")
		token, open := p.signIn("lin")
		given := auth.Given{Login: "lin", Password: password, Addr: here}
		signs := func(want, when string) {
			t.Helper()
			if _, _, err := p.auth.Prove(p.ctx, given); code(err) != want {
				t.Errorf("%s: a signature: %v, want %q", when, err, want)
			}
			if _, err := p.auth.AtDesk(p.ctx, given); code(err) != want {
				t.Errorf("%s: at a desk: %v, want %q", when, err, want)
			}
		}
		signs("", "nothing is asked")
		p.force("factor.required", "all")
		signs("proof.enrol", "a factor is asked for")
		actor := p.actor("lin")
		actor.Session = open.ID
		asked := account.TokenAsked{Name: "脚本", Permissions: []org.Permission{org.AssetRead}, Days: 30}
		if _, _, err := p.auth.MakeToken(p.ctx, actor, asked, given); code(err) != "proof.enrol" {
			t.Errorf("a token: %v", err)
		}
		g, _, _ := p.enrolCode(token, open, password) // proves himself all the same
		given.Code = g.next()
		if _, _, err := p.auth.Prove(p.ctx, given); err != nil {
			t.Errorf("with his factor: %v", err)
		}
		p.force("factor.kind", "key")
		given.Code = g.next()
		if _, _, err := p.auth.Prove(p.ctx, given); code(err) != "proof.enrol" {
			t.Errorf("with a code where keys alone count: %v", err)
		}
		p.force("factor.kind", "any")
		p.clock.pass(100 * 24 * time.Hour)
		given.Code = g.next()
		if _, _, err := p.auth.Prove(p.ctx, given); code(err) != "proof.password_expired" {
			t.Errorf("with a password that has expired: %v", err)
		}
		given.Code = ""
		p.force("factor.required", "none")
		p.member("wu")
		p.clock.pass(100 * 24 * time.Hour)
		given.Login = "wu"
		signs("proof.password_expired", "the password has expired")
		if got := p.change("wu", password, other); got != "" {
			t.Errorf("he cannot change it: %s", got)
		}
		given.Password = other
		signs("", "with another password")
	})
}

// A policy that asks for a factor counts for sessions that are open, from their
// next request on, and is done with when the factor is entered.
func TestAnOpenSessionIsAskedForWhatThePolicyAsks(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, _ := p.signIn("secadmin")
		must := func(token, want string) (auth.Session, org.Actor) {
			t.Helper()
			s, a, err := p.auth.Resolve(p.ctx, token)
			if err != nil || s.Must != want || (len(a.Held) == 0) != (want != auth.MustNothing) {
				t.Fatalf("has to do %q first, holds %v, %v; want %q", s.Must, a.Held, err, want)
			}
			return s, a
		}
		must(token, auth.MustNothing)
		p.force("factor.required", "administrators")
		open, actor := must(token, auth.MustEnrol)
		if actor.Only == nil || !actor.May(org.Own) || actor.May(org.PolicyWrite) {
			t.Errorf("%+v", actor)
		}
		_, fresh, _ := p.enrolCode(token, open, password)
		must(fresh, auth.MustNothing)
		p.force("factor.kind", "key")
		must(fresh, auth.MustEnrol)
		p.force("factor.required", "none")
		must(fresh, auth.MustNothing)
	})
}

// Nobody sets a policy that shuts himself out, or that nobody could meet.
func TestAPolicyThatShutsOutIsRefused(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, open := p.signIn("secadmin")
		set := func(a *app.App, key, raw, want string) {
			t.Helper()
			_, err := a.Execute(p.ctx, p.actor("secadmin"), app.SetPolicy{Key: key, Raw: raw, Reason: "示例"}, "")
			if code(err) != want {
				t.Errorf("%s=%s: %v, want %q", key, raw, err, want)
			}
			if e := errs.As(err); err != nil && (e.Text.ZH == "" || e.Text.EN == "") {
				t.Errorf("%s=%s: %+v", key, raw, e.Text)
			}
		}
		byAddress := app.New(p.store, app.Options{Keys: func() bool { return false }})
		for _, who := range []string{"administrators", "signers", "all"} {
			set(p.app, "factor.required", who, "policy.own_factor")
		}
		set(byAddress, "factor.kind", "key", "policy.no_host")
		set(app.New(p.store, app.Options{}), "factor.kind", "key", "policy.no_host")
		p.enrolCode(token, open, password)
		set(p.app, "factor.required", "all", "")
		set(p.app, "factor.kind", "key", "policy.own_factor")
		set(p.app, "factor.required", "none", "")
		set(p.app, "factor.kind", "key", "") // binds nobody yet
		set(byAddress, "factor.required", "administrators", "policy.no_host")
		set(p.app, "factor.required", "administrators", "policy.own_factor")
		set(byAddress, "factor.required", "none", "policy.same")
		set(byAddress, "factor.kind", "any", "") // less is always allowed
		set(byAddress, "factor.required", "all", "")
	})
}

// A password is changed with the second factor: a session left open and a password
// seen are not enough, and the code of the sign-in does not do twice.
func TestAPasswordIsChangedWithTheFactor(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, open := p.signIn("secadmin")
		g, fresh, open := p.enrolCode(token, open, password)
		k := newSoftKey(t)
		fresh, open, err := p.auth.FinishKey(p.ctx, open, k.create(p.startKey(fresh, open, auth.Given{Code: g.next()})))
		if err != nil {
			t.Fatal(err)
		}
		_, actor, err := p.auth.Resolve(p.ctx, fresh)
		if err != nil {
			t.Fatal(err)
		}
		change := func(given auth.Given, next string) string {
			given.Addr = here
			return code(p.auth.ChangePassword(p.ctx, actor, given, next))
		}
		if got := change(auth.Given{Password: password}, other); got != "proof.refused" {
			t.Errorf("with the password alone: %q", got)
		}
		if got := change(auth.Given{Password: password, Code: g.at(p.clock.now().Add(time.Hour))}, other); got != "proof.refused" {
			t.Errorf("with a wrong code: %q", got)
		}
		first := g.next()
		if got := change(auth.Given{Password: password, Code: first}, "secadmin secadmin"); got != "password.weak" {
			t.Errorf("a weak one: %q", got)
		}
		if got := change(auth.Given{Password: password, Code: first}, other); got != "" {
			t.Fatalf("with the code, which the weak one has not used up: %q", got)
		}
		list, err := p.auth.Sessions(p.ctx, actor)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		if got := change(auth.Given{Password: other, Key: k.answer(make([]byte, 32))}, password+" 又"); got != "proof.refused" {
			t.Errorf("the key has answered what nobody asked: %q", got)
		}
		challenge, err := p.auth.ProofChallenge(p.ctx, open)
		if err != nil {
			t.Fatal(err)
		}
		if got := change(auth.Given{Password: other, Key: k.answer(challenge)}, password+" 又"); got != "" {
			t.Errorf("with the key: %q", got)
		}
	})
}
