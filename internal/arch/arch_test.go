// Package arch holds the rules of docs/architecture.md and of the style as
// tests. It parses the sources in process: a test that asked `go list` would be
// cached stale.
package arch

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// root is the repository's root as seen from this folder.
const root = "../.."

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch rel {
			case ".git", ".cache", "bin", "data":
				return filepath.SkipDir
			}
			if d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(p, ".go") {
			text, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			out = append(out, source{filepath.ToSlash(rel), text})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 10 {
		t.Fatalf("only %d sources found: looked in the wrong place?", len(out))
	}
	return out
}

func TestEverySourceKeepsTheRules(t *testing.T) {
	for _, s := range sources(t) {
		for _, v := range check(s) {
			t.Error(v)
		}
	}
}

// TestSizes measures what is not a test; -v prints the figures. On a failure it
// names the files whose split would help most: those just over the limit.
func TestSizes(t *testing.T) {
	var files, funcs []int
	named := map[string]int{}
	long := map[int][]string{}
	for _, s := range sources(t) {
		lengths := functions(s)
		if s.test() || lengths == nil {
			continue
		}
		n := strings.Count(string(s.text), "\n")
		files, named[s.file] = append(files, n), n
		for name, n := range lengths {
			funcs = append(funcs, n)
			long[n] = append(long[n], name)
		}
	}
	t.Logf("%d files, %d functions", len(files), len(funcs))
	for _, c := range []struct {
		what  string
		got   int
		limit int
	}{
		{"median of files", percentile(files, 50), medianFile},
		{"95th percentile of files", percentile(files, 95), p95File},
		{"longest file", percentile(files, 100), maxFile},
		{"95th percentile of functions", percentile(funcs, 95), p95Function},
	} {
		t.Logf("%s: %d lines (limit %d)", c.what, c.got, c.limit)
		if c.got > c.limit {
			t.Errorf("%s has %d lines, the limit is %d", c.what, c.got, c.limit)
		}
	}
	if percentile(files, 50) > medianFile {
		t.Logf("just over: %s", strings.Join(justOver(named, medianFile, 20), ", "))
	}
	sort.Ints(funcs)
	if n := funcs[len(funcs)-1]; n > p95Function {
		t.Logf("longest function: %d lines, %v", n, long[n])
	}
}

// justOver names at most max files over the limit, the shortest first.
func justOver(files map[string]int, limit, max int) []string {
	var names []string
	for name, n := range files {
		if n > limit {
			names = append(names, name)
		}
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := files[names[i]], files[names[j]]
		return a < b || a == b && names[i] < names[j]
	})
	names = names[:min(max, len(names))]
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, files[name])
	}
	return names
}

func percentile(values []int, p int) int {
	sorted := append([]int(nil), values...)
	sort.Ints(sorted)
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)-1)*p/100]
}

func TestOnlyNamedEntriesAtTheTop(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !topLevel[e.Name()] {
			t.Errorf("%s at the top of the repository: not part of the layout", e.Name())
		}
	}
}

