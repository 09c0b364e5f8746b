package server_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

const sharedData = "../../../shared/data"

// form is a multipart body: fields as name, value pairs, and one file.
func form(t *testing.T, name string, data []byte, fields ...string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		f, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// send uploads a file to an import operation.
func (h *house) send(login, path, name string, data []byte, fields ...string) answer {
	h.t.Helper()
	body, kind := form(h.t, name, data, fields...)
	return h.call(login, "POST", "/api/v1/imports"+path, body, "Content-Type", kind)
}

func (h *house) sendKeyed(login, key, name string, data []byte, fields ...string) answer {
	h.t.Helper()
	body, kind := form(h.t, name, data, fields...)
	return h.call(login, "POST", "/api/v1/imports", body, "Content-Type", kind, "Idempotency-Key", key)
}

func shared(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(sharedData, path))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (a answer) number(path ...any) int {
	a.t.Helper()
	n, ok := a.at(path...).(float64)
	if !ok {
		a.t.Fatalf("%s: no number at %v", a.what, path)
	}
	return int(n)
}

// totals checks the sums and that every row has an outcome.
func (a answer) totals(rows, registered, unchanged, rejected int) answer {
	a.t.Helper()
	got := [4]int{a.number("totals", "rows"), a.number("totals", "registered"), a.number("totals", "unchanged"), a.number("totals", "rejected")}
	if want := [4]int{rows, registered, unchanged, rejected}; got != want {
		a.t.Fatalf("%s: rows, registered, unchanged, rejected are %v, want %v: %.2000s", a.what, got, want, a.body)
	}
	count := map[string]int{}
	for i := range a.count("rows") {
		o := a.text("rows", i, "outcome")
		if count[o]++; o == "rejected" && a.count("rows", i, "reasons") == 0 {
			a.t.Errorf("%s: row %d is rejected without a reason", a.what, a.number("rows", i, "number"))
		}
	}
	if count["registered"] != registered || count["unchanged"] != unchanged || count["rejected"] != rejected {
		a.t.Errorf("%s: the rows say %v", a.what, count)
	}
	return a
}

func withLedgerDepartments(h *house) {
	for _, d := range []string{"办公厅", "宣传部", "组织部", "社会服务部", "参政议政部", "研究室", "机关党委", "财务处"} {
		h.do("secadmin", app.SetDepartment{Department: org.Department{Name: d}})
	}
}

// Both ledgers and the other trackers' exports, through HTTP: the preview says
// what the import does, rows in are rows registered and rejected, all physical
// rows are accounted for, the second run changes nothing, and the log has no name.
func TestRealFilesThroughTheAPI(t *testing.T) {
	files := []struct {
		path       string
		rows, good int
	}{
		{"ledgers/computers.xlsx", 60, 58}, {"ledgers/media-gb18030.csv", 60, 60}, {"other-trackers/snipe-it-assets.csv", 22, 22},
		{"other-trackers/shelf-assets.csv", 4, 4}, {"other-trackers/homebox-items.csv", 3, 3},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		withLedgerDepartments(h)
		for _, f := range files {
			name, data := filepath.Base(f.path), shared(t, f.path)
			dry := h.send("office", "/preview", name, data, "classify", "true").is(http.StatusOK).totals(f.rows, f.good, 0, f.rows-f.good)
			for i := range dry.count("sheets") {
				sum := 0
				for _, class := range []string{"title", "header", "data", "footer", "blank"} {
					sum += dry.number("sheets", i, "counts", class)
				}
				if total := dry.number("sheets", i, "counts", "total"); sum != total || dry.count("sheets", i, "columns") == 0 || dry.count("sheets", i, "fields") == 0 {
					t.Errorf("%s: %d of %d physical rows are accounted for", name, sum, total)
				}
			}
			h.send("office", "", name, data, "classify", "true").is(http.StatusOK).totals(f.rows, f.good, 0, f.rows-f.good)
			again := h.send("office", "", name, data, "classify", "true").is(http.StatusOK).totals(f.rows, 0, f.good, f.rows-f.good)
			if again.text("digest") != dry.text("digest") || again.at("dry_run") != false || dry.at("dry_run") != true {
				t.Errorf("%s: digest or dry_run", name)
			}
		}
		r := h.call("office", "GET", "/api/v1/assets?q=JM-NB-0003&limit=5", nil).is(http.StatusOK)
		if r.text("rows", 0, "waiting", "verb") != "classify" {
			t.Errorf("the ledger's level is not asked for: %s", r.body)
		}
		if strings.Contains(h.log.String(), "黄喆") || strings.Contains(h.log.String(), "JM-NB") || strings.Contains(h.log.String(), "computers") {
			t.Error("the log holds what was imported")
		}
		if wrong, err := s.Refold(h.ctx); err != nil || len(wrong) > 0 {
			t.Errorf("refold: %v, %v", wrong, err)
		}
	})
}

