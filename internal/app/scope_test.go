package app_test

import (
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// What a command names beside its asset is under the same scope as the asset: an
// unknown one and a foreign one are refused in the same words.
func TestWhatACommandNamesIsInScope(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		mine := o.inUse("M1", "keeper1", level.Confidential)
		foreign := o.do("baomi", app.Register{Registration: foreignPC(o)}).ID
		pair := func(other string) error {
			c := app.Act{Command: asset.Command{Asset: mine, Verb: asset.VerbPair, Args: asset.Args{Other: other}}}
			_, err := o.app.Execute(o.ctx, o.actor("officer"), c, "")
			return err
		}
		a, b := errs.As(pair(foreign)), errs.As(pair("nosuchasset"))
		if a.Code != b.Code || len(a.Missing) > 0 || len(a.Fields) != 1 || len(b.Fields) != 1 || a.Fields[0] != b.Fields[0] {
			t.Errorf("foreign: %v %v, unknown: %v %v", a, a.Fields, b, b.Fields)
		}
		// The secrecy office sees both, and is told why not.
		o.refused("flow.state", "baomi", app.Act{Command: asset.Command{Asset: mine, Verb: asset.VerbPair, Args: asset.Args{Other: foreign}}})
	})
}

func foreignPC(o *organ) asset.Registration {
	return asset.Registration{
		Code: "YJ-9", Class: asset.Computer, Kind: "desktop", Brand: "示范牌", Serial: "PC-9", Department: o.dept["研究室"],
	}
}

// That a serial is taken has to be said; by which asset, only to who may see it.
func TestATakenSerialDoesNotNameAForeignAsset(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	o := newOrgan(t, s)
	o.do("baomi", app.Register{Registration: foreignPC(o)})
	again := foreignPC(o)
	again.Code, again.Department = "BG-1", o.dept["办公厅"]
	for who, told := range map[string]int{"officer": 0, "baomi": 1} {
		_, err := o.app.Execute(o.ctx, o.actor(who), app.Register{Registration: again}, "")
		if e := errs.As(err); e.Rule != "reg.serial-unique" || len(e.Missing) != told {
			t.Errorf("%s: %v %v", who, e, e.Missing)
		}
	}
}

// One key is one job: another job under it is refused, not passed off as the first.
func TestAPrintKeyIsNotUsedForAnotherJob(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	o := newOrgan(t, s)
	a, b := o.inStore("M1", level.Secret), o.inStore("M2", level.Secret)
	first := o.do("baomi", app.Print{Assets: []string{a}, Stock: "a4-70x37", Key: "k"})
	for _, c := range []app.Print{
		{Assets: []string{b}, Stock: "a4-70x37", Key: "k"}, {Assets: []string{a}, Stock: "roll-50x30", Key: "k"},
		{Assets: []string{a}, Stock: "a4-70x37", Start: 2, Key: "k"}, {Assets: []string{a, b}, Stock: "a4-70x37", Key: "k"},
	} {
		if _, err := o.app.Execute(o.ctx, o.actor("baomi"), c, ""); !errs.IsKind(err, errs.Conflict) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if again := o.do("baomi", app.Print{Assets: []string{a}, Stock: "a4-70x37", Key: "k"}); again.ID != first.ID || !again.Again {
		t.Errorf("%+v", again)
	}
}

// A job is drawn again only as far as its labels are within the reader's scope.
func TestAJobShowsNoLabelOfAHigherLevel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("TOP", level.TopSecret)
		job := o.do("officer", app.Print{Assets: []string{id}, Stock: "a4-70x37"}).ID
		o.member("baomi2", "办公厅", level.Confidential, org.SecrecyOffice, "")
		if _, err := s.PrintJobItems(o.ctx, o.actor("baomi2"), job); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("cleared for confidential: %v", err)
		}
		if items, err := s.PrintJobItems(o.ctx, o.actor("baomi"), job); err != nil || len(items) != 1 {
			t.Errorf("cleared for top secret: %d %v", len(items), err)
		}
	})
}

// Neither what is connected to an asset nor what went wrong with one is told to
// somebody who is not cleared for it.
func TestConnectionsAndFindingsStopAtTheClearance(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		low, top := o.inUse("LOW", "keeper2", level.Confidential), o.inUse("TOP", "keeper1", level.TopSecret)
		both := []event.Subject{{Kind: asset.KindSubject, ID: low}, {Kind: asset.KindSubject, ID: top}}
		if err := s.Write(o.ctx, func(tx *store.Tx) error { // as a pairing would leave it
			if err := tx.AddFinding(store.Finding{Kind: "label.stale", Asset: top, By: o.person["keeper1"]}); err != nil {
				return err
			}
			return tx.Append("p", "", event.Of(asset.Paired{Asset: low, Other: top}, both...))
		}); err != nil {
			t.Fatal(err)
		}
		o.member("baomi2", "办公厅", level.Confidential, org.SecrecyOffice, "")
		for who, want := range map[string]int{"keeper2": 0, "baomi2": 0, "baomi": 1} {
			r, err := s.Asset(o.ctx, o.actor(who), low)
			if err != nil || len(r.Pairs) != want {
				t.Errorf("%s sees %d connections, %v", who, len(r.Pairs), err)
			}
			if err := s.EachRecord(o.ctx, o.actor(who), view.AssetFilter{Text: "LOW"}, func(r view.Record) error {
				if len(r.Pairs) != want {
					t.Errorf("%s exports %d connections", who, len(r.Pairs))
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
			if list, _, err := s.Findings(o.ctx, o.actor(who), "", 50); err != nil || len(list) != want {
				t.Errorf("%s sees %d findings, %v", who, len(list), err)
			}
		}
	})
}
