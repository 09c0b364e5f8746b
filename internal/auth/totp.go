package auth

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// One-time codes as every program for them makes them (RFC 6238): SHA-1, six
// digits, a step of 30 seconds; the step before and the one after count as well,
// for clocks that differ.
const (
	totpStep   = 30 * time.Second
	totpSkew   = 1
	totpDigits = 6
	totpBytes  = 20 // RFC 4226: as long as the hash
)

var totpText = base32.StdEncoding.WithPadding(base32.NoPadding)

func newTOTPSecret() []byte {
	b := make([]byte, totpBytes)
	_, _ = rand.Read(b) // never fails
	return b
}

// totpRight finds the step of which the code is, among the ones around at that
// are later than the one used last: a code is of use once.
func totpRight(secret []byte, code string, at time.Time, last int64) (step int64, ok bool) {
	if len(secret) == 0 || !codeShaped(code) {
		return 0, false
	}
	text, now := totpText.EncodeToString(secret), at.Unix()/int64(totpStep/time.Second)
	for n := now - totpSkew; n <= now+totpSkew; n++ {
		right, err := hotp.ValidateCustom(code, uint64(max(n, 0)), text, //nolint:gosec // not negative
			hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right && n > last {
			step, ok = n, true // compared to the end, so that the time taken tells nothing
		}
	}
	return step, ok
}

// codeOf is a code as people type it, without blanks.
func codeOf(typed string) string { return strings.Join(strings.Fields(typed), "") }

func codeShaped(code string) bool {
	return len(code) == totpDigits && strings.Trim(code, "0123456789") == ""
}
