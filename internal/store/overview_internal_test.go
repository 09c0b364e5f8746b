package store

import (
	"testing"
	"time"

	"sealbook/internal/view"
)

// What was slow to count is kept for its scope, and no longer than its slot.
func TestCountedIsKeptForItsScopeAndTime(t *testing.T) {
	var o overviews
	slot := time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)
	if _, ok := o.of(slot, "a"); ok {
		t.Error("something is there before anything was kept")
	}
	o.keep(slot, "a", view.Overview{AsOf: slot})
	if v, ok := o.of(slot, "a"); !ok || !v.AsOf.Equal(slot) {
		t.Error("what was kept is not there")
	}
	if _, ok := o.of(slot, "b"); ok {
		t.Error("another scope is shown it")
	}
	later := slot.Add(overviewKept)
	if _, ok := o.of(later, "a"); ok {
		t.Error("it is kept too long")
	}
	o.keep(later, "b", view.Overview{AsOf: later})
	if _, ok := o.of(later, "a"); ok || len(o.kept) != 1 {
		t.Error("what is old stays in memory")
	}
}
