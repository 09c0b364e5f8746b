package pages

import (
	"html/template"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// Links, reasons and lines of a history that are filled in have every byte that
// their templates would give them.
func TestWhatIsFilledInIsWhatItsTemplateGives(t *testing.T) {
	nasty := `<b>"x"&'y'+` + "\x00"
	address := "/assets?life=in_use&q=%3Cb%3E+%26&sort=code"
	p := New(Deps{})
	for _, s := range p.sets {
		same := func(name string, got template.HTML, list ...any) {
			t.Helper()
			var want strings.Builder
			for _, of := range list {
				if err := s.templates.ExecuteTemplate(&want, name, of); err != nil {
					t.Fatal(err)
				}
			}
			if want.Len() == 0 || got != template.HTML(want.String()) {
				t.Errorf("%s in %s, filled in:\n%s\ndrawn:\n%s", name, s.lang, got, want.String())
			}
		}
		for _, name := range []string{"navlink", "tool", "quick", "button"} {
			a, b := link{Text: nasty, Href: address, Class: "main"}, link{Text: "甲", Href: "/", Current: true}
			c := link{Text: "乙", Href: "javascript:alert(" + nasty + ")"}
			same(name, s.drawLinks(name, []link{a, b, a, c}), a, b, a, c)
		}
		quicks := []quick{{Text: nasty, Href: address, On: true}, {Text: "乙", Href: "/assets"}}
		same("quick", s.drawQuicks(quicks), link{Text: nasty, Href: address, Current: true}, link{Text: "乙", Href: "/assets"})
		heads := []head{{Text: nasty}, {Text: "a", Href: address}, {Text: "a", Href: "/assets", Sorted: "ascending"}, {Text: nasty, Href: address, Sorted: "descending"}}
		same("listhead", s.drawHeads(heads), heads[0], heads[1], heads[2], heads[3])

		why := []refusedAction{
			{Text: nasty, Why: errs.New(errs.Refused, "x", nasty, nasty)},
			{Text: "甲", Why: &errs.Error{Text: errs.T("乙", "b"), Missing: []errs.Text{errs.T(nasty, nasty), errs.T("丙", "c")}, Rule: "use.clearance", Articles: []string{"ORG 18", "practice"}}},
			{Text: "甲", Why: &errs.Error{Text: errs.T("乙", "b"), Rule: "flow.class"}},
			{Text: "甲", Why: &errs.Error{Text: errs.T("乙", "b"), Missing: []errs.Text{{}, errs.T("丙", "c")}, Rule: nasty}},
		}
		var lines []any
		for _, w := range why {
			lines = append(lines, s.whyLine(&line{}, w))
		}
		same("why", s.drawReasons(why), lines...)

		rows := []historyRow{
			{At: time.Now(), By: nasty, What: nasty, Reason: nasty, Facts: []fact{{Label: nasty, Value: nasty}, {Label: "a", Value: ""}}},
			{Refused: true, What: "甲", Words: nasty, Missing: []string{nasty, "", "b"}, Rule: "use.clearance", Articles: []string{"ORG 18(2)"}},
			{What: "甲", Facts: []fact{{Label: "", Value: "b"}}},
			{What: "甲", Facts: []fact{{Label: "b", Value: ""}}},
		}
		lines = nil
		for _, r := range rows {
			lines = append(lines, s.historyLine(&line{}, r))
		}
		same("historyrow", s.drawHistory(rows), lines...)

		facts := []fact{{Label: nasty, Value: nasty}, {Label: "a", Value: "b", Wide: true}, {Label: "c"}}
		same("fact", s.drawFacts(facts), facts[0], facts[1], facts[2])
		some := view.Asset{Class: asset.Medium, Kind: "usb_stick", Serial: nasty, Keeper: view.Ref{ID: "p1", Name: nasty}, Room: view.Ref{ID: "r1", Name: nasty}, Host: view.Ref{ID: "h", Name: nasty}}
		for _, a := range []view.Asset{some, {}, {Class: asset.Computer, Kind: "desktop", Department: view.Ref{ID: "d", Name: "甲"}, Keeper: view.Ref{Name: "乙"}}, some} {
			same("cardplace", s.drawPlace(a), s.placeLine(&line{}, &a))
			same("cardtags", s.drawCardTags(a), &a)
		}
	}
}
