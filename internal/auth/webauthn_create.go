package auth

import (
	"encoding/base64"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Attestation is a new security key's answer, as the browser gives it.
type Attestation struct {
	Handle []byte
	Object []byte // CBOR
	Client []byte // JSON
}

// ParseAttestation reads the field of a form or of a request: an object of id,
// attestationObject and clientDataJSON in base64url.
func ParseAttestation(text string) (Attestation, error) {
	var raw struct {
		ID     string `json:"id"`
		Object string `json:"attestationObject"`
		Client string `json:"clientDataJSON"`
	}
	bad := errs.New(errs.Invalid, "factor.answer", "安全密钥的应答无法读取，请重试。", "The security key's answer cannot be read; try again.")
	if len(text) > maxAnswer || json.Unmarshal([]byte(text), &raw) != nil {
		return Attestation{}, bad
	}
	var out Attestation
	for _, f := range []struct {
		to   *[]byte
		text string
	}{{&out.Handle, raw.ID}, {&out.Object, raw.Object}, {&out.Client, raw.Client}} {
		b, err := base64.RawURLEncoding.DecodeString(f.text)
		if err != nil || len(b) == 0 {
			return out, bad
		}
		*f.to = b
	}
	return out, nil
}

// KeyAlgorithms are what a key may sign with, the preferred first: ES256, EdDSA,
// RS256, as COSE numbers them.
func KeyAlgorithms() []int {
	return []int{int(webauthncose.AlgES256), int(webauthncose.AlgEdDSA), int(webauthncose.AlgRS256)}
}

// registers verifies a new key's answer to the challenge (WebAuthn 2, §7.1) and
// makes the factor of it. Who made the key is not asked: there is no network over
// which lists of makers could be had, and the organ hands the keys out itself.
func (p RelyingParty) registers(a Attestation, challenge []byte) (store.Factor, error) {
	raw := protocol.CredentialCreationResponse{
		PublicKeyCredential: protocol.PublicKeyCredential{
			Credential: protocol.Credential{ID: base64.RawURLEncoding.EncodeToString(a.Handle), Type: string(protocol.PublicKeyCredentialType)},
			RawID:      a.Handle,
		},
		AttestationResponse: protocol.AuthenticatorAttestationResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: a.Client}, AttestationObject: a.Object,
		},
	}
	parsed, err := raw.Parse()
	if err != nil {
		return store.Factor{}, err
	}
	var algorithms []protocol.CredentialParameter
	for _, alg := range KeyAlgorithms() {
		algorithms = append(algorithms, protocol.CredentialParameter{
			Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.COSEAlgorithmIdentifier(alg),
		})
	}
	_, err = parsed.Verify(base64.RawURLEncoding.EncodeToString(challenge), p.ID, p.Origins, nil, nil,
		protocol.TopOriginExplicitVerificationMode, false, false, true, nil, algorithms, protocol.AttestationPolicy{}, protocol.SignaturePolicy{})
	if err != nil {
		return store.Factor{}, err
	}
	data := parsed.Response.AttestationObject.AuthData
	if err := soundKey(data.AttData.CredentialPublicKey); err != nil {
		return store.Factor{}, err
	}
	var can byte
	if data.Flags.UserVerified() {
		can = keyVerifies
	}
	return store.Factor{
		Kind: store.FactorKey, Handle: data.AttData.CredentialID, Counter: int64(data.Counter),
		Secret: append([]byte{can}, data.AttData.CredentialPublicKey...),
	}, nil
}
