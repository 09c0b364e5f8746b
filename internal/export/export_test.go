package export

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/export"
	"sealbook/internal/domain/level"
	"sealbook/internal/importer/record"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
	"sealbook/internal/view"
)

var cover = Cover{
	Number: 12, Purpose: "年度自查", By: "赵示例",
	At: time.Date(2026, 3, 4, 5, 6, 0, 0, time.FixedZone("CST", 8*3600)),
}

// computer is a record with every column filled.
func computer() view.Record {
	r := view.Record{State: asset.State{
		Code: "BM-001", Class: asset.Computer, Kind: "desktop", Serial: "SN-1", Brand: "示范牌", Model: "T900", Life: asset.InUse,
		Details: asset.Details{
			Name: "一号机", FixedAssetNo: "GZ-77", Use: "办公", OS: "示例系统 V10", OSInstalled: "2024-02-14", MAC: "BC-80-19-73-ED-98",
			Optical: "read", Capacity: "512GB", Supplier: "示例公司", PurchaseDate: "2023-12", StartDate: "2024-03-01", Notes: "第一行\n第二行, \"引号\"",
			Extra: map[string]string{"保险柜": "3号", "硬盘序列号": "旧记载"},
		},
		Marking: asset.Marking{Level: level.Secret, Term: 20, Scope: "本部门", Decided: true},
		Network: asset.NetworkNone, Wireless: asset.WirelessRemoved,
	}}
	r.Department.Name, r.Room.Name, r.Keeper.Name = "办公厅", "101", "钱示例"
	r.Parts = []view.Asset{{Class: asset.Drive, Serial: "D1"}, {Class: asset.Drum, Serial: "X"}, {Class: asset.Drive, Serial: "D2"}}
	return r
}

func write(t *testing.T, f export.Format, lang string, rows ...view.Record) (*Spool, []byte) {
	t.Helper()
	return writeUnder(t, f, lang, cover, rows)
}

