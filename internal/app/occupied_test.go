package app_test

import (
	"errors"
	"strings"
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
)

// missing runs the command, which the rule refuses, and gives what is missing.
func (o *organ) missing(rule, login string, c app.Command) string {
	o.t.Helper()
	_, err := o.app.Execute(o.ctx, o.actor(login), c, "")
	var e *errs.Error
	if !errors.As(err, &e) || e.Rule != rule {
		o.t.Fatalf("%s %T: got %v, want a refusal by %s", login, c, err, rule)
	}
	var out []string
	for _, m := range e.Missing {
		out = append(out, m.EN)
	}
	return strings.Join(out, "; ")
}

func (o *organ) setRoom(name string, l level.Level, closed bool) app.SetRoom {
	return app.SetRoom{Room: org.Room{ID: o.room[name], Name: name + "101", Department: o.dept[name], Level: l, Closed: closed}}
}

// A room is ours: it is not lowered below what stands in it, nor closed with
// anything inside. Who may not see the assets learns their count.
func TestARoomIsNotLoweredBelowWhatStandsInIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for code, l := range map[string]level.Level{"UP-1": level.Secret, "UP-2": level.TopSecret, "UP-3": level.Confidential} {
			id := o.inStore(code, l)
			o.act("officer", id, asset.VerbMove, asset.Args{Room: o.room["办公厅"]})
			o.act("head1", id, asset.VerbApprove, asset.Args{})
		}
		if got := o.missing("flow.room", "baomi", o.setRoom("办公厅", level.Confidential, false)); got != "assets of a higher level in it: 2 (UP-1, UP-2)" {
			t.Errorf("missing %q", got)
		}
		if got := o.missing("flow.room", "secadmin", o.setRoom("办公厅", level.Confidential, false)); got != "assets of a higher level in it: still there" {
			t.Errorf("an administrator is told %q", got)
		}
		if got := o.missing("flow.occupied", "baomi", o.setRoom("办公厅", level.TopSecret, true)); got != "assets: 3 (UP-1, UP-2, UP-3)" {
			t.Errorf("missing %q", got)
		}
		o.do("baomi", o.setRoom("研究室", level.Confidential, false))
		o.do("baomi", o.setRoom("研究室", level.Confidential, true))
	})
}

func TestADepartmentIsNotClosedWithAnythingInside(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.inUse("UP-1", "keeper3", level.Secret)
		closed := app.SetDepartment{Department: org.Department{ID: o.dept["研究室"], Name: "研究室", Closed: true}}
		below := o.do("secadmin", app.SetDepartment{Department: org.Department{Name: "一科", Parent: o.dept["研究室"]}}).ID
		want := "assets: 1 (UP-1); rooms: 1 (研究室101); people: 2 (赵head2, 赵keeper3); departments below: 1 (一科)"
		if got := o.missing("flow.occupied", "baomi", closed); got != want {
			t.Errorf("missing %q", got)
		}
		for _, admin := range []string{"sysadmin", "secadmin"} { // who has no business with assets learns no number of them
			if got := o.missing("flow.occupied", admin, closed); !strings.HasPrefix(got, "assets: still there; rooms: 1 ") {
				t.Errorf("%s: missing %q", admin, got)
			}
		}
		empty := o.do("secadmin", app.SetDepartment{Department: org.Department{Name: "空处"}}).ID
		o.do("baomi", app.SetDepartment{Department: org.Department{ID: empty, Name: "空处", Closed: true}})
		for _, c := range []app.Command{ // and nothing comes into one that is closed
			app.SetRoom{Room: org.Room{Name: "九", Department: empty}},
			app.SetPerson{Person: org.Person{Name: "赵新", Department: empty}},
			app.SetDepartment{Department: org.Department{ID: below, Name: "一科", Parent: empty}},
		} {
			if _, err := o.app.Execute(o.ctx, o.actor("secadmin"), c, ""); !errs.IsKind(err, errs.Invalid) {
				t.Errorf("%T under a closed department: %v", c, err)
			}
		}
	})
}

