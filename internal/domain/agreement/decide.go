package agreement

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// keeps: vendors and agreements are the secrecy office's (ORG 4, 19).
func keeps(a org.Actor) error {
	if a.Holds(org.SecrecyOffice) {
		return nil
	}
	return rulebook.Refuse("flow.seat", org.OneOf(org.SecrecyOffice))
}

// SetVendor decides a new or changed vendor. others are the ids of vendors of the
// same name or credit code.
func SetVendor(a org.Actor, v Vendor, sameName, sameCode string) (event.Event, error) {
	if err := keeps(a); err != nil {
		return event.Event{}, err
	}
	var bad problems
	bad.text("name", v.Name, 100, true)
	bad.text("address", v.Address, 200, false)
	bad.text("contact", v.Contact, 50, false)
	bad.text("phone", v.Phone, 50, false)
	bad.text("notes", v.Notes, 1000, false)
	bad.text("barred_why", v.BarredWhy, 200, v.Barred)
	if v.CreditCode != "" && !CreditCodeFits(v.CreditCode) {
		bad.add("credit_code", "统一社会信用代码应为18位且校验位相符。", "A credit code has 18 characters, the last of which checks the others.")
	}
	if sameName != "" && sameName != v.ID {
		bad.add("name", "已有同名单位。", "There is a vendor of this name.")
	}
	if sameCode != "" && sameCode != v.ID {
		bad.add("credit_code", "该信用代码已登记在另一单位。", "Another vendor has this credit code.")
	}
	if err := bad.err(); err != nil {
		return event.Event{}, err
	}
	if !v.Barred {
		v.BarredWhy = ""
	}
	e := event.Of(VendorSet{
		Vendor: v.ID, Name: v.Name, CreditCode: v.CreditCode, Address: v.Address, Notes: v.Notes, Barred: v.Barred, BarredWhy: v.BarredWhy,
	}, event.Subject{Kind: KindVendor, ID: v.ID})
	e.Private = private("contact", v.Contact, "phone", v.Phone)
	return e, nil
}

// SetLicence decides a new or changed licence of a vendor. Who enters it says that
// he has verified it, when and how.
func SetLicence(a org.Actor, v Vendor, l Licence, today org.Date) (event.Event, error) {
	if err := keeps(a); err != nil {
		return event.Event{}, err
	}
	var bad problems
	bad.text("number", l.Number, 100, true)
	bad.text("issuer", l.Issuer, 100, true)
	bad.text("how", l.How, 200, true)
	bad.text("ended_why", l.EndedWhy, 200, l.Ended)
	bad.span(l.From, l.Until, true)
	bad.day("verified_on", l.VerifiedOn, true, today)
	bad.services(l.Services)
	bad.level(l.Level)
	bad.digest("copy", l.Copy, false)
	if l.Kind.Text().IsZero() {
		bad.add("kind", "没有这种资质。", "There is no such kind of licence.")
	}
	if err := bad.err(); err != nil {
		return event.Event{}, err
	}
	l.VerifiedBy = a.Person
	e := event.Of(LicenceSet{Vendor: v.ID, Licence: l}, event.Subject{Kind: KindVendor, ID: v.ID})
	if l.Copy != "" {
		e.Files = []string{l.Copy}
	}
	return e, nil
}

// SetTechnician decides a new or changed technician of a vendor. Of his document
// only what is left after masking comes in.
func SetTechnician(a org.Actor, v Vendor, t Technician, today org.Date) (event.Event, error) {
	if err := keeps(a); err != nil {
		return event.Event{}, err
	}
	var bad problems
	bad.text("name", t.Name, 50, true)
	bad.text("document", t.Document, 40, true)
	bad.text("barred_why", t.BarredWhy, 200, t.Barred)
	bad.day("vetted_on", t.VettedOn, false, today)
	bad.day("undertaking_on", t.UndertakingOn, false, today)
	bad.day("until", t.Until, false, "")
	if t.DocumentKind.Text().IsZero() {
		bad.add("document_kind", "没有这种证件。", "There is no such kind of document.")
	}
	if err := bad.err(); err != nil {
		return event.Event{}, err
	}
	if !t.Barred {
		t.BarredWhy = ""
	}
	e := event.Of(TechnicianSet{Vendor: v.ID, Technician: t}, event.Subject{Kind: KindVendor, ID: v.ID})
	e.Private = private("name", t.Name, "document", Masked(t.Document))
	return e, nil
}

