package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
)

func read(t *testing.T, name string, data []byte) *sheet.Book {
	t.Helper()
	b, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)), sheet.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

func refused(t *testing.T, name string, data []byte, lim sheet.Limits) *errs.Error {
	t.Helper()
	_, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)), lim)
	if err == nil {
		t.Fatalf("%s was read", name)
	}
	return errs.As(err)
}

// grid gives the rows as row number → cells.
func grid(s *sheet.Sheet) map[int][]string {
	out := map[int][]string{}
	for _, r := range s.Rows {
		out[r.Number] = r.Cells()
	}
	return out
}

func TestLineEndsAndQuotes(t *testing.T) {
	want := map[int][]string{
		1: {"编号", "备注"},
		2: {"A1", "两行\n文字, \"引号\""},
		4: {"A2", "13\" 屏"},
	}
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
		text := strings.ReplaceAll("编号,备注|A1,\"两行\n文字, \"\"引号\"\"\"||A2,13\" 屏", "|", end)
		for _, tail := range []string{"", end} {
			s := read(t, name+".csv", []byte(text+tail)).Sheets[0]
			if diff := cmp.Diff(want, grid(s)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			if s.Last != 4 {
				t.Errorf("%s: %d physical rows, want 4", name, s.Last)
			}
		}
	}
}

func TestEncodings(t *testing.T) {
	const text = "编号,责任人\nA1,䶮㛃堃喆𬀩\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	u16 := func(first, second int) []byte {
		var b []byte
		for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(text))...) {
			w := [2]byte{byte(u), byte(u >> 8)}
			b = append(b, w[first], w[second])
		}
		return b
	}
	for name, data := range map[string][]byte{
		"utf-8": []byte(text), "utf-8-bom": []byte("\xef\xbb\xbf" + text), "gb18030": []byte(gb),
		"utf-16le": u16(0, 1), "utf-16be": u16(1, 0),
	} {
		b := read(t, name+".csv", data)
		if b.Encoding != name {
			t.Errorf("%s taken for %s", name, b.Encoding)
		}
		if got := b.Sheets[0].Rows[1].Cells()[1]; got != "䶮㛃堃喆𬀩" {
			t.Errorf("%s: keeper %q", name, got)
		}
	}
}

// The characters GB 18030-2022 moved: the two-byte code (today's spelling) and
// the four-byte code that programs before 2022 wrote give the same character.
func TestGB18030OldAndNewCodes(t *testing.T) {
	for _, c := range []struct {
		want     string
		two, old string
	}{
		{"龴", "\xfe\x59", "\x82\x35\x90\x37"},
		{"龵", "\xfe\x61", "\x82\x35\x90\x38"},
		{"龶", "\xfe\x66", "\x82\x35\x90\x39"},
		{"龷", "\xfe\x67", "\x82\x35\x91\x30"},
		{"龸", "\xfe\x6d", "\x82\x35\x91\x31"},
		{"龹", "\xfe\x7e", "\x82\x35\x91\x32"},
		{"龺", "\xfe\x90", "\x82\x35\x91\x33"},
		{"龻", "\xfe\xa0", "\x82\x35\x91\x34"},
		{"︐", "\xa6\xd9", "\x84\x31\x82\x36"},
		{"︒", "\xa6\xda", "\x84\x31\x82\x38"},
		{"︙", "\xa6\xf3", "\x84\x31\x83\x35"},
		{"ḿ", "\xa8\xbc", "\x81\x35\xf4\x37"},
		{"𠂇", "\xfe\x51", "\x95\x32\x90\x31"},
	} {
		b := read(t, "old.csv", []byte("\xb1\xe0\xba\xc5,x\n"+c.two+","+c.old+"\n"))
		cells := b.Sheets[0].Rows[1].Cells()
		if cells[0] != c.want || cells[1] != c.want {
			t.Errorf("%s: two bytes gave %+q, four gave %+q", c.want, cells[0], cells[1])
		}
	}
}

func TestDelimiterIsGuessed(t *testing.T) {
	for want, text := range map[rune]string{
		',':  "标题，一行\n编号,类型,备注\nA1,U盘,\"a;b;c;d\"\n",
		';':  "编号;类型;单价\nA1;U盘;12,50\nA2;U盘;13,50\n",
		'\t': "编号\t类型\t备注\nA1\tU盘\tx,y,z\n",
	} {
		if got := read(t, "d.csv", []byte(text)).Delimiter; got != want {
			t.Errorf("took %q for the delimiter, want %q", got, want)
		}
	}
}

func TestCSVFaultsNameThePlace(t *testing.T) {
	for name, c := range map[string]struct {
		data, code string
		places     []string
	}{
		"open quote": {"编号,备注\nA1,\"never", "import.open_quote", []string{"第 2 行", "B 列", "row 2", "column B"}},
		"control":    {"编号,备注\nA1,x\n\x00\x01\x02,2", "import.not_text", []string{"第 3 行", "A 列"}},
		"not gb":     {"\xb1\xe0\xba\xc5,x\n1,\xff\xff\n", "import.encoding", []string{"第 2 行", "B 列"}},
		"long cell":  {"编号,备注\nA1," + strings.Repeat("长", 32_768), "import.cell_too_long", []string{"第 2 行", "B 列"}},
		"wide":       {"编号\n" + strings.Repeat(",", 600), "import.too_many_columns", []string{"第 2 行"}},
	} {
		e := refused(t, "台账.csv", []byte(c.data), sheet.Limits{})
		if e.Code != c.code {
			t.Errorf("%s: %s", name, e)
		}
		for _, p := range append(c.places, "台账.csv") {
			if !strings.Contains(e.Text.ZH+e.Text.EN, p) {
				t.Errorf("%s: %q does not name %s", name, e.Text, p)
			}
		}
	}
}

func TestRowLimit(t *testing.T) {
	data := []byte("编号\n1\n2\n3\n\n\n\n")
	e := refused(t, "r.csv", data, sheet.Limits{Rows: 3})
	if e.Kind != errs.TooLarge || !strings.Contains(e.Text.ZH, "第 4 行") {
		t.Errorf("got %s", e)
	}
	if _, err := sheet.Read("r.csv", bytes.NewReader(data), int64(len(data)), sheet.Limits{Rows: 4}); err != nil {
		t.Errorf("blank rows were counted: %v", err)
	}
}

func TestSharedMediaLedger(t *testing.T) {
	b := readShared(t, "ledgers/media-gb18030.csv")
	if b.Encoding != "gb18030" || b.Delimiter != ',' {
		t.Errorf("read as %s with %q", b.Encoding, b.Delimiter)
	}
	s := b.Sheets[0]
	if len(s.Rows) != 62 || s.Last != 62 {
		t.Errorf("%d rows, last %d; want 62", len(s.Rows), s.Last)
	}
	want := []string{"7", "JM-JZ-007", "U盘", "爱国者 加密U盘 L8302", "32GB", "FBJGXGCY262LRYWS", "秘密级", "厅内", "䶮堃/办公厅", "2023.6.15"}
	if diff := cmp.Diff(want, s.Rows[8].Cells()); diff != "" {
		t.Error(diff)
	}
}
