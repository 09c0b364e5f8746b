package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// MaxKey is the longest idempotency key, in bytes.
const MaxKey = 200

func fits(key string) error {
	if len(key) > MaxKey {
		return errs.New(errs.Invalid, "idempotency.key", "幂等键过长。", "The idempotency key is too long.")
	}
	return nil
}

// ExecuteChosen carries out the command that choose makes of what was asked for:
// a print of all that match a filter, say. The key is held against what was
// asked, and before anything is chosen: the same request sent again is given the
// first outcome, whatever the filter finds by then; another one under the same
// key is refused. what names the kind of request.
func (a *App) ExecuteChosen(
	ctx context.Context, actor org.Actor, what string, asked any, key string, choose func() (Command, error),
) (Outcome, error) {
	var out Outcome
	digest, found, err := a.asked(ctx, actor, what, asked, key, &out)
	if err != nil {
		return Outcome{}, err
	}
	if found {
		out.Again = true
		return out, nil
	}
	c, err := choose()
	if err != nil {
		// Of two sent at once the later one finds nothing left to choose.
		if key != "" {
			if found, look := a.answered(ctx, actor, key, digest, &out); look == nil && found {
				out.Again = true
				return out, nil
			}
		}
		return Outcome{}, err
	}
	return a.execute(ctx, actor, c, key, digest)
}

// ChooseOnce gives what choose finds for a request of many commands, and the
// same list for the same request under the same key, whatever choose would find
// by then. The commands themselves have keys of their own: see ExecuteEach.
func (a *App) ChooseOnce(
	ctx context.Context, actor org.Actor, what string, asked any, key string, choose func() ([]string, error),
) (list []string, err error) {
	digest, found, err := a.asked(ctx, actor, what, asked, key, &list)
	if err != nil || found {
		return list, err
	}
	chosen, err := choose()
	if key == "" {
		return chosen, err
	}
	if err != nil {
		if found, look := a.answered(ctx, actor, key, digest, &list); look == nil && found {
			return list, nil
		}
		return nil, err
	}
	b, err := json.Marshal(chosen)
	if err != nil {
		return nil, errs.Wrap(err, "app.idempotency")
	}
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		list = chosen
		prev, found, err := tx.Idempotent(actor.Account, key, digest)
		if err != nil {
			return err
		}
		if found {
			list = nil
			return kept(prev, &list)
		}
		return tx.Remember(actor.Account, key, digest, b)
	})
	return list, err
}

// asked looks whether the request was answered already, and gives its digest.
func (a *App) asked(ctx context.Context, actor org.Actor, what string, asked any, key string, into any) (digest string, found bool, err error) {
	if key == "" {
		return "", false, nil
	}
	if err := fits(key); err != nil {
		return "", false, err
	}
	if digest, err = digestOf(what, asked); err != nil {
		return "", false, err
	}
	found, err = a.answered(ctx, actor, key, digest, into)
	return digest, found, err
}

// answered looks for what is kept under the key, and reads it.
func (a *App) answered(ctx context.Context, actor org.Actor, key, digest string, into any) (found bool, err error) {
	err = a.store.Read(ctx, func(tx *store.Tx) error {
		var prev []byte
		var err error
		if prev, found, err = tx.Idempotent(actor.Account, key, digest); err != nil || !found {
			return err
		}
		return kept(prev, into)
	})
	return found, err
}

func kept(b []byte, into any) error {
	if err := json.Unmarshal(b, into); err != nil {
		return errs.Wrap(err, "app.idempotency")
	}
	return nil
}

// digestOf tells requests apart: by their kind and all that is in them.
func digestOf(what string, request any) (string, error) {
	b, err := json.Marshal(request)
	if err != nil {
		return "", errs.Wrap(err, "app.digest")
	}
	sum := sha256.Sum256(append([]byte(what+"\x00"), b...))
	return hex.EncodeToString(sum[:]), nil
}

// itemKey is the key of one of many commands. Where the place does not fit
// behind a long key, a digest stands for the key.
func itemKey(key string, i int) string {
	place := "/" + strconv.Itoa(i)
	if len(key)+len(place) > MaxKey && len(key) <= MaxKey {
		sum := sha256.Sum256([]byte(key))
		key = hex.EncodeToString(sum[:])
	}
	return key + place
}
