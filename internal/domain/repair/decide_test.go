package repair_test

import (
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/repair"
)

func (s *scene) state(order string, want repair.State) {
	s.t.Helper()
	o := s.orders[order]
	if o.State != want {
		s.t.Errorf("the order is %s, want %s", o.State, want)
	}
	if r := s.assets[o.Asset].Repair; !want.Ended() && (r == nil || r.Stage != want || r.Order != order) || want.Ended() && r != nil {
		s.t.Errorf("on the asset: %+v, want %s", r, want)
	}
}

// working is a computer in use, and its order, on site and begun.
func (s *scene) working(ask asset.RepairAsk) string {
	s.t.Helper()
	s.put("pc", asset.Computer, secret, "u1", "d1")
	o := s.approved("pc", "u1", ask)
	a := visit()
	if ask.Vendor == "" {
		a = repair.Args{Own: []string{"tech"}}
	}
	s.must("off", o, repair.VerbStart, a)
	return o
}

// away is a computer in use without its drive, and its order, off site and out.
func (s *scene) away() string {
	s.t.Helper()
	s.put("pc", asset.Computer, secret, "u1", "d1")
	o := s.approved("pc", "u1", vendorOffSite())
	s.refused(storage, s.try("off", o, repair.VerbDispatch, sent()))
	s.takeOut("pc", "d1", "")
	s.must("off", o, repair.VerbDispatch, sent())
	return o
}

func (s *scene) takeOut(id, part string, c asset.PartCondition) {
	s.t.Helper()
	s.ok(s.asset("tech2", id, asset.VerbTakeOut, asset.Args{Part: part, Reason: "维修", Condition: c}))
	s.ok(s.signed(id))
	p := s.assets[part]
	p.LabelMarking = p.Marking.Version
	s.assets[part] = p
}

func (s *scene) inspected(order string) {
	s.t.Helper()
	id := s.orders[order].Asset
	s.must("off", order, repair.VerbInspect, s.look(id))
	s.must("sec", order, repair.VerbInspect, s.look(id))
	s.state(order, asset.RepairInspected)
}

func (s *scene) closed(order string) {
	s.t.Helper()
	id := s.orders[order].Asset
	s.ok(s.asset("sec", id, asset.VerbCloseRepair, asset.Args{Reason: "修复"}))
	s.ok(s.signed(id))
}

// The whole way on site, with our own people, from the fault to its keeper again.
func TestARepairOnSite(t *testing.T) {
	s := newScene(t)
	o := s.working(ownOnSite())
	s.state(o, asset.RepairWorking)
	if x := s.assets["pc"]; x.Life != asset.InRepairOnsite || x.Custody.Person != "u1" || s.assets["d1"].Life != asset.InRepairOnsite {
		t.Errorf("%s %+v", x.Life, x.Custody)
	}
	s.must("tech", o, repair.VerbStep, repair.Args{What: "更换风扇", Minutes: 40, Own: []string{"tech"}})
	s.takeOut("pc", "d1", asset.PartFailed)
	if x := s.orders[o].Out; len(x) != 1 || x[0].Part != "d1" || x[0].Life != asset.DestroyOnly {
		t.Errorf("out %+v", x)
	}
	s.refused("rep.recheck", s.asset("sec", "pc", asset.VerbCloseRepair, asset.Args{}))
	s.inspected(o)
	s.closed(o)
	s.state(o, asset.RepairClosed)
	x := s.orders[o]
	if x.Number != "BM-pc-WX1" || x.By != "u1" || !slices.Equal(x.Signers, []string{"head", "sec"}) || x.Result != "修复" || len(x.Steps) != 1 || x.Ended.IsZero() {
		t.Errorf("%+v", x)
	}
	if pc := s.assets["pc"]; pc.Life != asset.InUse || pc.Custody.Person != "u1" || s.assets["d1"].Life != asset.DestroyOnly {
		t.Errorf("%s %+v", pc.Life, pc.Custody)
	}
	if n := repair.StorageUnaccounted(x, s.assets); len(n) != 0 {
		t.Errorf("unaccounted %v", n)
	}
}

