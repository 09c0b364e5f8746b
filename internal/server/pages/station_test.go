package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// several finds n assets that fit.
func (s *site) several(login string, n int, f view.AssetFilter, fit func(view.Asset) bool) []view.Asset {
	s.t.Helper()
	f.Limit = 500
	page, err := s.store.Assets(context.Background(), s.actor(login), f)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []view.Asset
	for _, a := range page.Rows {
		if len(out) < n && fit(a) {
			out = append(out, a)
		}
	}
	if len(out) < n {
		s.t.Fatalf("only %d of %d assets fit %+v", len(out), n, f)
	}
	return out
}

func (s *site) token(login, id string) string {
	s.t.Helper()
	for _, l := range s.record(login, id).Labels {
		if l.State == asset.LabelOn || l.State == asset.LabelPrinted {
			return l.Token
		}
	}
	s.t.Fatalf("no label of %s", id)
	return ""
}

// The station without script: a basket that grows scan by scan, blockers named
// where they stand, one submission with an outcome for each thing, and back.
func TestStationWithoutScript(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		stored := s.several("baomi1", 2, view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
		used := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
		draft := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.Draft}}, func(a view.Asset) bool { return a.Waiting.Verb == "" })
		c := newClient(t, s, "baomi1", "zh")
		c.get("/scan?verb=issue").expect(http.StatusOK, "还没有扫描")
		scan := func(text string, status int, words ...string) {
			t.Helper()
			c.send("#station", url.Values{"q": {text}, "do": {"add"}}).expect(status, words...)
		}
		scan(s.token("baomi1", stored[0].ID), http.StatusOK, "已加入清单", stored[0].Code)
		scan(stored[1].Code+"\x02\r", http.StatusOK, stored[1].Code)
		scan(stored[1].Code, http.StatusOK, "清单中已有此件")
		scan(used.Code, http.StatusOK, "已发放，责任人："+used.Keeper.Name)
		scan(draft.Code, http.StatusOK, "不能发放", "第")
		scan("NOSUCHTHING99", http.StatusNotFound, "未识别")
		if n := c.count(`[data-held] input[name=row]`); n != 2 {
			t.Fatalf("%d in the basket, want 2", n)
		}
		c.send("#station", url.Values{"do": {"undo"}}).expect(http.StatusOK)
		if n := c.count(`[data-held] input[name=row]`); n != 1 || strings.Contains(c.text("table.station"), stored[1].Code) {
			t.Fatalf("%d in the basket after the last was taken back: %s", n, c.text("table.station"))
		}
		scan(stored[1].Code, http.StatusOK, "已加入清单")

		// Wrong input is said once, at its field, and the basket stays.
		c.send("#station", url.Values{"do": {"submit"}}).expect(http.StatusUnprocessableEntity)
		if n := c.count(`[data-held] input[name=row]`); n != 2 || c.count(".field.wrong") != 1 {
			t.Fatalf("%d in the basket, %d fields in error: %s", n, c.count(".field.wrong"), c.text("main"))
		}
		who := staff[stored[0].Department.Name]
		c.send("#station", url.Values{"do": {"submit"}, "person": {s.actor(who.login).Person}}).expect(http.StatusOK, "完成 2 件，拒绝 0 件")
		for _, x := range stored {
			if r := s.record("baomi1", x.ID); r.State.Request == nil || r.State.Request.Verb != asset.VerbIssue {
				t.Errorf("%s: nothing asked for", x.Code)
			}
		}
		if n := c.count(`[data-held] input[name=row]`); n != 0 {
			t.Errorf("%d left in the basket", n)
		}
		// A basket sent twice is two requests once.
		c.send("#station", url.Values{"do": {"withdraw"}}).expect(http.StatusOK, "已撤回 2 件，未能撤回 0 件")
		for _, x := range stored {
			if r := s.record("baomi1", x.ID); r.State.Request != nil {
				t.Errorf("%s: still asked for", x.Code)
			}
		}
		c.get("/scan?verb=freeze").expect(http.StatusUnprocessableEntity, "扫描台没有这项操作")
	})
}