// SetDraft decides a new or changed draft. was is the zero value for a new one;
// sameNumber is the id of another agreement of the number, renews the one it is to
// follow.
func SetDraft(a org.Actor, v Vendor, was, d Agreement, sameNumber string, renews *Agreement) (event.Event, error) {
	if err := keeps(a); err != nil {
		return event.Event{}, err
	}
	if was.ID != "" && was.State != Draft {
		return event.Event{}, rulebook.Refuse("flow.signed")
	}
	if v.Barred {
		return event.Event{}, rulebook.Refuse("rep.vendor-agreement", errs.T("该单位已停止合作", "the vendor is barred"))
	}
	var bad problems
	bad.text("number", d.Number, 100, true)
	bad.terms(d.Terms)
	for _, r := range d.Requirements {
		if RequirementText(r.Key).IsZero() {
			bad.add("requirements", "没有这项要求："+r.Key, "There is no such requirement: "+r.Key)
		}
		bad.text("requirements", r.Clause, 100, false)
	}
	if sameNumber != "" && sameNumber != d.ID {
		bad.add("number", "该协议编号已登记。", "An agreement of this number is on record.")
	}
	if renews != nil && (renews.Vendor != v.ID || renews.State == Draft || renews.RenewedBy != "") {
		bad.add("renews", "所续的协议不属于该单位、尚未签订或已续签。", "The agreement to renew is another vendor's, not signed, or renewed already.")
	}
	if err := bad.err(); err != nil {
		return event.Event{}, err
	}
	x := AgreementDrafted{Agreement: d.ID, Vendor: v.ID, Number: d.Number, Terms: d.Terms.tidy(), Requirements: d.Requirements}
	if renews != nil {
		x.Renews = renews.ID
	}
	e := event.Of(x, event.Subject{Kind: KindAgreement, ID: d.ID}, event.Subject{Kind: KindVendor, ID: v.ID})
	// Nobody has signed for the vendor yet. Who does is a name in what is signed, and
	// the salt of that commitment follows from the one before (ledger.NextSalt): this.
	e.Private = map[string]string{"signed_for": ""}
	return e, nil
}

// Signing is what is recorded of the signature of an agreement.
type Signing struct {
	By   string   // for us: id of the person
	For  string   // for the vendor
	On   org.Date //
	Copy string   // digest of the signed copy
}

// Sign decides that a draft was signed: with the paper attached and all that the
// checklist must have.
func Sign(a org.Actor, d Agreement, s Signing, today org.Date) (event.Event, error) {
	if err := keeps(a); err != nil {
		return event.Event{}, err
	}
	if d.State != Draft {
		return event.Event{}, rulebook.Refuse("flow.signed")
	}
	var bad problems
	bad.text("signed_for", s.For, 50, true)
	bad.day("signed_on", s.On, true, today)
	bad.digest("copy", s.Copy, true)
	if s.By == "" {
		bad.add("signed_by", "请填写我方签订人。", "Say who signed for us.")
	}
	if err := bad.err(); err != nil {
		return event.Event{}, err
	}
	if missing := unmet(d.Requirements); len(missing) > 0 {
		return event.Event{}, rulebook.Refuse("flow.agreement-complete", missing...)
	}
	x := AgreementSigned{Agreement: d.ID, By: s.By, On: s.On, Copy: s.Copy, Renews: d.Renews}
	e := event.Of(x, event.Subject{Kind: KindAgreement, ID: d.ID})
	if d.Renews != "" {
		e.Subjects = append(e.Subjects, event.Subject{Kind: KindAgreement, ID: d.Renews})
	}
	e.Private, e.Files = private("signed_for", s.For), []string{s.Copy}
	return e, nil
}

// Amend decides an amendment of a signed agreement.
func Amend(a org.Actor, was Agreement, m Amendment, today org.Date) (event.Event, error) {
	if err := keeps(a); err != nil {
		return event.Event{}, err
	}
	if was.State != Signed && was.State != Suspended {
		return event.Event{}, rulebook.Refuse("flow.state", was.State.Text())
	}
	var bad problems
	bad.text("number", m.Number, 100, true)
	bad.text("what", m.What, 500, true)
	bad.day("signed_on", m.SignedOn, true, today)
	bad.day("effective", m.Effective, true, "")
	bad.digest("copy", m.Copy, true)
	bad.terms(m.Terms)
	if n := len(was.Amendments); n > 0 && m.Effective < was.Amendments[n-1].Effective {
		bad.add("effective", "生效日期早于上一份补充协议。", "It takes effect before the amendment that precedes it.")
	}
	if slices.ContainsFunc(was.Amendments, func(x Amendment) bool { return x.Number == m.Number }) {
		bad.add("number", "该补充协议编号已登记。", "An amendment of this number is on record.")
	}
	if err := bad.err(); err != nil {
		return event.Event{}, err
	}
	m.Terms = m.Terms.tidy()
	e := event.Of(AgreementAmended{Agreement: was.ID, Amendment: m}, event.Subject{Kind: KindAgreement, ID: was.ID})
	e.Files = []string{m.Copy}
	return e, nil
}

