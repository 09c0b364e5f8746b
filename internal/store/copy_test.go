package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Many new rows at once are the same rows as one by one: their values, what is
// empty, and what the database refuses. Postgres takes them by another way.
func TestManyNewRowsAreAsOneByOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		many := register(t, s, "MANY", o.east, 60)
		one := register(t, s, "ONE", o.east, 1)
		a, b := load(t, s, many[59]), load(t, s, one[0])
		a.ID, a.Code, a.Serial, a.Changed, a.Custody.Since = b.ID, b.Code, b.Serial, b.Changed, b.Custody.Since
		if diff := cmp.Diff(b, a); diff != "" {
			t.Errorf("of many it differs:\n%s", diff)
		}
		if wrong, err := s.Refold(ctx); err != nil || len(wrong) > 0 {
			t.Errorf("refold: %v, %v", wrong, err)
		}
		err := s.Write(ctx, func(x *store.Tx) error {
			var list []event.Event
			for i := range 60 {
				code := fmt.Sprintf("NEW-%04d", i)
				if i == 30 {
					code = "MANY-0007"
				}
				list = append(list, registered(computer(x.NewID(), code, o.east)))
			}
			return x.Append("founder", "", list...)
		})
		if !errs.IsKind(err, errs.Conflict) && !errs.IsKind(err, errs.Refused) {
			t.Errorf("a code twice among many: %v", err)
		}
		n := 0
		must(t, s.Read(ctx, func(x *store.Tx) error {
			known, err := x.Known(nil, []string{"NEW-0000", "NEW-0059", "MANY-0001", "MANY-0060", "ONE-0001"}, []string{asset.SerialKey("远山", "SN-MANY-0060")})
			if len(known.Serials) != 1 {
				t.Errorf("serials: %v", known.Serials)
			}
			n = len(known.Codes)
			return err
		}))
		if n != 3 {
			t.Errorf("%d of the codes are on record, want 3", n)
		}
	})
}
