package org

import (
	"testing"

	"sealbook/internal/domain/level"
)

// What a person is trusted with is for himself and for who answers for him; the
// three administrators and everybody else see a name and a department.
func TestWhoKnowsWhatAPersonIsTrustedWith(t *testing.T) {
	over := func(person string, s Seat, departments ...string) Actor {
		return Actor{Person: person, Held: []Held{{Seat: Keeper}, {Seat: s, Department: departments[0], Covers: departments}}}
	}
	p := Person{ID: "p", Department: "a1", Clearance: level.Secret}
	for _, c := range []struct {
		name string
		a    Actor
		want bool
	}{
		{"himself", nobody, false}, {"himself", actor("p", Keeper), true}, {"an administrator about himself", actor("p", Auditor), true},
		{"his head", over("h", DepartmentHead, "a1"), true}, {"a head above", over("h", DepartmentHead, "a", "a1"), true},
		{"another head", over("h", DepartmentHead, "b"), false}, {"his asset officer", over("h", AssetOfficer, "a1"), true},
		{"a technician", actor("h", Technician), false}, {"a leader", actor("h", Leader), false}, {"a witness", actor("h", Witness), false},
		{"the secrecy office", office, true}, {"an office of another department", over("h", SecrecyOffice, "b"), false},
		{"a system administrator", sys, false}, {"a security administrator", sec, false}, {"an auditor", actor("x", Auditor), false},
		{"nobody", Actor{}, false}, {"due work", Actor{System: true}, true},
	} {
		if got := c.a.Knows(p); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if over("h", DepartmentHead, "a1").Knows(Person{ID: "q"}) {
		t.Error("a head knows who belongs to no department")
	}
}
