package labelissue

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/event"
)

// A job is what its event says, and an event of another job does not touch it.
func TestJobIsFoldedFromItsEvent(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)
	j := Job{ID: "j1", Key: "k", Stock: "a4-70x37", Start: 5, Labels: 24, Copies: 3}
	e := Open(j, at, "p1")
	if !e.Touches(KindSubject, "j1") || e.Data.EventType() != "printjob.printed" {
		t.Fatalf("event: %+v", e)
	}
	want := j
	want.By, want.At, want.Version = "p1", at, 1
	got := Fold(Job{}, e)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	other := Open(Job{ID: "j2"}, at, "p2")
	if d := cmp.Diff(got, Fold(got, other)); d != "" {
		t.Error("another job's event:", d)
	}
	if d := cmp.Diff(got, Fold(got, event.Event{})); d != "" {
		t.Error("no event of a job:", d)
	}
	f := HandOut(Fetched{Fetch: "f1", Job: "j1", Format: "pdf", Labels: 24})
	if d := cmp.Diff(got, Fold(got, f)); d != "" || f.Touches(KindSubject, "j1") || !f.Touches(KindFetch, "f1") {
		t.Error("a file of it that was fetched:", d)
	}
	if len(Payloads()) != 2 {
		t.Error("payloads")
	}
}
