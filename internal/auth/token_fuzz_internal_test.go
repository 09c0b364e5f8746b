package auth

import (
	"encoding/base64"
	"testing"
)

// What is shaped like a token is 256 bits in base64url and nothing else; every
// token that is made is.
func FuzzToken(f *testing.F) {
	for _, s := range []string{"", newToken(), newToken() + "=", newToken() + "\n", " " + newToken(), "令牌", newToken()[:42] + "/", newToken()[:42] + "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !tokenShaped(newToken()) {
			t.Fatal("a token that was made is none")
		}
		b, err := base64.RawURLEncoding.DecodeString(s)
		if tokenShaped(s) && (err != nil || len(b) != 32 || len(s) != 43) {
			t.Fatalf("%q is shaped like a token: %d bytes, %v", s, len(b), err)
		}
	})
}
