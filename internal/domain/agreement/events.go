package agreement

import (
	"slices"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
)

// The events of vendors and agreements. Personal data of outsiders is in
// Event.Private: "contact" and "phone" of a vendor, "name" and "document" of a
// technician, "signed_for" of an agreement (empty in a draft).
type (
	// VendorSet states a vendor as it is from now, without licences and technicians.
	VendorSet struct {
		Vendor     string `json:"vendor"`
		Name       string `json:"name"`
		CreditCode string `json:"credit_code,omitempty"`
		Address    string `json:"address,omitempty"`
		Notes      string `json:"notes,omitempty"`
		Barred     bool   `json:"barred,omitempty"`
		BarredWhy  string `json:"barred_why,omitempty"`
	}
	// LicenceSet states one licence as it is from now.
	LicenceSet struct {
		Vendor  string  `json:"vendor"`
		Licence Licence `json:"licence"`
	}
	// TechnicianSet states one technician as he is from now.
	TechnicianSet struct {
		Vendor     string     `json:"vendor"`
		Technician Technician `json:"technician"`
	}
	// AgreementDrafted states an agreement that is not signed yet.
	AgreementDrafted struct {
		Agreement    string        `json:"agreement"`
		Vendor       string        `json:"vendor"`
		Number       string        `json:"number"`
		Terms        Terms         `json:"terms"`
		Requirements []Requirement `json:"requirements,omitempty"`
		Renews       string        `json:"renews,omitempty"`
	}
	// AgreementSigned puts it in force, with its paper; nothing edits it any more.
	AgreementSigned struct {
		Agreement string   `json:"agreement"`
		By        string   `json:"by"` // for us
		On        org.Date `json:"on"`
		Copy      string   `json:"copy"` // digest
		Renews    string   `json:"renews,omitempty"`
	}
	// AgreementAmended changes its terms by another paper.
	AgreementAmended struct {
		Agreement string    `json:"agreement"`
		Amendment Amendment `json:"amendment"`
	}
	// AgreementMoved suspends, resumes or terminates it, or does away with a draft.
	AgreementMoved struct {
		Agreement string `json:"agreement"`
		State     State  `json:"state"`
		Reason    string `json:"reason"`
	}
)

// EventType names the payload in the ledger; the names never change.
func (VendorSet) EventType() string        { return "vendor.set" }
func (LicenceSet) EventType() string       { return "vendor.licence" }
func (TechnicianSet) EventType() string    { return "vendor.technician" }
func (AgreementDrafted) EventType() string { return "agreement.drafted" }
func (AgreementSigned) EventType() string  { return "agreement.signed" }
func (AgreementAmended) EventType() string { return "agreement.amended" }
func (AgreementMoved) EventType() string   { return "agreement.moved" }

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload {
	return []event.Payload{
		VendorSet{}, LicenceSet{}, TechnicianSet{}, AgreementDrafted{}, AgreementSigned{}, AgreementAmended{}, AgreementMoved{},
	}
}

// FoldVendor answers with the vendor after e.
func FoldVendor(v Vendor, e event.Event) Vendor {
	switch x := e.Data.(type) {
	case VendorSet:
		if v.ID != "" && v.ID != x.Vendor {
			return v
		}
		v.ID, v.Name, v.CreditCode, v.Address, v.Notes = x.Vendor, x.Name, x.CreditCode, x.Address, x.Notes
		v.Barred, v.BarredWhy = x.Barred, x.BarredWhy
		v.Contact, v.Phone = e.Private["contact"], e.Private["phone"]
	case LicenceSet:
		if v.ID != x.Vendor {
			return v
		}
		v.Licences = put(v.Licences, x.Licence, func(l Licence) string { return l.ID })
	case TechnicianSet:
		if v.ID != x.Vendor {
			return v
		}
		t := x.Technician
		t.Name, t.Document = e.Private["name"], e.Private["document"]
		v.Technicians = put(v.Technicians, t, func(t Technician) string { return t.ID })
	default:
		return v
	}
	v.Version++
	return v
}

// put replaces the one of the same id, or adds it; what it was given stays.
func put[T any](list []T, one T, id func(T) string) []T {
	out := slices.Clone(list)
	if i := slices.IndexFunc(out, func(x T) bool { return id(x) == id(one) }); i >= 0 {
		out[i] = one
		return out
	}
	return append(out, one)
}

// Fold answers with the agreement after e.
func Fold(a Agreement, e event.Event) Agreement {
	switch x := e.Data.(type) {
	case AgreementDrafted:
		if a.ID != "" && a.ID != x.Agreement {
			return a
		}
		a.ID, a.Vendor, a.Number, a.Terms, a.Renews = x.Agreement, x.Vendor, x.Number, x.Terms, x.Renews
		a.Requirements, a.State = slices.Clone(x.Requirements), Draft
	case AgreementSigned:
		switch a.ID {
		case x.Agreement:
			a.State, a.SignedBy, a.SignedOn, a.Copy, a.SignedFor = Signed, x.By, x.On, x.Copy, e.Private["signed_for"]
		case x.Renews:
			a.RenewedBy = x.Agreement
		default:
			return a
		}
	case AgreementAmended:
		if a.ID != x.Agreement {
			return a
		}
		a.Amendments = append(slices.Clone(a.Amendments), x.Amendment)
	case AgreementMoved:
		if a.ID != x.Agreement {
			return a
		}
		a.State, a.Why = x.State, x.Reason
		if x.State == Signed {
			a.Why = ""
		}
	default:
		return a
	}
	a.Version++
	return a
}
