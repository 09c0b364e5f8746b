package pages_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sealbook/internal/server"
)

// sizes of window: two desks, the smallest desk, a tablet, and 1366 px at 200 %.
// The first two are photographed.
var sizes = [][2]int64{{1366, 768}, {1920, 1080}, {1280, 720}, {800, 1280}, {683, 384}}

const photographed = 2

// walk is one way through every page: in one language, on one database.
type walk struct {
	site *site
	lang string
	// Sizes, pictures and axe are of the page alone: the way on Postgres leaves
	// them out, and kinds shows that nothing is drawn there that they have not seen.
	close bool

	kinds map[string]string // tag and classes of what was drawn, and a page that drew it
	pages int
	most  int64
	heavy string
}

// Every page opens in both languages, on both databases and at every size
// without an error on the console, a report of the content policy, a request to
// elsewhere or a scroll bar across the page; it weighs little, nothing in it
// moves once it is there, and axe has nothing serious to say. With -screens DIR
// it leaves pictures.
func TestEveryPageIsCalm(t *testing.T) {
	t.Parallel()
	source := axe(t)
	pattern := regexp.MustCompile(*only)
	var walks []*walk
	t.Run("every", func(t *testing.T) {
		for _, d := range []struct {
			name string
			open func(*testing.T) *site
		}{{"sqlite", onSQLite}, {"postgres", onPostgres}} {
			s := d.open(t)
			list := slices.DeleteFunc(shots(s), func(x shot) bool { return !pattern.MatchString(x.name) })
			slices.SortStableFunc(list, func(a, b shot) int { return cmp.Compare(a.login, b.login) }) // one signs in once
			for _, lang := range []string{"zh", "en"} {
				w := &walk{site: s, lang: lang, close: d.name == "sqlite", kinds: map[string]string{}}
				walks = append(walks, w)
				t.Run(d.name+" "+lang, func(t *testing.T) {
					t.Parallel()
					w.over(t, list, source)
				})
			}
		}
	})
	seen := map[string]string{}
	for _, w := range walks {
		if w.close {
			maps.Copy(seen, w.kinds)
		}
	}
	for _, w := range walks {
		for kind, page := range w.kinds {
			if seen[kind] == "" {
				t.Errorf("%s on Postgres draws %s, which no page on SQLite does", page, kind)
			}
		}
		t.Logf("%s: %d pages; the heaviest, %s, transfers %d kB", w.lang, w.pages, w.heavy, w.most>>10)
	}
}

func (w *walk) over(t *testing.T, list []shot, source string) {
	b := newBrowser(t, w.site.url)
	b.run(chromedp.EmulateViewport(sizes[0][0], sizes[0][1]))
	b.open("/lang?to=" + w.lang + "&back=/signin")
	who := ""
	for _, x := range list {
		if x.login != who {
			b.signInTo(x.login, w.lang)
			who = x.login
		}
		name := x.name + " " + w.lang
		// The window has its size before the page comes: a resize on the way would count as a shift.
		if w.close {
			b.run(chromedp.EmulateViewport(sizes[0][0], sizes[0][1]))
		}
		w.calm(b, x, name)
		for i, size := range sizes {
			if !w.close && i > 0 {
				break
			}
			b.run(chromedp.EmulateViewport(size[0], size[1]))
			b.fits(name, size[0])
			if *screens != "" && w.close && i < photographed {
				b.shoot(filepath.Join(*screens, fmt.Sprintf("%s-%s-%d.png", x.name, w.lang, size[0])))
			}
		}
		if w.close {
			// The colours are the same in both languages: contrast is half of axe's work.
			b.accessible(name, source, w.lang == "zh")
		}
	}
}

// coldTries is how often a page that moved is opened again with nothing kept of
// it. What moves because a style or a picture comes late moves each time then.
// What moves once and not again was painted while the page was half parsed,
// which Chromium does where it is held up for longer than a frame, on a busy
// machine: a heading comes down by the 3 px that the buttons beside it are
// higher, columns of a table make room as longer rows come.
const coldTries = 2

