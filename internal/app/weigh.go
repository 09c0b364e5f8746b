package app

import (
	"context"
	"errors"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Weigh says of each command what would become of it, and does none: an outcome,
// or why it would be refused. Unlike DryRun it goes on after one that is stale or
// forbidden, as ExecuteEach does. An error is our own fault.
func (a *App) Weigh(ctx context.Context, actor org.Actor, cmds []Command) ([]Result, error) {
	out := make([]Result, len(cmds))
	err := a.Rehearse(ctx, actor, func(do func(Command) (Outcome, error)) error {
		for i, c := range cmds { // it may be tried twice: all of out is written anew
			o, err := do(c)
			if err != nil && errs.As(err).Kind == errs.Internal {
				return err
			}
			out[i] = Result{Outcome: o, Err: err}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// errBlocked says that some of the commands would be refused.
var errBlocked = errors.New("app: some are blocked")

// ExecuteWeighed is ExecuteEach for commands that are given together: each is
// weighed first, and where one would not go through none is done. done is then
// false and the results say what stands against which. The commands were given
// all the same: what is refused is kept, as Execute keeps it. The key is held
// against what was asked, of the kind that what names: sent again, or twice at
// once, it is answered with what was done.
func (a *App) ExecuteWeighed(ctx context.Context, actor org.Actor, what string, asked any, cmds []Command, key string) (results []Result, done bool, err error) {
	_, err = a.ChooseOnce(ctx, actor, what, asked, key, func() ([]string, error) {
		var err error
		if results, err = a.Weigh(ctx, actor, cmds); err != nil {
			return nil, err
		}
		for _, r := range results {
			if r.Err != nil {
				return nil, errBlocked
			}
		}
		return []string{}, nil
	})
	switch {
	case errors.Is(err, errBlocked):
		a.keepAll(ctx, actor, cmds, results)
		return results, false, nil
	case err != nil:
		return nil, false, err
	}
	// Whoever came second of two may have found all of it done: his weighing says
	// nothing then, and the keys of the commands give the first one's answers.
	return a.ExecuteEach(ctx, actor, cmds, key), true, nil
}
