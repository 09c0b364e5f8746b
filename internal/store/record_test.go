package store_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func TestARequestSentTwiceIsDoneOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		var done, again atomic.Int32
		together(8, func(int) {
			first := false
			must(t, s.Write(ctx, func(x *store.Tx) error {
				first = false
				prev, found, err := x.Idempotent("acc", "k", "digest")
				if err != nil || found {
					if found && string(prev) != `{"id":"x"}` {
						t.Errorf("got back %s", prev)
					}
					return err
				}
				first = true
				if err := x.Append("p", "", registered(computer(x.NewID(), "GW-1", o.east))); err != nil {
					return err
				}
				// Whatever the deed runs into before the key does, here the code.
				if _, err := x.Keeps("nobody"); err != nil {
					return err
				}
				return x.Remember("acc", "k", "digest", []byte(`{"id":"x"}`))
			}))
			if first {
				done.Add(1)
			} else {
				again.Add(1)
			}
		})
		if done.Load() != 1 || again.Load() != 7 {
			t.Errorf("done %d times, answered again %d times", done.Load(), again.Load())
		}
		err := s.Write(ctx, func(x *store.Tx) error { _, _, err := x.Idempotent("acc", "k", "other"); return err })
		if errs.As(err).Code != "idempotency.mismatch" || !errs.IsKind(err, errs.Conflict) {
			t.Errorf("another request under the key: %v", err)
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			_, found, err := x.Idempotent("acc2", "k", "other")
			if found {
				t.Error("another account's key")
			}
			return err
		}))
	})
}

func TestRefusalsAndFindingsAreKeptAndShownToWhomTheyConcern(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 1)
		for i := range 5 {
			must(t, s.RecordRefusals(ctx, []store.Refusal{{
				Actor: o.persons["keeper"], Account: "a", Verb: fmt.Sprint("v", i), Asset: ids[0], Rule: "flow.seat", Missing: []errs.Text{errs.T("缺", "lacking")},
			}}))
		}
		must(t, s.RecordRefusals(ctx, []store.Refusal{{Verb: "issue", Asset: "no such asset", Rule: "flow.seat"}}))
		must(t, s.RecordFinding(ctx, store.Finding{Kind: "label.stale", Asset: ids[0], Label: "T", By: o.persons["other"], Note: "n"}))
		must(t, s.RecordFinding(ctx, store.Finding{Kind: "scan.unknown", By: o.persons["other"], Note: "X"}))

		var verbs []string
		at := ""
		for {
			list, next, err := s.Refusals(ctx, as3(t, s, o, "auditor"), at, 2)
			must(t, err)
			for _, r := range list {
				verbs = append(verbs, r.Verb)
			}
			if at = next; at == "" {
				break
			}
		}
		if want := []string{"issue", "v4", "v3", "v2", "v1", "v0"}; !slices.Equal(verbs, want) {
			t.Errorf("pages give %v", verbs)
		}
		for who, want := range map[string][2]int{"auditor": {6, 2}, "office": {6, 2}, "keeper": {5, 0}, "officer": {0, 1}, "other": {0, 0}, "sysadmin": {0, 0}} {
			r, _, err := s.Refusals(ctx, as3(t, s, o, who), "", 0)
			must(t, err)
			f, _, err := s.Findings(ctx, as3(t, s, o, who), "", 0)
			must(t, err)
			if len(r) != want[0] || len(f) != want[1] {
				t.Errorf("%s: %d refusals, %d findings, want %v", who, len(r), len(f), want)
			}
		}
		r, _, err := s.Refusals(ctx, systemActor, "", 2)
		must(t, err)
		if r[1].Asset.Name != "GW-0001" || r[1].By.Name != "方六" || r[1].Missing[0] != errs.T("缺", "lacking") || r[0].Asset.ID != "no such asset" {
			t.Errorf("%+v", r)
		}
		n, err := s.Column("SELECT count(*) FROM ledger_event WHERE type IN ('refusal.recorded', 'finding.recorded')")
		must(t, err)
		if n[0] != "8" {
			t.Errorf("%s events", n[0])
		}
	})
}

// as3 is the actor of the person, with an account made at first use.
func as3(t *testing.T, s *store.Store, o organ, who string) org.Actor {
	t.Helper()
	if _, found, err := s.AccountByLogin(ctx, who); err == nil && found {
		return as2(t, s, o, who)
	}
	return as(t, s, o, who)
}

