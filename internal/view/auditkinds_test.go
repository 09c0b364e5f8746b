package view_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sealbook/internal/view"
)

var eventType = regexp.MustCompile(`\bEventType\(\) string\s*\{\s*return "([^"]+)"`)

// Every type of event that the sources can put on record has a group and words
// in the audit: whoever adds one says in view/audittable.go what is told of it.
func TestEveryEventIsAudited(t *testing.T) {
	seen := map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range eventType.FindAllStringSubmatch(string(b), -1) {
			seen[m[1]] = path
		}
		return err
	})
	if err != nil || len(seen) < 40 {
		t.Fatalf("%d types of events found: %v", len(seen), err)
	}
	audited := map[string]bool{}
	for _, k := range view.AuditKinds("") {
		audited[k.Type] = true
		if k.Group.Text().IsZero() || k.Text.ZH == "" || k.Text.EN == "" {
			t.Errorf("%s has no group or no words", k.Type)
		}
		if seen[k.Type] == "" {
			t.Errorf("%s is audited, and no source records it", k.Type)
		}
	}
	for kind, path := range seen {
		if !audited[kind] {
			t.Errorf("%s (%s) has no row in view/audittable.go", kind, path)
		}
	}
}
