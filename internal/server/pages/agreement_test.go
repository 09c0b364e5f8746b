package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"sealbook/internal/domain/agreement"
)

// fullChecklist ticks every requirement.
func fullChecklist() url.Values {
	out := url.Values{}
	for _, key := range agreement.Requirements() {
		out.Set("met."+key, "1")
		out.Set("clause."+key, "第三条")
	}
	return out
}

// draftFields fill the form of a draft that ends in so many days.
func draftFields(s *site, number string, days int) url.Values {
	return merge(pick("number", number), pick("level", "secret"), pick("from", s.inDays(-1)), pick("until", s.inDays(days)),
		pick("service.repair_onsite", "1"), pick("service.repair_offsite", "1"))
}

// The whole way by forms: a new vendor, a draft, what stands against signing it,
// the signature with the paper, an amendment, suspension, renewal, the end.
func TestAgreementsFromTheirForms(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "baomi1", "zh")
		c.get("/vendors/new").send(recordForm, pick("name", "示例全程公司")).expect(http.StatusOK)
		vendor := "/vendors/" + c.id()

		c.get(vendor+"/agreements/new").send(recordForm, pick("number", "示例全-1")).expect(http.StatusUnprocessableEntity)
		for _, at := range []string{"#e-level", "#e-from", "#e-until", "#e-services"} {
			if c.text(at) == "" {
				t.Errorf("nothing at %s: %s", at, c.text("main"))
			}
		}
		c.send(recordForm, draftFields(s, "示例全-1", 20)).expect(http.StatusOK, "草稿已保存。", "未写明")
		agreed := "/agreements/" + c.id()
		sign := func(fill url.Values) *client {
			return c.attach(recordForm, "copy_file", samplePDF("全-1"), merge(pick("signed_by_q", "孙丙"), pick("signed_for", "周某"), pick("signed_on", s.inDays(0)), fill))
		}

		// The file comes with the first sending, which only looks for the person.
		c.get(agreed+"/sign").attach(recordForm, "copy_file", nil, nil).expect(http.StatusUnprocessableEntity)
		if c.text("#e-copy") == "" || c.text("#e-signed_by") == "" || c.text("#e-signed_for") == "" || c.text("#e-signed_on") == "" {
			t.Errorf("not all is said: %s", c.text("main"))
		}
		sign(nil).expect(http.StatusOK, "已收到的文件", "尚未提交")
		c.attach(recordForm, "copy_file", nil, nil).expect(http.StatusConflict, "全程接受本单位人员监督", "flow.agreement-complete")

		c.get(agreed+"/edit").send(recordForm, fullChecklist()).expect(http.StatusOK, "草稿已保存。")
		c.get(agreed + "/sign")
		sign(nil)
		c.unsigned = true
		c.attach(recordForm, "copy_file", nil, nil).expect(http.StatusOK, "示例全-1", "示例全程公司", "现场维修、送外维修", "机密", "孙丙", "周某", digestOf("全-1")[:4])
		c.unsigned = false
		c.signs().expect(http.StatusOK, "协议已签订。", "还有 20 天", "孙丙", "正在适用")
		for _, form := range []string{"/edit", "/sign"} {
			if c.get(agreed + form); c.at != agreed {
				t.Errorf("%s of a signed one is at %s", form, c.at)
			}
		}
		_, form := c.form("form[action=" + agreed + "/state]")
		c.post(agreed, merge(draftFields(s, "改号", 9), pick("form_token", form.Get("form_token")))).expect(http.StatusConflict, "flow.signed")

		c.get("/agreements?due=30").expect(http.StatusOK, "示例全-1")
		c.get("/").expect(http.StatusOK, "协议30天内到期")
		amended := merge(pick("number", "示例全-1-补"), pick("signed_on", s.inDays(0)), pick("effective", s.inDays(5)), pick("until", s.inDays(90)), pick("what", "延长"), pick("service.archive", "1"))
		c.get(agreed+"/amend").attach(recordForm, "copy_file", nil, amended).expect(http.StatusUnprocessableEntity, "请附上签署件")
		if c.text("#e-copy") == "" {
			t.Errorf("not at the paper: %s", c.text("main"))
		}
		c.attach(recordForm, "copy_file", samplePDF("补"), nil).expect(http.StatusOK, "补充协议已登记。", "示例全-1-补", "尚未生效", "正在适用", "还有 90 天")
		if c.count("#steps tbody tr") != 2 {
			t.Errorf("%d rows", c.count("#steps tbody tr"))
		}

		move := func(to, reason string) *client {
			return c.get(agreed).send("form[action="+agreed+"/state]", merge(pick("state", to), pick("reason", reason)))
		}
		if move("suspended", ""); c.status != http.StatusUnprocessableEntity || c.text("#e-reason") == "" {
			t.Errorf("%d %s", c.status, c.text("main"))
		}
		move("suspended", "人员待查").expect(http.StatusOK, "协议已中止。", "人员待查", "协议今天不生效")
		move("signed", "已查清").expect(http.StatusOK, "协议已恢复。")

		c.get(agreed).get(link(c, "a[href^="+vendor+"/agreements/new]"))
		if _, form = c.form(recordForm); form.Get("from") != s.inDays(91) || form.Get("service.archive") != "1" || form.Get("clause.escort") != "第三条" || form.Get("renews") == "" {
			t.Errorf("not filled in: %v", form)
		}
		c.send(recordForm, merge(pick("number", "示例全-1"), pick("until", s.inDays(400)))).expect(http.StatusUnprocessableEntity, "已登记")
		c.send(recordForm, pick("number", "示例全-2")).expect(http.StatusOK, "示例全-1")
		next := c.at[:strings.Index(c.at, "?")]
		c.get(next + "/sign")
		sign(nil)
		c.attach(recordForm, "copy_file", nil, nil).expect(http.StatusOK, "协议已签订。")
		c.get(agreed).expect(http.StatusOK, "已续签为", "示例全-2")
		move("terminated", "已由新协议替代").expect(http.StatusOK, "协议已终止。")
		if c.count("aside form") != 0 {
			t.Error("a terminated one can be moved")
		}
		if bad, err := s.store.Refold(context.Background()); err != nil || len(bad) > 0 {
			t.Errorf("refold: %v %v", bad, err)
		}
	})
}

// The chips count what they list, in both languages.
func TestTheDueChipsCountTheirLists(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "en")
	c.get("/agreements").expect(http.StatusOK, "Within 30 days", "Suspended", "Days left: 20", "Amended: 1")
	for _, word := range []string{"over", "7", "30", "90"} {
		c.get("/agreements")
		said := c.text("a[href=/agreements?due=" + word + "] b")
		c.get("/agreements?due=" + word)
		if n := c.count("tbody tr"); said == "" || said != strconv.Itoa(n) {
			t.Errorf("%s: %q said, %d listed", word, said, n)
		}
	}
	c.get("/agreements?due=soon").expect(http.StatusUnprocessableEntity)
}