// Whichever is first, nothing stands in a room that is not fitted for it.
func TestARoomThatIsLoweredWhileSomethingComesIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		room := o.room["办公厅"]
		away := o.do("secadmin", app.SetRoom{Room: org.Room{Name: "办公厅102", Department: o.dept["办公厅"], Level: level.TopSecret}}).ID
		for i := range 8 {
			id := o.inStore("UP-"+string(rune('1'+i)), level.Secret)
			o.do("baomi", o.setRoom("办公厅", level.TopSecret, false))
			o.act("officer", id, asset.VerbMove, asset.Args{Room: room})
			var wg sync.WaitGroup
			var moved, lowered error
			head, baomi := o.actor("head1"), o.actor("baomi")
			wg.Go(func() {
				_, moved = o.app.Execute(o.ctx, head, app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbApprove}}, "")
			})
			wg.Go(func() {
				_, lowered = o.app.Execute(o.ctx, baomi, o.setRoom("办公厅", level.Confidential, false), "")
			})
			wg.Wait()
			if (moved == nil) == (lowered == nil) {
				t.Fatalf("moved: %v; lowered: %v", moved, lowered)
			}
			if moved == nil {
				o.act("officer", id, asset.VerbMove, asset.Args{Room: away})
				o.act("head1", id, asset.VerbApprove, asset.Args{})
			}
		}
	})
}

// That a clearance is gone is a fact: it is recorded, and each asset that the
// person may not keep any more is a finding until it is dealt with.
func TestALoweredClearanceIsRecordedAndWhatHeKeepsFallsDue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		secret, plain := o.inUse("UP-1", "keeper1", level.Secret), o.inUse("UP-2", "keeper1", level.Confidential)
		p := o.seen("baomi", "keeper1")
		p.Clearance = level.Confidential
		out := o.do("baomi", app.SetPerson{Person: p})
		if out.Note == nil || !strings.Contains(out.Note.EN, "does not reach 1 assets") {
			t.Errorf("note %+v", out.Note)
		}
		if got := o.clearanceFindings(); len(got) != 1 || got[secret] != "赵keeper1" {
			t.Errorf("findings %v", got)
		}
		if got := o.seen("baomi", "keeper1").Clearance; got != level.Confidential {
			t.Errorf("recorded as %v", got)
		}
		o.act("keeper1", secret, asset.VerbReturn, asset.Args{}) // what must be possible is
		o.act("baomi", secret, asset.VerbApprove, asset.Args{})
		p = o.seen("baomi", "keeper1")
		p.ClearanceUntil = "2020-01-01"
		o.do("baomi", app.SetPerson{Person: p})
		if got := o.clearanceFindings(); len(got) != 2 || got[plain] == "" {
			t.Errorf("findings %v", got)
		}
		p = o.seen("baomi", "keeper1")
		p.Status = org.Closed
		o.refused("hand.offboard", "baomi", app.SetPerson{Person: p})
	})
}

// One that runs out by itself is found by due work, once.
func TestAClearanceThatRunsOutIsFoundByDueWork(t *testing.T) {
	var mu sync.Mutex
	ahead := time.Duration(0)
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Add(ahead) }
	storetest.EachOptions(t, store.Options{Clock: clock}, func(t *testing.T, s *store.Store) {
		mu.Lock()
		ahead = 0
		mu.Unlock()
		o := newOrgan(t, s)
		id := o.inUse("UP-1", "keeper1", level.Secret)
		p := o.seen("baomi", "keeper1")
		p.ClearanceUntil = o.app.Today(time.Now().Add(48 * time.Hour))
		o.do("baomi", app.SetPerson{Person: p})
		if n, err := o.app.DueWork(o.ctx); n != 0 || err != nil {
			t.Fatalf("before its time: %d %v", n, err)
		}
		mu.Lock()
		ahead = 4 * 24 * time.Hour
		mu.Unlock()
		for i, want := range []int{1, 0} {
			if n, err := app.New(s, app.Options{}).DueWork(o.ctx); n != want || err != nil {
				t.Errorf("look %d: %d %v", i, n, err)
			}
		}
		if got := o.clearanceFindings(); len(got) != 1 || got[id] != "赵keeper1" {
			t.Errorf("findings %v", got)
		}
	})
}

// seen is the person's record as the login is shown it.
func (o *organ) seen(login, person string) org.Person {
	o.t.Helper()
	v, err := o.store.Person(o.ctx, o.actor(login), o.person[person])
	if err != nil {
		o.t.Fatal(err)
	}
	return v.Person
}

// clearanceFindings are the findings about keepers' clearances: asset → keeper.
func (o *organ) clearanceFindings() map[string]string {
	o.t.Helper()
	list, _, err := o.store.Findings(o.ctx, o.actor("baomi"), "", 100)
	if err != nil {
		o.t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range list {
		if f.Kind == store.FindingClearance {
			if out[f.Asset.ID] != "" {
				o.t.Errorf("found twice: %+v", f)
			}
			out[f.Asset.ID] = f.Note
		}
	}
	return out
}
