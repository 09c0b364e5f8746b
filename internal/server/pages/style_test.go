package pages

import (
	"io/fs"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sealbook/web"
)

// oldest is the Chromium that domestic systems ship.
const oldest = 86

// feature is something a browser has learnt since: where it is written, how it
// is seen, since when. docs/pages.md lists the names.
type feature struct {
	in, name, pattern string
	since             int
}

var features = []feature{
	{".css", "text-underline-offset", `text-underline-offset`, 87}, {".css", "inset", `\binset(-block|-inline)?:`, 87},
	{".css", "aspect-ratio", `aspect-ratio`, 88}, {".css", ":is() and :where()", `:(is|where)\(`, 88}, {".css", "lists in :not()", `:not\([^()]*,`, 88},
	{".css", "forced-colors", `forced-colors`, 89}, {".css", "overflow: clip", `overflow(-[xy])?:\s*clip`, 90}, {".css", "@counter-style", `@counter-style`, 91},
	{".css", "accent-color", `accent-color`, 93}, {".css", "scrollbar-gutter", `scrollbar-gutter`, 94}, {".css", "prefers-contrast", `prefers-contrast`, 96},
	{".css", "@layer", `@layer`, 99}, {".css", "range of a media query", `@media[^{]*[<>]`, 104}, {".css", "translate, rotate, scale alone", `[;{]\s*(translate|rotate|scale):`, 104},
	{".css", ":has()", `:has\(`, 105}, {".css", "@container", `@container|container-type|[0-9.]cq[wh]\b`, 105}, {".css", "dvh, svh, lvh", `[0-9](d|s|l)v(h|w)\b`, 108},
	{".css", "lh", `[0-9]r?lh\b`, 109}, {".css", "color-mix()", `color-mix\(`, 111}, {".css", "lab, lch, oklch", `\b(ok)?l(ab|ch)\(`, 111},
	{".css", "nesting", `[{;]\s*&|\{[^{}@]*[;{]\s*[.#:][^;{}]*\{`, 112}, {".css", "text-wrap", `text-wrap`, 114}, {".css", "subgrid", `subgrid`, 117}, {".css", "@scope", `@scope`, 118},
	{".css", ":dir()", `:dir\(`, 120}, {".css", "mask without prefix", `[;{]\s*mask(-[a-z]+)?:`, 120}, {".css", "scrollbar-width", `scrollbar-(width|color)`, 121}, {".css", "light-dark()", `light-dark\(`, 123},
	{".css", "field-sizing", `field-sizing`, 123}, {".css", "anchors", `anchor-name|position-anchor|anchor\(`, 125}, {".css", "print-color-adjust without prefix", `[;{]\s*print-color-adjust`, 136},

	{".js", "Intl.Segmenter", `Intl\.Segmenter`, 87}, {".js", "await at the top", `(?m)^(await |(const|let)[^;]*= await )`, 89}, {".js", "crypto.randomUUID", `randomUUID`, 92},
	{".js", "at()", `\.at\(`, 92}, {".js", "Object.hasOwn", `Object\.hasOwn\b`, 93}, {".js", "cause of an error", `cause:`, 93}, {".js", "static blocks", `static\s*\{`, 94},
	{".js", "findLast()", `\.findLast`, 97}, {".js", "structuredClone", `structuredClone`, 98}, {".js", "showPicker()", `showPicker`, 99}, {".js", "inert", `\.inert\b`, 102},
	{".js", "AbortSignal.timeout", `AbortSignal\.timeout`, 103}, {".js", "checkVisibility()", `checkVisibility`, 105}, {".js", "toSorted() and its kin", `\.to(Sorted|Reversed|Spliced)\(`, 110},
	{".js", "groupBy()", `\.groupBy\(`, 117}, {".js", "Promise.withResolvers", `withResolvers`, 119}, {".js", "URL.canParse", `canParse`, 120}, {".js", "Array.fromAsync", `fromAsync`, 121},
	{".js", "sets united", `\.(union|intersection|difference)\(`, 122},

	{".html", "inert", `\sinert[\s>]`, 102}, {".html", "fetchpriority", `fetchpriority`, 102}, {".html", "popover", `\spopover`, 114}, {".html", "search element", `<search[\s>]`, 118},
	{".html", "details in a group", `<details[^>]*\sname=`, 120},
}

var comment = regexp.MustCompile(`(?s)/\*.*?\*/|(?m)^\s*//.*$`)

// everyAsset calls fn with each file the browser gets.
func everyAsset(t *testing.T, fn func(name, ext, text string)) {
	t.Helper()
	seen := 0
	err := fs.WalkDir(web.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := web.FS.ReadFile(name)
		seen++
		fn(name, path.Ext(name), comment.ReplaceAllString(string(b), ""))
		return err
	})
	if err != nil || seen < 20 {
		t.Fatal(seen, err)
	}
}

func TestNothingIsNewerThanTheOldestBrowser(t *testing.T) {
	everyAsset(t, func(name, ext, text string) {
		for _, f := range features {
			if f.in != ext {
				continue
			}
			if found := regexp.MustCompile(f.pattern).FindString(text); found != "" {
				t.Errorf("%s uses %s (%q), which came with Chromium %d; domestic systems ship %d", name, f.name, found, f.since, oldest)
			}
		}
	})
	told := source(t, "../../../docs/pages.md")
	for _, f := range features {
		if f.since <= oldest {
			t.Errorf("%s is as old as %d: it may be used", f.name, f.since)
		}
		if !strings.Contains(told, f.name) {
			t.Errorf("docs/pages.md does not name %s", f.name)
		}
	}
}

