package store

import (
	"context"
	"database/sql"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
)

// The kinds of factors.
const (
	FactorTOTP = "totp" // a one-time code by the clock (RFC 6238)
	FactorKey  = "key"  // a security key (WebAuthn)
)

// Factor is what proves the holder of an account beside his password.
type Factor struct {
	ID      string
	Account string
	Kind    string // FactorTOTP, FactorKey
	Name    string // as its holder calls it
	Handle  []byte // of a key: the credential's id
	Secret  []byte // of a code: sealed by package auth; of a key: what package auth keeps of it, all public
	Counter int64  // of a code: the step last used; of a key: the signatures it last counted
	Created time.Time
	Used    time.Time // zero: never yet
	Ended   time.Time // zero while it counts
}

// FactorsHad counts the factors by kind, as the rules ask.
func FactorsHad(list []Factor) account.FactorsHad {
	var n account.FactorsHad
	for _, f := range list {
		if f.Kind == FactorKey {
			n.Keys++
		} else {
			n.Codes++
		}
	}
	return n
}

const factorSelect = "SELECT id, account_id, kind, name, handle, secret, counter, created, used, ended FROM factor"

func scanFactor(r *sql.Rows) (Factor, error) {
	var f Factor
	var created, used, ended stamp
	err := r.Scan(&f.ID, &f.Account, &f.Kind, &f.Name, &f.Handle, &f.Secret, &f.Counter, &created, &used, &ended)
	f.Created, f.Used, f.Ended = created.time(), used.time(), ended.time()
	return f, err
}

// Factors lists the factors of the account that count, the oldest first. Who
// changes them has locked the account's credential before.
func (x *Tx) Factors(account string) ([]Factor, error) {
	var out []Factor
	err := x.each(func(r *sql.Rows) error {
		f, err := scanFactor(r)
		out = append(out, f)
		return err
	}, factorSelect+" WHERE account_id = ? AND ended IS NULL ORDER BY created, id", account)
	return out, err
}

// Factors is Tx.Factors outside a transaction.
func (s *Store) Factors(ctx context.Context, account string) ([]Factor, error) {
	var out []Factor
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		f, err := scanFactor(r)
		out = append(out, f)
		return err
	}, factorSelect+" WHERE account_id = ? AND ended IS NULL ORDER BY created, id", account)
	return out, err
}

// HandleKnown reports whether a key with the handle was ever registered, for
// whomever: a key stands for one account once.
func (x *Tx) HandleKnown(handle []byte) (bool, error) {
	var n int64
	_, err := x.first([]any{&n}, "SELECT count(*) FROM factor WHERE kind = 'key' AND handle = ?", handle)
	return n > 0, err
}

// AddFactor keeps a new factor.
func (x *Tx) AddFactor(f Factor) error {
	x.state.sessionsChanged = true // a session tells what its holder has
	if f.Handle == nil {
		f.Handle = []byte{}
	}
	_, err := x.do("INSERT INTO factor (id, account_id, kind, name, handle, secret, counter, created) VALUES "+marks(8, 1),
		f.ID, f.Account, f.Kind, f.Name, f.Handle, f.Secret, f.Counter, x.clock)
	return err
}

// UseFactor notes that a factor was shown and what it counts now.
func (x *Tx) UseFactor(id string, counter int64) error {
	_, err := x.do("UPDATE factor SET counter = ?, used = ? WHERE id = ? AND ended IS NULL", counter, x.clock, id)
	return err
}

// SealFactor keeps the secret of a one-time code under another seal.
func (x *Tx) SealFactor(id string, secret []byte) error {
	_, err := x.do("UPDATE factor SET secret = ? WHERE id = ? AND kind = 'totp' AND ended IS NULL", secret, id)
	return err
}

// EndFactor ends a factor. The row stays, for what a key has signed; the secret
// of a code goes, it is of no use to anybody.
func (x *Tx) EndFactor(id string) error {
	x.state.sessionsChanged = true
	_, err := x.do("UPDATE factor SET ended = ?, secret = CASE WHEN kind = 'totp' THEN ? ELSE secret END WHERE id = ? AND ended IS NULL", x.clock, []byte{}, id)
	return err
}

// SeatsOn lists the seats in force that the person holds on the day, his own and
// those others have handed to him.
func (x *Tx) SeatsOn(person string, day org.Date) ([]org.Held, error) {
	persons, err := x.Persons(person)
	if err != nil {
		return nil, err
	}
	var out []org.Held
	for _, g := range persons[person].Seats {
		if g.On(day) {
			out = append(out, org.Held{Seat: g.Seat, Department: g.Department})
		}
	}
	handed, err := x.delegatedTo(person, day)
	return append(out, handed...), err
}
