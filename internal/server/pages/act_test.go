package pages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// A form over an old record is told what changed since, keeps what was filled
// in, and goes through when it is sent again in the knowledge of that.
func TestStalePageSaysWhatChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
		for lang, words := range map[string][]string{
			"zh": {"该记录已被他人更新", "您打开本页以后的变化", "打印标签", "钱乙", "再次确认"},
			"en": {"Somebody changed this record", "What changed since you opened this page", "Label printed", "钱乙", "confirm again"},
		} {
			c := newClient(t, s, "baomi1", lang)
			c.get("/assets/" + x.ID + "/do/freeze")
			if _, err := s.app.Execute(context.Background(), s.actor("baomi2"), app.Print{Assets: []string{x.ID}, Stock: "a4-70x37", Start: 1}, ""); err != nil {
				t.Fatal(err)
			}
			c.send("main form[method=post]", merge(pick("reference", "示例〔2026〕3号"), pick("reason", "核查"))).expect(http.StatusConflict, words...)
			if n := c.count("#changed table.history tbody tr"); n != 1 {
				t.Errorf("%s: %d changes: %s", lang, n, c.text("#changed"))
			}
			if got := pages.Attr(pages.One(c.doc, "#f-reference"), "value"); got != "示例〔2026〕3号" {
				t.Errorf("%s: what was written is lost: %q", lang, got)
			}
			c.send("main form[method=post]", nil).expect(http.StatusOK)
			if !strings.HasSuffix(c.at, "?done=freeze") {
				t.Errorf("%s: sent again: at %s: %s", lang, c.at, c.text("main"))
			}
			c.get("/assets/" + x.ID + "/do/unfreeze")
			c.send("main form[method=post]", merge(pick("reference", "x"), pick("reason", "y"))).expect(http.StatusOK)
		}
		// What cannot be asked for any more says that as well.
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets/" + x.ID + "/do/freeze")
		freeze := app.Act{Command: asset.Command{Asset: x.ID, Verb: asset.VerbFreeze, Args: asset.Args{Reference: "甲", Reason: "乙"}}}
		if _, err := s.app.Execute(context.Background(), s.actor("baomi2"), freeze, ""); err != nil {
			t.Fatal(err)
		}
		c.send("main form[method=post]", merge(pick("reference", "x"), pick("reason", "y"))).expect(http.StatusConflict, "已处于冻结状态", "flow.state", "开始管控")
		if strings.Contains(c.text("main"), "再次确认") {
			t.Error("it is offered again")
		}
	})
}

// The form has what one needs to decide: the card, the parts inside, and of a
// person what he is cleared for and keeps, as far as the reader may know that.
func TestFormsHaveTheFacts(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}, Class: asset.Computer}, func(a view.Asset) bool {
		return free(a) && len(s.record("baomi1", a.ID).Parts) > 0
	})
	drive := s.record("baomi1", x.ID).Parts[0]
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets/"+x.ID+"/do/correct").expect(http.StatusOK, x.Code)
	c.get("/assets/"+x.ID+"/do/report-lost").expect(http.StatusOK, x.Keeper.Name, "内部部件", drive.Code, drive.Serial)
	stored := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	c.get("/assets/" + stored.ID + "/do/issue")
	c.send("main form[method=post]", pick("person_q", "许酉")).expect(http.StatusOK, "涉密等级：", "保管 ")
}

// Of many departments one is searched for, not chosen from a list of all.
func TestManyDepartmentsAreSearched(t *testing.T) {
	s := onSQLite(t)
	for i := range 41 {
		set := app.SetDepartment{Department: org.Department{Name: fmt.Sprintf("临时%02d处", i)}}
		if _, err := s.app.Execute(context.Background(), s.actor("secadmin"), set, ""); err != nil {
			t.Fatal(err)
		}
	}
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets/new").expect(http.StatusOK)
	if c.count("select[name=department]") != 0 || c.count("fieldset[data-picker=/pick/departments]") != 1 {
		t.Fatalf("departments are listed: %s", c.text("main"))
	}
	fill := url.Values{"class": {"medium"}, "kind": {"usb_stick"}, "serial": {"MANYDEPTS1"}, "brand": {"样例牌"}, "model": {"U1"}, "book": {"classified"}, "department_q": {"临时37"}}
	c.send("main form[method=post]", fill).expect(http.StatusOK, "临时37处")
	if n := c.count("input[name=department]"); n != 1 {
		t.Fatalf("%d found", n)
	}
	c.send("main form[method=post]", nil).expect(http.StatusOK, "已办理：登记", "临时37处")
}

// Before something grave is done its form says what that would do.
func TestGraveFormsSayWhatTheyDo(t *testing.T) {
	s := onSQLite(t)
	inUse := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
	waiting := s.find("baomi1", view.AssetFilter{WaitsFor: true}, nil)
	draft := s.find("officer1", view.AssetFilter{Life: []asset.Life{asset.Draft}}, func(a view.Asset) bool { return a.Waiting.Verb == "" })
	c, officer := newClient(t, s, "baomi1", "zh"), newClient(t, s, "officer1", "en")
	c.get("/assets/"+inUse.ID+"/do/report-lost").expect(http.StatusOK, "时限从现在起算")
	c.get("/assets/"+inUse.ID+"/do/freeze").expect(http.StatusOK, "直到解除冻结")
	c.get("/assets/"+waiting.ID+"/do/refuse").expect(http.StatusOK, "回到申请以前的状态")
	officer.get("/assets/"+draft.ID+"/do/void").expect(http.StatusOK, "The code is never used again")
}
