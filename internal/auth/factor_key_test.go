package auth_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
)

// startKey has the session's holder begin to enter a security key and gives the
// challenge.
func (p *place) startKey(token string, open auth.Session, g auth.Given) []byte {
	p.t.Helper()
	g.Password, g.Addr = password, here
	if err := p.auth.StartKey(p.ctx, open, g, "蓝色钥匙"); err != nil {
		p.t.Fatal(err)
	}
	pending, err := p.auth.Pending(p.ctx, token, open, "示例局")
	if err != nil {
		p.t.Fatal(err)
	}
	challenge, err := base64.RawURLEncoding.DecodeString(pending.Challenge)
	if err != nil || len(challenge) != 32 {
		p.t.Fatalf("%+v, %v", pending, err)
	}
	return challenge
}

// enrolKey enters the key as the account's first factor.
func (p *place) enrolKey(login string, k *softKey) (string, auth.Session) {
	p.t.Helper()
	token, open := p.signIn(login)
	fresh, open, err := p.auth.FinishKey(p.ctx, open, k.create(p.startKey(token, open, auth.Given{})))
	if err != nil {
		p.t.Fatal(err)
	}
	return fresh, open
}

// second tries the key at the second step of signing in.
func (p *place) second(login string, k *softKey, spoil func(*auth.Assertion)) error {
	p.t.Helper()
	half, open := p.half(login)
	challenge, err := p.auth.SecondChallenge(p.ctx, open)
	if err != nil {
		p.t.Fatal(err)
	}
	a := k.answer(challenge)
	if spoil != nil {
		spoil(a)
	}
	_, out, err := p.auth.Second(p.ctx, half, auth.Given{Key: a, Addr: here})
	if err == nil && (out.Given != auth.GivenKey || out.Must != auth.MustNothing) {
		p.t.Errorf("signed in with a key: %+v", out)
	}
	p.clock.pass(4 * time.Minute) // so that what is refused on purpose is not throttled
	return err
}

func TestASecurityKeySignsIn(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		k := newSoftKey(t)
		p.enrolKey("secadmin", k)
		kept := p.factors("secadmin")
		if len(kept) != 1 || !bytes.Equal(kept[0].Handle, k.handle) || !bytes.HasSuffix(kept[0].Secret, k.public()) {
			t.Fatalf("%+v", kept)
		}
		for range 2 {
			if err := p.second("secadmin", k, nil); err != nil {
				t.Fatal(err)
			}
		}
		half, open := p.half("secadmin")
		challenge, err := p.auth.SecondChallenge(p.ctx, open)
		if err != nil {
			t.Fatal(err)
		}
		a := k.answer(challenge)
		if _, _, err := p.auth.Second(p.ctx, half, auth.Given{Key: a, Addr: here}); err != nil {
			t.Fatal(err)
		}
		half, _ = p.half("secadmin")
		if _, _, err := p.auth.Second(p.ctx, half, auth.Given{Key: a, Addr: here}); code(err) != "factor.refused" {
			t.Errorf("an answer is taken in another session: %v", err)
		}
	})
}

