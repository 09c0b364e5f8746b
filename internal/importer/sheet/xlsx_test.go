package sheet_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
)

// build makes a workbook with the library's own writer.
func build(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func set(t *testing.T, f *excelize.File, sheetName, cell string, v any) {
	t.Helper()
	if err := f.SetCellValue(sheetName, cell, v); err != nil {
		t.Fatal(err)
	}
}

func TestSharedComputerLedger(t *testing.T) {
	b := readShared(t, "ledgers/computers.xlsx")
	s := b.Sheets[0]
	if s.Name != "涉密计算机台账" || s.Last != 64 || len(s.Rows) != 64 {
		t.Errorf("sheet %q: %d rows, last %d; its wrong dimension «A1» must not matter", s.Name, len(s.Rows), s.Last)
	}
	if diff := cmp.Diff([]sheet.Merge{{Top: 1, Bottom: 1, Right: 17}}, s.Merges); diff != "" {
		t.Error(diff)
	}
	g := grid(s)
	want := []string{"16", "JM-PC-0016", "2024527479", "财务处", "401", "便携", "长城", "世恒DF7", "5CBCCUTD", "LD1LNBNLX9\nHKWSVYGSG8AG",
		"机密级", "中标麒麟7.0", "2022-03-14", "D9-96-A3-47-AA-54", "只读", "㛃堃", "2021/6/1"}
	if diff := cmp.Diff(want, g[19]); diff != "" {
		t.Error(diff)
	}
	if g[3][11] != "操作系统及\n版本" || g[64][0] != "合计：60台" {
		t.Errorf("header %q, footer %q", g[3][11], g[64][0])
	}
}

func TestDatesNumbersAndMerges(t *testing.T) {
	day := time.Date(2024, 2, 14, 0, 0, 0, 0, time.UTC)
	data := build(t, func(f *excelize.File) {
		const s = "Sheet1"
		style := func(cell, format string) {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStyle(s, cell, cell, id); err != nil {
				t.Fatal(err)
			}
		}
		set(t, f, s, "A1", day) // the library's default date style
		for cell, format := range map[string]string{"B1": `yyyy"年"m"月"d"日"`, "C1": "m/d/yy", "D1": "mmm-yy", "E1": "[$-804]yyyy/m/d;@"} {
			set(t, f, s, cell, 45336)
			style(cell, format)
		}
		set(t, f, s, "F1", 45336.5)
		style("F1", "yyyy-mm-dd hh:mm")
		set(t, f, s, "A2", 2025481698)
		set(t, f, s, "B2", 123)
		style("B2", "000000")
		set(t, f, s, "C2", 123456789012345)
		style("C2", "0.00E+00")
		set(t, f, s, "D2", 45336) // a plain number stays a number
		set(t, f, s, "E2", "2024-02-14")
		set(t, f, s, "F2", 0.5)
		style("F2", "h:mm")
		set(t, f, s, "A5", "x")
		if err := f.MergeCell(s, "A5", "B7"); err != nil {
			t.Fatal(err)
		}
	})
	s := read(t, "d.xlsx", data).Sheets[0]
	want := map[int][]string{
		1: {"2024-02-14", "2024-02-14", "2024-02-14", "2024-02-14", "2024-02-14", "2024-02-14 12:00:00"},
		2: {"2025481698", "000123", "123456789012345", "45336", "2024-02-14", "12:00"},
		5: {"x"},
	}
	if diff := cmp.Diff(want, grid(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]sheet.Merge{{Top: 5, Left: 0, Bottom: 7, Right: 1}}, s.Merges); diff != "" {
		t.Error(diff)
	}
}

func TestDates1904(t *testing.T) {
	data := build(t, func(f *excelize.File) {
		on := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &on}); err != nil {
			t.Fatal(err)
		}
		id, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		set(t, f, "Sheet1", "A1", 45336-1462)
		if err := f.SetCellStyle("Sheet1", "A1", "A1", id); err != nil {
			t.Fatal(err)
		}
	})
	if got := read(t, "mac.xlsx", data).Sheets[0].Rows[0].Cells()[0]; got != "2024-02-14" {
		t.Errorf("1904 date read as %s", got)
	}
}

func TestAllSheetsAreRead(t *testing.T) {
	data := build(t, func(f *excelize.File) {
		for _, n := range []string{"说明", "涉密计算机台账"} {
			if _, err := f.NewSheet(n); err != nil {
				t.Fatal(err)
			}
			set(t, f, n, "A1", n)
		}
		if err := f.SetSheetVisible("说明", false); err != nil {
			t.Fatal(err)
		}
	})
	b := read(t, "s.xlsx", data)
	var names []string
	for _, s := range b.Sheets {
		names = append(names, s.Name)
		if s.Hidden != (s.Name == "说明") {
			t.Errorf("sheet %s hidden: %v", s.Name, s.Hidden)
		}
	}
	if diff := cmp.Diff([]string{"Sheet1", "说明", "涉密计算机台账"}, names); diff != "" {
		t.Error(diff)
	}
	if b.Sheets[2].Rows[0].Cells()[0] != "涉密计算机台账" {
		t.Error("sheets were mixed up")
	}
}

func TestCutOffWorkbookIsNotReadAsAShortOne(t *testing.T) {
	whole, err := os.ReadFile(shared + "ledgers/computers.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for n := 5; n < len(whole); n += 997 {
		if e := refused(t, "cut.xlsx", whole[:n], sheet.Limits{}); e.Kind != errs.Invalid {
			t.Fatalf("cut at %d: %s", n, e)
		}
	}
	// One flipped byte inside a packed part breaks its checksum.
	for n := 200; n < 8000; n += 1500 {
		bad := bytes.Clone(whole)
		bad[n] ^= 0x55
		b, err := sheet.Read("bad.xlsx", bytes.NewReader(bad), int64(len(bad)), sheet.Limits{})
		if err == nil && len(b.Sheets[0].Rows) != 64 {
			t.Fatalf("flipped at %d: read %d rows without a word", n, len(b.Sheets[0].Rows))
		}
	}
}

func TestXLSXLimits(t *testing.T) {
	data := build(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "C4", strings.Repeat("长", 101))
	})
	for code, lim := range map[string]sheet.Limits{
		"import.cell_too_long":     {CellChars: 100},
		"import.too_many_columns":  {Columns: 2},
		"import.too_many_rows":     {Rows: 3},
		"import.unpacks_too_large": {UnpackedBytes: 2000},
		"import.file_too_large":    {FileBytes: 2000},
	} {
		e := refused(t, "l.xlsx", data, lim)
		if e.Code != code || e.Kind != errs.TooLarge {
			t.Errorf("%s: got %s", code, e)
		}
		if code == "import.cell_too_long" && !strings.Contains(e.Text.ZH, "工作表「Sheet1」 第 4 行 C 列") {
			t.Errorf("place is missing: %s", e.Text.ZH)
		}
	}
}
