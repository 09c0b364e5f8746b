package store_test

import (
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// unfit cannot be recorded: the history knows no fractions.
type unfit struct {
	Share float64 `json:"share"`
}

func (unfit) EventType() string { return "test.unfit" }

// What a transaction has read of the organ it reads anew after it has changed
// it, and after a change that was undone.
func TestOrganIsReadAnewAfterAChange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			names := func() (out []string) {
				tree, err := x.Departments()
				must(t, err)
				for _, d := range tree {
					out = append(out, d.Name)
				}
				slices.Sort(out)
				return out
			}
			heads := func(department string) []string {
				list, err := x.Holders(org.DepartmentHead, department, "2031-05-06")
				must(t, err)
				return list
			}
			if got := names(); len(got) != 3 {
				t.Errorf("%v", got)
			}
			if got := heads(o.east); !slices.Equal(got, []string{o.persons["head"]}) {
				t.Errorf("heads %v", got)
			}
			got := heads(o.east)
			got[0] = "spoilt by the caller"
			if got := heads(o.east); got[0] != o.persons["head"] {
				t.Error("what a caller does to its list is kept")
			}
			north := x.NewID()
			set := event.Of(org.DepartmentSet{Department: north, Name: "北林处", Parent: o.east}, subject(org.KindDepartment, north))
			if err := x.Append("founder", "", set, event.Of(unfit{0.5}, subject(org.KindDepartment, north))); err == nil {
				t.Error("an event that has no place in the history is taken")
			}
			if got := names(); len(got) != 3 {
				t.Errorf("after what was undone: %v", got)
			}
			must(t, x.Append("founder", "", set))
			if got := names(); !slices.Contains(got, "北林处") || len(got) != 4 {
				t.Errorf("after the change: %v", got)
			}
			if got := heads(north); !slices.Equal(got, []string{o.persons["head"]}) {
				t.Errorf("heads of the new one: %v", got)
			}
			must(t, x.Append("founder", "", event.Of(org.SeatGranted{Person: o.persons["other"], Grant: org.Grant{
				ID: x.NewID(), Seat: org.DepartmentHead, Department: o.east, From: "2030-01-01",
			}}, subject(org.KindPerson, o.persons["other"]))))
			if got := heads(o.east); len(got) != 2 {
				t.Errorf("after the seat: %v", got)
			}
			return nil
		}))
	})
}

// What a long preview has read of an organ that has changed since is not what
// others decide by.
func TestWhatARehearsalSawOfTheOrganIsNotKeptForOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		const day = "2031-05-06"
		heads := func(x *store.Tx) []string {
			list, err := x.Holders(org.DepartmentHead, o.east, day)
			must(t, err)
			return list
		}
		look := func() {
			_, err := s.Policy(ctx)
			must(t, err)
		}
		look()
		must(t, s.Rehearse(ctx, func(x *store.Tx) error {
			_, err := x.Departments() // from here on it sees one state
			must(t, err)
			done := make(chan error)
			go func() {
				defer close(done)
				done <- s.Write(ctx, func(x *store.Tx) error {
					return x.Append("founder", "", event.Of(org.SeatGranted{Person: o.persons["other"], Grant: org.Grant{
						ID: x.NewID(), Seat: org.DepartmentHead, Department: o.east, From: "2030-01-01",
					}}, subject(org.KindPerson, o.persons["other"])))
				})
			}()
			must(t, <-done)
			look() // the cache stands for what has become of the organ
			if got := heads(x); len(got) != 1 {
				t.Errorf("the rehearsal sees %v", got)
			}
			return nil
		}))
		for range 2 {
			look()
			must(t, s.Write(ctx, func(x *store.Tx) error {
				if got := heads(x); len(got) != 2 {
					t.Errorf("decided by %v", got)
				}
				return nil
			}))
			time.Sleep(600 * time.Millisecond) // longer than the cache is taken for fresh
		}
	})
}
