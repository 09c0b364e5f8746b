package app_test

import (
	"sync"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// The main job from registration to hand-over, each step by the one whose duty
// it is; afterwards the tables are what the events fold to.
func TestMainJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inUse("UP-1", "keeper1", level.Secret)
		out := o.act("keeper1", id, asset.VerbHandOver, asset.Args{Person: o.person["keeper3"], Reason: "岗位调整"})
		if out.Life != asset.HandoverPending || out.Waiting == nil || out.Waiting.Seat != org.DepartmentHead {
			t.Fatalf("offer: %+v", out)
		}
		o.refused("hand.no-sideways", "keeper3", app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbAccept}})
		o.act("head1", id, asset.VerbApprove, asset.Args{})
		early := app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbApprove}} // the receiving head first: nothing the witness has to know of
		if _, err := o.app.Execute(o.ctx, o.actor("witness"), early, ""); !errs.IsKind(err, errs.NotFound) {
			t.Fatalf("the witness before his turn: %v", err)
		}
		o.act("head2", id, asset.VerbApprove, asset.Args{})
		o.act("witness", id, asset.VerbApprove, asset.Args{})
		o.refused("hand.two-sign", "head1", app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbAccept}})
		out = o.act("keeper3", id, asset.VerbAccept, asset.Args{})
		if out.Life != asset.InUse {
			t.Fatalf("accepted: %+v", out)
		}
		rec, _, err := o.app.Record(o.ctx, o.actor("keeper3"), "up-1")
		if err != nil || rec.State.Custody.Person != o.person["keeper3"] || rec.Department.Name != "研究室" {
			t.Fatalf("record: %+v, %v", rec.Asset, err)
		}
		wrong, err := s.Refold(o.ctx)
		if err != nil || len(wrong) > 0 {
			t.Fatalf("refold: %v, %v", wrong, err)
		}
	})
}

// A refused command changes nothing and stays on record with rule and person.
func TestRefusalIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inUse("UP-1", "keeper1", level.Secret)
		before, _, err := o.app.Record(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		o.refused("use.no-lending", "keeper1", app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbLend}})
		after, _, err := o.app.Record(o.ctx, o.actor("baomi"), id)
		if err != nil || after.Version != before.Version {
			t.Fatalf("a refusal changed the record: %d → %d, %v", before.Version, after.Version, err)
		}
		history, _, err := s.History(o.ctx, o.actor("baomi"), id, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range history {
			if h.Rule == "use.no-lending" && h.By.ID == o.person["keeper1"] && len(h.Articles) > 0 {
				return
			}
		}
		t.Fatalf("no refusal in the history: %+v", history)
	})
}

// The same key is the same deed, even when sent by many at once; the same key
// with another command is a mistake that is told.
func TestIdempotencyKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		r := usb("UP-7")
		r.Department = o.dept["办公厅"]
		actor := o.actor("officer")
		var wg sync.WaitGroup
		outs := make([]app.Outcome, 8)
		fails := make([]error, 8)
		for i := range outs {
			wg.Go(func() { outs[i], fails[i] = o.app.Execute(o.ctx, actor, app.Register{Registration: r}, "key-1") })
		}
		wg.Wait()
		again := 0
		for i, out := range outs {
			if fails[i] != nil || out.ID != outs[0].ID {
				t.Fatalf("%d: %+v, %v", i, out, fails[i])
			}
			if out.Again {
				again++
			}
		}
		if again != len(outs)-1 {
			t.Errorf("%d answers from the key, want %d", again, len(outs)-1)
		}
		r.Code = "UP-8"
		if _, err := o.app.Execute(o.ctx, actor, app.Register{Registration: r}, "key-1"); !errs.IsKind(err, errs.Conflict) {
			t.Errorf("another command under the same key: %v", err)
		}
	})
}

// Codes are unique for ever and serials among the living, under a race too.
func TestUniquenessUnderRace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		actor := o.actor("officer")
		var wg sync.WaitGroup
		fails := make([]error, 12)
		for i := range fails {
			r := usb("UP-9")
			r.Department = o.dept["办公厅"]
			if i%2 == 1 { // the same serial under another code
				r.Code = "UP-9X" + string(rune('A'+i))
			}
			wg.Go(func() { _, fails[i] = o.app.Execute(o.ctx, actor, app.Register{Registration: r}, "") })
		}
		wg.Wait()
		good := 0
		for _, err := range fails {
			if err == nil {
				good++
			} else if rule := errs.As(err).Rule; rule != "reg.code-never-reused" && rule != "reg.serial-unique" {
				t.Errorf("unexpected: %v", err)
			}
		}
		if good != 1 {
			t.Errorf("%d registrations went through, want 1", good)
		}
	})
}

// What is out of scope and what does not exist answer alike, and the log keeps
// them apart.
func TestScanTellsNoSecrets(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inUse("UP-3", "keeper1", level.TopSecret)
		rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		token := rec.Labels[0].Token
		res, err := o.app.Scan(o.ctx, o.actor("keeper1"), " "+token+"\r")
		if err != nil || res.Record.ID != id || res.Stale {
			t.Fatalf("own label: %+v, %v", res, err)
		}
		_, out := o.app.Scan(o.ctx, o.actor("keeper3"), token)
		_, unknown := o.app.Scan(o.ctx, o.actor("keeper3"), "NO-SUCH-CODE-1")
		if out == nil || unknown == nil || out.Error() != unknown.Error() {
			t.Fatalf("told apart: %v / %v", out, unknown)
		}
		for _, typed := range []string{"方六", "方六 2 号", "nosuchword"} { // no label says this: nobody is noted for it
			if _, err := o.app.Scan(o.ctx, o.actor("keeper3"), typed); err == nil || err.Error() != unknown.Error() {
				t.Errorf("%s: %v", typed, err)
			}
		}
		findings, _, err := s.Findings(o.ctx, o.actor("baomi"), "", 10)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]int{}
		for _, f := range findings {
			kinds[f.Kind]++
		}
		if kinds["scan.out_of_scope"] != 1 || kinds["scan.unknown"] != 1 {
			t.Errorf("findings: %v", kinds)
		}
	})
}

