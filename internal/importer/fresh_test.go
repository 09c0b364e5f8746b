package importer_test

import (
	"context"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/importer"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Rows whose department the organ does not have yet are counted and told; when
// the department has come, the same file says that they are without it, and what
// the notes told to do does it.
func TestRowsBeforeTheirDepartmentIsThere(t *testing.T) {
	const file = "保密编号,介质类型,序列号,密级,使用部门\nUP-1,U盘,AAAA1111,机密,新设处\nUP-2,U盘,BBBB2222,机密,办公厅\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, sec := organ(t, s)
		ctx := context.Background()
		first := imports(t, a, actor, file, "")
		if first.Registered != 2 || first.NoDepartment != 1 || !first.Rows[0].NoDepartment || first.Rows[1].NoDepartment || !strings.Contains(noted(first.Rows[0]), "再次导入不会补上") {
			t.Fatalf("%+v", first)
		}
		if again := imports(t, a, actor, file, ""); again.Unchanged != 2 || again.Differs != 0 || again.NoDepartment != 0 {
			t.Errorf("nothing has changed: %v", differing(again))
		}
		out, err := a.Execute(ctx, sec, app.SetDepartment{Department: org.Department{Name: "新设处"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		again := imports(t, a, actor, file, "")
		if again.Unchanged != 2 || again.Differs != 1 || !strings.Contains(noted(again.Rows[0]), "使用部门（台账：没有部门，文件：新设处）") ||
			!strings.Contains(noted(again.Rows[0]), "department (book: no department, file: 新设处)") {
			t.Fatalf("%+v", again.Rows[0])
		}
		act := func(v asset.Verb, args asset.Args) {
			t.Helper()
			if _, err := a.Execute(ctx, actor, app.Act{Command: asset.Command{Asset: first.Rows[0].ID, Verb: v, Args: args}}, ""); err != nil {
				t.Fatalf("%s: %v", v, err)
			}
		}
		act(asset.VerbMove, asset.Args{Department: out.ID})
		if settled := imports(t, a, actor, file, ""); settled.Differs != 0 {
			t.Errorf("%v", differing(settled))
		}
	})
}

// 内部 is no level of state secrets: the row goes into the other book, and is
// told so.
func TestInternalIsToldAsNoLevel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		rep := imports(t, a, actor, "保密编号,介质类型,序列号,密级,使用部门\nUP-1,U盘,AAAA1111,内部,办公厅\nUP-2,U盘,BBBB2222,非密,办公厅\n", "")
		if rep.Registered != 2 || !strings.Contains(noted(rep.Rows[0]), "「内部」不是国家秘密密级，将记入非密台账，请确认。") ||
			!strings.Contains(noted(rep.Rows[0]), "no level of state secrets") || strings.Contains(noted(rep.Rows[1]), "国家秘密密级") {
			t.Errorf("%s / %s", noted(rep.Rows[0]), noted(rep.Rows[1]))
		}
	})
}

// A preview of the organ's sheet says what an import then does, rows that build
// on one another and refusals included, and writes nothing.
func TestOrganSheetPreview(t *testing.T) {
	const departments = "部门名称,上级部门\n新设处,\n新设科,新设处\n无名科,没有的部门\n"
	const persons = "姓名,工号,部门,涉密等级,岗位职责\n测试甲,0001,办公厅,机密,资产管理员\n测试甲,0001,办公厅,机密,资产管理员\n测试乙,0002,办公厅,机密,安全管理员、审计管理员\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, sec := organ(t, s)
		ctx := context.Background()
		do := func(dry bool, text string) *importer.Report {
			t.Helper()
			f := importer.Organ
			if dry {
				f = importer.PreviewOrgan
			}
			rep, err := f(ctx, a, sec, "o.csv", strings.NewReader(text), int64(len(text)))
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		for _, text := range []string{departments, persons} {
			before, err := s.Departments(ctx, actor)
			if err != nil {
				t.Fatal(err)
			}
			one, two := do(true, text), do(true, text)
			after, err := s.Departments(ctx, actor)
			if err != nil || len(after) != len(before) || !one.DryRun {
				t.Errorf("%d departments became %d: %v", len(before), len(after), err)
			}
			done := do(false, text)
			for i, r := range done.Rows {
				if one.Rows[i].Outcome != r.Outcome || two.Rows[i].Outcome != r.Outcome || reasoned(one.Rows[i]) != reasoned(r) {
					t.Errorf("row %d: %s was previewed as %s, %s\n%s\n%s", r.Number, r.Outcome, one.Rows[i].Outcome, two.Rows[i].Outcome, reasoned(r), reasoned(one.Rows[i]))
				}
			}
			if done.Rejected != 1 || done.Registered == 0 || done.DryRun {
				t.Errorf("%+v", done)
			}
		}
		if found, err := s.Persons(ctx, sec, "0001"); err != nil || len(found) != 1 || len(found[0].Seats) != 1 {
			t.Errorf("%+v %v", found, err)
		}
		if _, err := importer.PreviewOrgan(ctx, a, org.Actor{Person: "x"}, "o.csv", strings.NewReader(persons), int64(len(persons))); err == nil {
			t.Error("anybody may preview")
		}
	})
}
