package policy_test

import (
	"testing"

	"sealbook/internal/domain/policy"
)

// Whoever adds a value says whom it affects, and under which theme it is shown.
func TestEveryValueTellsWhatItAffects(t *testing.T) {
	used := map[policy.Theme]int{}
	for _, v := range policy.Default().Sorted() {
		a, named := policy.AffectedBy(v.Key)
		if !named || a.Theme == policy.ThemeOther || a.Theme.Text().IsZero() {
			t.Errorf("%s: affects.go names nobody who reads it", v.Key)
		}
		used[a.Theme]++
	}
	for _, theme := range policy.Themes() {
		if theme.Text().IsZero() || used[theme] == 0 && theme != policy.ThemeOther {
			t.Errorf("theme %s: no words, or no value", theme)
		}
	}
	if a, named := policy.AffectedBy("nothing.like-it"); named || a.Theme != policy.ThemeOther || !a.Reads.IsZero() {
		t.Errorf("an unknown value: %+v", a)
	}
	if a, _ := policy.AffectedBy("incident.hours"); a.Reads.IsZero() {
		t.Error("the longer beginning does not count")
	}
}
