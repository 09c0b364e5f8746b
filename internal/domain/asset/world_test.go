package asset_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
)

// world is an organ with its assets, written through Decide and Fold only. Each
// event also goes through its JSON form, as the ledger keeps it, into a second
// set of states; the two must never differ.
type world struct {
	*organ
	now    time.Time
	policy policy.Policy
	assets map[string]asset.State
	order  []string // ids of assets in the order of their registration
	again  map[string]asset.State
	labels map[string][]asset.Label // by asset
	codes  map[string]bool
	log    []kept
	last   int                    // number of the newest id
	before map[string]asset.State // what the last command touched, as it was
}

// kept is an event as the ledger keeps it.
type kept struct {
	e    event.Event // without Data
	kind string
	data []byte
}

var payloadTypes = func() map[string]reflect.Type {
	m := map[string]reflect.Type{}
	for _, p := range asset.Payloads() {
		m[p.EventType()] = reflect.TypeOf(p)
	}
	return m
}()

func newWorld() *world {
	return &world{
		organ: newOrgan(), now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), policy: policy.Default(),
		assets: map[string]asset.State{}, again: map[string]asset.State{}, labels: map[string][]asset.Label{},
		codes: map[string]bool{},
	}
}

func (w *world) today() org.Date { return org.DateOf(w.now, time.FixedZone("CST", 8*3600)) }

func (w *world) newID(prefix string) string {
	w.last++
	return fmt.Sprintf("%s%d", prefix, w.last)
}

// facts are what a command of the person ("" the system) may look at.
func (w *world) facts(person string) asset.Facts {
	return asset.Facts{
		Actor: w.actor(person, w.today()), Now: w.now, Today: w.today(), Policy: w.policy, Assets: w.assets,
		Persons: w.persons, Rooms: w.rooms, Departments: w.departments, Heads: w.on(w.today()).headed,
		Codes: w.codes, NewID: w.newID("req"),
	}
}

// serials are the serial keys of what is alive.
func (w *world) serials() map[string]string {
	out := map[string]string{}
	for _, s := range w.assets {
		if k := asset.SerialKey(s.Brand, s.Serial); k != "" && !s.Life.Terminal() {
			out[k] = s.Code
		}
	}
	return out
}

// do carries out a command and returns what came of it.
func (w *world) do(person string, c asset.Command) ([]event.Event, error) {
	f := w.facts(person)
	f.Labels = w.labels[c.Asset]
	if s, ok := w.assets[c.Asset]; ok && (c.Args.Correct != nil || s.Request != nil && s.Request.Args.Correct != nil) {
		f.Serials = w.serials()
	}
	events, err := asset.Decide(f, c)
	if err != nil {
		return nil, err
	}
	return events, w.apply(events...)
}

// register enters an asset and gives the ids of it and its parts.
func (w *world) register(person string, r asset.Registration) error {
	f := w.facts(person)
	f.Serials = w.serials()
	events, err := asset.Register(f, r)
	if err != nil {
		return err
	}
	codes, _ := asset.Keys(r)
	for _, c := range codes {
		w.codes[c] = true
	}
	w.order = append(w.order, r.ID)
	for _, p := range r.Parts {
		w.order = append(w.order, p.ID)
	}
	return w.apply(events...)
}

// print makes or copies a label of the asset.
func (w *world) print(person, id string) (string, error) {
	f := w.facts(person)
	f.Labels = w.labels[id]
	e, token, err := asset.Print(f, id, w.newID("TOKEN"), w.newID("job"), 1, "台式计算机", "甲处")
	if err != nil {
		return "", err
	}
	return token, w.apply(e)
}

func (w *world) voidLabel(person, id, token, reason string) error {
	f := w.facts(person)
	f.Labels = w.labels[id]
	e, err := asset.VoidLabel(f, id, token, reason)
	if err != nil {
		return err
	}
	return w.apply(e)
}

// apply folds the events, straight and through their kept form.
func (w *world) apply(events ...event.Event) error {
	w.before = map[string]asset.State{}
	for _, e := range events {
		k, err := keep(e)
		if err != nil {
			return err
		}
		w.log = append(w.log, k)
		back, err := k.event()
		if err != nil {
			return err
		}
		for _, s := range e.Subjects {
			switch s.Kind {
			case asset.KindSubject:
				if _, seen := w.before[s.ID]; !seen {
					w.before[s.ID] = w.assets[s.ID]
				}
				w.assets[s.ID] = asset.Fold(w.assets[s.ID], e)
				w.again[s.ID] = asset.Fold(w.again[s.ID], back)
			case asset.KindLabel:
				w.foldLabel(s.ID, e)
			}
		}
	}
	for id := range w.before {
		if !reflect.DeepEqual(w.assets[id], w.again[id]) {
			return fmt.Errorf("asset %s as kept differs:\n%+v\n%+v", id, w.assets[id], w.again[id])
		}
	}
	return nil
}

func (w *world) foldLabel(token string, e event.Event) {
	id := e.Subjects[0].ID
	list := slices.Clone(w.labels[id])
	i := slices.IndexFunc(list, func(l asset.Label) bool { return l.Token == token })
	if i < 0 {
		list, i = append(list, asset.Label{}), len(list)
	}
	list[i] = asset.FoldLabel(list[i], e)
	w.labels[id] = list
}

// replay folds everything from nothing and compares with what there is.
func (w *world) replay() error {
	states := map[string]asset.State{}
	for _, k := range w.log {
		e, err := k.event()
		if err != nil {
			return err
		}
		for _, s := range e.Subjects {
			if s.Kind == asset.KindSubject {
				states[s.ID] = asset.Fold(states[s.ID], e)
			}
		}
	}
	if !reflect.DeepEqual(states, w.assets) {
		return fmt.Errorf("a replay of %d events comes to another state", len(w.log))
	}
	return nil
}

func keep(e event.Event) (kept, error) {
	b, err := json.Marshal(e.Data)
	k := kept{e: e, kind: e.Data.EventType(), data: b}
	k.e.Data = nil
	return k, err
}

func (k kept) event() (event.Event, error) {
	t, ok := payloadTypes[k.kind]
	if !ok {
		return event.Event{}, fmt.Errorf("no payload %q", k.kind)
	}
	v := reflect.New(t)
	if err := json.Unmarshal(k.data, v.Interface()); err != nil {
		return event.Event{}, err
	}
	e := k.e
	e.Data = v.Elem().Interface().(event.Payload)
	return e, nil
}