// The whole way off site, with the drive in store meanwhile.
func TestARepairOffSite(t *testing.T) {
	s := newScene(t)
	o := s.away()
	if x := s.orders[o]; x.Due() != "2026-06-15" || x.Dispatch.Serial != "SN-pc" || x.Agreements[0] != "y" || s.assets["pc"].Life != asset.InRepairOffsite || !s.assets["pc"].Outside() {
		t.Errorf("%+v", x.Dispatch)
	}
	s.refused(storage, s.asset("tech", "pc", asset.VerbPutIn, asset.Args{Part: "d1", Reason: "装回"}))
	s.refused("flow.state", s.try("off", o, repair.VerbInspect, s.look("pc")))
	s.must("off", o, repair.VerbReturn, s.look("pc"))
	if x := s.orders[o]; x.State != asset.RepairBack || x.Due() != "" || len(x.Return.Findings) != 0 || s.assets["pc"].Custody.Holder != asset.HolderStore {
		t.Errorf("%+v", x.Return)
	}
	s.ok(s.asset("tech", "pc", asset.VerbPutIn, asset.Args{Part: "d1", Reason: "装回"}))
	s.ok(s.signed("pc"))
	s.inspected(o)
	s.closed(o)
	if x := s.orders[o]; x.State != asset.RepairClosed || len(x.In) != 1 || s.assets["pc"].Life != asset.InUse {
		t.Errorf("%s %+v", x.State, x.In)
	}
}

// A vendor's people go through the gate each day they come.
func TestAnotherVisit(t *testing.T) {
	s := newScene(t)
	o := s.working(vendorOnSite())
	s.refused(paper, s.try("off", o, repair.VerbStep, repair.Args{What: "换主板", Technicians: []string{"t2"}}))
	a := visit()
	a.Technicians, a.Escorts, a.Own = []string{"t2"}, []string{"e2"}, []string{"tech"}
	s.must("off", o, repair.VerbStart, a)
	s.must("off", o, repair.VerbStep, repair.Args{What: "换主板", Technicians: []string{"t2"}})
	x := s.orders[o]
	if len(x.Visits) != 2 || !slices.Equal(x.Technicians, []string{"t1", "t2"}) || !slices.Equal(x.Escorts, []string{"e1", "e2"}) || !slices.Equal(x.Workers(), []string{"tech"}) || len(x.Agreements) != 1 {
		t.Errorf("%+v", x)
	}
	y := s.agreements["y"]
	y.State = agreement.Suspended
	s.agreements["y"] = y
	s.refused(paper, s.try("off", o, repair.VerbStart, a))
	// Work after the inspection undoes it.
	s.inspected(o)
	s.must("off", o, repair.VerbStep, repair.Args{What: "再调试", Technicians: []string{"t2"}})
	s.state(o, asset.RepairWorking)
	if len(s.orders[o].Inspections) != 0 {
		t.Error("still inspected")
	}
	s.inspected(o)
	y.State = agreement.Signed
	s.agreements["y"] = y
	s.must("off", o, repair.VerbStart, a)
	s.state(o, asset.RepairWorking)
}

func TestWhatAStepTells(t *testing.T) {
	s := newScene(t)
	o := s.working(ownOnSite())
	step := func(a repair.Args) error { return s.try("tech", o, repair.VerbStep, a) }
	s.invalid("what", step(repair.Args{Own: []string{"tech"}}))
	s.invalid("own", step(repair.Args{What: "清灰"}))
	s.invalid("minutes", step(repair.Args{What: "清灰", Own: []string{"tech"}, Minutes: 1441}))
	s.invalid("what", step(repair.Args{What: strings.Repeat("长", 1001), Own: []string{"tech"}}))
	s.invalid("what", step(repair.Args{What: "清\x00灰", Own: []string{"tech"}}))
	s.invalid("what", step(repair.Args{What: "\xff", Own: []string{"tech"}}))
	s.invalid("own", step(repair.Args{What: "清灰", Own: strings.Split("a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7", " ")}))
	s.invalid("removed", step(repair.Args{What: "清灰", Own: []string{"tech"}, Removed: []string{"SN-?"}}))
	s.invalid("reinstalled", step(repair.Args{What: "重装", Own: []string{"tech"}, Reinstalled: "2026-06-02"}))
	s.invalid("reinstalled", step(repair.Args{What: "重装", Own: []string{"tech"}, Reinstalled: "昨天"}))
	s.refused("flow.seat", step(repair.Args{What: "清灰", Own: []string{"u2"}}))
	s.refused("flow.seat", s.try("u1", o, repair.VerbStep, repair.Args{What: "清灰", Own: []string{"tech"}}))
}

