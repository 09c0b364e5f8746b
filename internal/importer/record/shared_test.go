package record_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

const shared = "../../../../shared/data/"

// open reads a file of the shared data to its best table and its records.
func open(t *testing.T, name string) (*table.Table, []record.Record) {
	t.Helper()
	b, err := sheet.ReadFile(shared+name, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return records(t, b, record.Options{})
}

func records(t *testing.T, b *sheet.Book, opt record.Options) (*table.Table, []record.Record) {
	t.Helper()
	tables, _, err := table.FindAll(b, record.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	best := table.Best(tables)
	c := best.Counts
	if c.Title+c.Header+c.Data+c.Footer+c.Blank != c.Total {
		t.Errorf("the rows do not add up: %+v", c)
	}
	r, err := record.NewReader(best, table.Guess(best), opt)
	if err != nil {
		t.Fatal(err)
	}
	return best, r.All()
}

func row(t *testing.T, rs []record.Record, n int) record.Record {
	t.Helper()
	for _, r := range rs {
		if r.Row == n {
			return r
		}
	}
	t.Fatalf("no record of row %d", n)
	return record.Record{}
}

func TestComputerLedger(t *testing.T) {
	tab, rs := open(t, "ledgers/computers.xlsx")
	if diff := cmp.Diff(table.Counts{Title: 2, Header: 1, Data: 60, Footer: 1, Total: 64}, tab.Counts); diff != "" {
		t.Error(diff)
	}
	if tab.Title != "机关涉密计算机（含便携式）登记台账\n填报单位：机关办公厅 填表日期：2026年11月" {
		t.Errorf("title %q", tab.Title)
	}
	for _, r := range rs {
		if len(r.Errors)+len(r.Warnings)+len(r.Extra) > 0 {
			t.Errorf("row %d: %v %v %v", r.Row, r.Errors, r.Warnings, r.Extra)
		}
	}
	want := record.Fields{
		Seq: "16", Code: "JM-PC-0016", FixedAssetNo: "2024527479", Department: "财务处", Room: "401", Class: "computer", Kind: "portable", KindText: "便携",
		Brand: "长城", Model: "世恒DF7", Serial: "5CBCCUTD", DriveSerials: []string{"LD1LNBNLX9", "HKWSVYGSG8AG"}, Level: "secret",
		OS: "中标麒麟7.0", OSInstalled: "2022-03-14", MAC: "D9-96-A3-47-AA-54", Optical: "read", Keeper: "㛃堃", StartDate: "2021-06-01",
	}
	if diff := cmp.Diff(want, row(t, rs, 19).Fields); diff != "" {
		t.Error(diff)
	}
	if f := row(t, rs, 20).Fields; f.Serial != "71U14Y68" || f.StartDate != "2016-05-05" {
		t.Errorf("full-width serial or bare date: %+v", f)
	}
	if f := row(t, rs, 25).Fields; f.Keeper != "䶮志强" || len(f.DriveSerials) != 3 || f.Level != "confidential" || f.OSInstalled != "2017-03-28" {
		t.Errorf("row 25: %+v", f)
	}
	if f := row(t, rs, 26).Fields; f.Serial != "" || f.Code != "JM-PC-0023" {
		t.Errorf("row 26 has no serial: %+v", f)
	}
	if f := row(t, rs, 32).Fields; f.Notes != "更换主板" || f.Term != 10 {
		t.Errorf("row 32: %+v", f)
	}
	if f := row(t, rs, 60).Fields; f.Keeper != "周喆" || f.Level != "top_secret" {
		t.Errorf("row 60: %+v", f)
	}
}

func TestMediaLedger(t *testing.T) {
	tab, rs := open(t, "ledgers/media-gb18030.csv")
	if diff := cmp.Diff(table.Counts{Title: 1, Header: 1, Data: 60, Total: 62}, tab.Counts); diff != "" {
		t.Error(diff)
	}
	for _, r := range rs {
		if len(r.Errors)+len(r.Warnings)+len(r.Extra) > 0 {
			t.Errorf("row %d: %v %v %v", r.Row, r.Errors, r.Warnings, r.Extra)
		}
		if f := r.Fields; f.Class != "medium" || f.Keeper == "" || f.Department == "" || f.Level == "" || len(f.StartDate) != 10 {
			t.Errorf("row %d: %+v", r.Row, f)
		}
	}
	want := record.Fields{
		Seq: "7", Code: "JM-JZ-007", Class: "medium", Kind: "usb_stick", KindText: "U盘", Brand: "爱国者", Model: "加密U盘 L8302", Capacity: "32GB",
		Serial: "FBJGXGCY262LRYWS", Level: "confidential", Scope: "厅内", Keeper: "䶮堃", Department: "办公厅", StartDate: "2023-06-15",
	}
	if diff := cmp.Diff(want, row(t, rs, 9).Fields); diff != "" {
		t.Error(diff)
	}
	if f := row(t, rs, 3).Fields; f.Level != "top_secret" || f.Term != 30 || f.StartDate != "2016-09-09" {
		t.Errorf("row 3: %+v", f)
	}
}

func TestSnipeIT(t *testing.T) {
	tab, rs := open(t, "other-trackers/snipe-it-assets.csv")
	if tab.Vocabulary.Format != "snipe-it" || len(rs) != 22 {
		t.Fatalf("%s, %d records", tab.Vocabulary.Format, len(rs))
	}
	r := row(t, rs, 3)
	want := record.Fields{
		Code: "WBH-2841795", Name: "Dragline", Class: "plain", Kind: "other", KindText: "Structural and Misc Steel (Fabrication)",
		Brand: "Botsford, Boyle and Herzog", Model: `Macbook Pro 13"`, Supplier: "Krajcik LLC", Room: "Lindgren-Marquardt",
		PurchaseDate: "2022-11-14", Keeper: "Gage McCrackem", Notes: "aliquam convallis nunc proin at turpis a pede posuere nonummy integer",
	}
	if diff := cmp.Diff(want, r.Fields); diff != "" {
		t.Error(diff)
	}
	extra := map[string]string{
		"Company": "Quitzon, Oberbrunner and Dibbert", "Order Number": "5504512275", "Model Number": "9351IS25A51", "Purchase Cost": "1292.94",
		"Model Notes":   "ante ipsum primis in faucibus orci luctus et ultrices posuere cubilia curae mauris viverra diam vitae quam suspendisse potenti nullam",
		"Checkout Type": "User", "Checked Out To: Username": "gmccrackem2a", "Checked Out To: Email": "gmccrackem2a@bing.com",
		"Asset EOL Date": "10/27/28", "类型": "Structural and Misc Steel (Fabrication)",
	}
	if diff := cmp.Diff(extra, r.Extra); diff != "" {
		t.Error(diff)
	}
	if f := row(t, rs, 4).Fields; f.PurchaseDate != "2023-03-01" || f.Keeper != "" {
		t.Errorf("3/1/23 is the first of March there: %+v", f)
	}
	for _, r := range rs {
		if len(r.Errors) > 0 || len(r.Warnings) != 1 {
			t.Errorf("row %d: %v %v", r.Row, r.Errors, r.Warnings)
		}
	}
}

func TestShelf(t *testing.T) {
	tab, rs := open(t, "other-trackers/shelf-assets.csv")
	if tab.Vocabulary.Format != "shelf" || len(rs) != 4 {
		t.Fatalf("%s, %d records", tab.Vocabulary.Format, len(rs))
	}
	want := record.Fields{
		Name: "Macbook Pro.", Class: "computer", Kind: "portable", KindText: "Laptop", Brand: "apple", Model: "Macbook Pro M3",
		Serial: "43543WE23D", PurchaseDate: "2022-03-12", Room: "Dutch office", Keeper: "Thea", Notes: "New laptop",
	}
	r := row(t, rs, 3)
	if diff := cmp.Diff(want, r.Fields); diff != "" {
		t.Error(diff)
	}
	if r.Extra["kit"] != "Working gear" || r.Extra["cf:warranty cost, type:amount"] != "499.00" || r.Extra["tags"] != "High priority, mid-size" {
		t.Errorf("extra: %v", r.Extra)
	}
	pens := row(t, rs, 4)
	if pens.Extra["quantity"] != "500" || pens.Extra["unitOfMeasure"] != "boxes" || len(pens.Warnings) != 2 || len(pens.Errors) > 0 {
		t.Errorf("500 boxes of pens: %+v", pens)
	}
}

func TestHomebox(t *testing.T) {
	tab, rs := open(t, "other-trackers/homebox-items.csv")
	if tab.Vocabulary.Format != "homebox" || len(rs) != 3 {
		t.Fatalf("%s, %d records", tab.Vocabulary.Format, len(rs))
	}
	r := row(t, rs, 3)
	if f := r.Fields; f.Code != "000-002" || f.Name != "Item 2" || f.Room != "Path /To/ Location 2" || r.Extra["HB.tags"] != "L1;L2;L3" || len(r.Errors) > 0 {
		t.Errorf("%+v", r)
	}
}

// Nothing is dropped: every cell of every sample is found again in its record.
func TestNoCellIsLost(t *testing.T) {
	for _, name := range []string{"other-trackers/snipe-it-assets.csv", "other-trackers/shelf-assets.csv", "other-trackers/homebox-items.csv", "ledgers/media-gb18030.csv", "ledgers/computers.xlsx"} {
		tab, rs := open(t, name)
		mapped := 0
		for _, c := range table.Guess(tab).Columns {
			if c.Field == table.Ignore {
				t.Errorf("%s: column %s is ignored", name, c.Header)
			}
			if c.Field != table.Extra {
				mapped++
			}
		}
		for i, line := range dataLines(tab) {
			cells := tab.Cells(line.Row)
			for _, c := range table.Guess(tab).Columns {
				if c.Field == table.Extra && cells[c.Index] != "" && rs[i].Extra[c.Header] == "" {
					t.Errorf("%s row %d: %s is lost", name, line.Number, c.Header)
				}
			}
		}
		t.Logf("%s: %d of %d columns have a field", name, mapped, len(tab.Columns))
	}
}

func dataLines(tab *table.Table) (out []table.Line) {
	for _, l := range tab.Lines {
		if l.Class == table.Data {
			out = append(out, l)
		}
	}
	return out
}
