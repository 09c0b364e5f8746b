package setting_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/setting"
	"sealbook/internal/errs"
)

func TestValuesAreKeptInOneForm(t *testing.T) {
	for _, c := range []struct {
		key       setting.Key
		raw, want string
	}{
		{setting.Lang, " en ", "en"}, {setting.Lang, "fr", "!"}, {setting.Lang, "", ""},
		{setting.Columns, "serial, code,serial", "serial,code"}, {setting.Columns, "level", "code,level"}, {setting.Columns, "code,secret", "!"},
		{setting.End, "Tab", "Tab"}, {setting.End, "Space", "!"}, {setting.Sound, "off", "off"}, {setting.Sound, "loud", "!"},
		{setting.Blank, "060", "60"}, {setting.Blank, "3601", "!"}, {setting.Blank, "-1", "!"}, {setting.Blank, "1.5", "!"},
		{"colour", "red", "!"}, {"colour", "", "!"},
	} {
		got, err := setting.Parse(c.key, c.raw)
		if c.want == "!" {
			if e := errs.As(err); err == nil || e.Kind != errs.Invalid || e.Text.ZH == "" || e.Text.EN == "" {
				t.Errorf("%s=%q: %q, %v", c.key, c.raw, got, err)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s=%q: %q, %v, want %q", c.key, c.raw, got, err, c.want)
		}
	}
}

func TestWhoHasSetNothing(t *testing.T) {
	v := setting.Values{}
	if v.Lang() != "" || v.End() != "Enter" || v.Blank() != 5*time.Minute || !v.Sound() {
		t.Errorf("%q %q %v %v", v.Lang(), v.End(), v.Blank(), v.Sound())
	}
	if d := cmp.Diff(setting.UsualColumns(), v.Columns()); d != "" {
		t.Error(d)
	}
	v = setting.Values{setting.Lang: "en", setting.Columns: "code,room", setting.End: "Tab", setting.Blank: "0", setting.Sound: "off"}
	if v.Lang() != "en" || v.End() != "Tab" || v.Blank() != 0 || v.Sound() || len(v.Columns()) != 2 || v.Columns()[1] != setting.InRoom {
		t.Errorf("%+v", v)
	}
}

// Whatever is typed, what is kept parses to itself and always has the code.
func TestColumnsParseToThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.SampledFrom(setting.AllColumns()), 1, 20).Draw(t, "columns")
		var raw []string
		for _, c := range list {
			raw = append(raw, string(c))
		}
		once, err := setting.Parse(setting.Columns, strings.Join(raw, " ,"))
		if err != nil {
			t.Fatal(err)
		}
		twice, err := setting.Parse(setting.Columns, once)
		if err != nil || once != twice || !strings.Contains(","+once+",", ",code,") {
			t.Fatalf("%q, then %q, %v", once, twice, err)
		}
	})
}

func holding(seats ...org.Seat) org.Actor {
	a := org.Actor{Person: "p1", Account: "a1"}
	for _, s := range seats {
		a.Held = append(a.Held, org.Held{Seat: s})
	}
	return a
}

func TestWhoMaySaveAndShareAView(t *testing.T) {
	save := func(a org.Actor, v setting.Saved) error {
		_, err := setting.Save(a, v)
		return err
	}
	good := setting.Saved{Name: " 待  贴\t标签 ", Query: "label=due&life=in_use", Department: "d1"}
	good.Sharing = setting.Own
	v, err := setting.Save(holding(org.Keeper), good)
	if err != nil || v.Name != "待 贴 标签" || v.Query != "label=due&life=in_use" || v.Owner != "p1" {
		t.Errorf("%+v, %v", v, err)
	}
	with := func(change func(*setting.Saved)) setting.Saved {
		v := good
		change(&v)
		return v
	}
	for name, wrong := range map[string]setting.Saved{
		"no name": with(func(v *setting.Saved) { v.Name = " \n" }), "long": with(func(v *setting.Saved) { v.Name = strings.Repeat("长", 41) }),
		"query": with(func(v *setting.Saved) { v.Query = "a=部门" }), "long query": with(func(v *setting.Saved) { v.Query = strings.Repeat("a", 2001) }),
		"sharing": with(func(v *setting.Saved) { v.Sharing = "world" }),
	} {
		if err := save(holding(org.SecrecyOffice), wrong); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	department := with(func(v *setting.Saved) { v.Sharing = setting.Department })
	organ := with(func(v *setting.Saved) { v.Sharing = setting.Organ })
	for _, c := range []struct {
		seat       org.Seat
		department bool
		organ      bool
	}{{org.Keeper, false, false}, {org.AssetOfficer, true, false}, {org.DepartmentHead, true, false}, {org.SecrecyOffice, true, true}} {
		if err := save(holding(c.seat), department); (err == nil) != c.department {
			t.Errorf("%s, with the department: %v", c.seat, err)
		}
		if err := save(holding(c.seat), organ); (err == nil) != c.organ {
			t.Errorf("%s, with all: %v", c.seat, err)
		}
	}
	for d, allowed := range map[string]bool{"d1": true, "d2": false, "": false} { // he has a seat, but over another department
		view := with(func(v *setting.Saved) { v.Sharing, v.Department = setting.Department, d })
		over := org.Actor{Person: "p1", Account: "a1", Held: []org.Held{{Seat: org.AssetOfficer, Department: "d1", Covers: []string{"d1"}}}}
		if err := save(over, view); (err == nil) != allowed {
			t.Errorf("with department %q: %v", d, err)
		}
	}
	if setting.Room(49) != nil || !errs.IsKind(setting.Room(50), errs.Invalid) {
		t.Error("the fiftieth is the last")
	}
}

func TestWhoMayDropAView(t *testing.T) {
	his := setting.Saved{Owner: "p2", Sharing: setting.Own}
	shared := setting.Saved{Owner: "p2", Sharing: setting.Organ}
	if setting.Drop(holding(), setting.Saved{Owner: "p1"}) != nil || setting.Drop(holding(org.SecrecyOffice), shared) != nil {
		t.Error("the owner, and the secrecy office a shared one, may")
	}
	for _, v := range []setting.Saved{his, shared} {
		if !errs.IsKind(setting.Drop(holding(org.DepartmentHead), v), errs.NotFound) {
			t.Errorf("dropped %+v", v)
		}
	}
	if !errs.IsKind(setting.Drop(holding(org.SecrecyOffice), his), errs.NotFound) {
		t.Error("dropped another's own view")
	}
}
