package app

import (
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// act carries out a command on one asset.
func (a *App) act(tx *store.Tx, actor org.Actor, c Act) (Outcome, error) {
	f, err := a.facts(tx, actor, c.Command)
	if err != nil {
		return Outcome{}, err
	}
	events, err := asset.Decide(f, c.Command)
	if err != nil {
		return Outcome{}, err
	}
	if c.Verb == asset.VerbRepair {
		if err := papersAsked(tx, c.Args.Repair); err != nil {
			return Outcome{}, err
		}
	}
	if err := a.append(tx, actor, events); err != nil {
		return Outcome{}, err
	}
	s := f.Assets[c.Asset]
	for _, e := range events {
		s = asset.Fold(s, e)
	}
	if !visible(actor, f.Assets[c.Asset], "") {
		return Outcome{ID: s.ID}, nil // whoever reports a loss learns nothing about what is not his
	}
	return outcomeOf(s), nil
}

// facts loads, under lock, what a decision about the asset may look at.
func (a *App) facts(tx *store.Tx, actor org.Actor, c asset.Command) (asset.Facts, error) {
	f := asset.Facts{Actor: actor}
	named := append([]string{c.Asset}, without(c.Args.Other, c.Args.Part)...)
	tx.ExpectRooms(without(c.Args.Room)...)
	assets, err := tx.Assets(named...)
	if err != nil {
		return f, err
	}
	s, ok := assets[c.Asset]
	if !ok || !visible(actor, s, c.Verb) {
		return f, asset.NotFound()
	}
	if more := asset.Refers(s, c); len(more) > 0 {
		if assets, err = tx.Assets(append(named, more...)...); err != nil {
			return f, err
		}
	}
	if err := hostsOfRemoved(tx, s, assets); err != nil {
		return f, err
	}
	for _, id := range without(c.Args.Other, c.Args.Part) {
		// What he names beside it has to be in his scope as well, or belong to it already.
		if o, ok := assets[id]; ok && !visible(actor, o, "") && !slices.Contains(s.Parts, id) && !slices.Contains(s.Pairs, id) {
			delete(assets, id)
		}
	}
	f.Assets = assets
	f.Now = tx.Now()
	f.Today = a.Today(f.Now)
	f.NewID = tx.NewID()
	if f.Policy, err = tx.Policy(); err != nil {
		return f, err
	}
	if c.Verb == asset.VerbLabel {
		if f.Labels, err = tx.Labels(c.Asset); err != nil {
			return f, err
		}
	}
	if err := a.people(tx, &f, s, c); err != nil {
		return f, err
	}
	return f, a.correctionFacts(tx, &f, s, c)
}

// visible: what is outside the actor's scope does not exist for him, except
// that a loss may be reported by anyone about anything (inc.no-block).
func visible(actor org.Actor, s asset.State, v asset.Verb) bool {
	return actor.System || v == asset.VerbReportLost || s.SeenBy(actor)
}

// people loads the persons, places and heads the verb asks about.
func (a *App) people(tx *store.Tx, f *asset.Facts, s asset.State, c asset.Command) error {
	args := []asset.Args{c.Args}
	if s.Request != nil {
		args = append(args, s.Request.Args)
	}
	var persons, rooms []string
	department, closes := s.Custody.Department, false
	for _, x := range args {
		persons = append(persons, x.Person)
		rooms = append(rooms, x.Room)
	}
	for _, v := range []asset.Verb{c.Verb, waitingVerb(s)} {
		switch v {
		case asset.VerbUpgrade, asset.VerbIssue, asset.VerbHandOver, asset.VerbMove: // the place it stands in has to fit as well
			persons = append(persons, s.Custody.Person)
			rooms = append(rooms, s.Custody.Room)
		case asset.VerbCloseRepair: // it goes back to whoever had it, and to where it stood
			closes = true
			if r := s.Repair; r != nil {
				persons, rooms = append(persons, r.Custody.Person), append(rooms, r.Custody.Room)
			}
		}
	}
	var err error
	if ids := without(persons...); len(ids) > 0 {
		if f.Persons, err = tx.Persons(ids...); err != nil {
			return err
		}
	}
	if ids := without(rooms...); len(ids) > 0 {
		if f.Rooms, err = tx.Rooms(ids...); err != nil {
			return err
		}
	}
	if closes || c.Args.Department != "" || (waitingVerb(s) == asset.VerbMove && s.Request.Args.Department != "") || strangeRoom(*f, s) {
		if f.Departments, err = tx.Departments(); err != nil {
			return err
		}
	}
	spec, ok := asset.SpecOf(c.Verb)
	if !ok || spec.Chain == "" {
		return nil
	}
	asked := []string{department}
	p, named := f.Persons[c.Args.Person]
	switch {
	case named && c.Verb == asset.VerbIssue:
		asked = []string{p.Department}
	case named && c.Verb == asset.VerbHandOver: // giving and receiving department both agree
		asked = append(asked, p.Department)
	case c.Verb == asset.VerbMove && c.Args.Department != "":
		asked = append(asked, c.Args.Department)
	}
	f.Heads = map[string][]string{}
	for _, id := range asked {
		if f.Heads[id], err = tx.Holders(org.DepartmentHead, id, f.Today); err != nil {
			return err
		}
	}
	return nil
}

// strangeRoom reports whether a room that is spoken of is not plainly that of the
// asset's department and of the persons named: then the tree has to tell.
func strangeRoom(f asset.Facts, s asset.State) bool {
	for _, r := range f.Rooms {
		if r.Department == "" {
			continue
		}
		if r.Department != s.Custody.Department {
			return true
		}
		for _, p := range f.Persons {
			if p.Department != r.Department {
				return true
			}
		}
	}
	return false
}

func waitingVerb(s asset.State) asset.Verb {
	if s.Request == nil {
		return ""
	}
	return s.Request.Verb
}

func (a *App) correctionFacts(tx *store.Tx, f *asset.Facts, s asset.State, c asset.Command) error {
	fixes := []*asset.Correction{c.Args.Correct}
	if s.Request != nil {
		fixes = append(fixes, s.Request.Args.Correct)
	}
	var keys []string
	for _, x := range fixes {
		if x == nil || (x.Serial == nil && x.Brand == nil) {
			continue
		}
		serial, brand := s.Serial, s.Brand
		if x.Serial != nil {
			serial = *x.Serial
		}
		if x.Brand != nil {
			brand = *x.Brand
		}
		keys = append(keys, asset.SerialKey(brand, serial))
	}
	if keys = without(keys...); len(keys) == 0 {
		return nil
	}
	var err error
	f.Serials, err = serialsFor(tx, f.Actor, keys)
	return err
}

// without drops empty strings and doubles.
func without(ids ...string) []string {
	out := slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return s == "" })
	slices.Sort(out)
	return slices.Compact(out)
}
