package app_test

import (
	"errors"
	"slices"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// computerInUse is a checked computer with a drive inside, with the keeper.
func (o *organ) computerInUse(code, keeper string) (id, drive string) {
	o.t.Helper()
	l := level.Secret
	id = o.do("officer", app.Register{Registration: asset.Registration{
		Code: code, Class: asset.Computer, Kind: "desktop", Brand: "远山", Model: "T14", Serial: "SN-" + code, Department: o.dept["办公厅"],
		Room: o.room["办公厅"], Network: asset.NetworkNone, Details: asset.Details{OSInstalled: "2025-03-04"},
		Parts: []asset.PartSpec{{Class: asset.Drive, Kind: "ssd", Serial: "DR-" + code}},
	}}).ID
	o.act("officer", id, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例"})
	o.act("head1", id, asset.VerbApprove, asset.Args{})
	o.act("group", id, asset.VerbApprove, asset.Args{})
	o.labelled(id)
	o.act("tech", id, asset.VerbCheck, asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	o.act("baomi", id, asset.VerbIssue, asset.Args{Person: o.person[keeper], Room: o.room["办公厅"]})
	o.act("head1", id, asset.VerbApprove, asset.Args{})
	o.act(keeper, id, asset.VerbAccept, asset.Args{})
	return id, o.state(id).Parts[0]
}

// labelled prints the label and reads it back.
func (o *organ) labelled(id string) {
	o.t.Helper()
	o.do("baomi", app.Print{Assets: []string{id}, Stock: "a4-70x37", Start: 1})
	rec, err := o.store.Asset(o.ctx, o.actor("baomi"), id)
	if err != nil {
		o.t.Fatal(err)
	}
	o.act("baomi", id, asset.VerbLabel, asset.Args{Token: rec.Labels[len(rec.Labels)-1].Token})
}

func (o *organ) state(id string) asset.State {
	o.t.Helper()
	rec, err := o.store.Asset(o.ctx, o.actor("baomi"), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return rec.State
}

// signAll lets everybody sign what waits on the asset, in turn.
func (o *organ) signAll(id string) {
	o.t.Helper()
	by := map[org.Seat]string{
		org.DepartmentHead: "head1", org.SecrecyOffice: "baomi2", org.Leader: "leader", org.LeadingGroup: "group", org.Witness: "witness",
	}
	for r := o.state(id).Request; r != nil; r = o.state(id).Request {
		step, _, _ := r.Next()
		if step.Person == "" {
			o.act(by[step.Seat], id, asset.VerbApprove, asset.Args{})
			continue
		}
		for login, person := range o.person {
			if person == step.Person {
				o.act(login, id, asset.VerbAccept, asset.Args{})
			}
		}
	}
}

// order is the order of a repair that was asked for and approved.
func (o *organ) order(login, id string, ask asset.RepairAsk) string {
	o.t.Helper()
	o.act(login, id, asset.VerbRepair, asset.Args{Repair: &ask})
	r := o.state(id).Request
	if r == nil {
		o.t.Fatal("nothing waits")
	}
	o.signAll(id)
	return r.ID
}

func under(order string, v repair.Verb, a repair.Args) app.Repair {
	return app.Repair{Command: repair.Command{Order: order, Verb: v, Args: a}}
}

// look is what is found when all is as on record.
func (o *organ) look(id string, serials ...string) repair.Args {
	s := o.state(id)
	return repair.Args{
		Serial: s.Serial, Serials: serials, Wireless: asset.WirelessAbsent, Network: s.Network, OSInstalled: s.Details.OSInstalled,
	}
}

func (o *organ) stands(order, id string, stage repair.State, life asset.Life) view.Repair {
	o.t.Helper()
	r, err := o.store.Repair(o.ctx, o.actor("baomi"), order)
	if err != nil {
		o.t.Fatal(err)
	}
	if s := o.state(id); r.State != stage || s.Life != life {
		o.t.Fatalf("order %s, asset %s; want %s, %s", r.State, s.Life, stage, life)
	}
	return r
}

func refolded(t *testing.T, s *store.Store) {
	t.Helper()
	if bad, err := s.Refold(t.Context()); err != nil || len(bad) > 0 {
		t.Errorf("refold: %v %v", bad, err)
	}
}

func repairOrgan(t *testing.T, s *store.Store) *organ {
	o := newOrgan(t, s)
	o.member("baomi2", "办公厅", level.TopSecret, org.SecrecyOffice, "")
	o.member("tech2", "办公厅", level.TopSecret, org.Technician, "办公厅")
	return o
}

// An own technician mends it on site: asked for, approved, begun, done, inspected
// by two others, closed and accepted by its keeper.
func TestRepairOnSite(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := repairOrgan(t, s)
		id, drive := o.computerInUse("JS-1", "keeper1")
		_, err := o.app.Execute(o.ctx, o.actor("keeper1"), app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbRepair,
			Args: asset.Args{Repair: &asset.RepairAsk{OnSite: true, Fault: "异响", Vendor: "none"}}}}, "")
		if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[0].Name != "vendor" {
			t.Errorf("a vendor that is not on record: %v", err)
		}
		order := o.order("keeper1", id, asset.RepairAsk{OnSite: true, Fault: "风扇异响"})
		o.stands(order, id, asset.RepairApproved, asset.InUse)

		o.refused("flow.seat", "keeper1", under(order, repair.VerbStart, repair.Args{Own: []string{o.person["tech"]}}))
		o.refused("flow.seat", "tech", under(order, repair.VerbStart, repair.Args{Own: []string{o.person["keeper1"]}}))
		if _, err := o.app.Execute(o.ctx, o.actor("keeper3"), under(order, repair.VerbStart, repair.Args{}), ""); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("whoever does not see the asset: %v", err)
		}
		if _, err := o.store.Repair(o.ctx, o.actor("keeper3"), order); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("and reads the order: %v", err)
		}
		out := o.do("tech", under(order, repair.VerbStart, repair.Args{Own: []string{o.person["tech"]}}))
		if out.Life != asset.InRepairOnsite || out.Code != "JS-1-WX1" {
			t.Errorf("%+v", out)
		}
		o.do("tech", under(order, repair.VerbStep, repair.Args{Own: []string{o.person["tech"]}, What: "更换风扇", Minutes: 30}))
		o.refused("rep.recheck", "tech", under(order, repair.VerbInspect, o.look(id, "DR-JS-1")))
		if _, err := o.app.Execute(o.ctx, o.unproved("tech2"), under(order, repair.VerbInspect, o.look(id, "DR-JS-1")), ""); !errs.IsKind(err, errs.Unproved) {
			t.Errorf("inspected without a signature: %v", err)
		}
		o.do("tech2", under(order, repair.VerbInspect, o.look(id, "DR-JS-1")))
		o.refused("rep.recheck", "tech2", under(order, repair.VerbInspect, o.look(id, "DR-JS-1")))
		o.refused("rep.recheck", "baomi", app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbCloseRepair}})
		o.do("baomi", under(order, repair.VerbInspect, o.look(id, "DR-JS-1")))
		o.act("baomi", id, asset.VerbCloseRepair, asset.Args{})
		o.act("keeper1", id, asset.VerbAccept, asset.Args{})
		r := o.stands(order, id, asset.RepairClosed, asset.InUse)
		if st := o.state(id); st.Custody.Person != o.person["keeper1"] || st.Custody.Room != o.room["办公厅"] || st.Repair != nil || st.Repairs != 1 {
			t.Errorf("%+v", st.Custody)
		}
		if h := o.state(drive); h.Life != asset.InUse || h.Host != id {
			t.Errorf("the drive: %+v", h)
		}
		if len(r.Steps) != 1 || r.Steps[0].Minutes != 30 || len(r.Inspections) != 2 || r.Names[o.person["tech"]] != "赵tech" || r.Code != "JS-1" {
			t.Errorf("%+v", r)
		}
		refolded(t, s)
	})
}

