package pages_test

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sealbook/internal/demo"
)

// enter signs in by keyboard, leaving whoever was signed in before.
func (b *browser) enter(login string) {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
	b.open("/signin")
	b.tab("#account")
	b.keys(login)
	b.tab("#password")
	b.keys(demo.Password)
	b.leads(kb.Enter)
	if at := b.here(); at != "/" {
		b.t.Fatalf("%s did not get in: at %s: %s", login, at, b.text("main"))
	}
}

func (b *browser) keys(text string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(text))
}

// leads presses a key that leads to another page, and waits for that and for
// where its keyboard is: never nowhere.
func (b *browser) leads(key string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(key)); err != nil {
		b.t.Fatalf("%q: %v\non %s\n%s", key, err, b.here(), b.text("main"))
	}
	b.until("the page has given the keyboard to something", `document.activeElement !== document.body`)
	if !b.signing && evaluated[bool](b, `document.activeElement.id === "sign_password"`) { // one types on
		b.signing = true
		b.keys(demo.Password)
		b.leads(kb.Enter)
		b.signing = false
	}
}

// tab presses the Tab key until what the selector finds has the focus. At every
// stop the focus has to be seen: a ring of two pixels at least. (What a new page
// gives the focus to has it, for the stylesheet, with the first key.)
func (b *browser) tab(css string) {
	b.t.Helper()
	b.tabBy(css, func() { b.keys(kb.Tab) })
}

func (b *browser) tabBy(css string, next func()) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	for range 200 {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`(() => {
			const at = document.activeElement, s = getComputedStyle(at);
			const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
			return [at.matches(`+"`"+css+"`"+`) ? "there" : "", ring || !at.matches(":focus") ? "" : at.outerHTML.slice(0, 200)];
		})()`))
		if err != nil {
			b.t.Fatal(err)
		}
		if got[1] != "" {
			b.t.Errorf("on %s the focus is not seen at %s, on the way to %s", b.here(), got[1], css)
		}
		if got[0] != "" {
			return
		}
		next()
	}
	b.t.Fatalf("the Tab key does not reach %s on %s: %s", css, b.here(), b.text("main"))
}
