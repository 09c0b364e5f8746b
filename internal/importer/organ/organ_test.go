package organ_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
	"sealbook/internal/importer/organ"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

func read(t *testing.T, name string, data []byte) *organ.Organ {
	t.Helper()
	b, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	o, err := organ.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A template as it comes holds no rows: nothing of it is ever imported. Filled in
// it is read back; the sheet that explains the others is not told as left out.
func TestBothTemplatesReadBack(t *testing.T) {
	for lang, filled := range map[string][][]any{
		"zh": {{"乙室", "甲室", ""}, {"101", "乙室", "机密", ""},
			{"周某", "0001", "乙室", "处长", "重要", "2027-12-31", "2026-03-01", "2026-01-05", "在岗", "部门负责人、资产管理员", ""}},
		"en": {{"乙室", "甲室", ""}, {"101", "乙室", "secret", ""},
			{"周某", "0001", "乙室", "Head", "secret", "2027-12-31", "2026-03-01", "2026-01-05", "active", "department_head, asset_officer", ""}},
	} {
		var buf bytes.Buffer
		if err := organ.Template(&buf, lang); err != nil {
			t.Fatal(err)
		}
		o := read(t, "organ.xlsx", buf.Bytes())
		if len(o.Departments)+len(o.Rooms)+len(o.Persons)+len(o.Skipped) != 0 || len(o.Tables) != 3 {
			t.Fatalf("%s: %d departments, %d rooms, %d persons, skipped %v", lang, len(o.Departments), len(o.Rooms), len(o.Persons), o.Skipped)
		}
		o = read(t, "organ.xlsx", fill(t, buf.Bytes(), filled))
		if len(o.Departments) != 1 || len(o.Rooms) != 1 || len(o.Persons) != 1 || o.Departments[0].Parent != "甲室" {
			t.Fatalf("%s: %+v", lang, o)
		}
		if r := o.Rooms[0]; r.Name != "101" || r.Level != "secret" || r.Department != "乙室" {
			t.Errorf("%s: %+v", lang, r)
		}
		p := o.Persons[0]
		p.Name, p.Department, p.Title, p.Row = "", "", "", organ.Row{Errors: p.Errors, Warnings: p.Warnings, Extra: p.Extra}
		want := organ.PersonRow{
			StaffNo: "0001", Clearance: "secret", ValidUntil: "2027-12-31", TrainingDate: "2026-03-01", UndertakingDate: "2026-01-05", Status: "active",
			Seats: []organ.Seat{{Seat: "department_head"}, {Seat: "asset_officer"}},
		}
		if diff := cmp.Diff(want, p); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}

// fill writes a row under the header of each of the first sheets.
func fill(t *testing.T, file []byte, rows [][]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for i, row := range rows {
		if err := f.SetSheetRow(f.GetSheetList()[i], "A2", &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPersonsAsOrgansKeepThem(t *testing.T) {
	o := read(t, "p.csv", []byte("涉密人员登记表,,,,,,,\n序号,姓名,所在部门,涉密人员类别,审查有效期至,签订承诺书日期,人员状态,角色,手机柜\n"+
		"1,䶮雨桐,宣传部,核心涉密人员,2027年12月31日,2024.2.14,,部门负责人（宣传部）、见证人，见证人,12\n"+
		"2,㛃堃,,一般,2027-02-30,2024年2月,出差,厨师,\n3,吴玥,研究室,非涉密,,,退休,无,\n合计,3人\n"))
	if len(o.Persons) != 3 || o.Tables[0].Counts.Footer != 1 {
		t.Fatalf("%+v", o)
	}
	p := o.Persons[0]
	if p.Name != "䶮雨桐" || p.Clearance != "top_secret" || p.ValidUntil != "2027-12-31" || p.UndertakingDate != "2024-02-14" || p.Extra["手机柜"] != "12" || p.Number != 3 {
		t.Errorf("%+v", p)
	}
	if diff := cmp.Diff([]organ.Seat{{Seat: "department_head", Department: "宣传部"}, {Seat: "witness"}}, p.Seats); diff != "" {
		t.Error(diff)
	}
	var bad []string
	for _, e := range o.Persons[1].Errors {
		bad = append(bad, e.Name)
		if e.Text.ZH == "" || e.Text.EN == "" {
			t.Errorf("%s has no text", e.Name)
		}
	}
	if diff := cmp.Diff([]string{"department", "valid_until", "status", "seats"}, bad); diff != "" {
		t.Error(diff)
	}
	if q := o.Persons[1]; q.UndertakingDate != "2024-02" || len(q.Warnings) != 1 || q.Clearance != "confidential" {
		t.Errorf("%+v", q)
	}
	if q := o.Persons[2]; q.Status != "closed" || q.Clearance != "unclassified" || len(q.Seats)+len(q.Errors) > 0 {
		t.Errorf("%+v", q)
	}
}

func TestDepartmentsAndRoomsAreNamedOnce(t *testing.T) {
	o := read(t, "d.csv", []byte("部门,上级部门\n办公厅,无\n一处,办公厅\n一处,\n二处,二处\n,办公厅\n"))
	var bad []int
	for _, d := range o.Departments {
		if len(d.Errors) > 0 {
			bad = append(bad, d.Number)
		}
	}
	if diff := cmp.Diff([]int{4, 5, 6}, bad); diff != "" {
		t.Error(diff)
	}
	if o.Departments[0].Parent != "" || o.Departments[1].Parent != "办公厅" {
		t.Errorf("%+v", o.Departments)
	}
	o = read(t, "r.csv", []byte("房间号,部门,可存放最高密级\n101,一处,机密级\n102,一处,很密\n101,,\n"))
	if o.Rooms[0].Level != "secret" || len(o.Rooms[0].Errors) != 0 || len(o.Rooms[1].Errors) != 1 || len(o.Rooms[2].Errors) != 1 {
		t.Errorf("%+v", o.Rooms)
	}
}

func TestAFileThatIsNoOrganIsRefused(t *testing.T) {
	text := "编号,类型,密级\nA1,U盘,机密\n"
	b, err := sheet.Read("a.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := organ.Read(b); !errs.IsKind(err, errs.Invalid) || !strings.Contains(errs.As(err).Text.ZH, "a.csv") {
		t.Errorf("got %v", err)
	}
}

func TestAMappingOfTheUserIsChecked(t *testing.T) {
	text := "姓名,部门,甲\n周喆,一处,重要\n"
	b, err := sheet.Read("a.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tab, err := table.Find(b.Sheets[0], organ.Vocabularies()...)
	if err != nil {
		t.Fatal(err)
	}
	m := table.Guess(tab)
	m.Columns[2].Field = organ.Clearance
	o, err := organ.ReadTable(tab, m)
	if err != nil || o.Persons[0].Clearance != "secret" {
		t.Errorf("%+v %v", o, err)
	}
	m.Columns[1].Field = table.Ignore
	if _, err := organ.ReadTable(tab, m); !errs.IsKind(err, errs.Invalid) {
		t.Errorf("a mapping without the department passed: %v", err)
	}
}

// FuzzOrgan: whatever a sheet holds, every row of it is a department, a room or
// a person, with faults in both languages and values of the closed sets.
func FuzzOrgan(f *testing.F) {
	f.Add("姓名,工号,部门,涉密等级,有效期至,培训日期,承诺书日期,职责\n测试甲,1,办公厅,机密,2029-12-31,,,部门负责人(办公厅)\n")
	f.Add("部门名称,上级部门\n办公厅,\n一处,办公厅\n")
	f.Add("房间,部门,密级\n419,办公厅,机密\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := sheet.Read("t.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
		if err != nil {
			return
		}
		o, err := organ.Read(b)
		if err != nil {
			return
		}
		check := func(r organ.Row, name string) {
			if name == "" && len(r.Errors) == 0 || r.Number < 1 {
				t.Fatalf("%+v %q", r, name)
			}
			for _, e := range append(r.Errors, r.Warnings...) {
				if e.Name == "" || e.Text.ZH == "" || e.Text.EN == "" {
					t.Fatalf("%+v", e)
				}
			}
		}
		for _, d := range o.Departments {
			check(d.Row, d.Name)
		}
		for _, r := range o.Rooms {
			check(r.Row, r.Name)
		}
		for _, p := range o.Persons {
			check(p.Row, p.Name)
			for _, s := range p.Seats {
				if s.Seat == "" {
					t.Fatalf("%+v", p)
				}
			}
		}
	})
}
