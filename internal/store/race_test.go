package store_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// together runs fn n times at once.
func together(n int, fn func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			fn(i)
		})
	}
	close(start)
	wg.Wait()
}

func TestOneCodeIsGivenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for round := range 5 {
			var won atomic.Int32
			together(8, func(i int) {
				err := s.Write(ctx, func(x *store.Tx) error {
					d := computer(x.NewID(), fmt.Sprintf("GW-%d", round), o.east)
					d.Serial = fmt.Sprintf("S%d-%d", round, i)
					return x.Append("p", "", registered(d))
				})
				switch e := errs.As(err); {
				case err == nil:
					won.Add(1)
				case e.Rule != "reg.code-never-reused":
					t.Errorf("the loser is told %v (%v)", err, unwrap(err))
				}
			})
			if won.Load() != 1 {
				t.Fatalf("%d registrations of one code", won.Load())
			}
		}
		noMismatch(t, s)
	})
}

func TestOneSerialIsAliveOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		var won atomic.Int32
		var winner atomic.Value
		together(8, func(i int) {
			var id string
			err := s.Write(ctx, func(x *store.Tx) error {
				id = x.NewID()
				d := computer(id, fmt.Sprintf("GW-%d", i), o.east)
				d.Serial = "SN 1"
				return x.Append("p", "", registered(d))
			})
			if err == nil {
				won.Add(1)
				winner.Store(id)
			} else if errs.As(err).Rule != "reg.serial-unique" {
				t.Errorf("the loser is told %v", err)
			}
		})
		if won.Load() != 1 {
			t.Fatalf("%d registrations of one serial", won.Load())
		}
		// A voided draft frees its serial, never its code.
		id := winner.Load().(string)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			m, err := x.Assets(id)
			must(t, err)
			if err := x.Append("p", "", event.Of(asset.DraftVoided{Asset: id, Reason: "误录"}, subject(asset.KindSubject, id))); err != nil {
				return err
			}
			alive, err := x.SerialsAlive(asset.SerialKey("远山", "sn1"))
			must(t, err)
			used, err := x.CodesUsed(asset.CodeKey(m[id].Code))
			must(t, err)
			if len(alive) != 0 || len(used) != 1 {
				t.Errorf("alive %v, used %v", alive, used)
			}
			d := computer(x.NewID(), "GW-new", o.east)
			d.Serial = "ＳＮ1"
			return x.Append("p", "", registered(d))
		}))
	})
}

func TestWritersOfOneAssetDoNotLoseEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		const writers, each = 8, 6
		together(writers, func(int) {
			for range each {
				if err := s.Write(ctx, func(x *store.Tx) error {
					if _, err := x.Assets(id); err != nil {
						return err
					}
					return x.Append("p", "", event.Of(asset.Cleared{Asset: id}, subject(asset.KindSubject, id)))
				}); err != nil {
					t.Error(err, unwrap(err))
				}
			}
		})
		if v := load(t, s, id).Version; v != 1+writers*each {
			t.Errorf("version %d, want %d", v, 1+writers*each)
		}
		order, err := s.Column("SELECT event_id FROM ledger_subject WHERE subject = ? ORDER BY seq", id)
		must(t, err)
		if !slices.IsSortedFunc(order, func(a, b string) int { return len(a) - len(b) }) {
			t.Errorf("event ids do not rise with the sequence: %v", order)
		}
		noMismatch(t, s)
	})
}

// Two that lock the same assets in opposite order must both come through.
func TestLocksInAnyOrderDoNotDeadlock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 6)
		var runs atomic.Int32
		together(8, func(i int) {
			mine := slices.Clone(ids)
			if i%2 == 1 {
				slices.Reverse(mine)
			}
			err := s.Write(ctx, func(x *store.Tx) error {
				runs.Add(1)
				for _, id := range mine { // one after the other, as a decision finds out what it needs
					if _, err := x.Assets(id); err != nil {
						return err
					}
				}
				for _, id := range mine {
					if err := x.Append("p", "", event.Of(asset.Cleared{Asset: id}, subject(asset.KindSubject, id))); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err, unwrap(err))
			}
		})
		for _, id := range ids {
			if v := load(t, s, id).Version; v != 9 {
				t.Errorf("version %d, want 9", v)
			}
		}
		if s.IsPostgres() && runs.Load() < 12 {
			t.Errorf("%d runs: the four that lock backwards were never started over", runs.Load())
		}
	})
}

// What was read without a lock, decided on, and changed by another meanwhile is
// decided again.
func TestADecisionOnAnOldReadingIsRepeated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if !s.IsPostgres() {
			t.Log("one writer at a time: nobody can come between")
		}
		o := newOrgan(t, s)
		id := o.persons["keeper"]
		together(8, func(i int) {
			err := s.Write(ctx, func(x *store.Tx) error {
				p, err := x.Persons(id)
				if err != nil {
					return err
				}
				n := len(p[id].Seats)
				return x.Append("p", "", event.Of(org.SeatGranted{Person: id, Grant: org.Grant{
					ID: x.NewID(), Seat: org.Witness, From: "2031-01-01", Until: org.Date(fmt.Sprintf("2031-01-%02d", n+1)),
				}}, subject(org.KindPerson, id)))
			})
			if err != nil {
				t.Error(err, unwrap(err))
			}
		})
		p, err := s.Person(ctx, systemActor, id)
		must(t, err)
		for i, g := range p.Seats {
			if want := org.Date(fmt.Sprintf("2031-01-%02d", i+1)); g.Until != want {
				t.Errorf("grant %d was decided on a reading of %s", i, g.Until)
			}
		}
		if len(p.Seats) != 8 {
			t.Errorf("%d grants, want 8", len(p.Seats))
		}
		noMismatch(t, s)
	})
}

var systemActor = org.Actor{System: true}

func TestNobodyHoldsTwoAdministratorsSeats(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		err := s.Write(ctx, func(x *store.Tx) error {
			id := o.persons["auditor"]
			return x.Append("p", "", event.Of(org.SeatGranted{Person: id, Grant: org.Grant{
				ID: x.NewID(), Seat: org.SecurityAdmin, From: "2031-01-01",
			}}, subject(org.KindPerson, id)))
		})
		if errs.As(err).Rule != "adm.three-distinct" {
			t.Errorf("got %v", err)
		}
	})
}

func TestNumbersAreNeverGivenTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var mu sync.Mutex
		seen := map[int64]bool{}
		together(8, func(int) {
			for range 5 {
				var n int64
				must(t, s.Write(ctx, func(x *store.Tx) (err error) {
					n, err = x.NextNumber("asset_code")
					return err
				}))
				mu.Lock()
				if seen[n] {
					t.Errorf("%d given twice", n)
				}
				seen[n] = true
				mu.Unlock()
			}
		})
		if err := s.Write(ctx, func(x *store.Tx) error { _, err := x.NextNumber("asset"); return err }); err == nil {
			t.Error("an unknown counter gave a number")
		}
	})
}
