package pages_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/attachment"
	"sealbook/internal/errs"
	"sealbook/internal/server/pages"
)

const recordForm = "main form[method=post]"

// inDays is today and so many days.
func (s *site) inDays(n int) string { return string(s.app.Today(time.Now().AddDate(0, 0, n))) }

func samplePDF(text string) []byte { return []byte("%PDF-1.7\n" + text) }

func digestOf(text string) string {
	sum := sha256.Sum256(samplePDF(text))
	return hex.EncodeToString(sum[:])
}

// link is where the first link that the selector finds leads.
func link(c *client, selector string) string {
	c.t.Helper()
	n := pages.One(c.doc, selector)
	if n == nil {
		c.t.Fatalf("no %s on %s: %s", selector, c.at, c.text("main"))
	}
	return pages.Attr(n, "href")
}

// licenceFields fill the form of a licence.
func licenceFields(s *site, number string) url.Values {
	return merge(pick("kind", "recovery"), pick("number", number), pick("issuer", "示例机关"), pick("level", "secret"), pick("from", s.inDays(-10)),
		pick("until", s.inDays(20)), pick("service.recovery", "1"), pick("service.storage", "1"), pick("verified_on", s.inDays(0)), pick("how", "公开名录"))
}

// A vendor is entered, changed and barred, its licence with the copy and its
// technician with a masked document; what is wrong stands beside its field.
func TestVendorsFromTheirForms(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/").expect(http.StatusOK, "维修单位", "协议和资质到期")
		c.get("/vendors").expect(http.StatusOK, "示例甲计算机维修有限公司", "还有 25 天")
		c.get("/vendors/new").send(recordForm, merge(pick("name", ""), pick("credit_code", "123")))
		c.expect(http.StatusUnprocessableEntity, "18位且校验位相符")
		if c.text("#e-name") == "" || c.text("#e-credit_code") == "" {
			t.Errorf("the refusals do not stand at their fields: %s", c.text("main"))
		}
		c.send(recordForm, merge(pick("name", "示例新维修公司"), pick("credit_code", ""), pick("contact", "周某"), pick("notes", "备注一")))
		c.expect(http.StatusOK, "单位已保存。", "周某")
		vendor := c.id()

		// What is wrong with a licence is told at once, and the copy that came with it is not lost.
		c.get("/vendors/"+vendor+"/licences/new").attach(recordForm, "copy_file", samplePDF("资质"), merge(pick("number", "ZZ-1"), pick("until", "2020-01-01"), pick("from", "2021-01-01")))
		c.expect(http.StatusUnprocessableEntity, "截止日期早于起始日期", "请至少选择一项服务", "已收到的文件")
		_, kept := c.form(recordForm)
		if len(kept.Get("copy")) != 64 || kept.Get("number") != "ZZ-1" || c.text("#e-kind") == "" || c.text("#e-level") == "" || c.text("#e-services") == "" {
			t.Errorf("kept %v: %s", kept, c.text("main"))
		}
		c.attach(recordForm, "copy_file", nil, licenceFields(s, "ZZ-1")).expect(http.StatusOK, "资质已保存。", "ZZ-1", "还有 20 天", "公开名录", "数据恢复")
		c.get("/papers/" + kept.Get("copy"))
		if c.status != http.StatusOK || !bytes.Equal([]byte(c.body), samplePDF("资质")) {
			t.Errorf("%d %q", c.status, c.body)
		}
		for name, want := range map[string]string{
			"Content-Disposition": `attachment; filename="paper-` + kept.Get("copy")[:16] + `.pdf"`, "Content-Type": "application/pdf",
			"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		} {
			if c.header.Get(name) != want {
				t.Errorf("%s: %s", name, c.header.Get(name))
			}
		}
		c.get("/papers/" + strings.Repeat("0", 64)).expect(http.StatusNotFound)

		c.get("/vendors/"+vendor+"/technicians/new").send(recordForm, merge(pick("name", "吴某"), pick("document_kind", "id_card"), pick("document", "")))
		c.expect(http.StatusUnprocessableEntity)
		if c.text("#e-document") == "" {
			t.Errorf("no document: %s", c.text("main"))
		}
		c.send(recordForm, merge(pick("document", "000000199001011234"), pick("vetted_on", s.inDays(-1)))).expect(http.StatusOK, "维修人员已保存。", "**************1234", "未签保密承诺书")
		if strings.Contains(c.body, "000000199001011234") {
			t.Error("the number is shown whole")
		}
		change := link(c, "#technicians tbody a")
		c.get(change).send(recordForm, merge(pick("undertaking_on", s.inDays(-1)), pick("document", ""))).expect(http.StatusOK, "**************1234", "可以派遣")

		// An overtaken form tells what others have changed, and keeps what was written.
		c.get("/vendors/" + vendor + "/edit")
		action, form := c.form(recordForm)
		other := newClient(t, s, "baomi2", "zh")
		other.get("/vendors/"+vendor+"/edit").send(recordForm, pick("phone", "改过的电话")).expect(http.StatusOK, "改过的电话")
		form.Set("address", "我写的地址")
		if c.post(action, form).expect(http.StatusConflict, "改过的电话", "所填内容已保留"); c.count("table.overtaken tbody tr") != 1 {
			t.Errorf("told: %s", c.text("table.overtaken"))
		}
		c.send(recordForm, nil).expect(http.StatusOK, "改过的电话", "我写的地址")

		c.get("/vendors/"+vendor+"/edit").send(recordForm, pick("barred", "1")).expect(http.StatusUnprocessableEntity)
		c.send(recordForm, pick("barred_why", "违约")).expect(http.StatusOK, "已停止合作", "违约")
		c.get("/vendors?state=barred").expect(http.StatusOK, "示例新维修公司")
		if c.count("tbody tr") != 1 {
			t.Errorf("%d are barred", c.count("tbody tr"))
		}
		c.get("/vendors?state=nonsense").expect(http.StatusUnprocessableEntity)
		if log := s.log.all(); strings.Contains(log, "周某") || strings.Contains(log, "吴某") || strings.Contains(log, "19900101") {
			t.Error("the log holds personal data")
		}
	})
}