// A vendor takes it away: storage stays here, without a paper nothing leaves and the
// try is kept, what comes back is compared, and an added part is put on record or
// removed before anybody finds it good.
func TestRepairOffSite(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := repairOrgan(t, s)
		vendor, technician, paper := o.signedAgreement("示例维修公司", "XY-1", 60)
		id, drive := o.computerInUse("JS-2", "keeper1")
		order := o.order("keeper1", id, asset.RepairAsk{Fault: "主板故障", Vendor: vendor, Agreement: paper})
		send := repair.Args{
			Technicians: []string{technician}, Bags: []string{"F-1"}, Route: "专车", Courier: []string{o.person["keeper2"]}, Due: o.day(5),
		}
		o.do("baomi", app.MoveAgreement{Agreement: paper, State: agreement.Suspended, Reason: "示例"})
		_, err := o.app.Execute(o.ctx, o.actor("baomi"), under(order, repair.VerbDispatch, send), "")
		var all *repair.Refusal
		if !errors.As(err, &all) || len(all.All()) < 3 { // the paper, the drive inside, a courier who is not cleared
			t.Fatalf("the gate: %v", err)
		}
		kept, _, err := s.History(o.ctx, o.actor("baomi"), id, "", 50)
		if err != nil || !slices.ContainsFunc(kept, func(h view.Entry) bool {
			return h.Type == "refusal" && h.Rule == errs.As(all).Rule && len(h.Missing) >= 3
		}) {
			t.Errorf("the refusal is not in the history of the asset: %v %+v", err, kept[0])
		}
		o.do("baomi", app.MoveAgreement{Agreement: paper, State: agreement.Signed, Reason: "示例"})
		send.Courier = []string{o.person["witness"]}
		o.refused("rep.storage-out", "baomi", under(order, repair.VerbDispatch, send))
		o.act("tech", id, asset.VerbTakeOut, asset.Args{Part: drive, Room: o.room["办公厅"], Reason: "送修前拆出"})
		o.signAll(id)
		o.labelled(drive)
		if _, err := o.app.Execute(o.ctx, o.unproved("baomi"), under(order, repair.VerbDispatch, send), ""); !errs.IsKind(err, errs.Unproved) {
			t.Errorf("sent out without a signature: %v", err)
		}
		o.do("baomi", under(order, repair.VerbDispatch, send))
		o.stands(order, id, asset.RepairOut, asset.InRepairOffsite)
		if st := o.state(id); st.Custody.Holder != asset.HolderVendor {
			t.Errorf("%+v", st.Custody)
		}
		o.refused("rep.storage-out", "tech", app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbPutIn, Args: asset.Args{Part: drive, Reason: "x"}}})
		page, err := s.RepairPage(o.ctx, o.actor("officer"), view.RepairFilter{Open: true})
		if err != nil || len(page.Rows) != 1 || page.Rows[0].Due != o.day(5) || page.Rows[0].Overdue || page.Rows[0].Vendor.Name != "示例维修公司" {
			t.Errorf("%+v %v", page.Rows, err)
		}
		if p, err := s.RepairPage(o.ctx, o.actor("keeper1"), view.RepairFilter{}); err != nil || len(p.Rows) != 1 || p.Rows[0].Vendor.Name != "" {
			t.Errorf("the keeper's board: %+v %v", p.Rows, err)
		}
		if p, err := s.RepairPage(o.ctx, o.actor("keeper3"), view.RepairFilter{}); err != nil || len(p.Rows) != 0 {
			t.Errorf("another department's board: %+v %v", p.Rows, err)
		}

		back := o.look(id, "MEM-77")
		back.Bags, back.Room = []string{"F-1"}, o.room["办公厅"]
		o.do("baomi", under(order, repair.VerbReturn, back))
		r := o.stands(order, id, asset.RepairBack, asset.InRepairOffsite)
		if len(r.Added) != 1 || r.Added[0].Serial != "MEM-77" || len(r.Unaccounted) != 0 || r.VendorName == "" || r.Names[technician] != "吴某" {
			t.Errorf("%+v", r)
		}
		o.refused("rep.recheck", "tech", under(order, repair.VerbInspect, o.look(id)))
		o.do("tech", under(order, repair.VerbStep, repair.Args{Own: []string{o.person["tech"]}, What: "拆除多出内存", Removed: []string{"MEM-77"}}))
		o.act("tech", id, asset.VerbPutIn, asset.Args{Part: drive, Reason: "装回"})
		o.signAll(id)
		o.do("tech2", under(order, repair.VerbInspect, o.look(id, "DR-JS-2")))
		o.do("baomi2", under(order, repair.VerbInspect, o.look(id, "DR-JS-2")))
		o.act("baomi", id, asset.VerbCloseRepair, asset.Args{})
		o.act("keeper1", id, asset.VerbAccept, asset.Args{})
		r = o.stands(order, id, asset.RepairClosed, asset.InUse)
		if len(r.Unaccounted) != 0 || len(r.Out) != 1 || len(r.In) != 1 || !r.Added[0].Removed {
			t.Errorf("%+v", r)
		}
		refolded(t, s)
	})
}

