package org_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

var everySeat = append(org.Grantable(), org.Keeper, org.SystemAdmin, org.SecurityAdmin, org.Auditor)

// Whatever seats its owner holds and whatever a token is made for, it reaches
// nothing that its owner does not: no permission, no seat over a department, no
// asset. What it was not made for is gone as well.
func TestATokenIsNeverWiderThanItsOwner(t *testing.T) {
	places := []string{"d1", "d2", "d3", "d4", "d5"}
	rapid.Check(t, func(t *rapid.T) {
		owner := org.Actor{Account: "a", Person: "p", Clearance: level.Level(rapid.IntRange(0, 3).Draw(t, "clearance"))}
		for range rapid.IntRange(0, 5).Draw(t, "seats") {
			h := org.Held{Seat: rapid.SampledFrom(everySeat).Draw(t, "seat")}
			if !h.Seat.Admin() && rapid.Bool().Draw(t, "of a department") {
				h.Covers = rapid.SliceOfNDistinct(rapid.SampledFrom(places), 1, 4, rapid.ID).Draw(t, "covers")
				h.Department = h.Covers[0]
			}
			owner.Held = append(owner.Held, h)
		}
		only := org.TokenScope{
			Permissions: rapid.SliceOf(rapid.SampledFrom(org.Permissions())).Draw(t, "permissions"),
			Departments: rapid.SliceOfNDistinct(rapid.SampledFrom(places), 0, 3, rapid.ID).Draw(t, "departments"),
		}
		token := owner.Narrowed(only)
		for _, p := range org.Permissions() {
			if token.May(p) && (!owner.May(p) || p != org.Open && !slices.Contains(only.Permissions, p)) {
				t.Fatalf("the token may %s: owner %v, made for %v", p, owner.May(p), only.Permissions)
			}
		}
		if token.Admin() != owner.Admin() {
			t.Fatal("an administrator's token passes for no administrator's, or the other way round")
		}
		mine, its := owner.Scope(), token.Scope()
		for _, d := range append(slices.Clone(places), "d9") {
			inside := len(only.Departments) == 0 || slices.Contains(only.Departments, d)
			for _, s := range everySeat {
				if token.HoldsFor(s, d) && (!owner.HoldsFor(s, d) || !inside && !s.Admin()) {
					t.Fatalf("the token holds %s for %s", s, d)
				}
			}
			for l := level.Unclassified; l <= level.TopSecret; l++ {
				if its.Worked(d, l) && (!mine.Worked(d, l) && !mine.Sees(d, l) || !inside) {
					t.Fatalf("the token sees work on %s of %s", l, d)
				}
				for _, s := range everySeat {
					if its.Signed(s, d, l) && (!mine.Signed(s, d, l) && !mine.Sees(d, l) || !inside) {
						t.Fatalf("the token sees what waits for %s of %s", s, d)
					}
				}
				for _, keeper := range []string{"", "p", "q"} {
					if its.Sees(d, l, keeper) && (!mine.Sees(d, l, keeper) || !inside) {
						t.Fatalf("the token sees %s of %s kept by %q", l, d, keeper)
					}
				}
			}
		}
	})
}
