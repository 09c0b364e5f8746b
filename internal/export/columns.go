package export

import (
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
	"sealbook/internal/view"
)

// column is one column of the list: the importer's name for it, its header and
// how its cell is read off a record.
type column struct {
	field  string
	header errs.Text
	cell   func(r view.Record, lang string) string
}

// columns are those of the ledgers organs keep, under headers the importer
// knows: an exported list can be imported again. The first, the running number
// of the row, is filled in when the row is written.
var columns = []column{
	col(record.Seq, func(view.Record, string) string { return "" }),
	col(record.Code, func(r view.Record, _ string) string { return r.State.Code }),
	col(record.FixedAssetNo, func(r view.Record, _ string) string { return r.State.Details.FixedAssetNo }),
	col(record.Name, func(r view.Record, _ string) string { return r.State.Details.Name }),
	col(record.Department, func(r view.Record, _ string) string { return or(r.Department.Name, r.State.Claim.Department) }),
	col(record.Room, func(r view.Record, _ string) string { return or(r.Room.Name, r.State.Claim.Room) }),
	col(record.Kind, func(r view.Record, lang string) string { return r.State.Kind.TextIn(r.State.Class).In(lang) }),
	col(record.Brand, func(r view.Record, _ string) string { return r.State.Brand }),
	col(record.Model, func(r view.Record, _ string) string { return r.State.Model }),
	{record.Serial, errs.T("序列号", "serial number"), func(r view.Record, _ string) string { return r.State.Serial }},
	col(record.DriveSerials, drives),
	col(record.Level, func(r view.Record, _ string) string { return mark(r.State) }),
	col(record.Scope, func(r view.Record, _ string) string { return or(r.State.Marking.Scope, r.State.Claim.Scope) }),
	col(record.Keeper, func(r view.Record, _ string) string { return or(r.Keeper.Name, r.State.Claim.Keeper) }),
	col(record.StartDate, func(r view.Record, _ string) string { return r.State.Details.StartDate }),
	col(record.Use, func(r view.Record, _ string) string { return r.State.Details.Use }),
	col(record.OS, func(r view.Record, _ string) string { return r.State.Details.OS }),
	col(record.OSInstalled, func(r view.Record, _ string) string { return r.State.Details.OSInstalled }),
	col(record.MAC, func(r view.Record, _ string) string { return r.State.Details.MAC }),
	col(record.Optical, func(r view.Record, lang string) string { return word(opticals, r.State.Details.Optical, lang) }),
	col(record.Network, func(r view.Record, lang string) string { return word(networks, string(r.State.Network), lang) }),
	col(record.Wireless, func(r view.Record, lang string) string { return word(wireless, string(r.State.Wireless), lang) }),
	col(record.Capacity, func(r view.Record, _ string) string { return r.State.Details.Capacity }),
	col(record.Host, hosts),
	col(record.Supplier, func(r view.Record, _ string) string { return r.State.Details.Supplier }),
	col(record.PurchaseDate, func(r view.Record, _ string) string { return r.State.Details.PurchaseDate }),
	col(record.Status, func(r view.Record, lang string) string { return r.State.Life.Text().In(lang) }),
	col(record.Notes, func(r view.Record, _ string) string { return r.State.Details.Notes }),
}

// col takes the header from the importer's own vocabulary.
func col(field string, cell func(view.Record, string) string) column {
	f, ok := record.Ledger.Field(field)
	if !ok {
		panic("export: the importer knows no column " + field)
	}
	return column{field, f.Text, cell}
}

func or(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

// drives lists the serials of the drives inside.
func drives(r view.Record, _ string) string {
	var out []string
	for _, p := range r.Parts {
		if p.Class == asset.Drive && p.Serial != "" {
			out = append(out, p.Serial)
		}
	}
	return strings.Join(out, "、")
}

// hosts names what a part is inside of, or what an office device is paired with.
func hosts(r view.Record, _ string) string {
	if r.Host.Name != "" {
		return r.Host.Name
	}
	var out []string
	for _, p := range r.Pairs {
		out = append(out, p.Code)
	}
	return or(strings.Join(out, "、"), r.State.Claim.Host)
}
