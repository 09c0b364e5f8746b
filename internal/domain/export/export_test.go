package export_test

import (
	"strings"
	"testing"

	"sealbook/internal/domain/export"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

func with(seats ...org.Seat) org.Actor {
	a := org.Actor{Person: "p1", Clearance: level.TopSecret}
	for _, s := range seats {
		h := org.Held{Seat: s}
		if s.Bound() {
			h.Department, h.Covers = "d1", []string{"d1"}
		}
		a.Held = append(a.Held, h)
	}
	return a
}

func TestWhoMayExport(t *testing.T) {
	may := map[org.Seat]bool{org.SecrecyOffice: true, org.AssetOfficer: true, org.DepartmentHead: true}
	for _, s := range org.Grantable() {
		_, err := export.Decide(with(s), export.Request{Purpose: "自查", Format: export.CSV})
		rule := errs.As(err)
		switch {
		case may[s]:
			if err != nil {
				t.Errorf("%s: %v", s, err)
			}
		case s.Admin():
			if err == nil || rule.Rule != "adm.no-business" {
				t.Errorf("%s: %v", s, err)
			}
		case err == nil || rule.Rule != "flow.seat" || len(rule.Missing) != 1:
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, nobody := range []org.Actor{{Person: "p1"}, {System: true, Held: with(org.SecrecyOffice).Held}} {
		if _, err := export.Decide(nobody, export.Request{Purpose: "自查", Format: export.CSV}); err == nil {
			t.Errorf("%+v may export", nobody)
		}
	}
	// An administrator's seat beside a business one does not open the door.
	if _, err := export.Decide(with(org.SecrecyOffice, org.Auditor), export.Request{Purpose: "自查", Format: export.CSV}); err == nil {
		t.Error("an auditor may export")
	}
}

func TestOtherSeatsDoNotWidenTheScope(t *testing.T) {
	actor := with(org.Witness, org.AssetOfficer, org.Technician)
	d, err := export.Decide(actor, export.Request{Purpose: "自查", Format: export.XLSX})
	if err != nil {
		t.Fatal(err)
	}
	if s := d.Reader.Scope(); s.Organ || len(s.Departments) != 1 || s.Departments[0] != "d1" || s.Max != level.TopSecret {
		t.Errorf("scope %+v", s)
	}
	if len(actor.Held) != 3 || actor.Held[0].Seat != org.Witness {
		t.Errorf("the actor itself was changed: %+v", actor.Held)
	}
}

func TestPurposeIsTidiedAndRequired(t *testing.T) {
	actor := with(org.SecrecyOffice)
	for _, empty := range []string{"", "  ", "\n\t", "\u3000", "\u200b\ufeff"} {
		_, err := export.Decide(actor, export.Request{Purpose: empty, Format: export.CSV})
		if e := errs.As(err); err == nil || e.Rule != "exp.marked" || len(e.Missing) != 1 {
			t.Errorf("%q: %v", empty, err)
		}
	}
	d, err := export.Decide(actor, export.Request{Purpose: " 年度\r\n自查\u0007 ", Format: export.CSV, Lang: "fr"})
	if err != nil || d.Purpose != "年度 自查" || d.Lang != "zh" {
		t.Errorf("%+v %v", d, err)
	}
	for r, kind := range map[export.Request]errs.Kind{
		{Purpose: strings.Repeat("长", export.MaxPurpose+1), Format: export.CSV}: errs.Invalid,
		{Purpose: "自查", Format: "pdf"}:                                          errs.Invalid,
	} {
		if _, err := export.Decide(actor, r); !errs.IsKind(err, kind) {
			t.Errorf("%.10s %s: %v", r.Purpose, r.Format, err)
		}
	}
	if _, err := export.Decide(actor, export.Request{Purpose: strings.Repeat("长", export.MaxPurpose), Format: export.CSV, Lang: "en"}); err != nil {
		t.Error(err)
	}
}

func TestExtentKeepsTheHighest(t *testing.T) {
	var x export.Extent
	if x.Marking() != "非密" {
		t.Errorf("an empty list is marked %s", x.Marking())
	}
	for _, step := range []struct {
		level level.Level
		term  int
		want  string
	}{
		{level.Unclassified, 0, "非密"}, {level.Confidential, 5, "秘密★5年"}, {level.Secret, 10, "机密★10年"},
		{level.Confidential, 30, "机密★10年"}, {level.Secret, 20, "机密★20年"}, {level.Secret, 0, "机密★20年"}, {level.TopSecret, 0, "绝密★"},
	} {
		if x.Add(step.level, step.term); x.Marking() != step.want {
			t.Errorf("after %s %d: %s, want %s", step.level, step.term, x.Marking(), step.want)
		}
	}
	if x.Rows != 7 {
		t.Errorf("%d rows", x.Rows)
	}
}

func TestSearchedTextIsKeptApart(t *testing.T) {
	e := export.State(export.Made{Export: "x1", Number: 3}, "钱示例")
	if e.Private["filter.text"] != "钱示例" || !e.Touches(export.KindSubject, "x1") || e.Data.EventType() != "export.made" {
		t.Errorf("%+v", e)
	}
	if e := export.State(export.Made{Export: "x2"}, ""); e.Private != nil {
		t.Errorf("%+v", e.Private)
	}
}
