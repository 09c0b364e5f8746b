package sheet_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
)

// whole checks what holds for every file: it is refused with an error of the two
// kinds, or its rows ascend, stay in the limits and hold something.
func whole(t *testing.T, name string, data []byte) {
	lim := sheet.Limits{Rows: 1000, Columns: 50, CellChars: 500, UnpackedBytes: 4 << 20}
	b, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)), lim)
	if err != nil {
		var e *errs.Error
		if !errors.As(err, &e) || e.Kind != errs.Invalid && e.Kind != errs.TooLarge {
			t.Fatalf("not a refusal: %v", err)
		}
		return
	}
	for _, s := range b.Sheets {
		last := 0
		for _, r := range s.Rows {
			if r.Number <= last || r.Blank() || len(r.Cells()) > 50 {
				t.Fatalf("row %d after %d, %q", r.Number, last, r.Cells())
			}
			last = r.Number
		}
		if last > s.Last || len(s.Rows) > 1000 {
			t.Fatalf("last row %d of %d", last, s.Last)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"编号,备注\nA1,\"x\ny\"\n", "a;b\r1;2\r", "\xb1\xe0\xba\xc5\t\xfe\x59\r\n", "\xff\xfea\x00,\x00", "\"", ",,,\n\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, "f.csv", data) })
}

func FuzzXLSX(f *testing.F) {
	data, err := os.ReadFile(shared + "ledgers/computers.xlsx")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, "f.xlsx", data) })
}

// FuzzSheetXML feeds the XML of a sheet and of the string table, which a fuzzer
// cannot reach through the packing.
func FuzzSheetXML(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1.5E3</v></c></row>`, `<si><r><t>a</t></r></si>`)
	f.Add(`<row><c t="inlineStr"><is><t>_x001F_</t></is></c></row><row r="9"/>`, ``)
	f.Add(`<row r="1"><c r="A1" t="d"><v>2024-02-14T00:00:00</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/>`, `<si/>`)
	f.Fuzz(func(t *testing.T, rows, texts string) { whole(t, "f.xlsx", workbookOf(t, rows, texts)) })
}
