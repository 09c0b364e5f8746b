package policy

import (
	"strings"

	"sealbook/internal/errs"
)

// Theme gathers values that concern one matter, for a page that shows them all.
type Theme string

// The themes, in the order in which they are shown.
const (
	ThemeApproval Theme = "approval"
	ThemeCustody  Theme = "custody"
	ThemeMarking  Theme = "marking"
	ThemeIncident Theme = "incident"
	ThemeDisposal Theme = "disposal"
	ThemeIdentity Theme = "identity"
	ThemeRecords  Theme = "records"
	ThemeOther    Theme = "other" // a value that the table does not name
)

var themes = []struct {
	theme Theme
	text  errs.Text
}{
	{ThemeApproval, errs.T("审批与签署", "approvals and signatures")}, {ThemeCustody, errs.T("使用、交接与检测", "use, hand-over and checks")},
	{ThemeMarking, errs.T("定密", "classification")}, {ThemeIncident, errs.T("丢失与事件", "losses and incidents")},
	{ThemeDisposal, errs.T("维修、再用与销毁", "repair, re-use and destruction")}, {ThemeIdentity, errs.T("账号、口令与会话", "accounts, passwords and sessions")},
	{ThemeRecords, errs.T("盘点与记录", "stock-takes and records")}, {ThemeOther, errs.T("其他", "other")},
}

// Themes lists the themes in the order in which they are shown.
func Themes() []Theme {
	out := make([]Theme, len(themes))
	for i, t := range themes {
		out[i] = t.theme
	}
	return out
}

// Text names the theme in both languages.
func (t Theme) Text() errs.Text {
	for _, x := range themes {
		if x.theme == t {
			return x.text
		}
	}
	return errs.Text{}
}

// Affected says which commands and rules read a value. Reads is empty for a value
// that nothing reads yet.
type Affected struct {
	Theme Theme
	Reads errs.Text
}

var later = errs.Text{}

// affects names for each key, or for all that begin alike, who reads the value;
// the longest beginning counts. What chains are signed for is also in the table of
// verbs, which tells it better where it names the chain.
var affects = []struct {
	key   string
	theme Theme
	reads errs.Text
}{
	{"chain.", ThemeApproval, errs.T("相应申请的签署顺序", "the order of signatures of the request")},
	{"chain.receiving", ThemeApproval, errs.T("跨部门发放、交接、移动：接收部门的签署", "issue, hand-over and move across departments: the signature of the one that receives")},
	{"handover.", ThemeCustody, errs.T("交接：未按期签收即退回移交人", "hand-over: not accepted in time, it falls back to the giver")},
	{"clear-by.", ThemeCustody, errs.T("介质写入：到期未清理即管控", "loading a medium: held once the date has passed")},
	{"tech-check.", ThemeCustody, errs.T("发放：检测过期即不予办理（规则 reg.tech-check）", "issue: refused once the check is out of date (rule reg.tech-check)")},
	{"chain.repair.", ThemeApproval, errs.T("申请维修：现场或送外、绝密级各按其签署顺序", "repair: the signatures for on site or off site, and for top secret")},
	{"term.cap.", ThemeMarking, errs.T("定密与变更密级：保密期限上限（规则 lvl.term-cap）", "classification and change of marking: the longest term (rule lvl.term-cap)")},
	{"incident.hours", ThemeIncident, errs.T("报失：向上级报告的时限", "loss: the clock of the report")},
	{"incident.", ThemeIncident, later},
	{"lost.", ThemeIncident, later},
	{"agreement.", ThemeDisposal, errs.T("维修开工、送修：外单位人员须有有效保密协议（规则 rep.vendor-agreement）",
		"opening the work of a repair, sending out: a vendor's secrecy agreement (rule rep.vendor-agreement)")},
	{"licence.", ThemeDisposal, errs.T("维修开工、送修：外单位保密资质（规则 rep.vendor-licence）",
		"opening the work of a repair, sending out: a vendor's secrecy licence (rule rep.vendor-licence)")},
	{"repair.drum-out", ThemeDisposal, errs.T("送修：须先拆除的部件（规则 rep.storage-out）", "sending out: what is taken out first (rule rep.storage-out)")},
	{"repair.emergency", ThemeDisposal, errs.T("紧急现场维修：可否先开工，何时补齐审批（规则 rep.approval）",
		"emergency on-site repair: whether the work may begin first, and until when it is approved (rule rep.approval)")},
	{"reuse.", ThemeDisposal, later},
	{"storage.", ThemeDisposal, later},
	{"disposal.", ThemeDisposal, later},
	{"witness.", ThemeDisposal, later},
	{"admin.join", ThemeIdentity, errs.T("授予系统管理员和安全管理员职责：可否由一人兼任（规则 adm.three-distinct）",
		"granting the seats of system and security administrator: whether one person may hold both (rule adm.three-distinct)")},
	{"login.", ThemeIdentity, errs.T("登录：失败次数与锁定", "sign-in: failures and the bar")},
	{"password.", ThemeIdentity, errs.T("设置和修改口令，按人员涉密等级", "setting and changing a password, by the person's clearance")},
	{"factor.", ThemeIdentity, errs.T("登录和签署时的第二因素", "the second factor at sign-in and of signatures")},
	{"session.", ThemeIdentity, errs.T("登录后的会话", "the session after sign-in")},
	{"token.", ThemeIdentity, errs.T("程序接口令牌", "tokens for programs")},
	{"sign.", ThemeIdentity, errs.T("签署时的再次验证", "the proof asked for a signature")},
	{"stocktake.", ThemeRecords, later},
	{"records.", ThemeRecords, errs.T("登记记录：任何人不得删除", "records: nobody deletes one")},
}

// AffectedBy says what a value is read by; named is false for a key that the
// table does not have.
func AffectedBy(key string) (a Affected, named bool) {
	longest := -1
	a.Theme = ThemeOther
	for _, x := range affects {
		if strings.HasPrefix(key, x.key) && len(x.key) > longest {
			a, named, longest = Affected{x.theme, x.reads}, true, len(x.key)
		}
	}
	return a, named
}
