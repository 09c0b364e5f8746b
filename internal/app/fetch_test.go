package app_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// times is how often the asset's label is on paper, as its record says.
func (o *organ) times(id string) int {
	o.t.Helper()
	rec, err := o.store.Asset(o.ctx, o.actor("baomi"), id)
	if err == nil {
		err = o.store.CountFetches(o.ctx, rec.Labels)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return rec.Labels[0].Times()
}

func (o *organ) fetched(id string) (list []view.Entry) {
	o.t.Helper()
	lines, _, err := o.store.History(o.ctx, o.actor("baomi"), id, "", 100)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range lines {
		if e.Type == "label.fetched" {
			list = append(list, e)
		}
	}
	return list
}

// The first file of a job is its print; each further one, and each picture
// beyond what was printed, is a copy, on record with who, when and which format.
func TestEveryFileOfALabelIsOnRecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("UP-30", level.Secret)
		rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		l := rec.Labels[0]
		for n := 1; n <= 3; n++ {
			f, err := o.app.FetchSheet(o.ctx, o.actor("baomi"), l.Job, "zh")
			if err != nil || f.Pages != 1 || !bytes.HasPrefix(f.Body, []byte("%PDF-")) {
				t.Fatalf("%d pages, %v", f.Pages, err)
			}
			if got := o.times(id); got != n {
				t.Errorf("after fetch %d it is on paper %d times", n, got)
			}
		}
		for i, format := range []string{"svg", "png", "zpl"} {
			f, err := o.app.FetchLabel(o.ctx, o.actor("officer"), l.Token, app.Drawing{Format: format, Stock: "roll-50x30", DPI: 203})
			if err != nil || len(f.Body) < 200 || o.times(id) != 4+i {
				t.Errorf("%s: %d bytes, on paper %d times, %v", format, len(f.Body), o.times(id), err)
			}
		}
		lines := o.fetched(id)
		if len(lines) != 6 || lines[0].By.Name != "赵officer" || lines[5].By.Name != "赵baomi" ||
			!strings.Contains(string(lines[0].Data), `"format":"zpl"`) || !strings.Contains(string(lines[5].Data), l.Job) {
			t.Errorf("%d lines: %+v", len(lines), lines)
		}
		if after, err := s.Asset(o.ctx, o.actor("baomi"), id); err != nil || after.Version != rec.Version {
			t.Errorf("reading changed the asset: %d, was %d, %v", after.Version, rec.Version, err)
		}
		if wrong, err := s.Refold(o.ctx); err != nil || len(wrong) > 0 {
			t.Errorf("refold: %v, %v", wrong, err)
		}
	})
}

// No file leaves of a label that is out of force, to nobody who could not print
// it, and nothing is said of one to whom its asset is nothing.
func TestNoFileOfALabelOutOfForce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id, other := o.inStore("UP-31", level.Secret), o.inStore("UP-32", level.Secret)
		job := o.do("baomi", app.Print{Assets: []string{id, other}, Stock: "a4-70x37", Start: 1}).ID
		rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		token, svg := rec.Labels[0].Token, app.Drawing{Format: "svg", Stock: "roll-50x30"}
		if _, err := o.app.FetchLabel(o.ctx, o.actor("head1"), token, svg); errs.As(err).Rule != "flow.seat" {
			t.Errorf("by one who prints nothing: %v", err)
		}
		for _, who := range []string{"keeper3", "auditor"} {
			if _, err := o.app.FetchLabel(o.ctx, o.actor(who), token, svg); errs.As(err).Code != "label.not_found" {
				t.Errorf("by %s: %v", who, err)
			}
			if _, err := o.app.FetchSheet(o.ctx, o.actor(who), job, "zh"); !errs.IsKind(err, errs.NotFound) {
				t.Errorf("the job by %s: %v", who, err)
			}
		}
		o.do("baomi", app.VoidLabel{Token: token, Reason: "破损"})
		_, err = o.app.FetchLabel(o.ctx, o.actor("baomi"), token, svg)
		if e := errs.As(err); e.Rule != "flow.label-copy" || len(e.Missing) != 1 || !strings.Contains(e.Missing[0].ZH, "UP-31/1") {
			t.Errorf("void: %v %v", err, e.Missing)
		}
		_, err = o.app.FetchSheet(o.ctx, o.actor("baomi"), job, "zh")
		if e := errs.As(err); e.Rule != "flow.label-copy" || len(e.Missing) != 1 || !strings.Contains(e.Missing[0].ZH, "UP-31/1") {
			t.Errorf("a job with a void label: %v %v", err, e.Missing)
		}
		if n := len(o.fetched(id)) + len(o.fetched(other)); n != 0 {
			t.Errorf("%d fetches on record of what was refused", n)
		}
		refusals, _, err := s.Refusals(o.ctx, o.actor("baomi"), "", 50)
		if err != nil {
			t.Fatal(err)
		}
		kept := map[string]int{}
		for _, r := range refusals {
			if r.Verb == "fetch-label" {
				kept[r.Rule]++
			}
		}
		if kept["flow.label-copy"] != 2 || kept["flow.seat"] != 1 {
			t.Errorf("refusals kept: %v", kept)
		}
		// Frozen assets get no further label either.
		o.act("baomi", other, asset.VerbFreeze, asset.Args{Reference: "令1", Reason: "核查"})
		two, err := s.Asset(o.ctx, o.actor("baomi"), other)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.app.FetchLabel(o.ctx, o.actor("baomi"), two.Labels[0].Token, svg); errs.As(err).Rule != "flow.hold" {
			t.Errorf("frozen: %v", err)
		}
	})
}

