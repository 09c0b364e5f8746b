package auth

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"testing"

	"sealbook/internal/ledger"
	"sealbook/internal/store"
)

var fuzzParty = RelyingParty{ID: "sealbook.example", Origins: []string{"https://sealbook.example"}}

// coseKey is a public key that nobody has the private half of any more.
func coseKey(t testing.TB) []byte {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := private.PublicKey.Bytes() // 4, x, y
	if err != nil {
		t.Fatal(err)
	}
	b := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, point[1:33]...)
	return append(append(b, 0x22, 0x58, 0x20), point[33:]...)
}

// Whatever is sent for a key's answer is refused: the key is nobody's. What can
// be read is written again as it was.
func FuzzAssertion(f *testing.F) {
	key := coseKey(f)
	of := store.Factor{Kind: store.FactorKey, Handle: []byte("h"), Secret: append([]byte{0}, key...)}
	f.Add(`{"id":"aA","authenticatorData":"AAAA","clientDataJSON":"e30","signature":"MAA"}`)
	f.Add(`{"id":"aA","authenticatorData":"` + string(bytes.Repeat([]byte("A"), 50)) +
		`","clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiIn0","signature":"MAYCAQECAQE"}`)
	f.Add(`null`)
	f.Add(`{"id":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAssertion(text)
		if err != nil || a == nil {
			return
		}
		again, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := ParseAssertion(string(again)); err != nil || !bytes.Equal(b.Signature, a.Signature) || !bytes.Equal(b.ClientData, a.ClientData) {
			t.Fatalf("%q was read as %+v, and again as %+v: %v", text, a, b, err)
		}
		challenge := a.challenge()
		if _, err := fuzzParty.answers(of, *a, challenge); err == nil {
			t.Fatalf("an answer of nobody's key is taken: %q", text)
		}
		s := ledger.Signature{Key: &ledger.KeyAnswer{AuthenticatorData: a.AuthenticatorData, ClientData: a.ClientData, Signature: a.Signature}}
		copy(s.Digest[:], challenge)
		if CheckAnswer(key, s) == nil {
			t.Fatalf("nobody's key has signed: %q", text)
		}
	})
}

// A new key's answer is refused, or it is one whose public half can be used and
// whose handle is told apart; nothing it says makes the reader fall over.
func FuzzAttestation(f *testing.F) {
	challenge := bytes.Repeat([]byte{7}, 32)
	client := []byte(`{"type":"webauthn.create","challenge":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","origin":"https://sealbook.example","crossOrigin":false}`)
	name := sha256.Sum256([]byte(fuzzParty.ID))
	data := append(append(name[:], 0x45, 0, 0, 0, 1), make([]byte, 16)...)
	data = append(append(data, 0, 1, 'h'), coseKey(f)...)
	text := func(b []byte, s string) []byte { return append(append(b, 0x60+byte(len(s))), s...) }
	object := append(text(text(text([]byte{0xa3}, "fmt"), "none"), "attStmt"), 0xa0)
	object = append(append(text(object, "authData"), 0x58, byte(len(data))), data...)
	if _, err := fuzzParty.registers(Attestation{Handle: []byte("h"), Object: object, Client: client}, challenge); err != nil {
		f.Fatalf("the whole one is refused: %v", err)
	}
	f.Add([]byte("h"), object, client)
	f.Add([]byte("h"), object[:40], client)
	f.Add([]byte{}, []byte{0xa0}, []byte("{}"))
	f.Fuzz(func(t *testing.T, handle, object, client []byte) {
		got, err := fuzzParty.registers(Attestation{Handle: handle, Object: object, Client: client}, challenge)
		if err != nil {
			return
		}
		if len(got.Handle) == 0 || len(got.Secret) < 2 {
			t.Fatalf("taken: %+v", got)
		}
		if CheckAnswer(got.Secret[1:], ledger.Signature{Key: &ledger.KeyAnswer{}}) == nil {
			t.Fatal("its key has signed nothing")
		}
	})
}
