package auth

import (
	"context"

	"sealbook/internal/store"
)

// fit refuses a new password that is too short for the account's level or too
// easily guessed.
func (s *Service) fit(tx *store.Tx, a found, password string) error {
	p, err := tx.Policy()
	if err != nil {
		return err
	}
	l, err := s.levelOf(tx, a.person)
	if err != nil {
		return err
	}
	known, err := contextOf(tx, a)
	if err != nil {
		return err
	}
	return checkPassword(password, p.Int(byLevel("password.min-length", l)), known)
}

// formers are the hashes of the passwords that may not come back: as many former
// ones as the policy has for the account's level, and always the present one.
func (s *Service) formers(tx *store.Tx, a found) (hashes []string, n int, err error) {
	p, err := tx.Policy()
	if err != nil {
		return nil, 0, err
	}
	l, err := s.levelOf(tx, a.person)
	if err != nil {
		return nil, 0, err
	}
	if n = p.Int(byLevel("password.history", l)); n > 0 {
		if hashes, err = tx.Formers(a.id, n); err != nil {
			return nil, n, err
		}
	}
	if a.hash != "" {
		hashes = append(hashes, a.hash)
	}
	return hashes, n, nil
}

// unused refuses a password that the account had before. It is asked only of who
// has proved that the account is his: the answer tells of a password.
func (s *Service) unused(ctx context.Context, hashes []string, n int, password string) error {
	for _, h := range hashes {
		same, err := s.hasher.verify(ctx, h, password)
		if err != nil {
			return err
		}
		if same {
			return weak("不得使用现口令或最近 "+decimal(n)+" 个旧口令。", "Neither the present password nor one of the last "+decimal(n)+" former ones.")
		}
	}
	return nil
}

// contextOf are the words about an account that are no secret: what others try
// first.
func contextOf(tx *store.Tx, a found) (words, error) {
	w := words{login: a.login}
	persons, err := tx.Persons(a.person)
	if err != nil {
		return w, err
	}
	p := persons[a.person]
	w.names = append(w.names, p.Name, p.StaffNo)
	organ, err := tx.OrganName()
	w.names = append(w.names, organ)
	return w, err
}
