package asset

import (
	"slices"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
)

// KindRepair names a repair order in events: its id is that of the request it
// was approved by, and it is a subject of all that happens under it (ORG 18).
const KindRepair = "repair"

// RepairStage is where an open order stands. The asset keeps it beside the order
// itself (package repair), so that its own verbs can be judged without that.
type RepairStage string

// The stages. The last three end the order.
const (
	RepairApproved  RepairStage = "approved"  // the work may be opened
	RepairWorking   RepairStage = "working"   // on site
	RepairOut       RepairStage = "out"       // with the vendor, off site
	RepairBack      RepairStage = "back"      // returned, not looked at yet
	RepairInspected RepairStage = "inspected" // by two persons
	RepairClosed    RepairStage = "closed"
	RepairCancelled RepairStage = "cancelled"
	RepairFailed    RepairStage = "failed"
)

var repairStages = []struct {
	stage RepairStage
	text  errs.Text
}{
	{RepairApproved, errs.T("已批准", "approved")},
	{RepairWorking, errs.T("现场维修中", "in work on site")},
	{RepairOut, errs.T("送外未归", "out")},
	{RepairBack, errs.T("已送回待复检", "back, to be inspected")},
	{RepairInspected, errs.T("复检合格", "inspected")},
	{RepairClosed, errs.T("已结单", "closed")},
	{RepairCancelled, errs.T("已取消", "cancelled")},
	{RepairFailed, errs.T("无法修复", "failed")},
}

// RepairStages lists them in their order.
func RepairStages() []RepairStage {
	out := make([]RepairStage, len(repairStages))
	for i, x := range repairStages {
		out[i] = x.stage
	}
	return out
}

// Text returns the stage's name in both languages; zero for an unknown one.
func (s RepairStage) Text() errs.Text {
	for _, x := range repairStages {
		if x.stage == s {
			return x.text
		}
	}
	return errs.Text{}
}

// Ended reports whether nothing follows.
func (s RepairStage) Ended() bool {
	return s == RepairClosed || s == RepairCancelled || s == RepairFailed
}

// RepairAsk is what a repair is asked for, and approved.
type RepairAsk struct {
	OnSite    bool   `json:"on_site,omitempty"`
	Fault     string `json:"fault"`
	Vendor    string `json:"vendor,omitempty"`    // id; "" is an own technician
	Agreement string `json:"agreement,omitempty"` // id, as seen when it was asked for; the day of the work decides
	Storage   bool   `json:"storage,omitempty"`   // storage itself is serviced: a vendor needs a licence for that
	Note      string `json:"note,omitempty"`
}

// OnStorage reports whether the work is on storage itself (LAW 41; REG 49).
func (a RepairAsk) OnStorage(c Class) bool { return a.Storage || c.Storage() }

// PartCondition is what a part that is taken out is fit for.
type PartCondition string

// The conditions. One that failed cannot be overwritten any more, so that all
// that is left for it is to be destroyed (SP800-88).
const (
	PartGood       PartCondition = ""
	PartFailed     PartCondition = "failed"
	PartUnreadable PartCondition = "unreadable"
)

// PartConditions lists them.
func PartConditions() []PartCondition { return []PartCondition{PartGood, PartFailed, PartUnreadable} }

// Text returns the condition's name in both languages; zero for an unknown one.
func (c PartCondition) Text() errs.Text {
	switch c {
	case PartGood:
		return errs.T("可继续使用", "usable")
	case PartFailed:
		return errs.T("已损坏", "failed")
	case PartUnreadable:
		return errs.T("无法读写", "unreadable")
	}
	return errs.Text{}
}

// life is what the part is from now.
func (c PartCondition) life() Life {
	if c == PartGood {
		return InStore
	}
	return DestroyOnly
}

// Repair is the open order of an asset, as far as the asset's own verbs need it.
type Repair struct {
	Order     string      `json:"order"`
	Number    string      `json:"number"`
	OnSite    bool        `json:"on_site,omitempty"`
	Stage     RepairStage `json:"stage"`
	Approved  bool        `json:"approved,omitempty"`  // by the whole chain
	Emergency bool        `json:"emergency,omitempty"` // the work began before that
	Life      Life        `json:"life"`                // in which it was asked for: where it comes back to
	Custody   Custody     `json:"custody,omitzero"`    // who had it when the work began
	Removed   []string    `json:"removed,omitempty"`   // ids of parts taken out under the order, sorted
}

// Under reports whether the work has begun: the asset is in repair.
func (r *Repair) Under() bool { return r != nil && r.Stage != RepairApproved }

func (r *Repair) out() bool { return r != nil && r.Stage == RepairOut }

// Outside reports whether the asset is in the hands of others than the organ.
func (s State) Outside() bool { return s.Repair.out() || s.Custody.Holder == HolderVendor }

