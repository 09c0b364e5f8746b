package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

func pick(k string, v ...string) url.Values { return url.Values{k: v} }

func merge(list ...url.Values) url.Values {
	out := url.Values{}
	for _, l := range list {
		for k, v := range l {
			out[k] = v
		}
	}
	return out
}

// A form sent twice is one deed; one that was drawn from an older record says so
// and keeps what was written.
func TestDoubleSubmitAndStalePage(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets/" + x.ID + "/do/move")
		action, form := c.form("main form[method=post]")
		form.Set("use", "机房备用")
		form.Set("reason", "第一次")
		c.post(action, form).expect(http.StatusOK)
		once := s.record("baomi1", x.ID).Version
		c.post(action, form).expect(http.StatusOK)
		if again := s.record("baomi1", x.ID).Version; again != once {
			t.Errorf("the second send changed the record: version %d to %d", once, again)
		}
		form.Set("key", "another")
		c.post(action, form).expect(http.StatusConflict, "该记录已被他人更新")
		if got := pages.Attr(pages.One(c.doc, "#f-use"), "value"); got != "机房备用" {
			t.Errorf("what was written is lost: %q", got)
		}
	})
}

// A refusal stands at its field, with rule and articles, in both languages; the
// values stay, and it is kept for the auditor.
func TestRefusalStandsAtTheField(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, func(a view.Asset) bool { return issuable(a) && a.Level == level.Secret })
	for lang, want := range map[string][]string{
		"zh": {"规则：", "use.clearance", "保密规定第15条", "需要涉密等级：机密"},
		"en": {"Rule:", "use.clearance", "Regulation art. 15", "Clearance needed: secret"},
	} {
		c := newClient(t, s, "baomi1", lang)
		c.get("/assets/" + x.ID + "/do/issue")
		c.send("main form[method=post]", merge(pick("person_q", "华䶮"), pick("use", "甲乙丙"))).expect(http.StatusOK)
		if n := c.count(".choices input[name=person]"); n != 1 {
			t.Fatalf("%d people found: %s", n, c.text("main"))
		}
		c.send("main form[method=post]", nil).expect(http.StatusConflict, want...)
		if c.count(".field.wrong .err") != 1 || pages.One(c.doc, ".choices input[checked]") == nil {
			t.Errorf("%s: not at the field, or the choice is lost: %s", lang, c.text("main form"))
		}
		if got := pages.Attr(pages.One(c.doc, "#f-use"), "value"); got != "甲乙丙" {
			t.Errorf("%s: what was written is lost: %q", lang, got)
		}
	}
	c := newClient(t, s, "auditor", "zh")
	c.get("/audit").expect(http.StatusOK, "use.clearance", x.ID, "赵甲")
	c.get("/assets/" + x.ID).expect(http.StatusForbidden)
}

// What is required and missing is said at the field.
func TestMissingInputIsSaidAtTheField(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets/" + x.ID + "/do/freeze")
	c.send("main form[method=post]", pick("reason", "")).expect(http.StatusUnprocessableEntity, "请填写文号", "请填写原因")
	if n := c.count(".field.wrong"); n != 2 {
		t.Errorf("%d fields in error, want 2", n)
	}
}

// Every verb that is legal for somebody has a form that opens, and every field
// of its spec is on it.
func TestEveryVerbHasItsForm(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}, Class: asset.Computer}, free)
	c := newClient(t, s, "baomi1", "zh")
	for _, spec := range asset.Specs() {
		if spec.Verb == asset.VerbLapse {
			c.get("/assets/" + x.ID + "/do/lapse").expect(http.StatusNotFound)
			continue
		}
		c.get("/assets/"+x.ID+"/do/"+string(spec.Verb)).expect(http.StatusOK, spec.Verb.Text().ZH)
		if c.count("main form[method=post]") == 0 {
			if c.count(".note.bad") == 0 {
				t.Errorf("%s: neither a form nor a reason", spec.Verb)
			}
			continue
		}
		for _, f := range spec.Fields {
			name := f.Name
			if f.Type == "correction" {
				name = "correct.serial"
			}
			if f.Type == "repair" {
				name = "repair.fault"
			}
			if f.Type == "delegator" { // asked only of who holds a seat by several delegations
				continue
			}
			if c.count("[name="+name+"]")+c.count("[name="+name+"_q]") == 0 {
				t.Errorf("%s: no input for %s", spec.Verb, f.Name)
			}
		}
	}
}

