package auth

import (
	"context"
	"encoding/base64"
)

// FactorsShown says with what an account proves itself when it signs: enough to
// ask for it, nothing that helps to guess it.
type FactorsShown struct {
	Code         bool     // a one-time code
	Keys         []string // handles of its security keys, base64url
	RelyingParty string   // the name the keys are bound to
}

// FactorsOf tells what to ask for when the account signs.
func (s *Service) FactorsOf(ctx context.Context, account string) (FactorsShown, error) {
	out := FactorsShown{RelyingParty: s.o.Party.ID}
	list, err := s.store.Factors(ctx, account)
	if err != nil || len(list) == 0 {
		return out, err
	}
	p, err := s.store.Policy(ctx)
	if err != nil {
		return out, err
	}
	for _, f := range list {
		switch {
		case isKey(f):
			out.Keys = append(out.Keys, base64.RawURLEncoding.EncodeToString(f.Handle))
		case codeCounts(p, list):
			out.Code = true
		}
	}
	return out, nil
}
