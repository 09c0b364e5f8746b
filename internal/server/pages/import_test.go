package pages_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sealbook/internal/server/pages"
)

const ledgers = "../../../../shared/data/ledgers/"

func ledger(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(ledgers + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// upload sends the form with the file field, as a browser does.
func (c *client) upload(selector, name string, data []byte, fill url.Values) *client {
	c.t.Helper()
	action, values := c.form(selector)
	values.Del("file")
	for k, v := range fill {
		values[k] = v
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, list := range values {
		for _, v := range list {
			if err := w.WriteField(k, v); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := f.Write(data); err != nil {
		c.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	r, err := c.http.Post(c.base+action, w.FormDataContentType(), &b)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.take(r)
}

const (
	uploadForm    = `form[action=/import]`
	columnsForm   = `form[action=/import/columns]`
	importConfirm = `form[action=/import/confirm]`
)

// The whole way by forms alone: upload, columns, preview with rule and article,
// confirm, rejected rows; then the same file again, and the rejected rows mended.
func TestImportByForms(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/").expect(http.StatusOK, "导入")
		c.get("/import").upload(uploadForm, "computers.xlsx", ledger(t, "computers.xlsx"), nil)
		c.expect(http.StatusOK, "核对各列", "保密编号", "JM-")
		if c.at != "/import/columns" || c.count("select") < 10 {
			t.Fatalf("at %s with %d columns", c.at, c.count("select"))
		}
		c.send(columnsForm, nil).expect(http.StatusOK, "共 60 行：将登记 58 行，已在册 0 行，被拒 2 行。", "还没有写入任何内容", "确认登记 58 行")
		if c.count("#rejected tbody tr") != 2 || c.count("#rejected a[href=/rules#reg.serial-required]") != 2 || c.count("#good tbody tr") != 58 {
			t.Errorf("%d rejected, %d good rows", c.count("#rejected tbody tr"), c.count("#good tbody tr"))
		}
		c.send(importConfirm, nil).expect(http.StatusOK, "已登记 58 行", "被拒 2 行")
		if c.at != "/import/result" || c.count("#rejected tbody tr") != 2 {
			t.Fatalf("at %s: %s", c.at, c.text("main"))
		}
		c.get("/import/rejects")
		file := c.body
		if c.status != http.StatusOK || strings.Count(file, "\n") < 3 || !strings.Contains(c.header.Get("Content-Disposition"), "computers.rejected.csv") {
			t.Fatalf("%d %s\n%s", c.status, c.header.Get("Content-Disposition"), file)
		}
		c.get("/assets?q=JM-NB-0003").expect(http.StatusOK, "JM-NB-0003")

		c.get("/import").expect(http.StatusOK, "「computers.xlsx」的导入尚未结束。")
		c.upload(uploadForm, "computers.xlsx", ledger(t, "computers.xlsx"), nil).send(columnsForm, nil)
		c.expect(http.StatusOK, "将登记 0 行，已在册 58 行，被拒 2 行")
		if c.count(importConfirm+" button.main") != 0 {
			t.Error("offers to register nothing")
		}
		mended := mend(t, file)
		c.get("/import").upload(uploadForm, "mended.csv", []byte(mended), nil).send(columnsForm, nil)
		c.expect(http.StatusOK, "共 2 行：将登记 2 行").send(importConfirm, nil).expect(http.StatusOK, "已登记 2 行", "被拒 0 行")
		c.send("form[action=/import/cancel]", url.Values{"to": {"assets"}})
		if c.at != "/assets" {
			t.Errorf("at %s", c.at)
		}
		c.get("/import/result")
		if c.at != "/import" || strings.Contains(c.text("main"), "尚未结束") {
			t.Errorf("the result is still there: %s", c.text("main"))
		}
		if log := s.log.all(); strings.Contains(log, "黄喆") || strings.Contains(log, "JM-") || strings.Contains(log, "computers") {
			t.Error("the log holds what was imported")
		}
	})
}

// mend gives both rows of the rejected file a serial of their own.
func mend(t *testing.T, file string) string {
	t.Helper()
	lines := strings.Split(strings.TrimRight(file, "\r\n"), "\r\n")
	at := -1
	for i, line := range lines {
		cells := strings.Split(line, ",")
		for j, cell := range cells {
			if cell == "主机序列号" {
				at = j
			}
		}
		if at >= 0 && i >= len(lines)-2 {
			cells[at] = "MENDED000" + string(rune('0'+i%10))
			lines[i] = strings.Join(cells, ",")
		}
	}
	if at < 0 {
		t.Fatalf("no column of serials in %s", file)
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// A wrong mapping is said beside its column; a column left out and one put to
// another field are taken so; what is half done waits for its session, and only
// for it.
func TestImportColumnsAndTakingUpAgain(t *testing.T) {
	const file = "甲列,乙列,丙列,丁列\nSD-1,台式,S0001,机密一号\nSD-2,台式,S0002,机密二号\n"
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "en")
	c.get("/import").upload(uploadForm, "strange.csv", []byte(file), url.Values{"classify": nil})
	c.expect(http.StatusOK, "Check the columns", "No header was recognised", "S0001")
	_, asked := c.form(columnsForm)
	if asked.Get("skip.0") == "" {
		c.send(columnsForm, nil)
	} else {
		c.send(columnsForm, url.Values{"skip.0": nil})
	}
	c.expect(http.StatusUnprocessableEntity, "a column is missing")
	c.send(columnsForm, url.Values{"skip.0": nil, "f.0.0": {"code"}, "f.0.1": {"code"}})
	c.expect(http.StatusUnprocessableEntity, `has two columns`)
	if c.count("select[name=f.0.1][aria-invalid=true]") != 1 {
		t.Error("the column in error is not marked")
	}
	c.send(columnsForm, url.Values{"skip.0": {"1"}}).expect(http.StatusUnprocessableEntity, "at least one sheet")

	other := newClient(t, s, "baomi2", "en")
	if other.get("/import/columns"); other.at != "/import" || strings.Contains(other.text("main"), "strange.csv") {
		t.Errorf("another person sees the upload: %s", other.text("main"))
	}
	c.get("/assets").expect(http.StatusOK)
	c.get("/import").expect(http.StatusOK, `"strange.csv" is not finished`)
	c.get("/import/columns").send(columnsForm, url.Values{"skip.0": nil, "f.0.0": {"code"}, "f.0.1": {"kind"}, "f.0.2": {"serial"}, "f.0.3": {"-"}})
	c.expect(http.StatusOK, "2 rows: 2 would be registered")
	c.get("/import/columns")
	if _, again := c.form(columnsForm); again.Get("f.0.2") != "serial" || again.Get("f.0.3") != "-" {
		t.Errorf("the mapping is forgotten: %v", again)
	}
	c.get("/import/preview")
	action, form := c.form(importConfirm)
	c.post(action, form).expect(http.StatusOK, "2 registered")
	c.post(action, form).expect(http.StatusOK, "2 registered") // pressed twice
	c.get("/assets?q=SD-1").expect(http.StatusOK, "SD-1")
	if strings.Contains(c.body, "机密一号") {
		t.Error("the column that was left out is on record")
	}
	form.Set("key", "ANOTHER")
	c.post(action, form).expect(http.StatusConflict, "no longer there")
	c.get("/import").send("form[action=/import/cancel]", nil)
	if left, _ := filepath.Glob(filepath.Join(s.data, "uploads", "*.upload")); len(left) != 0 {
		t.Errorf("left after the end: %v", left)
	}
}

// What is no table is refused on the page with the importer's words and leaves
// nothing; who may not register is refused by rule, and has no entry for it.
func TestImportPageRefuses(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/import").upload(uploadForm, "a.pdf", []byte("%PDF-1.7 x"), nil).expect(http.StatusUnprocessableEntity, "不是表格")
	c.upload(uploadForm, "", nil, nil).expect(http.StatusUnprocessableEntity, "请选择要导入的文件")
	if left, _ := filepath.Glob(filepath.Join(s.data, "uploads", "*.upload")); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	k := newClient(t, s, "keeper2", "zh")
	if strings.Contains(k.text("nav"), "导入") {
		t.Error("a keeper is offered the import")
	}
	k.get("/import").expect(http.StatusForbidden)
	_, form := c.get("/import").form(uploadForm)
	_, mine := k.get("/").form("form[action=/signout]")
	form.Set("form_token", mine.Get("form_token"))
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("form_token", mine.Get("form_token"))
	f, _ := w.CreateFormFile("file", "x.csv")
	_, _ = f.Write([]byte("保密编号\nX-1\n"))
	_ = w.Close()
	r, err := k.http.Post(k.base+"/import", w.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	k.take(r).expect(http.StatusForbidden, "flow.seat")
	// Without the form's token nothing is even looked at.
	k.upload("form[action=/signout]", "x.csv", []byte("x"), url.Values{"form_token": {"wrong"}})
	if k.status == http.StatusOK {
		t.Errorf("%d", k.status)
	}
}

// The import in a real browser without script, in both languages.
func TestImportJourney(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s *site) {
		t.Run("zh", func(t *testing.T) { importJourney(t, s, "zh", "media-gb18030.csv", "60", 0) })
		t.Run("en", func(t *testing.T) { importJourney(t, s, "en", "computers.xlsx", "58", 2) })
	})
}

func importJourney(t *testing.T, s *site, lang, file, confirm string, rejected int) {
	path, err := filepath.Abs(ledgers + file)
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s.url)
	b.withoutScript()
	b.run(chromedp.EmulateViewport(1366, 768))
	look := func(step string) {
		b.fits("import "+step+" "+lang, 1366)
		if *screens != "" {
			b.shoot(filepath.Join(*screens, "import-"+step+"-"+lang+".png"))
		}
	}
	b.signIn("baomi1")
	b.open("/lang?to=" + lang + "&back=/")
	b.press(`.nav a[href="/import"]`)
	look("upload")
	b.run(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{path}))
	b.press(`form[action="/import"] button.main`)
	look("columns")
	b.press(`form[action="/import/columns"] .btns button.main`)
	look("preview")
	if text := b.text(`form[action=/import/confirm] button.main`); !strings.Contains(text, confirm) {
		t.Fatalf("the preview offers %q: %s", text, b.text("main"))
	}
	if n := len(pages.All(b.page(), "#rejected tbody tr")); n != rejected {
		t.Errorf("%d rejected rows on the preview", n)
	}
	b.press(`form[action="/import/confirm"] button.main`)
	if at := b.here(); at != "/import/result" {
		t.Fatalf("at %s: %s", at, b.text("main"))
	}
	if n := len(pages.All(b.page(), "#rejected tbody tr")); n != rejected || (pages.One(b.page(), "a[href=/import/rejects]") != nil) != (rejected > 0) {
		t.Errorf("%d rejected rows on the result", n)
	}
	look("result")
	if text := b.text(".note strong"); !strings.Contains(text, confirm) {
		t.Errorf("the result says %q", text)
	}
}

// Rows on record that say other than the book stand in a part of their own, on
// the preview and on the result, in both languages; what was not matched is said
// beside its row; and the record shows the claimed level in words.
func TestImportPageShowsWhatDiffers(t *testing.T) {
	const head = "保密编号,介质类型,序列号,密级,使用部门,房间,责任人\n"
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/import").upload(uploadForm, "a.csv", []byte(head+"TD-1,U盘,TDAA1111,机密★20年,没有处,没有室,测试甲\n"), nil).send(columnsForm, nil)
		c.expect(http.StatusOK, "其中 1 行所写部门在组织机构中不存在", "没有部门「没有处」", "没有房间「没有室」", "人员名册中没有这一行的责任人", "没有室", "测试甲")
		c.send(importConfirm, nil).expect(http.StatusOK, "已登记 1 行", "再次导入不会补上")
		c.get("/assets/TD-1?tab=details").expect(http.StatusOK, "原台账：密级", "机密★20年")
		if strings.Contains(c.text("main"), "secret") {
			t.Errorf("the record shows a code: %s", c.text("main"))
		}
		changed := []byte(head + "TD-1,U盘,TDAA1111,秘密,没有处,没有室,测试乙\nTD-2,U盘,TDAA2222,秘密,没有处,没有室,测试乙\n")
		c.get("/import").upload(uploadForm, "b.csv", changed, nil).send(columnsForm, nil)
		c.expect(http.StatusOK, "将登记 1 行，已在册 1 行", "其中 1 行与台账不一致", "责任人（台账：测试甲，文件：测试乙）", "密级（台账：机密★20年，文件：秘密）")
		if c.count("#differ tbody tr") != 1 || c.count("#good tbody tr") != 1 {
			t.Errorf("%d rows differ, %d are good", c.count("#differ tbody tr"), c.count("#good tbody tr"))
		}
		c.send(importConfirm, nil).expect(http.StatusOK, "其中 1 行与台账不一致", "责任人（台账：测试甲，文件：测试乙）")
		en := newClient(t, s, "baomi1", "en")
		en.get("/import").upload(uploadForm, "b.csv", changed, nil).send(columnsForm, nil)
		en.expect(http.StatusOK, "Rows that differ from the book: 1.", "keeper (book: 测试甲, file: 测试乙)")
	})
}
