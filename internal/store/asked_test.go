package store_test

import (
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// A page of requests calls everything by its name, and tells nothing of what its
// reader may not see.
func TestRequestsAreToldByTheirNames(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "REQ", o.east, 3)
		due := noon.Add(72 * time.Hour)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			list := []event.Event{custody(ids[0], o.persons["keeper"], o.east, "", x)}
			for _, id := range ids[:2] {
				list = append(list, event.Of(asset.RequestOpened{Asset: id, Life: asset.HandoverPending, Request: asset.Request{
					ID: x.NewID(), Verb: asset.VerbHandOver, By: o.persons["keeper"], At: noon, Due: due,
					Args: asset.Args{Person: o.persons["other"], Department: o.west, Reason: "岗位调整"},
					Steps: []asset.Step{
						{Seat: org.DepartmentHead, Department: o.east, Signed: o.persons["head"], At: noon},
						{Seat: org.Receiver, Person: o.persons["other"]},
					},
				}}, subject(asset.KindSubject, id)))
			}
			return x.Append("p", "", list...)
		}))
		page, err := s.Assets(ctx, systemActor, view.AssetFilter{Text: "REQ", Told: true})
		must(t, err)
		if len(page.Rows) != 3 || page.Rows[1].Asked == nil || page.Rows[2].Asked != nil {
			t.Fatalf("%+v", page.Rows)
		}
		a := page.Rows[0].Asked
		want := "责任人：方六 → 石七（西山处）；说明：岗位调整"
		if a.Line.ZH != want || a.By.Name != "方六" || !a.At.Equal(noon) || !a.Due.Equal(due) {
			t.Errorf("%+v\nwant %s", a, want)
		}
		if a.Next != 1 || a.Steps[0].Signed.Name != "钟二" || a.Steps[0].Department.Name != "东海处" || a.Steps[1].Person.Name != "石七" {
			t.Errorf("%+v", a.Steps)
		}
		r, err := s.Asset(ctx, systemActor, ids[0])
		must(t, err)
		if r.Asked == nil || r.Asked.Line != a.Line || r.Names[o.persons["other"]] != "石七" {
			t.Errorf("the record tells another: %+v", r.Asked)
		}
		page, err = s.Assets(ctx, systemActor, view.AssetFilter{Text: "REQ"})
		must(t, err)
		if page.Rows[0].Asked != nil {
			t.Error("a list pays for what it was not asked for")
		}
	})
}

// Who has changed a record of the organ is told to whoever maintains it.
func TestDeedsSinceAVersionAreTheMaintainers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			if _, _, err := x.DepartmentForUpdate(o.east); err != nil {
				return err
			}
			e := event.Of(org.DepartmentSet{Department: o.east, Name: "东海一处", Parent: o.root}, subject(org.KindDepartment, o.east))
			return x.Append(o.persons["office"], "", e)
		}))
		list, err := s.DeedsSince(ctx, as(t, s, o, "office"), subject(org.KindDepartment, o.east), 1)
		must(t, err)
		if len(list) != 1 || list[0].By.Name != "白四" || list[0].At.IsZero() {
			t.Errorf("%+v", list)
		}
		if all, err := s.DeedsSince(ctx, as(t, s, o, "sysadmin"), subject(org.KindDepartment, o.east), 0); err != nil || len(all) != 2 {
			t.Errorf("%+v, %v", all, err)
		}
		if _, err := s.DeedsSince(ctx, as(t, s, o, "keeper"), subject(org.KindDepartment, o.east), 0); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("a keeper is told: %v", err)
		}
	})
}
