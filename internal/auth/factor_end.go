package auth

import (
	"context"
	"errors"
	"slices"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Factors lists the session's own second factors, the oldest first, without what
// is kept to check them.
func (s *Service) Factors(ctx context.Context, open Session) ([]store.Factor, error) {
	list, err := s.store.Factors(ctx, open.Account)
	for i := range list {
		list[i].Secret = nil
	}
	return list, err
}

// RemoveFactor ends one of the session's own factors, once the person has proved
// himself; his other sessions end. Errors: proof.refused, factor.not_found,
// factor.last.
func (s *Service) RemoveFactor(ctx context.Context, open Session, g Given, id string) error {
	if err := s.proveOwn(ctx, open, g); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		a, err := s.again(tx, found{id: open.Account, subject: loginOf(open.Account)})
		if err != nil {
			return err
		}
		list, err := tx.Factors(a.id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(f store.Factor) bool { return f.ID == id })
		if i < 0 {
			return errs.New(errs.NotFound, "factor.not_found", "没有找到该第二因素。", "No such factor.")
		}
		p, err := tx.Policy()
		if err != nil {
			return err
		}
		held, err := tx.SeatsOn(a.person, org.DateOf(tx.Now(), s.o.Zone))
		if err != nil {
			return err
		}
		if left := slices.Delete(slices.Clone(list), i, i+1); requires(p, held) && !enough(p, left) {
			return errs.New(errs.Conflict, "factor.last",
				"策略要求第二因素，请先登记另一个再删除。", "The policy asks for a second factor; enter another before removing this one.")
		}
		return first(s.endFactor(tx, a, list[i], ""), tx.EndSessions(a.id, open.ID))
	})
}

func (s *Service) endFactor(tx *store.Tx, a found, f store.Factor, reason string) error {
	if err := tx.EndFactor(f.ID); err != nil {
		return err
	}
	return tx.Append(a.person, "", account.FactorEvent(account.FactorSet{
		Account: a.id, Factor: f.ID, What: account.FactorEnded, Kind: f.Kind, Name: f.Name, Reason: reason,
	}))
}

// endFactors ends all of the account's factors.
func (s *Service) endFactors(tx *store.Tx, a found, reason string) error {
	list, err := tx.Factors(a.id)
	if err != nil {
		return err
	}
	for _, f := range list {
		if err := s.endFactor(tx, a, f, reason); err != nil {
			return err
		}
	}
	return nil
}

// resealed are the secrets of an account's codes, sealed under a new password.
type resealed map[string][]byte

func (s *Service) reseal(ctx context.Context, account, old, password string) (resealed, error) {
	list, err := s.store.Factors(ctx, account)
	if err != nil {
		return nil, err
	}
	out := resealed{}
	for _, f := range list {
		if isKey(f) {
			continue
		}
		secret, err := s.unseal(ctx, old, account, f.Secret)
		if errors.Is(err, errSeal) {
			continue // altered, or changed this moment: sealAgain tells
		}
		if err != nil {
			return nil, err
		}
		if out[f.ID], err = s.seal(ctx, password, account, secret); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sealAgain keeps the secrets under the new password, in the transaction that
// sets it; what is half entered under the old one is over.
func (s *Service) sealAgain(tx *store.Tx, a found, sealed resealed) error {
	list, err := tx.Factors(a.id)
	if err != nil {
		return err
	}
	for _, f := range list {
		if isKey(f) {
			continue
		}
		if sealed[f.ID] == nil {
			return errs.New(errs.Conflict, "factor.changed",
				"第二因素刚有变动，口令未修改，请重试。", "The second factor has changed this moment; the password was not changed. Try again.")
		}
		if err := tx.SealFactor(f.ID, sealed[f.ID]); err != nil {
			return err
		}
	}
	return tx.EndCeremonies(a.id)
}
