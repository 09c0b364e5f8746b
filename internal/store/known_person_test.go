package store_test

import (
	"testing"

	"sealbook/internal/domain/level"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// Clearance, training, undertaking and what somebody keeps are left out of the
// answer of the store itself for who may not know them.
func TestAPersonIsReadAsFarAsTheActorMayKnowHim(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		issue(t, s, id, o.persons["keeper"], o.east, o.rooms[o.east])
		for who, want := range map[string]bool{
			"keeper": true, "head": true, "officer": true, "office": true,
			"other": false, "westhead": false, "leader": false, "auditor": false, "sysadmin": false,
		} {
			a := as(t, s, o, who)
			one, err := s.Person(ctx, a, o.persons["keeper"])
			must(t, err)
			list, err := s.Persons(ctx, a, "方六")
			must(t, err)
			if len(list) != 1 {
				t.Fatalf("%s finds %d", who, len(list))
			}
			for _, p := range []view.Person{one, list[0]} {
				told := p.Known && p.Keeps == 1 && p.Clearance == level.TopSecret && p.ClearanceUntil == "2039-12-31"
				bare := !p.Known && p.Keeps == 0 && p.Clearance == level.Unclassified && p.ClearanceUntil == ""
				if (want && !told) || (!want && !bare) {
					t.Errorf("%s is told %+v", who, p)
				}
				if p.Name != "方六" || p.DepartmentName != "东海处" {
					t.Errorf("%s cannot pick him: %+v", who, p)
				}
			}
		}
	})
}
