package store_test

import (
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// An asset's history names the file it was imported from, whatever the same
// person imports afterwards; an asset that was typed in came from none.
func TestHistoryNamesTheFileAnAssetCameFrom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		typed := register(t, s, "GW", o.east, 1)[0]
		officer, other := o.persons["officer"], o.persons["other"]
		ids := map[string]string{}
		for _, b := range []struct{ file, by string }{{"一.xlsx", officer}, {"二.xlsx", other}, {"三.xlsx", officer}} {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				d := computer(x.NewID(), "IM-"+b.file, o.east)
				d.Source, d.Sheet, d.Row = "fingerprint of "+b.file, 1, 12
				ids[b.file] = d.Asset
				if err := x.Append(b.by, "", registered(d)); err != nil {
					return err
				}
				return x.RecordImport(store.ImportBatch{File: b.file, Digest: b.file, Rows: 1, Registered: 1, By: b.by})
			}))
		}
		ids[""] = typed
		for file, id := range ids {
			list, _, err := s.History(ctx, systemActor, id, "", 10)
			must(t, err)
			if len(list) != 1 || list[0].File != file {
				t.Errorf("%q: %+v", file, list)
			}
		}
		noMismatch(t, s)
	})
}