// What was refused stays in the basket with its blocker, as it is now.
func TestStationKeepsWhatWasRefused(t *testing.T) {
	s := onSQLite(t)
	x := s.several("baomi1", 2, view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	c := newClient(t, s, "baomi1", "en")
	c.get("/scan?verb=issue")
	for _, a := range x {
		c.send("#station", url.Values{"q": {a.Code}, "do": {"add"}}).expect(http.StatusOK)
	}
	other := newClient(t, s, "baomi1", "en")
	other.get("/assets/" + x[0].ID + "/do/freeze")
	other.send("main form", url.Values{"reason": {"checked elsewhere"}, "reference": {"order 7"}}).expect(http.StatusOK)
	who := staff[x[1].Department.Name]
	c.send("#station", url.Values{"do": {"submit"}, "person": {s.actor(who.login).Person}}).expect(http.StatusOK, "1 done, 1 refused")
	if n := c.count(`[data-held] input[name=row]`); n != 1 {
		t.Errorf("%d in the basket, want the refused one", n)
	}
	if s.record("baomi1", x[0].ID).State.Request != nil || s.record("baomi1", x[1].ID).State.Request == nil {
		t.Error("the outcome is not the one shown")
	}
	c.send("#station", url.Values{"do": {"withdraw"}}).expect(http.StatusOK, "1 withdrawn")
	if n := c.count(`[data-held] input[name=row]`); n != 1 || s.record("baomi1", x[1].ID).State.Request != nil {
		t.Errorf("%d in the basket after the rest was withdrawn", n)
	}
}

// scan types a scan as a wedge scanner does: text, then the end key.
func (b *browser) scan(text string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(text + kb.Enter))
}

// reads waits until what the selector finds says want.
func (b *browser) reads(css, want string) {
	b.t.Helper()
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		got := b.text(css)
		if got == want {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%s reads %q, want %q\n%s", css, got, want, b.text("main"))
		}
	}
}

// paste is scan with the text in one piece.
func (b *browser) paste(text string) {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}), chromedp.KeyEvent(kb.Enter))
}

func (b *browser) rows() (out []string) {
	b.t.Helper()
	for _, r := range pages.All(b.page(), "[data-rows] tr") {
		out = append(out, pages.Attr(r, "data-state"))
	}
	return out
}

// The station with script: no reload, the newest on top, wherever the focus is.
func TestStationWithScript(t *testing.T) {
	s := onSQLite(t)
	x := s.several("baomi1", 2, view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	used := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open("/scan?verb=issue")
	b.run(chromedp.Evaluate[chromedp.Void](`document.body.dataset.same = 1; undefined`))
	until := func(n int) {
		b.run(chromedp.WaitVisible(chromedp.CSS("[data-rows] tr:nth-child(" + string(rune('0'+n)) + ")")))
	}
	b.scan(s.token("baomi1", x[0].ID))
	until(1)
	b.run(chromedp.Focus(chromedp.CSS("[data-submit]"))) // a scan with the focus on the button presses nothing
	b.scan(s.token("baomi1", x[1].ID))
	until(2)
	b.scan(x[1].Code)
	b.reads(`[data-tally=already]`, "1")
	b.scan(used.Code)
	until(3)
	b.refused()
	b.scan("NOSUCHTHING99")
	until(4)
	if got := strings.Join(b.rows(), " "); got != "unknown already ready ready" {
		t.Errorf("rows %q", got)
	}
	if b.text("[data-count]") != "2" || b.text(".note.loud") == "" || b.text("body[data-same]") == "" {
		t.Errorf("count %q, loud %q, reloaded %v", b.text("[data-count]"), b.text(".note.loud"), b.text("body[data-same]") == "")
	}
	b.run(chromedp.Click(chromedp.CSS("[data-undo]")))
	b.reads("[data-count]", "1")
	b.scan(x[1].Code)
	b.reads("[data-count]", "2")
	who := staff[x[0].Department.Name]
	b.fill("#f-person", who.name)
	b.run(chromedp.WaitVisible(chromedp.CSS(".choices input[name=person]")))
	b.press("[data-submit]")
	for _, a := range x {
		if s.record("baomi1", a.ID).State.Request == nil {
			t.Errorf("%s: nothing asked for: %s", a.Code, b.text("main"))
		}
	}
	if s.record("baomi1", used.ID).State.Request != nil {
		t.Error("what was refused at the scan was sent")
	}
}

// A scan that gets no answer is not lost, nor are those after it.
func TestStationLosesNoScan(t *testing.T) {
	s := onSQLite(t)
	x := s.several("baomi1", 3, view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open("/scan?verb=issue")
	// The next two questions fail on their way.
	b.run(chromedp.Evaluate[chromedp.Void](`(() => {
		const real = window.fetch; let left = 2;
		window.fetch = (...a) => left-- > 0 ? Promise.reject(new TypeError("away")) : real(...a);
	})(); undefined`))
	b.scan(x[0].Code)
	b.run(chromedp.WaitVisible(chromedp.CSS("[data-fault]")))
	b.scan(x[1].Code)
	b.scan(x[2].Code)
	b.reads("[data-count]", "3")
	if got := strings.Join(b.rows(), " "); got != "ready ready ready" || b.text("[data-fault]:not([hidden])") != "" {
		t.Errorf("rows %q, still at fault: %q", got, b.text("[data-fault]:not([hidden])"))
	}
}

// A label read back is entered by its scan, once.
func TestStationReadsLabelsBack(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Unlabelled: true}, func(a view.Asset) bool { return s.unread(a.ID) != "" })
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open("/scan?verb=label")
	b.scan(s.unread(x.ID))
	b.run(chromedp.WaitVisible(chromedp.CSS("[data-rows] tr.s-done")))
	r := s.record("baomi1", x.ID)
	if r.State.LabelApplied != r.State.LabelIssued {
		t.Errorf("label %d of %d on", r.State.LabelApplied, r.State.LabelIssued)
	}
	b.scan(s.token("baomi1", x.ID))
	b.run(chromedp.WaitVisible(chromedp.CSS("[data-rows] tr.s-already")))
}

