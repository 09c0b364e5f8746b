package asset_test

import (
	"errors"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

// scene is a world with a test watching: what is set up must be accepted.
type scene struct {
	*world
	t *testing.T
}

func newScene(t *testing.T) *scene {
	t.Helper()
	return &scene{newWorld(), t}
}

func asError(err error) *errs.Error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// try carries out a command and gives its error.
func (s *scene) try(person string, v asset.Verb, id string, a asset.Args) error {
	s.t.Helper()
	_, err := s.do(person, asset.Command{Asset: id, Verb: v, Args: a})
	if err != nil && asError(err) == nil {
		s.t.Fatal(err)
	}
	if err == nil {
		for id := range s.assets {
			if err := s.consistent(s.assets[id]); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	return err
}

func (s *scene) must(person string, v asset.Verb, id string, a asset.Args) {
	s.t.Helper()
	if err := s.try(person, v, id, a); err != nil {
		s.t.Fatalf("%s %s by %s: %v", v, id, person, err)
	}
}

// refused wants the refusal of exactly the rule.
func (s *scene) refused(rule, person string, v asset.Verb, id string, a asset.Args) {
	s.t.Helper()
	err := s.try(person, v, id, a)
	if ruleOf(err) != rule {
		s.t.Errorf("%s %s by %q: %v, want %s", v, id, person, err, rule)
	}
}

// invalid wants bad input, blamed on the field.
func (s *scene) invalid(field, person string, v asset.Verb, id string, a asset.Args) {
	s.t.Helper()
	wantField(s.t, field, s.try(person, v, id, a))
}

func wantField(t *testing.T, field string, err error) {
	t.Helper()
	e := asError(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) == 0 || e.Fields[0].Name != field {
		t.Errorf("%v, want the field %s blamed", err, field)
	}
}

func (s *scene) life(id string, want asset.Life) {
	s.t.Helper()
	if got := s.assets[id].Life; got != want {
		s.t.Errorf("%s is %s, want %s", id, got, want)
	}
}

func at(l level.Level) *level.Level { return &l }

func marking(l level.Level) asset.Args {
	return asset.Args{Level: &l, Basis: "定密事项一览表第3项"}
}

// sign lets each person approve in turn.
func (s *scene) sign(id string, persons ...string) {
	s.t.Helper()
	for _, p := range persons {
		s.must(p, asset.VerbApprove, id, asset.Args{})
	}
}

func (s *scene) enter(r asset.Registration) {
	s.t.Helper()
	if err := s.register("sec1", r); err != nil {
		s.t.Fatal(err)
	}
}

// draft is a registration of the class's first kind in department a.
func draft(id string, c asset.Class, parts ...string) asset.Registration {
	r := asset.Registration{
		ID: id, Code: "BM-" + id, Class: c, Kind: asset.KindsOf(c)[0], Serial: "SN-" + id, Brand: "样机", Department: "a",
		Wireless: asset.WirelessAbsent,
	}
	for _, p := range parts {
		r.Parts = append(r.Parts, asset.PartSpec{ID: p, Code: "BM-" + p, Class: asset.Drive, Kind: "ssd", Serial: "SN-" + p})
	}
	return r
}

func (s *scene) classify(id string, l level.Level) {
	s.t.Helper()
	s.must("sec1", asset.VerbClassify, id, marking(l))
	s.sign(id, "headA", "grp1")
}

// label prints and reads back.
func (s *scene) label(id string) {
	s.t.Helper()
	token, err := s.print("sec1", id)
	if err != nil {
		s.t.Fatal(err)
	}
	s.must("sec1", asset.VerbLabel, id, asset.Args{Token: token})
}

// stored is an asset in the store: classified, labelled and, where due, checked.
func (s *scene) stored(id string, c asset.Class, l level.Level, parts ...string) {
	s.t.Helper()
	r := draft(id, c, parts...)
	if !l.Classified() {
		r.Book = asset.Unclassified
	}
	s.enter(r)
	s.classify(id, l)
	s.label(id)
	if c.NeedsCheck() {
		s.must("tech", asset.VerbCheck, id, asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	}
}

// used is an asset in use, kept by the person.
func (s *scene) used(id string, c asset.Class, l level.Level, keeper string, parts ...string) {
	s.t.Helper()
	s.stored(id, c, l, parts...)
	s.must("sec1", asset.VerbIssue, id, asset.Args{Person: keeper})
	s.sign(id, map[string]string{"a": "headA", "b": "headB"}[s.persons[keeper].Department])
	s.must(keeper, asset.VerbAccept, id, asset.Args{})
}