const strange = "甲列,乙列,丙列,丁列\nSD-1,台式,S0001,示例\nSD-2,台式,S0002,示例\n"

// A file whose header nobody knows is answered with its columns; mapped, it
// imports. A mapping that is wrong says where.
func TestColumnsAreMapped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		a := h.send("office", "/preview", "x.csv", []byte(strange)).is(http.StatusOK).totals(0, 0, 0, 0)
		if a.at("sheets", 0, "read") != false || a.count("sheets", 0, "columns") != 4 || a.text("sheets", 0, "columns", 2, "samples", 0) != "S0001" ||
			a.count("skipped") != 1 || a.text("skipped", 0, "reason", "zh") == "" {
			t.Fatalf("%s", a.body)
		}
		h.send("office", "", "x.csv", []byte(strange)).refused(422, "import.mapping")
		const mapping = `{"":{"columns":[{"index":0,"field":"code"},{"index":1,"field":"kind"},{"index":2,"field":"serial"},{"index":3,"field":"-"}]}}`
		h.send("office", "/preview", "x.csv", []byte(strange), "mappings", mapping).is(http.StatusOK).totals(2, 2, 0, 0)
		h.send("office", "", "x.csv", []byte(strange), "mappings", mapping).is(http.StatusOK).totals(2, 2, 0, 0)
		h.send("office", "/preview", "x.csv", []byte(strange), "mappings", strings.Replace(mapping, "kind", "code", 1)).refused(422, "import.mapping")
		h.send("office", "/preview", "x.csv", []byte(strange), "mappings", strings.Replace(mapping, `"":`, `"Sheet9":`, 1)).refused(422, "input.invalid")
		h.send("office", "/preview", "x.csv", []byte(strange), "mappings", `{"":{"colums":[]}}`).refused(422, "input.invalid")
		h.send("office", "", "x.csv", []byte(strange), "mappings", `{"":{"skip":true}}`).refused(422, "input.invalid")
		h.send("office", "/preview", "", nil).refused(422, "input.invalid")
	})
}

const bad = "保密编号,介质类型,序列号,密级,使用部门\nUP-1,U盘,AAAA1111,机密,东海处\nUP-2,U盘,AAAA1111,机密,东海处\nUP-3,U盘,CCCC3333,很密,东海处\n"

// Rejected rows carry rule and article; the file of them, as linked or from the
// operation, before and after the import, is mended and imported again.
func TestRejectedRowsAreMendedAndImported(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		before := h.send("office", "/rejects", "x.csv", []byte(bad)).is(http.StatusOK)
		a := h.send("office", "", "x.csv", []byte(bad)).is(http.StatusOK).totals(3, 1, 0, 2)
		if a.text("rows", 1, "rule") != "reg.serial-unique" || a.count("rows", 1, "articles") == 0 || a.text("rows", 2, "reasons", 0, "en") == "" {
			t.Errorf("%s", a.body)
		}
		inline, err := base64.StdEncoding.DecodeString(a.text("rejects", "data"))
		after := h.send("office", "/rejects", "x.csv", []byte(bad), "format", "csv").is(http.StatusOK)
		if err != nil || !bytes.Equal(inline, after.body) || a.text("rejects", "href") != "/api/v1/imports/rejects" || a.number("rejects", "rows") != 2 {
			t.Errorf("the link and the operation differ (%v)\n%s\n%s", err, inline, after.body)
		}
		if strings.Count(string(before.body), "\r\n") != 3 || !strings.Contains(before.header.Get("Content-Disposition"), "rejected.csv") {
			t.Errorf("%s", before.body)
		}
		book := h.send("office", "/rejects", "x.csv", []byte(bad), "format", "xlsx").is(http.StatusOK)
		if f, err := excelize.OpenReader(bytes.NewReader(book.body)); err != nil {
			t.Error(err)
		} else if rows, err := f.GetRows(f.GetSheetList()[0]); err != nil || len(rows) != 3 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		mended := strings.NewReplacer("UP-2,U盘,AAAA1111", "UP-2,U盘,BBBB2222", "很密", "秘密").Replace(string(inline))
		h.send("office", "", "x.rejected.csv", []byte(mended)).is(http.StatusOK).totals(2, 2, 0, 0)
		h.send("office", "/rejects", "x.csv", []byte(mended)).refused(404, "import.no_rejects")
	})
}

