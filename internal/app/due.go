package app

import (
	"context"
	"errors"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// dueBatch is how many overdue requests one look takes on.
const dueBatch = 200

// DueWork does what falls due without anybody asking: a hand-over that was not
// accepted in time falls back to the giver (domain.md §4). It answers with the
// count of things done. Each is a command of the system actor, decided again
// under lock: what was signed meanwhile is refused by the domain and left alone.
func (a *App) DueWork(ctx context.Context) (done int, err error) {
	system := org.Actor{System: true, Name: SystemActor}
	ids, err := a.store.Overdue(ctx, dueBatch)
	if err != nil {
		return 0, err
	}
	var failed error
	for _, id := range ids {
		if ctx.Err() != nil {
			return done, failed
		}
		// Not through Execute: a refusal here only says that somebody was faster,
		// and is nobody's evidence.
		err := a.store.Write(ctx, func(tx *store.Tx) error {
			_, err := a.act(tx, system, Act{asset.Command{Asset: id, Verb: asset.VerbLapse}})
			return err
		})
		switch {
		case err == nil:
			done++
		case errs.IsKind(err, errs.Refused), errs.IsKind(err, errs.Conflict):
		default:
			failed = errors.Join(failed, err)
		}
	}
	return done, failed
}
