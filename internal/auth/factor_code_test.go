package auth_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what RFC 6238 says
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// generator is somebody's program for one-time codes: it knows the text that the
// page has shown and the time.
type generator struct {
	p    *place
	text string
}

func (g generator) at(t time.Time) string {
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(g.text)
	if err != nil {
		g.p.t.Fatal(err)
	}
	m := hmac.New(sha1.New, secret)
	m.Write(binary.BigEndian.AppendUint64(nil, uint64(t.Unix()/30)))
	sum := m.Sum(nil)
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff)%1_000_000)
}

func (g generator) now() string { return g.at(g.p.clock.now()) }

// next waits for a code that was not used yet.
func (g generator) next() string {
	g.p.clock.pass(30 * time.Second)
	return g.now()
}

// enrolCode enters a one-time code for who has none, and gives the session's new
// token.
func (p *place) enrolCode(token string, open auth.Session, word string) (generator, string, auth.Session) {
	p.t.Helper()
	if err := p.auth.StartCode(p.ctx, token, open, auth.Given{Password: word, Addr: here}, "手机"); err != nil {
		p.t.Fatal(err)
	}
	pending, err := p.auth.Pending(p.ctx, token, open, "示例局")
	if err != nil || pending.Kind != store.FactorTOTP || pending.Secret == "" {
		p.t.Fatalf("%+v, %v", pending, err)
	}
	g := generator{p, pending.Secret}
	fresh, open, err := p.auth.FinishCode(p.ctx, token, open, g.now())
	if err != nil {
		p.t.Fatal(err)
	}
	return g, fresh, open
}

// half signs in as far as the second factor.
func (p *place) half(login string) (string, auth.Session) {
	p.t.Helper()
	token, open := p.signIn(login)
	if open.Must != auth.MustFactor {
		p.t.Fatalf("%s: the session asks for %q", login, open.Must)
	}
	return token, open
}

func TestACodeIsEnteredAskedForAndUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		elsewhere, _ := p.signIn("secadmin")
		token, open := p.signIn("secadmin")
		if err := p.auth.StartCode(p.ctx, token, open, auth.Given{Password: other, Addr: here}, "手机"); code(err) != "proof.refused" {
			t.Fatalf("entered without the password: %v", err)
		}
		g, fresh, _ := p.enrolCode(token, open, password)
		if p.open(elsewhere) || p.open(token) || !p.open(fresh) {
			t.Errorf("after the code was entered: elsewhere %v, the old token %v, the new one %v", p.open(elsewhere), p.open(token), p.open(fresh))
		}

		half, _ := p.half("secadmin")
		_, actor, err := p.auth.Resolve(p.ctx, half)
		if err != nil || len(actor.Held) != 0 {
			t.Errorf("half signed in, he holds %v (%v)", actor.Held, err)
		}
		if _, _, err := p.auth.Second(p.ctx, half, auth.Given{Code: g.now(), Addr: here}); code(err) != "factor.refused" {
			t.Errorf("the code of enrolment is taken again: %v", err)
		}
		used := g.next()
		whole, open, err := p.auth.Second(p.ctx, half, auth.Given{Code: used[:3] + " " + used[3:], Addr: here})
		if err != nil || open.Must != auth.MustNothing || open.Given != auth.GivenCode || p.open(half) || !p.open(whole) {
			t.Fatalf("%+v, %v", open, err)
		}
		if _, actor, _ = p.auth.Resolve(p.ctx, whole); !actor.Holds(org.SecurityAdmin) {
			t.Errorf("signed in, he holds %v", actor.Held)
		}
		half, _ = p.half("secadmin")
		if _, _, err := p.auth.Second(p.ctx, half, auth.Given{Code: used, Addr: here}); code(err) != "factor.refused" {
			t.Errorf("a code is taken twice: %v", err)
		}
		for off, want := range map[time.Duration]string{-2 * time.Minute: "session.refused", 2 * time.Minute: "session.refused"} {
			given := auth.Given{Login: "secadmin", Password: password, Code: g.at(p.clock.now().Add(off)), Addr: here}
			if _, _, err := p.auth.OpenWith(p.ctx, auth.API, given); code(err) != want {
				t.Errorf("a code of %s: %v", off, err)
			}
		}
		given := auth.Given{Login: "secadmin", Password: password, Code: g.at(p.clock.now().Add(30 * time.Second)), Addr: here}
		if _, open, err = p.auth.OpenWith(p.ctx, auth.API, given); err != nil || open.Must != auth.MustNothing {
			t.Errorf("password and the code of the step after at once: %+v, %v", open, err)
		}
	})
}

func TestTheSecondStepOfSigningInDoesNotWait(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, open := p.signIn("secadmin")
		g, _, _ := p.enrolCode(token, open, password)
		half, _ := p.half("secadmin")
		p.clock.pass(5*time.Minute + time.Second)
		if _, _, err := p.auth.Second(p.ctx, half, auth.Given{Code: g.now(), Addr: here}); code(err) != "factor.late" || p.open(half) {
			t.Errorf("after five minutes: %v", err)
		}
	})
}

