package app_test

import (
	"slices"
	"sync"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/setting"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func (o *organ) views(login string) []string {
	o.t.Helper()
	list, err := o.store.SavedViews(o.ctx, o.actor(login))
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for _, v := range list {
		out = append(out, v.Name+" of "+v.OwnerName+" "+v.Query)
	}
	return out
}

func TestSettingsAreOnesOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.do("keeper1", app.SetSettings{Values: setting.Values{setting.Lang: "en", setting.Columns: "code,room"}})
		o.do("keeper1", app.SetSettings{Values: setting.Values{setting.Columns: "", setting.Blank: "30"}})
		o.do("sysadmin", app.SetSettings{Values: setting.Values{setting.Lang: "zh"}})
		v, err := s.Settings(o.ctx, o.account["keeper1"])
		if err != nil || v.Lang() != "en" || len(v) != 2 || v.Blank().Seconds() != 30 {
			t.Errorf("%+v, %v", v, err)
		}
		// One wrong value and nothing is kept.
		for _, wrong := range []setting.Values{{setting.Lang: "zh", setting.End: "Esc"}, {setting.Lang: "zh", "colour": "red"}} {
			if _, err := o.app.Execute(o.ctx, o.actor("keeper1"), app.SetSettings{Values: wrong}, ""); !errs.IsKind(err, errs.Invalid) {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		if v, _ := s.Settings(o.ctx, o.account["keeper1"]); v.Lang() != "en" {
			t.Errorf("a refused change left %+v", v)
		}
		// The same setting from two windows at once: one of the two values stays.
		var wg sync.WaitGroup
		for _, lang := range []string{"zh", "en", "zh", "en"} {
			wg.Go(func() {
				if _, err := o.app.Execute(o.ctx, o.actor("head1"), app.SetSettings{Values: setting.Values{setting.Lang: lang}}, ""); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if v, _ := s.Settings(o.ctx, o.account["head1"]); v.Lang() == "" {
			t.Error("no language kept")
		}
	})
}

func TestViewsAreSeenByWhomTheyAreSharedWith(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		save := func(login, name, query string, to setting.Sharing) string {
			return o.do(login, app.SaveView{Name: name, Query: query, Sharing: to}).ID
		}
		first := save("keeper1", "我的", "life=in_use", setting.Own)
		if again := save("keeper1", "我的", "life=lost&cursor=x", setting.Own); again != first {
			t.Errorf("the same name made a second view: %s, %s", first, again)
		}
		o.member("far", "研究室", level.Secret, org.AssetOfficer, "办公厅") // over a department that is not his own
		save("officer", "本厅待贴", "label=due", setting.Department)
		all := save("baomi", "全机关", "hold=any", setting.Organ)
		for login, want := range map[string][]string{
			"keeper1": {"我的 of 赵keeper1 life=lost", "全机关 of 赵baomi hold=any", "本厅待贴 of 赵officer label=due"},
			"keeper3": {"全机关 of 赵baomi hold=any"},
			"auditor": nil, "secadmin": nil, "sysadmin": nil, // who have no business with assets
		} {
			if got := o.views(login); !slices.Equal(got, want) {
				t.Errorf("%s sees %q, want %q", login, got, want)
			}
		}
		for _, c := range []struct {
			login string
			cmd   app.Command
			kind  errs.Kind
		}{
			{"keeper1", app.SaveView{Name: "共享", Sharing: setting.Organ}, errs.Refused},
			{"far", app.SaveView{Name: "别处", Sharing: setting.Department}, errs.Refused},
			{"auditor", app.SaveView{Name: "审计", Sharing: setting.Own}, errs.Refused},
			{"officer", app.DropView{ID: all}, errs.NotFound}, {"officer", app.DropView{ID: "nothing"}, errs.NotFound},
		} {
			if _, err := o.app.Execute(o.ctx, o.actor(c.login), c.cmd, ""); !errs.IsKind(err, c.kind) {
				t.Errorf("%s %+v: %v", c.login, c.cmd, err)
			}
		}
		o.do("baomi", app.DropView{ID: all})
		if got := o.views("keeper3"); len(got) != 0 {
			t.Errorf("dropped, and still there: %q", got)
		}
	})
}
