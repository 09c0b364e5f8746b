package importer_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func differing(r *importer.Report) []string {
	var out []string
	for _, row := range r.Rows {
		for _, d := range row.Differs {
			out = append(out, row.Code+": "+d.Text().EN)
		}
	}
	return out
}

func noted(r importer.Row) string {
	var out []string
	for _, n := range r.Notes {
		out = append(out, n.Text.ZH, n.Text.EN)
	}
	return strings.Join(out, "\n")
}

func reasoned(r importer.Row) string {
	var out []string
	for _, n := range r.Reasons {
		out = append(out, n.ZH, n.EN)
	}
	return strings.Join(out, "\n")
}

func source(t *testing.T, a *app.App, by org.Actor, text string) (*importer.Source, importer.Options) {
	t.Helper()
	opt, err := importer.ForOrgan(context.Background(), a, by)
	if err != nil {
		t.Fatal(err)
	}
	src, err := importer.Read("x.csv", strings.NewReader(text), int64(len(text)), opt)
	if err != nil {
		t.Fatal(err)
	}
	return src, opt
}

func imports(t *testing.T, a *app.App, by org.Actor, text, key string) *importer.Report {
	t.Helper()
	src, opt := source(t, a, by, text)
	rep, err := importer.Confirm(context.Background(), a, by, src, opt, key)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func previews(t *testing.T, a *app.App, by org.Actor, text string) *importer.Report {
	t.Helper()
	src, opt := source(t, a, by, text)
	rep, err := importer.Preview(context.Background(), a, by, src, opt)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

const (
	bookHead = "保密编号,类型,品牌,型号,主机序列号,硬盘序列号,密级,使用部门,房间,责任人,光驱,启用时间,柜号\n"
	bookRow  = "PC-1,台式,长城,DF7,S0001,D0001,机密★20年,办公厅,419,测试甲,只读,2021-06-01,7\n"
)

// A row that is on record and says other than the book changes nothing, and is
// told column by column; what the file leaves empty or writes in another way
// is no difference.
func TestRowsThatDifferFromTheBook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		if first := imports(t, a, actor, bookHead+bookRow, ""); first.Registered != 1 {
			t.Fatal(reasons(first))
		}
		for _, like := range []string{bookRow, "ＰＣ-1,台式机,长城,df7,s0001,d0001,,办公厅,,,只读,2021年6月1日,\n"} {
			if again := imports(t, a, actor, bookHead+like, ""); again.Unchanged != 1 || again.Differs != 0 {
				t.Errorf("%s: %+v", like, differing(again))
			}
		}
		const changed = "PC-1,便携,长城,DF9,S0001,D0002,秘密★10年,宣传部,420,测试乙,可刻录,2021-06-02,8\n"
		before, err := s.Asset(context.Background(), actor, "PC-1")
		if err != nil {
			t.Fatal(err)
		}
		rep := imports(t, a, actor, bookHead+changed, "again")
		row := rep.Rows[0]
		if rep.Total != 1 || rep.Unchanged != 1 || rep.Differs != 1 || row.Outcome != importer.Unchanged {
			t.Fatalf("%+v", rep)
		}
		var got []string
		for _, d := range row.Differs {
			got = append(got, d.Field)
		}
		want := []string{"kind", "model", "drive_serials", "department", "room", "keeper", "level", "optical", "start_date", "柜号"}
		if !slices.Equal(got, want) {
			t.Errorf("differs in %v, want %v", got, want)
		}
		for _, text := range []string{"责任人（台账：测试甲，文件：测试乙）", "keeper (book: 测试甲, file: 测试乙)", "密级（台账：机密★20年，文件：秘密★10年）",
			"光驱（台账：只读，文件：可刻录）", "房间（台账：419，文件：420）", "类型（台账：台式计算机，文件：便携式计算机）", "台账未改"} {
			if !strings.Contains(noted(row), text) {
				t.Errorf("no %q in %s", text, noted(row))
			}
		}
		after, err := s.Asset(context.Background(), actor, "PC-1")
		if err != nil || after.Version != before.Version {
			t.Errorf("version %d became %d, %v", before.Version, after.Version, err)
		}
		// Sent again under its key it is answered from what was kept: without the names.
		kept := imports(t, a, actor, bookHead+changed, "again")
		b, err := json.Marshal(kept)
		if err != nil || !kept.Again || kept.Differs != 1 || !strings.Contains(string(b), "责任人") || strings.Contains(string(b), "测试") {
			t.Errorf("kept: %s, %v", b, err)
		}
		if dry := previews(t, a, actor, bookHead+changed); dry.Differs != 1 || dry.Rows[0].ID == "" {
			t.Errorf("preview: %+v", dry)
		}
	})
}

