package pages_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// labelled are n assets that bear their present label.
func (s *site) labelled(n int) []view.Asset {
	s.t.Helper()
	var out []view.Asset
	for range n {
		out = append(out, s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, func(a view.Asset) bool {
			for _, x := range out {
				if x.ID == a.ID {
					return false
				}
			}
			return free(a) && !a.LabelDue
		}))
	}
	return out
}

func (s *site) printed(stock string, start int, key string, list ...view.Asset) string {
	s.t.Helper()
	var ids []string
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	out, err := s.app.Execute(context.Background(), s.actor("baomi1"), app.Print{Assets: ids, Stock: stock, Start: start, Key: key}, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return out.ID
}

// figures reads the counters of a page by the address behind them.
func (c *client) figures(path string) map[string]string {
	c.t.Helper()
	out := map[string]string{}
	for _, n := range pages.All(c.get(path).doc, ".counts a") {
		out[pages.Attr(n, "href")] = pages.Words(pages.One(n, "b"))
	}
	return out
}

// The figures of the label station are those of the home page and of the lists
// behind them: what waits for a print is told apart from what is due.
func TestLabelFiguresAgree(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.labelled(1)[0]
		voided := app.VoidLabel{Token: s.token("baomi1", x.ID), Reason: "破损"}
		if _, err := s.app.Execute(context.Background(), s.actor("baomi1"), voided, ""); err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"baomi1", "officer1"} {
			c := newClient(t, s, login, "zh")
			home, here := c.figures("/")["/assets?label=due"], c.figures("/labels")
			if home == "" || home == "0" || home != here["/assets?label=due"] || len(here) != 3 {
				t.Errorf("%s: home counts %s labels due, the station %v", login, home, here)
			}
			for href, want := range here {
				c.get(href).expect(http.StatusOK)
				if got := c.count("tbody tr"); itoa(int64(got)) != want && got != 50 {
					t.Errorf("%s: %s counts %s and lists %d", login, href, want, got)
				}
			}
			if !strings.Contains(c.get("/labels").text("#labels"), "待打印的设备（"+here["/assets?label=unprinted"]+"）") {
				t.Errorf("%s: the choice tells another figure than %v: %s", login, here, c.text("#labels .stock"))
			}
		}
	})
}

// The station shows what a print would be: from typed and scanned codes, on the
// sheet with its used places, as specimens; looking is neither printing nor
// fetching.
func TestLabelStationLooksAhead(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.labelled(3)
		x, frozen := x[:2], x[2]
		freeze := app.Act{Command: asset.Command{Asset: frozen.ID, Verb: asset.VerbFreeze, Args: asset.Args{Reference: "令1", Reason: "核查"}}}
		if _, err := s.app.Execute(context.Background(), s.actor("baomi1"), freeze, ""); err != nil {
			t.Fatal(err)
		}
		token := s.token("baomi1", x[1].ID)
		c := newClient(t, s, "baomi1", "zh")
		_, form := c.get("/labels").form("#labels")
		form = merge(form, pick("codes", x[0].Code+"\nNOSUCH-77\n"), pick("q", token), pick("do", "add"), pick("stock", "a4-38x21"), pick("start", "5"))
		c.post("/labels/preview", form).expect(http.StatusOK, "NOSUCH-77", "没有找到", "2 张标签：新标签 0，补打 2", "位置 5", "位置 6")
		if got := strings.Fields(c.text("#f-codes")); len(got) != 3 || got[0] != x[0].Code || got[2] != x[1].Code {
			t.Errorf("the list is %q", got)
		}
		if strings.Contains(c.body, token) || strings.Contains(c.body, s.token("baomi1", x[0].ID)) || c.count(".drafts svg") != 2 || c.count(".drafts svg path[fill=#000]") != 0 {
			t.Error("the preview shows codes")
		}
		if used, fill := c.count(".sheet label.used"), c.count(".sheet label.fill"); used != 4 || fill != 2 || c.count(".sheet input[name=start]") != 65 {
			t.Errorf("%d places used, %d filled", used, fill)
		}
		for selector, want := range map[string]string{"input[name=start][checked]": "5", "input[name=which][checked]": "codes", "input[name=stock][checked]": "a4-38x21"} {
			if got := pages.Attr(pages.One(c.doc, selector), "value"); got != want {
				t.Errorf("%s is %s", selector, got)
			}
		}
		c.send("#labels", nil).expect(http.StatusUnprocessableEntity, "NOSUCH-77", "没有找到")

		_, form = c.form("#labels")
		c.post("/labels/preview", merge(form, pick("codes", x[0].Code), pick("stock", "roll-60x40"))).expect(http.StatusOK, "卷纸一张一个标签")
		if c.count("svg.sheet") != 0 || pages.Attr(pages.One(c.doc, ".drafts svg"), "width") != "60mm" {
			t.Error("a roll has a picture of a sheet, or no preview in mm")
		}
		c.post("/labels/preview", merge(form, pick("codes", frozen.Code))).expect(http.StatusOK, "1 件不能打印", frozen.Code, "flow.hold", "还没有选择")
		for _, a := range x {
			if r := s.record("baomi1", a.ID); r.Version != a.Version {
				t.Errorf("looking changed %s: %+v", a.Code, r.Labels)
			}
		}
		c.get("/assets/"+x[1].ID+"/labels/"+token).expect(http.StatusOK, "还没有被取出过")
	})
}