// Two persons inspect, neither of whom did the work; what one finds undoes what
// the other saw.
func TestWhoInspectsAndWhatIsFound(t *testing.T) {
	s := newScene(t)
	o := s.working(ownOnSite())
	good := s.look("pc")
	with := func(f func(*repair.Args)) repair.Args {
		a := good
		f(&a)
		return a
	}
	s.refused("rep.recheck", s.try("tech", o, repair.VerbInspect, good)) // his own work
	s.must("sec", o, repair.VerbStep, repair.Args{What: "协助搬运", Own: []string{"tech2"}})
	s.refused("rep.recheck", s.try("tech2", o, repair.VerbInspect, good))
	s.refused("rep.recheck", s.try("off", o, repair.VerbInspect, with(func(a *repair.Args) { a.Serial = "SN-x" })))
	s.invalid("serial", s.try("off", o, repair.VerbInspect, with(func(a *repair.Args) { a.Serial = "" })))
	s.invalid("wireless", s.try("off", o, repair.VerbInspect, with(func(a *repair.Args) { a.Wireless = "" })))
	s.invalid("network", s.try("off", o, repair.VerbInspect, with(func(a *repair.Args) { a.Network = "" })))
	s.invalid("os_installed", s.try("off", o, repair.VerbInspect, with(func(a *repair.Args) { a.OSInstalled = "" })))
	for name, c := range map[string]struct {
		look repair.Args
		want repair.FindingKind
	}{
		"wireless":   {with(func(a *repair.Args) { a.Wireless = asset.WirelessPresent }), repair.FoundWireless},
		"network":    {with(func(a *repair.Args) { a.Network = asset.NetworkClassified }), repair.FoundNetwork},
		"new system": {with(func(a *repair.Args) { a.OSInstalled = "2026-06-01" }), repair.FoundSystem},
		"no drive":   {with(func(a *repair.Args) { a.Serials = nil }), repair.FoundMissing},
		"one more":   {with(func(a *repair.Args) { a.Serials = []string{"sn-D1 ", "SN-z"} }), repair.FoundAdded},
	} {
		s.must("off", o, repair.VerbInspect, good)
		s.refused("rep.recheck", s.try("off", o, repair.VerbInspect, good)) // the same one again
		s.must("sec", o, repair.VerbInspect, c.look)
		s.state(o, asset.RepairWorking)
		list := s.orders[o].Inspections
		if len(list) != 1 || len(list[0].Findings) != 1 || list[0].Findings[0].Kind != c.want || list[0].Findings[0].Text().EN == "" {
			t.Errorf("%s: %+v", name, list)
		}
		s.must("sec", o, repair.VerbStep, repair.Args{What: "排除", Own: []string{"tech"}})
	}
	s.inspected(o)
}

// A system that was installed anew as part of the work is said so, and the record
// follows; where the record knew nothing, the first who looks decides.
func TestTheDayTheSystemWasInstalled(t *testing.T) {
	s := newScene(t)
	o := s.working(ownOnSite())
	s.must("tech", o, repair.VerbStep, repair.Args{What: "重装系统", Own: []string{"tech"}, Reinstalled: "2026-06-01"})
	look := s.look("pc")
	look.OSInstalled = "2026-06-01"
	s.must("off", o, repair.VerbInspect, look)
	s.must("sec", o, repair.VerbInspect, look)
	s.state(o, asset.RepairInspected)
	if got := s.assets["pc"].Details.OSInstalled; got != "2026-06-01" {
		t.Errorf("on record: %s", got)
	}
	s = newScene(t)
	o = s.working(ownOnSite())
	pc := s.assets["pc"]
	pc.Details.OSInstalled = ""
	s.assets["pc"] = pc
	look.OSInstalled = "2025-03-04"
	s.must("off", o, repair.VerbInspect, look)
	other := look
	other.OSInstalled = "2025-03-05"
	s.must("sec", o, repair.VerbInspect, other)
	if len(s.orders[o].Inspections[0].Findings) != 1 {
		t.Error("two days, and nothing found")
	}
	pc = s.assets["pc"]
	pc.Details.OSInstalled = "2025-03" // the paper knew the month
	s.assets["pc"] = pc
	s.must("off", o, repair.VerbInspect, look)
	s.must("sec", o, repair.VerbInspect, look)
	if got := s.assets["pc"].Details.OSInstalled; got != "2025-03-04" {
		t.Errorf("on record: %s", got)
	}
}

