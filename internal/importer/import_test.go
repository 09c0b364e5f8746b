package importer_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/importer"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

const data = "../../../shared/data"

// organ founds an organ with the departments the ledgers name and gives the
// actor of its secrecy office.
func organ(t testing.TB, s *store.Store) (*app.App, org.Actor, org.Actor) {
	t.Helper()
	ctx := context.Background()
	a := app.New(s, app.Options{})
	founded, err := a.Found(ctx, "示例机关", []app.Administrator{
		{Login: "sysadmin", Name: "金管系", Seat: org.SystemAdmin},
		{Login: "secadmin", Name: "魏管安", Seat: org.SecurityAdmin},
		{Login: "auditor", Name: "陶管审", Seat: org.Auditor},
	})
	if err != nil {
		t.Fatal(err)
	}
	actor := func(id string) org.Actor {
		x, err := s.Actor(ctx, id, a.Today(time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		x.Proof = &org.Proof{Account: x.Account, Person: x.Person, Method: "password", At: s.Now()}
		return x
	}
	do := func(by org.Actor, c app.Command) string {
		out, err := a.Execute(ctx, by, c, "")
		if err != nil {
			t.Fatal(err)
		}
		return out.ID
	}
	sys, sec := actor(founded[0].Account), actor(founded[1].Account)
	for _, d := range []string{"办公厅", "宣传部", "组织部", "社会服务部", "参政议政部", "研究室", "机关党委", "财务处"} {
		do(sec, app.SetDepartment{Department: org.Department{Name: d}})
	}
	p := do(sec, app.SetPerson{Person: org.Person{Name: "赵甲", Clearance: level.TopSecret}})
	do(sec, app.GrantSeat{Person: p, Grant: org.Grant{Seat: org.SecrecyOffice}})
	acc := do(sys, app.CreateAccount{Login: "baomi", Person: p})
	do(sec, app.MoveAccount{Account: acc, State: account.Active})
	return a, actor(acc), sec
}

func read(t *testing.T, a *app.App, actor org.Actor, file string) (*importer.Source, importer.Options) {
	t.Helper()
	opt, err := importer.ForOrgan(context.Background(), a, actor)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	src, err := importer.Read(filepath.Base(file), bytes.NewReader(b), int64(len(b)), opt)
	if err != nil {
		t.Fatal(err)
	}
	return src, opt
}

// Every row of the real files is registered or rejected with a reason, and a
// second run of the same file changes nothing.
func TestRealFilesTwice(t *testing.T) {
	files := []struct {
		path       string
		rows, good int
	}{
		{"ledgers/computers.xlsx", 60, 58}, // two computers without a serial: reg.serial-required
		{"ledgers/media-gb18030.csv", 60, 60},
		{"other-trackers/snipe-it-assets.csv", 22, 22},
		{"other-trackers/shelf-assets.csv", 4, 4},
		{"other-trackers/homebox-items.csv", 3, 3},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		ctx := context.Background()
		for _, f := range files {
			src, opt := read(t, a, actor, filepath.Join(data, f.path))
			dry, err := importer.Preview(ctx, a, actor, src, opt)
			if err != nil {
				t.Fatalf("%s: %v", f.path, err)
			}
			first, err := importer.Confirm(ctx, a, actor, src, opt, "")
			if err != nil {
				t.Fatalf("%s: %v", f.path, err)
			}
			t.Logf("%s: %d rows = %d registered + %d rejected + %d unchanged", f.path, first.Total, first.Registered, first.Rejected, first.Unchanged)
			if first.Total != f.rows || first.Registered != f.good || first.Registered+first.Rejected != first.Total {
				t.Errorf("%s: %+v", f.path, reasons(first))
			}
			if dry.Registered != first.Registered || dry.Rejected != first.Rejected {
				t.Errorf("%s: the preview said %d/%d, it came to %d/%d", f.path, dry.Registered, dry.Rejected, first.Registered, first.Rejected)
			}
			before := changes(t, s, actor)
			src, opt = read(t, a, actor, filepath.Join(data, f.path))
			second, err := importer.Confirm(ctx, a, actor, src, opt, "")
			if second != nil && second.Differs != 0 {
				t.Errorf("%s again: %d rows differ from what they made: %v", f.path, second.Differs, differing(second))
			}
			if err != nil || second.Registered != 0 || second.Unchanged != first.Registered || second.Rejected != first.Rejected {
				t.Errorf("%s again: %d registered, %d unchanged, %d rejected, %v", f.path, second.Registered, second.Unchanged, second.Rejected, err)
			}
			if after := changes(t, s, actor); after != before {
				t.Errorf("%s again: %d assets became %d", f.path, before, after)
			}
		}
		if wrong, err := s.Refold(ctx); err != nil || len(wrong) > 0 {
			t.Errorf("refold: %v, %v", wrong, err)
		}
	})
}

func reasons(r *importer.Report) []string {
	var out []string
	for _, row := range r.Rows {
		for _, m := range row.Reasons {
			out = append(out, row.Code+": "+m.EN)
		}
	}
	return out
}

func changes(t *testing.T, s *store.Store, actor org.Actor) int {
	t.Helper()
	n := 0
	if err := s.EachRecord(context.Background(), actor, view.AssetFilter{}, func(view.Record) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// What a row of the ledger says is on the record: as a fact where registration
// makes it one, as a claim and a proposal where signatures have to.
func TestRowBecomesDraftWithClaimAndProposal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		ctx := context.Background()
		src, opt := read(t, a, actor, filepath.Join(data, "ledgers/computers.xlsx"))
		if _, err := importer.Confirm(ctx, a, actor, src, opt, ""); err != nil {
			t.Fatal(err)
		}
		r, err := s.Asset(ctx, actor, "JM-NB-0003")
		if err != nil {
			t.Fatal(err)
		}
		st := r.State
		if st.Life != asset.Draft || st.Serial != "173VAQ69" || st.Brand != "长城" || st.Details.OSInstalled != "2024-04-11" || st.Details.Optical != "none" {
			t.Errorf("facts: %+v", st)
		}
		if st.Claim.Keeper != "黄喆" || st.Claim.Level != "top_secret" || st.Claim.Term != 30 || r.Department.Name != "参政议政部" {
			t.Errorf("claim: %+v in %s", st.Claim, r.Department.Name)
		}
		if len(r.Parts) != 1 || r.Parts[0].Serial != "CBSX9T1B7CLT" || r.Parts[0].Host.Name != "JM-NB-0003" {
			t.Errorf("parts: %+v", r.Parts)
		}
		if st.Request == nil || st.Request.Verb != asset.VerbClassify || *st.Request.Args.Level != level.TopSecret {
			t.Errorf("request: %+v", st.Request)
		}
	})
}