func TestNothingUnfinishedOutsideGo(t *testing.T) {
	for _, dir := range []string{"web", "migrations", "docs", ".ci", "Makefile", "Dockerfile", "README.md"} {
		top := filepath.Join(root, dir)
		if _, err := os.Stat(top); os.IsNotExist(err) {
			continue // that part of the house is not built yet
		}
		err := filepath.WalkDir(top, func(p string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || slices.Contains([]string{".go", ".png"}, filepath.Ext(p)) {
				return err
			}
			text, err := os.ReadFile(p)
			for i, line := range strings.Split(string(text), "\n") {
				if m := unfinished.FindString(line); m != "" {
					t.Errorf("%s:%d: %s", p, i+1, m)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// violating sources, each with a piece of the complaint; "" means none.
func TestTheCheckerFindsViolations(t *testing.T) {
	body := func(imports string, rest string) string { return "package x\nimport (" + imports + ")\n" + rest }
	for _, tc := range []struct{ file, text, want string }{
		{"internal/domain/asset/a.go", body(`"sealbook/internal/domain/org"`, ""), ""},
		{"internal/domain/org/a.go", body(`"sealbook/internal/domain/asset"`, ""), "must not import internal/domain/asset"},
		{"internal/domain/repair/a.go", body(`"sealbook/internal/domain/asset"`, ""), ""},
		{"internal/domain/asset/a.go", body(`"sealbook/internal/store"`, ""), "must not import internal/store"},
		{"internal/domain/asset/a.go", body(`"os"`, ""), "pure package imports os"},
		{"internal/domain/asset/a.go", body(`"net/http"`, ""), "pure package imports net/http"},
		{"internal/ledger/a.go", body(`"database/sql"`, ""), "pure package imports database/sql"},
		{"internal/ledger/a.go", body(`"log/slog"`, ""), "pure package imports log/slog"},
		{"internal/ledger/a.go", body(`"math/rand/v2"`, ""), "pure package imports math/rand/v2"},
		{"internal/ledger/a.go", body(`"golang.org/x/mod/sumdb/tlog"`, ""), ""},
		{"internal/ledger/a.go", body(`"golang.org/x/crypto/argon2"`, ""), "from outside"},
		{"internal/domain/asset/a.go", body(`"time"`, "var _ = time.Now()"), "uses time.Now"},
		{"internal/domain/asset/a.go", body(`clock "time"`, "var now = clock.Now"), "uses time.Now"},
		{"internal/domain/asset/a.go", body(`"time"`, "var _ time.Time"), ""},
		{"internal/domain/asset/a_test.go", body(`"time"; "math/rand"; "os"`, "var _ = time.Now()"), ""},
		{"internal/store/a.go", body(`"gorm.io/gorm"; "sealbook/internal/domain/asset"`, ""), ""},
		{"internal/app/a.go", body(`"gorm.io/gorm"`, ""), "only in internal/store"},
		{"internal/app/a_test.go", body(`"gorm.io/gorm"`, ""), "only in internal/store"},
		{"internal/server/api/a.go", body(`"github.com/labstack/echo/v4"`, ""), ""},
		{"internal/auth/a.go", body(`"github.com/labstack/echo/v4"`, ""), "only in internal/server"},
		{"internal/store/a.go", body(`"sealbook/internal/app"`, ""), "must not import internal/app"},
		{"internal/server/api/a.go", body(`"sealbook/internal/server/pages"`, ""), "must not import internal/server/pages"},
		{"internal/server/pages/a_test.go", body(`"sealbook/internal/server/api"`, ""), "must not import internal/server/api"},
		{"internal/app/a_test.go", body(`"sealbook/cmd/sealbook"`, ""), "nothing imports cmd"},
		{"internal/newcomer/a.go", body(`"sealbook/internal/errs"`, ""), "no row in the table"},
		{"internal/app/a.go", body(`"os"`, `var _ = os.Getenv("HOME")`), "os.Getenv outside"},
		{"internal/app/a.go", body(`env "os"`, `var _ = env.Environ()`), "os.Environ outside"},
		{"cmd/sealbook/main.go", body(`"os"`, `var _ = os.Environ()`), ""},
		{"cmd/sealbook/serve.go", body(`"os"`, `var _ = os.Environ()`), "os.Environ outside"},
		{"internal/config/a.go", body(`"os"`, `var _, _ = os.LookupEnv("X")`), ""},
		{"internal/app/a_test.go", body(`"testing"`, `func TestX(t *testing.T) { t.Skip("later") }`), "skipped test"},
		{"internal/app/a_test.go", body(`"testing"`, `func TestX(t *testing.T) { t.SkipNow() }`), "skipped test"},
		{"internal/app/a_test.go", body(`"testing"`, `func open(tb testing.TB) { tb.Skipf("later") }`), "skipped test"},
		{"internal/app/a_test.go", body(`"testing"; "pgregory.net/rapid"`, `func TestX(t *testing.T) { rapid.Check(t, func(t *rapid.T) { t.Skip("odd") }) }`), ""},
		{"internal/app/a_test.go", body(`"testing"; "pgregory.net/rapid"`, `func TestX(t *testing.T) { rapid.Check(t, func(r *rapid.T) { t.Skip("odd") }) }`), "skipped test"},
		{"internal/app/a.go", "package x\n// TO" + "DO: later\n", "in a comment"},
		{"internal/app/a.go", "package x\nvar s = \"FIX" + "ME\"\n", ""},
		{"internal/app/a.go", "package x\n" + strings.Repeat("\n", maxFile), "lines, the limit"},
		{"internal/app/a.go", "// Code generated by x. DO NOT EDIT.\n\npackage x\n" + strings.Repeat("\n", maxFile), ""},
		{"internal/app/a.go", "package", "does not parse"},
	} {
		got := strings.Join(check(source{tc.file, []byte(tc.text)}), "\n")
		if (tc.want == "") != (got == "") || !strings.Contains(got, tc.want) {
			t.Errorf("%s\n%s\ngot %q, want %q", tc.file, tc.text[:min(len(tc.text), 120)], got, tc.want)
		}
	}
}

func TestTheTableIsSound(t *testing.T) {
	for row, values := range allowed {
		for _, v := range values {
			if _, ok := rowOf(v); !ok && v != "internal" {
				t.Errorf("row %s allows %s, which has no row", row, v)
			}
		}
	}
	// No two rows may allow each other, the way a cycle begins.
	for a := range allowed {
		for b := range allowed {
			if a != b && !under(a, b) && !under(b, a) && underAny(b, allowed[a]) && underAny(a, allowed[b]) {
				t.Errorf("%s and %s allow each other", a, b)
			}
		}
	}
}

func TestPercentile(t *testing.T) {
	if got := fmt.Sprint(percentile([]int{5, 1, 3}, 50), percentile([]int{5, 1, 3}, 95), percentile(nil, 50)); got != "3 3 0" {
		t.Errorf("got %s", got)
	}
	if n := functions(source{"a.go", []byte("package x\nfunc f() {\n\n}\n")})["a.go:2 f"]; n != 3 {
		t.Errorf("function of 3 lines measured as %d", n)
	}
}
