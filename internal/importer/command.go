package importer

import (
	"fmt"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
)

// command turns a row into the registration it asks for, with notes on what the
// organ's own records do not know yet. What no command has confirmed (keeper,
// level, place as written) is kept as the ledger's claim.
func command(r placed, o Options) (app.Register, []errs.Field) {
	f := r.Fields
	var notes []errs.Field
	reg := asset.Registration{
		Code: f.Code, Class: asset.Class(f.Class), Kind: asset.Kind(f.Kind), Serial: f.Serial, Brand: f.Brand, Model: f.Model,
		Network: asset.Network(f.Network), Wireless: asset.Wireless(f.Wireless), Source: r.source, Sheet: r.sheet, Row: r.Row,
		Details: asset.Details{
			Name: f.Name, FixedAssetNo: f.FixedAssetNo, Use: f.Use, OS: f.OS, OSInstalled: f.OSInstalled, MAC: f.MAC,
			Optical: f.Optical, Capacity: f.Capacity, Supplier: f.Supplier, PurchaseDate: f.PurchaseDate,
			StartDate: f.StartDate, Notes: f.Notes, Extra: r.Extra,
		},
		Claim: asset.Claim{
			Level: f.Level, Term: f.Term, Scope: f.Scope, Department: f.Department, Room: f.Room,
			Status: f.Status, Host: f.Host, Keeper: f.Keeper,
		},
	}
	if f.Level == level.Unclassified.String() {
		reg.Book = asset.Unclassified
	}
	reg.Department, reg.Room = o.Departments[f.Department], o.Rooms[f.Room]
	for i, serial := range f.DriveSerials {
		p := asset.PartSpec{Class: asset.Drive, Kind: "hdd", Serial: serial}
		if f.Code != "" {
			p.Code = fmt.Sprintf("%s-P%d", f.Code, i+1)
		}
		reg.Parts = append(reg.Parts, p)
	}
	if len(f.DriveSerials) > 0 && !reg.Class.Hosts() {
		reg.Parts = nil
		if reg.Serial == "" && len(f.DriveSerials) == 1 {
			reg.Serial = f.DriveSerials[0]
		} else {
			notes = append(notes, note(record.DriveSerials, "该类设备不装硬盘，硬盘序列号按附加栏保留。", "This class holds no drives; the serials are kept as an extra field."))
			reg.Details.Extra = withExtra(reg.Details.Extra, "硬盘序列号", fmt.Sprint(f.DriveSerials))
		}
	}
	c := app.Register{Registration: reg}
	c.Propose = proposal(r, reg, o)
	return c, notes
}

// proposal asks for the classification an organ's own ledger claims. Other
// trackers know no levels, and without a department nobody could sign.
func proposal(r placed, reg asset.Registration, o Options) *asset.Args {
	if o.NoPropose || r.Format != record.Ledger.Format || r.Fields.Level == "" || reg.Department == "" {
		return nil
	}
	l, err := level.Parse(r.Fields.Level)
	if err != nil {
		return nil
	}
	return &asset.Args{Level: &l, Term: r.Fields.Term, Scope: r.Fields.Scope, Basis: "原台账登记（导入）"}
}

func note(name, zh, en string) errs.Field { return errs.Field{Name: name, Text: errs.T(zh, en)} }

func withExtra(m map[string]string, k, v string) map[string]string {
	out := map[string]string{k: v}
	for a, b := range m {
		out[a] = b
	}
	return out
}
