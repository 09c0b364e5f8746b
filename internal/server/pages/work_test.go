package pages_test

import (
	"bytes"
	"context"
	"encoding/json"
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

// Printed, downloaded, read back: the label is on the thing, and the thing in
// store. A label out of force is shouted about.
func TestLabelsFromPrintToReadBack(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
		old := s.record("baomi1", x.ID).Labels[0].Token
		c := newClient(t, s, "baomi1", "zh")
		c.get("/assets/"+x.ID+"/labels/"+old).expect(http.StatusOK, "已粘贴")
		c.send("main form[method=post]", pick("reason", "破损")).expect(http.StatusOK, "已作废")

		c.get("/scan?q="+old).expect(http.StatusOK, "该标签已作废", x.Code)
		if !strings.Contains(c.text(".note.loud[data-loud] strong"), "该标签已作废") {
			t.Error("a void label is not said loudly")
		}

		c.get("/labels")
		print := merge(pick("which", "codes"), pick("codes", x.Code+"\n"), pick("stock", "a4-70x37"), pick("start", "5"))
		c.send("main form[method=post]", print).expect(http.StatusOK, x.Code, "已打印，待粘贴")
		job := c.at
		c.get(job + "/sheet.pdf").expect(http.StatusOK)
		if c.header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix([]byte(c.body), []byte("%PDF-")) {
			t.Errorf("no PDF: %s %.20q", c.header.Get("Content-Type"), c.body)
		}
		fresh := ""
		for _, l := range s.record("baomi1", x.ID).Labels {
			if l.State == asset.LabelPrinted {
				fresh = l.Token
			}
		}
		c.get("/assets/" + x.ID + "/labels/" + fresh + "/picture.svg?stock=roll-50x30").expect(http.StatusOK)
		if !strings.Contains(c.body, "50mm") || c.header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("no picture of the label: %.80s", c.body)
		}
		if strings.Contains(c.body, `fill="#000"`) {
			t.Error("the preview shows the code")
		}
		c.get("/assets/"+x.ID+"/labels/"+fresh).expect(http.StatusOK, "文件取出记录", "PDF", "再打印一张")
		c.get("/assets/"+x.ID+"/labels/"+old).expect(http.StatusOK, "还没有被取出过")
		c.get("/assets/"+x.ID+"?tab=history").expect(http.StatusOK, "取出标签文件", "PDF")
		c.get("/labels/readback").expect(http.StatusOK, x.Code)
		c.send("main form[method=post]", pick("q", x.Code)).expect(http.StatusOK, "请扫描标签上的二维码")
		c.send("main form[method=post]", pick("q", fresh)).expect(http.StatusOK, x.Code, "号标签已登记粘贴")
		if strings.Contains(c.get("/labels/readback").text("tbody"), x.Code) {
			t.Error("a label that was read back still waits")
		}
	})
}

// What a scan does not know, and what is not the actor's, look the same.
func TestScanKeepsSilentAboutOthers(t *testing.T) {
	s := onSQLite(t)
	foreign := s.find("baomi1", view.AssetFilter{}, func(a view.Asset) bool { return a.Department.Name == "研究室" && a.Keeper.Name != "" })
	c := newClient(t, s, "keeper1", "zh")
	one := c.get("/scan?stay=1&q=NOSUCHTHING99").expect(http.StatusNotFound, "未识别").text(".note.loud[data-loud] strong")
	two := c.get("/scan?stay=1&q="+foreign.Code).expect(http.StatusNotFound, "未识别").text(".note.loud[data-loud] strong")
	if strings.ReplaceAll(one, "NOSUCHTHING99", "") != strings.ReplaceAll(two, foreign.Code, "") {
		t.Errorf("answers differ: %q, %q", one, two)
	}
	c.get("/assets/" + foreign.ID).expect(http.StatusNotFound)
	newClient(t, s, "auditor", "en").get("/audit/findings").expect(http.StatusOK, "unknown label or code", "outside the person's scope")
}

// Words typed into the scan box are a search, and leave no finding behind.
func TestScanBoxSearches(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/scan?q="+url.QueryEscape("许酉")).expect(http.StatusOK, "搜索：许酉")
	if !strings.HasPrefix(c.at, "/assets?q=") || c.count("table.assets tbody tr") == 0 {
		t.Errorf("at %s: %s", c.at, c.text("main"))
	}
	list, _, err := s.store.Findings(context.Background(), s.actor("auditor"), "", 10)
	if err != nil || len(list) != 0 {
		t.Errorf("findings %v, %v", list, err)
	}
}

