package pages_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"sealbook/internal/demo"
	"sealbook/internal/server/pages"
)

// browser is one tab of a real Chromium, which is an input of these tests: a
// machine without it fails them.
type browser struct {
	t   testing.TB
	ctx context.Context
	url string

	unsigned bool // what has to be signed is left for the test to sign
	signing  bool

	mu       sync.Mutex
	trouble  []string // console errors, CSP reports, exceptions, foreign requests
	expected int      // answers of 4xx that the test asks for on purpose
}

const chromium = "/usr/bin/chromium"

func newBrowser(t *testing.T, url string) *browser {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Fatalf("the browser tests need Chromium (apt-get install chromium): %v", err)
	}
	profile := t.TempDir()
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(profile), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("hide-scrollbars", true))...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	b := &browser{t: t, ctx: ctx, url: url}
	if err := chromedp.Do(ctx); err != nil { // without a deadline: it would end the whole browser
		t.Fatalf("Chromium does not start: %v", err)
	}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		for _, on := range []func() error{
			func() error { _, err := cdp.Call(ctx, tab, network.Enable, network.EnableParams{}); return err },
			func() error { _, err := cdp.Call(ctx, tab, log.Enable, cdp.Empty{}); return err },
		} {
			if err := on(); err != nil {
				return err
			}
		}
		return nil
	}))
	t.Cleanup(b.calm)
	return b
}

// hear collects what must not happen.
func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.trouble = append(b.trouble, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			b.trouble = append(b.trouble, "console "+string(e.Type))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level != "error" && e.Entry.Source != "security" {
			return
		}
		if b.expected > 0 && strings.Contains(e.Entry.Text, "status of 4") {
			b.expected--
			return
		}
		b.trouble = append(b.trouble, string(e.Entry.Source)+": "+e.Entry.Text+" "+e.Entry.URL)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.url) && !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "about:") && !strings.HasPrefix(e.Request.URL, "chrome") {
			b.trouble = append(b.trouble, "request to elsewhere: "+e.Request.URL)
		}
	}
}

// calm fails the test for everything that was heard.
func (b *browser) calm() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, x := range b.trouble {
		b.t.Error(x)
	}
	b.trouble = nil
}

// refused says that the next answer is a refusal on purpose, which Chromium
// reports as a failed resource.
func (b *browser) refused() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected++
}

func (b *browser) run(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\non %s\n%s", err, b.here(), b.text("main"))
	}
}

func (b *browser) here() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return strings.TrimPrefix(at, b.url)
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.url + path))
}

// withoutScript switches script off for everything that is opened from now on.
func (b *browser) withoutScript() {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// press clicks what leads to another page and waits for that.
func (b *browser) press(css string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible)); err != nil {
		b.t.Fatalf("press %s: %v\non %s\n%s", css, err, b.here(), b.text("main"))
	}
	if !b.unsigned && !b.signing && evaluated[bool](b, `!!document.querySelector("#sign_password")`) {
		b.signing = true
		b.fill("#sign_password", demo.Password)
		b.press(signs)
		b.signing = false
	}
}

// signs is the button of the page on which one signs.
const signs = "main form button.main"

func (b *browser) fill(css, value string) {
	b.t.Helper()
	b.run(chromedp.SendKeys(chromedp.CSS(css), value))
}

// document is the document as it stands. A page that is just giving way to the
// next is asked again.
func (b *browser) document() (*html.Node, error) {
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	for {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.documentElement.outerHTML`))
		if err == nil {
			return html.Parse(strings.NewReader(text))
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// page is the document, for selectors.
func (b *browser) page() *html.Node {
	b.t.Helper()
	doc, err := b.document()
	if err != nil {
		b.t.Fatal(err)
	}
	return doc
}

func (b *browser) text(css string) string {
	doc, err := b.document()
	if err != nil {
		return err.Error()
	}
	return pages.Words(pages.One(doc, css))
}

// signIn signs in through the page, leaving whoever was signed in before.
func (b *browser) signIn(login string) {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
	b.open("/signin")
	b.fill("#account", login)
	b.fill("#password", demo.Password)
	b.press("button.main")
	if at := b.here(); at != "/" {
		b.t.Fatalf("%s did not get in: at %s: %s", login, at, b.text("main"))
	}
}