// What comes back is held against what left; an added part stops the inspection
// until it is on record or gone.
func TestWhatComesBack(t *testing.T) {
	s := newScene(t)
	o := s.away()
	a := s.look("pc")
	s.refused("rep.recheck", s.try("off", o, repair.VerbReturn, repair.Args{Serial: "SN-x", Wireless: asset.WirelessAbsent}))
	s.invalid("serial", s.try("off", o, repair.VerbReturn, repair.Args{Wireless: asset.WirelessAbsent}))
	a.Room = "shut"
	s.invalid("room", s.try("off", o, repair.VerbReturn, a))
	a.Room = "of-b"
	s.invalid("room", s.try("off", o, repair.VerbReturn, a))
	a.Room = "hall"
	s.refused("flow.room", s.try("off", o, repair.VerbReturn, a))
	a.Room, a.Serials, a.Bags, a.Wireless, a.OSInstalled = "vault", []string{"SN-new", "SN-gone"}, []string{"F-002"}, asset.WirelessPresent, "2026-06-01"
	s.must("off", o, repair.VerbReturn, a)
	x := s.orders[o]
	var kinds []repair.FindingKind
	for _, f := range x.Return.Findings {
		kinds = append(kinds, f.Kind)
	}
	if want := []repair.FindingKind{repair.FoundWireless, repair.FoundSystem, repair.FoundAdded, repair.FoundAdded, repair.FoundSeal}; !slices.Equal(kinds, want) || len(x.Added) != 2 {
		t.Errorf("%v %+v", kinds, x.Added)
	}
	s.refused("rep.recheck", s.try("off", o, repair.VerbInspect, s.look("pc")))
	s.must("sec", o, repair.VerbStep, repair.Args{What: "拆除多出硬盘", Own: []string{"tech"}, Removed: []string{"sn-GONE"}})
	s.refused("rep.recheck", s.try("off", o, repair.VerbInspect, s.look("pc")))
	// The other one is registered, labelled and put in.
	s.put("dn", asset.Drive, secret, "")
	d := s.assets["dn"]
	d.Serial = "SN-new"
	s.assets["dn"] = d
	s.ok(s.asset("tech", "pc", asset.VerbPutIn, asset.Args{Part: "dn", Reason: "登记"}))
	s.ok(s.signed("pc"))
	s.inspected(o)
	s.closed(o)
	// A drum that left inside and is not there is missing.
	s.put("oa", asset.OA, secret, "")
	oa, k := s.assets["oa"], s.assets["dn"]
	oa.Parts = []string{"k"}
	k.ID, k.Code, k.Class, k.Host, k.Serial, k.Life, k.Custody = "k", "BM-k", asset.Drum, "oa", "SN-k", asset.InStore, oa.Custody
	s.assets["oa"], s.assets["k"] = oa, k
	s.policy, _ = s.policy.Set("repair.drum-out", "false")
	o = s.approved("oa", "off", vendorOffSite())
	s.must("sec", o, repair.VerbDispatch, sent())
	s.must("sec", o, repair.VerbReturn, repair.Args{Serial: "SN-oa", Wireless: asset.WirelessAbsent})
	if x := s.orders[o]; !slices.Equal(x.Return.Missing, []string{"SN-k"}) || !slices.Equal(x.Dispatch.Parts, []string{"SN-k"}) {
		t.Errorf("%+v", x.Return)
	}
}

// Brought back untouched, it is inspected as any other, and its order was for nothing.
func TestOutForNothing(t *testing.T) {
	s := newScene(t)
	o := s.away()
	a := s.look("pc")
	a.Untouched = true
	s.must("off", o, repair.VerbReturn, a)
	s.refused("flow.state", s.try("off", o, repair.VerbCancel, repair.Args{Reason: "不修"}))
	s.inspected(o)
	s.closed(o)
	s.state(o, asset.RepairCancelled)
}
