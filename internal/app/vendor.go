package app

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/attachment"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// The commands on vendors, agreements and files. An id of "" makes a new one;
// Version is what the actor saw, 0 compares nothing.
type (
	// SetVendor states a vendor, without its licences and technicians.
	SetVendor struct{ Vendor agreement.Vendor }
	// SetLicence states one licence of a vendor.
	SetLicence struct {
		Vendor  string
		Version int64
		Licence agreement.Licence
	}
	// SetTechnician states one technician of a vendor. A document of "" leaves the
	// one on record.
	SetTechnician struct {
		Vendor         string
		Version        int64
		Name, Document string
		Technician     agreement.Technician
	}
	// DraftAgreement states an agreement that is not signed yet.
	DraftAgreement struct{ Agreement agreement.Agreement }
	// SignAgreement records that it was signed, with the paper.
	SignAgreement struct {
		Agreement string
		Version   int64
		Signing   agreement.Signing
	}
	// AmendAgreement records an amendment of a signed one.
	AmendAgreement struct {
		Agreement string
		Version   int64
		Amendment agreement.Amendment
	}
	// MoveAgreement suspends, resumes or terminates one.
	MoveAgreement struct {
		Agreement string
		Version   int64
		State     agreement.State
		Reason    string
	}
	// AddFile takes in a file; the outcome's ID is its digest.
	AddFile struct{ Content []byte }
)

func (c SetVendor) verb() string         { return "set-vendor" }
func (c SetVendor) subject() string      { return "" }
func (c SetLicence) verb() string        { return "set-licence" }
func (c SetLicence) subject() string     { return "" }
func (c SetTechnician) verb() string     { return "set-technician" }
func (c SetTechnician) subject() string  { return "" }
func (c DraftAgreement) verb() string    { return "draft-agreement" }
func (c DraftAgreement) subject() string { return "" }
func (c SignAgreement) verb() string     { return "sign-agreement" }
func (c SignAgreement) subject() string  { return "" }
func (c AmendAgreement) verb() string    { return "amend-agreement" }
func (c AmendAgreement) subject() string { return "" }
func (c MoveAgreement) verb() string     { return "move-agreement" }
func (c MoveAgreement) subject() string  { return "" }
func (c AddFile) verb() string           { return "add-file" }
func (c AddFile) subject() string        { return "" }

// vendor carries out the commands on vendors, agreements and files.
func (a *App) vendor(tx *store.Tx, actor org.Actor, c Command) (Outcome, error) {
	if !actor.May(org.VendorWrite) { // before anything is looked for: whether it is there is not his to learn
		return Outcome{}, rulebook.Refuse("flow.seat", org.OneOf(org.SeatsOf(org.VendorWrite)...))
	}
	switch c := c.(type) {
	case SetVendor:
		return a.setVendor(tx, actor, c.Vendor)
	case SetLicence:
		return a.ofVendor(tx, actor, c.Vendor, c.Version, func(v agreement.Vendor) (event.Event, error) {
			l := c.Licence
			if l.ID == "" {
				l.ID = tx.NewID()
			}
			if err := onRecord(tx, "copy", l.Copy); err != nil {
				return event.Event{}, err
			}
			return agreement.SetLicence(actor, v, l, a.Today(tx.Now()))
		})
	case SetTechnician:
		return a.ofVendor(tx, actor, c.Vendor, c.Version, func(v agreement.Vendor) (event.Event, error) {
			t := c.Technician
			t.Name, t.Document = norm.NFC.String(strings.TrimSpace(c.Name)), strings.TrimSpace(c.Document)
			was, known := v.Technician(t.ID)
			switch {
			case t.ID == "":
				t.ID = tx.NewID()
			case !known:
				return event.Event{}, errs.New(errs.NotFound, "vendor.no_technician", "该单位没有这名维修人员。", "The vendor has no such technician.")
			case t.Document == "":
				t.Document = was.Document
			}
			return agreement.SetTechnician(actor, v, t, a.Today(tx.Now()))
		})
	case DraftAgreement:
		return a.draftAgreement(tx, actor, c.Agreement)
	case SignAgreement:
		return a.ofAgreement(tx, actor, c.Agreement, c.Version, func(was agreement.Agreement) (event.Event, error) {
			if err := signedBy(tx, c.Signing.By); err != nil {
				return event.Event{}, err
			}
			if err := onRecord(tx, "copy", c.Signing.Copy); err != nil {
				return event.Event{}, err
			}
			return agreement.Sign(actor, was, c.Signing, a.Today(tx.Now()))
		})
	case AmendAgreement:
		return a.ofAgreement(tx, actor, c.Agreement, c.Version, func(was agreement.Agreement) (event.Event, error) {
			if err := onRecord(tx, "copy", c.Amendment.Copy); err != nil {
				return event.Event{}, err
			}
			return agreement.Amend(actor, was, c.Amendment, a.Today(tx.Now()))
		})
	case MoveAgreement:
		return a.ofAgreement(tx, actor, c.Agreement, c.Version, func(was agreement.Agreement) (event.Event, error) {
			return agreement.Move(actor, was, c.State, c.Reason)
		})
	case AddFile:
		return a.addFile(tx, actor, c.Content)
	}
	return Outcome{}, errs.Wrap(errNoHandler(c), "app.command")
}