// Who knows the password guesses no more codes than he would guess passwords, and
// no right password in between forgives it.
func TestWrongCodesCountLikeWrongPasswords(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, open := p.signIn("secadmin")
		g, _, _ := p.enrolCode(token, open, password)
		answered := 0
		for range 12 {
			p.clock.pass(30 * time.Second)
			half, _, err := p.auth.SignIn(p.ctx, "secadmin", password, here)
			if code(err) == "session.throttled" {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err = p.auth.Second(p.ctx, half, auth.Given{Code: g.at(p.clock.now().Add(time.Hour)), Addr: here}); code(err) == "session.throttled" {
				break
			}
			if code(err) != "factor.refused" {
				t.Fatal(err)
			}
			answered++
		}
		if answered != most {
			t.Errorf("%d wrong codes were answered, want %d", answered, most)
		}
		if _, _, err := p.auth.Prove(p.ctx, auth.Given{Login: "secadmin", Password: password, Code: g.now(), Addr: here}); code(err) != "session.throttled" {
			t.Errorf("signing goes on: %v", err)
		}
	})
}

func TestAProofNeedsTheCode(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, open := p.signIn("secadmin")
		g, _, _ := p.enrolCode(token, open, password)
		given := auth.Given{Account: p.ids["secadmin"], Password: password, Addr: here}
		if _, _, err := p.auth.Prove(p.ctx, given); code(err) != "proof.refused" {
			t.Errorf("the password alone: %v", err)
		}
		given.Code = g.next()
		_, proof, err := p.auth.Prove(p.ctx, given)
		if err != nil || proof.Method != auth.GivenCode || proof.Account != p.ids["secadmin"] {
			t.Errorf("%+v, %v", proof, err)
		}
		if _, _, err := p.auth.Prove(p.ctx, given); code(err) != "proof.refused" {
			t.Errorf("one code signs twice: %v", err)
		}
	})
}

// The secret follows its holder to another password, and nobody else.
func TestTheSecretIsSealedUnderThePassword(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, open := p.signIn("secadmin")
		g, fresh, _ := p.enrolCode(token, open, password)
		before := p.factors("secadmin")[0]
		plain, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(g.text)
		if bytes.Contains(before.Secret, plain) || bytes.Contains(before.Secret, []byte(g.text)) {
			t.Fatal("the secret is kept in the clear")
		}
		_, actor, err := p.auth.Resolve(p.ctx, fresh)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.auth.ChangePassword(p.ctx, actor, auth.Given{Password: password, Code: g.next(), Addr: here}, other); err != nil {
			t.Fatal(err)
		}
		after := p.factors("secadmin")[0]
		if bytes.Equal(before.Secret, after.Secret) {
			t.Error("the secret is still sealed under the password that is gone")
		}
		in := func() error {
			_, _, err := p.auth.OpenWith(p.ctx, auth.Page, auth.Given{Login: "secadmin", Password: other, Code: g.next(), Addr: here})
			return err
		}
		if err := in(); err != nil {
			t.Errorf("the same program, the new password: %v", err)
		}
		if err := p.store.Write(p.ctx, func(tx *store.Tx) error { return tx.SealFactor(after.ID, before.Secret) }); err != nil {
			t.Fatal(err)
		}
		if err := in(); code(err) != "session.refused" {
			t.Errorf("a row put back from before the change is taken: %v", err)
		}
	})
}

func TestTheLastFactorStaysWhileThePolicyAsksForOne(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		p.force("factor.required", "administrators")
		token, open := p.signIn("secadmin")
		if open.Must != auth.MustEnrol {
			t.Fatalf("the policy asks administrators for a second factor, the session for %q", open.Must)
		}
		g, _, open := p.enrolCode(token, open, password)
		if open.Must != auth.MustNothing {
			t.Fatalf("entered, and still asked for %q", open.Must)
		}
		list, err := p.auth.Factors(p.ctx, open)
		if err != nil || len(list) != 1 || list[0].Secret != nil || list[0].Name != "手机" {
			t.Fatalf("%+v, %v", list, err)
		}
		remove := func() error {
			return p.auth.RemoveFactor(p.ctx, open, auth.Given{Password: password, Code: g.next(), Addr: here}, list[0].ID)
		}
		if err := remove(); code(err) != "factor.last" {
			t.Errorf("the last one is removed: %v", err)
		}
		p.do("secadmin", app.SetPolicy{Key: "factor.required", Raw: "none", Reason: "示例"})
		if err := p.auth.RemoveFactor(p.ctx, open, auth.Given{Password: password, Addr: here}, list[0].ID); code(err) != "proof.refused" {
			t.Errorf("removed with the password alone: %v", err)
		}
		if err := remove(); err != nil || len(p.factors("secadmin")) != 0 {
			t.Errorf("not removed: %v", err)
		}
		if err := remove(); code(err) != "factor.not_found" {
			t.Errorf("removed twice: %v", err)
		}
	})
}

func (p *place) factors(login string) []store.Factor {
	p.t.Helper()
	list, err := p.store.Factors(p.ctx, p.ids[login])
	if err != nil {
		p.t.Fatal(err)
	}
	return list
}
