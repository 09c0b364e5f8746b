package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// asvs is the number of requirements in OWASP ASVS 5.0.0, chapters 1 to 17.
const asvs = 345

var (
	securitySum = regexp.MustCompile(`(?m)^(\d+) requirements: (\d+) met, (\d+) partly, (\d+) not met, (\d+) not applicable\.$`)
	securityRow = regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+)(?:–\d+\.\d+\.\d+ \((\d+)\))? \| [^|]+ \| (met|partly|not met|not applicable) \| [^|]+ \|$`)
	quoted      = regexp.MustCompile("`([^`\n]+)`")
	aTest       = regexp.MustCompile(`^Test[A-Z]\w+$`)
	aFile       = regexp.MustCompile(`^(\.?[a-z][\w.-]*/)+[\w.-]+$|^(Makefile|Dockerfile|[\w.-]+\.(md|yml|mod|sum))$`)
	testFunc    = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// docs/security.md names nothing that is not there, has a row for every
// requirement, and its sums are those of its rows.
func TestTheSecurityTableIsTrueToTheTree(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	tests := map[string]bool{}
	for _, s := range sources(t) {
		if s.test() {
			for _, m := range testFunc.FindAllStringSubmatch(string(s.text), -1) {
				tests[m[1]] = true
			}
		}
	}
	named := 0
	for _, m := range quoted.FindAllStringSubmatch(page, -1) {
		switch {
		case aTest.MatchString(m[1]):
			if named++; !tests[m[1]] {
				t.Errorf("there is no test %s", m[1])
			}
		case m[1] != "uploads/key" && aFile.MatchString(m[1]):
			named++
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("there is no %s", m[1])
			}
		}
	}
	rows, total, sums := map[string]bool{}, 0, map[string]int{}
	for _, m := range securityRow.FindAllStringSubmatch(page, -1) {
		n := 1
		if m[2] != "" {
			n, _ = strconv.Atoi(m[2]) // digits
		}
		if rows[m[1]] {
			t.Errorf("two rows for %s", m[1])
		}
		rows[m[1]] = true
		total, sums[m[3]] = total+n, sums[m[3]]+n
	}
	if lines := strings.Count(page, "\n| ") - len(rows); lines > 60 {
		t.Errorf("%d lines of tables are no rows that can be read", lines)
	}
	said := securitySum.FindStringSubmatch(page)
	if said == nil {
		t.Fatal("the sums are not said")
	}
	for i, is := range []int{total, sums["met"], sums["partly"], sums["not met"], sums["not applicable"]} {
		if strconv.Itoa(is) != said[i+1] {
			t.Errorf("%q: the rows give %d, %v", said[0], total, sums)
			break
		}
	}
	if total != asvs {
		t.Errorf("%d requirements, ASVS 5.0 has %d", total, asvs)
	}
	t.Logf("%d rows for %d requirements, %v; %d names of files and tests", len(rows), total, sums, named)
}
