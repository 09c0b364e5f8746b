package pages_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"sealbook/internal/auth"
	"sealbook/internal/demo"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	book "sealbook/internal/ledger"
	"sealbook/internal/view"
)

// named has the site reached as localhost, which browsers take for a name, and
// security keys bound to it.
func (s *site) named() string {
	at := strings.Replace(s.url, "127.0.0.1", "localhost", 1)
	s.auth.ReachedAt(auth.RelyingParty{ID: "localhost", Origins: []string{at}})
	return at
}

// plugIn gives the browser a security key that is touched whenever it asks.
func (b *browser) plugIn() {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
			Options: &webauthn.VirtualAuthenticatorOptions{
				Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportUsb,
				AutomaticPresenceSimulation: true,
			},
		})
		return err
	}))
}

// touches presses what has the key asked, and waits for the page that comes then.
func (b *browser) touches(css, page string) {
	b.t.Helper()
	b.run(chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
	b.until("the key has answered and "+page+" is there", `location.pathname + location.search === `+literal(page)+` && document.readyState === "complete"`)
}

func literal(s string) string {
	b, _ := json.Marshal(s) // a text
	return string(b)
}

// A security key is entered, signs in and signs an approval; what it signed is
// then checked from the history alone, with nothing but ECDSA.
func TestASecurityKeySignsAnApproval(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
		who := staff[x.Department.Name]
		newClient(t, s, "baomi1", "en").get("/assets/"+x.ID+"/do/issue").send("main form", url.Values{"person": {s.actor(who.login).Person}})

		b := newBrowser(t, s.named())
		b.unsigned = true
		b.plugIn()
		b.signIn(who.head)
		b.open("/settings/factors")
		b.fill("#name", "蓝色钥匙")
		b.fill(`form[action$="/start"] input[type=password]`, demo.Password)
		b.press(`form[action$="/start"] button.main`)
		b.touches(`form[action$="/confirm"] button.main`, "/settings/factors?done=added")
		if !strings.Contains(b.text("main"), "蓝色钥匙") {
			t.Fatalf("the key is not listed: %s", b.text("main"))
		}
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action="/signout"]').submit()`))
		b.until("the door is there", `location.pathname === "/signin" && document.readyState === "complete"`)
		b.open("/signin?back=/assets/" + x.ID)
		b.fill("#account", who.head)
		b.fill("#password", demo.Password)
		b.press("button.main")
		if at := b.here(); !strings.HasPrefix(at, "/signin/factor?back=") {
			t.Fatalf("not asked for the key: at %s: %s", at, b.text("main"))
		}
		b.touches("button.main", "/assets/"+x.ID)

		b.open("/assets/" + x.ID + "/do/approve")
		b.press(".btns button.main")
		b.fill("#sign_password", demo.Password)
		b.touches(signs, "/assets/"+x.ID+"?done=approve")
		s.checkKeySigned(who.head, x.ID)

		// At another's desk: the password first, then the key signs the digest shown.
		y := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, func(a view.Asset) bool {
			return issuable(a) && a.ID != x.ID && a.Department.ID == x.Department.ID
		})
		newClient(t, s, "baomi1", "en").get("/assets/"+y.ID+"/do/issue").send("main form", url.Values{"person": {s.actor(who.login).Person}})
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action="/signout"]').submit()`))
		b.until("the door is there", `location.pathname === "/signin" && document.readyState === "complete"`)
		b.signIn("baomi1")
		b.open("/counter?codes=" + y.Code)
		if strings.Contains(b.text("main"), "data-sign-key") {
			t.Error("handles of keys are told before the password")
		}
		b.fill("#account", who.head)
		b.fill("#signer_password", demo.Password)
		b.press("main form[method=post] button.main")
		b.run(chromedp.Click(chromedp.CSS("main form[method=post] button.main"), chromedp.NodeVisible))
		b.until("the key has signed at the desk", `!!document.querySelector("#result-h")`)
		s.checkKeySigned(who.head, y.ID)
	})
}

// checkKeySigned reads the approval's leaf from the database and holds the key's
// answer against the public half in the event that entered the key.
func (s *site) checkKeySigned(login, id string) {
	s.t.Helper()
	var found *book.Leaf
	var sig book.Signature
	for _, leaf := range s.leaves("baomi1", asset.KindSubject, id) {
		got, signed, err := leaf.Signed()
		if err != nil {
			s.t.Fatalf("%s: %v", leaf.Type, err)
		}
		if signed && got.Key != nil {
			found, sig = &leaf, got
		}
	}
	if found == nil || sig.Method != auth.GivenKey || sig.Account != s.actor(login).Account {
		s.t.Fatalf("no event is signed with the key: %+v", sig)
	}
	var f account.FactorSet
	for _, leaf := range s.leaves("auditor", account.KindSubject, sig.Account) {
		if text, _ := json.Marshal(leaf.Data); leaf.Type == f.EventType() {
			if err := json.Unmarshal(text, &f); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	public, err := base64.RawURLEncoding.DecodeString(f.Key)
	if err != nil || f.Factor != sig.Key.Factor {
		s.t.Fatalf("%+v, %v", f, err)
	}
	if err := auth.CheckAnswer(public, sig); err != nil {
		s.t.Error(err)
	}
	byHand(s.t, public, sig)
	found.Data["request"] = "another"
	b, err := found.Encode()
	if err != nil {
		s.t.Fatal(err)
	}
	changed, err := book.Decode(b)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, signed, err := changed.Signed(); !signed || err == nil {
		s.t.Error("the changed event still fits its signature")
	}
}

func (s *site) leaves(login, kind, id string) []book.Leaf {
	s.t.Helper()
	list, err := s.store.Leaves(context.Background(), s.actor(login), kind, id)
	if err != nil {
		s.t.Fatal(err)
	}
	out := make([]book.Leaf, len(list))
	for i, b := range list {
		if out[i], err = book.Decode(b); err != nil {
			s.t.Fatal(err)
		}
	}
	return out
}

// byHand is the same check with the standard library alone: the key is an ES256
// one, whose COSE form ends with x and y of 32 bytes, each behind three of head.
func byHand(t testing.TB, cose []byte, sig book.Signature) {
	t.Helper()
	if len(cose) != 77 {
		t.Fatalf("a key of %d bytes", len(cose))
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, cose[10:42], cose[45:]))
	if err != nil {
		t.Fatal(err)
	}
	client := sha256.Sum256(sig.Key.ClientData)
	digest := sha256.Sum256(slices.Concat(sig.Key.AuthenticatorData, client[:]))
	if !ecdsa.VerifyASN1(public, digest[:], sig.Key.Signature) {
		t.Error("the answer was not made by this key")
	}
	if want := `"challenge":"` + base64.RawURLEncoding.EncodeToString(sig.Digest[:]) + `"`; !strings.Contains(string(sig.Key.ClientData), want) {
		t.Errorf("the key has answered %s, not %s", sig.Key.ClientData, want)
	}
}
