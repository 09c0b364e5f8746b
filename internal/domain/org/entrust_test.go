package org

import (
	"testing"

	"sealbook/internal/domain/level"
)

// What is left out stays, what is given counts, «nothing» too.
func TestWhatIsLeftOutOfAPersonStays(t *testing.T) {
	was := person()
	bare := Person{ID: was.ID, Name: was.Name, Department: was.Department}
	got, err := Entrust(sec, was, bare, Given{})
	if err != nil || got.Clearance != was.Clearance || got.ClearanceUntil != was.ClearanceUntil || got.TrainedOn != was.TrainedOn || got.UndertakingOn != was.UndertakingOn {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = Entrust(sec, was, bare, Given{Clearance: true, ClearanceUntil: true, TrainedOn: true, UndertakingOn: true})
	if err != nil || got.Clearance != level.Unclassified || got.ClearanceUntil != "" || got.TrainedOn != "" || got.UndertakingOn != "" {
		t.Errorf("%+v, %v", got, err)
	}
	one := bare
	one.TrainedOn = "2026-02-02"
	if got, err = Entrust(sec, was, one, Given{}); err != nil || got.TrainedOn != "2026-02-02" || got.Clearance != was.Clearance {
		t.Errorf("%+v, %v", got, err)
	}
	// Who is shown the record sends all of it: what is missing is gone.
	if got, err = Entrust(office, was, bare, Given{}); err != nil || got.Clearance != level.Unclassified {
		t.Errorf("%+v, %v", got, err)
	}
}

// Nobody finds out by trying what he is not shown.
func TestWhatIsOnRecordIsRefusedLikeAnythingElse(t *testing.T) {
	was := person()
	for name, set := range map[string]func(*Person, *Given){
		"the same clearance":    func(p *Person, _ *Given) { p.Clearance = was.Clearance },
		"another":               func(p *Person, _ *Given) { p.Clearance = level.TopSecret },
		"none":                  func(_ *Person, g *Given) { g.Clearance = true },
		"the same end":          func(p *Person, _ *Given) { p.ClearanceUntil = was.ClearanceUntil },
		"no end":                func(_ *Person, g *Given) { g.ClearanceUntil = true },
		"the same training":     func(p *Person, _ *Given) { p.TrainedOn = was.TrainedOn },
		"no training":           func(_ *Person, g *Given) { g.TrainedOn = true },
		"the same undertaking":  func(p *Person, _ *Given) { p.UndertakingOn = was.UndertakingOn },
		"no undertaking either": func(_ *Person, g *Given) { g.UndertakingOn = true },
	} {
		t.Run(name, func(t *testing.T) {
			p := Person{ID: was.ID, Name: was.Name, Department: was.Department}
			g := Given{}
			set(&p, &g)
			_, err := Entrust(sys, was, p, g)
			want(t, "flow.seat", err)
			_, err = Entrust(nobody, was, p, g)
			want(t, "flow.seat", err)
			_, err = Entrust(Actor{Person: "x", Held: []Held{{Seat: SecurityAdmin, For: "p"}}}, was, p, g)
			want(t, "apr.no-self", err)
		})
	}
	// His own record everybody sends back as he was shown it.
	_, err := Entrust(actor("p", SystemAdmin), was, was, Given{})
	want(t, "", err)
}
