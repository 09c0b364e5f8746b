package pages

import (
	"sealbook/internal/domain/asset"
)

// detail is one descriptive field of the ledger: its name in asset.Correction
// and asset.Details, the key of its text, and how it is read and filled in.
type detail struct {
	name, key, kind string
	get             func(asset.State) string
}

// details lists them in the order of the paper ledger.
var details = []detail{
	{"name", "detail.name", "text", func(s asset.State) string { return s.Details.Name }},
	{"brand", "detail.brand", "text", func(s asset.State) string { return s.Brand }},
	{"model", "detail.model", "text", func(s asset.State) string { return s.Model }},
	{"serial", "detail.serial", "text", func(s asset.State) string { return s.Serial }},
	{"fixed_asset_no", "detail.fixed_asset_no", "text", func(s asset.State) string { return s.Details.FixedAssetNo }},
	{"use", "detail.use", "text", func(s asset.State) string { return s.Details.Use }},
	{"capacity", "detail.capacity", "text", func(s asset.State) string { return s.Details.Capacity }},
	{"os", "detail.os", "text", func(s asset.State) string { return s.Details.OS }},
	{"os_installed", "detail.os_installed", "text", func(s asset.State) string { return s.Details.OSInstalled }},
	{"mac", "detail.mac", "text", func(s asset.State) string { return s.Details.MAC }},
	{"optical", "detail.optical", "select", func(s asset.State) string { return s.Details.Optical }},
	{"supplier", "detail.supplier", "text", func(s asset.State) string { return s.Details.Supplier }},
	{"purchase_date", "detail.purchase_date", "text", func(s asset.State) string { return s.Details.PurchaseDate }},
	{"start_date", "detail.start_date", "text", func(s asset.State) string { return s.Details.StartDate }},
	{"notes", "detail.notes", "area", func(s asset.State) string { return s.Details.Notes }},
}

func (s *set) opticals() []option {
	return []option{
		{Value: "none", Text: s.t("optical.none")},
		{Value: "read", Text: s.t("optical.read")},
		{Value: "burn", Text: s.t("optical.burn")},
	}
}

// detailInput draws the field under prefix+name.
func (s *set) detailInput(d detail, prefix, value string) input {
	in := input{Name: prefix + d.name, Kind: d.kind, Label: s.t(d.key), Value: value, Wide: d.kind == "area"}
	switch d.name {
	case "optical":
		options := s.opticals()
		if value != "" && textOf(options, value) == value { // as a ledger wrote it: kept
			options = append(options, option{Value: value, Text: value})
		}
		in = selection(in.Name, in.Label, options).choose(value)
	case "os_installed", "purchase_date", "start_date":
		in.Placeholder = "2026-01-31"
		in.Hint = s.t("detail.date_hint")
	}
	return in
}

// value writes a detail for reading.
func (s *set) detailValue(d detail, st asset.State) string {
	v := d.get(st)
	if d.name == "optical" {
		return textOf(s.opticals(), v)
	}
	return v
}
