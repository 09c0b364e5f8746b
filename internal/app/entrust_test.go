package app_test

import (
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// bare is the person's record as one gets it who is not shown what he is
// trusted with.
func (o *organ) bare(reader, login string) org.Person {
	o.t.Helper()
	v, err := o.store.Person(o.ctx, o.actor(reader), o.person[login])
	if err != nil || v.Known {
		o.t.Fatalf("%s is shown %+v, %v", reader, v, err)
	}
	return org.Person{ID: v.ID, Name: v.Name, Department: v.Department, Title: v.Title, Status: v.Status}
}

// The security administrator takes a clearance away without having been shown
// it; what he says nothing about stays.
func TestAClearanceIsTakenAwayUnseen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		today := o.app.Today(time.Now())
		p := o.seen("baomi", "keeper2")
		p.ClearanceUntil = today
		o.do("baomi", app.SetPerson{Person: p})

		o.do("secadmin", app.SetPerson{Person: o.bare("secadmin", "keeper2")})
		if got := o.seen("baomi", "keeper2"); got.Clearance != level.Confidential || got.ClearanceUntil != today || got.TrainedOn != today {
			t.Errorf("what was left out is now %+v", got)
		}
		o.do("secadmin", app.SetPerson{Person: o.bare("secadmin", "keeper2"), Given: org.Given{Clearance: true, ClearanceUntil: true}})
		if got := o.seen("baomi", "keeper2"); got.Clearance != level.Unclassified || got.ClearanceUntil != "" || got.TrainedOn != today || got.UndertakingOn != today {
			t.Errorf("after it was taken away %+v", got)
		}
	})
}

// The system administrator is refused alike whether he hits or misses.
func TestNobodyFindsOutAClearanceByTrying(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		today := o.app.Today(time.Now())
		for _, l := range level.All() {
			p := o.bare("sysadmin", "keeper2")
			p.Clearance = l
			o.refused("flow.seat", "sysadmin", app.SetPerson{Person: p, Given: org.Given{Clearance: true}})
		}
		for _, day := range []org.Date{today, "2020-01-01", ""} {
			p := o.bare("sysadmin", "keeper2")
			p.TrainedOn = day
			o.refused("flow.seat", "sysadmin", app.SetPerson{Person: p, Given: org.Given{TrainedOn: true}})
			p.TrainedOn, p.UndertakingOn = "", day
			o.refused("flow.seat", "sysadmin", app.SetPerson{Person: p, Given: org.Given{UndertakingOn: true}})
		}
		p := o.bare("sysadmin", "keeper2")
		p.Title = "干事"
		o.do("sysadmin", app.SetPerson{Person: p})
		if got := o.seen("baomi", "keeper2"); got.Clearance != level.Confidential || got.Title != "干事" {
			t.Errorf("%+v", got)
		}
	})
}

// That there is something to be taken back an administrator is told; how much
// somebody keeps is not his.
func TestAnAdministratorIsNotToldHowMuchSomebodyKeeps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.inUse("UP-1", "keeper1", level.Secret)
		o.inUse("UP-2", "keeper1", level.Secret)
		p := o.bare("secadmin", "keeper1")
		p.Clearance = level.Confidential
		out := o.do("secadmin", app.SetPerson{Person: p})
		if out.Note == nil || strings.ContainsAny(out.Note.EN+out.Note.ZH, "0123456789") {
			t.Errorf("note %+v", out.Note)
		}
		if got := o.clearanceFindings(); len(got) != 2 {
			t.Errorf("findings %v", got)
		}
	})
}
