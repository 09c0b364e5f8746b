package store

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/repair"
)

// noDue stands in a row for the day by which an asset is back that is not out.
const noDue = "9999-12-31"

// repairKind keeps the whole order in the document of its row; the other columns
// are for lists only and are not read back.
var repairKind = kindOf[repair.Order]{
	kind: asset.KindRepair, table: "repair_order", key: "id",
	columns: []string{
		"number", "asset_id", "state", "vendor_id", "agreement_id", "on_site", "due", "approved", "started", "ended", "doc",
	},
	scan: func(o *repair.Order) ([]any, func() error) {
		var skip any
		var doc string
		return []any{&o.ID, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &doc}, func() error {
			return fromJSON(doc, o)
		}
	},
	values: func(o *repair.Order) ([]any, error) {
		doc, err := jsonOf(*o, false)
		due := string(o.Due())
		if due == "" {
			due = noDue
		}
		return []any{
			o.Number, o.Asset, string(o.State), text(o.Ask.Vendor), text(o.Ask.Agreement), o.Ask.OnSite, due,
			stampOf(o.ApprovedAt), stampOf(o.Started), stampOf(o.Ended), doc,
		}, err
	},
	fold:    repair.Fold,
	id:      func(o *repair.Order) string { return o.ID },
	version: func(o *repair.Order) *int64 { return &o.Version },
	changed: never[repair.Order],
}

// Orders loads and locks repair orders; an unknown id is not in the answer.
func (x *Tx) Orders(ids ...string) (map[string]repair.Order, error) {
	return x.state.orders.several(ids, true)
}

// AssetOfRepair finds the asset of an order, or the one whose repair of that id
// still waits for its signatures; "" for none. What it says of a request may have
// changed by the time the asset is locked.
func (x *Tx) AssetOfRepair(order string) (id string, err error) {
	if err := x.flush(); err != nil || !idShaped(order) {
		return "", err
	}
	found, err := x.first([]any{&id}, "SELECT asset_id FROM repair_order WHERE id = ?", order)
	if err != nil || found {
		return id, err
	}
	_, err = x.first([]any{&id}, "SELECT id FROM asset WHERE wait_verb <> '' AND wait_verb = ? AND request LIKE ?", string(asset.VerbRepair), `{"id":"`+order+`"%`)
	return id, err
}