// What a label read back is on is shown as it is then, not as it was before.
func TestStationShowsWhatWasReadBackAsItIsNow(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
		old := s.token("baomi1", x.ID)
		for _, cmd := range []app.Command{
			app.VoidLabel{Token: old, Reason: "破损"}, app.Print{Assets: []string{x.ID}, Stock: "roll-50x30", Start: 1},
		} {
			if _, err := s.app.Execute(context.Background(), s.actor("baomi1"), cmd, ""); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.record("baomi1", x.ID).Holds; !slices.Contains(got, asset.HoldLabelPending) {
			t.Fatalf("holds %v", got)
		}
		token := s.unread(x.ID)
		c := newClient(t, s, "baomi1", "zh")
		c.get("/scan?verb=label").expect(http.StatusOK, "扫描标签，或输入编号")
		if got := pages.Attr(pages.One(c.doc, "#big"), "placeholder"); got == "" || strings.Contains(got, "姓名") {
			t.Errorf("the box asks for names: %q", got)
		}
		c.send("#station", url.Values{"q": {token}, "do": {"add"}}).expect(http.StatusOK, "标签已登记粘贴")
		if row := c.text("table.station tbody tr"); !strings.Contains(row, x.Code) || strings.Contains(row, "标志待更换") {
			t.Errorf("the row is stale: %s", row)
		}
		// The label that was taken off is a finding, told in words.
		c.send("#station", url.Values{"q": {old}, "do": {"add"}}).expect(http.StatusOK, "该标签已作废")
		auditor := newClient(t, s, "auditor", "en")
		auditor.get("/audit/findings?kind=label.stale").expect(http.StatusOK)
		if note := auditor.text("tbody td.wrap"); note != "Void" {
			t.Errorf("the finding notes %q", note)
		}
	})
}

// unread is the token of a printed label that is not on yet, "" if none.
func (s *site) unread(id string) string {
	for _, l := range s.record("baomi1", id).Labels {
		if l.State == asset.LabelPrinted {
			return l.Token
		}
	}
	return ""
}

// A code scanned into a field of a grave form neither sends it nor stays in it.
func TestScanNeverSendsAGraveForm(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
	token := s.token("baomi1", x.ID)
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	for _, verb := range []string{"freeze", "report-lost"} {
		before := s.record("baomi1", x.ID).Version
		b.open("/assets/" + x.ID + "/do/" + verb)
		for _, field := range pages.All(b.page(), "main form input[type=text]") {
			b.run(chromedp.Focus(chromedp.CSS("#" + pages.Attr(field, "id"))))
			b.scan(token)
			time.Sleep(200 * time.Millisecond) // for what must not happen
			if s.record("baomi1", x.ID).Version != before {
				t.Fatalf("%s: a scan into %s sent the form: at %s", verb, pages.Attr(field, "name"), b.here())
			}
			b.open("/assets/" + x.ID + "/do/" + verb)
		}
		b.run(chromedp.Focus(chromedp.CSS("main form .btn.main")))
		b.scan(token)
		b.run(chromedp.WaitVisible(chromedp.CSS(".tabs")))
		if s.record("baomi1", x.ID).Version != before {
			t.Fatalf("%s: a scan pressed the button", verb)
		}
	}
}

// A thousand scans in a row without a reload: the page's memory stays within a
// fifth, the rows within their number.
func TestThousandScansStayLight(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	codes := s.several("baomi1", 200, view.AssetFilter{}, func(view.Asset) bool { return true })
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open("/scan")
	b.run(chromedp.WaitVisible(chromedp.CSS("#station input[name=q]:focus")))
	heap := func() (used float64) {
		b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			if _, err := cdp.Call(ctx, tab, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
				return err
			}
			r, err := cdp.Call(ctx, tab, runtime.GetHeapUsage, cdp.Empty{})
			used = r.UsedSize
			return err
		}))
		return used
	}
	began, after200 := time.Now(), 0.0
	for i := range 1000 {
		if i == 200 {
			after200 = heap()
		}
		b.paste(codes[i%len(codes)].Code)
	}
	b.reads(`[data-tally=done]`, "1000")
	end := heap()
	t.Logf("1000 scans in %v; heap %.0f kB after 200, %.0f kB after 1000", time.Since(began).Round(time.Millisecond), after200/1024, end/1024)
	if end > 1.2*after200 {
		t.Errorf("the page grew from %.0f to %.0f bytes", after200, end)
	}
	if n := len(b.rows()); n != 50 {
		t.Errorf("%d rows shown", n)
	}
}