// calm opens the page and fails when it is heavy or moves.
func (w *walk) calm(b *browser, x shot, name string) {
	b.t.Helper()
	bytes := int64(0)
	for try := range 1 + coldTries {
		if x.refused {
			b.refused()
		}
		if try > 0 {
			b.forgetCache()
		}
		b.open(x.path)
		weight, shift, moved := b.weighs()
		if bytes = weight; shift <= 0.001 {
			break
		}
		if try == coldTries {
			b.t.Errorf("%s: layout shift of %.4f each time it was opened: %s", name, shift, moved)
		} else {
			b.t.Logf("%s: layout shift of %.4f, opened again with an empty cache: %s", name, shift, moved)
		}
	}
	if lang := evaluated[string](b, `document.documentElement.lang`); !strings.HasPrefix(lang, w.lang) {
		b.t.Errorf("%s is in %s", name, lang)
	}
	if bytes > 100<<10 || bytes == 0 {
		b.t.Errorf("%s: %d bytes transferred", name, bytes)
	}
	if bytes > w.most {
		w.heavy, w.most = name, bytes
	}
	w.pages++
	for _, kind := range evaluated[[]string](b, `[...new Set([...document.querySelectorAll("body *")].map((n) =>
		n.closest("svg") ? "svg" : n.tagName.toLowerCase() + [...n.classList].sort().map((c) => "." + c).join("")))]`) {
		w.kinds[kind] = name
	}
}

// signInTo is signIn in a language.
func (b *browser) signInTo(login, lang string) {
	b.t.Helper()
	b.signIn(login)
	b.open("/lang?to=" + lang + "&back=/settings")
}

// apart are what answers GET with something other than a page of its own, or
// with a page that another test opens: why.
var apart = map[string]string{
	"/static/:name":                         "styles and scripts, which every page brings",
	"/lang":                                 "leads back to the page",
	"/assets/export":                        "a file",
	"/audit/export":                         "a file",
	"/assets/:id/labels/:token/picture.svg": "a picture, on the page of the label",
	"/scan/row":                             "a row of the station",
	"/pick/:what":                           "what a picker found",
	"/labels/jobs/:job/sheet.pdf":           "a file",
	"/labels/jobs/:job/labels.zpl":          "a file",
	"/import/differs":                       "a file",
	"/import/rejects":                       "a file",
	"/signin/factor":                        "only for one whose password was right and who has a second factor to give",
	"/import/progress":                      "TestProgressNeedsNoReload",
	"/papers/:digest":                       "a file",
}

// The walk leaves out no page that the server has.
func TestTheWalkMissesNoPage(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	walked := map[string]bool{}
	for _, x := range shots(s) {
		walked[routeOf(http.MethodGet, x.path)] = true
	}
	for _, r := range server.Routes() {
		if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		if why := apart[r.Path]; walked[r.Path] == (why != "") {
			t.Errorf("GET %s: walked over: %v, left out: %q", r.Path, walked[r.Path], why)
		}
	}
	for path := range apart {
		if routeOf(http.MethodGet, path) != path {
			t.Errorf("%s is left out, and is not there", path)
		}
	}
}

// routeOf is the path of the route that a method and an address lead to, as the
// router chooses it: what is written before what is named.
func routeOf(method, address string) string {
	path, _, _ := strings.Cut(address, "?")
	given := strings.Split(path, "/")
	best, most := "", -1
	for _, r := range server.Routes() {
		parts := strings.Split(r.Path, "/")
		if r.Method != method || len(parts) != len(given) {
			continue
		}
		same := 0
		for i, p := range parts {
			if p == given[i] {
				same++
			} else if !strings.HasPrefix(p, ":") {
				same = -len(parts) - 1
				break
			}
		}
		if same > most {
			best, most = r.Path, same
		}
	}
	return best
}

// until waits until the script says so.
func (b *browser) until(what, js string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	for {
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js))
		if err == nil && there {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("never: %s (%v)\non %s\n%s", what, err, b.here(), b.text("main"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}
