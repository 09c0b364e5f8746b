package app_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// behalf lists, of all that the person did, the kind of event and for whom, the
// oldest first: as the audit tells it.
func (o *organ) behalf(login string) []string {
	o.t.Helper()
	list, _, err := o.store.AuditLog(o.ctx, o.actor("auditor"), view.AuditLogFilter{View: view.UsersActs, By: o.person[login]}, "", 200)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		by := "own"
		for who, id := range o.person {
			if id == e.For.ID {
				by = who
				if !strings.Contains(e.Who().ZH, "代 "+e.For.Name) || !strings.Contains(e.Who().EN, "for "+e.For.Name) {
					o.t.Errorf("%s is told as by %v", e.Type, e.Who())
				}
			}
		}
		out = append(out, e.Type+" "+by)
	}
	slices.Reverse(out)
	return out
}

// Every deed that takes a seat shows who delegated it, and none that does not, or
// for which one's own seat would do.
func TestEveryDeedUnderADelegatedSeatSaysForWhom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.lent("officer", "keeper3", org.AssetOfficer, "办公厅")
		o.lent("head1", "keeper3", org.DepartmentHead, "办公厅")
		o.lent("baomi", "keeper3", org.SecrecyOffice, "")
		o.lent("baomi", "officer", org.SecrecyOffice, "")
		expect := func(what, login string, want ...string) {
			t.Helper()
			got := o.behalf(login)
			if len(got) < len(want) || !slices.Equal(got[len(got)-len(want):], want) {
				t.Fatalf("%s: %q, want %q", what, got, want)
			}
		}
		other := usb("U-2")
		other.Department = o.dept["研究室"]
		o.do("keeper3", app.Register{Registration: other})
		expect("the secrecy office's", "keeper3", "asset.registered baomi")
		r := usb("U-1")
		r.Department = o.dept["办公厅"]
		id := o.do("officer", app.Register{Registration: r}).ID
		expect("his own seat would do as well", "officer", "asset.registered own")
		l := level.Secret
		o.act("keeper3", id, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例", As: o.person["officer"]})
		expect("as the officer", "keeper3", "request.opened officer")
		o.act("keeper3", id, asset.VerbWithdraw, asset.Args{})
		expect("withdrawn", "keeper3", "request.closed officer")
		o.act("officer", id, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例"})
		expect("asked in his own right", "officer", "request.opened own")
		o.act("keeper3", id, asset.VerbRefuse, asset.Args{Reason: "不妥"})
		expect("refused", "keeper3", "request.closed head1")
		o.act("officer", id, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例"})
		o.act("keeper3", id, asset.VerbApprove, asset.Args{})
		expect("signed", "keeper3", "request.signed head1")
		o.act("group", id, asset.VerbApprove, asset.Args{})
		expect("the last signature, his own", "group", "request.signed own", "asset.marked own")

		o.do("keeper3", app.Print{Assets: []string{id}, Stock: "a4-70x37", Start: 1})
		expect("printed", "keeper3", "printjob.printed officer", "label.printed officer")
		rec, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil {
			t.Fatal(err)
		}
		token := rec.Labels[0].Token
		if _, err := o.app.FetchLabel(o.ctx, o.actor("keeper3"), token, app.Drawing{Format: "svg", Stock: "roll-50x30"}); err != nil {
			t.Fatal(err)
		}
		expect("fetched", "keeper3", "label.fetched officer")
		o.act("keeper3", id, asset.VerbLabel, asset.Args{Token: token})
		expect("read back", "keeper3", "label.applied officer")
		o.act("keeper3", id, asset.VerbFreeze, asset.Args{Reference: "1号", Reason: "核查"})
		expect("frozen", "keeper3", "asset.held baomi")
		o.act("keeper3", id, asset.VerbUnfreeze, asset.Args{Reference: "1号", Reason: "核查完毕"})
		o.do("keeper3", app.VoidLabel{Token: token, Reason: "撕坏"})
		expect("voided", "keeper3", "label.voided officer")

		var out bytes.Buffer
		if _, err := o.app.Export(o.ctx, o.actor("keeper3"), view.AssetFilter{}, "自查", "csv", "zh", &out); err != nil {
			t.Fatal(err)
		}
		if got := o.behalf("keeper3"); !strings.HasPrefix(got[len(got)-1], "export.") || strings.HasSuffix(got[len(got)-1], " own") {
			t.Fatalf("exported: %q", got[len(got)-1])
		}
		for _, c := range []struct{ text, by string }{{"U-1", "own"}, {"", "baomi"}} { // beyond his own department only by the other seat
			if _, err := o.app.Export(o.ctx, o.actor("officer"), view.AssetFilter{Text: c.text}, "自查", "csv", "zh", &out); err != nil {
				t.Fatal(err)
			}
			if got := o.behalf("officer"); !strings.HasSuffix(got[len(got)-1], " "+c.by) {
				t.Fatalf("exported %q: %q", c.text, got[len(got)-1])
			}
		}

		o.do("keeper3", app.SetDepartment{Department: org.Department{Name: "新处"}})
		o.do("keeper3", app.SetRoom{Room: org.Room{Name: "9", Department: o.dept["研究室"]}})
		o.do("keeper3", app.SetPerson{Person: org.Person{Name: "新人"}})
		expect("the organ", "keeper3", "org.department baomi", "org.room baomi", "org.person baomi")
		o.act("keeper3", id, asset.VerbReportLost, asset.Args{Reason: "不见"})
		if got := o.behalf("keeper3"); !slices.Contains(got, "asset.lost_reported own") {
			t.Fatalf("a loss is everybody's to report: %q", got)
		}

		entries, _, err := s.History(o.ctx, o.actor("baomi"), id, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, e := range entries {
			if e.For.ID != "" && e.For.Name != "" {
				told++
			}
		}
		if told != 10 {
			t.Errorf("%d entries of the history say for whom", told)
		}
		if list, err := s.Refold(o.ctx); err != nil || len(list) > 0 {
			t.Fatalf("%v, %v", list, err)
		}
		for _, g := range o.signatures(id) {
			if g.Account == "" {
				t.Error("a signature of nobody")
			}
		}
	})
}
