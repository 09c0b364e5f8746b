package repair

import (
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
)

// The events of an order beside those of its asset (asset.repair_approved,
// asset.repair_opened, asset.repair_moved, asset.taken_out, asset.put_in,
// asset.lost_reported, request.closed), which have it as a subject, too. They
// name persons and technicians by their ids only.
type (
	// Visited opens the work on site: once, or for each time somebody comes.
	Visited struct {
		Order     string `json:"order"`
		Visit     Visit  `json:"visit"`
		Emergency bool   `json:"emergency,omitempty"`
	}
	// Dispatched records how it left.
	Dispatched struct {
		Order    string   `json:"order"`
		Dispatch Dispatch `json:"dispatch"`
	}
	// Stepped records what was done.
	Stepped struct {
		Order string `json:"order"`
		Step  Step   `json:"step"`
	}
	// Returned records how it came back, and what was found in it.
	Returned struct {
		Order  string   `json:"order"`
		Return Return   `json:"return"`
		Added  []string `json:"added,omitempty"` // serials
	}
	// Inspected records one inspection, passed or not.
	Inspected struct {
		Order      string     `json:"order"`
		Inspection Inspection `json:"inspection"`
	}
	// Extended moves the day by which it is back.
	Extended struct {
		Order  string   `json:"order"`
		Due    org.Date `json:"due"`
		Was    org.Date `json:"was"`
		Reason string   `json:"reason"`
	}
)

// EventType names the payload in the ledger; the names never change.
func (Visited) EventType() string    { return "repair.visited" }
func (Dispatched) EventType() string { return "repair.dispatched" }
func (Stepped) EventType() string    { return "repair.step" }
func (Returned) EventType() string   { return "repair.returned" }
func (Inspected) EventType() string  { return "repair.inspected" }
func (Extended) EventType() string   { return "repair.extended" }

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload {
	return []event.Payload{Visited{}, Dispatched{}, Stepped{}, Returned{}, Inspected{}, Extended{}}
}

// Fold answers with the order after e. It is total: an event that does not touch
// the order leaves it as it is.
func Fold(o Order, e event.Event) Order {
	if o.ID == "" {
		o.ID = opens(e.Data)
	}
	if o.ID == "" || !e.Touches(asset.KindRepair, o.ID) {
		return o
	}
	o = o.clone()
	o.Version++
	switch d := e.Data.(type) {
	case asset.RepairGranted:
		o.Asset, o.Number, o.Ask, o.By = d.Asset, d.Number, d.Ask, d.By
		o.Approved, o.ApprovedAt, o.Signers, o.Level = true, e.At, slices.Clone(d.Signers), d.Level
		if o.State == "" {
			o.State = asset.RepairApproved
		}
	case asset.RepairOpened:
		o.Asset, o.Number, o.Ask, o.By, o.Level = d.Asset, d.Number, d.Ask, d.By, d.Level
		o.State, o.Emergency = asset.RepairApproved, true
	case asset.RepairMoved:
		o.moved(d, e)
	case asset.TakenOut:
		o.Out = append(o.Out, Swap{Part: d.Part, Life: lifeOf(d), At: e.At, By: e.By})
		o.reworked()
	case asset.PutIn:
		o.In = append(o.In, Swap{Part: d.Part, At: e.At, By: e.By})
		o.reworked()
	case asset.LostReported:
		o.lost(d, e)
	case asset.RequestClosed:
		if d.Request == o.ID && d.Verb != asset.VerbReportLost {
			o.Refused = true
		}
	case Visited:
		v := d.Visit
		o.crew(v.Agreement, v.Technicians, v.Own, v.Escorts)
		o.Visits = append(o.Visits, v)
		o.reworked()
	case Dispatched:
		x := d.Dispatch
		o.crew(x.Agreement, x.Technicians, nil, nil)
		o.Dispatch = &x
	case Stepped:
		o.step(d.Step)
	case Returned:
		x := d.Return
		o.Return = &x
		for _, s := range d.Added {
			o.Added = append(o.Added, Added{Serial: s})
		}
	case Inspected:
		if !d.Inspection.Passed() { // what was seen before does not count any more
			o.Inspections = nil
		}
		o.Inspections = append(o.Inspections, d.Inspection)
	case Extended:
		if o.Dispatch != nil {
			x := *o.Dispatch
			x.Due = d.Due
			o.Dispatch = &x
		}
	}
	return o
}

// opens is the id of the order that an event opens, "" for any other.
func opens(p event.Payload) string {
	switch d := p.(type) {
	case asset.RepairGranted:
		return d.Order
	case asset.RepairOpened:
		return d.Order
	}
	return ""
}

// lifeOf is what a part that was taken out is from then.
func lifeOf(d asset.TakenOut) asset.Life {
	if d.Condition == asset.PartGood {
		return asset.InStore
	}
	return asset.DestroyOnly
}

// clone copies what a fold may change in place.
func (o Order) clone() Order {
	o.Visits, o.Steps = slices.Clip(o.Visits), slices.Clip(o.Steps)
	o.Out, o.In, o.Inspections = slices.Clip(o.Out), slices.Clip(o.In), slices.Clip(o.Inspections)
	o.Added = slices.Clone(o.Added)
	return o
}

func (o *Order) moved(d asset.RepairMoved, e event.Event) {
	if o.State == asset.RepairApproved && !d.Stage.Ended() {
		o.Started = e.At
	}
	o.State = d.Stage
	if d.Stage == asset.RepairClosed && o.Return != nil && o.Return.Untouched && len(o.Steps) == 0 {
		o.State = asset.RepairCancelled // it was out for nothing
	}
	if d.Stage.Ended() {
		o.Result, o.Ended = d.Reason, e.At
	}
}

// lost: with the asset the order ends; a part that is lost out of it undoes what
// was inspected.
func (o *Order) lost(d asset.LostReported, e event.Event) {
	if d.Asset != o.Asset {
		o.Out = append(o.Out, Swap{Part: d.Asset, Life: asset.Lost, At: e.At, By: e.By})
		o.reworked()
		return
	}
	if !o.State.Ended() {
		o.State, o.Lost, o.Ended = asset.RepairFailed, true, e.At
	}
}

// reworked: what was inspected is not what there is any more.
func (o *Order) reworked() {
	o.Inspections = nil
	o.State = o.State.Reworked(o.Ask.OnSite)
}

func (o *Order) crew(agreement string, technicians, own, escorts []string) {
	if agreement != "" {
		o.Agreements = union(o.Agreements, []string{agreement})
	}
	o.Technicians, o.Own, o.Escorts = union(o.Technicians, technicians), union(o.Own, own), union(o.Escorts, escorts)
}

func (o *Order) step(s Step) {
	o.Steps = append(o.Steps, s)
	for i, a := range o.Added {
		o.Added[i].Removed = a.Removed || holds(s.Removed, a.Serial)
	}
	o.reworked()
}

// holds reports whether a serial is among the list, as a reader takes it.
func holds(serials []string, one string) bool {
	return slices.ContainsFunc(serials, func(s string) bool { return asset.CodeKey(s) == asset.CodeKey(one) })
}