// The patterns find what they are for.
func TestFeaturesAreSeen(t *testing.T) {
	for text, name := range map[string]string{
		"a:not(.b, .c) {}": "lists in :not()", "p { inset: 0; }": "inset", "@media (width > 3px) {}": "range of a media query", "a { color: red; &:hover {} }": "nesting",
		"a { color: red; .b { color: blue; } }": "nesting", "const x = await y();": "await at the top", "list.at(-1)": "at()", "p { height: 3dvh; }": "dvh, svh, lvh",
	} {
		found := false
		for _, f := range features {
			found = found || f.name == name && regexp.MustCompile(f.pattern).MatchString(text)
		}
		if !found {
			t.Errorf("%s is not seen in %q", name, text)
		}
	}
}

// readable are the colours of text, each with the surfaces it stands on: 4.5:1
// at least (WCAG 1.4.3). What is no text, the ring of the focus and the edge of a
// field, needs 3:1 (WCAG 1.4.11).
var readable = map[string]string{
	"ink": "paper ground raised hover accent-soft warn-soft bad-soft ok-soft pale", "ink-2": "paper ground raised hover bad-soft ok-soft warn-soft pale accent-soft", "ink-3": "paper ground",
	"accent": "paper ground raised hover accent-soft bad-soft ok-soft warn-soft pale", "accent-dark": "paper ground raised accent-soft", "paper": "accent accent-dark bar bad",
	"ok": "paper ok-soft", "warn": "paper warn-soft", "bad": "paper bad-soft raised ground hover pale", "bar": "glow",
	"top": "paper", "secret": "paper", "conf": "paper", "plain": "paper", "bar-ink": "bar bar-line", "bar-ink-2": "bar bar-line",
}

var visible = map[string]string{
	"focus": "paper ground raised accent-soft", "glow": "bar", "edge": "paper ground", "ink-2": "paper",
}

var token = regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6});`)

func TestContrast(t *testing.T) {
	tokens := map[string][3]float64{}
	for _, m := range token.FindAllStringSubmatch(source(t, "../../../web/static/app.css"), -1) {
		var c [3]float64
		for i := range 3 {
			n, err := strconv.ParseUint(m[2][1+2*i:3+2*i], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c[i] = float64(n) / 255
		}
		tokens[m[1]] = c
	}
	for least, table := range map[float64]map[string]string{4.5: readable, 3: visible} {
		for text, surfaces := range table {
			for _, s := range strings.Fields(surfaces) {
				a, okA := tokens[text]
				b, okB := tokens[s]
				if !okA || !okB {
					t.Fatalf("no token %s or %s", text, s)
				}
				if r := contrast(a, b); r < least {
					t.Errorf("--%s on --%s: %.2f:1, wanted %.1f:1", text, s, r, least)
				}
			}
		}
	}
}

func contrast(a, b [3]float64) float64 {
	light := func(c [3]float64) float64 {
		for i, v := range c {
			if v <= 0.03928 {
				c[i] = v / 12.92
			} else {
				c[i] = math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

var (
	ruleOf   = regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`)
	textOfIt = regexp.MustCompile(`(?:^|[;\s])color: var\(--([a-z0-9-]+)\)`)
	backOfIt = regexp.MustCompile(`(?:^|[;\s])background(?:-color)?: var\(--([a-z0-9-]+)\)`)
	hexText  = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
)

// onScreen leaves out what is for paper.
func onScreen(text string) string {
	before, rest, found := strings.Cut(text, "@media print {")
	if !found {
		return text
	}
	for i, open := 0, 1; i < len(rest); i++ {
		switch rest[i] {
		case '{':
			open++
		case '}':
			open--
		}
		if open == 0 {
			return before + onScreen(rest[i+1:])
		}
	}
	return before
}

// Colours are tokens, and every pair a rule sets is in the table above. Paper is
// white and its lines grey whatever the screen does.
func TestColoursAreTokensFromTheTable(t *testing.T) {
	everyAsset(t, func(name, ext, text string) {
		if ext != ".css" {
			return
		}
		for _, m := range ruleOf.FindAllStringSubmatch(onScreen(text), -1) {
			selector, body := strings.TrimSpace(m[1]), m[2]
			if selector == ":root" {
				continue
			}
			if h := hexText.FindString(body); h != "" {
				t.Errorf("%s: %s uses %s, which is no token", name, selector, h)
			}
			ink, back := textOfIt.FindStringSubmatch(body), backOfIt.FindStringSubmatch(body)
			if ink == nil || back == nil {
				continue
			}
			if !strings.Contains(" "+readable[ink[1]]+" ", " "+back[1]+" ") {
				t.Errorf("%s: %s sets --%s on --%s, which no one has measured", name, selector, ink[1], back[1])
			}
		}
	})
}

// The ring around what has the focus is taken away only where the browser itself
// says that it is not wanted: after a click.
func TestFocusIsNeverHidden(t *testing.T) {
	everyAsset(t, func(name, ext, text string) {
		if ext != ".css" {
			return
		}
		for _, m := range ruleOf.FindAllStringSubmatch(text, -1) {
			if regexp.MustCompile(`outline(-style|-width)?:\s*(none|0)\b`).MatchString(m[2]) && strings.TrimSpace(m[1]) != ":focus:not(:focus-visible)" {
				t.Errorf("%s: %s hides the focus", name, strings.TrimSpace(m[1]))
			}
		}
	})
}