func TestWhatAKeyMustNotBeTakenFor(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		p.activate("auditor")
		k, others := newSoftKey(t), newSoftKey(t)
		p.enrolKey("secadmin", k)
		p.enrolKey("auditor", others)
		tries := []struct {
			name  string
			with  *softKey
			dress func(k *softKey)
			spoil func(*auth.Assertion)
		}{
			{"a page from elsewhere", k, func(k *softKey) { k.origin = "https://sealbook.example.invalid" }, nil},
			{"a page without TLS", k, func(k *softKey) { k.origin = "http://sealbook.example" }, nil},
			{"another name", k, func(k *softKey) { k.party = "elsewhere.example" }, nil},
			{"nobody touched it", k, func(k *softKey) { k.flags = 0 }, nil},
			{"it did not ask for its PIN, as it did before", k, func(k *softKey) { k.flags = 1 }, nil},
			{"its copy, which has counted less", k, func(k *softKey) { k.count = 0 }, nil},
			{"the key of another account", others, nil, nil},
			{"another key under its handle", newSoftKey(t), func(o *softKey) { o.handle = k.handle; o.count = 1000 }, nil},
			{"a key that nobody knows", newSoftKey(t), nil, nil},
			{"an altered signature", k, nil, func(a *auth.Assertion) { a.Signature[len(a.Signature)-1] ^= 1 }},
			{"an altered counter", k, nil, func(a *auth.Assertion) { a.AuthenticatorData[36] ^= 0x40 }},
			{"another challenge", k, nil, func(a *auth.Assertion) { *a = *k.answer(make([]byte, 32)) }},
			{"a registration for an assertion", k, nil, func(a *auth.Assertion) {
				a.ClientData = bytes.Replace(a.ClientData, []byte("webauthn.get"), []byte("webauthn.create"), 1)
			}},
		}
		for _, x := range tries {
			dressed := *x.with
			if x.dress != nil {
				x.dress(&dressed)
			}
			if err := p.second("secadmin", &dressed, x.spoil); code(err) != "factor.refused" {
				t.Errorf("%s: %v", x.name, err)
			}
			k.count += 2
		}
		if err := p.second("secadmin", k, nil); err != nil {
			t.Errorf("the key itself, afterwards: %v", err)
		}
	})
}

func TestWhatIsNotEnteredAsAKey(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		p.activate("auditor")
		taken := newSoftKey(t)
		p.enrolKey("auditor", taken)
		token, open := p.signIn("secadmin")
		for _, x := range []struct {
			name  string
			key   *softKey
			dress func(k *softKey)
			other bool // challenge
			want  string
		}{
			{"a page from elsewhere", newSoftKey(t), func(k *softKey) { k.origin = "https://elsewhere.example" }, false, "factor.attestation"},
			{"another name", newSoftKey(t), func(k *softKey) { k.party = "elsewhere.example" }, false, "factor.attestation"},
			{"nobody touched it", newSoftKey(t), func(k *softKey) { k.flags = 0 }, false, "factor.attestation"},
			{"another challenge", newSoftKey(t), nil, true, "factor.attestation"},
			{"a key that somebody has", taken, nil, false, "factor.known"},
		} {
			challenge := p.startKey(token, open, auth.Given{})
			if x.dress != nil {
				x.dress(x.key)
			}
			if x.other {
				challenge = make([]byte, 32)
			}
			if _, _, err := p.auth.FinishKey(p.ctx, open, x.key.create(challenge)); code(err) != x.want {
				t.Errorf("%s: %v, want %s", x.name, err, x.want)
			}
			if _, _, err := p.auth.FinishKey(p.ctx, open, newSoftKey(t).create(challenge)); code(err) != "factor.gone" {
				t.Errorf("%s: the challenge is taken again: %v", x.name, err)
			}
		}
		if list := p.factors("secadmin"); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

// A key that was removed proves nothing any more, and is nobody's key again.
func TestAnEndedKeyIsRefused(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		first, second := newSoftKey(t), newSoftKey(t)
		token, open := p.enrolKey("secadmin", first)
		prove := func(k *softKey) auth.Given {
			challenge, err := p.auth.ProofChallenge(p.ctx, open)
			if err != nil {
				t.Fatal(err)
			}
			return auth.Given{Password: password, Key: k.answer(challenge), Addr: here}
		}
		challenge := p.startKey(token, open, prove(first))
		_, open, err := p.auth.FinishKey(p.ctx, open, second.create(challenge))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.auth.RemoveFactor(p.ctx, open, prove(second), p.factor("secadmin", first).ID); err != nil {
			t.Fatal(err)
		}
		if err := p.second("secadmin", first, nil); code(err) != "factor.refused" {
			t.Errorf("the removed key: %v", err)
		}
		if err := p.second("secadmin", second, nil); err != nil {
			t.Errorf("the other one: %v", err)
		}
	})
}

