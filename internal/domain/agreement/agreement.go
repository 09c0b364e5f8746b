// Package agreement holds the vendors that work for the organ, and the secrecy
// agreements under which they may (ORG 19; LAW 41-42; REG 48-49): who they are,
// which licence they have, whom they send, what was signed, for which services,
// up to which level, from when until when. A signed agreement is never edited:
// it is amended, renewed, suspended, terminated.
package agreement

import (
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// Kinds of subjects of this package, as named in events.
const (
	KindVendor    = "vendor"
	KindAgreement = "agreement"
)

// Vendor is an enterprise that works for the organ. Its people are records,
// never accounts (domain.md §3).
type Vendor struct {
	ID          string
	Name        string
	CreditCode  string // 统一社会信用代码, 18 characters, "" while unknown
	Address     string
	Contact     string // who speaks for it: personal data
	Phone       string // personal data
	Notes       string
	Barred      bool // nothing new is given to it
	BarredWhy   string
	Licences    []Licence
	Technicians []Technician
	Version     int64
}

// Licence is a secrecy licence (保密资质) of a vendor, verified by us (LAW 41;
// REG 49): without one no vendor services or destroys storage itself.
type Licence struct {
	ID         string      `json:"id"`
	Kind       LicenceKind `json:"kind"`
	Level      level.Level `json:"level"` // up to which it is good
	Number     string      `json:"number"`
	Issuer     string      `json:"issuer"`
	From       org.Date    `json:"from"`
	Until      org.Date    `json:"until"` // last day
	Services   []Service   `json:"services"`
	Copy       string      `json:"copy,omitempty"` // digest of the attached copy, hex SHA-256
	VerifiedBy string      `json:"verified_by"`    // id of the person
	VerifiedOn org.Date    `json:"verified_on"`
	How        string      `json:"how"` // in which register, or with whom, it was looked up
	Ended      bool        `json:"ended,omitempty"`
	EndedWhy   string      `json:"ended_why,omitempty"`
}

// Good reports whether the licence covers the service at the level on the day.
func (l Licence) Good(s Service, at level.Level, day org.Date) bool {
	return !l.Ended && has(l.Services, s) && l.Level >= at && within(l.From, l.Until, day) && l.VerifiedOn != "" && l.VerifiedOn <= day
}

// Technician is one of a vendor's people whom it may send. Name and document are
// personal data: events carry them as commitments only.
type Technician struct {
	ID            string   `json:"id"`
	Name          string   `json:"-"`
	DocumentKind  Document `json:"document_kind"`
	Document      string   `json:"-"`                        // masked but for its last four characters
	VettedOn      org.Date `json:"vetted_on,omitempty"`      // 背景审查
	UndertakingOn org.Date `json:"undertaking_on,omitempty"` // 保密承诺
	Until         org.Date `json:"until,omitempty"`          // last day he may be sent
	Barred        bool     `json:"barred,omitempty"`
	BarredWhy     string   `json:"barred_why,omitempty"`
}

// Fit reports whether he may be sent on the day; the words of why not are
// Unfit's.
func (t Technician) Fit(day org.Date) bool { return len(t.Unfit(day)) == 0 }

// State of an agreement. Whether it has run out is a question of the day, and is
// not stored.
type State string

// The states.
const (
	Draft      State = "draft"
	Signed     State = "signed"
	Suspended  State = "suspended"
	Terminated State = "terminated"
)

// Agreement is one secrecy agreement with a vendor (ORG 19).
type Agreement struct {
	ID           string
	Vendor       string
	Number       string
	Terms        Terms
	Requirements []Requirement // secrecy requirements and measures, as a checklist
	State        State
	SignedBy     string   // for us: id of the person
	SignedFor    string   // for the vendor: personal data
	SignedOn     org.Date //
	Copy         string   // digest of the signed copy, hex SHA-256
	Why          string   // of suspension or termination
	Renews       string   // id of the agreement it follows
	RenewedBy    string   // id of the one that follows it
	Amendments   []Amendment
	Version      int64
}

// Terms are what an agreement allows.
type Terms struct {
	Services []Service   `json:"services"`
	Level    level.Level `json:"level"` // up to
	From     org.Date    `json:"from"`
	Until    org.Date    `json:"until"` // last day
}

// Amendment changes the terms of a signed agreement by a paper of its own.
type Amendment struct {
	Number    string   `json:"number"`
	SignedOn  org.Date `json:"signed_on"`
	Effective org.Date `json:"effective"` // first day of the new terms
	Terms     Terms    `json:"terms"`
	What      string   `json:"what"`
	Copy      string   `json:"copy"` // digest, hex SHA-256
}

// TermsOn are the terms in force on the day: those of the last amendment that was
// effective by then.
func (a Agreement) TermsOn(day org.Date) Terms {
	t := a.Terms
	for _, m := range a.Amendments {
		if m.Effective <= day {
			t = m.Terms
		}
	}
	return t
}

// InForce reports whether the agreement is signed, neither suspended nor
// terminated, and the day is within its terms.
func (a Agreement) InForce(day org.Date) bool {
	t := a.TermsOn(day)
	return a.State == Signed && within(t.From, t.Until, day)
}

// Covers reports whether the agreement is in force on the day for the service at
// the level.
func (a Agreement) Covers(s Service, at level.Level, day org.Date) bool {
	t := a.TermsOn(day)
	return a.InForce(day) && has(t.Services, s) && t.Level >= at
}

func within(from, until, day org.Date) bool {
	return from != "" && from <= day && (until == "" || day <= until)
}
