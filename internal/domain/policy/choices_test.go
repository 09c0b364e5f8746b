package policy_test

import (
	"slices"
	"testing"

	"sealbook/internal/domain/policy"
)

// What a form offers is what Set takes: every choice, both bounds, every seat;
// and nothing beyond the bounds.
func TestWhatIsOfferedIsTaken(t *testing.T) {
	p := policy.Default()
	for _, v := range p.Sorted() {
		for _, word := range policy.Choices(v.Key) {
			if _, err := p.Set(v.Key, word); err != nil {
				t.Errorf("%s = %s: %v", v.Key, word, err)
			}
		}
		least, greatest := policy.Bounds(v.Key)
		number := slices.Contains([]string{policy.KindInt, policy.KindDays, policy.KindHours}, v.Kind)
		if number != (least != "" && greatest != "") {
			t.Errorf("%s: bounds %q and %q", v.Key, least, greatest)
		}
		if number {
			for raw, fits := range map[string]bool{least: true, greatest: true, "-1": false, greatest + "0": greatest == "0"} {
				if _, err := p.Set(v.Key, raw); (err == nil) != fits {
					t.Errorf("%s = %s: %v", v.Key, raw, err)
				}
			}
		}
		if v.Kind == policy.KindSeats {
			for _, seat := range policy.Signers() {
				if _, err := p.Set(v.Key, seat); err != nil {
					t.Errorf("%s = %s: %v", v.Key, seat, err)
				}
			}
		}
	}
	if !policy.Fixed("storage.leaves-only-destroyed") || !policy.Fixed("records.keep") || policy.Fixed("witness.count") || policy.Fixed("none") {
		t.Error("what is fixed is not told")
	}
}