// A contradiction with the book is rejected by its rule; the rejected rows come
// back in a file that can be mended and imported.
func TestRejectedRowsComeBack(t *testing.T) {
	const first = "涉密存储介质台账\n保密编号,介质类型,序列号,密级,使用部门\nUP-1,U盘,AAAA1111,机密,办公厅\n"
	const second = "保密编号,介质类型,序列号,密级,使用部门\nUP-1,U盘,BBBB2222,机密,办公厅\nUP-2,U盘,AAAA1111,机密,办公厅\nUP-3,U盘,CCCC3333,机密,办公厅\nUP-4,U盘,DDDD4444,很密,办公厅\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		ctx := context.Background()
		run := func(text string) (*importer.Source, *importer.Report) {
			opt, err := importer.ForOrgan(ctx, a, actor)
			if err != nil {
				t.Fatal(err)
			}
			src, err := importer.Read("x.csv", strings.NewReader(text), int64(len(text)), opt)
			if err != nil {
				t.Fatal(err)
			}
			rep, err := importer.Confirm(ctx, a, actor, src, opt, "")
			if err != nil {
				t.Fatal(err)
			}
			return src, rep
		}
		run(first)
		src, rep := run(second)
		if rep.Total != 4 || rep.Registered != 1 || rep.Rejected != 3 {
			t.Fatalf("%+v", rep)
		}
		for i, rule := range []string{"reg.code-never-reused", "reg.serial-unique"} {
			if rep.Rows[i].Rule != rule || len(rep.Rows[i].Articles) == 0 {
				t.Errorf("row %d: %q, want %s", rep.Rows[i].Number, rep.Rows[i].Rule, rule)
			}
		}
		var out strings.Builder
		if err := src.WriteRejects(&out, rep, importer.CSV); err != nil {
			t.Fatal(err)
		}
		mended := strings.NewReplacer("UP-1,", "UP-11,", "AAAA1111", "EEEE5555", "很密", "秘密").Replace(out.String())
		if _, again := run(mended); again.Registered != 3 || again.Rejected != 0 {
			t.Errorf("mended rows: %+v\n%s", again, mended)
		}
	})
}

