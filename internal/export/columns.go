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
	col(record.Department, func(r view.Record, _ string) string { return r.Department.Name }),
	col(record.Room, func(r view.Record, _ string) string { return r.Room.Name }),
	col(record.Kind, func(r view.Record, lang string) string { return r.State.Kind.TextIn(r.State.Class).In(lang) }),
	col(record.Brand, func(r view.Record, _ string) string { return r.State.Brand }),
	col(record.Model, func(r view.Record, _ string) string { return r.State.Model }),
	{record.Serial, errs.T("序列号", "serial number"), func(r view.Record, _ string) string { return r.State.Serial }},
	col(record.DriveSerials, drives),
	col(record.Level, func(r view.Record, _ string) string { return mark(r.State) }),
	col(record.Scope, func(r view.Record, _ string) string { return r.State.Marking.Scope }),
	col(record.Keeper, func(r view.Record, _ string) string { return r.Keeper.Name }),
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
	// What a ledger that was taken over said and nothing has settled since stands
	// apart: in the columns above it would pass for a fact.
	col(record.ClaimLevel, func(r view.Record, _ string) string { return claimedMark(r.State) }),
	col(record.ClaimScope, func(r view.Record, _ string) string { return undecided(r, r.State.Claim.Scope) }),
	col(record.ClaimDepartment, func(r view.Record, _ string) string { return unsettled(r, r.Department.Name, r.State.Claim.Department) }),
	col(record.ClaimRoom, func(r view.Record, _ string) string { return unsettled(r, r.Room.Name, r.State.Claim.Room) }),
	col(record.ClaimKeeper, func(r view.Record, _ string) string { return unsettled(r, r.Keeper.Name, r.State.Claim.Keeper) }),
	col(record.ClaimHost, func(r view.Record, lang string) string { return unsettled(r, hosts(r, lang), r.State.Claim.Host) }),
}

// undecided gives the claim until there is a decision.
func undecided(r view.Record, claim string) string {
	if r.State.Marking.Decided {
		return ""
	}
	return claim
}

// unsettled gives the claim until there is the fact, or a deed that made it void:
// a thing in store has no keeper, whatever the old ledger says.
func unsettled(r view.Record, fact, claim string) string {
	if fact != "" || r.State.Life != asset.Draft && r.State.Life != asset.Registered {
		return ""
	}
	return claim
}

// col takes the header from the importer's own vocabulary.
func col(field string, cell func(view.Record, string) string) column {
	f, ok := record.Ledger.Field(field)
	if !ok {
		panic("export: the importer knows no column " + field)
	}
	return column{field, f.Text, cell}
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
	return strings.Join(out, "、")
}
