package app

import (
	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/asset"
)

// tidy brings typed text into the one form the ledger keeps (Unicode NFC).
func tidy(r asset.Registration) asset.Registration {
	n := norm.NFC.String
	r.Code, r.Serial, r.Brand, r.Model = n(r.Code), n(r.Serial), n(r.Brand), n(r.Model)
	d := r.Details
	for _, p := range []*string{
		&d.Name, &d.FixedAssetNo, &d.Use, &d.OS, &d.OSInstalled, &d.MAC, &d.Optical, &d.Capacity, &d.Supplier,
		&d.PurchaseDate, &d.StartDate, &d.Notes,
	} {
		*p = n(*p)
	}
	if d.Extra != nil {
		extra := make(map[string]string, len(d.Extra))
		for k, v := range d.Extra {
			extra[n(k)] = n(v)
		}
		d.Extra = extra
	}
	r.Details = d
	cl := r.Claim
	for _, p := range []*string{&cl.Scope, &cl.Department, &cl.Room, &cl.Status, &cl.Host, &cl.Keeper} {
		*p = n(*p)
	}
	r.Claim = cl
	for i, p := range r.Parts {
		p.Code, p.Serial, p.Brand, p.Model = n(p.Code), n(p.Serial), n(p.Brand), n(p.Model)
		r.Parts[i] = p
	}
	return r
}
