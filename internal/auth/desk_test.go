package auth_test

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"sealbook/internal/auth"
)

// counterPlace is a clerk with his session and what somebody signs there.
type counterPlace struct {
	*place
	token  string
	open   auth.Session
	digest []byte
}

func (p *place) atDesk(clerk string) *counterPlace {
	p.t.Helper()
	token, open := p.signIn(clerk)
	return &counterPlace{p, token, open, bytes.Repeat([]byte{7}, 32)}
}

// shows has the signer's password checked and puts the statement before him.
func (c *counterPlace) shows(login string) {
	c.t.Helper()
	who, err := c.auth.AtDesk(c.ctx, auth.Given{Login: login, Password: password, Addr: here})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.auth.ShowAtDesk(c.ctx, c.token, c.open, who, hex.EncodeToString(c.digest), c.clock.now()); err != nil {
		c.t.Fatal(err)
	}
}

func (c *counterPlace) sign(g auth.Given) (string, string) {
	g.Addr = here
	_, proof, err := c.auth.ProveAtDesk(c.ctx, c.token, c.open, g, hex.EncodeToString(c.digest))
	if err == nil && (!bytes.Equal(proof.Digest, c.digest) || proof.Desk != c.open.Account || proof.Account == c.open.Account) {
		c.t.Errorf("the proof is of something else: %+v", proof)
	}
	return proof.Method, code(err)
}

func (c *counterPlace) wants(when string, g auth.Given, method, bad string) {
	c.t.Helper()
	if got, err := c.sign(g); err != bad || err == "" && got != method {
		c.t.Errorf("%s: signed with %q, %q; want %q, %q", when, got, err, method, bad)
	}
}

// At another's desk the password comes first, and a right one counts for what was
// shown then, in that session, once, for five minutes, and while it is the password.
func TestSigningAtADeskTakesPasswordThenFactor(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("sysadmin")
		p.activate("secadmin")
		for _, login := range []string{"clerk", "other", "lin"} {
			p.member(login)
		}
		c, elsewhere := p.atDesk("clerk"), p.atDesk("other")
		c.wants("before any password", auth.Given{}, "", "counter.late")
		c.shows("lin")
		elsewhere.wants("in another session", auth.Given{}, "", "counter.late")
		stolen := &counterPlace{p, elsewhere.token, c.open, c.digest}
		stolen.wants("with another session's token", auth.Given{}, "", "counter.late")
		c.digest[0]++
		c.wants("something else than was shown", auth.Given{}, "", "counter.late")
		c.digest[0]--
		c.wants("what was shown", auth.Given{}, auth.GivenPassword, "")
		c.wants("a second time", auth.Given{}, "", "counter.late")
		c.shows("lin")
		p.clock.pass(5*time.Minute + time.Second)
		c.wants("after five minutes", auth.Given{}, "", "counter.late")

		token, open := p.signIn("lin")
		g, fresh, open := p.enrolCode(token, open, password)
		c.shows("lin")
		c.wants("the password alone, with a code entered", auth.Given{}, "", "proof.refused")
		if who, ok, err := p.auth.WaitsAtDesk(p.ctx, c.token, c.open); err != nil || !ok || who.Actor.Account != p.ids["lin"] {
			t.Errorf("he cannot try again: %t %v", ok, err)
		}
		used := g.next()
		c.wants("with the code", auth.Given{Code: used}, auth.GivenCode, "")
		c.shows("lin")
		c.wants("the same code again", auth.Given{Code: used}, "", "proof.refused")

		k := newSoftKey(t)
		if _, _, err := p.auth.FinishKey(p.ctx, open, k.create(p.startKey(fresh, open, auth.Given{Code: g.next()}))); err != nil {
			t.Fatal(err)
		}
		c.shows("lin")
		c.wants("a key that answered something else", auth.Given{Key: k.answer(make([]byte, 32))}, "", "proof.refused")
		c.wants("with the key", auth.Given{Key: k.answer(c.digest)}, auth.GivenKey, "")

		c.shows("other")
		if got := p.change("other", password, other); got != "" {
			t.Fatal(got)
		}
		c.wants("his password is another one meanwhile", auth.Given{}, "", "counter.late")
	})
}

// Guessing at the desk is guessing: one answer to all that is wrong, five of them,
// and the same for a login that nobody has.
func TestTheDeskIsNoPlaceToGuess(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("sysadmin")
		p.activate("secadmin")
		p.member("lin")
		try := func(login, pass string) (string, string) {
			_, err := p.auth.AtDesk(p.ctx, auth.Given{Login: login, Password: pass, Addr: here})
			if err == nil {
				return "", ""
			}
			return code(err), err.Error()
		}
		var said []string
		for range most {
			for _, login := range []string{"lin", "nobody", "auditor"} {
				got, text := try(login, "不是这个口令")
				if got != "proof.refused" {
					t.Fatalf("%s: %s", login, got)
				}
				said = append(said, text)
			}
		}
		for _, text := range said {
			if text != said[0] {
				t.Errorf("%q and %q", text, said[0])
			}
		}
		for _, login := range []string{"lin", "nobody"} {
			if got, _ := try(login, password); got != "session.throttled" {
				t.Errorf("%s after %d wrong ones: %q", login, most, got)
			}
		}
	})
}
