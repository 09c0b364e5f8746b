package api

import (
	"strconv"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// An answer has the last periods and holds, tells how many it leaves out, and
// leaves out none that is in force.
func TestCustodyHasTheLastOfALongLine(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var h view.Held
	for i := range 250 {
		at := noon.Add(time.Duration(i) * time.Minute)
		h.Line.Periods = append(h.Line.Periods, asset.Period{From: at, Until: at.Add(time.Minute)})
		x := asset.Holding{Kind: asset.HoldFrozen, Ref: strconv.Itoa(i), Since: at}
		if i > 0 { // the first one is still in force
			x.Until = at.Add(time.Second)
		}
		h.Line.Holds = append(h.Line.Holds, x)
	}
	got := custodyOf(h, "")
	if len(got.Periods) != 200 || got.More != 50 || !got.Periods[0].From.Equal(noon.Add(50*time.Minute)) {
		t.Errorf("%d periods, %d more", len(got.Periods), got.More)
	}
	if len(got.Holds) != 201 || got.MoreHolds != 49 || got.Holds[0].Ref != "0" || got.Holds[1].Ref != "50" || got.Holds[200].Ref != "249" {
		t.Errorf("%d holds, %d more", len(got.Holds), got.MoreHolds)
	}
	h.Line.Periods, h.Line.Holds = h.Line.Periods[:200], h.Line.Holds[:201]
	if got := custodyOf(h, ""); len(got.Periods) != 200 || got.More != 0 || len(got.Holds) != 201 || got.MoreHolds != 0 {
		t.Errorf("something is left out of what fits: %d, %d", got.More, got.MoreHolds)
	}
}
