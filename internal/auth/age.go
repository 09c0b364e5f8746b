package auth

import (
	"context"
	"time"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/store"
)

// levelOf is the level by which the policy on an account's password goes: what
// its person is cleared for today. An administrator guards everything and counts
// as cleared for top secret; who is cleared for nothing, as for confidential.
func (s *Service) levelOf(tx *store.Tx, person string) (level.Level, error) {
	if person == "" {
		return level.Confidential, nil
	}
	persons, err := tx.Persons(person)
	if err != nil {
		return level.Confidential, err
	}
	p, today := persons[person], org.DateOf(tx.Now(), s.o.Zone)
	for _, g := range p.Seats {
		if g.Seat.Admin() && g.On(today) {
			return level.TopSecret, nil
		}
	}
	if p.ClearedFor(level.Confidential, today) {
		return max(p.Clearance, level.Confidential), nil
	}
	return level.Confidential, nil
}

// byLevel is the key of a policy value on passwords for the level.
func byLevel(key string, l level.Level) string {
	switch l {
	case level.TopSecret:
		return key + ".top-secret"
	case level.Secret:
		return key + ".secret"
	}
	return key
}

// Age is how long a password is good for. The zero Age is one without an end.
type Age struct {
	Until time.Time
	Soon  bool // so little is left that its holder is told
	Over  bool
}

// warnBefore is the longest time before the end in which its holder is told; of a
// short period it is the last quarter.
const warnBefore = 7 * 24 * time.Hour

func ageOf(p policy.Policy, l level.Level, changed, now time.Time) Age {
	period := p.Days(byLevel("password.max-days", l))
	if period == 0 {
		return Age{}
	}
	a := Age{Until: changed.Add(period)}
	a.Over = !now.Before(a.Until)
	a.Soon = !a.Over && a.Until.Sub(now) <= min(warnBefore, period/4)
	return a
}

// age is the age of an account's password, in a transaction.
func (s *Service) age(tx *store.Tx, a found) (Age, error) {
	if a.hash == "" {
		return Age{}, nil
	}
	p, err := tx.Policy()
	if err != nil {
		return Age{}, err
	}
	l, err := s.levelOf(tx, a.person)
	return ageOf(p, l, a.credential.Changed, tx.Now()), err
}

// PasswordAge tells the actor how long his own password is good for.
func (s *Service) PasswordAge(ctx context.Context, actor org.Actor) (Age, error) {
	var out Age
	if actor.Account == "" {
		return out, nil
	}
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		a, err := s.again(tx, found{id: actor.Account})
		if err == nil {
			out, err = s.age(tx, a)
		}
		return err
	})
	return out, err
}

// MinPassword is the least length the policy asks of the actor's password.
func (s *Service) MinPassword(ctx context.Context, actor org.Actor) (int, error) {
	n := 0
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.Policy()
		if err != nil {
			return err
		}
		l, err := s.levelOf(tx, actor.Person)
		n = p.Int(byLevel("password.min-length", l))
		return err
	})
	return n, err
}
