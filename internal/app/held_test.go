package app_test

import (
	"bytes"
	"slices"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// Who held it on a day is what the day ended with, told by the history and not
// by the row; who may not see the asset is told nothing.
func TestWhoHeldItOnADay(t *testing.T) {
	var mu sync.Mutex
	ahead := time.Duration(0)
	move := func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		ahead = d
	}
	const day = 24 * time.Hour
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return time.Now().Add(ahead)
	}
	storetest.EachOptions(t, store.Options{Clock: clock}, func(t *testing.T, s *store.Store) {
		move(0)
		o := newOrgan(t, s)
		first := o.app.Today(clock())
		id := o.inUse("BM-1", "keeper1", level.Confidential)
		move(day)
		o.act("keeper1", id, asset.VerbHandOver, asset.Args{Person: o.person["keeper3"], Room: o.room["研究室"]})
		o.act("head1", id, asset.VerbApprove, asset.Args{})
		o.act("head2", id, asset.VerbApprove, asset.Args{})
		o.act("keeper3", id, asset.VerbAccept, asset.Args{})
		second := o.app.Today(clock())
		move(2 * day)
		third := o.app.Today(clock())

		sees := o.actor("baomi")
		for on, want := range map[org.Date][2]string{first: {"keeper1", "办公厅"}, second: {"keeper3", "研究室"}, third: {"keeper3", "研究室"}} {
			h, err := o.app.Held(o.ctx, sees, id, on)
			if err != nil {
				t.Fatal(err)
			}
			c := h.Then.Custody
			if c.Person != o.person[want[0]] || h.Names[c.Person] != "赵"+want[0] || h.Names[c.Department] != want[1] {
				t.Errorf("%s: %+v %v", on, c, h.Names)
			}
			if h.Then.Life != asset.InUse || h.Then.Marking.Level != level.Confidential {
				t.Errorf("%s: %s, %s", on, h.Then.Life, h.Then.Marking.Level)
			}
		}
		h, err := o.app.Held(o.ctx, sees, id, "2020-01-01")
		if err != nil || h.Then.ID != "" {
			t.Errorf("before it was on record: %+v, %v", h.Then, err)
		}
		if n := len(h.Line.Periods); n < 3 || h.Line.Periods[n-1].Verb != asset.VerbHandOver || h.Names[h.Line.Periods[n-1].Room] != "研究室101" {
			t.Errorf("periods: %+v", h.Line.Periods)
		}
		for _, bad := range []org.Date{"2031-02-30", "soon", o.app.Today(clock().Add(day))} {
			if _, err := o.app.Held(o.ctx, sees, id, bad); !errs.IsKind(err, errs.Invalid) {
				t.Errorf("%s: %v", bad, err)
			}
		}
		if _, err := o.app.Held(o.ctx, o.actor("keeper2"), id, first); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("out of scope: %v", err)
		}
		if _, err := o.app.Held(o.ctx, o.actor("keeper1"), id, first); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("the former keeper: %v", err)
		}
	})
}

// A history is narrowed by what, by whom and by when; papers lie beside it.
func TestHistoryIsNarrowedAndPapersAreListed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inUse("BM-1", "keeper1", level.Confidential)
		o.refused("flow.seat", "leader", app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbFreeze, Args: asset.Args{Reference: "x", Reason: "y"}}})
		list := func(f view.HistoryFilter) (types []string) {
			t.Helper()
			at := ""
			for {
				rows, next, err := s.HistoryOf(o.ctx, o.actor("baomi"), id, f, at, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range rows {
					types = append(types, e.Type)
				}
				if at = next; at == "" {
					return types
				}
			}
		}
		all := list(view.HistoryFilter{})
		if got := list(view.HistoryFilter{Types: []string{"asset.custody", "refusal"}}); !slices.Equal(got, []string{"refusal", "asset.custody"}) {
			t.Errorf("by what: %v of %v", got, all)
		}
		if got := list(view.HistoryFilter{Persons: []string{o.person["leader"]}}); !slices.Equal(got, []string{"refusal"}) {
			t.Errorf("by whom: %v", got)
		}
		if got := list(view.HistoryFilter{Persons: []string{}}); len(got) != 0 {
			t.Errorf("by nobody: %v", got)
		}
		now := time.Now()
		if got := list(view.HistoryFilter{From: now.Add(-time.Hour), Until: now.Add(time.Hour)}); !slices.Equal(got, all) {
			t.Errorf("within the hour: %v of %v", got, all)
		}
		if got := list(view.HistoryFilter{From: now.Add(time.Hour)}); len(got) != 0 {
			t.Errorf("later: %v", got)
		}
		r, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		jobs, _, err := s.PrintJobs(o.ctx, o.actor("baomi"), "", 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.app.FetchSheet(o.ctx, o.actor("baomi"), jobs[0].ID, "zh"); err != nil {
			t.Fatal(err)
		}
		for who, mine := range map[string]bool{"baomi": true, "head1": false} {
			papers, next, err := s.Papers(o.ctx, o.actor(who), id, "", 1)
			if err != nil || len(papers) != 1 || next == "" || papers[0].Format != "pdf" || papers[0].Mine != mine {
				t.Fatalf("%s: %+v %q %v", who, papers, next, err)
			}
			more, next, err := s.Papers(o.ctx, o.actor(who), id, next, 1)
			if err != nil || next != "" || len(more) != 1 || more[0].Format != "" || more[0].Job != jobs[0].ID || more[0].Label != 1 || more[0].Token != r.Labels[0].Token {
				t.Errorf("%s: %+v %q %v", who, more, next, err)
			}
		}
		var none bytes.Buffer
		for _, f := range []view.AssetFilter{{Class: asset.Computer}, {Class: asset.Medium, Department: o.dept["办公厅"]}, {Keeper: o.person["keeper2"]}, {}} {
			if _, err := o.app.Export(o.ctx, o.actor("baomi"), f, "核对", "csv", "zh", &none); err != nil {
				t.Fatal(err)
			}
		}
		papers, _, err := s.Papers(o.ctx, o.actor("baomi"), id, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		var numbers []int64
		for _, x := range papers {
			if x.Export > 0 {
				numbers = append(numbers, x.Export)
				if x.Purpose != "核对" || x.By.Name != "赵baomi" || x.Format != "csv" {
					t.Errorf("%+v", x)
				}
			}
		}
		if !slices.Equal(numbers, []int64{4, 2}) {
			t.Errorf("exports that may hold it: %v", numbers)
		}
		if papers, _, err = s.Papers(o.ctx, o.actor("head1"), id, "", 10); err != nil || slices.ContainsFunc(papers, func(x view.Paper) bool { return x.Export > 0 }) {
			t.Errorf("another's exports: %+v %v", papers, err)
		}
		if _, _, err := s.Papers(o.ctx, o.actor("keeper2"), id, "", 1); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("out of scope: %v", err)
		}
	})
}
