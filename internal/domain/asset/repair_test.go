package asset_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
)

func onSite() asset.Args {
	return asset.Args{Repair: &asset.RepairAsk{OnSite: true, Fault: "无法开机"}}
}

func offSite() asset.Args {
	return asset.Args{Repair: &asset.RepairAsk{Fault: "主板故障", Vendor: "v"}}
}

// granted is an asset with an order that the whole chain has approved.
func (s *scene) granted(id, who string, a asset.Args) {
	s.t.Helper()
	s.must(who, asset.VerbRepair, id, a)
	for r := s.assets[id].Request; r != nil; r = s.assets[id].Request {
		step, _, _ := r.Next()
		s.sign(id, docSigners[step.Seat])
	}
}

// to brings the order of the asset to the stage, as package repair would.
func (s *scene) to(id string, stages ...asset.RepairStage) {
	s.t.Helper()
	for _, to := range stages {
		if err := s.moved(s.assets[id], event.Event{}, to); err != nil {
			s.t.Fatal(err)
		}
		if err := s.consistent(s.assets[id]); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestARepairIsApprovedByTheChainOfItsPlaceAndLevel(t *testing.T) {
	head, sec, lead, grp := org.DepartmentHead, org.SecrecyOffice, org.Leader, org.LeadingGroup
	for name, c := range map[string]struct {
		ask  asset.Args
		top  bool
		want []org.Seat
	}{
		"on site":             {onSite(), false, []org.Seat{head, sec}},
		"on site, top secret": {onSite(), true, []org.Seat{head, sec, grp}},
		"off site":            {offSite(), false, []org.Seat{head, sec, lead}},
		"off site, top":       {offSite(), true, []org.Seat{head, sec, lead, grp}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			l := secret
			if c.top {
				l = top
			}
			s.used("pc", asset.Computer, l, "u1")
			s.must("u1", asset.VerbRepair, "pc", c.ask)
			id := s.assets["pc"].Request.ID
			var seats, signers = []org.Seat{}, []string{}
			for r := s.assets["pc"].Request; r != nil; r = s.assets["pc"].Request {
				step, _, _ := r.Next()
				seats, signers = append(seats, step.Seat), append(signers, docSigners[step.Seat])
				s.sign("pc", docSigners[step.Seat])
			}
			if !slices.Equal(seats, c.want) {
				t.Errorf("signed by %v", seats)
			}
			r := s.assets["pc"].Repair
			if r == nil || r.Order != id || r.Stage != asset.RepairApproved || !r.Approved || r.Number != "BM-pc-WX1" || r.Life != asset.InUse {
				t.Fatalf("order %+v", r)
			}
			s.life("pc", asset.InUse) // it is in use until the work begins
			last, err := s.log[len(s.log)-1].event()
			x, ok := last.Data.(asset.RepairGranted)
			if err != nil || !ok || !slices.Equal(x.Signers, signers) || x.By != "u1" || !last.Touches(asset.KindRepair, id) {
				t.Errorf("%+v of %+v", x, last.Subjects)
			}
		})
	}
}

func TestWhatARepairMayBeAskedFor(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	s.used("m", asset.Medium, secret, "u1")
	s.stored("t", asset.Token, secret)
	ask := func(a asset.RepairAsk) asset.Args { return asset.Args{Repair: &a} }
	s.refused("flow.seat", "u2", asset.VerbRepair, "pc", onSite())
	s.refused("flow.class", "sec1", asset.VerbRepair, "t", onSite())
	s.refused("flow.part", "sec1", asset.VerbRepair, "d", onSite())
	s.refused("rep.storage-out", "u1", asset.VerbRepair, "m", offSite())
	s.refused("rep.storage-out", "u1", asset.VerbRepair, "pc", ask(asset.RepairAsk{Fault: "硬盘异响", Vendor: "v", Storage: true}))
	s.invalid("repair", "u1", asset.VerbRepair, "pc", asset.Args{})
	s.invalid("fault", "u1", asset.VerbRepair, "pc", ask(asset.RepairAsk{OnSite: true, Fault: " 　"}))
	s.invalid("fault", "u1", asset.VerbRepair, "pc", ask(asset.RepairAsk{OnSite: true, Fault: strings.Repeat("长", 1001)}))
	s.invalid("note", "u1", asset.VerbRepair, "pc", ask(asset.RepairAsk{OnSite: true, Fault: "坏", Note: "\x00"}))
	s.invalid("vendor", "u1", asset.VerbRepair, "pc", ask(asset.RepairAsk{Fault: "坏"}))
	s.invalid("agreement", "u1", asset.VerbRepair, "pc", ask(asset.RepairAsk{OnSite: true, Fault: "坏", Agreement: "a"}))
	s.granted("pc", "u1", onSite())
	s.refused("flow.state", "u1", asset.VerbRepair, "pc", onSite()) // a second one
	s.granted("m", "u1", onSite())
}

// Under an order what is in use is opened too; a part that failed is only to be
// destroyed, and while the asset is out nothing goes in or comes out.
func TestPartsUnderAnOrder(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d1", "d2")
	out := func(part string, c asset.PartCondition) asset.Args {
		return asset.Args{Part: part, Room: "vault", Reason: "维修", Condition: c}
	}
	s.refused("flow.state", "tech", asset.VerbTakeOut, "pc", out("d1", ""))
	s.granted("pc", "u1", offSite())
	s.invalid("condition", "tech", asset.VerbTakeOut, "pc", out("d1", "lent"))
	s.must("tech", asset.VerbTakeOut, "pc", out("d1", ""))
	s.sign("pc", "sec1")
	s.must("tech", asset.VerbTakeOut, "pc", out("d2", asset.PartFailed))
	s.sign("pc", "sec1")
	s.life("d1", asset.InStore)
	s.life("d2", asset.DestroyOnly)
	if r := s.assets["pc"].Repair; !slices.Equal(r.Removed, []string{"d1", "d2"}) {
		t.Errorf("removed %v", r.Removed)
	}
	s.label("d1")
	s.label("d2") // what is only to be destroyed wears a label, too
	in := asset.Args{Part: "d1", Reason: "装回"}
	s.to("pc", asset.RepairOut)
	if x := s.assets["pc"]; !x.Outside() || x.Custody.Person != "u1" || x.Custody.Room != "" {
		t.Errorf("out: %+v", x.Custody)
	}
	s.refused("rep.storage-out", "tech", asset.VerbPutIn, "pc", in)
	s.refused("flow.state", "tech", asset.VerbTakeOut, "pc", out("d1", ""))
	s.to("pc", asset.RepairBack, asset.RepairInspected)
	s.must("tech", asset.VerbPutIn, "pc", in)
	s.sign("pc", "sec1")
	if r := s.assets["pc"].Repair; r.Stage != asset.RepairBack {
		t.Errorf("after a part went in it is %s", r.Stage)
	}
	s.refused("flow.state", "tech", asset.VerbPutIn, "pc", asset.Args{Part: "d2", Reason: "装回"})
	e, err := s.log[len(s.log)-1].event()
	if x, ok := e.Data.(asset.PutIn); err != nil || !ok || x.Order == "" || !e.Touches(asset.KindRepair, x.Order) {
		t.Errorf("put in: %+v", e)
	}
}

func TestARepairIsClosedWithItsKeeper(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1")
	before := s.assets["pc"].Custody
	s.granted("pc", "u1", onSite())
	s.to("pc", asset.RepairWorking)
	s.refused("rep.recheck", "sec1", asset.VerbCloseRepair, "pc", asset.Args{})
	s.refused("flow.state", "sec1", asset.VerbUpgrade, "pc", marking(top))
	s.refused("flow.state", "u1", asset.VerbReturn, "pc", asset.Args{})
	s.to("pc", asset.RepairInspected)
	s.refused("flow.seat", "u1", asset.VerbCloseRepair, "pc", asset.Args{})
	s.must("sec1", asset.VerbCloseRepair, "pc", asset.Args{})
	s.refused("hand.two-sign", "u2", asset.VerbAccept, "pc", asset.Args{})
	s.life("pc", asset.InRepairOnsite)
	s.must("u1", asset.VerbAccept, "pc", asset.Args{})
	x := s.assets["pc"]
	before.Since = s.now
	if x.Life != asset.InUse || x.Repair != nil || x.Repairs != 1 || x.Custody != before {
		t.Errorf("%s %+v", x.Life, x)
	}
	s.granted("pc", "u1", onSite())
	s.to("pc", asset.RepairWorking, asset.RepairInspected)
	keeper := s.persons["u1"]
	delete(s.persons, "u1")
	s.refused("use.one-person", "sec1", asset.VerbCloseRepair, "pc", asset.Args{}) // rather than taken from one nobody looked at
	s.persons["u1"] = keeper
	s.must("sec1", asset.VerbCloseRepair, "pc", asset.Args{})
	s.must("u1", asset.VerbAccept, "pc", asset.Args{})
	// One who may keep it no more does not get it back.
	s.granted("pc", "u1", offSite())
	s.to("pc", asset.RepairOut, asset.RepairBack, asset.RepairInspected)
	s.change("u1", func(p *org.Person) { p.Status = org.Closed })
	s.must("sec1", asset.VerbCloseRepair, "pc", asset.Args{Room: "vault"})
	if x := s.assets["pc"]; x.Life != asset.InStore || x.Custody.Person != "" || x.Custody.Room != "vault" {
		t.Errorf("%s %+v", x.Life, x.Custody)
	}
}

func TestWhatStandsAgainstClosing(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	s.granted("pc", "u1", onSite())
	s.to("pc", asset.RepairWorking)
	s.must("tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d", Reason: "更换"})
	s.sign("pc", "sec1")
	s.to("pc", asset.RepairInspected)
	s.must("tech", asset.VerbReportLost, "d", asset.Args{})
	s.refused("rep.old-part-back", "sec1", asset.VerbCloseRepair, "pc", asset.Args{})
	s.to("pc", asset.RepairFailed) // what is left
	s.life("pc", asset.Retired)

	s.used("oa", asset.OA, secret, "u1")
	s.granted("oa", "u1", onSite())
	s.to("oa", asset.RepairWorking, asset.RepairInspected)
	if err := s.voidLabel("sec1", "oa", s.labels["oa"][0].Token, "维修时撕毁"); err != nil {
		t.Fatal(err)
	}
	s.refused("lvl.label-follow", "sec1", asset.VerbCloseRepair, "oa", asset.Args{})
	s.label("oa")
	s.must("sec1", asset.VerbCloseRepair, "oa", asset.Args{})

	s.used("own", asset.NetDev, secret, "u1")
	s.granted("own", "u1", onSite())
	s.to("own", asset.RepairWorking, asset.RepairInspected)
	s.change("u1", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.AssetOfficer, "a")) })
	s.refused("hand.two-sign", "u1", asset.VerbCloseRepair, "own", asset.Args{})
}