// The organ comes from a sheet too, and the same sheet again changes nothing.
func TestOrganSheet(t *testing.T) {
	const persons = "姓名,工号,部门,涉密等级,有效期至,培训日期,承诺书日期,职责\n" +
		"测试甲,0001,办公厅,机密,2029-12-31,2026-01-05,2026-01-05,部门负责人(办公厅)\n" +
		"测试乙,0002,没有的部门,秘密,,,,\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, _, sec := organ(t, s)
		ctx := context.Background()
		for n, want := range []int{1, 0} {
			rep, err := importer.Organ(ctx, a, sec, "organ.csv", strings.NewReader(persons), int64(len(persons)))
			if err != nil {
				t.Fatal(err)
			}
			if rep.Total != 2 || rep.Registered != want || rep.Unchanged != 1-want || rep.Rejected != 1 {
				t.Errorf("run %d: %+v", n+1, rep)
			}
		}
	})
}

// Of the same file sent several times at once every row is registered once: the
// others find it on record.
func TestSameFileAtOnce(t *testing.T) {
	const file = "保密编号,介质类型,序列号,密级,使用部门\nUP-1,U盘,AAAA1111,机密,办公厅\n,U盘,AAAA2222,机密,办公厅\n,光盘,CCCC3333,机密,办公厅\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, actor, _ := organ(t, s)
		ctx := context.Background()
		const times = 4
		reports, faults := make([]*importer.Report, times), make([]error, times)
		var all sync.WaitGroup
		for i := range times {
			all.Go(func() {
				opt, err := importer.ForOrgan(ctx, a, actor)
				if err != nil {
					faults[i] = err
					return
				}
				src, err := importer.Read("x.csv", strings.NewReader(file), int64(len(file)), opt)
				if err != nil {
					faults[i] = err
					return
				}
				reports[i], faults[i] = importer.Confirm(ctx, a, actor, src, opt, "")
			})
		}
		all.Wait()
		registered, unchanged := 0, 0
		for i := range times {
			if faults[i] != nil {
				t.Fatalf("%v (%v)", faults[i], errors.Unwrap(faults[i]))
			}
			registered, unchanged = registered+reports[i].Registered, unchanged+reports[i].Unchanged
		}
		if registered != 3 || unchanged != 3*(times-1) || changes(t, s, actor) != 3 {
			t.Errorf("%d registered, %d unchanged, %d on record", registered, unchanged, changes(t, s, actor))
		}
	})
}

// The name the organ was founded with is known from the history.
func TestOrgansNameIsOnRecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if name, err := s.OrganName(context.Background()); err != nil || name != "" {
			t.Errorf("before: %q, %v", name, err)
		}
		organ(t, s)
		if name, err := s.OrganName(context.Background()); err != nil || name != "示例机关" {
			t.Errorf("%q, %v", name, err)
		}
	})
}
