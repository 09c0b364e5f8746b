package store_test

import (
	"encoding/json"
	"slices"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func TestHistoryMergesEventsAndRefusalsNewestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		self := subject(asset.KindSubject, id)
		keeper := o.persons["keeper"]
		must(t, s.RecordRefusals(ctx, []store.Refusal{{
			Actor: keeper, Verb: "issue", Asset: id, Rule: "flow.seat", Articles: []string{"ORG 3"}, Missing: []errs.Text{errs.T("保密办", "secrecy office")},
		}}))
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append(keeper, "",
				event.Of(asset.RequestOpened{Asset: id, Life: asset.Draft, Reason: "定密", Request: asset.Request{
					ID: "r1", Verb: asset.VerbClassify, By: keeper, At: x.Now(), Steps: []asset.Step{{Seat: org.DepartmentHead, Department: o.east}},
				}}, self),
				event.Of(asset.RequestSigned{Asset: id, Request: "r1", Seat: org.DepartmentHead, Last: true}, self))
		}))
		var types []string
		at := ""
		for {
			list, next, err := s.History(ctx, systemActor, id, at, 2)
			must(t, err)
			for _, e := range list {
				types = append(types, e.Type)
				switch e.Type {
				case "refusal":
					if e.Rule != "flow.seat" || e.Articles[0] != "ORG 3" || e.Verb != "issue" || e.By.Name != "方六" || e.Seq != 0 ||
						!slices.Equal(e.Missing, []errs.Text{errs.T("保密办", "secrecy office")}) {
						t.Errorf("refusal %+v", e)
					}
				case "request.opened":
					if e.Verb != asset.VerbClassify || e.Reason != "定密" || e.Seq != 2 || !json.Valid(e.Data) {
						t.Errorf("opened %+v", e)
					}
				}
			}
			if next == "" {
				break
			}
			at = next
		}
		if want := []string{"request.signed", "request.opened", "refusal", "asset.registered"}; !slices.Equal(types, want) {
			t.Errorf("got %v, want %v", types, want)
		}
		if _, _, err := s.History(ctx, as(t, s, o, "other"), id, "", 10); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("out of scope: %v", err)
		}
		if _, _, err := s.History(ctx, systemActor, "nothing", "", 10); !errs.IsKind(err, errs.NotFound) {
			t.Errorf("unknown: %v", err)
		}
		if _, _, err := s.History(ctx, systemActor, id, "?", 10); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("bad cursor: %v", err)
		}
	})
}

func TestWhatWaitsForWhom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 3)
		open := func(x *store.Tx, id, by string, step asset.Step) error {
			return x.Append(by, "", event.Of(asset.RequestOpened{Asset: id, Life: asset.Draft, Request: asset.Request{
				ID: "r" + id, Verb: asset.VerbClassify, By: by, At: x.Now(), Steps: []asset.Step{step},
			}}, subject(asset.KindSubject, id)))
		}
		must(t, s.Write(ctx, func(x *store.Tx) error {
			if err := open(x, ids[0], o.persons["officer"], asset.Step{Seat: org.DepartmentHead, Department: o.east}); err != nil {
				return err
			}
			if err := open(x, ids[1], o.persons["officer"], asset.Step{Seat: org.Receiver, Person: o.persons["other"]}); err != nil {
				return err
			}
			return open(x, ids[2], o.persons["head"], asset.Step{Seat: org.DepartmentHead, Department: o.east})
		}))
		for who, want := range map[string][]string{
			"head":     {ids[0]}, // not his own request
			"other":    {ids[1]}, // of another department, and sees it
			"westhead": {}, "officer": {}, "office": {}, "auditor": {},
		} {
			actor := as(t, s, o, who)
			rows, err := s.Waiting(ctx, actor)
			must(t, err)
			if !slices.Equal(idsOf(rows), want) {
				t.Errorf("%s: %v, want %v", who, idsOf(rows), want)
			}
			c, err := s.Counters(ctx, actor)
			must(t, err)
			if c.Waiting != int64(len(want)) {
				t.Errorf("%s: counted %d", who, c.Waiting)
			}
		}
		if _, err := s.Asset(ctx, as2(t, s, o, "other"), ids[1]); err != nil {
			t.Errorf("the receiver does not see what he is to receive: %v", err)
		}
	})
}