// A row whose draft was made void is neither unchanged nor registered again: it
// is told that the code is spent, and what to do.
func TestRowOfAVoidDraft(t *testing.T) {
	const head = "保密编号,介质类型,序列号,密级,使用部门\n"
	const row, without = "UP-1,U盘,AAAA1111,机密,办公厅\n", ",U盘,BBBB2222,机密,办公厅\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		ctx := context.Background()
		first := imports(t, a, actor, head+row+without, "")
		for _, r := range first.Rows {
			act := func(v asset.Verb, args asset.Args) {
				if _, err := a.Execute(ctx, actor, app.Act{Command: asset.Command{Asset: r.ID, Verb: v, Args: args}}, ""); err != nil {
					t.Fatalf("%s: %v", v, err)
				}
			}
			if rec, err := s.Asset(ctx, actor, r.ID); err != nil {
				t.Fatal(err)
			} else if rec.State.Request != nil {
				act(asset.VerbWithdraw, asset.Args{})
			}
			act(asset.VerbVoid, asset.Args{Reason: "重复登记"})
		}
		for _, run := range []func(*testing.T, *app.App, org.Actor, string) *importer.Report{
			previews, func(t *testing.T, a *app.App, by org.Actor, text string) *importer.Report {
				return imports(t, a, by, text, "")
			},
		} {
			rep := run(t, a, actor, head+row+without+"UP-1,U盘,CCCC3333,机密,办公厅\n")
			if rep.Rejected != 3 || rep.Rows[0].Rule != "reg.code-never-reused" || rep.Rows[1].Rule != "" || rep.Rows[2].Rule != "reg.code-never-reused" {
				t.Fatalf("%+v", rep.Rows)
			}
			for i, want := range []string{"编号 UP-1 属于一份已作废的草稿", "曾登记为草稿 " + first.Rows[1].Code, "编号 UP-1 属于一份已作废的草稿"} {
				if text := reasoned(rep.Rows[i]); !strings.Contains(text, want) || !strings.Contains(text, "new code") {
					t.Errorf("row %d: %s", i+1, text)
				}
			}
		}
		rep := imports(t, a, actor, head+"UP-2,U盘,AAAA1111,机密,办公厅\nUP-3,U盘,BBBB2222,机密,办公厅\n", "")
		if rep.Registered != 2 {
			t.Errorf("under new codes: %v", reasons(rep))
		}
		// The thing without a code is on record anew: its first row is that one.
		if again := imports(t, a, actor, head+without, ""); again.Unchanged != 1 {
			t.Errorf("entered anew: %+v %v", again, reasons(again))
		}
	})
}