func TestPrintJobsAndTheirLabels(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 3)
		acc := withAccount(t, s, "bai", o.persons["office"])
		var job string
		print := func(key string, copies bool) error {
			return s.Write(ctx, func(x *store.Tx) error {
				job = x.NewID()
				j := labelissue.Job{ID: job, Key: key, Stock: "a4-70x37", Start: 1, Labels: 3}
				list := []event.Event{labelissue.Open(j, x.Now(), "")}
				for i, id := range ids {
					d := asset.LabelMade{
						Asset: id, Label: fmt.Sprintf("TOKEN%011d", 3-i), Number: 1, Marking: 0, Job: job, Item: i + 1, Copy: copies,
						Shows: asset.LabelText{Code: fmt.Sprint("c", key, i)},
					}
					list = append(list, event.Of(d, subject(asset.KindSubject, id), subject(asset.KindLabel, d.Label)))
				}
				return x.Append(o.persons["office"], "", list...)
			})
		}
		must(t, print("k1", false))
		first := job
		if err := print("k1", true); errs.As(err).Code != "print_job.twice" {
			t.Errorf("the key again: %v", err)
		}
		must(t, print("k2", true))
		for j, want := range map[string][]string{first: {"ck10", "ck11", "ck12"}, job: {"ck20", "ck21", "ck22"}} {
			list, err := s.PrintJobItems(ctx, systemActor, j)
			must(t, err)
			var got []string
			for _, l := range list {
				got = append(got, l.Shows.Code)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("job %s:\n%s", j, d)
			}
		}
		l, found, err := s.LookupToken(ctx, "TOKEN00000000003")
		must(t, err)
		if !found || l.Asset != ids[0] || l.Copies != 2 || l.State != asset.LabelPrinted || l.Job != job {
			t.Errorf("%t %+v", found, l)
		}
		if _, found, err := s.LookupToken(ctx, "TOKEN99999999999"); found || err != nil {
			t.Errorf("unknown token: %t %v", found, err)
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			j, found, err := x.PrintJobByKey(acc, "k1")
			if !found || j.ID != first {
				t.Errorf("by key: %t %+v", found, j)
			}
			of, err2 := x.LabelsOf(ids...)
			if len(of[ids[2]]) != 1 || err2 != nil {
				t.Errorf("labels %v, %v", of, err2)
			}
			return err
		}))
		list, next, err := s.PrintJobs(ctx, systemActor, "", 1)
		must(t, err)
		if len(list) != 1 || list[0].ID != job || list[0].By.Name != "白四" || next == "" {
			t.Errorf("%+v, next %q", list, next)
		}
		list, next, err = s.PrintJobs(ctx, systemActor, next, 1)
		must(t, err)
		if len(list) != 1 || list[0].ID != first || next != "" {
			t.Errorf("%+v, next %q", list, next)
		}
		own, _, err := s.PrintJobs(ctx, as(t, s, o, "keeper"), "", 10)
		must(t, err)
		if len(own) != 0 {
			t.Errorf("another's jobs: %+v", own)
		}
		if _, err := s.PrintJobItems(ctx, as2(t, s, o, "keeper"), job); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("another's job: %v", err)
		}
		noMismatch(t, s)
	})
}

func TestPolicyVersionsFollowEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, err := s.Policy(ctx)
		must(t, err)
		key := firstDays(p)
		together(4, func(i int) {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				p, err := x.PolicyForUpdate()
				if err != nil {
					return err
				}
				next, err := p.Set(key, fmt.Sprint(3+i))
				if err != nil {
					return err
				}
				return x.SetPolicy("p", next, key, "试行")
			}))
		})
		p, err = s.Policy(ctx)
		must(t, err)
		if p.Version != 5 {
			t.Errorf("version %d after four changes", p.Version)
		}
	})
}

