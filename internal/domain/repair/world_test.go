package repair_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/domain/repair"
	"sealbook/internal/errs"
)

// world is an organ with a computer, a printer and what goes with them, changed by
// the commands of assets and orders only. Each event also goes through its JSON
// form, as the ledger keeps it, into a second set of states.
type world struct {
	now         time.Time
	policy      policy.Policy
	persons     map[string]org.Person
	departments map[string]org.Department
	rooms       map[string]org.Room
	vendors     map[string]agreement.Vendor
	agreements  map[string]agreement.Agreement
	assets      map[string]asset.State
	labels      map[string][]asset.Label
	orders      map[string]repair.Order
	again       map[string]repair.Order
	log         []event.Event
	last        int
}

const (
	conf   = level.Confidential
	secret = level.Secret
	top    = level.TopSecret
)

var zone = time.FixedZone("CST", 8*3600)

func seat(s org.Seat, department string) org.Grant {
	return org.Grant{ID: string(s), Seat: s, Department: department, From: "2020-01-01"}
}

func newWorld() *world {
	w := &world{
		// Late in the evening by UTC: in the organ's zone the next day has begun.
		now: time.Date(2026, 5, 31, 18, 0, 0, 0, time.UTC), policy: policy.Default(), persons: map[string]org.Person{},
		departments: map[string]org.Department{"a": {ID: "a", Name: "甲处"}, "a1": {ID: "a1", Name: "档案室", Parent: "a"}, "b": {ID: "b", Name: "乙处"}},
		rooms: map[string]org.Room{
			"vault": {ID: "vault", Level: top}, "hall": {ID: "hall"}, "shut": {ID: "shut", Level: top, Closed: true}, "of-b": {ID: "of-b", Department: "b", Level: top},
		},
		vendors: map[string]agreement.Vendor{}, agreements: map[string]agreement.Agreement{}, assets: map[string]asset.State{},
		labels: map[string][]asset.Label{}, orders: map[string]repair.Order{}, again: map[string]repair.Order{},
	}
	for id, seats := range map[string][]org.Grant{
		"head": {seat(org.DepartmentHead, "a")}, "sec": {seat(org.SecrecyOffice, "")}, "sec2": {seat(org.SecrecyOffice, "")},
		"lead": {seat(org.Leader, "")}, "grp": {seat(org.LeadingGroup, "")}, "off": {seat(org.AssetOfficer, "a")}, "offb": {seat(org.AssetOfficer, "b")},
		"tech": {seat(org.Technician, "")}, "tech2": {seat(org.Technician, "a")}, "techb": {seat(org.Technician, "b")},
		"u1": nil, "u2": nil, "e1": nil, "e2": nil, "sys": {seat(org.SystemAdmin, "")},
	} {
		w.persons[id] = org.Person{ID: id, Name: "测试" + id, Department: "a", Clearance: top, UndertakingOn: "2024-01-01", Status: org.Active, Seats: seats}
	}
	all := []agreement.Service{agreement.RepairOnsite, agreement.RepairOffsite, agreement.Storage}
	person := func(id, name string) agreement.Technician {
		return agreement.Technician{ID: id, Name: name, VettedOn: "2026-01-02", UndertakingOn: "2026-01-03", Until: "2026-12-31"}
	}
	w.vendors["v"] = agreement.Vendor{ID: "v", Name: "示例公司", Technicians: []agreement.Technician{person("t1", "甲某"), person("t2", "乙某")},
		Licences: []agreement.Licence{{ID: "l", Level: top, Number: "ZZ-1", From: "2026-01-01", Until: "2026-12-31", Services: all, VerifiedOn: "2026-01-05"}}}
	w.agreements["y"] = agreement.Agreement{ID: "y", Vendor: "v", Number: "XY-1", State: agreement.Signed,
		Terms: agreement.Terms{Services: all, Level: top, From: "2026-01-01", Until: "2026-12-31"}}
	return w
}

func (w *world) today() org.Date { return org.DateOf(w.now, zone) }

func (w *world) change(id string, f func(*org.Person)) {
	p := w.persons[id]
	p.Seats = slices.Clone(p.Seats)
	f(&p)
	w.persons[id] = p
}

