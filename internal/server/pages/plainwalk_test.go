package pages_test

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Every page opens without script as well: in Chinese on SQLite and in English
// on Postgres, at one size. It is light, quiet and not too wide, asks nothing of
// elsewhere, says something, and shows nothing that only script would move.
func TestEveryPageIsWholeWithoutScript(t *testing.T) {
	t.Parallel()
	pattern := regexp.MustCompile(*only)
	for _, way := range []struct {
		name, lang string
		open       func(*testing.T) *site
	}{{"sqlite zh", "zh", onSQLite}, {"postgres en", "en", onPostgres}} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := way.open(t)
			list := slices.DeleteFunc(shots(s), func(x shot) bool { return !pattern.MatchString(x.name) })
			slices.SortStableFunc(list, func(a, b shot) int { return cmp.Compare(a.login, b.login) }) // one signs in once
			b := newBrowser(t, s.url)
			b.withoutScript()
			b.run(chromedp.EmulateViewport(sizes[0][0], sizes[0][1]))
			b.open("/lang?to=" + way.lang + "&back=/signin")
			who := ""
			for _, x := range list {
				if x.login != who {
					b.signInTo(x.login, way.lang)
					who = x.login
				}
				b.wholeWithoutScript(x, way.lang)
			}
		})
	}
}

// plainPage is what a page without script comes to.
type plainPage struct {
	Lang, Main   string
	Scripted     bool
	Bytes, Wide  float64
	Dead, NoSend []string
}

// wholeWithoutScript opens a page and holds it against what is asked of each.
func (b *browser) wholeWithoutScript(x shot, lang string) {
	b.t.Helper()
	if x.refused {
		b.refused()
	}
	b.open(x.path)
	// The samples on /components are of how buttons look.
	got := evaluated[plainPage](b, `(() => {
		const seen = (n) => n.offsetParent !== null && getComputedStyle(n).visibility === "visible";
		const tag = (n) => n.outerHTML.slice(0, 120);
		const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
		return {
			Lang: document.documentElement.lang, Main: document.querySelector("main").innerText.trim(),
			Scripted: document.documentElement.classList.contains("scripted"),
			Bytes: all.reduce((sum, e) => sum + Math.max(e.encodedBodySize, e.transferSize), 0), Wide: document.documentElement.scrollWidth,
			Dead: location.pathname === "/components" ? [] : [...document.querySelectorAll('button[type=button], a:not([href]), a[href="#"]')].filter(seen).map(tag),
			NoSend: [...document.querySelectorAll("form")].filter((f) => [...f.elements].some((n) => n.type !== "hidden" && seen(n)) &&
				![...f.elements].some((n) => n.type === "submit" && seen(n) && !n.disabled)).map(tag),
		};
	})()`)
	switch {
	case got.Scripted:
		b.t.Fatalf("%s: script runs", x.name)
	case !strings.HasPrefix(got.Lang, lang):
		b.t.Errorf("%s is in %s", x.name, got.Lang)
	case len(got.Main) < 20:
		b.t.Errorf("%s says nothing without script: %q", x.name, got.Main)
	case got.Bytes == 0 || got.Bytes > 100<<10:
		b.t.Errorf("%s: %.0f bytes transferred", x.name, got.Bytes)
	case int64(got.Wide) > sizes[0][0]:
		b.t.Errorf("%s: %.0f px wide in a window of %d", x.name, got.Wide, sizes[0][0])
	}
	for _, n := range got.Dead {
		b.t.Errorf("%s shows what does nothing without script: %s", x.name, n)
	}
	for _, n := range got.NoSend {
		b.t.Errorf("%s has a form that nothing sends: %s", x.name, n)
	}
}