// A job is handed out whole: what has left the printer's scope is not left out
// in silence.
func TestAJobIsHandedOutWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		stays, goes := o.inStore("UP-33", level.Secret), o.inStore("UP-34", level.Secret)
		job := o.do("officer", app.Print{Assets: []string{stays, goes}, Stock: "a4-70x37", Start: 1}).ID
		o.act("baomi", goes, asset.VerbIssue, asset.Args{Person: o.person["keeper3"]})
		o.sign(goes, "head1", "head2")
		o.act("keeper3", goes, asset.VerbAccept, asset.Args{})
		_, err := o.app.FetchSheet(o.ctx, o.actor("officer"), job, "zh")
		if errs.As(err).Code != "print_job.partial" {
			t.Errorf("%v", err)
		}
	})
}

// sign lets those sign whose turn it is, whatever the chain is.
func (o *organ) sign(id string, logins ...string) {
	o.t.Helper()
	for _, l := range logins {
		_, err := o.app.Execute(o.ctx, o.actor(l), app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbApprove}}, "")
		if err != nil && errs.As(err).Rule != "flow.step" && errs.As(err).Rule != "flow.state" {
			o.t.Fatalf("%s: %v", l, err)
		}
	}
}

// A label that is made void while a file of it is asked for: either the file was
// on record before, or nobody gets one.
func TestAFileAndTheEndOfItsLabelAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		svg := app.Drawing{Format: "svg", Stock: "roll-50x30"}
		for i := range 4 {
			id := o.inStore("UP-4"+string(rune('0'+i)), level.Secret)
			rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
			if err != nil {
				t.Fatal(err)
			}
			token, baomi, officer := rec.Labels[0].Token, o.actor("baomi"), o.actor("officer")
			var wg sync.WaitGroup
			var fetched, voided error
			wg.Go(func() { _, fetched = o.app.FetchLabel(o.ctx, officer, token, svg) })
			wg.Go(func() { _, voided = o.app.Execute(o.ctx, baomi, app.VoidLabel{Token: token, Reason: "破损"}, "") })
			wg.Wait()
			lines, _, err := s.History(o.ctx, o.actor("baomi"), id, "", 100)
			if voided != nil || err != nil || fetched != nil && errs.As(fetched).Rule != "flow.label-copy" {
				t.Fatalf("fetched: %v; void: %v; %v", fetched, voided, err)
			}
			at := func(kind string) int { // the newest is the first
				return slices.IndexFunc(lines, func(e view.Entry) bool { return e.Type == kind })
			}
			if file, end := at("label.fetched"), at("label.voided"); end < 0 || (fetched == nil) != (file >= 0) || file >= 0 && file < end {
				t.Errorf("the file is line %d, the end of the label line %d; told %v", file, end, fetched)
			}
		}
	})
}

// A file that is asked for while the end of its label is not committed yet waits,
// and is refused.
func TestAFileWaitsForTheEndOfItsLabel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("UP-45", level.Secret)
		rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		token, officer := rec.Labels[0].Token, o.actor("officer")
		var wg sync.WaitGroup
		var fetched error
		err = s.Write(o.ctx, func(tx *store.Tx) error {
			states, err := tx.Assets(id)
			if err != nil {
				return err
			}
			labels, err := tx.Labels(id)
			if err != nil {
				return err
			}
			f := asset.Facts{Actor: o.actor("baomi"), Now: tx.Now(), Assets: states, Labels: labels}
			e, err := asset.VoidLabel(f, id, token, "破损")
			if err != nil {
				return err
			}
			if err := tx.Append(f.Actor.Person, "", e); err != nil {
				return err
			}
			if _, err := tx.Keeps(officer.Person); err != nil { // it is in the rows by now
				return err
			}
			wg.Go(func() {
				_, fetched = o.app.FetchLabel(o.ctx, officer, token, app.Drawing{Format: "svg", Stock: "roll-50x30"})
			})
			time.Sleep(300 * time.Millisecond) // he is there and waits
			return nil
		})
		wg.Wait()
		if err != nil || errs.As(fetched).Rule != "flow.label-copy" {
			t.Errorf("void: %v; fetched: %v", err, fetched)
		}
	})
}
