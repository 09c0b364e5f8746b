package auth

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// How a person was proved: what stands in a proof and in session.given.
const (
	GivenCode = GivenPassword + "+totp"
	GivenKey  = GivenPassword + "+key"
)

// shown is what a person shows beside his password.
type shown struct {
	code   string
	secret []byte // of his code, opened with the password
	key    *Assertion
}

// show checks the second factor of an account whose password was right, and
// notes its use. Without a factor the password is the whole proof; with one it
// alone is none. A proof without a method is none. The caller has locked the
// account's credential.
func (s *Service) show(tx *store.Tx, a found, h shown, q question) (org.Proof, error) {
	p := org.Proof{Account: a.id, Person: a.person, At: tx.Now()}
	list, err := tx.Factors(a.id)
	if err != nil {
		return p, err
	}
	switch {
	case len(list) == 0:
		p.Method = GivenPassword
	case h.key != nil:
		return s.showKey(tx, p, list, *h.key, q)
	case h.code != "":
		return s.showCode(tx, p, list, h)
	}
	return p, nil
}

func (s *Service) showCode(tx *store.Tx, p org.Proof, list []store.Factor, h shown) (org.Proof, error) {
	values, err := tx.Policy()
	if err != nil {
		return p, err
	}
	i := slices.IndexFunc(list, func(f store.Factor) bool { return f.Kind == store.FactorTOTP })
	if i < 0 || !codeCounts(values, list) {
		return p, nil
	}
	if step, ok := totpRight(h.secret, h.code, tx.Now(), list[i].Counter); ok {
		p.Method = GivenCode
		return p, tx.UseFactor(list[i].ID, step)
	}
	return p, nil
}

func (s *Service) showKey(tx *store.Tx, p org.Proof, list []store.Factor, key Assertion, q question) (org.Proof, error) {
	challenge := key.challenge()
	if q.session != "" { // it is answered once, rightly or not
		var err error
		if challenge, err = tx.TakeCeremony(q.session, q.purpose); err != nil {
			return p, err
		}
	}
	i := slices.IndexFunc(list, func(f store.Factor) bool { return f.Kind == store.FactorKey && bytes.Equal(f.Handle, key.Handle) })
	if i < 0 || len(challenge) != digestBytes {
		return p, nil
	}
	count, err := s.o.Party.answers(list[i], key, challenge)
	if err != nil {
		return p, nil //nolint:nilerr // why is nobody's business; that it failed is recorded
	}
	p.Method, p.Digest = GivenKey, challenge
	p.Key = &org.KeyProof{
		Factor: list[i].ID, Handle: key.Handle, AuthenticatorData: key.AuthenticatorData, ClientData: key.ClientData, Signature: key.Signature,
	}
	return p, tx.UseFactor(list[i].ID, count)
}

// codeSecret opens the secret of the account's one-time code, nil when it has none.
func (s *Service) codeSecret(ctx context.Context, account, password string) ([]byte, error) {
	list, err := s.store.Factors(ctx, account)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		if f.Kind != store.FactorTOTP {
			continue
		}
		secret, err := s.unseal(ctx, password, account, f.Secret)
		if errors.Is(err, errSeal) { // the password was changed this moment: no code is right
			return nil, nil
		}
		return secret, err
	}
	return nil, nil
}
