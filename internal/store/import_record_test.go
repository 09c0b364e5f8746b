package store_test

import (
	"slices"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Every import is on record, one that registers nothing too, and its record
// accounts for each row.
func TestTheRecordOfAnImportAccountsForEveryRow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		a := app.New(s, app.Options{})
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("founder", "", accountEvent("a", "office", o.persons["office"]), event.Of(activated("a"), subject(account.KindSubject, "a")))
		}))
		actor, err := s.Actor(ctx, "a", "2031-01-01")
		must(t, err)
		row := func(code, serial string) app.Command {
			return app.Register{Registration: asset.Registration{
				Code: code, Class: asset.Medium, Kind: "usb_stick", Brand: "示范牌", Model: "U32", Serial: serial, Department: o.east,
			}}
		}
		for _, b := range []struct {
			file            string
			rows, unchanged int
			cmds            []app.Command
		}{
			{"一.csv", 6, 1, []app.Command{row("UP-1", "S1"), row("UP-2", "S2"), row("UP-3", "S1")}},
			{"二.csv", 2, 2, nil},
			{"三.csv", 3, 0, nil},
		} {
			_, err := a.Import(ctx, actor, app.ImportBatch{
				File: b.file, Digest: b.file, Rows: b.rows,
				Plan:   func(app.Book) ([]app.Command, int, error) { return b.cmds, b.unchanged, nil },
				Answer: func([]app.Result) ([]byte, error) { return nil, nil },
			})
			must(t, err)
		}
		list, err := s.Column(`SELECT file || ': ' || rows_read || ' = ' || registered || ' + ' || refused || ' + ' || unchanged
			FROM import_batch ORDER BY event_id`)
		want := []string{"一.csv: 6 = 2 + 3 + 1", "二.csv: 2 = 0 + 0 + 2", "三.csv: 3 = 0 + 3 + 0"}
		if err != nil || !slices.Equal(list, want) {
			t.Errorf("on record %q, %v", list, err)
		}
		if err := s.Write(ctx, func(x *store.Tx) error {
			return x.RecordImport(store.ImportBatch{File: "四.csv", Digest: "d", Rows: 3, Registered: 1, Unchanged: 1})
		}); err == nil {
			t.Error("a record that leaves a row out is kept")
		}
		noMismatch(t, s)
	})
}