func (a *App) setVendor(tx *store.Tx, actor org.Actor, v agreement.Vendor) (Outcome, error) {
	was := agreement.Vendor{}
	if v.ID == "" {
		v.ID = tx.NewID()
	} else {
		old, known, err := tx.VendorForUpdate(v.ID)
		if err == nil {
			err = matches(v.ID, known, v.Version, old.Version)
		}
		if err != nil {
			return Outcome{}, err
		}
		was = old
	}
	v.Name, v.CreditCode = norm.NFC.String(strings.TrimSpace(v.Name)), strings.ToUpper(strings.TrimSpace(v.CreditCode))
	sameName, sameCode, err := tx.VendorsLike(v.Name, v.CreditCode)
	if err != nil {
		return Outcome{}, err
	}
	e, err := agreement.SetVendor(actor, v, sameName, sameCode)
	return a.set(tx, actor, v.ID, was.Version, e, err)
}

// ofVendor decides on a vendor that there is, as the actor saw it.
func (a *App) ofVendor(tx *store.Tx, actor org.Actor, id string, saw int64, decide func(agreement.Vendor) (event.Event, error)) (Outcome, error) {
	v, known, err := tx.VendorForUpdate(id)
	if err == nil {
		err = matches(id, known && id != "", saw, v.Version)
	}
	if err != nil {
		return Outcome{}, err
	}
	e, err := decide(v)
	return a.set(tx, actor, id, v.Version, e, err)
}

func (a *App) ofAgreement(tx *store.Tx, actor org.Actor, id string, saw int64, decide func(agreement.Agreement) (event.Event, error)) (Outcome, error) {
	was, known, err := tx.AgreementForUpdate(id)
	if err == nil {
		err = matches(id, known && id != "", saw, was.Version)
	}
	if err != nil {
		return Outcome{}, err
	}
	e, err := decide(was)
	return a.set(tx, actor, id, was.Version, e, err)
}

func (a *App) draftAgreement(tx *store.Tx, actor org.Actor, d agreement.Agreement) (Outcome, error) {
	v, known, err := tx.VendorForUpdate(d.Vendor)
	if err != nil {
		return Outcome{}, err
	}
	if !known {
		return Outcome{}, errs.InvalidField("vendor", "没有这家单位。", "There is no such vendor.")
	}
	was := agreement.Agreement{}
	if d.ID == "" {
		d.ID = tx.NewID()
	} else {
		old, known, err := tx.AgreementForUpdate(d.ID)
		if err == nil {
			err = matches(d.ID, known, d.Version, old.Version)
		}
		switch {
		case err != nil:
			return Outcome{}, err
		case old.Vendor != d.Vendor:
			return Outcome{}, errs.InvalidField("vendor", "协议不能改属另一单位。", "An agreement stays with its vendor.")
		}
		was = old
	}
	d.Number = norm.NFC.String(strings.TrimSpace(d.Number))
	same, err := tx.AgreementNumbered(d.Number)
	if err != nil {
		return Outcome{}, err
	}
	var renews *agreement.Agreement
	if d.Renews != "" {
		old, known, err := tx.AgreementForUpdate(d.Renews)
		if err != nil {
			return Outcome{}, err
		}
		if !known {
			return Outcome{}, errs.InvalidField("renews", "没有所续的协议。", "There is no agreement to renew.")
		}
		renews = &old
	}
	e, err := agreement.SetDraft(actor, v, was, d, same, renews)
	return a.set(tx, actor, d.ID, was.Version, e, err)
}

// onRecord holds that the file was taken in before it is spoken of.
func onRecord(tx *store.Tx, field, digest string) error {
	if digest == "" {
		return nil
	}
	_, found, err := tx.FileOf(digest)
	if err == nil && !found {
		err = errs.InvalidField(field, "附件不存在，请重新上传。", "There is no such file; upload it again.")
	}
	return err
}

// signedBy holds that the person who signed for us is one of the organ's.
func signedBy(tx *store.Tx, id string) error {
	if id == "" {
		return nil // the domain says so
	}
	persons, err := tx.Persons(id)
	if _, known := persons[id]; err == nil && !known {
		err = errs.InvalidField("signed_by", "没有这个人。", "There is no such person.")
	}
	return err
}

// addFile takes in a file. The same content is one file, whoever brings it again.
func (a *App) addFile(tx *store.Tx, actor org.Actor, content []byte) (Outcome, error) {
	e, err := attachment.Add(tx.NewID(), content)
	if err != nil {
		return Outcome{}, err
	}
	digest := e.Data.(attachment.Added).Digest
	if _, found, err := tx.FileOf(digest); err != nil || found {
		return Outcome{ID: digest, Again: found}, err
	}
	e.At = tx.Now()
	return Outcome{ID: digest, Version: 1}, tx.AddFile(actor.Person, e, content)
}
