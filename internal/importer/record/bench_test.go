package record_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

const benchRows = 20_000

func ledgerRow(i int) []string {
	return []string{
		fmt.Sprint(i), fmt.Sprintf("JM-PC-%06d", i), fmt.Sprint(2024000000 + i), "宣传部", "419", "台式", "长城", "世恒DF7", fmt.Sprintf("S%07X", i),
		fmt.Sprintf("D%06X、E%06X", i, i), "机密★20年", "银河麒麟V10 SP1", "2022年3月14日", "D9-96-A3-47-AA-54", "只读", "周喆", "2021.6.1", "",
	}
}

const ledgerHeader = "序号,保密编号,固定资产编号,使用部门,房间,类型,品牌,型号,主机序列号,硬盘序列号,密级,操作系统及版本,操作系统安装时间,MAC地址,光驱,责任人,启用时间,备注"

func benchRead(b *testing.B, name string, data []byte) {
	b.ReportAllocs()
	for b.Loop() {
		book, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)), sheet.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		tab, err := table.Find(book.Sheets[0], record.Vocabularies()...)
		if err != nil {
			b.Fatal(err)
		}
		r, err := record.NewReader(tab, table.Guess(tab), record.Options{})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		r.Each(func(rec record.Record) bool {
			n += 1 + len(rec.Errors)
			return true
		})
		if n != benchRows {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkCSV(b *testing.B) {
	var s strings.Builder
	s.WriteString(ledgerHeader + "\n")
	for i := range benchRows {
		s.WriteString(strings.Join(ledgerRow(i), ",") + "\n")
	}
	benchRead(b, "b.csv", []byte(s.String()))
}

func BenchmarkXLSX(b *testing.B) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	set := func(n int, cells []string) {
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		if err := w.SetRow(fmt.Sprintf("A%d", n), row); err != nil {
			b.Fatal(err)
		}
	}
	set(1, strings.Split(ledgerHeader, ","))
	for i := range benchRows {
		set(i+2, ledgerRow(i))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		b.Fatal(err)
	}
	benchRead(b, "b.xlsx", buf.Bytes())
}
