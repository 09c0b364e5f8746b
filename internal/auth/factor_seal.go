package auth

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"sealbook/internal/errs"
)

// The secret of a one-time code has to be known to check one, so it cannot be
// kept as a digest. It is kept sealed under the password, which nobody has but
// the holder: a copy of the database makes no codes (ASVS 5.0 6.5). The form is
// version, salt, nonce, sealed; a later version may ask more of argon2id.
const sealVersion = 1

const sealHead = 1 + saltBytes

// seal closes secret under the password; account is bound to it, so that no
// sealed secret opens for another account.
func (s *Service) seal(ctx context.Context, password, account string, secret []byte) ([]byte, error) {
	head := make([]byte, sealHead)
	head[0] = sealVersion
	_, _ = rand.Read(head[1:]) // never fails
	box, err := s.sealer(ctx, password, head)
	if err != nil {
		return nil, err
	}
	return closeBox(box, head, sealedFor(account), secret), nil
}

// unseal opens what seal closed. With another password the error is errSeal.
func (s *Service) unseal(ctx context.Context, password, account string, sealed []byte) ([]byte, error) {
	if len(sealed) <= sealHead || sealed[0] != sealVersion {
		return nil, errSeal
	}
	box, err := s.sealer(ctx, password, sealed[:sealHead])
	if err != nil {
		return nil, err
	}
	return openBox(box, sealed[sealHead:], sealedFor(account))
}

var errSeal = errors.New("auth: sealed under another key, or altered")

func (s *Service) sealer(ctx context.Context, password string, head []byte) (cipher.AEAD, error) {
	key, err := s.hasher.key(ctx, password, head[1:], standard, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	box, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, errs.Wrap(err, "auth.seal")
	}
	return box, nil
}

func sealedFor(account string) []byte { return []byte("sealbook totp\n" + account) }

// underToken is the box for what has to wait in the database for the next step
// of a session: only who holds the session's token opens it.
func underToken(token string) (cipher.AEAD, error) {
	m := hmac.New(sha256.New, []byte(token))
	m.Write([]byte("sealbook ceremony"))
	box, err := chacha20poly1305.NewX(m.Sum(nil))
	if err != nil {
		return nil, errs.Wrap(err, "auth.seal")
	}
	return box, nil
}

func closeBox(box cipher.AEAD, head, about, plain []byte) []byte {
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return box.Seal(append(head, nonce...), nonce, plain, about)
}

func openBox(box cipher.AEAD, sealed, about []byte) ([]byte, error) {
	if len(sealed) < box.NonceSize() {
		return nil, errSeal
	}
	plain, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], about)
	if err != nil {
		return nil, errSeal
	}
	return plain, nil
}
