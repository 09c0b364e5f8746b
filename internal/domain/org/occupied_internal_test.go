package org

import (
	"strings"
	"testing"

	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

// missing is what a refusal says is in the way, in both languages.
func missing(t *testing.T, rule string, err error) string {
	t.Helper()
	e := errs.As(err)
	if e.Rule != rule {
		t.Fatalf("%v, want %s", err, rule)
	}
	var s strings.Builder
	for _, m := range e.Missing {
		s.WriteString(m.ZH + " | " + m.EN + "\n")
	}
	return s.String()
}

// What still holds something is not closed, and a room is not lowered below
// what stands in it: the refusal counts, and names what the actor may see.
func TestWhatHoldsSomethingStaysOpen(t *testing.T) {
	full := Inside{
		Rooms: []string{"101", "102"}, Persons: []string{"甲", "乙", "丙", "丁", "戊", "己"}, Departments: []string{"一科"},
	}
	for i := range 7 {
		full.Assets = append(full.Assets, Standing{Code: "PC-" + string(rune('1'+i)), Department: "a", Level: level.Secret})
	}
	closed := tree["a"]
	closed.Closed = true
	_, err := SetDepartment(office, closed, tree, full)
	said := missing(t, "flow.occupied", err)
	for _, w := range []string{"7", "PC-1", "PC-5", "…", "101", "一科", "rooms"} {
		if !strings.Contains(said, w) {
			t.Errorf("the office is not told %q: %s", w, said)
		}
	}
	if strings.Contains(said, "PC-6") || strings.Contains(said, "己") {
		t.Errorf("more than the first are named: %s", said)
	}
	_, err = SetDepartment(sys, closed, tree, full)
	if said := missing(t, "flow.occupied", err); strings.Contains(said, "PC-") || strings.Contains(said, "7") {
		t.Errorf("an administrator learns of the assets: %s", said)
	}
	if _, err := SetDepartment(office, closed, tree, Inside{}); err != nil {
		t.Errorf("empty, and still open: %v", err)
	}

	was := Room{ID: "r", Name: "101", Department: "a", Level: level.TopSecret}
	low := was
	low.Level = level.Confidential
	_, err = SetRoom(office, was, low, tree, full.Assets)
	if said := missing(t, "flow.room", err); !strings.Contains(said, "PC-1") {
		t.Errorf("%s", said)
	}
	low.Level = level.Secret
	if _, err := SetRoom(office, was, low, tree, full.Assets); err != nil {
		t.Errorf("lowered to what stands in it: %v", err)
	}
	gone := was
	gone.Closed = true
	_, err = SetRoom(office, was, gone, tree, full.Assets[:1])
	missing(t, "flow.occupied", err)
}

// Nothing new goes under a closed department; what stood there stays, and what
// is opened again needs an open place.
func TestNothingNewUnderAClosedDepartment(t *testing.T) {
	room := Room{ID: "r", Name: "9", Department: "z"}
	_, err := SetRoom(office, Room{}, room, tree, nil)
	want(t, "field:department", err)
	_, err = SetRoom(office, room, room, tree, nil)
	want(t, "", err)
	shut := room
	shut.Closed = true
	_, err = SetRoom(office, shut, room, tree, nil)
	want(t, "field:department", err)
	_, err = SetRoom(office, Room{}, Room{ID: "r", Name: "9", Department: "nowhere"}, tree, nil)
	want(t, "field:department", err)
	_, err = SetDepartment(office, Department{ID: "n", Name: "新科", Parent: "z"}, tree, Inside{})
	want(t, "field:parent", err)
	under := map[string]Department{"z": tree["z"], "y": {ID: "y", Name: "旧科", Parent: "z", Closed: true}}
	_, err = SetDepartment(office, Department{ID: "y", Name: "旧科", Parent: "z"}, under, Inside{})
	want(t, "field:parent", err)
	person := Person{ID: "p", Name: "甲", Department: "z", Status: Closed}
	back := person
	back.Status = Active
	_, err = SetPerson(office, person, back, tree, 0, "")
	want(t, "field:department", err)
}

func TestOnBehalfOfWhom(t *testing.T) {
	list := []Held{{Seat: Leader}, {Seat: Leader, For: "p2"}, {Seat: Leader, For: "p3"}}
	a := actor("p1")
	for as, n := range map[string]int{"": 3, "p1": 1, "p2": 1, "p9": 0} {
		if got := a.OnBehalf(list, as); len(got) != n {
			t.Errorf("as %q: %v", as, got)
		}
	}
	if s := OneOf(Leader); s.ZH == "" || strings.Contains(s.ZH, "其一") {
		t.Errorf("%v", s)
	}
}
