package table_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

func csv(t *testing.T, text string) *table.Table {
	t.Helper()
	tab, err := table.Find(csvSheet(t, text), record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	adds(t, tab)
	return tab
}

func csvSheet(t *testing.T, text string) *sheet.Sheet {
	t.Helper()
	b, err := sheet.Read("t.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b.Sheets[0]
}

func adds(t *testing.T, tab *table.Table) {
	t.Helper()
	if c := tab.Counts; c.Title+c.Header+c.Data+c.Footer+c.Blank != c.Total {
		t.Errorf("rows do not add up: %+v", c)
	}
}

// workbook writes rows from A1 and merges ranges.
func workbook(t *testing.T, rows [][]any, merges ...string) *sheet.Book {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range merges {
		from, to, _ := strings.Cut(m, ":")
		if err := f.MergeCell("Sheet1", from, to); err != nil {
			t.Fatal(err)
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	b, err := sheet.Read("t.xlsx", bytes.NewReader(buf.Bytes()), int64(buf.Len()), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func fieldsOf(tab *table.Table) []string {
	var out []string
	for _, c := range table.Guess(tab).Columns {
		out = append(out, c.Field)
	}
	return out
}

func classes(tab *table.Table) map[int]table.Class {
	out := map[int]table.Class{}
	for _, l := range tab.Lines {
		out[l.Number] = l.Class
	}
	return out
}

func TestTwoLineHeaderWithMergedCaptions(t *testing.T) {
	b := workbook(t, [][]any{
		{"涉密计算机台账"},
		{"填报单位：某机关"},
		{"序号", "保密编号", "主机信息", nil, nil, "硬盘信息", nil, "操作系统", nil, "责任人", "密级"},
		{nil, nil, "品牌", "型号", "序列号", "序列号", "容量", "名称及版本", "安装时间", nil, nil},
		{1, "A1", "浪潮", "X", "S1", "D1", "1T", "麒麟", "2024-02-14", "周喆", "机密"},
		{2, "A2", "长城", "Y", "S2", "D2", "1T", "麒麟", "2024-02-14", "吴玥", "秘密"},
	}, "A1:K1", "A2:K2", "A3:A4", "B3:B4", "C3:E3", "F3:G3", "H3:I3", "J3:J4", "K3:K4")
	tab, err := table.Find(b.Sheets[0], record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	adds(t, tab)
	want := []string{"seq", "code", "brand", "model", "serial", "drive_serials", "capacity", "os", "os_installed", "keeper", "level"}
	if diff := cmp.Diff(want, fieldsOf(tab)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(table.Counts{Title: 2, Header: 2, Data: 2, Total: 6}, tab.Counts); diff != "" {
		t.Error(diff)
	}
	if tab.Columns[5] != "硬盘信息 序列号" {
		t.Errorf("column F is called %q", tab.Columns[5])
	}
}

func TestTwoLineHeaderInATextFile(t *testing.T) {
	tab := csv(t, "台账\n序号,编号,主机信息,,,硬盘信息,,责任人\n,,品牌,型号,序列号,序列号,容量,\n1,A1,浪潮,X,S1,D1,1T,周喆\n")
	want := []string{"seq", "code", "brand", "model", "serial", "drive_serials", "capacity", "keeper"}
	if diff := cmp.Diff(want, fieldsOf(tab)); diff != "" {
		t.Error(diff)
	}
	if tab.Counts.Header != 2 || tab.Counts.Data != 1 {
		t.Errorf("%+v", tab.Counts)
	}
}

func TestADataRowIsNoSecondHeaderLine(t *testing.T) {
	tab := csv(t, "编号,类型,密级,备注\nA1,U盘,机密,\nA2,光盘,秘密,备注\n")
	if tab.Counts.Header != 1 || tab.Counts.Data != 2 {
		t.Errorf("%+v", tab.Counts)
	}
}

func TestFootersBlanksAndRepeatedHeaders(t *testing.T) {
	tab := csv(t, strings.Join([]string{
		"涉密存储介质台账,,,", // 1
		",,,",         // 2
		"序号,介质编号,介质类型,备注", // 3
		"1,A1,U盘,合计处借用",   // 4: «合计» inside a data row
		",,,",             // 5
		"2,A2,光盘,",        // 6
		"涉密存储介质台账,,,",     // 7: title of page 2
		"序号,介质编号,介质类型,备注", // 8
		"3,A3,U盘,",        // 9
		"说明书,A4,U盘,",      // 10: begins like a footer, is data
		"4,,,",            // 11: number of an unused line
		"\u200b,　,,",      // 12: invisible
		"合  计,,4,",        // 13
		"填表人：,,审核人：,",     // 14
		"说明：1. 本表一式两份",    // 15
		"2. 报保密办一份",       // 16
		"",                // 17
		"共 4 件",           // 18
	}, "\n")+"\n")
	want := map[int]table.Class{
		1: "title", 3: "header", 4: "data", 6: "data", 7: "title", 8: "header", 9: "data", 10: "data",
		11: "blank", 13: "footer", 14: "footer", 15: "footer", 16: "footer", 18: "footer",
	}
	if diff := cmp.Diff(want, classes(tab)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(table.Counts{Title: 2, Header: 2, Data: 4, Footer: 5, Blank: 5, Total: 18}, tab.Counts); diff != "" {
		t.Error(diff)
	}
}

func TestMergedDataIsFilledDown(t *testing.T) {
	b := workbook(t, [][]any{
		{"部门", "编号", "类型", "备注"},
		{"宣传部", "A1", "台式", nil},
		{nil, "A2", "台式", nil},
		{nil, "A3", "台式", nil},
		{"组织部", "A4", "台式", nil},
		{"一、便携式计算机", nil, nil, nil},
		{nil, "A5", "便携", nil},
	}, "A2:A4", "A6:D6")
	tab, err := table.Find(b.Sheets[0], record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	adds(t, tab)
	var got []string
	for _, l := range tab.Lines {
		if l.Class == table.Data {
			c := tab.Cells(l.Row)
			got = append(got, c[0]+"/"+c[1])
		}
	}
	if diff := cmp.Diff([]string{"宣传部/A1", "宣传部/A2", "宣传部/A3", "组织部/A4", "/A5"}, got); diff != "" {
		t.Error(diff)
	}
	if classes(tab)[6] != table.Title {
		t.Errorf("the caption across the table is %s", classes(tab)[6])
	}
}

func TestTheSheetWithTheLedgerIsChosen(t *testing.T) {
	b := workbook(t, [][]any{{"使用说明"}, {"请勿修改"}})
	b.Sheets = append(b.Sheets, csvSheet(t, "编号,类型\nA1,U盘\n"), csvSheet(t, "编号,类型,密级,责任人\nA1,U盘,机密,周喆\n"))
	tables, skipped, err := table.FindAll(b, record.Vocabularies()...)
	if err != nil || len(tables) != 2 || len(skipped) != 1 || skipped[0].Sheet != "Sheet1" || skipped[0].Reason.ZH == "" {
		t.Fatalf("%d tables, skipped %+v, %v", len(tables), skipped, err)
	}
	if best := table.Best(tables); len(best.Columns) != 4 {
		t.Errorf("took the table with %v", best.Columns)
	}
}

func TestUnknownHeadersAreLeftToTheUser(t *testing.T) {
	tab := csv(t, "甲,乙,丙\n1,2,3\n")
	if tab.Known || tab.Counts.Data != 1 {
		t.Errorf("known %v, %+v", tab.Known, tab.Counts)
	}
	if err := table.Guess(tab).Validate(tab); !errs.IsKind(err, errs.Invalid) {
		t.Errorf("a mapping without code and serial passed: %v", err)
	}
	_, err := table.Find(csvSheet(t, "一行\n两行\n"), record.Vocabularies()...)
	if e := errs.As(err); e.Code != "import.no_header" {
		t.Errorf("got %v", err)
	}
}

func TestHeaderVariants(t *testing.T) {
	for header, field := range map[string]string{
		"涉密编号": "code", "介质编号": "code", "设备编号 *": "code", "资产编号": "fixed_asset_no", "使用部门（处室）": "department", "存放\n地点": "room",
		"规格型号": "model", "品牌/型号": "brand_model", "序列号（S/N）": "serial", "ＳＮ": "serial", "硬盘序列号(SN)": "drive_serials", "密级 ": "level",
		"使用范围": "scope", "责任人 / 部门": "keeper_department", "启用日期（年/月/日）": "start_date", "操作系统及\n版本": "os", "MAC 地址": "mac",
		"联网情况": "network", "使用情况": "status", "Serial Number": "serial", "Asset Tag": "code", "drive_serials": "drive_serials", "心情": "", "Reason": "-",
	} {
		tab := csv(t, "\""+header+"\",容量,供应商,用途\na,b,c,d\n")
		if got := fieldsOf(tab)[0]; got != field {
			t.Errorf("%q is taken for %q, want %q", header, got, field)
		}
	}
}

func TestTwoColumnsOfOneMeaning(t *testing.T) {
	tab := csv(t, "编号,保密编号,设备类型,设备名称,使用人,责任人\nx,A1,U盘,加密盘,甲,乙\n")
	if diff := cmp.Diff([]string{"fixed_asset_no", "code", "kind", "name", "", "keeper"}, fieldsOf(tab)); diff != "" {
		t.Error(diff)
	}
}

func TestMappingAsJSONAndItsFaults(t *testing.T) {
	tab := csv(t, "编号,类型,心情\nA1,U盘,好\n")
	m := table.Guess(tab)
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"format":"ledger","columns":[{"index":0,"header":"编号","field":"code"},{"index":1,"header":"类型","field":"kind"},{"index":2,"header":"心情","field":""}]}`; string(raw) != want {
		t.Errorf("got %s", raw)
	}
	var back table.Mapping
	if err := json.Unmarshal(raw, &back); err != nil || back.Validate(tab) != nil {
		t.Errorf("%v %v", err, back.Validate(tab))
	}
	for name, columns := range map[string][]table.Column{
		"unknown field": {{Index: 0, Field: "code"}, {Index: 2, Field: "mood"}},
		"column twice":  {{Index: 0, Field: "code"}, {Index: 0, Field: "kind"}},
		"field twice":   {{Index: 0, Field: "code"}, {Index: 2, Field: "code"}},
		"no column":     {{Index: 0, Field: "code"}, {Index: 9, Field: "kind"}},
		"required":      {{Index: 0, Field: "-"}},
	} {
		err := table.Mapping{Columns: columns}.Validate(tab)
		if !errs.IsKind(err, errs.Invalid) || len(errs.As(err).Fields) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	full := table.Mapping{Columns: []table.Column{{Index: 2, Field: "notes"}, {Index: 0, Field: "code"}}}.Complete(tab)
	if len(full.Columns) != 3 || full.Columns[1].Field != table.Extra || full.Columns[2].Header != "心情" {
		t.Errorf("%+v", full)
	}
}