// The same key gives the first answer again, whatever has happened since; with
// another file it is a conflict.
func TestImportIsDoneOnceUnderItsKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		first := h.sendKeyed("office", "k1", "x.csv", []byte(bad)).is(http.StatusOK).totals(3, 1, 0, 2)
		second := h.sendKeyed("office", "k1", "x.csv", []byte(bad)).is(http.StatusOK).totals(3, 1, 0, 2)
		if !bytes.Equal(first.body, second.body) || second.header.Get("Idempotent-Replayed") != "true" || first.header.Get("Idempotent-Replayed") != "" {
			t.Errorf("%s\n%s", first.body, second.body)
		}
		h.sendKeyed("office", "k1", "x.csv", []byte(bad+"UP-9,U盘,X9,机密,东海处\n")).refused(409, "idempotency.mismatch")
		h.sendKeyed("office", "k2", "x.csv", []byte(bad)).is(http.StatusOK).totals(3, 0, 1, 2)
	})
}

// Who may not register is refused once, on record, before the file is looked at;
// an asset officer registers for his own department only.
func TestWrongSeatImportsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		for _, path := range []string{"", "/preview", "/rejects"} {
			h.send("keeper", path, "x.csv", []byte(bad)).refused(403, "flow.seat")
			h.send("sysadmin", path, "x.csv", []byte(bad)).refused(403, "adm.no-business")
		}
		h.send("keeper", "/organ", "o.csv", []byte("部门名称,上级部门\n新处,\n")).refused(403, "flow.seat")
		h.send("", "", "x.csv", []byte(bad)).refused(401, "session.required")
		n := 0
		r := h.call("office", "GET", "/api/v1/refusals?limit=50", nil).is(http.StatusOK)
		for i := range r.count("rows") {
			if strings.HasPrefix(r.text("rows", i, "verb"), "import") {
				n++
			}
		}
		if n != 7 {
			t.Errorf("%d refusals on record, want 7: %s", n, r.body)
		}
		a := h.send("officer2", "", "x.csv", []byte(bad)).is(http.StatusOK).totals(3, 0, 0, 3)
		if a.text("rows", 0, "rule") != "flow.seat" || a.count("rows", 0, "articles") == 0 {
			t.Errorf("%s", a.body)
		}
		h.send("officer", "", "x.csv", []byte(bad)).is(http.StatusOK).totals(3, 1, 0, 2)
	})
}

// Hostile uploads are refused with the importer's own words, quickly.
func TestHostileUploadsAreRefused(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	var bomb bytes.Buffer
	f := excelize.NewFile()
	if err := f.SetCellStr("Sheet1", "A1", strings.Repeat("保密", 15_000)); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&bomb); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		code string
	}{
		{"a.pdf", []byte("%PDF-1.7 and so on"), "import.not_a_table"}, {"empty.csv", nil, "import.empty"},
		{"page.xls", []byte("<html><table><tr><td>1</td></tr></table>"), "import.web_page"},
		{"broken.xlsx", append([]byte("PK\x03\x04"), bytes.Repeat([]byte{0}, 1000)...), "import.damaged"},
		{"wide.csv", []byte(strings.Repeat("a,", 200_000)), "import.too_many_columns"},
		{"text.xlsx", bomb.Bytes(), "import.no_header"},
	} {
		start := time.Now()
		a := h.send("office", "/preview", c.name, c.data)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v", c.name, took)
		}
		if a.status < 400 || a.status >= 500 || a.text("code") != c.code {
			t.Errorf("%s: %d %s, want %s", c.name, a.status, a.text("code"), c.code)
		}
	}
	start := time.Now()
	h.send("office", "/preview", "large.csv", make([]byte, 33<<20)).refused(413, "request.too_large")
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("too large: %v", took)
	}
	h.call("office", "POST", "/api/v1/imports", map[string]any{"file": "x"}).refused(422, "request.media_type")
}

