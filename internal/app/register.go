package app

import (
	"fmt"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// register enters one new asset with its parts.
func (a *App) register(tx *store.Tx, actor org.Actor, c Register) (Outcome, error) {
	r := tidy(c.Registration)
	r.ID = tx.NewID()
	if asset.CodeKey(r.Code) == "" {
		n, err := tx.NextNumber("asset_code")
		if err != nil {
			return Outcome{}, err
		}
		r.Code = fmt.Sprintf("SB-%06d", n)
	}
	parts := make([]asset.PartSpec, len(r.Parts))
	for i, p := range r.Parts {
		p.ID = tx.NewID()
		if asset.CodeKey(p.Code) == "" {
			p.Code = fmt.Sprintf("%s-P%d", r.Code, i+1)
		}
		parts[i] = p
	}
	r.Parts = parts
	f, err := a.registerFacts(tx, actor, r)
	if err != nil {
		return Outcome{}, err
	}
	events, err := asset.Register(f, r)
	if err != nil {
		return Outcome{}, err
	}
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	out := Outcome{ID: r.ID, Code: r.Code, Version: 1, Life: asset.Draft}
	if c.Propose == nil {
		return out, nil
	}
	act := Act{asset.Command{Asset: r.ID, Verb: asset.VerbClassify, Args: *c.Propose}}
	next, err := a.act(tx, actor, act)
	if errs.IsKind(err, errs.Refused) || errs.IsKind(err, errs.Invalid) {
		// The draft stands; only its classification has to be asked for by hand.
		e := errs.As(err)
		out.Note = &e.Text
		return out, nil
	}
	return next, err
}

func (a *App) registerFacts(tx *store.Tx, actor org.Actor, r asset.Registration) (asset.Facts, error) {
	f := asset.Facts{Actor: actor, Now: tx.Now()}
	f.Today = a.Today(f.Now)
	codes, serials := asset.Keys(r)
	var err error
	if f.Codes, err = tx.CodesUsed(codes...); err != nil {
		return f, err
	}
	if f.Serials, err = serialsFor(tx, actor, serials); err != nil {
		return f, err
	}
	if r.Department != "" {
		if f.Departments, err = tx.Departments(); err != nil {
			return f, err
		}
	}
	if r.Room != "" {
		if f.Rooms, err = tx.Rooms(r.Room); err != nil {
			return f, err
		}
	}
	return f, nil
}

// serialsFor tells which serials are taken, and by which asset if the actor may
// see it.
func serialsFor(tx *store.Tx, actor org.Actor, keys []string) (map[string]string, error) {
	taken, err := tx.SerialsAlive(keys...)
	if err != nil {
		return nil, err
	}
	for key, code := range taken {
		s, found, err := tx.AssetByCode(code)
		if err != nil {
			return nil, err
		}
		if !found || !visible(actor, s, "") {
			taken[key] = ""
		}
	}
	return taken, nil
}

// prefetch asks once for the codes and serials of all registrations of a batch;
// the transaction keeps the answer and what it appends itself.
func (a *App) prefetch(tx *store.Tx, cmds []Command) error {
	var codes, serials []string
	for _, c := range cmds {
		if r, ok := c.(Register); ok {
			cs, ss := asset.Keys(r.Registration)
			codes, serials = append(codes, cs...), append(serials, ss...)
		}
	}
	if len(codes) < 2 {
		return nil
	}
	return tx.Prefetch(without(codes...), without(serials...))
}
