package view

import "sealbook/internal/errs"

// Names of what is told.
var (
	toldAccount    = errs.T("账号", "account")
	toldAddress    = errs.T("地址", "address")
	toldChanged    = errs.T("变更", "changed")
	toldDepartment = errs.T("部门", "department")
	toldFormat     = errs.T("格式", "format")
	toldFrom       = errs.T("自", "from")
	toldName       = errs.T("名称", "name")
	toldNumber     = errs.T("编号", "number")
	toldPerson     = errs.T("人员", "person")
	toldPurpose    = errs.T("用途", "purpose")
	toldReason     = errs.T("原因", "reason")
	toldRows       = errs.T("条数", "rows")
	toldSeat       = errs.T("职责", "seat")
	toldState      = errs.T("状态", "state")
	toldUntil      = errs.T("至", "until")
	toldVerb       = errs.T("办理", "command")
	toldWhat       = errs.T("内容", "what")
)

func tell(path string, name errs.Text, as ...AuditAs) AuditTold {
	t := AuditTold{Path: path, Name: name}
	if len(as) > 0 {
		t.As = as[0]
	}
	return t
}

// auditTable is every type of event. A test holds it against the sources: a new
// type without a row fails it.
var auditTable = []AuditKind{
	{Type: "session.opened", Group: AuditSignIn, Text: errs.T("登录", "signed in"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("kind", toldWhat, AsWord), tell("addr", toldAddress)}},
	{Type: "session.closed", Group: AuditSignIn, Text: errs.T("退出登录", "signed out"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount)}},
	{Type: "session.failed", Group: AuditSignIn, Text: errs.T("登录失败", "sign-in failed"), Refused: true, Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("what", toldWhat, AsWord), tell("addr", toldAddress)}},
	{Type: "session.asked", Group: AuditSignIn, Text: errs.T("口令正确，等待第二因素", "password right, second factor asked for"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("kind", toldWhat, AsWord), tell("addr", toldAddress)}},
	{Type: "session.raised", Group: AuditSignIn, Text: errs.T("会话中再次验证", "proved again within a session"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("given", toldWhat, AsWord)}},

	{Type: "account.created", Group: AuditAccount, Text: errs.T("新建账号", "account created"), Tells: []AuditTold{
		tell("login", toldAccount), tell("person", toldPerson, AsName)}},
	{Type: "account.state", Group: AuditAccount, Text: errs.T("账号状态变更", "account changed its state"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("state", toldState, AsWord), tell("reason", toldReason, AsWord)}},
	{Type: "account.secret", Group: AuditAccount, Text: errs.T("更换口令或激活码", "password or activation code set"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("what", toldWhat, AsWord)}},
	{Type: "account.factor", Group: AuditAccount, Text: errs.T("登记或注销第二因素", "second factor added or ended"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("what", toldWhat, AsWord), tell("kind", errs.T("方式", "kind"), AsWord), tell("reason", toldReason)}},
	{Type: "account.token", Group: AuditAccount, Text: errs.T("签发或注销令牌", "token issued or ended"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("deed", toldWhat, AsWord), tell("reason", toldReason)}},
	{Type: "account.dual_asked", Group: AuditAccount, Text: errs.T("提出双人解锁或找回", "unlocking or recovery by two asked for"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("kind", toldWhat, AsWord), tell("reason", toldReason)}},
	{Type: "account.dual_decided", Group: AuditAccount, Text: errs.T("决定双人解锁或找回", "unlocking or recovery by two decided"), Tells: []AuditTold{
		tell("account", toldAccount, AsAccount), tell("kind", toldWhat, AsWord), tell("state", toldState, AsWord), tell("reason", toldReason)}},

	{Type: "org.seat_granted", Group: AuditSeat, Text: errs.T("授予职责", "seat granted"), Tells: []AuditTold{
		tell("person", toldPerson, AsName), tell("grant.seat", toldSeat, AsSeat), tell("grant.department", toldDepartment, AsName),
		tell("grant.from", toldFrom), tell("grant.until", toldUntil)}},
	{Type: "org.seat_ended", Group: AuditSeat, Text: errs.T("收回职责", "seat taken back"), Tells: []AuditTold{
		tell("person", toldPerson, AsName), tell("grant", toldSeat, AsGrant), tell("reason", toldReason, AsWord)}},
	{Type: "org.delegated", Group: AuditSeat, Text: errs.T("委托职责", "seat delegated"), Tells: []AuditTold{
		tell("person", toldPerson, AsName), tell("delegation.seat", toldSeat, AsSeat), tell("delegation.to", errs.T("受托人", "to"), AsName),
		tell("delegation.department", toldDepartment, AsName), tell("delegation.from", toldFrom), tell("delegation.until", toldUntil)}},
	{Type: "org.delegation_ended", Group: AuditSeat, Text: errs.T("终止委托", "delegation ended"), Tells: []AuditTold{
		tell("person", toldPerson, AsName), tell("delegation", toldSeat, AsHanded)}},

	{Type: "policy.set", Group: AuditPolicy, Text: errs.T("修改策略值", "policy value set"), Tells: []AuditTold{
		tell("key", errs.T("策略项", "value")), tell("old", toldFrom), tell("raw", toldUntil), tell("reason", toldReason)}},

	{Type: "organ.founded", Group: AuditOrgan, Text: errs.T("初始化本机关", "organ founded"), Always: true, Tells: []AuditTold{tell("organ", toldName)}},
	{Type: "org.department", Group: AuditOrgan, Text: errs.T("登记部门", "department set"), Tells: []AuditTold{
		tell("name", toldName), tell("parent", errs.T("上级", "below"), AsName), tell("closed", errs.T("撤销", "closed"), AsWord)}},
	{Type: "org.room", Group: AuditOrgan, Text: errs.T("登记房间", "room set"), Tells: []AuditTold{
		tell("name", toldName), tell("department", toldDepartment, AsName), tell("closed", errs.T("停用", "closed"), AsWord),
		tell("level", errs.T("适用密级", "fitted for"), AsLevel), tell("changed", toldChanged, AsWord)}},
	{Type: "org.person", Group: AuditOrgan, Text: errs.T("登记人员", "person set"), Tells: []AuditTold{
		tell("person", toldPerson, AsName), tell("department", toldDepartment, AsName), tell("status", toldState, AsWord),
		tell("changed", toldChanged, AsWord)}},

	deed("asset.registered", "登记设备", "asset registered"), deed("asset.voided", "作废草稿", "draft voided"),
	deed("asset.corrected", "更正登记", "record corrected"), deed("asset.marked", "定密或变更密级", "marking decided", told("verb")),
	deed("asset.checked", "保密技术检测", "technical check"), deed("asset.custody", "保管变更", "custody changed", told("verb")),
	deed("asset.paired", "连接", "paired"), deed("asset.unpaired", "断开连接", "unpaired"), deed("asset.taken_out", "取出部件", "part taken out"),
	deed("asset.put_in", "装入部件", "part put in"), deed("asset.loaded", "介质写入", "medium loaded"), deed("asset.cleared", "介质清理", "medium cleared"),
	deed("asset.held", "加管控", "hold opened"), deed("asset.unheld", "解除管控", "hold ended"), deed("asset.lost_reported", "报失", "loss reported"),
	deed("asset.repair_approved", "维修获批准", "repair approved"), deed("asset.repair_opened", "紧急维修开单", "emergency repair opened"),
	deed("asset.repair_moved", "维修单变更状态", "repair order changed its state", tell("stage", toldState, AsWord)),
	deed("repair.visited", "现场开工", "work begun on site"), deed("repair.dispatched", "送修", "sent out for repair"),
	deed("repair.step", "登记维修内容", "repair step recorded"), deed("repair.returned", "送修送回", "returned from repair"),
	deed("repair.inspected", "维修复检", "inspected after repair"), deed("repair.extended", "延长送修期限", "repair extended"),
	deed("request.opened", "提出申请", "request opened", told("request.verb")),
	deed("request.signed", "签署", "request signed", tell("seat", toldSeat, AsSeat)),
	deed("request.closed", "申请终止", "request ended", told("verb")),

	mark("label.printed", "打印标签", "label printed"), mark("label.applied", "标签贴附核对", "label read back"),
	mark("label.voided", "作废标签", "label voided"),
	mark("label.fetched", "取出标签文件", "label file fetched", tell("format", toldFormat), tell("labels", toldRows)),
	mark("printjob.printed", "标签打印任务", "labels printed", tell("labels", toldRows), tell("copies", errs.T("补打", "copies"))),

	hired("vendor.set", "登记维修单位", "vendor set"), hired("vendor.licence", "登记保密资质", "licence set"),
	hired("vendor.technician", "登记维修人员", "technician set"), hired("agreement.drafted", "起草保密协议", "agreement drafted"),
	hired("agreement.signed", "登记协议签订", "agreement entered as signed"), hired("agreement.amended", "登记补充协议", "agreement amended"),
	hired("agreement.moved", "变更协议状态", "agreement changed its state", tell("state", toldState, AsWord)),
	hired("attachment.added", "上传附件", "file taken in", tell("media", toldFormat), tell("digest", errs.T("摘要", "digest"))),

	{Type: "import.done", Group: AuditImport, Text: errs.T("导入", "imported"), Tells: []AuditTold{
		tell("rows", toldRows), tell("registered", errs.T("已登记", "registered")), tell("refused", errs.T("被拒绝", "refused")),
		tell("unchanged", errs.T("已在册", "on record already"))}},
	{Type: "export.made", Group: AuditExport, Text: errs.T("导出设备列表", "asset list exported"), Tells: []AuditTold{
		tell("number", toldNumber), tell("rows", toldRows), tell("format", toldFormat)}},
	{Type: "audit.exported", Group: AuditExport, Text: errs.T("导出审计日志", "audit log exported"), Tells: []AuditTold{
		tell("number", toldNumber), tell("view", toldWhat, AsWord), tell("rows", toldRows), tell("format", toldFormat), tell("purpose", toldPurpose)}},

	{Type: "refusal.recorded", Group: AuditRefusal, Text: errs.T("操作被拒绝", "refused"), Refused: true, Tells: []AuditTold{
		tell("verb", toldVerb, AsVerb), tell("rule", errs.T("规则", "rule")), tell("missing", errs.T("缺少", "missing"), AsAdmin)}},
	{Type: "finding.recorded", Group: AuditFinding, Text: errs.T("异常", "finding"), Tells: []AuditTold{tell("kind", toldWhat, AsWord)}},

	{Type: "audit.verified", Group: AuditSystem, Text: errs.T("核验历史记录", "history verified"), Tells: []AuditTold{
		tell("from", toldFrom), tell("to", toldUntil), tell("events", errs.T("事件数", "events")), tell("faults", errs.T("问题数", "faults"))}},
	{Type: "schema.migrated", Group: AuditSystem, Text: errs.T("数据库结构升级", "schema migrated"), Always: true, Tells: []AuditTold{tell("file", toldWhat)}},
	{Type: "milestone.reached", Group: AuditSystem, Text: errs.T("系统步骤", "step reached"), Always: true, Tells: []AuditTold{
		tell("of", toldWhat), tell("step", errs.T("步骤", "step"))}},
}

func told(path string) AuditTold { return tell(path, toldVerb, AsVerb) }

func deed(kind, zh, en string, tells ...AuditTold) AuditKind {
	return AuditKind{Type: kind, Group: AuditDeed, Text: errs.T(zh, en), Tells: tells}
}

func hired(kind, zh, en string, tells ...AuditTold) AuditKind {
	return AuditKind{Type: kind, Group: AuditVendor, Text: errs.T(zh, en), Tells: tells}
}

func mark(kind, zh, en string, tells ...AuditTold) AuditKind {
	return AuditKind{Type: kind, Group: AuditLabel, Text: errs.T(zh, en), Tells: tells}
}
