package pages_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sealbook/internal/server/pages"
	"sealbook/internal/store"
)

// block lets nobody write into the book until it is called off.
func (s *site) block() (free func()) {
	s.t.Helper()
	in, out, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.store.WriteAlone(context.Background(), func(*store.Tx) error {
			close(in)
			<-out
			return nil
		})
	}()
	<-in
	once := false
	free = func() {
		if once {
			return
		}
		once = true
		close(out)
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	}
	s.t.Cleanup(free)
	return free
}

const oneRow = "保密编号,介质类型,序列号,密级,使用部门\nRUN-1,U盘,RUNAA1111,秘密,办公厅\n"

// previewed has a file on its preview.
func previewed(t *testing.T, s *site, login, lang, data string) *client {
	t.Helper()
	c := newClient(t, s, login, lang)
	c.get("/import").upload(uploadForm, "run.csv", []byte(data), nil).send(columnsForm, nil)
	return c.expect(http.StatusOK)
}

// How far the import is, as the script asks it.
func (c *client) soFar() (now struct {
	Text, Next string
	Rows, All  int
}) {
	c.t.Helper()
	c.get("/import/progress?poll=1").expect(http.StatusOK)
	if err := json.Unmarshal([]byte(c.body), &now); err != nil {
		c.t.Fatal(err, c.body)
	}
	return now
}

// A long import goes on after its form was answered: a page shows how far it is,
// with and without script; pressed twice it is one; one can leave and come back
// from another session; it takes its place at the gate for as long as it works.
func TestLongImportShowsItsProgress(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	c := previewed(t, s, "baomi1", "zh", oneRow)
	action, form := c.form(importConfirm)
	other := previewed(t, s, "baomi2", "zh", strings.ReplaceAll(oneRow, "RUN", "TWO"))
	third := newClient(t, s, "officer1", "zh")
	third.get("/import").upload(uploadForm, "third.csv", []byte(strings.ReplaceAll(oneRow, "RUN", "THREE")), nil)

	free := s.block()
	c.post(action, form).expect(http.StatusOK, "正在登记", "正在读取文件", "可以离开本页")
	if c.at != "/import/progress" || c.count("progress") != 1 || !strings.Contains(c.body, `<noscript><meta http-equiv="refresh"`) {
		t.Fatalf("at %s: %s", c.at, c.body)
	}
	if now := c.soFar(); now.Next != "" || now.Text == "" || now.All < 1 {
		t.Errorf("%+v", now)
	}
	c.post(action, form) // again
	if c.at != "/import/progress" {
		t.Errorf("pressed twice: at %s", c.at)
	}
	c.post("/import/cancel", form).expect(http.StatusConflict, "仍在处理")
	c.get("/import").expect(http.StatusOK, "「run.csv」的导入尚未结束", "停在「正在登记」")
	c.upload(uploadForm, "b.csv", []byte(oneRow), nil).expect(http.StatusConflict, "仍在处理")

	other.send(importConfirm, nil)
	if other.at != "/import/progress" {
		t.Errorf("the second is at %s", other.at)
	}
	third.get("/import/columns").expect(http.StatusTooManyRequests, "正在处理其他文件的导入")

	free()
	for _, x := range []*client{c, other} {
		for end := time.Now().Add(20 * time.Second); x.soFar().Next == "" && time.Now().Before(end); {
			time.Sleep(20 * time.Millisecond)
		}
		x.get("/import/progress").expect(http.StatusOK, "已登记 1 行")
		if x.at != "/import/result" {
			t.Errorf("ended at %s: %s", x.at, x.text("main"))
		}
	}
	third.get("/import/columns").expect(http.StatusOK, "THREE-1")
	c.get("/assets?q=RUN-1").expect(http.StatusOK, "RUN-1")
	if c.get("/import/progress"); c.at != "/import/result" {
		t.Errorf("afterwards at %s", c.at)
	}
}

