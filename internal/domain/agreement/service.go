package agreement

import (
	"slices"

	"sealbook/internal/errs"
)

// Service is a kind of work that a vendor does for the organ (ORG 19).
type Service string

// The services.
const (
	RepairOnsite  Service = "repair_onsite"
	RepairOffsite Service = "repair_offsite"
	Storage       Service = "storage"  // work on storage itself: exchange on site under escort, reading
	Recovery      Service = "recovery" // of data from damaged storage
	Destruction   Service = "destruction"
	Archive       Service = "archive"
	Cabling       Service = "cabling"
	Maintenance   Service = "maintenance" // regular, of systems
	Printing      Service = "printing"
	Other         Service = "other"
)

var services = []struct {
	service Service
	text    errs.Text
}{
	{RepairOnsite, errs.T("现场维修", "on-site repair")},
	{RepairOffsite, errs.T("送外维修", "off-site repair")},
	{Storage, errs.T("存储部件维修更换", "work on storage")},
	{Recovery, errs.T("数据恢复", "data recovery")},
	{Destruction, errs.T("载体销毁", "destruction")},
	{Archive, errs.T("档案整理数字化", "archive work")},
	{Cabling, errs.T("综合布线", "cabling")},
	{Maintenance, errs.T("系统运行维护", "maintenance of systems")},
	{Printing, errs.T("涉密载体印制", "printing of classified carriers")},
	{Other, errs.T("其他", "other")},
}

// Services lists them all.
func Services() []Service {
	out := make([]Service, len(services))
	for i, s := range services {
		out[i] = s.service
	}
	return out
}

// Text returns the service's name in both languages; zero for an unknown one.
func (s Service) Text() errs.Text {
	for _, x := range services {
		if x.service == s {
			return x.text
		}
	}
	return errs.Text{}
}

// NeedsLicence reports whether the service is work on storage itself, for which
// an agreement alone is not enough (LAW 41; REG 49; rep.vendor-licence).
func (s Service) NeedsLicence() bool {
	return s == Storage || s == Recovery || s == Destruction || s == Printing
}

func has(list []Service, s Service) bool { return slices.Contains(list, s) }

// LicenceKind is a kind of secrecy licence (REG 49; the kinds are those of public
// administrative lists, the grades are a matter of the paper).
type LicenceKind string

// The kinds.
const (
	LicencePrinting    LicenceKind = "printing"    // 国家秘密载体印制
	LicenceIntegration LicenceKind = "integration" // 涉密信息系统集成
	LicenceDestruction LicenceKind = "destruction" // 国家秘密载体销毁
	LicenceRecovery    LicenceKind = "recovery"    // 涉密数据恢复
	LicenceOther       LicenceKind = "other"
)

var licenceKinds = []struct {
	kind LicenceKind
	text errs.Text
}{
	{LicencePrinting, errs.T("国家秘密载体印制资质", "printing of classified carriers")},
	{LicenceIntegration, errs.T("涉密信息系统集成资质", "integration of classified systems")},
	{LicenceDestruction, errs.T("国家秘密载体销毁资质", "destruction of classified carriers")},
	{LicenceRecovery, errs.T("涉密数据恢复资质", "recovery of classified data")},
	{LicenceOther, errs.T("其他保密资质", "another secrecy licence")},
}

// LicenceKinds lists them all.
func LicenceKinds() []LicenceKind {
	out := make([]LicenceKind, len(licenceKinds))
	for i, k := range licenceKinds {
		out[i] = k.kind
	}
	return out
}

// Text returns the kind's name in both languages; zero for an unknown one.
func (k LicenceKind) Text() errs.Text {
	for _, x := range licenceKinds {
		if x.kind == k {
			return x.text
		}
	}
	return errs.Text{}
}

// Document is a kind of identity document.
type Document string

// The kinds of documents.
const (
	IDCard    Document = "id_card"
	Passport  Document = "passport"
	WorkPass  Document = "work_pass"
	OtherPass Document = "other"
)

var documents = []struct {
	document Document
	text     errs.Text
}{
	{IDCard, errs.T("居民身份证", "identity card")}, {Passport, errs.T("护照", "passport")},
	{WorkPass, errs.T("工作证", "work pass")}, {OtherPass, errs.T("其他证件", "another document")},
}

// Documents lists them all.
func Documents() []Document {
	out := make([]Document, len(documents))
	for i, d := range documents {
		out[i] = d.document
	}
	return out
}

// Text returns the kind's name in both languages; zero for an unknown one.
func (d Document) Text() errs.Text {
	for _, x := range documents {
		if x.document == d {
			return x.text
		}
	}
	return errs.Text{}
}
