package store_test

import (
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func eachBench(b *testing.B, fn func(b *testing.B, s *store.Store)) {
	b.Run("sqlite", func(b *testing.B) { fn(b, storetest.SQLite(b, store.Options{})) })
	b.Run("postgres", func(b *testing.B) { fn(b, storetest.OnPostgres(b, store.Options{})) })
}

// One row of an import of 2,000 a transaction: A8.
func BenchmarkImportRow(b *testing.B) {
	eachBench(b, func(b *testing.B, s *store.Store) {
		o := newOrgan(b, s)
		b.ResetTimer()
		for n := 0; n < b.N; {
			must(b, s.Write(ctx, func(x *store.Tx) error {
				for i := range min(2000, b.N-n) {
					if err := x.Append("p", "", registered(computer(x.NewID(), fmt.Sprintf("GW-%07d", n+i), o.east))); err != nil {
						return err
					}
				}
				return nil
			}))
			n += min(2000, b.N-n)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

// One custody move, row lock, event and fold, by eight at once: A5.
func BenchmarkMove(b *testing.B) {
	eachBench(b, func(b *testing.B, s *store.Store) {
		o := newOrgan(b, s)
		ids := register(b, s, "GW", o.east, 1000)
		b.SetParallelism(4)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				to := [2]string{o.persons["keeper"], o.persons["other"]}[i%2]
				must(b, s.Write(ctx, func(x *store.Tx) error {
					id := ids[int(x.Now().UnixNano()/1000)%len(ids)]
					if _, err := x.Assets(id); err != nil {
						return err
					}
					return x.Append("p", "", event.Of(asset.CustodyChanged{
						Asset: id, Verb: asset.VerbIssue, Life: asset.InUse,
						Custody: asset.Custody{Holder: asset.HolderKeeper, Person: to, Department: o.east, Room: o.rooms[o.east], Since: x.Now()},
					}, subject(asset.KindSubject, id)))
				}))
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "moves/s")
	})
}

// The last 20 events of a record that has had many keepers and rooms, named: A2.
func BenchmarkHistory(b *testing.B) {
	eachBench(b, func(b *testing.B, s *store.Store) {
		o := newOrgan(b, s)
		ids := register(b, s, "GW", o.east, 20)
		for i := range 8 {
			who, at := [2]string{"other", "keeper"}[i%2], [2]string{o.west, o.east}[i%2]
			for _, id := range ids {
				issue(b, s, id, o.persons[who], at, o.rooms[at])
			}
		}
		head := as(b, s, o, "head")
		began := spent(b)
		b.ResetTimer()
		for i := range b.N {
			list, _, err := s.History(ctx, head, ids[i%len(ids)], "", 20)
			if err != nil || len(list) != 9 || len(list[0].Names) < 3 {
				b.Fatal(len(list), err)
			}
		}
		b.ReportMetric(float64(spent(b)-began)/float64(b.N)/1000, "cpu-µs/op")
	})
}

// spent is the processor time of this process.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Registrations, each in a transaction of its own, by eight at once: A7.
func BenchmarkRegister(b *testing.B) {
	eachBench(b, func(b *testing.B, s *store.Store) {
		o := newOrgan(b, s)
		var n atomic.Int64
		b.SetParallelism(4)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				must(b, s.Write(ctx, func(x *store.Tx) error {
					return x.Append("p", "", registered(computer(x.NewID(), fmt.Sprintf("GW-%07d", n.Add(1)), o.east)))
				}))
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "assets/s")
	})
}
