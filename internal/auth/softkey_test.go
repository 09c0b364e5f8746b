package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"sealbook/internal/auth"
)

const (
	partyID = "sealbook.example"
	origin  = "https://sealbook.example"
)

// softKey is a security key made of nothing but ECDSA: what it says is put
// together byte by byte (WebAuthn 2, §6).
type softKey struct {
	t       *testing.T
	private *ecdsa.PrivateKey
	handle  []byte
	count   uint32

	party, origin string
	flags         byte // 1 touched, 4 verified
}

func newSoftKey(t *testing.T) *softKey {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	handle := make([]byte, 32)
	_, _ = rand.Read(handle)
	return &softKey{t: t, private: private, handle: handle, party: partyID, origin: origin, flags: 1 | 4}
}

func (k *softKey) client(kind string, challenge []byte) []byte {
	b, err := json.Marshal(map[string]any{
		"type": kind, "challenge": base64.RawURLEncoding.EncodeToString(challenge), "origin": k.origin, "crossOrigin": false,
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

func (k *softKey) data(flags byte) []byte {
	name := sha256.Sum256([]byte(k.party))
	return binary.BigEndian.AppendUint32(append(name[:], flags), k.count)
}

// public is the key's public half in the form of COSE.
func (k *softKey) public() []byte {
	point, err := k.private.PublicKey.Bytes() // 4, x, y
	if err != nil {
		k.t.Fatal(err)
	}
	b := []byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}
	b = append(b, point[1:33]...)
	return append(append(b, 0x22, 0x58, 0x20), point[33:]...)
}

func cborText(b []byte, s string) []byte { return append(append(b, 0x60+byte(len(s))), s...) }

// create answers the challenge of an enrolment.
func (k *softKey) create(challenge []byte) auth.Attestation {
	k.t.Helper()
	k.count++
	data := append(k.data(k.flags|0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(k.handle))), k.handle...)
	data = append(data, k.public()...)
	object := cborText(cborText([]byte{0xa3}, "fmt"), "none")
	object = append(cborText(object, "attStmt"), 0xa0)
	object = append(cborText(object, "authData"), 0x58, byte(len(data)))
	return auth.Attestation{Handle: k.handle, Object: append(object, data...), Client: k.client("webauthn.create", challenge)}
}

// answer signs a challenge; the counter rises.
func (k *softKey) answer(challenge []byte) *auth.Assertion {
	k.t.Helper()
	k.count++
	data, client := k.data(k.flags), k.client("webauthn.get", challenge)
	sum := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), sum[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, k.private, digest[:])
	if err != nil {
		k.t.Fatal(err)
	}
	return &auth.Assertion{Handle: k.handle, AuthenticatorData: data, ClientData: client, Signature: sig}
}
