package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

func (s *site) person(id string) view.Person {
	s.t.Helper()
	x, err := s.store.Person(context.Background(), org.Actor{System: true}, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return x
}

// Somebody is entered with all that he is trusted with, and changed by one who
// is not shown it: that stays as it was.
func TestPeopleFromTheirForm(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/organ/persons/new")
		c.send("main form", url.Values{"name": {""}}).expect(http.StatusUnprocessableEntity, "请填写名称")
		c.send("main form", url.Values{
			"name": {"柏示例"}, "staff_no": {"YS-2001"}, "department": {c.optionOf("select[name=department]", "研究室")}, "title": {"主任科员"}, "clearance": {"secret"},
			"clearance_until": {"2030-06-30"}, "trained_on": {"2026-03-01"}, "undertaking_on": {"2026-03-02"},
		}).expect(http.StatusOK, "已保存", "柏示例", "YS-2001", "机密", "2030-06-30")
		id := c.id()

		c.get("/organ/persons/new")
		c.send("main form", url.Values{"name": {"柏重号"}, "staff_no": {"YS-2001"}}).expect(http.StatusConflict, "该工号已属于另一人")
		if c.count(".field.wrong #f-staff_no") != 1 {
			t.Errorf("not at the field: %s", c.text("main"))
		}

		admin := newClient(t, s, "sysadmin", "zh")
		admin.get("/organ/persons/"+id).expect(http.StatusOK, "柏示例")
		if strings.Contains(admin.text("main"), "机密") {
			t.Error("the system administrator is shown a clearance")
		}
		admin.get("/organ/persons/" + id + "/edit")
		if admin.count("#f-clearance") != 0 {
			t.Error("the system administrator is asked what somebody is trusted with")
		}
		stale, old := admin.form("main form")
		admin.send("main form", url.Values{"title": {"副处长"}}).expect(http.StatusOK, "副处长")
		x := s.person(id)
		if x.Title != "副处长" || x.Clearance != level.Secret || x.ClearanceUntil != "2030-06-30" || x.TrainedOn != "2026-03-01" || x.Status != org.Active {
			t.Errorf("after the change: %+v", x)
		}
		old.Set("key", "another")
		admin.post(stale, old).expect(http.StatusConflict, "已被他人更新", "重新打开")

		sec := newClient(t, s, "secadmin", "en")
		sec.get("/organ/persons/"+id+"/edit").expect(http.StatusOK, "Not shown to you")
		sec.send("main form", url.Values{"clearance": {"confidential"}}).expect(http.StatusOK, "Saved")
		if x := s.person(id); x.Clearance != level.Confidential || x.ClearanceUntil != "2030-06-30" {
			t.Errorf("after the security administrator: %+v", x)
		}

		c.get("/organ/persons/" + id + "/edit")
		if got := pages.Attr(pages.One(c.doc, "#f-clearance_until"), "value"); got != "2030-06-30" {
			t.Errorf("the form has %q", got)
		}
		c.send("main form", url.Values{"status": {"closed"}}).expect(http.StatusOK, "已离岗")
		c.get("/organ/persons?status=closed").expect(http.StatusOK, "柏示例")
		newClient(t, s, "keeper1", "zh").get("/organ/persons/" + id + "/edit").expect(http.StatusForbidden)
	})
}

