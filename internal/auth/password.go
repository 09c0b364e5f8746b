package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"sealbook/internal/errs"
)

// cost are the parameters of argon2id. They stand in every hash, so that a
// later release can raise them without locking anybody out.
type cost struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
}

// standard is the OWASP minimum for argon2id: 19 MiB, two passes, one lane.
var standard = cost{memory: 19 << 10, time: 2, threads: 1}

// limits bound what a hash read from the database may ask of the machine.
var limits = cost{memory: 256 << 10, time: 16, threads: 8}

const (
	saltBytes = 16
	hashBytes = 32
)

// maxPassword bounds the bytes of a password that is hashed at all.
const maxPassword = 1024

// hasher hashes passwords, as many at a time as there are processors: each
// takes 19 MiB, and a flood of guesses must not take the machine's memory.
type hasher struct {
	slots chan struct{}
	decoy string // the hash unknown logins are compared with
	// derive is argon2.IDKey; a test counts what it is asked.
	derive func(password, salt []byte, time, memory uint32, threads uint8, size uint32) []byte
}

func newHasher() *hasher {
	// Of no password: 256 bits that nobody knows. It is never right anyway.
	var salt [saltBytes]byte
	var key [hashBytes]byte
	_, _ = rand.Read(salt[:]) // never fails
	_, _ = rand.Read(key[:])
	return &hasher{slots: make(chan struct{}, max(2, runtime.GOMAXPROCS(0))), decoy: phc(salt[:], key[:]), derive: argon2.IDKey}
}

// hash returns the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	var salt [saltBytes]byte
	_, _ = rand.Read(salt[:]) // never fails
	key, err := h.key(ctx, password, salt[:], standard, hashBytes)
	if err != nil {
		return "", err
	}
	return phc(salt[:], key), nil
}

func phc(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		standard.memory, standard.time, standard.threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// verify reports whether the password is the one of the PHC string. An empty
// string stands for an account that has none (or for no account): it takes the
// same time and is never right.
func (h *hasher) verify(ctx context.Context, stored, password string) (bool, error) {
	none := stored == ""
	if none {
		stored = h.decoy
	}
	c, salt, want, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	got, err := h.key(ctx, password, salt, c, len(want))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && !none, nil
}

func (h *hasher) key(ctx context.Context, password string, salt []byte, c cost, size int) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, errs.New(errs.Unavailable, "auth.busy", "系统繁忙，请稍后重试。", "Too busy now; try again later.").WithCause(ctx.Err())
	}
	// NFC, so that the same characters from another keyboard are the same password.
	return h.derive(norm.NFC.Bytes([]byte(password)), salt, c.time, c.memory, c.threads, uint32(size)), nil //nolint:gosec // bounded by parsePHC
}

// parsePHC reads $argon2id$v=19$m=…,t=…,p=…$salt$hash. What is not of this form,
// or asks for more than limits, is a fault of the database's content.
func parsePHC(s string) (c cost, salt, key []byte, err error) {
	bad := func(what string) (cost, []byte, []byte, error) {
		return cost{}, nil, nil, errs.Wrap(fmt.Errorf("password hash: %s", what), "auth.hash")
	}
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return bad("form")
	}
	numbers := strings.Split(parts[3], ",")
	if len(numbers) != 3 {
		return bad("parameters")
	}
	var n [3]uint64
	for i, name := range []string{"m=", "t=", "p="} {
		v, ok := strings.CutPrefix(numbers[i], name)
		if !ok {
			return bad("parameter " + name)
		}
		if n[i], err = strconv.ParseUint(v, 10, 32); err != nil || n[i] == 0 {
			return bad("parameter " + name)
		}
	}
	if n[0] > uint64(limits.memory) || n[1] > uint64(limits.time) || n[2] > uint64(limits.threads) {
		return bad("parameters above the limits")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return bad("salt")
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) < 16 || len(key) > 64 {
		return bad("key")
	}
	return cost{memory: uint32(n[0]), time: uint32(n[1]), threads: uint8(n[2])}, salt, key, nil //nolint:gosec // checked against limits
}
