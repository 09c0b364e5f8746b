package booklist

import (
	"testing"
	"time"
)

// A list that took too long to count is not counted again for a while, and what
// is remembered of them has an end.
func TestSlowListsAreLeftAloneForAWhile(t *testing.T) {
	var l Counts
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if l.slow("a life=lost", noon) {
		t.Error("nothing is slow yet")
	}
	l.add("a life=lost", noon.Add(slowFor))
	if !l.slow("a life=lost", noon.Add(slowFor-1)) || l.slow("a life=lost", noon.Add(slowFor)) || l.slow("b life=lost", noon) {
		t.Error("slow for another time, or for another reader")
	}
	for i := range 3000 {
		l.add("a "+time.Duration(i).String(), noon)
	}
	if len(l.until) > 1000 {
		t.Errorf("%d remembered", len(l.until))
	}
}