// put sets an asset of department a, labelled and, with a keeper, in use.
func (w *world) put(id string, c asset.Class, l level.Level, keeper string, parts ...string) {
	m := asset.Marking{Level: l, Decided: true, Version: 1}
	s := asset.State{ID: id, Code: "BM-" + id, Class: c, Serial: "SN-" + id, Book: asset.Classified, Life: asset.InStore, Marking: m,
		Network: asset.NetworkNone, Wireless: asset.WirelessAbsent, LabelIssued: 1, LabelApplied: 1, LabelMarking: 1, Parts: slices.Clone(parts), Version: 1,
		Custody: asset.Custody{Holder: asset.HolderStore, Department: "a", Room: "vault"}}
	if keeper != "" {
		s.Life, s.Custody.Holder, s.Custody.Person = asset.InUse, asset.HolderKeeper, keeper
	}
	if c == asset.Computer {
		s.Details.OSInstalled = "2025-03-04"
	}
	if c.Storage() {
		s.HighWater = l
	}
	w.assets[id] = s
	for _, p := range parts {
		part := s
		part.ID, part.Code, part.Class, part.Serial, part.Host, part.Parts, part.HighWater = p, "BM-"+p, asset.Drive, "SN-"+p, id, nil, l
		part.Custody.Holder = asset.HolderHost
		w.assets[p] = part
	}
}

func (w *world) facts(who string, o repair.Order) repair.Facts {
	w.last++
	f := repair.Facts{Order: o, Facts: asset.Facts{
		Actor: w.actor(who), Now: w.now, Today: w.today(), Policy: w.policy, Assets: w.assets, Persons: w.persons, Rooms: w.rooms,
		Departments: w.departments, Heads: map[string][]string{"a": {"head"}}, NewID: fmt.Sprint("r", w.last),
	}}
	if v, ok := w.vendors[o.Ask.Vendor]; ok {
		f.Vendor = &v
	}
	return f
}

func (w *world) actor(who string) org.Actor {
	p := w.persons[who]
	a := org.Actor{Person: who, Name: p.Name, System: who == "", Clearance: p.Clearance}
	for _, g := range p.Seats {
		if g.On(w.today()) {
			h := org.Held{Seat: g.Seat, Department: g.Department}
			if g.Department != "" {
				h.Covers = []string{g.Department, g.Department + "1"}
			}
			a.Held = append(a.Held, h)
		}
	}
	return a
}

// order is the order of the id, or the one that the computer's request would be.
func (w *world) order(id string) repair.Order {
	if o, ok := w.orders[id]; ok {
		return o
	}
	for _, s := range w.assets {
		if o, ok := repair.Pending(s); ok && o.ID == id {
			return o
		}
	}
	return repair.Order{}
}

// asset carries out a command on an asset.
func (w *world) asset(who, id string, v asset.Verb, a asset.Args) error {
	f := w.facts(who, repair.Order{}).Facts
	f.Labels = w.labels[id]
	events, err := asset.Decide(f, asset.Command{Asset: id, Verb: v, Args: a})
	if err != nil {
		return err
	}
	return w.apply(events...)
}

// do carries out a command under an order; "" is the repair that waits on the asset.
func (w *world) do(who string, o repair.Order, v repair.Verb, a repair.Args) error {
	c := repair.Command{Order: o.ID, Verb: v, Args: a}
	f := w.facts(who, o)
	if _, paper := repair.Papers(o, c); paper != "" {
		if y, ok := w.agreements[paper]; ok {
			f.Agreement = &y
		}
	}
	before := maps.Clone(w.assets)
	events, err := repair.Decide(f, c)
	if !reflect.DeepEqual(before, w.assets) || !reflect.DeepEqual(f.Order, o) {
		return errors.New("a decision changed what it looked at")
	}
	if err != nil {
		return err
	}
	return w.apply(events...)
}

var payloadTypes = func() map[string]reflect.Type {
	m := map[string]reflect.Type{}
	for _, p := range slices.Concat(asset.Payloads(), repair.Payloads()) {
		m[p.EventType()] = reflect.TypeOf(p)
	}
	return m
}()

// kept is the event as the ledger gives it back.
func kept(e event.Event) (event.Event, error) {
	b, err := json.Marshal(e.Data)
	if err != nil || bytes.Contains(b, []byte("null")) {
		return e, fmt.Errorf("%s: %s, %w", e.Data.EventType(), b, err)
	}
	v := reflect.New(payloadTypes[e.Data.EventType()])
	err = json.Unmarshal(b, v.Interface())
	e.Data = v.Elem().Interface().(event.Payload)
	return e, err
}

