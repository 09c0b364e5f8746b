package app_test

import (
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// What is on record stays: of whose names stood in an answer it says how many.
func TestWhatIsKeptOfARefusalNamesNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		closed := app.SetDepartment{Department: org.Department{ID: o.dept["研究室"], Name: "研究室", Closed: true}}
		if got := o.missing("flow.occupied", "baomi", closed); !strings.Contains(got, "赵keeper3") {
			t.Errorf("the answer: %q", got)
		}
		list, _, err := s.Refusals(o.ctx, o.actor("baomi"), "", 10)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		var kept []string
		for _, m := range list[0].Missing {
			kept = append(kept, m.ZH+" / "+m.EN)
		}
		if got := strings.Join(kept, "; "); strings.Contains(got, "赵") || !strings.Contains(got, "人员：2 / people: 2") {
			t.Errorf("on record: %q", got)
		}
	})
}

// Whatever is typed into the box of a scanner, the answer is the same; on record
// is a code or a token as it is, of all else the shape.
func TestWhatIsScannedIsKeptByItsShape(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		for typed, want := range map[string]string{
			"a1" + strings.Repeat("密", 30): "A9" + strings.Repeat("字", 30) + " (32)",
			strings.Repeat("密", 22) + "1":  strings.Repeat("字", 22) + "9 (23)",
			strings.Repeat("密", 80) + "1":  strings.Repeat("字", 64) + "… (81)",
			strings.Repeat("A", 63) + "1":  strings.Repeat("A", 63) + "1",
			strings.Repeat("A", 99) + "1":  strings.Repeat("A", 64) + "… (100)",
			"e\u03011":                     "A9 (2)",
			"\x00abc-1":                    "ABC-1",
			"赵keeper1":                     "字AAAAAA9 (8)",
			"zhao_1":                       "AAAA·9 (6)",
		} {
			_, err := o.app.Scan(o.ctx, o.actor("keeper1"), typed)
			if e := errs.As(err); e.Kind != errs.NotFound || e.Code != "scan.unknown" {
				t.Errorf("%q: %v", typed, err)
			}
			list, _, err := s.Findings(o.ctx, o.actor("baomi"), "", 1)
			if err != nil || len(list) != 1 || list[0].Kind != "scan.unknown" || list[0].Note != want {
				t.Errorf("%q is kept as %+v, %v; want %q", typed, list, err, want)
			}
		}
	})
}