// Filters stand in the address, each can be taken off, and the pages of a list
// hold every row once.
func TestListFiltersAndPages(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets?class=computer&level=secret").expect(http.StatusOK, "类别：计算机", "密级：机密")
	if n := c.count(".chips a.chip[title]"); n != 2 {
		t.Errorf("%d chips", n)
	}
	if href := pages.Attr(pages.One(c.doc, ".chips a.chip[title]"), "href"); href != "/assets?level=secret" {
		t.Errorf("the first chip leads to %s", href)
	}
	for _, n := range pages.All(c.get("/").doc, ".counts a") {
		if href := pages.Attr(n, "href"); pages.Words(pages.One(n, "b")) != "0" && href != "/assets" {
			c.get(href).expect(http.StatusOK)
			want := pages.Words(pages.One(n, "b"))
			if got := c.count("table.assets tbody tr"); itoa(int64(got)) != want && got != 50 {
				t.Errorf("the counter says %s, the list behind it (%s) has %d rows", want, href, got)
			}
		}
	}
	c.get("/assets?life=nonsense").expect(http.StatusUnprocessableEntity)
	seen := map[string]bool{}
	for next := "/assets?sort=keeper"; next != ""; {
		c.get(next).expect(http.StatusOK)
		for _, n := range pages.All(c.doc, "table.assets td.code a") {
			code := pages.Words(n)
			if seen[code] {
				t.Fatalf("%s is there twice", code)
			}
			seen[code] = true
		}
		next = pages.Attr(pages.One(c.doc, "a[rel=next]"), "href")
	}
	counts, err := s.store.Counters(context.Background(), s.actor("baomi1"))
	if err != nil || int64(len(seen)) != counts.Total {
		t.Errorf("%d rows on all pages, %d counted, %v", len(seen), counts.Total, err)
	}
	if c.get(pages.Attr(pages.One(c.doc, "a[rel=prev]"), "href")).count("table.assets tbody tr") != 50 {
		t.Error("the page before is not a whole page")
	}
}

// newcomer is a person without an account.
func newcomer(s *site) app.Command {
	s.t.Helper()
	list, err := s.store.Departments(context.Background(), s.actor("secadmin"))
	if err != nil {
		s.t.Fatal(err)
	}
	return app.SetPerson{Person: org.Person{Name: "贺新人", Department: list[0].ID, Title: "干事"}}
}

func itoa(n int64) string {
	b, err := json.Marshal(n)
	if err != nil {
		return ""
	}
	return string(b)
}

// Three administrators open an account, each his part; its owner sets a password
// with the code that was shown once.
func TestAccountFromCreationToFirstSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		out, err := s.app.Execute(context.Background(), s.actor("secadmin"), newcomer(s), "")
		if err != nil {
			t.Fatal(err)
		}
		sa := newClient(t, s, "sysadmin", "zh")
		sa.get("/accounts")
		sa.send("main form[action=/accounts]", merge(pick("person_q", "贺新人"), pick("login", "newcomer"))).expect(http.StatusOK, "贺新人")
		sa.send("main form[action=/accounts]", nil).expect(http.StatusOK, "激活码的一半")
		code := sa.text(".once")
		sa.get("/accounts")
		if strings.Contains(sa.body, code) {
			t.Error("the code is shown a second time")
		}
		ss := newClient(t, s, "secadmin", "zh")
		ss.get("/organ/persons/" + out.ID)
		ss.send(`main form[action=/organ/persons/`+out.ID+`/seats]`, pick("seat", "asset_officer")).expect(http.StatusUnprocessableEntity, "该职责须指定部门")
		ss.send(`main form[action=/organ/persons/`+out.ID+`/seats]`, pick("seat", "technician")).expect(http.StatusOK, "技术人员", "有效")
		ss.get("/accounts")
		var action string
		for _, row := range pages.All(ss.doc, "tbody tr") {
			if strings.HasPrefix(pages.Words(row), "newcomer ") {
				action = pages.Attr(pages.One(row, "form"), "action")
			}
		}
		_, form := ss.form("main form[action=" + action + "]")
		form.Set("to", "active")
		form.Set("reason", "新入职")
		code += " " + ss.post(action, form).expect(http.StatusOK, "账号 newcomer 激活码的一半", "不得交给建立账号的人").text(".once")
		me := newClient(t, s, "", "zh")
		me.get("/activate")
		me.send("form", merge(pick("account", "newcomer"), pick("code", code), pick("new", "Luanma-2026-Qiqi"), pick("again", "different"))).expect(http.StatusUnprocessableEntity, "两次输入的口令不一致")
		me.send("form", merge(pick("code", code), pick("new", "Luanma-2026-Qiqi"), pick("again", "Luanma-2026-Qiqi"))).expect(http.StatusOK, "口令已设置")
		me.send("form", merge(pick("account", "newcomer"), pick("password", "Luanma-2026-Qiqi"))).expect(http.StatusOK, "贺新人，您好", "技术人员")
	})
}

// Pickers answer with at most twenty, and with nothing for nothing.
func TestPickersAreLimited(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	for path, most := range map[string]int{"/pick/assets?q=" + url.QueryEscape("样例牌"): 20, "/pick/persons?q=" + url.QueryEscape("许"): 1, "/pick/rooms?q=201": 1, "/pick/persons?q=": 0} {
		var got struct {
			Items []struct{ ID, Name, More string }
		}
		c.get(path).expect(http.StatusOK)
		if err := json.Unmarshal([]byte(c.body), &got); err != nil || len(got.Items) != most {
			t.Errorf("%s: %d items, want %d (%v)", path, len(got.Items), most, err)
		}
	}
	c.get("/pick/secrets?q=x").expect(http.StatusNotFound)
}
