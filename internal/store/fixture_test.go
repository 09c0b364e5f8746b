package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

var ctx = context.Background()

// clockAt is a clock that stands still until it is moved.
type clockAt struct{ t time.Time }

func (c *clockAt) now() time.Time { return c.t }

var noon = time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v (%v)", err, unwrap(err))
	}
}

func unwrap(err error) error {
	u, ok := err.(interface{ Unwrap() error })
	if !ok {
		return nil
	}
	return u.Unwrap()
}

// organ is a small organ: one root, two departments below it, a room each, and
// a person for each seat.
type organ struct {
	root, east, west string
	rooms            map[string]string // by department
	persons          map[string]string // by what they are
}

func subject(kind, id string) event.Subject { return event.Subject{Kind: kind, ID: id} }

func newOrgan(t testing.TB, s *store.Store) organ {
	t.Helper()
	var o organ
	must(t, s.Write(ctx, func(x *store.Tx) error {
		o = organ{rooms: map[string]string{}, persons: map[string]string{}}
		id := x.NewID
		o.root, o.east, o.west = id(), id(), id()
		var list []event.Event
		for _, d := range []org.DepartmentSet{
			{Department: o.root, Name: "云杉局"}, {Department: o.east, Name: "东海处", Parent: o.root},
			{Department: o.west, Name: "西山处", Parent: o.root},
		} {
			list = append(list, event.Of(d, subject(org.KindDepartment, d.Department)))
		}
		for _, d := range []string{o.east, o.west} {
			o.rooms[d] = id()
			list = append(list, event.Of(org.RoomSet{Room: o.rooms[d], Name: "甲" + d[len(d)-3:], Department: d, Level: level.TopSecret},
				subject(org.KindRoom, o.rooms[d])))
		}
		for _, p := range []struct {
			key, name, department string
			seat                  org.Seat
			at                    string
		}{
			{"officer", "林一", o.east, org.AssetOfficer, o.east}, {"head", "钟二", o.east, org.DepartmentHead, o.east},
			{"westhead", "秦三", o.west, org.DepartmentHead, o.west}, {"office", "白四", o.root, org.SecrecyOffice, ""},
			{"leader", "高五", o.root, org.Leader, ""}, {"keeper", "方六", o.east, "", ""}, {"other", "石七", o.west, "", ""},
			{"auditor", "严八", o.root, org.Auditor, ""}, {"sysadmin", "邵九", o.root, org.SystemAdmin, ""},
		} {
			o.persons[p.key] = id()
			list = append(list, personEvent(o.persons[p.key], p.name, p.department, level.TopSecret))
			if p.seat != "" {
				list = append(list, event.Of(org.SeatGranted{Person: o.persons[p.key], Grant: org.Grant{
					ID: id(), Seat: p.seat, Department: p.at, From: "2030-01-01",
				}}, subject(org.KindPerson, o.persons[p.key])))
			}
		}
		return x.Append("founder", "", list...)
	}))
	return o
}

func personEvent(id, name, department string, clearance level.Level) event.Event {
	e := event.Of(org.PersonSet{
		Person: id, Department: department, Clearance: clearance, ClearanceUntil: "2039-12-31", Status: org.Active,
	}, subject(org.KindPerson, id))
	e.Private = map[string]string{"name": name}
	return e
}

// computer is the registration of a computer with nothing special about it.
func computer(id, code, department string) asset.AssetRegistered {
	return asset.AssetRegistered{
		Asset: id, Code: code, Class: asset.Computer, Kind: "desktop", Serial: "SN-" + code, Brand: "远山", Model: "T14",
		Book: asset.Classified, Department: department, Network: asset.NetworkNone,
		Details: asset.Details{Use: "起草", Extra: map[string]string{"柜号": "7"}},
	}
}

func registered(d asset.AssetRegistered) event.Event {
	return event.Of(d, subject(asset.KindSubject, d.Asset))
}

// register records n computers in the department, codes prefix-0001 on, in one
// transaction, and returns their ids.
func register(t testing.TB, s *store.Store, prefix, department string, n int) []string {
	t.Helper()
	var ids []string
	must(t, s.Write(ctx, func(x *store.Tx) error {
		ids = nil
		var list []event.Event
		for i := range n {
			id := x.NewID()
			ids = append(ids, id)
			list = append(list, registered(computer(id, fmt.Sprintf("%s-%04d", prefix, i+1), department)))
		}
		return x.Append("founder", "", list...)
	}))
	return ids
}

// issue puts the asset into the hands of the person.
func issue(t testing.TB, s *store.Store, id, person, department, room string) {
	t.Helper()
	must(t, s.Write(ctx, func(x *store.Tx) error {
		if _, err := x.Assets(id); err != nil {
			return err
		}
		return x.Append("founder", "", event.Of(asset.CustodyChanged{
			Asset: id, Verb: asset.VerbIssue, Life: asset.InUse,
			Custody: asset.Custody{Holder: asset.HolderKeeper, Person: person, Department: department, Room: room, Since: x.Now()},
		}, subject(asset.KindSubject, id)))
	}))
}

func load(t testing.TB, s *store.Store, id string) asset.State {
	t.Helper()
	var st asset.State
	must(t, s.Read(ctx, func(x *store.Tx) error {
		m, err := x.Assets(id)
		st = m[id]
		return err
	}))
	return st
}

func accountEvent(id, login, person string) event.Event {
	return event.Of(account.Created{Account: id, Login: login, Person: person}, subject(account.KindSubject, id))
}

func activated(id string) account.StateSet {
	return account.StateSet{Account: id, State: account.Active}
}
