package app

import (
	"context"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// Repair is a command under one repair order: see repair.Specs.
type Repair struct{ repair.Command }

func (c Repair) verb() string    { return RepairVerb(c.Verb) }
func (c Repair) subject() string { return "" }

// RepairVerb names a verb of an order where a refusal of it is kept: several are
// called as verbs of an asset are.
func RepairVerb(v repair.Verb) string { return "repair-" + string(v) }

// ofAsset is the refusal of a command that names no asset but is about one.
type ofAsset struct {
	error
	asset string
}

// Unwrap gives the refusal itself.
func (e ofAsset) Unwrap() error { return e.error }

// repair carries out a command under an order, on the order and its asset together.
func (a *App) repair(tx *store.Tx, actor org.Actor, c Repair) (Outcome, error) {
	f, err := a.repairFacts(tx, actor, c.Command)
	if err != nil {
		return Outcome{}, err
	}
	events, err := repair.Decide(f, c.Command)
	if err != nil {
		return Outcome{}, ofAsset{err, f.Order.Asset}
	}
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	o, s := f.Order, f.Assets[f.Order.Asset]
	if o.State == "" {
		o = repair.Order{} // it is opened only now
	}
	for _, e := range events {
		o, s = repair.Fold(o, e), asset.Fold(s, e)
	}
	return Outcome{ID: o.ID, Code: o.Number, Version: o.Version, Life: s.Life}, nil
}

// repairFacts loads, under lock, what a decision under an order may look at.
func (a *App) repairFacts(tx *store.Tx, actor org.Actor, c repair.Command) (repair.Facts, error) {
	f := repair.Facts{Facts: asset.Facts{Actor: actor}}
	id, err := tx.AssetOfRepair(c.Order)
	if err != nil {
		return f, err
	}
	assets, err := tx.Assets(without(id)...)
	if err != nil {
		return f, err
	}
	s, ok := assets[id]
	if !ok || !visible(actor, s, "") {
		return f, repair.NotFound()
	}
	if more := asset.Refers(s, asset.Command{Asset: id}); len(more) > 0 {
		if assets, err = tx.Assets(append(more, id)...); err != nil {
			return f, err
		}
	}
	orders, err := tx.Orders(c.Order)
	if err != nil {
		return f, err
	}
	if f.Order, ok = orders[c.Order]; !ok {
		if f.Order, ok = repair.Pending(s); !ok || f.Order.ID != c.Order {
			return f, repair.NotFound()
		}
	}
	f.Assets, f.Now, f.NewID = assets, tx.Now(), tx.NewID()
	f.Today = a.Today(f.Now)
	if f.Policy, err = tx.Policy(); err != nil {
		return f, err
	}
	if err := repairPeople(tx, &f, c.Args); err != nil {
		return f, err
	}
	return f, repairPapers(tx, &f, c)
}

// repairPeople loads the persons and the room that a command under an order names.
func repairPeople(tx *store.Tx, f *repair.Facts, args repair.Args) error {
	var err error
	if ids := without(slices.Concat(args.Own, args.Escorts, args.Courier)...); len(ids) > 0 {
		if f.Persons, err = tx.Persons(ids...); err != nil {
			return err
		}
	}
	if args.Room != "" {
		if f.Rooms, err = tx.Rooms(args.Room); err != nil {
			return err
		}
	}
	f.Departments, err = tx.Departments()
	return err
}

// repairPapers loads, under lock, the vendor and the agreement of the day.
func repairPapers(tx *store.Tx, f *repair.Facts, c repair.Command) error {
	vendor, paper := repair.Papers(f.Order, c)
	if paper != "" {
		a, known, err := tx.AgreementForUpdate(paper)
		if err != nil {
			return err
		}
		if known {
			f.Agreement = &a
		}
	}
	if vendor != "" {
		v, known, err := tx.VendorForUpdate(vendor)
		if err != nil {
			return err
		}
		if known {
			f.Vendor = &v
		}
	}
	return nil
}

// papersAsked holds that the vendor and the agreement that a repair is asked for
// with are on record, and the one is the other's.
func papersAsked(tx *store.Tx, ask *asset.RepairAsk) error {
	if ask == nil || ask.Vendor == "" {
		return nil
	}
	vendors, err := tx.Vendors(ask.Vendor)
	if err != nil {
		return err
	}
	if _, known := vendors[ask.Vendor]; !known {
		return errs.InvalidField("vendor", "没有这家单位。", "There is no such vendor.")
	}
	if ask.Agreement == "" {
		return nil
	}
	papers, err := tx.Agreements(ask.Agreement)
	if p, known := papers[ask.Agreement]; err == nil && (!known || p.Vendor != ask.Vendor) {
		err = errs.InvalidField("agreement", "该单位没有这份协议。", "The vendor has no such agreement.")
	}
	return err
}

// hostsOfRemoved adds the hosts that parts removed under the open order are in by
// now: whether such a part is in our custody hangs on them.
func hostsOfRemoved(tx *store.Tx, s asset.State, assets map[string]asset.State) error {
	if s.Repair == nil {
		return nil
	}
	var hosts []string
	for _, id := range s.Repair.Removed {
		if h := assets[id].Host; h != "" && h != s.ID {
			hosts = append(hosts, h)
		}
	}
	if len(hosts) == 0 {
		return nil
	}
	more, err := tx.Assets(without(hosts...)...)
	for id, h := range more {
		assets[id] = h
	}
	return err
}

// Order gives one repair order, with every verb as it stands for the reader now.
func (a *App) Order(ctx context.Context, actor org.Actor, id string) (view.Repair, []repair.Action, error) {
	out, err := a.store.Repair(ctx, actor, id)
	if err != nil {
		return out, nil, err
	}
	var list []repair.Action
	err = a.store.Read(ctx, func(tx *store.Tx) error {
		f, err := a.repairFacts(tx, actor, repair.Command{Order: id})
		list = repair.Actions(f)
		return err
	})
	return out, list, err
}
