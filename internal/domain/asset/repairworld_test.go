package asset_test

import (
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
)

// repairGoesOn brings one open order a stage further, as package repair would.
func (w *world) repairGoesOn(c chance) error {
	id := pick(c, w.those(func(s asset.State) bool {
		return s.Repair != nil || (s.Request != nil && s.Request.Verb == asset.VerbRepair && s.Request.Args.Repair.OnSite && c.in(20))
	}))
	s, ok := w.assets[id]
	if !ok || s.Host != "" {
		return nil
	}
	if s.Repair == nil { // an emergency
		return w.moved(s, asset.OpenEmergency(s), asset.RepairWorking)
	}
	if s.Request != nil {
		return nil
	}
	switch r := s.Repair; {
	case r.Stage == asset.RepairApproved && c.in(10):
		return w.moved(s, event.Event{}, asset.RepairCancelled)
	case r.Stage == asset.RepairApproved && s.Life == r.Life && r.OnSite:
		return w.moved(s, event.Event{}, asset.RepairWorking)
	case r.Stage == asset.RepairApproved && s.Life == r.Life && len(s.Parts) == 0:
		return w.moved(s, event.Event{}, asset.RepairOut)
	case r.Stage == asset.RepairOut:
		return w.moved(s, event.Event{}, asset.RepairBack)
	case r.Under() && c.in(5):
		return w.moved(s, event.Event{}, asset.RepairFailed)
	case slices.Contains([]asset.RepairStage{asset.RepairWorking, asset.RepairBack}, r.Stage):
		return w.moved(s, event.Event{}, asset.RepairInspected)
	}
	return nil
}

// moved applies what comes first, if anything does, and the order's next stage.
func (w *world) moved(s asset.State, first event.Event, to asset.RepairStage) error {
	if first.Data != nil {
		first.At, first.By = w.now, "sec1"
		if err := w.apply(first); err != nil {
			return err
		}
		s = w.assets[s.ID]
	}
	e := asset.MoveRepair(s, to, "", "", w.now)
	e.At, e.By = w.now, "sec1"
	return w.apply(e)
}