// Of an emergency the order is opened from the request that still waits; who reads
// the order is told what he may do with it.
func TestRepairEmergency(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := repairOrgan(t, s)
		id, _ := o.computerInUse("JS-3", "keeper1")
		o.act("keeper1", id, asset.VerbRepair, asset.Args{Repair: &asset.RepairAsk{OnSite: true, Fault: "无法开机"}})
		order := o.state(id).Request.ID
		o.refused("rep.approval", "officer", under(order, repair.VerbStart, repair.Args{Own: []string{o.person["tech2"]}}))
		o.do("secadmin", app.SetPolicy{Key: "repair.emergency", Raw: "true", Reason: "示例"})
		out := o.do("officer", under(order, repair.VerbStart, repair.Args{Own: []string{o.person["tech2"]}, Emergency: true}))
		if out.ID != order || out.Version == 0 || out.Life != asset.InRepairOnsite {
			t.Errorf("%+v", out)
		}
		o.signAll(id)
		r := o.stands(order, id, asset.RepairWorking, asset.InRepairOnsite)
		if !r.Approved || !r.Emergency {
			t.Errorf("%+v", r.Order)
		}
		_, actions, err := o.app.Order(o.ctx, o.actor("baomi"), order)
		may := map[repair.Verb]bool{}
		for _, a := range actions {
			may[a.Verb] = a.Why == nil
		}
		if err != nil || !may[repair.VerbStart] || !may[repair.VerbInspect] || !may[repair.VerbFail] || may[repair.VerbReturn] || may[repair.VerbCancel] {
			t.Errorf("%v %v", may, err)
		}
		refolded(t, s)
	})
}
