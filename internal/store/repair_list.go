package store

import (
	"context"
	"database/sql"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// RepairPage lists the orders of the assets that the actor sees, overdue ones first.
func (s *Store) RepairPage(ctx context.Context, actor org.Actor, f view.RepairFilter) (view.RepairPage, error) {
	var p view.RepairPage
	today := org.DateOf(s.now(), organZone)
	var w where
	switch {
	case f.State == "":
	case slices.Contains(asset.RepairStages(), f.State):
		w.and("r.state = ?", string(f.State))
	default:
		return p, errs.InvalidField("state", "没有这种状态。", "There is no such state.")
	}
	if f.Open {
		w.and("r.ended IS NULL")
	}
	w.scope(actor)
	var err error
	p.Rows, p.Next, p.Prev, err = keysetPage(ctx, s.reads(), keyset{"r.due", "r.id", f.Cursor, f.Limit},
		`SELECT r.id, r.number, r.asset_id, a.code, a.name, r.vendor_id, v.name, r.state, r.on_site, r.due, r.version
		FROM repair_order r JOIN asset a ON a.id = r.asset_id LEFT JOIN vendor v ON v.id = r.vendor_id`, w,
		func(r *sql.Rows) (view.RepairLine, string, string, error) {
			var l view.RepairLine
			var vendor, name text
			var due string
			err := r.Scan(&l.ID, &l.Number, &l.Asset.ID, &l.Asset.Name, &l.Title, &vendor, &name, (*string)(&l.State), &l.OnSite, &due, &l.Version)
			if actor.May(org.VendorRead) {
				l.Vendor = view.Ref{ID: string(vendor), Name: string(name)}
			}
			if due != noDue {
				l.Due, l.Overdue = org.Date(due), org.Date(due) < today
			}
			return l, due, l.ID, err
		})
	return p, err
}

// Repair gives one order. Who may see its asset sees it; names of vendors and of
// their people are for who reads those.
func (s *Store) Repair(ctx context.Context, actor org.Actor, id string) (view.Repair, error) {
	out := view.Repair{Names: map[string]string{}, Numbers: map[string]string{}, Codes: map[string]string{}}
	if !idShaped(id) {
		return out, repair.NotFound()
	}
	err := s.Read(ctx, func(x *Tx) error {
		orders, err := x.Orders(id)
		if err != nil {
			return err
		}
		o, ok := orders[id]
		if !ok {
			return repair.NotFound()
		}
		ids := []string{o.Asset}
		for _, p := range slices.Concat(o.Out, o.In) {
			ids = append(ids, p.Part)
		}
		assets, err := x.Assets(ids...)
		if err != nil {
			return err
		}
		var hosts []string
		for _, a := range assets {
			if a.Host != "" {
				hosts = append(hosts, a.Host)
			}
		}
		if _, err = x.Assets(hosts...); err != nil {
			return err
		}
		if assets, err = x.Assets(append(ids, hosts...)...); err != nil {
			return err
		}
		if !actor.System && !assets[o.Asset].SeenBy(actor) {
			return repair.NotFound()
		}
		out.Order, out.Code, out.Title = o, assets[o.Asset].Code, assets[o.Asset].Title()
		out.Overdue, out.Unaccounted = repair.Overdue(o, org.DateOf(s.now(), organZone)), repair.StorageUnaccounted(o, assets)
		for id, a := range assets {
			if a.Host == o.Asset || a.SeenBy(actor) {
				out.Codes[id] = a.Code
			}
		}
		return x.repairPapers(actor, &out)
	})
	if err != nil {
		return out, err
	}
	return out, s.lookNames(ctx, "person", ourPeople(out.Order), out.Names)
}

// repairPapers adds what of the vendor the reader may know.
func (x *Tx) repairPapers(actor org.Actor, out *view.Repair) error {
	if out.Ask.Vendor == "" || !actor.May(org.VendorRead) {
		return nil
	}
	vendors, err := x.Vendors(out.Ask.Vendor)
	if err != nil {
		return err
	}
	v := vendors[out.Ask.Vendor]
	out.VendorName = v.Name
	for _, t := range v.Technicians {
		out.Names[t.ID] = t.Name
	}
	ids := slices.DeleteFunc(append(slices.Clone(out.Agreements), out.Ask.Agreement), func(id string) bool { return id == "" })
	papers, err := x.Agreements(ids...)
	for id, a := range papers {
		out.Numbers[id] = a.Number
	}
	return err
}

// ourPeople are the own persons whom an order names.
func ourPeople(o repair.Order) []string {
	ids := slices.Concat([]string{o.By}, o.Signers, o.Workers(), o.Escorts)
	for _, v := range o.Visits {
		ids = append(ids, v.By)
	}
	if d := o.Dispatch; d != nil {
		ids = append(append(ids, d.By), d.Courier...)
	}
	if r := o.Return; r != nil {
		ids = append(ids, r.By)
	}
	for _, x := range o.Steps {
		ids = append(ids, x.By)
	}
	for _, x := range slices.Concat(o.Out, o.In) {
		ids = append(ids, x.By)
	}
	for _, x := range o.Inspections {
		ids = append(ids, x.By)
	}
	return ids
}
