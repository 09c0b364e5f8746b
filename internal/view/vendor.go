package view

import (
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/org"
)

// VendorLine is one row of the book of vendors.
type VendorLine struct {
	ID, Name, CreditCode string
	Barred               bool
	InForce              int64    // agreements in force today
	Until                org.Date // last day of the one that lasts longest, "" for none
	LicenceUntil         org.Date // on which the first of its licences runs out, "" for none
	Version              int64
}

// VendorFilter narrows the book of vendors. Zero fields do not filter.
type VendorFilter struct {
	Text   string // anywhere in name or credit code
	State  string // good: with an agreement in force; none: without; ending: a licence ends within 30 days or has ended; barred
	Cursor string
	Limit  int
}

// VendorPage is a page of the book of vendors, by name.
type VendorPage struct {
	Rows       []VendorLine
	Next, Prev string
}

// Vendor is one vendor with its agreements, the latest first.
type Vendor struct {
	agreement.Vendor
	Agreements []AgreementLine
	Names      map[string]string // of persons of ours, by id
}

// AgreementLine is one row of a list of agreements. Level, services and days are
// those of the latest terms.
type AgreementLine struct {
	ID, Number string
	Vendor     Ref
	State      agreement.State
	Terms      agreement.Terms
	SignedOn   org.Date
	Amended    int
	Renewed    bool
	Left       int // days to the last day, negative once it is past
}

// AgreementFilter narrows a list of agreements. Zero fields do not filter.
type AgreementFilter struct {
	Text   string // anywhere in number or vendor's name
	Vendor string
	State  agreement.State
	Due    string // 7, 30, 90: ends within so many days; over: has ended. Signed or suspended and not renewed
	Cursor string
	Limit  int
}

// Dues are the words for AgreementFilter.Due, with the days of each.
func Dues() []string { return []string{"over", "7", "30", "90"} }

// AgreementPage is a page of agreements, by number, or by last day where Due is set.
type AgreementPage struct {
	Rows       []AgreementLine
	Next, Prev string
}

// AgreementDue counts the agreements of each word of Dues; each has those of the
// ones before it but for «over».
type AgreementDue map[string]int64

// Agreement is one agreement with what it refers to.
type Agreement struct {
	agreement.Agreement
	VendorName string
	Barred     bool              // the vendor is
	Numbers    map[string]string // of the agreements it renews and is renewed by, by id
	Names      map[string]string // of persons of ours, by id
	Left       int               // days to the last day of the latest terms
}