func writeUnder(t *testing.T, f export.Format, lang string, c Cover, rows []view.Record) (*Spool, []byte) {
	t.Helper()
	s, err := NewSpool(lang)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, r := range rows {
		if err := s.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	file, err := s.Finish(f, c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var out bytes.Buffer
	if err := file.Send(&out); err != nil {
		t.Fatal(err)
	}
	if int64(out.Len()) != file.Bytes || len(file.Digest) != 64 {
		t.Fatalf("%d bytes, said %d, digest %q", out.Len(), file.Bytes, file.Digest)
	}
	return s, out.Bytes()
}

// imported reads a file as an import would.
func imported(t *testing.T, f export.Format, data []byte) (*table.Table, []record.Record) {
	t.Helper()
	book, err := sheet.Read("x."+string(f), bytes.NewReader(data), int64(len(data)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tables, skipped, err := table.FindAll(book, record.Vocabularies()...)
	if err != nil || len(tables) != 1 || len(skipped) != 0 {
		t.Fatalf("%d tables, skipped %v: %v", len(tables), skipped, err)
	}
	r, err := record.NewReader(tables[0], table.Guess(tables[0]), record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tables[0], r.All()
}

func TestExportedListIsImportedAgain(t *testing.T) {
	draft := view.Record{State: asset.State{
		Code: "BM-002", Class: asset.Medium, Kind: "usb_stick", Serial: "U2", Life: asset.Draft,
		Claim: asset.Claim{Level: "top_secret", Term: 30, Department: "研究室", Room: "202", Keeper: "孙示例", Scope: "二人"},
	}}
	want := record.Fields{
		Code: "BM-001", FixedAssetNo: "GZ-77", Name: "一号机", Department: "办公厅", Room: "101", Class: "computer", Kind: "desktop",
		Brand: "示范牌", Model: "T900", Serial: "SN-1", DriveSerials: []string{"D1", "D2"}, Level: "secret", Term: 20, Scope: "本部门",
		Keeper: "钱示例", StartDate: "2024-03-01", Use: "办公", OS: "示例系统 V10", OSInstalled: "2024-02-14", MAC: "BC-80-19-73-ED-98",
		Optical: "read", Network: "none", Wireless: "removed", Supplier: "示例公司", PurchaseDate: "2023-12", Capacity: "512GB",
		Notes: "第一行\n第二行, \"引号\"", Seq: "1",
	}
	for _, f := range []export.Format{export.CSV, export.XLSX} {
		for _, lang := range []string{"zh", "en"} {
			t.Run(string(f)+" "+lang, func(t *testing.T) {
				_, data := write(t, f, lang, computer(), draft)
				tab, got := imported(t, f, data)
				if c := tab.Counts; c.Title != 1 || c.Header != 1 || c.Data != 2 || c.Footer != 1 || c.Total != 5 {
					t.Errorf("rows were read as %+v", c)
				}
				if len(got) != 2 || len(got[0].Errors)+len(got[1].Errors) != 0 {
					t.Fatalf("got %+v", got)
				}
				first, second := got[0].Fields, got[1].Fields
				want := want
				want.KindText = asset.Kind("desktop").TextIn(asset.Computer).In(lang)
				want.Status = asset.InUse.Text().In(lang)
				if diff := cmp.Diff(want, first); diff != "" {
					t.Error(diff)
				}
				extra := map[string]string{"保险柜": "3号", "附加：硬盘序列号": "旧记载"}
				if lang == "en" {
					extra = map[string]string{"保险柜": "3号", "extra: 硬盘序列号": "旧记载"}
				}
				if diff := cmp.Diff(extra, got[0].Extra); diff != "" {
					t.Error(diff)
				}
				apart(t, f, data, lang)
				if second.Level != "top_secret" || second.Term != 30 || second.Keeper != "孙示例" || second.Department != "研究室" || second.Room != "202" || second.Scope != "二人" {
					t.Errorf("claims of a draft came back as %+v", second)
				}
			})
		}
	}
}

// apart checks that what the old ledger claims of the draft stands in columns of
// its own, and those of the facts are empty.
func apart(t *testing.T, f export.Format, data []byte, lang string) {
	t.Helper()
	rows := cells(t, f, data)
	header, draft := rows[1], rows[3]
	at := func(field string) string {
		d, _ := record.Ledger.Field(field)
		i := slices.Index(header, d.Text.In(lang))
		if i < 0 {
			t.Fatalf("no column %s in %q", d.Text.In(lang), header)
		}
		if i >= len(draft) {
			return ""
		}
		return draft[i]
	}
	for fact, claim := range map[string][2]string{
		record.Level: {record.ClaimLevel, "绝密★30年"}, record.Keeper: {record.ClaimKeeper, "孙示例"}, record.Scope: {record.ClaimScope, "二人"},
		record.Department: {record.ClaimDepartment, "研究室"}, record.Room: {record.ClaimRoom, "202"},
	} {
		if at(fact) != "" || at(claim[0]) != claim[1] {
			t.Errorf("%s: %q, %s: %q", fact, at(fact), claim[0], at(claim[0]))
		}
	}
}

// What is decided or settled takes the place of the claim; a thing in store has
// no keeper, whoever the old ledger names.
func TestAClaimIsNotExportedBesideTheFact(t *testing.T) {
	r := computer()
	r.State.Claim = asset.Claim{Level: "top_secret", Term: 30, Keeper: "孙示例", Department: "研究室", Room: "202", Scope: "二人", Host: "PC-9"}
	stored := computer()
	stored.State.Claim, stored.State.Life, stored.Keeper.Name, stored.Room.Name = r.State.Claim, asset.InStore, "", ""
	_, data := write(t, export.CSV, "zh", r, stored)
	for _, gone := range []string{"绝密", "孙示例", "研究室", "202,", "二人", "PC-9"} {
		if strings.Contains(string(data), gone) {
			t.Errorf("%q is told: %s", gone, data)
		}
	}
}

func TestEveryKindIsReadBack(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		var rows []view.Record
		for _, c := range asset.Classes() {
			for _, k := range asset.KindsOf(c) {
				rows = append(rows, view.Record{State: asset.State{Code: fmt.Sprintf("K%d", len(rows)), Serial: fmt.Sprintf("S%d", len(rows)), Class: c, Kind: k}})
			}
		}
		_, data := write(t, export.CSV, lang, rows...)
		_, got := imported(t, export.CSV, data)
		if len(got) != len(rows) {
			t.Fatalf("%d of %d rows came back", len(got), len(rows))
		}
		for i, r := range got {
			if s := rows[i].State; r.Fields.Class != string(s.Class) || r.Fields.Kind != string(s.Kind) {
				t.Errorf("%s %s: %q came back as %s %s", s.Class, s.Kind, r.Fields.KindText, r.Fields.Class, r.Fields.Kind)
			}
		}
	}
}

func TestEveryWordIsReadBack(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		n := 0
		check := func(set string, code string, put func(*asset.State), got func(record.Fields) string) {
			n++
			r := view.Record{State: asset.State{Code: "W" + strconv.Itoa(n), Class: asset.Computer, Kind: "server"}}
			put(&r.State)
			_, data := write(t, export.CSV, lang, r)
			if _, back := imported(t, export.CSV, data); len(back) != 1 || got(back[0].Fields) != code {
				t.Errorf("%s %s %s came back as %+v", lang, set, code, back)
			}
		}
		for code := range opticals {
			check("optical", code, func(s *asset.State) { s.Details.Optical = code }, func(f record.Fields) string { return f.Optical })
		}
		for code := range networks {
			check("network", code, func(s *asset.State) { s.Network = asset.Network(code) }, func(f record.Fields) string { return f.Network })
		}
		for code := range wireless {
			check("wireless", code, func(s *asset.State) { s.Wireless = asset.Wireless(code) }, func(f record.Fields) string { return f.Wireless })
		}
	}
}

func TestTheFileSaysWhatItIs(t *testing.T) {
	for _, f := range []export.Format{export.CSV, export.XLSX} {
		s, data := write(t, f, "zh", computer())
		tab, _ := imported(t, f, data)
		lines := tab.Lines
		first, last := lines[0].Cells()[0], lines[len(lines)-1].Cells()[0]
		for _, want := range []string{"机密★20年", "导出编号：12", "年度自查", "赵示例", "2026-03-04 05:06"} {
			if !strings.Contains(first, want) || !strings.Contains(last, want) {
				t.Errorf("%s: %q is missing in\n%s\n%s", f, want, first, last)
			}
		}
		if !strings.HasPrefix(first, "【机密★20年】") || !strings.HasPrefix(last, "共 1 件") {
			t.Errorf("%s: %s / %s", f, first, last)
		}
		if got := s.Extent(); got.Rows != 1 || got.Level != level.Secret {
			t.Errorf("%+v", got)
		}
	}
	_, data := write(t, export.CSV, "zh", computer())
	if !bytes.HasPrefix(data, []byte("\xef\xbb\xbf【")) || bytes.Count(data, []byte("\r\n")) != 4 {
		t.Errorf("no byte order mark or not CRLF: %q", data)
	}
}

// What nobody decided yet and what a drive once held raise the marking too.
func TestMarkingIsTheHighestInside(t *testing.T) {
	plain := asset.State{Marking: asset.Marking{Decided: true}}
	low := asset.State{Marking: asset.Marking{Level: level.Confidential, Term: 5, Decided: true}}
	long := asset.State{Marking: asset.Marking{Level: level.Confidential, Term: 10, Decided: true}}
	drive := asset.State{Marking: asset.Marking{Level: level.Confidential, Term: 10, Decided: true}, HighWater: level.Secret}
	claim := asset.State{Claim: asset.Claim{Level: "top_secret", Term: 25}}
	old := asset.State{Claim: asset.Claim{Level: "top_secret"}, Marking: asset.Marking{Level: level.Confidential, Term: 10, Decided: true}}
	for _, tc := range []struct {
		rows []asset.State
		want string
	}{
		{nil, "非密"},
		{[]asset.State{plain}, "非密"},
		{[]asset.State{plain, low, long, low}, "秘密★10年"},
		{[]asset.State{drive, low}, "机密★"},
		{[]asset.State{low, claim, drive}, "绝密★25年"},
		{[]asset.State{old}, "秘密★10年"}, // decided since: the claim is history
	} {
		var rows []view.Record
		for i, s := range tc.rows {
			s.Code, s.Class, s.Kind = "M"+strconv.Itoa(i), asset.Drive, "hdd"
			rows = append(rows, view.Record{State: s})
		}
		s, _ := write(t, export.CSV, "zh", rows...)
		if got := s.Extent().Marking(); got != tc.want {
			t.Errorf("%d rows are marked %s, want %s", len(rows), got, tc.want)
		}
	}
}

func TestTooManyExtraColumnsAreNotDropped(t *testing.T) {
	s, err := NewSpool("zh")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	r := computer()
	r.State.Details.Extra = map[string]string{}
	for i := range maxExtras + 1 {
		r.State.Details.Extra[fmt.Sprintf("栏%d", i)] = "x"
	}
	if err := s.Add(r); err == nil || !strings.Contains(err.Error(), "export.columns") {
		t.Errorf("got %v", err)
	}
	if _, err := s.Finish(export.CSV, cover); err == nil {
		t.Error("a list with a fault was finished")
	}
}

func TestCellLongerThanASheetAllowsIsNotCut(t *testing.T) {
	s, err := NewSpool("zh")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	r := computer()
	r.State.Details.Notes = strings.Repeat("长", 32768)
	if err := s.Add(r); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Finish(export.XLSX, cover); err == nil || !strings.Contains(err.Error(), "export.cell") {
		t.Errorf("got %v", err)
	}
	f, err := s.Finish(export.CSV, cover) // the same list, in a format that can hold it
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := f.Send(io.Discard); err != nil || f.Bytes < 3*32768 {
		t.Errorf("%d bytes: %v", f.Bytes, err)
	}
}
