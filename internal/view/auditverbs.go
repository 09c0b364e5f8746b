package view

import (
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/repair"
	"sealbook/internal/errs"
)

// commands are those that are about no asset, or about none yet.
var commands = []struct {
	name string
	text errs.Text
}{
	{"register", errs.T("登记设备", "register an asset")}, {"import", errs.T("导入台账", "import a ledger")},
	{"import-organ", errs.T("导入机构人员", "import the organ")}, {"export", errs.T("导出", "export")}, {"print", errs.T("打印标签", "print labels")},
	{"fetch-label", errs.T("取出标签文件", "fetch a label file")}, {"void-label", errs.T("作废标签", "void a label")},
	{"set-department", errs.T("登记部门", "set a department")}, {"set-room", errs.T("登记房间", "set a room")},
	{"set-person", errs.T("登记人员", "set a person")}, {"grant-seat", errs.T("授予职责", "grant a seat")},
	{"end-seat", errs.T("收回职责", "take a seat back")}, {"delegate", errs.T("委托职责", "delegate a seat")},
	{"end-delegation", errs.T("终止委托", "end a delegation")}, {"create-account", errs.T("新建账号", "create an account")},
	{"ask-unlock", errs.T("申请解锁账号", "ask to unlock an account")}, {"ask-recover", errs.T("申请恢复账号", "ask to recover an account")},
	{"decide-dual", errs.T("办理双人申请", "decide a request of two")}, {"withdraw-dual", errs.T("撤回双人申请", "withdraw a request of two")},
	{"renew-code", errs.T("重新生成激活码", "make an activation code anew")},
	{"move-account", errs.T("变更账号状态", "change an account's state")}, {"set-policy", errs.T("修改策略", "set a policy value")},
	{"set-settings", errs.T("个人设置", "own settings")}, {"save-view", errs.T("保存筛选", "save a view")},
	{"drop-view", errs.T("删除保存的筛选", "drop a saved view")}, {"export-audit", errs.T("导出审计日志", "export the audit log")},
	{"set-vendor", errs.T("登记维修单位", "set a vendor")}, {"set-licence", errs.T("登记保密资质", "set a licence")},
	{"set-technician", errs.T("登记维修人员", "set a technician")}, {"draft-agreement", errs.T("起草保密协议", "draft an agreement")},
	{"sign-agreement", errs.T("登记协议签订", "enter an agreement as signed")}, {"amend-agreement", errs.T("登记补充协议", "amend an agreement")},
	{"move-agreement", errs.T("变更协议状态", "change an agreement's state")}, {"add-file", errs.T("上传附件", "take in a file")},
	{"verify-history", errs.T("核验历史记录", "verify the history")}, {"end-sessions", errs.T("结束他人会话", "end another's sessions")},
}

// Administrative reports whether a command is about the organ, its accounts and
// the audit, and so about no business of assets.
func Administrative(name string) bool {
	switch name {
	case "register", "import", "import-organ", "export", "print", "fetch-label", "void-label", "save-view", "drop-view",
		"set-vendor", "set-licence", "set-technician", "draft-agreement", "sign-agreement", "amend-agreement", "move-agreement", "add-file":
		return false
	}
	return asset.Verb(name).Text().IsZero() && repairVerb(name).Text().IsZero()
}

// repairVerb is the verb of a repair order that a command's name stands for.
func repairVerb(name string) repair.Verb {
	v, _ := strings.CutPrefix(name, "repair-")
	if v == name {
		return ""
	}
	return repair.Verb(v)
}

// Commands lists their names.
func Commands() []string {
	out := make([]string, len(commands))
	for i, c := range commands {
		out[i] = c.name
	}
	for _, s := range repair.Specs() {
		out = append(out, "repair-"+string(s.Verb))
	}
	return out
}

// CommandText says a command's name in words, that of an asset's verb among
// them; one that is not known is shown as it is.
func CommandText(name string) errs.Text {
	for _, c := range commands {
		if c.name == name {
			return c.text
		}
	}
	if t := asset.Verb(name).Text(); !t.IsZero() {
		return t
	}
	if t := repairVerb(name).Text(); !t.IsZero() {
		return t
	}
	return errs.T(name, name)
}
