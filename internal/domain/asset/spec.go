package asset

import (
	"slices"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Field describes one input of a verb, for forms, the API and its document.
type Field struct {
	Name     string // as in Args, JSON
	Type     string // person, delegator (whose delegated seat is used), room, department, level, term, asset, part, condition, text, network, wireless, token, correction, repair
	Required bool
	Text     errs.Text
}

// Spec says of a verb in which states, for which classes, by which seats it may
// be asked for, and whose signatures it then needs. One table for page, API,
// CLI, import and the generated document.
type Spec struct {
	Verb    Verb
	From    []Life  // nil is every state
	Classes []Class // nil is every class
	Who     []org.Seat
	Chain   string // policy key of the approval chain, "" acts at once
	Across  string // policy key of the signatures added when it goes to another department
	Fields  []Field
	Holds   bool // may be asked for while the asset is on hold
	Waiting bool // may be asked for while a request waits

	check  func(d *deciding) error
	effect func(d *deciding) []payload
}

var (
	fPerson     = Field{"person", "person", true, errs.T("接收人", "receiver")}
	fRoom       = Field{"room", "room", false, errs.T("房间", "room")}
	fDepartment = Field{"department", "department", false, errs.T("部门", "department")}
	fReason     = Field{"reason", "text", true, errs.T("原因", "reason")}
	fNote       = Field{"reason", "text", false, errs.T("说明", "note")}
	fOther      = Field{"other", "asset", true, errs.T("连接的设备", "asset to connect")}
	fCondition  = Field{"condition", "condition", false, errs.T("部件状况", "condition of the part")}
	fPart       = Field{"part", "part", true, errs.T("部件", "part")}
	fReference  = Field{"reference", "text", true, errs.T("文号", "order reference")}
	fLevel      = Field{"level", "level", true, errs.T("密级", "level")}
	fTerm       = Field{"term", "term", false, errs.T("保密期限（年）", "term (years)")}
	fScope      = Field{"scope", "text", false, errs.T("知悉范围", "need-to-know scope")}
	fBasis      = Field{"basis", "text", true, errs.T("定密依据", "basis")}
	fBelow      = Field{"reason", "text", false, errs.T("低于原台账密级的理由", "reason for a level below the old ledger's")}
	fSpecial    = Field{"special", "text", false, errs.T("超期限的特别依据", "special basis for a longer term")}
	fAs         = Field{"as", "delegator", false, errs.T("代谁办理", "on behalf of")}
	fToken      = Field{"token", "token", true, errs.T("标签码", "label token")}
)

var (
	markFields = []Field{fLevel, fTerm, fScope, fBasis, fSpecial}
	marked     = []Life{Registered, InStore, InUse}
	labelled   = slices.Concat(marked, []Life{InRepairOnsite, InRepairOffsite, DestroyOnly}) // a drive taken out gets one of its own
)

// specs is the table. Its order is the order in which pages offer the verbs.
var specs []Spec

// The table is filled at start because its functions refer back to it.
func init() {
	specs = slices.Concat(custodySpecs(), markingSpecs(), recordSpecs(), partSpecs(), repairSpecs(), holdSpecs(), requestSpecs())
	for i, s := range specs {
		if s.seated() {
			specs[i].Fields = append(slices.Clone(s.Fields), fAs)
		}
	}
}

// seated reports whether the verb is done in a seat that can be delegated.
func (s Spec) seated() bool {
	switch s.Verb {
	case VerbApprove, VerbRefuse:
		return true
	case VerbLend: // never done
		return false
	}
	return slices.ContainsFunc(s.Who, func(x org.Seat) bool { return x != org.Keeper })
}

// Specs lists every verb of the asset in the order pages offer them.
func Specs() []Spec { return slices.Clone(specs) }

// SpecOf returns the spec of a verb.
func SpecOf(v Verb) (Spec, bool) {
	if s := specOf(v); s != nil {
		return *s, true
	}
	return Spec{}, false
}

// specOf is SpecOf within the package: nil for no verb, and never written to.
func specOf(v Verb) *Spec {
	for i := range specs {
		if specs[i].Verb == v {
			return &specs[i]
		}
	}
	return nil
}

func recordSpecs() []Spec {
	return []Spec{
		{Verb: VerbVoid, From: []Life{Draft}, Who: []org.Seat{org.AssetOfficer, org.SecrecyOffice},
			Fields: []Field{fReason},
			effect: func(d *deciding) []payload {
				return one(DraftVoided{Asset: d.s.ID, Reason: d.c.Args.Reason}, d.withParts()...)
			}},
		{Verb: VerbCorrect, Who: []org.Seat{org.AssetOfficer, org.SecrecyOffice}, Chain: "chain.correct",
			From:   []Life{Draft, Registered, InStore, InUse, HandoverPending, CarriedOut, Retired},
			Fields: []Field{{"correct", "correction", true, errs.T("更正内容", "correction")}, fReason},
			check:  checkCorrect, effect: effectCorrect},
		{Verb: VerbCheck, From: marked, Classes: []Class{Computer, OA, NetDev},
			Who: []org.Seat{org.Technician},
			Fields: []Field{
				{"wireless", "wireless", true, errs.T("无线部件", "wireless parts")},
				{"network", "network", true, errs.T("网络属性", "network attribute")}, fNote},
			check: checkTech,
			effect: func(d *deciding) []payload {
				a := d.c.Args
				return one(CheckedTech{Asset: d.s.ID, Network: a.Network, Wireless: a.Wireless, Note: a.Reason}, d.s.ID)
			}},
	}
}

func holdSpecs() []Spec {
	return []Spec{
		{Verb: VerbFreeze, Who: []org.Seat{org.SecrecyOffice, org.LeadingGroup}, Holds: true, Waiting: true,
			Fields: []Field{fReference, fReason}, check: checkFreeze,
			effect: func(d *deciding) []payload {
				h := Hold{Kind: HoldFrozen, Since: d.f.Now, Ref: d.c.Args.Reference}
				return one(Held{Asset: d.s.ID, Hold: h, Reason: d.c.Args.Reason}, d.s.ID)
			}},
		{Verb: VerbUnfreeze, Who: []org.Seat{org.SecrecyOffice, org.LeadingGroup}, Holds: true, Waiting: true,
			Fields: []Field{fReference, fReason}, check: checkUnfreeze,
			effect: func(d *deciding) []payload {
				return one(Unheld{Asset: d.s.ID, Kind: HoldFrozen, Ref: frozenRef(d.s), Reason: d.c.Args.Reference + " " + d.c.Args.Reason}, d.s.ID)
			}},
		{Verb: VerbReportLost, Holds: true, Waiting: true, Fields: []Field{fNote}, effect: effectLost},
		{Verb: VerbLend, From: []Life{InUse, InStore}, Who: []org.Seat{org.Keeper, org.AssetOfficer, org.SecrecyOffice}, check: checkLend},
	}
}
