package policy

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever is written as a policy value is refused in both languages, or taken in
// a form that is taken again as it is, and that the rules can read.
func FuzzValue(f *testing.F) {
	for _, raw := range []string{"", "true", " 12 ", "+5", "-0", "99999999999999999999", "department_head, leader", "leader,leader", "all", "forever", "0x10", "１２"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for key, s := range specs {
			value, wrong := s.check(raw)
			if !wrong.IsZero() {
				if wrong.ZH == "" || wrong.EN == "" || value != "" {
					t.Fatalf("%s = %q is refused as %+v with %q", key, raw, wrong, value)
				}
				continue
			}
			if again, wrong := s.check(value); !wrong.IsZero() || again != value {
				t.Fatalf("%s = %q is taken as %q, and that as %q (%+v)", key, raw, value, again, wrong)
			}
			if strings.TrimSpace(value) != value || !utf8.ValidString(value) {
				t.Fatalf("%s = %q is taken as %q", key, raw, value)
			}
			if s.Kind == KindText && !slices.Contains(Choices(key), value) {
				t.Fatalf("%s = %q is no choice", key, value)
			}
		}
	})
}