// What a key has signed can be checked from the history alone, and nothing else
// passes for it.
func TestASignatureByKeyIsCheckedFromTheHistory(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		k := newSoftKey(t)
		p.enrolKey("secadmin", k)
		s, leaf := p.signedByKey("secadmin", k, app.SetPolicy{Key: "handover.accept-days", Raw: "4", Reason: "示例"})
		public := p.publicOf("secadmin", s.Key.Factor)
		if err := auth.CheckAnswer(public, s); err != nil {
			t.Fatal(err)
		}
		spoiled := func(change func(*ledger.Signature)) ledger.Signature {
			out, key := s, *s.Key
			key.AuthenticatorData, key.ClientData, key.Signature = bytes.Clone(key.AuthenticatorData), bytes.Clone(key.ClientData), bytes.Clone(key.Signature)
			out.Key = &key
			change(&out)
			return out
		}
		for name, x := range map[string]ledger.Signature{
			"another digest":          spoiled(func(s *ledger.Signature) { s.Digest[5] ^= 1 }),
			"an altered signature":    spoiled(func(s *ledger.Signature) { s.Key.Signature[20] ^= 1 }),
			"altered data":            spoiled(func(s *ledger.Signature) { s.Key.AuthenticatorData[36] ^= 1 }),
			"no data":                 spoiled(func(s *ledger.Signature) { s.Key.AuthenticatorData = nil }),
			"nobody touched the key":  spoiled(func(s *ledger.Signature) { s.Key.AuthenticatorData[32] &^= 1 }),
			"no key":                  spoiled(func(s *ledger.Signature) { s.Key = nil }),
			"another client's answer": spoiled(func(s *ledger.Signature) { s.Key.ClientData = append(s.Key.ClientData, ' ') }),
		} {
			if auth.CheckAnswer(public, x) == nil {
				t.Errorf("%s: it fits", name)
			}
		}
		if auth.CheckAnswer(newSoftKey(t).public(), s) == nil || auth.CheckAnswer(nil, s) == nil {
			t.Error("it fits another key")
		}
		entered := account.FactorSet{
			Factor: s.Key.Factor, Handle: base64.RawURLEncoding.EncodeToString(k.handle), Key: base64.RawURLEncoding.EncodeToString(public),
			Party: partyID, Verifies: true,
		}
		if err := auth.CheckEnrolled(entered, s); err != nil {
			t.Fatal(err)
		}
		answered := func(change func(*softKey)) ledger.Signature {
			other := *k
			change(&other)
			a := other.answer(s.Digest[:])
			return spoiled(func(s *ledger.Signature) {
				s.Key.Handle, s.Key.AuthenticatorData, s.Key.ClientData, s.Key.Signature = a.Handle, a.AuthenticatorData, a.ClientData, a.Signature
			})
		}
		if err := auth.CheckEnrolled(entered, answered(func(k *softKey) { k.origin = "https://pages.sealbook.example:8443" })); err != nil {
			t.Errorf("below the same name: %v", err)
		}
		for name, x := range map[string]ledger.Signature{
			"another factor":     spoiled(func(s *ledger.Signature) { s.Key.Factor = "x" }),
			"another handle":     answered(func(k *softKey) { k.handle = []byte("x") }),
			"another name":       answered(func(k *softKey) { k.party = "elsewhere.example" }),
			"another's page":     answered(func(k *softKey) { k.origin = "https://notsealbook.example" }),
			"a page of no host":  answered(func(k *softKey) { k.origin = "null" }),
			"without PIN":        answered(func(k *softKey) { k.flags = 1 }),
			"another's key":      answered(func(k *softKey) { k.private = newSoftKey(t).private }),
			"an altered digest":  spoiled(func(s *ledger.Signature) { s.Digest[5] ^= 1 }),
			"nothing of the key": spoiled(func(s *ledger.Signature) { s.Key = nil }),
		} {
			if auth.CheckEnrolled(entered, x) == nil {
				t.Errorf("%s: it holds", name)
			}
		}
		for what, a := range map[int64]*app.App{0: p.app, 1: app.New(p.store, app.Options{})} { // who has no check does not take it for true
			c, err := a.VerifyHistory(p.ctx, p.actor("auditor"), 0, time.Hour)
			if err != nil || c.Faults != what || c.Keys != 1 || c.Signed < 1 {
				t.Errorf("%d faults are due: %+v, %v", what, c, err)
			}
		}
		leaf.Data["reason"] = "别的理由"
		b, err := leaf.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if leaf, err = ledger.Decode(b); err != nil {
			t.Fatal(err)
		}
		if _, signed, err := leaf.Signed(); !signed || err == nil {
			t.Errorf("the changed event still fits its signature: %v, %v", signed, err)
		}
	})
}

