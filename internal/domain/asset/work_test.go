package asset_test

import (
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// What the table of commands lets technicians ask for is theirs to see, a check
// only where one is due; and nothing is that is out of use for good.
func TestTechniciansSeeWhatTheyHaveWorkOn(t *testing.T) {
	now := time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)
	tech := org.Actor{Person: "t", Clearance: level.TopSecret, Checks: now.AddDate(0, -10, 0), Held: []org.Held{{Seat: org.Technician}}}
	seen := func(class asset.Class, life asset.Life, checked time.Time) bool {
		return asset.State{ID: "x", Class: class, Life: life, Checked: checked}.SeenBy(tech)
	}
	for _, spec := range asset.Specs() {
		if !slices.Contains(spec.Who, org.Technician) {
			continue
		}
		for _, class := range spec.Classes {
			for _, life := range spec.From {
				checked := now.AddDate(0, -11, 0)
				if !seen(class, life, checked) {
					t.Errorf("%s of %s %s: asked for, and not seen", spec.Verb, life, class)
				}
			}
		}
	}
	for _, c := range []struct {
		class   asset.Class
		life    asset.Life
		checked time.Time
		want    bool
	}{
		{asset.Computer, asset.InUse, now, false}, {asset.Computer, asset.InUse, now.AddDate(-1, 0, 0), true},
		{asset.Computer, asset.Registered, now, false}, {asset.Computer, asset.Registered, time.Time{}, true},
		{asset.NetDev, asset.InStore, now, false}, {asset.NetDev, asset.InStore, time.Time{}, true}, {asset.Computer, asset.InStore, now, true},
		{asset.Drive, asset.InStore, time.Time{}, true}, {asset.Medium, asset.InStore, time.Time{}, false},
		{asset.Medium, asset.Retired, time.Time{}, true}, {asset.Medium, asset.Sanitizing, time.Time{}, true},
		{asset.Medium, asset.InUse, time.Time{}, false}, {asset.Medium, asset.Sanitized, time.Time{}, false},
		{asset.Computer, asset.Draft, time.Time{}, false}, {asset.Computer, asset.Lost, time.Time{}, false},
		{asset.Computer, asset.Destroyed, now.AddDate(-1, 0, 0), false},
	} {
		if got := seen(c.class, c.life, c.checked); got != c.want {
			t.Errorf("%s %s checked %v: %v", c.life, c.class, c.checked, got)
		}
	}
}