// Labels of a job are printed again as copies on record, or taken out of force
// with a reason, each by itself.
func TestJobIsPrintedAgainAndVoided(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.labelled(2)
		job := "/labels/jobs/" + s.printed("a4-70x37", 3, "job", x...)
		token := s.token("baomi1", x[0].ID)
		c := newClient(t, s, "baomi1", "zh")
		c.get(job).expect(http.StatusOK, x[0].Code, x[1].Code)
		c.send("main form[method=post]", nil).expect(http.StatusUnprocessableEntity, "请先勾选标签")
		c.send("main form[method=post]", merge(pick("token", token), pick("do", "some"))).expect(http.StatusOK, "勾选的 1 件", "新标签 0，补打 1")
		c.get(job).send("main form[method=post]", pick("do", "all")).expect(http.StatusOK, "勾选的 2 件", "补打 2")
		c.send("#labels", pick("start", "7")).expect(http.StatusOK, "打印任务", x[0].Code, x[1].Code)
		again, err := s.store.PrintJob(context.Background(), s.actor("baomi1"), strings.TrimPrefix(c.at, "/labels/jobs/"))
		if err != nil || again.Copies != 2 || again.Start != 7 || again.Stock != "a4-70x37" {
			t.Errorf("printed again as %+v, %v", again, err)
		}

		c.get(job)
		c.send("main form[method=post]", merge(pick("token", token), pick("do", "void"))).expect(http.StatusUnprocessableEntity, "请填写作废原因")
		if c.count("input[name=token][checked]") != 1 {
			t.Error("what was ticked is lost")
		}
		void := merge(pick("token", token), pick("do", "void"), pick("reason", "卡纸"))
		c.send("main form[method=post]", void).expect(http.StatusOK, "已作废 1 张")
		c.send("main form[method=post]", void).expect(http.StatusOK, "已作废 0 张", "1 张未能作废", "flow.label")
		for _, l := range s.record("baomi1", x[0].ID).Labels {
			if l.Token == token && (l.State != asset.LabelVoid || l.Reason != "卡纸") {
				t.Errorf("the label is %s (%s)", l.State, l.Reason)
			}
		}
		if s.record("baomi1", x[1].ID).LabelDue {
			t.Error("a label that was not ticked is out of force")
		}
		c.get(job+"/sheet.pdf").expect(http.StatusConflict, "flow.label-copy")
	})
}

