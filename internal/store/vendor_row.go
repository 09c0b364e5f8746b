package store

import (
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/org"
)

// keptTechnician is a technician as the document of a vendor's row has him, with
// what the events only commit to.
type keptTechnician struct {
	agreement.Technician
	Name     string `json:"name,omitempty"`
	Document string `json:"document,omitempty"`
}

var vendorKind = kindOf[agreement.Vendor]{
	kind: agreement.KindVendor, table: "vendor", key: "id",
	columns: []string{
		"name", "name_key", "credit_code", "address", "contact", "phone", "notes", "barred", "barred_why", "licences", "technicians", "licence_until",
	},
	scan: func(v *agreement.Vendor) ([]any, func() error) {
		var skip any
		var licences, technicians string
		return []any{
				&v.ID, &v.Name, &skip, &v.CreditCode, &v.Address, &v.Contact, &v.Phone, &v.Notes, &v.Barred, &v.BarredWhy, &licences, &technicians, &skip,
			}, func() error {
				var kept []keptTechnician
				if err := fromJSON(technicians, &kept); err != nil {
					return err
				}
				for _, k := range kept {
					t := k.Technician
					t.Name, t.Document = k.Name, k.Document
					v.Technicians = append(v.Technicians, t)
				}
				return fromJSON(licences, &v.Licences)
			}
	},
	values: func(v *agreement.Vendor) ([]any, error) {
		kept := make([]keptTechnician, len(v.Technicians))
		for i, t := range v.Technicians {
			kept[i] = keptTechnician{t, t.Name, t.Document}
		}
		technicians, err := jsonOf(kept, len(kept) == 0)
		if err != nil {
			return nil, err
		}
		licences, err := jsonOf(v.Licences, len(v.Licences) == 0)
		return []any{
			v.Name, foldText(v.Name), v.CreditCode, v.Address, v.Contact, v.Phone, v.Notes, v.Barred, v.BarredWhy, licences, technicians, string(licenceUntil(v)),
		}, err
	},
	fold:    agreement.FoldVendor,
	id:      func(v *agreement.Vendor) string { return v.ID },
	version: func(v *agreement.Vendor) *int64 { return &v.Version },
	changed: never[agreement.Vendor],
}

// licenceUntil is the day on which the first of the vendor's licences runs out
// that has not ended otherwise, "" for none.
func licenceUntil(v *agreement.Vendor) org.Date {
	var first org.Date
	for _, l := range v.Licences {
		if !l.Ended && l.Until != "" && (first == "" || l.Until < first) {
			first = l.Until
		}
	}
	return first
}

var agreementKind = kindOf[agreement.Agreement]{
	kind: agreement.KindAgreement, table: "agreement", key: "id",
	columns: []string{
		"vendor_id", "number", "number_key", "state", "level", "services", "from_day", "until_day", "terms", "requirements", "amendments",
		"signed_by", "signed_for", "signed_on", "copy_digest", "why", "renews", "renewed_by",
	},
	scan: func(a *agreement.Agreement) ([]any, func() error) {
		var skip any
		var terms, requirements, amendments string
		var renews, renewed text
		return []any{
				&a.ID, &a.Vendor, &a.Number, &skip, (*string)(&a.State), &skip, &skip, &skip, &skip, &terms, &requirements, &amendments,
				&a.SignedBy, &a.SignedFor, (*string)(&a.SignedOn), &a.Copy, &a.Why, &renews, &renewed,
			}, func() error {
				a.Renews, a.RenewedBy = string(renews), string(renewed)
				for _, f := range []struct {
					text string
					into any
				}{{terms, &a.Terms}, {requirements, &a.Requirements}, {amendments, &a.Amendments}} {
					if err := fromJSON(f.text, f.into); err != nil {
						return err
					}
				}
				return nil
			}
	},
	values: func(a *agreement.Agreement) ([]any, error) {
		var docs [4]string
		last := a.TermsOn("9999-12-31")
		for i, d := range []struct {
			value any
			empty bool
		}{
			{a.Terms, false}, {a.Requirements, len(a.Requirements) == 0}, {a.Amendments, len(a.Amendments) == 0}, {last.Services, len(last.Services) == 0},
		} {
			var err error
			if docs[i], err = jsonOf(d.value, d.empty); err != nil {
				return nil, err
			}
		}
		return []any{
			a.Vendor, a.Number, foldText(a.Number), string(a.State), int64(last.Level), docs[3], string(last.From), string(last.Until),
			docs[0], docs[1], docs[2], a.SignedBy, a.SignedFor, string(a.SignedOn), a.Copy, a.Why, text(a.Renews), text(a.RenewedBy),
		}, nil
	},
	fold:    agreement.Fold,
	id:      func(a *agreement.Agreement) string { return a.ID },
	version: func(a *agreement.Agreement) *int64 { return &a.Version },
	changed: never[agreement.Agreement],
}

// VendorForUpdate loads and locks one vendor.
func (x *Tx) VendorForUpdate(id string) (agreement.Vendor, bool, error) {
	return x.state.vendors.one(id, true)
}

// Vendors loads the vendors; an unknown id is not in the answer.
func (x *Tx) Vendors(ids ...string) (map[string]agreement.Vendor, error) {
	return x.state.vendors.several(ids, false)
}

// AgreementForUpdate loads and locks one agreement.
func (x *Tx) AgreementForUpdate(id string) (agreement.Agreement, bool, error) {
	return x.state.agreements.one(id, true)
}

// Agreements loads the agreements; an unknown id is not in the answer.
func (x *Tx) Agreements(ids ...string) (map[string]agreement.Agreement, error) {
	return x.state.agreements.several(ids, false)
}

// VendorsLike finds who else has the name or the credit code; "" for nobody.
func (x *Tx) VendorsLike(name, code string) (sameName, sameCode string, err error) {
	if _, err = x.first([]any{&sameName}, "SELECT id FROM vendor WHERE name_key = ?", foldText(name)); err != nil || code == "" {
		return sameName, "", err
	}
	_, err = x.first([]any{&sameCode}, "SELECT id FROM vendor WHERE credit_code = ?", code)
	return sameName, sameCode, err
}

// AgreementNumbered finds the agreement of the number, "" for none.
func (x *Tx) AgreementNumbered(number string) (id string, err error) {
	_, err = x.first([]any{&id}, "SELECT id FROM agreement WHERE number_key = ?", foldText(number))
	return id, err
}
