package reject_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
	"sealbook/internal/importer/reject"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

const shared = "../../../../shared/data/"

func find(t *testing.T, name string, data []byte) *table.Table {
	t.Helper()
	b, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tables, _, err := table.FindAll(b, record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	return table.Best(tables)
}

func fields(t *testing.T, tab *table.Table) []record.Fields {
	t.Helper()
	r, err := record.NewReader(tab, table.Guess(tab), record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []record.Fields
	for _, rec := range r.All() {
		if len(rec.Extra) > 0 {
			t.Errorf("row %d carries %v", rec.Row, rec.Extra)
		}
		out = append(out, rec.Fields)
	}
	return out
}

var formats = map[string]func(*testing.T, *table.Table, []reject.Row) []byte{
	"r.csv": func(t *testing.T, tab *table.Table, rows []reject.Row) []byte {
		var b bytes.Buffer
		if err := reject.CSV(&b, tab, rows); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	},
	"r.xlsx": func(t *testing.T, tab *table.Table, rows []reject.Row) []byte {
		var b bytes.Buffer
		if err := reject.XLSX(&b, reject.Part{Table: tab, Rows: rows}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	},
}

var why = []errs.Text{errs.T("缺少序列号，不能建账。", "Serial number missing."), errs.T("日期不存在", "=no such date")}

// The rows refused from a real ledger come back as they were: same fields, same
// titles, and the reasons in both languages are there but not read back.
func TestRejectedRowsReadBackUnchanged(t *testing.T) {
	b, err := sheet.ReadFile(shared+"ledgers/computers.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tab, err := table.Find(b.Sheets[0], record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	all := fields(t, tab)
	want := []record.Fields{all[15], all[22], all[45]} // rows 19, 26, 49
	for name, write := range formats {
		data := write(t, tab, []reject.Row{{Number: 26, Reasons: why}, {Number: 19, Reasons: why[:1]}, {Number: 49}})
		back := find(t, name, data)
		if diff := cmp.Diff(want, fields(t, back)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if back.Title != tab.Title || back.Counts.Data != 3 {
			t.Errorf("%s: title %q, %+v", name, back.Title, back.Counts)
		}
		line := back.Lines[len(back.Lines)-2]
		cells := back.Cells(line.Row)
		if got := cells[len(cells)-3:]; got[0] != "缺少序列号，不能建账。\n日期不存在" || got[1] != "Serial number missing.\n=no such date" || got[2] != "26" {
			t.Errorf("%s: reasons %q", name, got)
		}
	}
	csv := formats["r.csv"](t, tab, []reject.Row{{Number: 19}})
	if !bytes.HasPrefix(csv, []byte("\xef\xbb\xbf机关")) {
		t.Error("the csv has no byte order mark, Excel would show rubbish")
	}
}

func TestFormulasAreDefusedAndComeBack(t *testing.T) {
	cells := []string{"=cmd|'/c calc'!A1", "+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "'=1", "''-1", "'quoted", "O'Conner", "a=b", "=\"a,b\"\n;"}
	var in strings.Builder
	in.WriteString("编号,序列号,备注\r\n")
	for _, c := range cells {
		in.WriteString(`A1,S1,"` + strings.ReplaceAll(table.Safe(c), `"`, `""`) + "\"\r\n")
	}
	tab := find(t, "f.csv", []byte(in.String()))
	var rows []reject.Row
	for i := range cells {
		rows = append(rows, reject.Row{Number: i + 2})
	}
	for name, write := range formats {
		data := write(t, tab, rows)
		b, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)), sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		back := find(t, name, data)
		for i, c := range cells {
			raw := b.Sheets[0].Rows[i+1].Cells()[2]
			if strings.ContainsAny(raw[:1], "=+-@\t\r") {
				t.Errorf("%s: %q would run as a formula", name, raw)
			}
			if got := back.Cells(back.Lines[i+1].Row)[2]; got != c {
				t.Errorf("%s: %q came back as %q", name, c, got)
			}
		}
	}
}

func TestTwoLineHeaderSurvives(t *testing.T) {
	in := "涉密计算机台账\n序号,编号,主机信息,,,硬盘信息,,责任人\n,,品牌,型号,序列号,序列号,容量,\n1,A1,浪潮,X,S1,D1、D2,1T,周喆\n2,A2,长城,Y,S2,D3,2T,吴玥\n"
	tab := find(t, "t.csv", []byte(in))
	want := fields(t, tab)[1:]
	for name, write := range formats {
		if diff := cmp.Diff(want, fields(t, find(t, name, write(t, tab, []reject.Row{{Number: 5, Reasons: why}})))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSafeIsUndoneExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("'=+-@\t\ra䶮 "))).Draw(t, "cell")
		safe := table.Safe(s)
		if safe != "" && strings.IndexByte("=+-@\t\r", safe[0]) >= 0 {
			t.Fatalf("%q is not safe", safe)
		}
		if got := table.Unsafe(safe); got != s {
			t.Fatalf("%q came back as %q", s, got)
		}
	})
}
