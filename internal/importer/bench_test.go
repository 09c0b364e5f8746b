package importer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"sealbook/internal/importer"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

const benchHeader = "序号,保密编号,固定资产编号,使用部门,房间,类型,品牌,型号,主机序列号,密级,操作系统及版本,操作系统安装时间,MAC地址,光驱,责任人,启用时间,备注\n"

// benchLedger is a ledger of n desktops, none of which is in another round.
func benchLedger(round, n int) []byte {
	var s strings.Builder
	s.WriteString(benchHeader)
	for i := range n {
		fmt.Fprintf(&s, "%d,JM-%d-%06d,%d,宣传部,419,台式,长城,世恒DF7,S%d%07X,机密★20年,银河麒麟V10 SP1,2022年3月14日,D9-96-A3-47-AA-54,只读,周喆,2021.6.1,\n",
			i+1, round, i+1, 2024000000+i, round, i)
	}
	return []byte(s.String())
}

// BenchmarkImport measures rows/s from the bytes of a file to the commit, with
// every check and an event a row; drafts without and with the classification
// that the ledger claims, which is a second event a row.
func BenchmarkImport(b *testing.B) {
	server, err := storetest.Durable()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := server.Stop(); err != nil {
			b.Error(err)
		}
	})
	for _, db := range []string{"sqlite", "postgres"} {
		for _, rows := range []int{1000, 20_000} {
			for _, classify := range []bool{false, true} {
				b.Run(fmt.Sprintf("%s/%d/classify=%v", db, rows, classify), func(b *testing.B) {
					name := "bench_" + strconv.Itoa(rows) + "_" + strconv.FormatBool(classify) + "_" + strings.ToLower(rand.Text()) // run again for a longer measure
					benchImport(b, benchStore(b, server, db, name), rows, classify)
				})
			}
		}
	}
}

func benchStore(b *testing.B, server *storetest.Server, db, name string) *store.Store {
	b.Helper()
	if db == "sqlite" {
		return storetest.SQLite(b, store.Options{})
	}
	ctx := context.Background()
	if err := server.Create(name); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(ctx, store.Options{URL: server.URL(name), Origin: storetest.Origin})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

func benchImport(b *testing.B, s *store.Store, rows int, classify bool) {
	a, actor, _ := organ(b, s)
	ctx := context.Background()
	opt, err := importer.ForOrgan(ctx, a, actor)
	if err != nil {
		b.Fatal(err)
	}
	opt.NoPropose = !classify
	round := 0
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		round++
		file := benchLedger(round, rows)
		b.StartTimer()
		src, err := importer.Read("ledger.csv", bytes.NewReader(file), int64(len(file)), opt)
		if err != nil {
			b.Fatal(err)
		}
		rep, err := importer.Confirm(ctx, a, actor, src, opt, "")
		if err != nil {
			b.Fatal(err)
		}
		if rep.Registered != rows {
			b.Fatalf("%d of %d registered: %v", rep.Registered, rows, rep.Rows[0].Reasons)
		}
	}
	b.ReportMetric(float64(rows*round)/b.Elapsed().Seconds(), "rows/s")
}