// Who still keeps something cannot leave: his page says so beforehand and where
// it is done, the form says so at the field with rule and article.
func TestWhatBlocksLeavingIsOnThePage(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, func(a view.Asset) bool { return a.Keeper.ID != "" && a.Waiting.Verb != "" })
	one := "/organ/persons/" + x.Keeper.ID
	c := newClient(t, s, "baomi1", "zh")
	c.get(one).expect(http.StatusOK, "离岗前须办结的事项", "未清退", "hand.offboard", x.Code)
	for _, href := range []string{"/assets?keeper=" + x.Keeper.ID, "#requests", "/rules#hand.offboard"} {
		if c.leads(href) == 0 {
			t.Errorf("no link to %s: %s", href, c.text("#leaving"))
		}
	}
	c.get(one + "/edit")
	c.send("main form", pick("status", "closed")).expect(http.StatusConflict, "hand.offboard", "保密法实施条例第53条")
	if c.count(".field.wrong #f-status") != 1 {
		t.Error("the refusal does not stand at its field")
	}
	admin := newClient(t, s, "secadmin", "zh").get(one).expect(http.StatusOK, "是否仍保管设备，不向您显示", "尚未注销")
	if strings.Contains(admin.text("main"), x.Code) {
		t.Error("an administrator is shown what somebody keeps")
	}
	sole := newClient(t, s, "sysadmin", "en").get("/organ/persons/"+s.actor("secadmin").Person).expect(http.StatusOK, "The only security administrator", "flow.last-admin")
	if sole.leads("#seats") == 0 {
		t.Error("no way to where it is done")
	}
	other := newClient(t, s, "keeper10", "zh").get(one).expect(http.StatusOK)
	if other.count("#leaving")+other.count("#kept")+other.count("#requests") != 0 {
		t.Error("somebody else is shown what a person has to settle")
	}
}

// Seats are granted and taken back, each for its own days; wrong days stand at
// their field.
func TestSeatsAreGrantedAndTakenBack(t *testing.T) {
	s := onSQLite(t)
	one := "/organ/persons/" + s.actor("keeper5").Person
	c := newClient(t, s, "secadmin", "zh")
	c.get(one)
	grant := "main form[action=" + one + "/seats]"
	c.send(grant, url.Values{"seat": {"asset_officer"}}).expect(http.StatusUnprocessableEntity, "须指定部门")
	if c.count(".field.wrong #f-department") != 1 {
		t.Errorf("not at the field: %s", c.text("main"))
	}
	c.send(grant, url.Values{"department": {c.optionOf("select[name=department]", "社会服务部")}, "until": {"2099-12-31"}}).expect(http.StatusOK, "职责已授予", "2099-12-31")
	c.send(grant, url.Values{"seat": {"auditor"}}).expect(http.StatusForbidden, "adm.no-business")
	c.get(one)
	end := "#seats form"
	action, form := c.form(end)
	form.Set("reason", "岗位调整")
	c.post(action, form).expect(http.StatusOK, "职责已收回", "不在有效期")
	c.post(action, form).expect(http.StatusOK)
	if n := c.count(end); n != 0 {
		t.Errorf("%d seats can still be taken back", n)
	}
}

// One's own seat is delegated for some days and taken back; nobody delegates
// another's, and a seat held by delegation is not on offer.
func TestDelegationFromThePage(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "head.xcb", "zh")
		own := "/organ/persons/" + s.actor("head.xcb").Person
		c.get(own).expect(http.StatusOK, "委托本人职责", "部门负责人 · 宣传部")
		form := "main form[action=" + own + "/delegations]"
		c.send(form, pick("to_q", "许酉")).expect(http.StatusOK)
		if c.count(".choices input[name=to]") != 1 {
			t.Fatalf("nobody found: %s", c.text("main"))
		}
		c.send(form, nil).expect(http.StatusUnprocessableEntity, "请填写起止日期")
		if c.count(".field.wrong #f-until") != 1 || pages.One(c.doc, ".choices input[checked]") == nil {
			t.Errorf("not at the field, or the choice is lost: %s", c.text("main"))
		}
		c.send(form, pick("until", "2099-01-31")).expect(http.StatusOK, "已委托", "许酉", "2099-01-31", "有效")
		to := newClient(t, s, "keeper2", "en")
		his := "/organ/persons/" + s.actor("keeper2").Person
		to.get(his).expect(http.StatusOK, "On behalf of", "卫丑", "31 Jan 2099")
		if to.count("main form[action="+his+"/delegations]") != 0 {
			t.Error("a seat held by delegation can be delegated on")
		}
		newClient(t, s, "baomi2", "zh").get(own).expect(http.StatusOK, "许酉")
		c.get(own)
		c.send("#delegations form", nil).expect(http.StatusOK, "委托已终止")
		if c.count("#delegations form") != 0 {
			t.Error("it can be ended again")
		}
	})
}
