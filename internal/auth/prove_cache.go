package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// verified remembers for a few minutes which password was found right, so that
// somebody who signs twenty things does not wait for argon2id twenty times. It
// never says more than a verification would: what it keeps is made of the stored
// hash and the password together under a key of this process, so another
// password, and the same one after a change, are verified anew.
type verified struct {
	mu   sync.Mutex
	key  [32]byte
	kept map[string]rightPassword // account → the last one found right
}

type rightPassword struct {
	mac   [sha256.Size]byte
	until time.Time
}

const (
	verifiedFor  = 10 * time.Minute
	maxVerified  = 1000 // accounts; over it all is forgotten, which costs one verification each
	verifiedName = "sealbook verified\n"
)

func newVerified() *verified {
	v := &verified{kept: map[string]rightPassword{}}
	_, _ = rand.Read(v.key[:]) // never fails
	return v
}

func (v *verified) mac(hash, password string) (out [sha256.Size]byte) {
	m := hmac.New(sha256.New, v.key[:])
	m.Write([]byte(verifiedName + hash + "\n" + password))
	copy(out[:], m.Sum(nil))
	return out
}

func (v *verified) knows(account, hash, password string, now time.Time) bool {
	mac := v.mac(hash, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	k, ok := v.kept[account]
	return ok && now.Before(k.until) && hmac.Equal(k.mac[:], mac[:])
}

func (v *verified) keep(account, hash, password string, now time.Time) {
	mac := v.mac(hash, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.kept) >= maxVerified {
		clear(v.kept)
	}
	v.kept[account] = rightPassword{mac, now.Add(verifiedFor)}
}

func (v *verified) forget(account string) {
	v.mu.Lock()
	delete(v.kept, account)
	v.mu.Unlock()
}

// isPassword reports whether the password is the account's.
func (s *Service) isPassword(ctx context.Context, a found, password string) (bool, error) {
	if len(password) > maxPassword {
		return false, nil
	}
	now := time.Now() // of this process, like what is kept: no book's clock moves it
	if a.id != "" && a.hash != "" && s.verified.knows(a.id, a.hash, password, now) {
		return true, nil
	}
	right, err := s.hasher.verify(ctx, a.hash, password)
	if right && err == nil {
		s.verified.keep(a.id, a.hash, password, now)
	}
	return right, err
}
