package record_test

import (
	"bytes"
	"testing"

	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

// A list exported from a book has columns for what the old ledger said: they are
// the row's words where it has no others, and are not lost where it has.
func TestColumnsOfTheOldLedger(t *testing.T) {
	text := []byte("编号,类型,密级,责任人,部门,原台账密级,原台账责任人,原台账部门,原台账房间\n" +
		"A1,U盘,,,,机密★20年,测试甲,一处,101\nA2,U盘,秘密★10年,测试乙,二处,机密★20年,测试甲,一处,\n")
	book, err := sheet.Read("x.csv", bytes.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tab, err := table.Find(book.Sheets[0], record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := record.NewReader(tab, table.Guess(tab), record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := r.All()
	if f := got[0].Fields; f.Level != "secret" || f.Term != 20 || f.Keeper != "测试甲" || f.Department != "一处" || f.Room != "101" || len(got[0].Extra) != 0 {
		t.Errorf("%+v", got[0])
	}
	f, extra := got[1].Fields, got[1].Extra
	if f.Level != "confidential" || f.Keeper != "测试乙" || f.Department != "二处" || extra["原台账密级"] != "机密★20年" || extra["原台账部门"] != "一处" {
		t.Errorf("%+v", got[1])
	}
	for k, v := range extra {
		if v == "测试甲" {
			t.Errorf("a person's name is kept as %s", k)
		}
	}
	if len(got[1].Warnings) != 1 || got[1].Warnings[0].Name != record.ClaimKeeper {
		t.Errorf("%+v", got[1].Warnings)
	}
}
