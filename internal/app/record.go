package app

import (
	"context"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
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

// Seen is an asset with every action as it stands for the reader.
type Seen struct {
	view.Record
	Actions []asset.Action
}

// Records is Record for many, by id and without parts and pairs: they are read
// together. What does not exist for the actor is not in the answer.
func (a *App) Records(ctx context.Context, actor org.Actor, ids []string) (map[string]Seen, error) {
	list, err := a.store.Records(ctx, actor, ids)
	if err != nil {
		return nil, err
	}
	pol, err := a.store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	facts := make(map[string]*asset.Facts, len(list))
	var waiting []view.Record
	for id, r := range list {
		facts[id] = a.shownFacts(actor, r, pol)
		if r.State.Request != nil {
			waiting = append(waiting, r)
		}
	}
	if err := a.waitingFacts(ctx, waiting, facts); err != nil {
		return nil, err
	}
	out := make(map[string]Seen, len(list))
	for id, r := range list {
		out[id] = Seen{Record: r, Actions: asset.Actions(*facts[id], id)}
	}
	return out, nil
}

// waitingFacts loads what the checks of the waiting requests look at, in one
// transaction: what they have in common is loaded once.
func (a *App) waitingFacts(ctx context.Context, waiting []view.Record, facts map[string]*asset.Facts) error {
	if len(waiting) == 0 {
		return nil
	}
	var others, persons, rooms []string
	for _, r := range waiting {
		args := r.State.Request.Args
		others = append(others, asset.Refers(r.State, asset.Command{Asset: r.ID, Verb: asset.VerbApprove})...)
		persons = append(persons, args.Person, r.State.Custody.Person)
		rooms = append(rooms, args.Room, r.State.Custody.Room)
		if w := r.State.Repair; w != nil {
			persons, rooms = append(persons, w.Custody.Person), append(rooms, w.Custody.Room)
		}
	}
	return a.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.Assets(without(others...)...); err != nil {
			return err
		}
		if _, err := tx.Persons(without(persons...)...); err != nil {
			return err
		}
		if _, err := tx.Rooms(without(rooms...)...); err != nil {
			return err
		}
		for _, r := range waiting {
			if err := a.requestFacts(tx, facts[r.ID], r.State); err != nil {
				return err
			}
		}
		return nil
	})
}

// shownFacts are the facts of a record that is looked at.
func (a *App) shownFacts(actor org.Actor, r view.Record, pol policy.Policy) *asset.Facts {
	f := &asset.Facts{Actor: actor, Assets: map[string]asset.State{r.ID: r.State}, Labels: r.Labels, Now: a.store.Now(), Policy: pol}
	f.Today = a.Today(f.Now)
	return f
}

// actions asks the domain; what it looks at beyond the record itself (receiver,
// rooms) is loaded only where a request waits.
func (a *App) actions(ctx context.Context, actor org.Actor, r view.Record) ([]asset.Action, error) {
	pol, err := a.store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	f := a.shownFacts(actor, r, pol)
	if r.State.Request != nil {
		if err := a.store.Read(ctx, func(tx *store.Tx) error { return a.requestFacts(tx, f, r.State) }); err != nil {
			return nil, err
		}
	}
	return asset.Actions(*f, r.ID), nil
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
	if err := hostsOfRemoved(tx, s, f.Assets); err != nil {
		return err
	}
	return a.people(tx, f, s, c)
}
