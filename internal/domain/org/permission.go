package org

import (
	"slices"

	"sealbook/internal/errs"
)

// Permission names what a route or a command does, in a closed list. Which seats
// have one, and how far it reaches, is Duties; an API token is given some of
// them (TokenScope).
type Permission string

// The permissions. Open is everybody's, Own is everybody's who has signed in, but
// no token's (OfTokens).
const (
	Open         Permission = "open"         // public: no session is asked for
	Own          Permission = "own"          // one's own session, settings, views, password, factors
	AssetRead    Permission = "asset.read"   // lists, records, scans, counts
	AssetAct     Permission = "asset.act"    // every verb of an asset, and registration
	AssetReport  Permission = "asset.report" // a loss: anyone, never refused
	LabelRead    Permission = "label.read"   // pictures and jobs of labels
	LabelPrint   Permission = "label.print"  // prints, copies, voids
	Import       Permission = "import"       // ledgers and the organ's sheet
	Export       Permission = "export"       // lists as files
	OrganRead    Permission = "organ.read"   // departments, rooms, persons
	OrganWrite   Permission = "organ.write"  // the same, their seats and delegations
	AccountRead  Permission = "account.read"
	AccountWrite Permission = "account.write"
	PolicyRead   Permission = "policy.read" // policy, rules, stocks of labels
	PolicyWrite  Permission = "policy.write"
	VendorRead   Permission = "vendor.read"  // vendors, their licences and people, agreements
	VendorWrite  Permission = "vendor.write" // the same
	FindingRead  Permission = "finding.read" // findings and refusals within one's scope
	SeatRead     Permission = "seat.read"    // who holds which seat, since when and by whom
	AuditUsers   Permission = "audit.users"  // of the log, what users did
	AuditRead    Permission = "audit.read"   // the whole log
)

var permissionTexts = []struct {
	permission Permission
	text       errs.Text
}{
	{Open, errs.T("公开内容", "what is public")},
	{Own, errs.T("本人会话、设置与口令", "one's own session, settings and password")},
	{AssetRead, errs.T("查看设备", "read assets")},
	{AssetAct, errs.T("登记和办理设备业务", "register assets and act on them")},
	{AssetReport, errs.T("报告丢失", "report a loss")},
	{LabelRead, errs.T("查看标签", "read labels")},
	{LabelPrint, errs.T("打印和作废标签", "print and void labels")},
	{Import, errs.T("导入台账", "import ledgers")},
	{Export, errs.T("导出清单", "export lists")},
	{OrganRead, errs.T("查看部门、房间和人员", "read departments, rooms and persons")},
	{OrganWrite, errs.T("维护部门、房间、人员和职责", "maintain departments, rooms, persons and their duties")},
	{AccountRead, errs.T("查看账号", "read accounts")},
	{AccountWrite, errs.T("管理账号", "manage accounts")},
	{PolicyRead, errs.T("查看策略和规则", "read policy and rules")},
	{PolicyWrite, errs.T("修改策略", "change policy")},
	{VendorRead, errs.T("查看维修单位和保密协议", "read vendors and agreements")},
	{VendorWrite, errs.T("维护维修单位和保密协议", "maintain vendors and agreements")},
	{FindingRead, errs.T("查看问题和被拒绝的操作", "read findings and refusals")},
	{SeatRead, errs.T("查看职责与委托", "read seats and delegations")},
	{AuditUsers, errs.T("查看用户操作的审计记录", "read the audit log of users' acts")},
	{AuditRead, errs.T("查看审计记录", "read the audit log")},
}

// Permissions lists them all, in the order of the table.
func Permissions() []Permission {
	out := make([]Permission, len(permissionTexts))
	for i, p := range permissionTexts {
		out[i] = p.permission
	}
	return out
}

// Text returns the permission's name in both languages; zero for an unknown one.
func (p Permission) Text() errs.Text {
	for _, t := range permissionTexts {
		if t.permission == p {
			return t.text
		}
	}
	return errs.Text{}
}

// OfTokens lists what a token may be given, in the order of the table.
func OfTokens() []Permission {
	return slices.DeleteFunc(Permissions(), func(p Permission) bool { return p == Open || p == Own })
}

// Known reports whether p is in the list.
func (p Permission) Known() bool { return p.Text() != errs.Text{} }
