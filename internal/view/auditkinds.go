package view

import "sealbook/internal/errs"

// AuditGroup gathers kinds of acts, for a filter.
type AuditGroup string

// The groups, in the order in which a filter offers them.
const (
	AuditSignIn  AuditGroup = "sign-in"
	AuditAccount AuditGroup = "account"
	AuditSeat    AuditGroup = "seat"
	AuditPolicy  AuditGroup = "policy"
	AuditOrgan   AuditGroup = "organ"
	AuditDeed    AuditGroup = "asset"
	AuditLabel   AuditGroup = "label"
	AuditVendor  AuditGroup = "vendor"
	AuditImport  AuditGroup = "import"
	AuditExport  AuditGroup = "export"
	AuditRefusal AuditGroup = "refusal"
	AuditFinding AuditGroup = "finding"
	AuditSystem  AuditGroup = "system"
)

var auditGroups = []struct {
	group AuditGroup
	text  errs.Text
}{
	{AuditSignIn, errs.T("登录", "sign-in")}, {AuditAccount, errs.T("账号", "account")}, {AuditSeat, errs.T("职责与委托", "seat")},
	{AuditPolicy, errs.T("策略", "policy")}, {AuditOrgan, errs.T("机构与人员", "organ")}, {AuditDeed, errs.T("设备办理", "asset deed")},
	{AuditLabel, errs.T("标签", "label")}, {AuditVendor, errs.T("维修单位与协议", "vendor and agreement")}, {AuditImport, errs.T("导入", "import")}, {AuditExport, errs.T("导出", "export")},
	{AuditRefusal, errs.T("被拒绝", "refusal")}, {AuditFinding, errs.T("异常", "finding")}, {AuditSystem, errs.T("系统与核验", "system and verification")},
}

// AuditGroups lists the groups.
func AuditGroups() []AuditGroup {
	out := make([]AuditGroup, len(auditGroups))
	for i, g := range auditGroups {
		out[i] = g.group
	}
	return out
}

// Text names the group in both languages; an unknown one has none.
func (g AuditGroup) Text() errs.Text {
	for _, x := range auditGroups {
		if x.group == g {
			return x.text
		}
	}
	return errs.Text{}
}

// AuditKind says of one type of event what it is called in an audit, which
// group it is in and what of it is told. What is not named is not told.
type AuditKind struct {
	Type    string
	Group   AuditGroup
	Text    errs.Text
	Refused bool // somebody was not let do something
	Always  bool // administrators' act, whoever did it
	Tells   []AuditTold
}

// AuditTold is a value of a payload that may be told: where it stands in it, and
// what it is called.
type AuditTold struct {
	Path string // "grant.seat"
	Name errs.Text
	As   AuditAs
}

// AuditAs is how a value is put into words.
type AuditAs int

// The ways of telling a value.
const (
	AsIs      AuditAs = iota
	AsWord            // one of a few words of the product: see AuditWord
	AsName            // an id of a person, department or room
	AsAccount         // an id of an account
	AsSeat            // the code of a seat
	AsVerb            // the name of a command
	AsGrant           // the id of a seat somebody held
	AsHanded          // the id of a delegation
	AsLevel           // the code of a level: of a room, which is everybody's to know
	// AsAdmin is told only of what an administrator did: in a user's act the same
	// field may speak of business.
	AsAdmin
)

// AuditKindOf gives the kind of a type of event. One that is not in the table
// comes under its own name, as a matter of the system, and tells nothing.
func AuditKindOf(kind string) AuditKind {
	if k, ok := auditKinds[kind]; ok {
		return k
	}
	return AuditKind{Type: kind, Group: AuditSystem, Text: errs.T(kind, kind)}
}

// AuditKinds lists all kinds of a group, or all with "".
func AuditKinds(g AuditGroup) []AuditKind {
	var out []AuditKind
	for _, k := range auditTable {
		if g == "" || k.Group == g {
			out = append(out, k)
		}
	}
	return out
}

var auditKinds = func() map[string]AuditKind {
	m := make(map[string]AuditKind, len(auditTable))
	for _, k := range auditTable {
		if _, twice := m[k.Type]; twice {
			panic("view: " + k.Type + " is audited twice")
		}
		m[k.Type] = k
	}
	return m
}()

var auditWords = map[string]errs.Text{
	"inactive": errs.T("待激活", "inactive"), "active": errs.T("已启用", "active"), "suspended": errs.T("已停用", "suspended"),
	"closed": errs.T("已注销", "closed"), "leaving": errs.T("离岗中", "leaving"), "password": errs.T("口令", "password"),
	"activation": errs.T("激活码", "activation code"), "factor": errs.T("第二因素", "second factor"), "totp": errs.T("动态口令", "one-time code"),
	"password+totp": errs.T("口令和动态口令", "password and one-time code"), "password+key": errs.T("口令和安全密钥", "password and security key"),
	"key": errs.T("安全密钥", "security key"), "code": errs.T("动态口令", "one-time code"), "unlock": errs.T("解锁", "unlock"),
	"made": errs.T("签发", "issued"), "added": errs.T("登记", "added"), "ended": errs.T("注销", "ended"), "done": errs.T("同意", "agreed"), "refused": errs.T("不同意", "refused"), "withdrawn": errs.T("撤回", "withdrawn"),
	"recover": errs.T("找回", "recovery"), "web": errs.T("网页", "pages"), "browser": errs.T("浏览器", "browser"), "page": errs.T("网页", "pages"),
	"api": errs.T("接口", "API"), "cli": errs.T("命令行", "command line"), "token": errs.T("令牌", "token"), "true": errs.T("是", "yes"),
	"false": errs.T("否", "no"), "approve": errs.T("同意", "approve"), "refuse": errs.T("拒绝", "refuse"),
	"label.stale":       errs.T("扫描了失效标签", "a label out of force was scanned"),
	"scan.unknown":      errs.T("扫描了未知的标签或编号", "an unknown label or code was scanned"),
	"scan.out_of_scope": errs.T("扫描了权限以外的标签或编号", "a label or code outside the person's scope was scanned"),
	"keeper.clearance":  errs.T("人员涉密资格与所保管设备不符", "what a keeper is trusted with does not fit what he keeps"),
	"name":              errs.T("姓名", "name"), "department": errs.T("部门", "department"), "status": errs.T("在岗状态", "status"),
	"level": errs.T("密级", "level"), "reopened": errs.T("重新启用", "opened again"), "left": errs.T("人员离岗", "the person has left"),
	"begun": errs.T("已开始", "begun"), "told": errs.T("已完成", "complete"), "demo": errs.T("示例机关", "sample organ"),
	"users": errs.T("用户操作", "users' acts"), "administrators": errs.T("管理员操作", "administrators' acts"),
}

// AuditWord says a word that a payload holds; one that is not known is shown as
// it is.
func AuditWord(word string) errs.Text {
	if t, ok := auditWords[word]; ok {
		return t
	}
	return errs.T(word, word)
}
