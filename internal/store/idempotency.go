package store

import (
	"context"

	"sealbook/internal/errs"
)

// Idempotent returns what Remember kept for the account's key, if anything. The
// same key with another digest, that is, for another request, is a conflict.
func (x *Tx) Idempotent(account, key, digest string) (outcome []byte, found bool, err error) {
	var kept string
	found, err = x.first([]any{&kept, &outcome},
		"SELECT digest, outcome FROM idempotency WHERE account = ? AND key = ?", account, key)
	if err != nil {
		return nil, false, err
	}
	if !found {
		x.asked = append(x.asked, requestKey{account, key})
		return nil, false, nil
	}
	if kept != digest {
		return nil, false, errs.New(errs.Conflict, "idempotency.mismatch",
			"同一份表单此前已提交过，这次内容不同，没有办理（接口：该幂等键已用于另一请求）。请重新打开页面，核对已有记录后再填。",
			"This idempotency key was used for another request: the same form was sent before with something else in it. Open the page anew and look at what is on record.")
	}
	return outcome, true, nil
}

// Remember keeps the outcome of the request for whoever sends it again. When
// two send it at once, the later one starts over and finds it.
func (x *Tx) Remember(account, key, digest string, outcome []byte) error {
	return x.put("INSERT INTO idempotency (account, key, digest, outcome, at) VALUES (?, ?, ?, ?, ?)",
		account, key, digest, outcome, x.clock)
}

// requestKey is what a client calls one request.
type requestKey struct{ account, key string }

// answeredMeanwhile reports whether one of the requests that this transaction
// asked about, and found new, has been answered by another since. Then its
// error, whatever it says, only comes from being the second.
func (s *Store) answeredMeanwhile(ctx context.Context, asked []requestKey) bool {
	for _, k := range asked {
		found, err := s.reads().one(ctx, []any{new(string)},
			"SELECT digest FROM idempotency WHERE account = ? AND key = ?", k.account, k.key)
		if err == nil && found {
			return true
		}
	}
	return false
}
