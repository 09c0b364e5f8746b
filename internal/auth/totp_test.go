package auth

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what RFC 6238 says
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"testing"
	"time"
)

// rfcCode computes a code as RFC 4226 §5.3 says it, sharing nothing with the
// library.
func rfcCode(secret []byte, step int64, digits int) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(step)) //nolint:gosec // not negative
	m := hmac.New(sha1.New, secret)
	m.Write(b[:])
	sum := m.Sum(nil)
	at := sum[19] & 15
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	mod := uint32(1)
	for range digits {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%mod)
}

// The vectors of RFC 6238, appendix B, for SHA-1. They have eight digits; six are
// their end.
func TestCodesAreThoseOfRFC6238(t *testing.T) {
	secret := []byte("12345678901234567890")
	for _, v := range []struct {
		unix int64
		code string
	}{
		{59, "94287082"}, {1111111109, "07081804"}, {1111111111, "14050471"}, {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"},
	} {
		if got := rfcCode(secret, v.unix/30, 8); got != v.code {
			t.Fatalf("at %d the computation of this test says %s, the RFC %s", v.unix, got, v.code)
		}
		step, ok := totpRight(secret, v.code[2:], time.Unix(v.unix, 0), 0)
		if !ok || step != v.unix/30 {
			t.Errorf("at %d: %s is not taken (step %d, %v)", v.unix, v.code[2:], step, ok)
		}
		if _, ok := totpRight(secret, v.code[2:], time.Unix(v.unix, 0), v.unix/30); ok {
			t.Errorf("at %d: %s is taken though its step was used", v.unix, v.code[2:])
		}
	}
}

func TestACodeCountsAStepBeforeAndAStepAfter(t *testing.T) {
	secret := newTOTPSecret()
	const now = int64(66_000_000)
	at := time.Unix(now*30+17, 0)
	for off := int64(-3); off <= 3; off++ {
		step, ok := totpRight(secret, rfcCode(secret, now+off, 6), at, 0)
		if want := off >= -1 && off <= 1; ok != want || ok && step != now+off {
			t.Errorf("a code of %+d steps: %v, step %d", off, ok, step-now)
		}
	}
	if _, ok := totpRight(secret, rfcCode(secret, now-1, 6), at, now); ok {
		t.Error("a code of the step before is taken after a later one")
	}
	for _, odd := range []string{"", "12345", "1234567", "12345a", "１２３４５６", rfcCode(secret, now, 8)} {
		if _, ok := totpRight(secret, odd, at, 0); ok {
			t.Errorf("%q is taken for a code", odd)
		}
	}
	if _, ok := totpRight(nil, rfcCode(nil, now, 6), at, 0); ok {
		t.Error("a code is right where there is no secret")
	}
}

// What is stored of a code is of no use without the password, for another
// account, or altered (ASVS 5.0 6.5).
func TestASealedSecretOpensWithThePasswordOnly(t *testing.T) {
	s := &Service{hasher: newHasher()}
	const account, password = "acc-1", "明月松间照 清泉石上流 42"
	secret := newTOTPSecret()
	sealed, err := s.seal(t.Context(), password, account, secret)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.unseal(t.Context(), password, account, sealed); err != nil || string(got) != string(secret) {
		t.Fatalf("%x, %v", got, err)
	}
	for name, c := range map[string]struct {
		password, account string
		sealed            []byte
	}{
		"another password": {password + " ", account, sealed}, "another account": {password, "acc-2", sealed},
		"cut": {password, account, sealed[:20]}, "none": {password, account, nil}, "altered": {password, account, flipped(sealed, len(sealed)-1)},
		"another salt": {password, account, flipped(sealed, 3)}, "another version": {password, account, flipped(sealed, 0)},
	} {
		if got, err := s.unseal(t.Context(), c.password, c.account, c.sealed); err == nil {
			t.Errorf("%s: opens as %x", name, got)
		}
	}
}

func flipped(b []byte, at int) []byte {
	out := append([]byte{}, b...)
	out[at] ^= 1
	return out
}

func TestTheAddressOfACodeIsWhatProgramsScan(t *testing.T) {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))
	const want = "otpauth://totp/%E7%A4%BA%E4%BE%8B%20%E5%B1%80:li4?algorithm=SHA1&digits=6&issuer=%E7%A4%BA%E4%BE%8B%20%E5%B1%80&period=30&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	if got := otpauth("示例 局", "li4", text); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
