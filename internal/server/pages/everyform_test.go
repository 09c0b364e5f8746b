package pages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server"
)

// sheet is one form, ready to be filled in.
type sheet struct {
	login, path string
	before      func()            // what is done on the page before the form is there
	css         string            // the form; the page's only one where nothing is said
	button      string            // that sends it
	fill        map[string]string // what the page does not tell, by field
	wrong       map[string]string // what it is refused with; else the first that is required is left out
	at          string            // the field that the refusal stands at, where it is not the one left out; "above" is none
	stale       func()            // with nothing required: what makes the page an old one
	refusing    string            // the button that does nothing yet, which the Enter key presses
	secret      string            // the field that does not keep what was written
	still       bool              // with script the page stays
	sure        bool              // nothing of it is ever refused
	done        string            // what is there when it is done
}

// deed is a form of the product by the name it has in the tables.
type deed struct {
	name string
	open func(r *run) sheet
}

// run is one browser on one database.
type run struct {
	t      *testing.T
	s      *site
	b      *browser
	db     string
	lang   string
	script bool
	n      int
	used   map[string]bool    // assets that a form was about
	in     map[string]*client // who has signed in
}

// way is how a form was sent.
type way struct {
	db, lang string
	script   bool
}

// Every form is opened in Chromium, refused once (at its field, and what was
// written stays), mended and done: in both languages, on both databases, with
// script and without. Each form takes two of the eight ways, so chosen that it
// has had each language, each database and script on and off.
func TestEveryFormInABrowser(t *testing.T) {
	t.Parallel()
	deeds := append(verbDeeds(), pageDeeds()...)
	var mu sync.Mutex
	sent := map[string][]way{} // by deed, and by route
	t.Run("every", func(t *testing.T) {
		for _, db := range []string{"sqlite", "postgres"} {
			for _, script := range []bool{true, false} {
				name := db + " plain"
				if script {
					name = db + " script"
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					r := newRun(t, db, script)
					for i, d := range deeds {
						if lang, mine := turn(i, db, script); mine {
							r.lang = lang
							t.Run(d.name+" "+lang, func(t *testing.T) {
								route := r.does(t, d)
								mu.Lock()
								defer mu.Unlock()
								w := way{db, lang, script}
								sent[d.name], sent[route] = append(sent[d.name], w), append(sent[route], w)
							})
						}
					}
				})
			}
		}
	})
	if t.Failed() {
		return
	}
	for _, name := range everyForm() {
		had := map[any]bool{}
		for _, w := range sent[name] {
			had[w.db], had[w.lang], had[w.script] = true, true, true
		}
		if len(had) != 6 {
			t.Errorf("%s was sent as %v: not in each language, on each database, with script and without", name, sent[name])
		}
	}
}

// turn says in which language the deed is done in this run, and whether at all.
func turn(i int, db string, script bool) (lang string, mine bool) {
	mine = script == (i%2 == 0) == (db == "sqlite")
	if i%4 < 2 == (db == "sqlite") {
		return "zh", mine
	}
	return "en", mine
}

// unsent are routes that take no form: the script alone asks them.
var unsent = []string{"/scan/row"}

// everyForm names every verb, and every route of a page that takes a form.
func everyForm() []string {
	var out []string
	for _, spec := range asset.Specs() {
		if spec.Verb != asset.VerbLapse && spec.Verb != asset.VerbLend { // due work, and what is never allowed
			out = append(out, string(spec.Verb))
		}
	}
	for _, r := range server.Routes() {
		if r.Method == http.MethodPost && !strings.HasPrefix(r.Path, "/api/") && !slices.Contains(unsent, r.Path) {
			out = append(out, r.Path)
		}
	}
	return out
}

func newRun(t *testing.T, db string, script bool) *run {
	r := &run{t: t, db: db, script: script, used: map[string]bool{}, in: map[string]*client{}}
	if db == "sqlite" {
		r.s = onSQLite(t)
	} else {
		r.s = onPostgres(t)
	}
	r.b = newBrowser(t, r.s.url)
	if !script {
		r.b.withoutScript()
	}
	return r
}

// as puts the session of the login into the browser, in the language of the
// run, without going through the form each time.
func (r *run) as(login string) {
	r.t.Helper()
	u, err := url.Parse(r.s.url)
	if err != nil {
		r.t.Fatal(err)
	}
	c := r.in[login]
	if c == nil {
		c = newClient(r.t, r.s, login, r.lang)
		r.in[login] = c
	}
	c.get("/lang?to=" + r.lang + "&back=/settings")
	var cookies []*network.CookieParam
	for _, k := range c.http.Jar.Cookies(u) {
		cookies = append(cookies, &network.CookieParam{Name: k.Name, Value: k.Value, URL: r.s.url})
	}
	r.b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, network.SetCookies, network.SetCookiesParams{Cookies: cookies})
		return err
	}))
}

