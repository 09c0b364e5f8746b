package org

import (
	"slices"
	"strings"
	"testing"

	"sealbook/internal/errs"
)

// With the seats joined, one person may be system and security administrator, in
// either order; the auditor never goes with either, and nobody grants himself.
func TestTwoAdministratorsAreOnePersonOnlyWhereThePolicyJoinsThem(t *testing.T) {
	sec := Actor{Account: "a", Person: "sec", Held: []Held{{Seat: SecurityAdmin}}}
	for _, c := range []struct {
		has, gets Seat
		join      bool
		rule      string
	}{
		{SystemAdmin, SecurityAdmin, false, "adm.three-distinct"}, {SecurityAdmin, SystemAdmin, false, "adm.three-distinct"},
		{SystemAdmin, SecurityAdmin, true, ""}, {SecurityAdmin, SystemAdmin, true, ""},
		{SystemAdmin, Auditor, true, "adm.three-distinct"}, {Auditor, SecurityAdmin, true, "adm.three-distinct"},
		{Auditor, SystemAdmin, true, "adm.three-distinct"}, {SecurityAdmin, Auditor, true, "adm.three-distinct"},
		{SystemAdmin, Leader, true, "adm.no-business"}, {Leader, SystemAdmin, true, "adm.no-business"},
	} {
		p := Person{ID: "p", Status: Active, Seats: []Grant{{ID: "g", Seat: c.has, From: "2026-01-01"}}}
		_, err := GrantSeat(sec, p, Grant{Seat: c.gets}, nil, "2026-11-23", Beside{Join: c.join})
		if rule := ruleOf(err); rule != c.rule {
			t.Errorf("%s beside %s, joined %v: %q, want %q", c.gets, c.has, c.join, rule, c.rule)
		}
	}
	own := Person{ID: "sec", Status: Active, Seats: []Grant{{ID: "g", Seat: SecurityAdmin, From: "2026-01-01"}}}
	if _, err := GrantSeat(sec, own, Grant{Seat: SystemAdmin}, nil, "2026-11-23", Beside{Join: true}); ruleOf(err) != "apr.no-self" {
		t.Errorf("joined, he grants himself: %v", err)
	}
}

func ruleOf(err error) string {
	if err == nil {
		return ""
	}
	return errs.As(err).Rule
}

// To hold the seats apart again is refused by name; on record stands how many.
func TestSeatsArePartedOnlyWhenNobodyHoldsBoth(t *testing.T) {
	if err := Part(nil); err != nil {
		t.Fatal(err)
	}
	e := errs.As(Part([]string{"金示例"}))
	if e.Rule != "adm.three-distinct" || !strings.Contains(e.Missing[0].ZH, "金示例") || !strings.Contains(e.Missing[0].ZH, "收回其中一职") {
		t.Errorf("%+v", e)
	}
	if slices.ContainsFunc(e.Kept(), func(m errs.Text) bool { return strings.Contains(m.ZH, "金示例") }) {
		t.Error("a name is kept with the refusal")
	}
}

// What has run out of the three is taken back before another is granted.
func TestASeatThatRanOutIsTakenBackFirst(t *testing.T) {
	p := Person{ID: "p", Status: Active, Seats: []Grant{
		{ID: "old", Seat: SystemAdmin, From: "2025-01-01", Until: "2025-12-31"}, {ID: "gone", Seat: Auditor, Until: "2025-01-01", Ended: true},
		{ID: "biz", Seat: Leader, From: "2025-01-01", Until: "2025-12-31"},
	}}
	list := Lapsed(p, Grant{Seat: Auditor}, "2026-11-23")
	if len(list) != 1 || list[0].Data.(SeatEnded).Grant != "old" {
		t.Errorf("%+v", list)
	}
	if len(Lapsed(p, Grant{Seat: Leader}, "2026-11-23")) != 0 {
		t.Error("a business seat takes one of the three back")
	}
}