// The token of a replaced label still resolves, says so, and raises a finding.
func TestStaleLabelRaisesFinding(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inUse("UP-4", "keeper1", level.Confidential)
		rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		old := rec.Labels[0].Token
		o.do("baomi", app.VoidLabel{Token: old, Reason: "破损"})
		res, err := o.app.Scan(o.ctx, o.actor("keeper1"), old)
		if err != nil || !res.Stale || res.Record.ID != id || res.Note.ZH == "" {
			t.Fatalf("void label: %+v, %v", res, err)
		}
		o.do("baomi", app.Print{Assets: []string{id}, Stock: "roll-50x30", Start: 1})
		page, err := s.Assets(o.ctx, o.actor("baomi"), view.AssetFilter{Unlabelled: true})
		if err != nil || len(page.Rows) != 1 {
			t.Fatalf("unlabelled: %d rows, %v", len(page.Rows), err)
		}
	})
}

// Pressing print twice is one job; a label printed again is a copy of it.
func TestPrintJobIsIdempotent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("UP-5", level.Secret)
		p := app.Print{Assets: []string{id}, Stock: "a4-38x21", Start: 3, Key: "job-1"}
		first, second := o.do("baomi", p), o.do("baomi", p)
		if first.ID != second.ID || !second.Again || first.Copies != 1 {
			t.Fatalf("%+v then %+v", first, second)
		}
		items, err := s.PrintJobItems(o.ctx, o.actor("baomi"), first.ID)
		if err != nil || len(items) != 1 || items[0].Shows.Mark != "机密★20年" || items[0].Shows.Code != "UP-5" {
			t.Fatalf("items: %+v, %v", items, err)
		}
		rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil || len(rec.Labels) != 1 || rec.Labels[0].Copies != 2 {
			t.Fatalf("labels: %+v, %v", rec.Labels, err)
		}
	})
}

// An administrator does no business and sees none.
func TestAdministratorsDoNoBusiness(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inUse("UP-6", "keeper1", level.Secret)
		for _, login := range []string{"sysadmin", "secadmin", "auditor"} {
			o.refused("adm.no-business", login, app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbFreeze, Args: asset.Args{Reference: "x", Reason: "x"}}})
			if _, err := s.Asset(o.ctx, o.actor(login), id); !errs.IsKind(err, errs.NotFound) {
				t.Errorf("%s sees the record: %v", login, err)
			}
			if page, err := s.Assets(o.ctx, o.actor(login), view.AssetFilter{}); err != nil || len(page.Rows) > 0 {
				t.Errorf("%s sees %d assets, %v", login, len(page.Rows), err)
			}
		}
		// But a loss is reported by anyone, who learns nothing by it.
		if out := o.act("auditor", id, asset.VerbReportLost, asset.Args{}); out.Code != "" || out.Life != "" {
			t.Errorf("the report tells %+v", out)
		}
		if rec, err := s.Asset(o.ctx, o.actor("baomi"), id); err != nil || rec.Life != asset.Lost {
			t.Errorf("reported lost: %s, %v", rec.Life, err)
		}
	})
}

// A dry run says what would happen and leaves nothing behind.
func TestDryRunLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		good, bad := usb("UP-1"), usb("UP-1")
		good.Department, bad.Department = o.dept["办公厅"], o.dept["办公厅"]
		res, err := o.app.DryRun(o.ctx, o.actor("officer"), []app.Command{app.Register{Registration: good}, app.Register{Registration: bad}})
		if err != nil || res[0].Err != nil || errs.As(res[1].Err).Rule != "reg.code-never-reused" {
			t.Fatalf("%+v, %v", res, err)
		}
		page, err := s.Assets(o.ctx, o.actor("baomi"), view.AssetFilter{})
		if err != nil || len(page.Rows) != 0 {
			t.Fatalf("%d rows after a dry run, %v", len(page.Rows), err)
		}
		o.do("officer", app.Register{Registration: good})
	})
}

// An asset issued across departments waits for the receiver's head, who finds
// it in his inbox and may open it although it is still another department's.
func TestHeadSeesWhatWaitsForHim(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("UP-20", level.Secret)
		if _, err := s.Asset(o.ctx, o.actor("head2"), id); !errs.IsKind(err, errs.NotFound) {
			t.Fatalf("before: %v", err)
		}
		o.act("baomi", id, asset.VerbIssue, asset.Args{Person: o.person["keeper3"]})
		list, err := s.Waiting(o.ctx, o.actor("head2"))
		if err != nil || len(list) != 1 || list[0].ID != id {
			t.Fatalf("inbox: %+v, %v", list, err)
		}
		if _, err := s.Asset(o.ctx, o.actor("head2"), id); err != nil {
			t.Fatalf("record: %v", err)
		}
		o.act("head2", id, asset.VerbApprove, asset.Args{})
		o.act("keeper3", id, asset.VerbAccept, asset.Args{})
		rec, actions, err := o.app.Record(o.ctx, o.actor("baomi"), id)
		if err != nil || rec.Department.Name != "研究室" {
			t.Fatalf("%+v, %v", rec.Asset, err)
		}
		for _, a := range actions {
			if v := a.Spec.Verb; a.Legal() && (v == asset.VerbLabel || v == asset.VerbUnpair) {
				t.Errorf("%s is offered", v)
			}
		}
	})
}