// An emergency is begun ahead of its approval; the chain signs all the same, and
// what it refuses stays unapproved.
func TestAnEmergencyIsApprovedAfterwards(t *testing.T) {
	s := newScene(t)
	begun := func(id string) *asset.Repair {
		s.used(id, asset.NetDev, secret, "u1")
		s.must("u1", asset.VerbRepair, id, onSite())
		if err := s.moved(s.assets[id], asset.OpenEmergency(s.assets[id]), asset.RepairWorking); err != nil {
			t.Fatal(err)
		}
		return s.assets[id].Repair
	}
	if r := begun("n"); r.Approved || !r.Emergency || r.Stage != asset.RepairWorking || s.assets["n"].Request == nil {
		t.Errorf("%+v", r)
	}
	s.sign("n", "headA", "sec1")
	if r := s.assets["n"].Repair; !r.Approved || !r.Emergency || r.Stage != asset.RepairWorking || s.assets["n"].Repairs != 1 {
		t.Errorf("%+v", r)
	}
	r := begun("x")
	s.must("headA", asset.VerbRefuse, "x", asset.Args{Reason: "不属紧急情况"})
	e, _ := s.log[len(s.log)-1].event()
	if !e.Touches(asset.KindRepair, r.Order) || s.assets["x"].Repair.Approved {
		t.Errorf("refused: %+v", e.Subjects)
	}
	s.life("x", asset.InRepairOnsite)
	begun("l")
	s.must("u2", asset.VerbReportLost, "l", asset.Args{})
	if s.assets["l"].Repair != nil {
		t.Error("lost, and in repair")
	}
}

