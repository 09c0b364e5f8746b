package record_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
	"sealbook/internal/importer/value"
)

func parse(t *testing.T, text string, opt record.Options) []record.Record {
	t.Helper()
	b, err := sheet.Read("t.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	_, rs := records(t, b, opt)
	return rs
}

func names(fs []errs.Field) []string {
	var out []string
	for _, f := range fs {
		if f.Text.ZH == "" || f.Text.EN == "" {
			out = append(out, f.Name+" without text")
			continue
		}
		out = append(out, f.Name)
	}
	return out
}

func TestWrongCellsAreErrorsOfTheirRow(t *testing.T) {
	rs := parse(t, "编号,类型,密级,保密期限,启用日期,MAC地址,责任人,部门\n"+
		"A1,台式,机密★20年,10年,2023-02-30,XX,周喆（宣传部）,组织部\n"+
		"A2,拖拉机,最密,,,,,\n"+
		"A3,,,,,,,\n"+
		"A4,台式,机密,20,2024年2月,,,\n", record.Options{})
	for i, want := range [][]string{
		{"start_date", "mac", "term", "keeper"}, {"level", "kind"}, {"kind"}, nil,
	} {
		if diff := cmp.Diff(want, names(rs[i].Errors)); diff != "" {
			t.Errorf("%s: %s", rs[i].Fields.Code, diff)
		}
	}
	last := rs[3]
	if last.Fields.StartDate != "2024-02" || last.Fields.Term != 20 || cmp.Diff([]string{"start_date"}, names(last.Warnings)) != "" {
		t.Errorf("month precision: %+v", last)
	}
	if !strings.Contains(rs[1].Errors[1].Text.ZH, "台式机") {
		t.Errorf("the error does not say which kinds are known: %s", rs[1].Errors[1].Text.ZH)
	}
}

func TestWordsThatDoNotFitAreKept(t *testing.T) {
	rs := parse(t, "编号,类型,光驱,无线模块,联网情况,购置日期,密级,心情,\nA1,台式,三号,拆了一半吧,月网,不详,机密★长期,好,尾巴\n", record.Options{})
	r := rs[0]
	want := map[string]string{"光驱": "三号", "无线部件": "拆了一半吧", "网络属性": "月网", "购置日期": "不详", "密级": "机密★长期", "心情": "好", "I 列": "尾巴"}
	if diff := cmp.Diff(want, r.Extra); diff != "" {
		t.Error(diff)
	}
	if len(r.Errors) > 0 || len(r.Warnings) != 5 {
		t.Errorf("%v %v", r.Errors, r.Warnings)
	}
}

func TestKeeperCellsAreSplitByTheOrgansDepartments(t *testing.T) {
	rs := parse(t, "编号,类型,责任人\nA1,U盘,周喆/信息\nA2,U盘,信息-周喆\nA3,U盘,周喆\n", record.Options{Departments: []string{"信息"}})
	for _, r := range rs[:2] {
		if r.Fields.Keeper != "周喆" || r.Fields.Department != "信息" {
			t.Errorf("%+v", r.Fields)
		}
	}
	if f := rs[2].Fields; f.Keeper != "周喆" || f.Department != "" {
		t.Errorf("%+v", f)
	}
}

func TestTheTitleTellsTheClass(t *testing.T) {
	rs := parse(t, "涉密计算机台账,,\n编号,序列号,密级\nA1,S1,机密\n", record.Options{})
	if f := rs[0].Fields; f.Class != "computer" || f.Kind != "desktop" || len(rs[0].Warnings) != 1 || len(rs[0].Errors) > 0 {
		t.Errorf("%+v", rs[0])
	}
	rs = parse(t, "涉密存储介质台账,,\n编号,序列号,密级\nA1,S1,机密\n", record.Options{})
	if f := rs[0].Fields; f.Class != "medium" || f.Kind != "" || len(rs[0].Errors) != 1 {
		t.Errorf("a medium of unknown kind needs the kind: %+v", rs[0])
	}
}

func TestPrivateFontCharactersAreWarnedOf(t *testing.T) {
	rs := parse(t, "编号,类型,责任人\nA1,U盘,周\ue123\n", record.Options{})
	if rs[0].Fields.Keeper != "周\ue123" || len(rs[0].Warnings) != 1 {
		t.Errorf("%+v", rs[0])
	}
}

func TestTheUserMayRemapAndIgnore(t *testing.T) {
	text := "甲,乙,丙,丁\nA1,U盘,3/4/24,x\n"
	b, err := sheet.Read("t.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tab, err := table.Find(b.Sheets[0], record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	m := table.Mapping{Format: "ledger", Columns: []table.Column{{Index: 0, Field: "code"}, {Index: 1, Field: "kind"}, {Index: 2, Field: "start_date"}, {Index: 3, Field: "-"}}}
	r, err := record.NewReader(tab, m, record.Options{DateOrder: value.DayMonthYear})
	if err != nil {
		t.Fatal(err)
	}
	rec := r.All()[0]
	if rec.Fields.Code != "A1" || rec.Fields.Kind != "usb_stick" || rec.Fields.StartDate != "2024-04-03" || rec.Extra != nil {
		t.Errorf("%+v", rec)
	}
	m.Format = "excel"
	if _, err := record.NewReader(tab, m, record.Options{}); !errs.IsKind(err, errs.Invalid) {
		t.Errorf("unknown format: %v", err)
	}
}

// FuzzRecords: whatever a file holds, every data row becomes one record and its
// values are of the closed sets.
func FuzzRecords(f *testing.F) {
	f.Add("编号,类型,密级,启用日期,责任人\nA1,U盘,机密★20年,2024.2.14,周喆/宣传部\n合计,1\n")
	f.Add("HB.name,HB.asset_id\nx,1\n")
	f.Add("Asset Tag,Category,Purchase Date,Model Number\nT1,Laptop,1/23/23,9\n")
	levels := map[string]bool{"": true, "top_secret": true, "secret": true, "confidential": true, "unclassified": true}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := sheet.Read("t.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
		if err != nil {
			return
		}
		tab, err := table.Find(b.Sheets[0], record.Vocabularies()...)
		if err != nil {
			return
		}
		if c := tab.Counts; c.Title+c.Header+c.Data+c.Footer+c.Blank != c.Total {
			t.Fatalf("%+v", c)
		}
		r, err := record.NewReader(tab, table.Guess(tab), record.Options{})
		if err != nil {
			return
		}
		all := r.All()
		if len(all) != tab.Counts.Data {
			t.Fatalf("%d records of %d rows", len(all), tab.Counts.Data)
		}
		for _, rec := range all {
			if !levels[rec.Fields.Level] || rec.Fields.Class == "" && len(rec.Errors) == 0 {
				t.Fatalf("%+v", rec)
			}
		}
	})
}
