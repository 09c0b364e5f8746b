package app_test

import (
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// What a print would be is what the print then is; asking for it prints
// nothing, and what stands in the way is named with its rule.
func TestADraftIsWhatThePrintWillBe(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		copied, frozen := o.inStore("UP-40", level.Secret), o.inStore("UP-41", level.Secret)
		fresh := o.inStore("UP-42", level.Confidential)
		rec, err := s.Asset(o.ctx, o.actor("baomi"), fresh)
		if err != nil {
			t.Fatal(err)
		}
		o.do("baomi", app.VoidLabel{Token: rec.Labels[0].Token, Reason: "破损"})
		o.act("baomi", frozen, asset.VerbFreeze, asset.Args{Reference: "令1", Reason: "核查"})

		d, err := o.app.DraftPrint(o.ctx, o.actor("baomi"), []string{copied, frozen, fresh})
		if err != nil || d.New != 1 || d.Copies != 1 || len(d.Labels) != 2 || len(d.Blocked) != 1 {
			t.Fatalf("%+v, %v", d, err)
		}
		if b := d.Blocked[0]; b.Code != "UP-41" || b.Why.Rule != "flow.hold" {
			t.Errorf("blocked: %+v", b)
		}
		job := o.do("baomi", app.Print{Assets: []string{copied, fresh}, Stock: "a4-70x37"})
		if job.Copies != d.Copies {
			t.Errorf("%d copies printed", job.Copies)
		}
		list, err := s.PrintJobItems(o.ctx, o.actor("baomi"), job.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range list {
			want := app.LabelItem(l)
			want.Token = ""
			if d.Labels[i].Item != want {
				t.Errorf("the draft says %+v, the label %+v", d.Labels[i].Item, want)
			}
		}
		for i := range 2 {
			if l := d.Labels[i]; l.Copy != (i == 0) {
				t.Errorf("%s: copy %v", l.Item.Code, l.Copy)
			}
		}
		seen, err := o.app.DraftPrint(o.ctx, o.actor("head2"), []string{copied, "nobody"})
		if err != nil || len(seen.Blocked) != 2 || seen.Blocked[0].Code != "" || !errs.IsKind(seen.Blocked[0].Why, errs.NotFound) {
			t.Errorf("another department: %+v, %v", seen, err)
		}
	})
}

// A job is handed out as page and for label printers too, each time on record.
func TestAJobIsHandedOutInEveryFormOnRecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("UP-50", level.Secret)
		roll := o.do("baomi", app.Print{Assets: []string{id}, Stock: "roll-50x30"}).ID
		before := len(o.fetched(id))
		for i, d := range []app.Drawing{{Format: "html"}, {Format: "zpl", DPI: 203}, {Format: "zpl", DPI: 300}, {Format: "pdf"}} {
			f, err := o.app.FetchJob(o.ctx, o.actor("baomi"), roll, d)
			if err != nil || len(f.Body) == 0 && len(f.Sheets) != 1 {
				t.Fatalf("%+v: %v", d, err)
			}
			lines := o.fetched(id)
			if len(lines) != before+i+1 || !strings.Contains(string(lines[0].Data), `"format":"`+d.Format+`"`) {
				t.Errorf("%+v: %d lines, the last %s", d, len(lines), lines[0].Data)
			}
		}
		n := len(o.fetched(id))
		sheet := o.do("baomi", app.Print{Assets: []string{id}, Stock: "a4-70x37"}).ID
		for want, d := range map[string]app.Drawing{"format": {Format: "png"}, "dpi": {Format: "zpl", DPI: 150}} {
			_, err := o.app.FetchJob(o.ctx, o.actor("baomi"), roll, d)
			if e := errs.As(err); e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != want {
				t.Errorf("%+v: %v", d, err)
			}
		}
		if _, err := o.app.FetchJob(o.ctx, o.actor("baomi"), sheet, app.Drawing{Format: "zpl", DPI: 203}); errs.As(err).Kind != errs.Invalid {
			t.Errorf("a sheet for a label printer: %v", err)
		}
		if got := len(o.fetched(id)); got != n {
			t.Errorf("%d refused files are on record as handed out", got-n)
		}
	})
}