func TestWhoHasAPart(t *testing.T) {
	store, vendor := asset.Custody{Holder: asset.HolderStore}, asset.Custody{Holder: asset.HolderVendor}
	hosts := map[string]asset.State{"h": {ID: "h", Life: asset.InUse}, "o": {ID: "o", Life: asset.InRepairOffsite, Custody: vendor}}
	for name, c := range map[string]struct {
		s    asset.State
		want bool
	}{
		"in store":              {asset.State{Life: asset.InStore, Custody: store}, true},
		"to be destroyed":       {asset.State{Life: asset.DestroyOnly, Custody: store}, true},
		"with a keeper":         {asset.State{Life: asset.InUse, Custody: asset.Custody{Holder: asset.HolderKeeper}}, true},
		"in a host":             {asset.State{Life: asset.InUse, Host: "h"}, true},
		"in a host that is out": {asset.State{Life: asset.InRepairOffsite, Host: "o"}, false},
		"in a host not known":   {asset.State{Life: asset.InUse, Host: "q"}, false},
		"with a vendor":         {asset.State{Life: asset.InRepairOffsite, Custody: vendor}, false},
		"lost":                  {asset.State{Life: asset.Lost, Custody: store}, false},
		"destroyed":             {asset.State{Life: asset.Destroyed}, true},
		"not known":             {asset.State{}, false},
	} {
		if got := c.s.InOurCustody(hosts); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestARepairTellsItsSigners(t *testing.T) {
	s := newScene(t)
	s.stored("n", asset.NetDev, secret)
	a := onSite()
	a.Repair.Vendor, a.Repair.Agreement, a.Repair.Storage, a.Repair.Note = "v", "y", true, "夜间"
	s.must("sec1", asset.VerbRepair, "n", a)
	names := s.callNames()
	names["v"], names["y"] = "示例公司", "XY-1"
	got := asset.AskLine(s.assets["n"].Asks(names))
	if got.ZH != "维修方式：现场维修；故障情况：无法开机；维修单位：示例公司；保密协议：XY-1；维修对象：含存储部件；说明：夜间" || !strings.Contains(got.EN, "by: 示例公司") {
		t.Error(got)
	}
	a.Repair.Fault = "别的"
	if s.assets["n"].Request.Args.Repair.Fault != "无法开机" {
		t.Error("the request shares what was asked with the caller")
	}
}

func TestTheWordsOfARepair(t *testing.T) {
	for _, x := range asset.RepairStages() {
		if x.Text().ZH == "" || x.Text().EN == "" {
			t.Errorf("%s has no name", x)
		}
	}
	for _, x := range asset.PartConditions() {
		if x.Text().ZH == "" || x.Text().EN == "" {
			t.Errorf("%q has no name", x)
		}
	}
	if !asset.RepairStage("x").Text().IsZero() || !asset.PartCondition("x").Text().IsZero() {
		t.Error("an unknown word has a name")
	}
	// A technician sees what has an open order, whatever state it is in.
	tech := org.Actor{Person: "t", Clearance: top, Held: []org.Held{{Seat: org.Technician}}}
	x := asset.State{ID: "x", Class: asset.SecProd, Life: asset.InUse}
	if x.SeenBy(tech) {
		t.Error("seen without an order")
	}
	if x.Repair = (&asset.Repair{Order: "w"}); !x.SeenBy(tech) {
		t.Error("not seen")
	}
	if y := asset.Fold(x, event.Of(asset.RepairMoved{Asset: "x", Order: "other", Stage: asset.RepairOut}, event.Subject{Kind: asset.KindSubject, ID: "x"})); !reflect.DeepEqual(y.Repair, x.Repair) {
		t.Errorf("another order moved it: %+v", y.Repair)
	}
}