// A job on a roll goes to label printers of both resolutions, each file on
// record; one on a sheet does not.
func TestJobGoesToLabelPrinters(t *testing.T) {
	s := onSQLite(t)
	x := s.labelled(1)[0]
	roll, sheet := "/labels/jobs/"+s.printed("roll-50x30", 1, "roll", x), "/labels/jobs/"+s.printed("a4-70x37", 1, "sheet", x)
	c := newClient(t, s, "baomi1", "zh")
	for dpi, width := range map[string]string{"203": "^PW400\n", "300": "^PW591\n"} {
		href := roll + "/labels.zpl?dpi=" + dpi
		if c.get(roll); !strings.Contains(c.body, href) {
			t.Errorf("no link to %s", href)
		}
		c.get(href).expect(http.StatusOK)
		if !strings.HasPrefix(c.body, "^XA") || !strings.Contains(c.body, width) || !strings.Contains(c.header.Get("Content-Disposition"), dpi+".zpl") {
			t.Errorf("%s dpi: %.60q %v", dpi, c.body, c.header)
		}
	}
	if c.get(sheet); strings.Contains(c.body, "labels.zpl") {
		t.Error("a sheet is offered to label printers")
	}
	c.get(sheet+"/labels.zpl?dpi=203").expect(http.StatusUnprocessableEntity, "标签打印机只用卷纸")
	c.get(roll+"/labels.zpl?dpi=150").expect(http.StatusUnprocessableEntity, "203 或 300")
	c.get(roll+"/labels.zpl").expect(http.StatusUnprocessableEntity, "203 或 300")
	c.get(roll+"/print").expect(http.StatusOK, "实际大小", "50 × 30 mm")
	c.get("/assets/"+x.ID+"/labels/"+s.token("baomi1", x.ID)).expect(http.StatusOK, "ZPL", "网页打印")
	if n := c.count("table tbody tr"); n != 3 {
		t.Errorf("%d files on record, want 3", n)
	}
	newClient(t, s, "officer1", "en").get(roll + "/print").expect(http.StatusNotFound)
}

// With script the page draws what is chosen without a reload: a scan adds a line
// to the list, a label's code as its asset's.
func TestLabelStationDrawsAsOneChooses(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	x := s.labelled(2)
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open("/lang?to=zh&back=/labels")
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](`window.kept = "kept"`)); err != nil {
		t.Fatal(err)
	}
	b.scan(x[0].Code) // wherever one is: on this page a scan goes to the list
	b.reads(".drafts figcaption", x[0].Code+" · 位置 1 · 补打")
	b.run(chromedp.Focus(chromedp.CSS("button.main")))
	b.scan(s.token("baomi1", x[1].ID))
	b.run(chromedp.WaitVisible(chromedp.CSS(".drafts figure:nth-child(2)")))
	if at := b.here(); at != "/labels" {
		t.Fatalf("a scan pressed a button: at %s", at)
	}
	b.run(chromedp.Click(chromedp.CSS("input[name=stock][value=a4-38x21]")))
	b.run(chromedp.WaitVisible(chromedp.CSS(`.drafts svg[width="38.1mm"]`)))
	b.run(chromedp.Click(chromedp.CSS(`.sheet input[value="9"]`)))
	b.reads(".drafts figcaption", x[0].Code+" · 位置 9 · 补打")
	got, err := chromedp.Run(ctx, chromedp.Evaluate[[]any](`[document.querySelectorAll(".sheet .used").length, document.querySelectorAll(".sheet .fill").length,
		document.activeElement.value, document.getElementById("labels").elements.codes.value, window.kept]`))
	if err != nil {
		t.Fatal(err)
	}
	if got[0] != 8.0 || got[1] != 2.0 || got[2] != "9" || got[3] != x[0].Code+"\n"+x[1].Code+"\n" || got[4] != "kept" {
		t.Errorf("the page shows %v", got)
	}
	b.press("#labels button.main")
	if job := b.text("dl.facts"); !strings.Contains(job, "起始位置 9") || !strings.Contains(job, "补打张数 2") {
		t.Errorf("at %s: %s", b.here(), job)
	}
}
