package export

import (
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
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

// Words of closed sets, as the importer reads them.
var (
	opticals = map[string]errs.Text{"none": errs.T("无", "none"), "read": errs.T("只读", "read"), "burn": errs.T("刻录", "burn")}
	networks = map[string]errs.Text{
		string(asset.NetworkNone):       errs.T("单机", "none"),
		string(asset.NetworkClassified): errs.T("涉密网", "classified"),
		string(asset.NetworkInternal):   errs.T("非涉密内网", "internal"),
		string(asset.NetworkInternet):   errs.T("互联网", "internet"),
	}
	wireless = map[string]errs.Text{
		string(asset.WirelessAbsent):  errs.T("无", "absent"),
		string(asset.WirelessRemoved): errs.T("已拆除", "removed"),
		string(asset.WirelessPresent): errs.T("有", "present"),
	}
)

// word gives the text of a code; one that is not of the set stands as it is.
func word(set map[string]errs.Text, code, lang string) string {
	if t, ok := set[code]; ok {
		return t.In(lang)
	}
	return code
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

// mark writes the level with its term as it stands on a label. Before the
// decision it is what the ledger that was taken over claims.
func mark(s asset.State) string {
	if s.Marking.Decided {
		return markOf(s.Marking.Level, s.Marking.Term)
	}
	l, err := level.Parse(s.Claim.Level)
	if err != nil {
		return "" // nobody has said anything yet
	}
	return markOf(l, s.Claim.Term)
}

func markOf(l level.Level, term int) string {
	if term <= 0 {
		return l.Text().ZH
	}
	return level.Mark(l, term)
}

// height is the level a row gives the file: the highest of the marking, of what
// was ever stored, and of what an unconfirmed ledger claims.
func height(s asset.State) (level.Level, int) {
	l, term := s.Marking.Level, s.Marking.Term
	if claimed, err := level.Parse(s.Claim.Level); err == nil && !s.Marking.Decided && claimed > l {
		l, term = claimed, s.Claim.Term
	}
	if s.HighWater > l {
		l, term = s.HighWater, 0
	}
	return l, term
}