func (p *place) factor(login string, k *softKey) store.Factor {
	p.t.Helper()
	list := p.factors(login)
	i := slices.IndexFunc(list, func(f store.Factor) bool { return bytes.Equal(f.Handle, k.handle) })
	if i < 0 {
		p.t.Fatalf("the key is none of %+v", list)
	}
	return list[i]
}

// signedByKey carries out what has to be signed, with the key, and reads the
// signature back from the history.
func (p *place) signedByKey(login string, k *softKey, c app.Command) (ledger.Signature, ledger.Leaf) {
	p.t.Helper()
	actor := p.actor(login)
	actor.Proof = nil
	_, err := p.app.Execute(p.ctx, actor, c, "")
	r, ok := app.RequiredBy(err)
	if !ok {
		p.t.Fatalf("not asked for a signature: %v", err)
	}
	_, proof, err := p.auth.Prove(p.ctx, auth.Given{Account: p.ids[login], Password: password, Key: k.answer(r.Digest[:]), Addr: here})
	if err != nil {
		p.t.Fatal(err)
	}
	proof.Asked = r.Statement.At
	actor.Proof = &proof
	if _, err := p.app.Execute(p.ctx, actor, c, ""); err != nil {
		p.t.Fatal(err)
	}
	leaves, err := p.store.Leaves(p.ctx, p.actor("auditor"), "policy", "policy")
	if err != nil || len(leaves) == 0 {
		p.t.Fatalf("%d leaves, %v", len(leaves), err)
	}
	leaf, err := ledger.Decode(leaves[len(leaves)-1])
	if err != nil {
		p.t.Fatal(err)
	}
	s, signed, err := leaf.Signed()
	if err != nil || !signed || s.Key == nil || s.Method != auth.GivenKey || sha256.Size != len(s.Digest) {
		p.t.Fatalf("%+v, %v, %v", s, signed, err)
	}
	return s, leaf
}

// publicOf is the public half of a key, from the event by which it was entered.
func (p *place) publicOf(login, factor string) []byte {
	p.t.Helper()
	leaves, err := p.store.Leaves(p.ctx, p.actor("auditor"), account.KindSubject, p.ids[login])
	if err != nil {
		p.t.Fatal(err)
	}
	for _, b := range leaves {
		leaf, err := ledger.Decode(b)
		if err != nil {
			p.t.Fatal(err)
		}
		if leaf.Type != (account.FactorSet{}).EventType() || leaf.Data["factor"] != factor || leaf.Data["what"] != account.FactorAdded {
			continue
		}
		text, _ := json.Marshal(leaf.Data)
		var f account.FactorSet
		if err := json.Unmarshal(text, &f); err != nil {
			p.t.Fatal(err)
		}
		public, err := base64.RawURLEncoding.DecodeString(f.Key)
		if err != nil {
			p.t.Fatal(err)
		}
		return public
	}
	p.t.Fatalf("no event tells of the key %s", factor)
	return nil
}