// A form without the session's token, or without a session, does nothing.
func TestFormsNeedTheirToken(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets/" + x.ID + "/do/freeze")
	action, form := c.form("main form[method=post]")
	form.Set("reference", "示例〔2026〕1号")
	form.Set("reason", "测试")
	form.Set("form_token", "wrong")
	c.post(action, form).expect(http.StatusForbidden, "表单已过期")
	stranger := newClient(t, s, "", "zh")
	stranger.post(action, form).expect(http.StatusUnauthorized)
	stranger.get("/assets/"+x.ID).expect(http.StatusOK, "登录")
	if !strings.HasPrefix(stranger.at, "/signin?back=") {
		t.Errorf("a stranger is at %s", stranger.at)
	}
	if got := s.record("baomi1", x.ID).Version; got != x.Version {
		t.Errorf("the record moved from version %d to %d", x.Version, got)
	}
}

// After sign-in one is where one wanted to go, and never on another site.
func TestSignInLeadsBack(t *testing.T) {
	s := onSQLite(t)
	for back, want := range map[string]string{
		"/assets?class=drive": "/assets?class=drive", "//evil.example/": "/", "https://evil.example/": "/", `/\evil.example`: "/", "": "/",
	} {
		c := newClient(t, s, "", "zh")
		c.get("/signin?back=" + url.QueryEscape(back))
		c.send("form", url.Values{"account": {"keeper1"}, "password": {"Demo-Sealbook-2026"}})
		if c.at != want {
			t.Errorf("back=%q led to %q, want %q", back, c.at, want)
		}
	}
	c := newClient(t, s, "", "en")
	c.get("/signin")
	c.send("form", url.Values{"account": {"keeper1"}, "password": {"wrong"}}).expect(http.StatusUnauthorized, "The account or the password is wrong")
	if got := pages.Attr(pages.One(c.doc, "#account"), "value"); got != "keeper1" {
		t.Errorf("the account is lost: %q", got)
	}
}

// Registered with its drive; a refused registration keeps every line.
func TestRegisterWithParts(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "officer1", "zh")
	c.get("/assets/new")
	dept := ""
	for _, o := range pages.All(c.doc, "select[name=department] option") {
		if pages.Words(o) == "办公厅" {
			dept = pages.Attr(o, "value")
		}
	}
	fill := url.Values{
		"class": {"computer"}, "kind": {"desktop"}, "brand": {"样例牌"}, "model": {"T9"}, "department": {dept}, "book": {"classified"},
		"part_kind": {"ssd", ""}, "part_serial": {"PAGESDRIVE1", ""}, "part_brand": {"样例牌", ""}, "part_model": {"", ""}, "part_code": {"", ""}, "notes": {"甲\r\n乙"},
	}
	c.send("main form[method=post]", fill).expect(http.StatusConflict, "缺少序列号", "reg.serial-required")
	if v := pages.Attr(pages.All(c.doc, "input[name=part_serial]")[0], "value"); v != "PAGESDRIVE1" {
		t.Errorf("the part's line is lost: %q", v)
	}
	fill.Set("serial", "PAGESPC1")
	c.send("main form[method=post]", fill).expect(http.StatusOK, "已办理：登记", "草稿")
	c.get(strings.SplitN(c.at, "?", 2)[0]+"?tab=parts").expect(http.StatusOK, "PAGESDRIVE1")
	c.get("/assets/new")
	c.send("main form[method=post]", pick("more", "1")).expect(http.StatusOK)
	if n := c.count("input[name=part_serial]"); n != 6 {
		t.Errorf("%d part lines after asking for more", n)
	}
}
