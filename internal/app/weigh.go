package app

import (
	"context"

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