// What is no paper is refused beside the field, and so is what is too large; the
// form keeps what was written.
func TestPapersAreRefused(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "en")
	vendor := link(c.get("/vendors"), "tbody a")
	for text, data := range map[string][]byte{
		"Upload a PDF, PNG, JPEG or TIFF file.": []byte("<html>"), "larger than 20 MB": append(samplePDF(""), make([]byte, attachment.MaxBytes)...), "The file is empty.": {},
	} {
		c.get(vendor+"/licences/new").attach(recordForm, "copy_file", data, licenceFields(s, "ZZ-2"))
		c.expect(http.StatusUnprocessableEntity, text)
		if _, kept := c.form(recordForm); c.text("#e-copy") == "" || kept.Get("number") != "ZZ-2" || kept.Get("service.recovery") != "1" || kept.Get("copy") != "" {
			t.Errorf("%s: %v %s", text, kept, c.text("main"))
		}
	}
	c.get(vendor+"/licences/new").attach(recordForm, "copy_file", append(samplePDF(""), make([]byte, 33<<20)...), nil).expect(http.StatusRequestEntityTooLarge)
}

// Whoever does not order, approve or watch repairs sees none of it, and whoever
// does not keep vendors changes nothing; the attempt is kept.
func TestVendorsAreNotEverybodys(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		vendor := link(c.get("/vendors"), "tbody a")
		agreed := link(c.get("/agreements?state=signed"), "tbody a")
		paper := link(c.get(agreed), "a[href^=/papers/]")
		for _, login := range []string{"keeper1", "witness1", "sysadmin", "secadmin", "auditor"} {
			k := newClient(t, s, login, "zh")
			if strings.Contains(k.text("nav"), "维修单位") {
				t.Errorf("%s is led to vendors", login)
			}
			for _, path := range []string{"/vendors", vendor, vendor + "/edit", "/vendors/new", "/agreements", agreed, agreed + "/sign", paper} {
				k.get(path).expect(http.StatusForbidden)
			}
			_, form := k.get("/settings").form("main form")
			k.post("/vendors", merge(pick("form_token", form.Get("form_token")), pick("name", "不应登记的单位"))).expect(http.StatusForbidden)
			k.parts(agreed+"/amend", pick("form_token", form.Get("form_token")), "copy_file", "x.pdf", samplePDF("不应收下")).expect(http.StatusForbidden)
		}
		h := newClient(t, s, "head.bgt", "zh")
		h.get("/vendors").expect(http.StatusOK, "示例甲计算机维修有限公司")
		h.get(vendor).expect(http.StatusOK)
		h.get(agreed).expect(http.StatusOK)
		if h.count("aside form") != 0 || h.count("aside a") != 0 {
			t.Error("a head is offered to change it")
		}
		h.get(vendor + "/edit").expect(http.StatusForbidden)
		p, err := s.store.PaperOf(context.Background(), s.actor("baomi1"), digestOf("不应收下"))
		if !errs.IsKind(err, errs.NotFound) {
			t.Errorf("a paper was taken in: %v %v", p.Digest, err)
		}
	})
}