// The same in a browser: the bar moves without a reload, and gives way to the
// result by itself.
func TestProgressNeedsNoReload(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	file, err := filepath.Abs(ledgers + "computers.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open("/import")
	b.run(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.press(`form[action="/import"] button.main`)
	b.press(`form[action="/import/columns"] .btns button.main`)
	free := s.block()
	b.press(`form[action="/import/confirm"] button.main`)
	if at := b.here(); at != "/import/progress" {
		t.Fatalf("at %s: %s", at, b.text("main"))
	}
	b.run(chromedp.Evaluate[chromedp.Void](`document.body.dataset.old = 1; undefined`))
	began, source := time.Now(), axe(t)
	b.accessible("import-progress zh", source, true)
	time.Sleep(2500*time.Millisecond - time.Since(began)) // longer than a page without script waits
	if pages.One(b.page(), "body[data-old]") == nil {
		t.Error("the page was loaded anew")
	}
	b.open("/lang?to=en&back=/import/progress")
	b.accessible("import-progress en", source, true)
	if bytes, shift, moved := b.weighs(); bytes > 100<<10 || shift > 0.001 {
		t.Errorf("%d bytes transferred, layout shift of %.4f: %s", bytes, shift, moved)
	}
	free()
	b.run(chromedp.WaitVisible(chromedp.CSS("#rejected")))
	if at := b.here(); at != "/import/result" || !strings.Contains(b.text(".note strong"), "58") {
		t.Errorf("at %s: %s", at, b.text("main"))
	}
}

// What is half done waits for its person in whatever session, and for nobody
// else; it says until when, at home too; rows that differ can be taken away.
func TestImportIsTakenUpAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := previewed(t, s, "baomi1", "zh", oneRow)
		c.get("/").expect(http.StatusOK, "「run.csv」的导入尚未结束", "停在「预览」，保留到")
		until := time.Now().Add(24 * time.Hour).In(time.FixedZone("CST", 8*3600)).Format("2006-01-02")
		if !strings.Contains(c.text(".note.warn"), until) {
			t.Errorf("until when: %s", c.text(".note.warn"))
		}
		_, form := c.form("form[action=/signout]")
		c.post("/signout", form)

		stranger := newClient(t, s, "baomi2", "zh")
		if stranger.get("/import/preview"); stranger.at != "/import" || strings.Contains(stranger.text("main"), "run.csv") {
			t.Errorf("another person sees it: %s", stranger.text("main"))
		}
		again := newClient(t, s, "baomi1", "en")
		again.get("/").expect(http.StatusOK, `"run.csv" is not finished`, `It stands at "Preview"`)
		again.get("/import/preview").send(importConfirm, nil).expect(http.StatusOK, "1 registered")
		if again.get("/"); strings.Contains(again.text("main"), "run.csv") {
			t.Error("a finished import is still at home")
		}
		again.get("/import").send("form[action=/import/cancel]", nil)
		if left, _ := filepath.Glob(filepath.Join(s.data, "uploads", "*.upload")); len(left) != 0 {
			t.Errorf("left: %v", left)
		}

		changed := strings.Replace(oneRow, "秘密", "机密", 1)
		again.get("/import").upload(uploadForm, "changed.csv", []byte(changed+"RUN-2,U盘,RUNAA2222,秘密,办公厅\n"), nil).send(columnsForm, nil)
		again.expect(http.StatusOK, "Download the differing rows").get("/import/differs")
		differing := again.body
		if !strings.Contains(differing, "RUN-1") || strings.Contains(differing, "RUN-2") || !strings.Contains(again.header.Get("Content-Disposition"), "changed.differs.csv") {
			t.Errorf("%s\n%s", again.header.Get("Content-Disposition"), differing)
		}
		again.get("/import/preview").send(importConfirm, nil).expect(http.StatusOK, "Download the differing rows").get("/import/differs")
		if again.body != differing {
			t.Errorf("after the import it says other than before:\n%s\n%s", differing, again.body)
		}
		again.get("/import").send("form[action=/import/cancel]", url.Values{"to": {"assets"}})
	})
}

// importShots are the steps of an import: one person stands before it, another
// after it.
func importShots(s *site) []shot {
	t, ok := s.t.(*testing.T)
	if !ok {
		return nil
	}
	for _, x := range []struct {
		login, file string
		forms       []string
	}{
		{"baomi1", "computers.xlsx", []string{columnsForm}}, {"baomi2", "media-gb18030.csv", []string{columnsForm, importConfirm}},
	} {
		c := newClient(t, s, x.login, "zh")
		c.get("/import").upload(uploadForm, x.file, ledger(t, x.file), nil)
		for _, f := range x.forms {
			c.send(f, nil).expect(http.StatusOK)
		}
	}
	return []shot{
		{"import", "baomi1", "/import", false}, {"import-columns", "baomi1", "/import/columns", false},
		{"import-preview", "baomi1", "/import/preview", false}, {"import-result", "baomi2", "/import/result", false},
	}
}