// moves are the states that lead to another.
var moves = map[State][]State{Suspended: {Signed}, Signed: {Suspended}, Terminated: {Draft, Signed, Suspended}}

// Move decides that an agreement is suspended, resumed (Signed) or terminated; a
// draft is done away with by terminating it.
func Move(a org.Actor, was Agreement, to State, reason string) (event.Event, error) {
	if err := keeps(a); err != nil {
		return event.Event{}, err
	}
	if !slices.Contains(moves[to], was.State) {
		return event.Event{}, rulebook.Refuse("flow.state", was.State.Text())
	}
	var bad problems
	bad.text("reason", reason, 500, true)
	if err := bad.err(); err != nil {
		return event.Event{}, err
	}
	return event.Of(AgreementMoved{Agreement: was.ID, State: to, Reason: reason}, event.Subject{Kind: KindAgreement, ID: was.ID}), nil
}

// Text returns the state's name in both languages.
func (s State) Text() errs.Text {
	switch s {
	case Draft:
		return errs.T("草稿", "draft")
	case Signed:
		return errs.T("已签订", "signed")
	case Suspended:
		return errs.T("已中止", "suspended")
	case Terminated:
		return errs.T("已终止", "terminated")
	}
	return errs.Text{}
}

// tidy orders the services as their list does.
func (t Terms) tidy() Terms {
	all := Services()
	t.Services = slices.Clone(t.Services)
	slices.SortFunc(t.Services, func(x, y Service) int { return cmp.Compare(slices.Index(all, x), slices.Index(all, y)) })
	t.Services = slices.Compact(t.Services)
	return t
}

// Masked hides a number but for its last four characters; the length stays.
func Masked(number string) string {
	r := []rune(strings.TrimSpace(number))
	for i := range max(0, len(r)-4) {
		r[i] = '*'
	}
	if len(r) <= 4 { // too short to show any of it
		return strings.Repeat("*", len(r))
	}
	return string(r)
}

// private are the pairs that have a value.
func private(pairs ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out[pairs[i]] = pairs[i+1]
		}
	}
	return out
}

// problems collects what is wrong with an input, field by field.
type problems []errs.Field

func (p *problems) add(field, zh, en string) {
	*p = append(*p, errs.Field{Name: field, Text: errs.T(zh, en)})
}

func (p *problems) err() error {
	if len(*p) == 0 {
		return nil
	}
	e := errs.InvalidField((*p)[0].Name, (*p)[0].Text.ZH, (*p)[0].Text.EN)
	e.Fields = *p
	return e
}

func (p *problems) text(field, value string, most int, must bool) {
	switch n := utf8.RuneCountInString(value); {
	case must && strings.TrimSpace(value) == "":
		p.add(field, "请填写。", "This has to be filled in.")
	case n > most || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
		p.add(field, "内容过长或含控制字符。", "Too long, or with control characters.")
	}
}

// day holds a date, which is no later than the limit where there is one.
func (p *problems) day(field string, d org.Date, must bool, limit org.Date) {
	_, err := time.Parse("2006-01-02", string(d))
	switch {
	case d == "" && !must:
	case d == "":
		p.add(field, "请填写日期。", "Give a date.")
	case err != nil:
		p.add(field, "日期应为 2026-01-31。", "A date is written 2026-01-31.")
	case limit != "" && d > limit:
		p.add(field, "日期不得晚于今天。", "The date is in the future.")
	}
}

func (p *problems) span(from, until org.Date, must bool) {
	p.day("from", from, must, "")
	p.day("until", until, must, "")
	if from != "" && until != "" && until < from {
		p.add("until", "截止日期早于起始日期。", "It ends before it begins.")
	}
}

func (p *problems) terms(t Terms) {
	p.span(t.From, t.Until, true)
	p.services(t.Services)
	p.level(t.Level)
}

func (p *problems) services(list []Service) {
	if len(list) == 0 {
		p.add("services", "请至少选择一项服务。", "Choose at least one service.")
	}
	for _, s := range list {
		if s.Text().IsZero() {
			p.add("services", "没有这项服务。", "There is no such service.")
		}
	}
}

func (p *problems) level(l level.Level) {
	if l.Text().IsZero() {
		p.add("level", "没有这个密级。", "There is no such level.")
	}
}

func (p *problems) digest(field, d string, must bool) {
	switch {
	case d == "" && !must:
	case d == "":
		p.add(field, "请附上签署件的扫描件。", "Attach the signed copy.")
	case len(d) != 64 || strings.Trim(d, "0123456789abcdef") != "":
		p.add(field, "附件无效，请重新上传。", "The attachment is not valid; upload it again.")
	}
}
