package pages

import (
	"html/template"
	"strings"
	"sync"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/setting"
	"sealbook/internal/view"
)

// A row that is filled in has every byte that its templates would give it, with
// whatever stands in it.
func TestRowsFilledInAreThoseOfTheirTemplates(t *testing.T) {
	p := New(Deps{})
	nasty := `<script>"x"&'y'+Hole1eloH` + "\x00"
	list := []view.Asset{
		{ID: "a1", Code: nasty, Name: nasty, Serial: nasty, Class: asset.Medium, Kind: "usb_stick", Level: level.Secret, Term: 20, Decided: true,
			Life: asset.InUse, Keeper: view.Ref{ID: "p", Name: nasty}, Department: view.Ref{Name: nasty}, Room: view.Ref{Name: nasty}, Host: view.Ref{ID: "h1", Name: nasty}, Version: 3},
		{ID: "a2", Code: "JM-1", Class: asset.Computer, Kind: "desktop", Life: asset.Draft, LabelDue: true, Holds: []asset.HoldKind{asset.HoldFrozen}},
		{ID: "a3", Code: "JM-2", Name: "甲", Class: asset.Drive, Department: view.Ref{Name: "乙部"}, Host: view.Ref{Name: "JM-1"}},
	}
	for _, s := range p.sets {
		var want strings.Builder
		rows := s.listRows(list, setting.AllColumns())
		for _, row := range rows {
			want.WriteString("<tr>")
			if err := s.templates.ExecuteTemplate(&want, "listbox", row); err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				if err := s.templates.ExecuteTemplate(&want, "listcell", c); err != nil {
					t.Fatal(err)
				}
			}
			want.WriteString("</tr>\n")
		}
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if got := s.drawRows(rows); got != template.HTML(want.String()) {
					t.Errorf("%s: filled in:\n%s\ndrawn:\n%s", s.lang, got, want.String())
				}
			})
		}
		all.Wait()
	}
}

func TestPatternsHaveAnEnd(t *testing.T) {
	s := New(Deps{}).sets["zh"]
	for n := range 2 * mostDrawn {
		s.pattern("listbox", n, func() any { return listRow{Pick: hole(0)} })
	}
	if len(s.drawn.patterns) > mostDrawn {
		t.Errorf("%d kept", len(s.drawn.patterns))
	}
}