// What the organ does not have is said row by row, with what the draft has
// instead; and a foreign department is refused in words that help.
func TestRowsTellWhatWasNotMatched(t *testing.T) {
	const head = "保密编号,类型,品牌,型号,主机序列号,密级,使用部门,房间,责任人\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, sec := organ(t, s)
		do := func(by org.Actor, c app.Command) string {
			out, err := a.Execute(context.Background(), by, c, "")
			if err != nil {
				t.Fatal(err)
			}
			return out.ID
		}
		for range 2 {
			do(sec, app.SetPerson{Person: org.Person{Name: "测试双"}})
		}
		do(sec, app.SetPerson{Person: org.Person{Name: "测试甲"}})
		rep := previews(t, a, actor, head+
			"PC-1,台式,长城,DF7,S1,机密,没有处,419,测试无\n"+
			"PC-2,台式,长城,DF7,S2,机密,办公厅,,测试甲\n"+
			"PC-3,台式,长城,DF7,S3,机密,办公厅,,测试双\n")
		if rep.Registered != 3 {
			t.Fatal(reasons(rep))
		}
		for _, want := range []string{"没有部门「没有处」", "无法按台账提请定密", "no room \"419\"", "没有责任人", "no keeper"} {
			if !strings.Contains(noted(rep.Rows[0]), want) {
				t.Errorf("no %q in %s", want, noted(rep.Rows[0]))
			}
		}
		if !rep.Rows[0].NoDepartment || rep.NoDepartment != 1 || rep.Noted != 2 {
			t.Errorf("%d rows name an unknown department, %d have notes", rep.NoDepartment, rep.Noted)
		}
		if strings.Contains(noted(rep.Rows[0]), "测试无") {
			t.Errorf("a note that may be kept names a person: %s", noted(rep.Rows[0]))
		}
		if n := len(rep.Rows[1].Notes); n != 0 {
			t.Errorf("matched, and %d notes: %s", n, noted(rep.Rows[1]))
		}
		if !strings.Contains(noted(rep.Rows[2]), "2 persons bear the name") {
			t.Errorf("two of one name: %s", noted(rep.Rows[2]))
		}
		officer := assetOfficer(t, s, a, do, sec)
		rep = previews(t, a, officer, head+
			"PC-4,台式,长城,DF7,S4,机密,宣传部,,\nPC-5,台式,长城,DF7,S5,机密,没有处,,\nPC-6,台式,长城,DF7,S6,机密,办公厅,,\n")
		if rep.Rejected != 2 || rep.Registered != 1 || rep.Rows[0].Rule != "flow.seat" {
			t.Fatalf("%+v", rep.Rows)
		}
		for i, want := range [][]string{
			{"部门「宣传部」不在您的职责范围内", "您是「办公厅」的资产管理员", "outside your scope", "secrecy office import this row", "需要其一：资产管理员、保密办"},
			{"组织机构中没有「没有处」", "you are asset officer of \"办公厅\""},
		} {
			for _, w := range want {
				if !strings.Contains(reasoned(rep.Rows[i]), w) {
					t.Errorf("no %q in %s", w, reasoned(rep.Rows[i]))
				}
			}
		}
	})
}

// assetOfficer gives the actor of an asset officer of the 办公厅.
func assetOfficer(t *testing.T, s *store.Store, a *app.App, do func(org.Actor, app.Command) string, sec org.Actor) org.Actor {
	t.Helper()
	ctx := context.Background()
	all, err := s.Departments(ctx, sec)
	if err != nil {
		t.Fatal(err)
	}
	department := ""
	for _, d := range all {
		if d.Name == "办公厅" {
			department = d.ID
		}
	}
	p := do(sec, app.SetPerson{Person: org.Person{Name: "测试管", Department: department, Clearance: level.TopSecret}})
	do(sec, app.GrantSeat{Person: p, Grant: org.Grant{Seat: org.AssetOfficer, Department: department}})
	x, found, err := s.AccountByLogin(ctx, "sysadmin")
	if err != nil || !found {
		t.Fatal(found, err)
	}
	sys, err := s.Actor(ctx, x.ID, a.Today(s.Now()))
	if err != nil {
		t.Fatal(err)
	}
	acc := do(sys, app.CreateAccount{Login: "ziguan", Person: p})
	do(sec, app.MoveAccount{Account: acc, State: account.Active})
	officer, err := s.Actor(ctx, acc, a.Today(s.Now()))
	if err != nil {
		t.Fatal(err)
	}
	return officer
}

// What is outside the actor's scope is not shown by an import: not its id, not
// where it differs.
func TestImportShowsNothingOutsideTheScope(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, sec := organ(t, s)
		imports(t, a, actor, bookHead+strings.ReplaceAll(bookRow, "办公厅", "宣传部"), "")
		officer := assetOfficer(t, s, a, func(by org.Actor, c app.Command) string {
			out, err := a.Execute(context.Background(), by, c, "")
			if err != nil {
				t.Fatal(err)
			}
			return out.ID
		}, sec)
		rep := previews(t, a, officer, bookHead+strings.ReplaceAll(bookRow, "测试甲", "测试乙"))
		row := rep.Rows[0]
		if row.ID != "" || len(row.Differs) != 0 || rep.Differs != 0 || strings.Contains(noted(row), "测试甲") || strings.Contains(noted(row), "宣传部") {
			t.Errorf("%+v", row)
		}
		if !strings.Contains(noted(row), "not compared") {
			t.Errorf("says nothing: %s", noted(row))
		}
		if errs.As(a.MayImport(context.Background(), sec)) == nil {
			t.Error("an administrator may import")
		}
	})
}
