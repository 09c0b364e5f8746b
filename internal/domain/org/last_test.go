package org

import (
	"strings"
	"testing"

	"sealbook/internal/errs"
)

func TestTheLastAdministratorStays(t *testing.T) {
	p := Person{ID: "p", Name: "甲", Status: Active, Seats: []Grant{{ID: "g", Seat: Auditor}, {ID: "k", Seat: Leader}}}
	if got := LastAdmin(p, today, nil); got != Auditor {
		t.Errorf("last of %q", got)
	}
	others := Others{Auditor: {{Seat: Auditor}}}
	if got := LastAdmin(p, today, others); got != "" {
		t.Errorf("last of %q beside another", got)
	}
	_, err := EndSeat(sec, p, "g", "", today, nil)
	want(t, "flow.last-admin", err)
	_, err = EndSeat(sec, p, "g", "", today, others)
	want(t, "", err)
	gone := p
	gone.Status = Closed
	_, err = SetPerson(office, p, gone, tree, 0, Auditor)
	want(t, "flow.last-admin", err)
}

// Another counts who holds the seat today and at least as long as the one whose
// seat is taken away: else the organ is without him from a day on.
func TestAnotherLastsAsLong(t *testing.T) {
	for _, c := range []struct {
		mine   Date
		others []Grant
		last   bool
	}{
		{"", nil, true},
		{"", []Grant{{}}, false},
		{"", []Grant{{Until: "2026-03-03"}}, true},
		{"", []Grant{{Until: "2099-12-31"}}, true},
		{"", []Grant{{Until: "2026-03-03"}, {}}, false},
		{"", []Grant{{From: "2026-03-03"}}, true}, // not yet
		{"", []Grant{{Ended: true}}, true},
		{"2026-03-09", []Grant{{}}, false},
		{"2026-03-09", []Grant{{Until: "2026-03-09"}}, false},
		{"2026-03-09", []Grant{{Until: "2026-03-08"}}, true},
		{"2026-03-01", nil, false}, // has run out
	} {
		p := Person{ID: "p", Status: Active, Seats: []Grant{{ID: "g", Seat: SecurityAdmin, Until: c.mine}}}
		got := LastAdmin(p, today, Others{SecurityAdmin: c.others})
		if (got == SecurityAdmin) != c.last {
			t.Errorf("until %q beside %+v: %q", c.mine, c.others, got)
		}
		if _, err := EndSeat(sec, p, "g", "", today, Others{SecurityAdmin: c.others}); (ruleOf(err) == "flow.last-admin") != c.last {
			t.Errorf("ended until %q beside %+v: %v", c.mine, c.others, err)
		}
	}
}

// An administrator's seat has an end only beside one that lasts as long.
func TestTheOnlyHoldersSeatHasNoEnd(t *testing.T) {
	p := Person{ID: "p", Status: Active}
	for _, c := range []struct {
		g      Grant
		others Others
		want   string
	}{
		{Grant{Seat: Auditor}, nil, ""},
		{Grant{Seat: Auditor, Until: "2026-12-31"}, nil, "flow.last-admin"},
		{Grant{Seat: Auditor, Until: "2026-12-31"}, Others{SystemAdmin: {{}}}, "flow.last-admin"},
		{Grant{Seat: Auditor, Until: "2026-12-31"}, Others{Auditor: {{Until: "2026-12-30"}}}, "flow.last-admin"},
		{Grant{Seat: Auditor, Until: "2026-12-31"}, Others{Auditor: {{Until: "2026-12-31"}}}, ""},
		{Grant{Seat: Auditor, Until: "2026-12-31"}, Others{Auditor: {{}}}, ""},
		{Grant{Seat: Witness, Until: "2026-12-31"}, nil, ""},
	} {
		_, err := GrantSeat(sec, p, c.g, tree, today, Beside{Others: c.others})
		want(t, c.want, err)
		if c.want != "" {
			if m := errs.As(err).Missing; len(m) != 1 || !strings.Contains(m[0].ZH, "不得设截止日期") || !strings.Contains(m[0].EN, "without an end") {
				t.Errorf("the reason is %+v", m)
			}
		}
	}
}

func TestUntilWhenASeatIsHeld(t *testing.T) {
	o := Others{
		Auditor: {{Until: "2026-04-01"}, {Until: "2026-05-01"}, {From: "2026-04-01"}}, SystemAdmin: {{Until: "2026-04-01"}, {}},
		SecurityAdmin: {{Until: "2026-03-01"}},
	}
	for seat, want := range map[Seat]struct {
		day Date
		ok  bool
	}{Auditor: {"2026-05-01", true}, SystemAdmin: {"", true}, SecurityAdmin: {"", false}} {
		if day, ok := o.LastDay(seat, today); day != want.day || ok != want.ok {
			t.Errorf("%s: %q, %v", seat, day, ok)
		}
	}
}
