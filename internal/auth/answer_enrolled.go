package auth

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"sealbook/internal/domain/account"
	"sealbook/internal/ledger"
)

var (
	errOtherHandle = errors.New("auth: the answer is that of another key than the one entered")
	errOtherParty  = errors.New("auth: the key has answered for another name than the one it was entered for")
	errOtherOrigin = errors.New("auth: the key has answered a page that came from somewhere else")
	errUnverified  = errors.New("auth: the key was not asked for the PIN or finger that it has")
)

// verifiedFlag says in authenticator data that the key asked for a PIN or a finger.
const verifiedFlag = 4

// CheckEnrolled is CheckAnswer against the event by which the key was entered: it
// is that key, it answered for the same name and a page from there, and its PIN or
// finger was asked for where it has one (WebAuthn 2, §7.2). Keys that were entered
// before events told names have none to compare.
func CheckEnrolled(f account.FactorSet, s ledger.Signature) error {
	key, err := base64.RawURLEncoding.DecodeString(f.Key)
	if err != nil {
		return errKeyRecord
	}
	if err := CheckAnswer(key, s); err != nil {
		return err
	}
	if handle, err := base64.RawURLEncoding.DecodeString(f.Handle); err != nil || s.Key.Factor != f.Factor || !bytes.Equal(handle, s.Key.Handle) {
		return errOtherHandle
	}
	if f.Verifies && s.Key.AuthenticatorData[answerFlags]&verifiedFlag == 0 {
		return errUnverified
	}
	if f.Party == "" {
		return nil
	}
	if name := sha256.Sum256([]byte(f.Party)); !bytes.Equal(s.Key.AuthenticatorData[:sha256.Size], name[:]) {
		return errOtherParty
	}
	var said struct {
		Origin string `json:"origin"`
	}
	if json.Unmarshal(s.Key.ClientData, &said) != nil || !within(said.Origin, f.Party) {
		return errOtherOrigin
	}
	return nil
}

// within reports whether the page came from the name or from a host below it. The
// port is not compared: it may have been moved since the key was entered.
func within(origin, party string) bool {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return host == party || strings.HasSuffix(host, "."+party)
}