// does opens, refuses, mends and sends one form, and returns the route it went to.
func (r *run) does(t *testing.T, d deed) (route string) {
	r.n++
	outer, siteT := r.t, r.s.t
	r.t, r.b.t, r.s.t = t, t, t
	defer func() { r.t, r.b.t, r.s.t = outer, outer, siteT }()
	x := d.open(r)
	if x.css == "" {
		x.css = "main form[method=post]"
	}
	if x.button == "" {
		x.button = "button.main"
	}
	if x.done == "" {
		x.done = ".note.ok"
	}
	r.as(x.login)
	r.b.open(x.path)
	if x.before != nil {
		x.before()
	}
	if got := evaluated[string](r.b, `document.documentElement.lang`); !strings.HasPrefix(got, r.lang) {
		t.Errorf("%s is in %s", x.path, got)
	}
	route = r.b.leadsTo(x.css, x.button)
	if !x.sure {
		r.refused(x)
	}
	r.b.fillIn(x.css, x.fill, "", r.script)
	if x.still && r.script {
		r.b.run(chromedp.Click(chromedp.CSS(x.css + " " + x.button)))
		r.b.until("it is done", fmt.Sprintf(`!!document.querySelector(%s)`, quoted(x.done)))
	} else {
		r.b.press(x.css + " " + x.button)
	}
	if r.b.text(x.done) == "" {
		t.Fatalf("not done: at %s, no %s: %s", r.b.here(), x.done, r.b.text("main"))
	}
	r.b.calm()
	return route
}

// refused sends the form as it must not be sent and looks at what comes back.
func (r *run) refused(x sheet) {
	r.t.Helper()
	b := r.b
	leave, given := "", x.fill
	switch {
	case x.wrong != nil:
		given = map[string]string{}
		for _, list := range []map[string]string{x.fill, x.wrong} {
			for k, v := range list {
				given[k] = v
			}
		}
	case x.stale == nil && x.refusing == "":
		for _, f := range b.fields(x.css) {
			if f.Required && leave == "" {
				leave = f.Name
			}
		}
		if leave == "" {
			r.t.Fatalf("%s: nothing is required: say how it is refused", x.path)
		}
	}
	has := b.fillIn(x.css, given, leave, r.script)
	if x.stale != nil {
		x.stale()
	}
	b.refused()
	if x.refusing != "" {
		b.presses(x.css + " " + x.refusing)
	} else {
		b.press(x.css + " " + x.button)
	}
	at := x.at
	if at == "" {
		at = leave
	}
	wrong := map[string]bool{}
	for _, f := range b.fields(x.css) {
		if _, again := wrong[f.Name]; again {
			continue // of lines of a table the first one was filled in
		}
		wrong[f.Name] = f.Wrong
		if v, known := has[f.Name]; known && strings.TrimSpace(f.Value) != v && f.Kind != "password" && f.Kind != "file" && f.Name != x.secret {
			r.t.Errorf("%s: after the refusal %s has %q, not %q", b.here(), f.Name, f.Value, v)
		}
	}
	if said := b.text(".note.bad") + b.text("main .note.warn"); at == "above" && said == "" || at != "above" && at != "" && !wrong[at] {
		r.t.Errorf("%s: the refusal does not stand at %q: %v: %s", b.here(), at, wrong, b.text("main"))
	}
}

// presses presses a button that is not to be seen, as the Enter key does.
func (b *browser) presses(css string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	click := chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%s).click()`, quoted(css)))
	if _, err := chromedp.RunResponse(ctx, click); err != nil {
		b.t.Fatalf("press %s: %v\non %s\n%s", css, err, b.here(), b.text("main"))
	}
}

// leadsTo is the route that the form's button sends it to.
func (b *browser) leadsTo(css, button string) string {
	b.t.Helper()
	address := evaluated[string](b, fmt.Sprintf(`(() => {
		const form = document.querySelector(%s), by = form && form.querySelector(%s);
		return by ? (by.getAttribute("formaction") || form.getAttribute("action")) : "";
	})()`, quoted(css), quoted(button)))
	if address == "" {
		b.t.Fatalf("%s: no %s %s: %s", b.here(), css, button, b.text("main"))
	}
	return routeOf(http.MethodPost, address)
}
