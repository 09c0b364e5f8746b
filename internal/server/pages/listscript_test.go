package pages_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sealbook/internal/server/pages"
)

func evaluated[T any](b *browser, js string) T {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		b.t.Fatal(err)
	}
	return got
}

// The list follows what is typed: no reload, the keyboard stays in the box, the
// address is that of the list shown, and the ticks work in what was fetched.
func TestTheListSearchesAsOneTypes(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	b := newBrowser(t, s.url)
	b.run(chromedp.EmulateViewport(1366, 768))
	b.signIn("baomi1")
	b.open("/lang?to=zh&back=/")
	b.open("/assets?book=classified&panel=columns")
	b.run(chromedp.Evaluate[chromedp.Void](`document.body.dataset.same = 1; undefined`))
	b.fill("#list-q", "SF-DY")
	b.run(chromedp.WaitReady(chromedp.CSS(`[data-list][data-query="book=classified&q=SF-DY"]`)))
	codes := pages.All(b.page(), "table.assets td.code a")
	if len(codes) == 0 {
		t.Fatalf("nothing found: %s", b.text("main"))
	}
	for _, n := range codes {
		if !strings.HasPrefix(pages.Words(n), "SF-") {
			t.Errorf("found %s", pages.Words(n))
		}
	}
	b.fill("#list-q", "-00") // where the keyboard is still
	b.run(chromedp.WaitReady(chromedp.CSS(`[data-list][data-query="book=classified&q=SF-DY-00"]`)))
	if at := b.here(); at != "/assets?q=SF-DY-00&book=classified&panel=columns" {
		t.Errorf("the address says %s", at)
	}
	if got := evaluated[string](b, `document.activeElement.id + " " + document.activeElement.value`); got != "list-q SF-DY-00" {
		t.Errorf("the keyboard is in %q", got)
	}
	if b.text("body[data-same]") == "" || b.text("p[data-said]") == "" {
		t.Errorf("reloaded: %v, said %q", b.text("body[data-same]") == "", b.text("p[data-said]"))
	}
	if got := evaluated[string](b, `document.querySelector("form[action='/assets/columns'] [name=query]").value`); got != "book=classified&q=SF-DY-00" {
		t.Errorf("the form above is about %q", got)
	}
	// Half a Chinese word is no search.
	b.run(chromedp.Evaluate[chromedp.Void](`(() => {
		const box = document.querySelector("#list-q"); box.value = "yanjiu";
		box.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
		box.value = "研究";
		box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
	})(); undefined`))
	b.run(chromedp.WaitReady(chromedp.CSS(`[data-list][data-query="book=classified&q=%E7%A0%94%E7%A9%B6"]`)))

	rows := evaluated[float64](b, `document.querySelectorAll("input[name=pick]").length`)
	b.run(chromedp.Click(chromedp.CSS("[data-all]")))
	if got := evaluated[float64](b, `document.querySelectorAll("input[name=pick]:checked").length`); got != rows || rows == 0 {
		t.Errorf("%.0f of %.0f ticked", got, rows)
	}
	said := b.text("[data-ticked]")
	b.run(chromedp.Click(chromedp.CSS("input[name=pick]")))
	if now := b.text("[data-ticked]"); now == said || evaluated[bool](b, `document.querySelector("[data-all]").checked`) {
		t.Errorf("one unticked, and it says %q", now)
	}
	b.press("button[name=do][value=freeze]")
	source := axe(t)
	for _, name := range []string{"bulk-confirm", "bulk-outcome"} {
		if b.text("main table td.code") == "" {
			t.Fatalf("%s lists nothing: %s", name, b.text("main"))
		}
		if bytes, _, _ := b.weighs(); bytes > 100<<10 {
			t.Errorf("%s: %d bytes transferred", name, bytes)
		}
		b.fits(name, 1366)
		b.accessible(name, source, true)
		if *screens != "" {
			b.shoot(filepath.Join(*screens, name+"-zh-1366.png"))
		}
		if name == "bulk-confirm" {
			b.fill("#f-reference", "示例令〔5〕")
			b.fill("#f-reason", "示例")
			b.press(".btns button.main")
		}
	}
	if got := b.text(".note.ok strong"); got == "" {
		t.Errorf("what was ready was refused: %s", b.text("main"))
	}
}
