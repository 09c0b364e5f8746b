package pages_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// axe is the source of axe-core, which .ci/setup fetches and checks. It runs in
// the page through the debugger, which the content policy does not hold back.
func axe(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("../../../.cache/axe-*.js")
	if err != nil || len(found) != 1 {
		t.Fatalf("want one .cache/axe-*.js, found %v: run .ci/setup", found)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// flaw is what axe found wrong.
type flaw struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// flaws asks axe about the page that is open.
func (b *browser) flaws(source string) []flaw {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](source+`;
		axe.run(document, { resultTypes: ["violations"] }).then((r) => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	var out []flaw
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (f flaw) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s): %s", f.ID, f.Impact, f.Help)
	for i, n := range f.Nodes {
		if i == 3 {
			fmt.Fprintf(&s, "\n\t… and %d more", len(f.Nodes)-3)
			break
		}
		fmt.Fprintf(&s, "\n\t%.200s\n\t\t%s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " "))
	}
	return s.String()
}

// No page has a finding of axe that is serious or critical, in either language.
func TestEveryPageIsAccessible(t *testing.T) {
	source := axe(t)
	s := onSQLite(t)
	list := shots(s)
	b := newBrowser(t, s.url)
	who, pages := "", 0
	for _, x := range list {
		if x.login != who && x.login != "" {
			b.signIn(x.login)
			who = x.login
		}
		for _, lang := range []string{"zh", "en"} {
			b.open("/lang?to=" + lang + "&back=/signin")
			if x.refused {
				b.refused()
			}
			b.open(x.path)
			pages++
			for _, f := range b.flaws(source) {
				if f.Impact == "serious" || f.Impact == "critical" {
					t.Errorf("%s %s: %s", x.name, lang, f)
				} else {
					t.Logf("%s %s: %s", x.name, lang, f)
				}
			}
		}
	}
	t.Logf("%d pages looked at", pages)
}
