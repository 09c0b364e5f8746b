package asset

import "sealbook/internal/errs"

// Life is the first of the five axes: where on its way from registration to
// destruction the asset stands. There is no other status.
type Life string

// The states of life (domain.md §2).
const (
	Draft            Life = "draft"
	Voided           Life = "voided"
	Registered       Life = "registered"
	InStore          Life = "in_store"
	InUse            Life = "in_use"
	HandoverPending  Life = "handover_pending"
	CarriedOut       Life = "carried_out"
	InRepairOnsite   Life = "in_repair_onsite"
	InRepairOffsite  Life = "in_repair_offsite"
	Retired          Life = "retired"
	Sanitizing       Life = "sanitizing"
	Sanitized        Life = "sanitized"
	DestroyOnly      Life = "destroy_only"
	DisposalListed   Life = "disposal_listed"
	DisposalApproved Life = "disposal_approved"
	InEscort         Life = "in_escort"
	Lost             Life = "lost"
	FoundHold        Life = "found_hold"
	Destroyed        Life = "destroyed"
	Released         Life = "released"
	TransferredOut   Life = "transferred_out"
	WrittenOff       Life = "written_off"
)

type lifeFacts struct {
	life     Life
	terminal bool
	text     errs.Text
}

var lives = []lifeFacts{
	{Draft, false, errs.T("草稿", "draft")},
	{Voided, true, errs.T("已作废", "voided")},
	{Registered, false, errs.T("已登记", "registered")},
	{InStore, false, errs.T("在库", "in store")},
	{InUse, false, errs.T("在用", "in use")},
	{HandoverPending, false, errs.T("交接中", "hand-over pending")},
	{CarriedOut, false, errs.T("外出携带", "carried out")},
	{InRepairOnsite, false, errs.T("现场维修", "in repair on site")},
	{InRepairOffsite, false, errs.T("送外维修", "in repair off site")},
	{Retired, false, errs.T("退出使用", "retired")},
	{Sanitizing, false, errs.T("消密中", "sanitizing")},
	{Sanitized, false, errs.T("已消密", "sanitized")},
	{DestroyOnly, false, errs.T("只能销毁", "destroy only")},
	{DisposalListed, false, errs.T("列入报废", "listed for disposal")},
	{DisposalApproved, false, errs.T("报废已批", "disposal approved")},
	{InEscort, false, errs.T("押运中", "in escort")},
	{Lost, false, errs.T("丢失", "lost")},
	{FoundHold, false, errs.T("失而复得待查", "found, on hold")},
	{Destroyed, true, errs.T("已销毁", "destroyed")},
	{Released, true, errs.T("已改作他用", "released")},
	{TransferredOut, true, errs.T("已移交", "transferred out")},
	{WrittenOff, true, errs.T("已核销", "written off")},
}

// Lives lists every state of life in the order of domain.md §2.
func Lives() []Life {
	out := make([]Life, len(lives))
	for i, f := range lives {
		out[i] = f.life
	}
	return out
}

func (l Life) facts() lifeFacts {
	for _, f := range lives {
		if f.life == l {
			return f
		}
	}
	return lifeFacts{}
}

// Text returns the state's name in both languages.
func (l Life) Text() errs.Text { return l.facts().text }

// Terminal reports whether nothing leads out of the state.
func (l Life) Terminal() bool { return l.facts().terminal }

// HoldKind is why business with an asset stops.
type HoldKind string

// The holds (domain.md §2, axis 5).
const (
	HoldIncident      HoldKind = "incident"
	HoldDiscrepancy   HoldKind = "discrepancy"
	HoldFrozen        HoldKind = "frozen"
	HoldOverdueClear  HoldKind = "overdue_clear"  // derived: clear-by date passed
	HoldOverdueReturn HoldKind = "overdue_return" // derived: carry-out past its due date
	HoldLabelPending  HoldKind = "label_pending"  // derived: marking newer than the applied label
)

var holdTexts = map[HoldKind]errs.Text{
	HoldIncident:      errs.T("事件处置中", "incident open"),
	HoldDiscrepancy:   errs.T("账实不符", "discrepancy"),
	HoldFrozen:        errs.T("已冻结", "frozen"),
	HoldOverdueClear:  errs.T("清理超期", "clearing overdue"),
	HoldOverdueReturn: errs.T("逾期未归", "return overdue"),
	HoldLabelPending:  errs.T("标志待更换", "label pending"),
}

// Text returns the hold's name in both languages.
func (h HoldKind) Text() errs.Text { return holdTexts[h] }
