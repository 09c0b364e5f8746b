package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"time"
)

// Kind is the channel a session was opened for. A token works on its own
// channel only: a stolen cookie is no bearer token.
type Kind string

// The kinds.
const (
	Page  Kind = "page"  // cookie of a browser
	API   Kind = "api"   // bearer token
	Shell Kind = "shell" // one run of a subcommand
)

// Session is an open sign-in, without its token.
type Session struct {
	ID        string
	Account   string // id
	Login     string
	Kind      Kind
	Created   time.Time
	Seen      time.Time
	Expires   time.Time // the earlier of the idle and the absolute limit, as of Seen
	Proved    time.Time // when the password was last given
	Addr      string    // where it was opened from
	Given     string    // what was given for it: GivenPassword, …
	Must      string    // what its holder has to do before anything else: MustNothing, …
	FormToken string    // goes into every form of the session
}

// Signed reports whether there is a session at all.
func (s Session) Signed() bool { return s.ID != "" }

// FormTokenIs compares in constant time. An empty token is never right.
func (s Session) FormTokenIs(given string) bool {
	return s.FormToken != "" && subtle.ConstantTimeCompare([]byte(s.FormToken), []byte(given)) == 1
}

const tokenBytes = 32 // 256 bits

// newToken draws a session token, 43 characters of base64url.
func newToken() string {
	var b [tokenBytes]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// hashToken is what the database keeps. The token has 256 bits of chance, so
// that a plain hash cannot be searched.
func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte("sealbook session\n" + token))
	return sum[:]
}

// tokenShaped refuses what can be no token before the database is asked.
func tokenShaped(token string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token) // which passes over ends of lines all the same
	return err == nil && len(b) == tokenBytes && len(token) == base64.RawURLEncoding.EncodedLen(tokenBytes)
}

// formToken is made from the session's token, so that it needs no column and
// nobody who reads the database can make it.
func formToken(token string) string {
	m := hmac.New(sha256.New, []byte(token))
	m.Write([]byte("sealbook form"))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:18])
}