// InOurCustody reports whether the organ has the thing, or did away with it by a
// decision: in store, in a host, with a keeper, or destroyed. What is lost, with a
// vendor or not known is not (rep.old-part-back). hosts are the assets it may be
// inside of.
func (s State) InOurCustody(hosts map[string]State) bool {
	switch s.Life {
	case Lost, FoundHold, WrittenOff, "":
		return false
	case Destroyed, Released, TransferredOut:
		return true
	}
	if s.Host != "" {
		h, ok := hosts[s.Host]
		return ok && !h.Outside()
	}
	return s.Custody.Holder == HolderStore || s.Custody.Holder == HolderKeeper
}

// RepairNumber is the number of the asset's next order: its code, which no other
// ever has, and how often it was repaired.
func (s State) RepairNumber() string { return s.Code + "-WX" + itoa(s.Repairs+1) }

// MoveRepair states that the open order of the asset comes to another stage, with
// what that means for its life and custody. room is where it stands from now, ""
// leaves it where it was. Closing has a verb of its own.
func MoveRepair(s State, to RepairStage, room, reason string, now time.Time) event.Event {
	r := s.Repair
	m := RepairMoved{Asset: s.ID, Order: r.Order, Stage: to, Life: s.Life, Custody: s.Custody, Reason: reason}
	switch to {
	case RepairWorking:
		m.Life = InRepairOnsite
	case RepairOut:
		m.Life = InRepairOffsite
		m.Custody.Holder, m.Custody.Room, m.Custody.Since = HolderVendor, "", now
	case RepairBack:
		if r.out() { // else it was inspected already, and is worked on again
			m.Custody.Holder, m.Custody.Room, m.Custody.Since = HolderStore, r.Custody.Room, now
		}
	case RepairFailed:
		m.Life = Retired
		m.Custody = Custody{Holder: HolderStore, Department: s.Custody.Department, Room: s.Custody.Room, Since: now}
	}
	if room != "" {
		m.Custody.Room = room
	}
	ids := []string{s.ID}
	if m.Life != s.Life || m.Custody != s.Custody {
		ids = append(ids, s.Parts...)
	}
	return about(m, r.Order, ids...)
}

// OpenEmergency states that the work of the repair that still waits for its
// signatures begins all the same; MoveRepair follows.
func OpenEmergency(s State) event.Event {
	r := s.Request
	x := RepairOpened{Asset: s.ID, Order: r.ID, Number: s.RepairNumber(), Ask: *r.Args.Repair, By: r.By, Life: s.Life, Level: s.effectiveLevel()}
	return about(x, r.ID, s.ID)
}

// about makes an event about assets, the principal first, and their order.
func about(data event.Payload, order string, ids ...string) event.Event {
	e := event.Of(data)
	for _, id := range ids {
		e.Subjects = append(e.Subjects, event.Subject{Kind: KindSubject, ID: id})
	}
	e.Subjects = append(e.Subjects, event.Subject{Kind: KindRepair, ID: order})
	return e
}

// The folds of the order's way on its asset.

func (s *State) openRepair(order, number string, ask RepairAsk, life Life) {
	if s.Repair == nil || s.Repair.Order != order {
		s.Repair = &Repair{Order: order, Number: number, OnSite: ask.OnSite, Stage: RepairApproved, Life: life}
		s.Repairs++
	}
}

func (s *State) moveRepair(d RepairMoved) {
	if s.ID != d.Asset { // a part goes where its host goes
		c := d.Custody
		c.Holder = HolderHost
		s.Life, s.Custody = d.Life, c
		return
	}
	if s.Repair == nil || s.Repair.Order != d.Order {
		return
	}
	if s.Repair.Stage == RepairApproved {
		s.Repair.Custody = s.Custody
	}
	s.Life, s.Custody = d.Life, d.Custody
	s.Repair.Stage = d.Stage
	if d.Stage.Ended() {
		s.Repair = nil
	}
}

// swapped: a part went in or out under the order, after which what was inspected
// is no longer what there is.
func (s *State) swapped(order, removed string) {
	if s.Repair == nil || s.Repair.Order != order {
		return
	}
	if removed != "" {
		s.Repair.Removed = with(s.Repair.Removed, removed)
	}
	s.Repair.Stage = s.Repair.Stage.Reworked(s.Repair.OnSite)
}

// Reworked is the stage after work on what was inspected already.
func (s RepairStage) Reworked(onSite bool) RepairStage {
	switch {
	case s != RepairInspected:
		return s
	case onSite:
		return RepairWorking
	default:
		return RepairBack
	}
}

func (r *Repair) clone() *Repair {
	if r == nil {
		return nil
	}
	c := *r
	c.Removed = slices.Clone(r.Removed)
	return &c
}
