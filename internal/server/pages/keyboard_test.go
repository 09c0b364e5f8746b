package pages_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// Without a mouse: signed in, found, issued, approved and accepted with Tab,
// Enter, Space and the arrows alone, and the focus is seen at every stop.
func TestIssueByKeyboardAlone(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	who := staff[x.Department.Name]
	b := newBrowser(t, s.url)

	b.enter("baomi1")
	b.keys(x.Code) // the scan box has the focus
	b.leads(kb.Enter)
	if at := b.here(); at != "/assets/"+x.ID {
		t.Fatalf("the code led to %s", at)
	}
	b.tab(`.acts a[href$="/do/issue"]`)
	b.leads(kb.Enter)
	b.tab("#f-person")
	b.keys(who.name)
	b.run(chromedp.WaitVisible(chromedp.CSS(".choices input[name=person]")))
	b.tab(".choices input[name=person]")
	b.keys(" ")
	b.keys(kb.ArrowDown + kb.ArrowUp) // among the choices and back
	b.tab("#f-use")
	b.keys("desk")
	b.tab(".btns button.main")
	b.leads(kb.Enter)
	if at := b.here(); !strings.HasSuffix(at, "?done=issue") {
		t.Fatalf("at %s: %s", at, b.text("main"))
	}

	b.tab(`form[action="/signout"] button`)
	b.leads(" ")
	b.enter(who.head)
	b.tab(`.inbox a[href="/assets/` + x.ID + `/do/approve"]`)
	b.leads(kb.Enter)
	b.tab(".btns button.main")
	b.leads(" ")

	b.enter(who.login)
	b.tab(`.inbox a[href="/assets/` + x.ID + `/do/accept"]`)
	b.leads(kb.Enter)
	b.tab(".btns button.main")
	b.leads(kb.Enter)
	r := s.record(who.login, x.ID)
	if r.Life != asset.InUse || r.Keeper.Name != who.name || r.State.Details.Use != "desk" {
		t.Errorf("after acceptance: %s, kept by %s, for %q", r.Life, r.Keeper.Name, r.State.Details.Use)
	}
}

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

// leads presses a key that leads to another page and waits for that.
func (b *browser) leads(key string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(key)); err != nil {
		b.t.Fatalf("%q: %v\non %s\n%s", key, err, b.here(), b.text("main"))
	}
}

// tab presses the Tab key until what the selector finds has the focus. At every
// stop the focus has to be seen: a ring of two pixels at least. (What a new page
// gives the focus to has it, for the stylesheet, with the first key.)
func (b *browser) tab(css string) {
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
		b.keys(kb.Tab)
	}
	b.t.Fatalf("the Tab key does not reach %s on %s: %s", css, b.here(), b.text("main"))
}
