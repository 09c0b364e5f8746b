package app

import (
	"context"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// Record gives all there is to see of one asset, with every action as it stands
// for this actor now: legal, or why not.
func (a *App) Record(ctx context.Context, actor org.Actor, idOrCode string) (view.Record, []asset.Action, error) {
	r, err := a.store.Asset(ctx, actor, idOrCode)
	if err != nil {
		return view.Record{}, nil, err
	}
	actions, err := a.actions(ctx, actor, r)
	return r, actions, err
}

// actions asks the domain; what it looks at beyond the record itself (receiver,
// rooms) is loaded only where a request waits.
func (a *App) actions(ctx context.Context, actor org.Actor, r view.Record) ([]asset.Action, error) {
	f := asset.Facts{Actor: actor, Assets: map[string]asset.State{r.ID: r.State}, Labels: r.Labels, Now: a.store.Now()}
	f.Today = a.Today(f.Now)
	var err error
	if f.Policy, err = a.store.Policy(ctx); err != nil {
		return nil, err
	}
	if r.State.Request != nil {
		if err := a.store.Read(ctx, func(tx *store.Tx) error { return a.requestFacts(tx, &f, r.State) }); err != nil {
			return nil, err
		}
	}
	return asset.Actions(f, r.ID), nil
}

// requestFacts loads what the checks of the waiting request look at.
func (a *App) requestFacts(tx *store.Tx, f *asset.Facts, s asset.State) error {
	c := asset.Command{Asset: s.ID, Verb: asset.VerbApprove}
	if ids := asset.Refers(s, c); len(ids) > 0 {
		more, err := tx.Assets(ids...)
		if err != nil {
			return err
		}
		for id, other := range more {
			f.Assets[id] = other
		}
	}
	return a.people(tx, f, s, c)
}
