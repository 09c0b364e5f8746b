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

// flaws asks axe about the page that is open, with or without what it finds of
// contrast, which takes half its time.
func (b *browser) flaws(source string, contrast bool) []flaw {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](source+fmt.Sprintf(`;
		axe.run(document, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: %v } } }).then((r) => JSON.stringify(r.violations))`, contrast), chromedp.EvalAwaitPromise))
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

// accessible fails for every finding of axe that is moderate, serious or critical.
func (b *browser) accessible(name, source string, contrast bool) {
	b.t.Helper()
	for _, f := range b.flaws(source, contrast) {
		if f.Impact != "minor" {
			b.t.Errorf("%s: %s", name, f)
		}
	}
}