// The template of the organ as it comes imports nothing; filled in, it imports, a
// preview before it writes nothing, and a second time changes nothing.
func TestOrganTemplateImports(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		for i, langs := range []string{"zh-CN", "en"} {
			name := fmt.Sprint("organ", i, ".xlsx")
			a := h.call("secadmin", "GET", "/api/v1/imports/organ/template.xlsx", nil, "Accept-Language", langs).is(http.StatusOK)
			h.send("secadmin", "/organ", name, a.body).is(http.StatusOK).totals(0, 0, 0, 0)
			f, err := excelize.OpenReader(bytes.NewReader(a.body))
			if err != nil {
				t.Fatal(err)
			}
			for n, row := range [][]any{{"新设处" + langs, "", ""}, {"九" + langs, "新设处" + langs, "secret", ""}, {"测试新" + langs, "", "新设处" + langs, "", "secret"}} {
				if err := f.SetSheetRow(f.GetSheetList()[n], "A2", &row); err != nil {
					t.Fatal(err)
				}
			}
			var filled bytes.Buffer
			if err := f.Write(&filled); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				dry := h.send("secadmin", "/organ", name, filled.Bytes(), "dry_run", "true").is(http.StatusOK).totals(3, 3, 0, 0)
				if dry.at("dry_run") != true {
					t.Errorf("%s", dry.body)
				}
			}
			if done := h.send("secadmin", "/organ", name, filled.Bytes()).is(http.StatusOK).totals(3, 3, 0, 0); done.at("dry_run") != false {
				t.Errorf("%s", done.body)
			}
			h.send("secadmin", "/organ", name, filled.Bytes()).is(http.StatusOK).totals(3, 0, 3, 0)
			h.send("secadmin", "/organ", name, filled.Bytes(), "dry_run", "true").is(http.StatusOK).totals(3, 0, 3, 0)
		}
	})
}

// A row that is on record and says other than the book is counted and told,
// column by column, and the book stays as it is.
func TestImportTellsWhatDiffers(t *testing.T) {
	const head = "保密编号,介质类型,序列号,密级,使用部门,房间,责任人\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		withLedgerDepartments(h)
		h.send("office", "", "x.csv", []byte(head+"UP-1,U盘,AAAA1111,机密,办公厅,419,测试甲\n")).is(http.StatusOK).totals(1, 1, 0, 0)
		file := []byte(head + "UP-1,U盘,AAAA1111,机密,办公厅,420,测试乙\nUP-2,U盘,AAAA2222,机密,没有处,419,测试乙\n")
		dry := h.send("office", "/preview", "x.csv", file).is(http.StatusOK).totals(2, 1, 1, 0)
		if dry.number("totals", "differs") != 1 || dry.count("rows", 0, "differs") != 2 {
			t.Fatalf("%s", dry.body)
		}
		keeper := dry.at("rows", 0, "differs", 1).(map[string]any)
		if keeper["field"] != "keeper" || dry.text("rows", 0, "differs", 1, "book", "zh") != "测试甲" || dry.text("rows", 0, "differs", 1, "file", "en") != "测试乙" {
			t.Errorf("%v", keeper)
		}
		if dry.number("totals", "without_department") != 1 || dry.number("totals", "noted") != 2 {
			t.Errorf("%s", dry.body)
		}
		if dry.count("rows", 1, "notes") < 3 || dry.text("rows", 1, "keeper") != "测试乙" || dry.text("rows", 1, "room") != "419" {
			t.Errorf("%s", dry.body)
		}
		h.send("office", "", "x.csv", file).is(http.StatusOK).totals(2, 1, 1, 0)
		if again := h.send("office", "", "x.csv", file).is(http.StatusOK).totals(2, 0, 2, 0); again.number("totals", "differs") != 1 {
			t.Errorf("%s", again.body)
		}
	})
}