func (w *world) apply(events ...event.Event) error {
	for _, e := range events {
		w.log = append(w.log, e)
		back, err := kept(e)
		if err != nil {
			return err
		}
		for _, s := range e.Subjects {
			switch s.Kind {
			case asset.KindSubject:
				w.assets[s.ID] = asset.Fold(w.assets[s.ID], e)
			case asset.KindRepair:
				w.orders[s.ID], w.again[s.ID] = repair.Fold(w.orders[s.ID], e), repair.Fold(w.again[s.ID], back)
				if !reflect.DeepEqual(w.orders[s.ID], w.again[s.ID]) {
					return fmt.Errorf("as kept it differs:\n%+v\n%+v", w.orders[s.ID], w.again[s.ID])
				}
			}
		}
	}
	return nil
}

// scene is a world with a test watching.
type scene struct {
	*world
	t *testing.T
}

func newScene(t *testing.T) *scene {
	t.Helper()
	return &scene{newWorld(), t}
}

func (s *scene) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) refused(rule string, err error) {
	s.t.Helper()
	if e := asError(err); e == nil || e.Rule != rule {
		s.t.Errorf("%v, want %s", err, rule)
	}
}

func (s *scene) invalid(field string, err error) {
	s.t.Helper()
	if e := asError(err); e == nil || e.Kind != errs.Invalid || !slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Name == field }) {
		s.t.Errorf("%v, want the field %s blamed", err, field)
	}
}

func asError(err error) *errs.Error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

var signers = map[org.Seat]string{
	org.DepartmentHead: "head", org.SecrecyOffice: "sec", org.Leader: "lead", org.LeadingGroup: "grp",
}

// signed lets everybody sign what waits on the asset.
func (w *world) signed(id string) error {
	for r := w.assets[id].Request; r != nil; r = w.assets[id].Request {
		step, _, _ := r.Next()
		who, v := signers[step.Seat], asset.VerbApprove
		if step.Person != "" {
			who, v = step.Person, asset.VerbAccept
		}
		if err := w.asset(who, id, v, asset.Args{}); err != nil {
			return err
		}
	}
	return nil
}

// approved is the order of a repair that was asked for and approved.
func (s *scene) approved(id, who string, ask asset.RepairAsk) string {
	s.t.Helper()
	s.ok(s.asset(who, id, asset.VerbRepair, asset.Args{Repair: &ask}))
	order := s.assets[id].Request.ID
	s.ok(s.signed(id))
	return order
}

func (s *scene) must(who, order string, v repair.Verb, a repair.Args) {
	s.t.Helper()
	if err := s.do(who, s.orders[order], v, a); err != nil {
		s.t.Fatalf("%s by %s: %v", v, who, err)
	}
}

func (s *scene) try(who, order string, v repair.Verb, a repair.Args) error {
	return s.do(who, s.orders[order], v, a)
}

func vendorOnSite() asset.RepairAsk {
	return asset.RepairAsk{OnSite: true, Fault: "无法开机", Vendor: "v", Agreement: "y"}
}

func vendorOffSite() asset.RepairAsk {
	return asset.RepairAsk{Fault: "主板故障", Vendor: "v", Agreement: "y"}
}

func ownOnSite() asset.RepairAsk { return asset.RepairAsk{OnSite: true, Fault: "风扇异响"} }

func visit() repair.Args { return repair.Args{Technicians: []string{"t1"}, Escorts: []string{"e1"}} }

func sent() repair.Args {
	return repair.Args{Technicians: []string{"t1"}, Bags: []string{"F-001"}, Route: "专车直达", Courier: []string{"e1"}, Due: "2026-06-15"}
}

// look is what one finds in the asset when all is as on record.
func (w *world) look(id string) repair.Args {
	s := w.assets[id]
	a := repair.Args{Serial: s.Serial, Wireless: asset.WirelessAbsent, Network: s.Network}
	if s.Class == asset.Computer {
		a.OSInstalled = s.Details.OSInstalled
	}
	for _, p := range s.Parts {
		a.Serials = append(a.Serials, w.assets[p].Serial)
	}
	return a
}
