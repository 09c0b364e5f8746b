package app

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
)

// weighed is what each of several commands would have to be signed with.
type weighed struct {
	items [][]byte // by command; nil needs no signature, or would not go through
	why   []error  // what stands against a command
}

func (a *App) weighItems(ctx context.Context, actor org.Actor, cmds []Command) (weighed, error) {
	w := weighed{}
	var item []byte
	actor.Weighs = func(b []byte) { item = b }
	err := a.Rehearse(ctx, actor, func(do func(Command) (Outcome, error)) error {
		w.items, w.why = make([][]byte, len(cmds)), make([]error, len(cmds)) // it may be tried twice
		for i, c := range cmds {
			item = nil
			if _, w.why[i] = do(c); w.why[i] == nil {
				w.items[i] = item
			} else if errs.As(w.why[i]).Kind == errs.Internal {
				return w.why[i]
			}
		}
		return nil
	})
	return w, err
}

// signed are the places of the commands that have to be signed, and their items.
func (w weighed) signed() (which []int, items [][]byte) {
	for i, item := range w.items {
		if item != nil {
			which, items = append(which, i), append(items, item)
		}
	}
	return which, items
}

// Prepare says what the actor would sign with the commands, nil for nothing, and
// of each command what stands against it. Nothing is done and nothing kept.
func (a *App) Prepare(ctx context.Context, actor org.Actor, cmds []Command) (*Required, []error, error) {
	w, err := a.weighItems(ctx, actor, cmds)
	if err != nil {
		return nil, nil, err
	}
	which, items := w.signed()
	if len(items) == 0 {
		return nil, w.why, nil
	}
	r, _ := RequiredBy(required(actor, a.store.Now(), chosen(cmds, which), items))
	return r, w.why, nil
}

func chosen(cmds []Command, which []int) []Command {
	out := make([]Command, len(which))
	for k, i := range which {
		out[k] = cmds[i]
	}
	return out
}

// signedTogether prepares many commands of which some have to be signed: one
// statement for all of them. Without a proof the error is signoff.required; with
// one, each command gets the actor whose proof knows its place. Two that touch
// the same object cannot be signed together: the second one finds the first in
// its history and is stale.
func (a *App) signedTogether(ctx context.Context, actor org.Actor, cmds []Command) ([]org.Actor, error) {
	w, err := a.weighItems(ctx, actor, cmds)
	if err != nil {
		return nil, err
	}
	actors := make([]org.Actor, len(cmds))
	for i := range actors {
		actors[i] = actor
	}
	which, items := w.signed()
	if len(items) == 0 { // each will tell by itself why not
		return actors, nil
	}
	if actor.Proof == nil {
		return nil, required(actor, a.store.Now(), chosen(cmds, which), items)
	}
	root, ways, err := ledger.Tree(items)
	if err != nil {
		return nil, errs.Wrap(err, "app.sign")
	}
	for k, i := range which {
		p := *actor.Proof
		p.Place = org.Place{Index: int64(k), Count: int64(len(items)), Root: root, Way: ways[k]}
		actors[i].Proof = &p
	}
	// What does not fit is told once, before anything is done.
	_, err = signature(actor.Proof, org.Place{Count: int64(len(items)), Root: root})
	return actors, err
}
