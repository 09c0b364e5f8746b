package auth

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"sealbook/internal/ledger"
)

// What an answer kept in the history may be found to be.
var (
	errNoKey       = errors.New("auth: signed without a security key")
	errNoAnswer    = errors.New("auth: the key's answer is not one to a signature")
	errOtherDigest = errors.New("auth: the key has answered something else")
	errNotByKey    = errors.New("auth: the answer was not made by this key")
)

// The fixed part of authenticator data (WebAuthn 2, §6.1): the name's digest, the
// flags, the counter.
const (
	answerFlags   = sha256.Size
	answerHead    = sha256.Size + 1 + 4
	answerPresent = 1
)

// CheckAnswer checks, with no database and no clock, that a signature of the
// history was made by the security key whose public half (COSE) the event
// account.factor of s.Key.Factor has: that somebody touched it, that it answered
// the digest, and that the answer is its own. That the digest belongs to the event
// is ledger.Leaf.Signed's part; where the page came from was checked when it was
// signed, and stands in s.Key.ClientData.
func CheckAnswer(key []byte, s ledger.Signature) error {
	if s.Key == nil {
		return errNoKey
	}
	var said struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	if json.Unmarshal(s.Key.ClientData, &said) != nil || said.Type != "webauthn.get" {
		return errNoAnswer
	}
	challenge, err := base64.RawURLEncoding.DecodeString(said.Challenge)
	if err != nil || !bytes.Equal(challenge, s.Digest[:]) {
		return errOtherDigest
	}
	data := s.Key.AuthenticatorData
	if len(data) < answerHead || data[answerFlags]&answerPresent == 0 {
		return errNoAnswer
	}
	public, err := webauthncose.ParsePublicKey(key)
	if err != nil {
		return errors.Join(errKeyRecord, err)
	}
	client := sha256.Sum256(s.Key.ClientData)
	if ok, err := webauthncose.VerifySignature(public, append(bytes.Clone(data), client[:]...), s.Key.Signature); err != nil || !ok {
		return errors.Join(errNotByKey, err)
	}
	return nil
}
