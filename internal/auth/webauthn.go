package auth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"

	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// RelyingParty is the name security keys are bound to and where pages come from:
// config.RelyingParty, config.Origins. Without a name keys are of no use here.
type RelyingParty struct {
	ID      string // a host name
	Origins []string
}

// Assertion is a security key's answer to a challenge, as the browser gives it.
type Assertion struct {
	Handle            []byte // of the credential
	AuthenticatorData []byte
	ClientData        []byte // JSON
	Signature         []byte
}

// maxAnswer bounds an answer in its JSON form; real ones have about 1 kB.
const maxAnswer = 16 << 10

// assertionJSON is the form between browser, API and here: base64url throughout,
// under the names that WebAuthn gives.
type assertionJSON struct {
	ID                string `json:"id"`
	AuthenticatorData string `json:"authenticatorData"`
	ClientData        string `json:"clientDataJSON"`
	Signature         string `json:"signature"`
}

// UnmarshalJSON reads what web/static/webauthn.js makes: id, authenticatorData,
// clientDataJSON and signature in base64url.
func (a *Assertion) UnmarshalJSON(text []byte) error {
	var raw assertionJSON
	if len(text) > maxAnswer {
		return errors.New("auth: a key's answer of this size")
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	for _, f := range []struct {
		to   *[]byte
		text string
	}{{&a.Handle, raw.ID}, {&a.AuthenticatorData, raw.AuthenticatorData}, {&a.ClientData, raw.ClientData}, {&a.Signature, raw.Signature}} {
		b, err := base64.RawURLEncoding.DecodeString(f.text)
		if err != nil || len(b) == 0 {
			return errors.New("auth: a key's answer that is not complete")
		}
		*f.to = b
	}
	return nil
}

// MarshalJSON is the reverse of UnmarshalJSON.
func (a Assertion) MarshalJSON() ([]byte, error) {
	e := base64.RawURLEncoding.EncodeToString
	return json.Marshal(assertionJSON{e(a.Handle), e(a.AuthenticatorData), e(a.ClientData), e(a.Signature)})
}

// ParseAssertion reads the field of a form. An empty one is no answer (nil); an
// unreadable one is errs.Invalid factor.answer.
func ParseAssertion(text string) (*Assertion, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // nothing was given, which is no mistake
	}
	a := &Assertion{}
	if err := json.Unmarshal([]byte(text), a); err != nil {
		return nil, errs.New(errs.Invalid, "factor.answer", "安全密钥的应答无法读取，请重试。", "The security key's answer cannot be read; try again.")
	}
	return a, nil
}

// challenge is what the key was asked to sign, nil when there is no telling.
func (a Assertion) challenge() []byte {
	var c struct {
		Challenge string `json:"challenge"`
	}
	if json.Unmarshal(a.ClientData, &c) != nil {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Challenge)
	if err != nil {
		return nil
	}
	return b
}

// What is kept of a key: one byte of what it can do, then its public half in the
// form of COSE.
const keyVerifies = 1 // it has asked for a PIN or a finger at enrolment, and so has to each time

var (
	errKeyCounter = errors.New("auth: the key's counter has not risen: it may have been copied")
	errKeyRecord  = errors.New("auth: the record of a key is damaged")
)

// answers verifies the key's answer to the challenge (WebAuthn 2, §7.2): type,
// challenge, origin, the name it is bound to, presence, verification when the key
// can, signature, and that its counter has risen; a key that does not count says
// 0. The counter is returned.
func (p RelyingParty) answers(f store.Factor, a Assertion, challenge []byte) (int64, error) {
	if len(f.Secret) < 2 || p.ID == "" {
		return 0, errKeyRecord
	}
	if !bytes.Equal(f.Handle, a.Handle) {
		return 0, errors.New("auth: another key's answer")
	}
	raw := protocol.CredentialAssertionResponse{
		PublicKeyCredential: protocol.PublicKeyCredential{
			Credential: protocol.Credential{ID: base64.RawURLEncoding.EncodeToString(a.Handle), Type: string(protocol.PublicKeyCredentialType)},
			RawID:      a.Handle,
		},
		AssertionResponse: protocol.AuthenticatorAssertionResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: a.ClientData},
			AuthenticatorData:     a.AuthenticatorData, Signature: a.Signature,
		},
	}
	parsed, err := raw.Parse()
	if err != nil {
		return 0, err
	}
	err = parsed.Verify(base64.RawURLEncoding.EncodeToString(challenge), p.ID, "", p.Origins, nil, nil,
		protocol.TopOriginExplicitVerificationMode, false, f.Secret[0]&keyVerifies != 0, true, f.Secret[1:], protocol.SignaturePolicy{})
	if err != nil {
		return 0, err
	}
	count := int64(parsed.Response.AuthenticatorData.Counter)
	if count <= f.Counter && (count != 0 || f.Counter != 0) {
		return 0, errKeyCounter
	}
	return count, nil
}