func TestListsOfTheOrgan(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 1)
		issue(t, s, ids[0], o.persons["keeper"], o.east, o.rooms[o.east])
		tree, err := s.Departments(ctx, systemActor)
		must(t, err)
		if len(tree) != 3 || tree[0].ID != o.root || tree[1].Path != "云杉局/东海处" || tree[1].Depth != 1 {
			t.Errorf("%+v", tree)
		}
		rooms, err := s.Rooms(ctx, systemActor)
		must(t, err)
		if len(rooms) != 2 || rooms[0].DepartmentName == "" {
			t.Errorf("%+v", rooms)
		}
		for text, want := range map[string]int{"": 9, "方": 1, "西山": 2, "%": 0, "nobody": 0} {
			list, err := s.Persons(ctx, systemActor, text)
			must(t, err)
			if len(list) != want {
				t.Errorf("%q: %d persons, want %d", text, len(list), want)
			}
		}
		p, err := s.Person(ctx, systemActor, o.persons["keeper"])
		must(t, err)
		if p.Keeps != 1 || p.DepartmentName != "东海处" {
			t.Errorf("%+v", p)
		}
		if _, err := s.Person(ctx, systemActor, "nobody"); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("unknown: %v", err)
		}
		if _, err := s.Persons(ctx, org.Actor{}, ""); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("nobody's query: %v", err)
		}
		auditor := as(t, s, o, "auditor")
		accounts, err := s.Accounts(ctx, auditor)
		must(t, err)
		if len(accounts) != 1 || accounts[0].Person.Name != "严八" || !slices.Equal(accounts[0].Seats, []org.Seat{org.Auditor}) {
			t.Errorf("%+v", accounts)
		}
		if _, err := s.Accounts(ctx, as(t, s, o, "keeper")); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("a keeper lists accounts: %v", err)
		}
		must(t, s.Read(ctx, func(x *store.Tx) error {
			heads, err := x.Holders(org.DepartmentHead, o.east, "2031-05-06")
			if !slices.Equal(heads, []string{o.persons["head"]}) {
				t.Errorf("heads %v", heads)
			}
			if none, _ := x.Holders(org.DepartmentHead, o.east, "2029-05-06"); len(none) != 0 {
				t.Errorf("heads before their time %v", none)
			}
			offices, _ := x.Holders(org.SecrecyOffice, o.west, "2031-05-06")
			if !slices.Equal(offices, []string{o.persons["office"]}) {
				t.Errorf("of the whole organ %v", offices)
			}
			return err
		}))
	})
}

func TestWhatAFileBroughtIsKnown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		var id string
		must(t, s.Write(ctx, func(x *store.Tx) error {
			id = x.NewID()
			d := computer(id, "GW-1", o.east)
			d.Source = "digest#7"
			e := registered(d)
			e.Private = map[string]string{"claim.keeper": "方某"}
			if err := x.Append("p", "", e); err != nil {
				return err
			}
			return x.RecordImport(store.ImportBatch{File: "账.csv", Digest: "digest", Rows: 9, Registered: 1, Refused: 3, Unchanged: 5, By: "p"})
		}))
		k, err := s.Known(ctx, []string{"digest#7", "digest#8"}, []string{"GW-1", "GW-2"}, []string{asset.SerialKey("远山", "SN-GW-1")})
		must(t, err)
		want := store.Known{
			Sources: map[string]string{"digest#7": id},
			Codes:   map[string]store.KnownCode{"GW-1": {ID: id, Serial: asset.SerialKey("远山", "sn-gw-1")}},
			Serials: map[string]string{asset.SerialKey("远山", "SN-GW-1"): id},
		}
		if d := cmp.Diff(want, k); d != "" {
			t.Error(d)
		}
		if load(t, s, id).Claim.Keeper != "方某" {
			t.Error("the claimed keeper is lost")
		}
		list, err := s.Column("SELECT file || ' ' || rows_read || ' ' || registered || ' ' || refused || ' ' || unchanged FROM import_batch WHERE digest = ?", "digest")
		if err != nil || !slices.Equal(list, []string{"账.csv 9 1 3 5"}) {
			t.Errorf("on record %v, %v", list, err)
		}
		err = s.Write(ctx, func(x *store.Tx) error {
			d := computer(x.NewID(), "GW-9", o.east)
			d.Source = "digest#7"
			return x.Append("p", "", registered(d))
		})
		if errs.As(err).Code != "import.row_twice" {
			t.Errorf("the row again: %v", err)
		}
		noMismatch(t, s)
	})
}

func TestTimesComeBackExactly(t *testing.T) {
	at := time.Date(2031, 2, 3, 4, 5, 6, 789123999, time.FixedZone("x", 3600))
	clock := &clockAt{at}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		if got := load(t, s, id).Changed; got != at.UTC().Truncate(time.Microsecond) {
			t.Errorf("%v came back as %v", at, got)
		}
	})
}
