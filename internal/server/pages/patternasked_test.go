package pages

import (
	"html/template"
	"strings"
	"testing"
)

// newSetWith is a set with one template more.
func newSetWith(t *testing.T, text string) *set {
	t.Helper()
	s := New(Deps{}).sets["zh"]
	s.templates = template.Must(s.parse().Parse(`{{define "tried"}}` + text + `{{end}}`))
	return s
}

type triedPage struct {
	Known, Text, Sure string
	Inner             struct{ Text string }
	List              []string
	Drawn             template.HTML
}

func triedWith(text, sure string) triedPage {
	of := triedPage{Known: "a", Text: text, Sure: sure, List: []string{sure}, Drawn: "<b>"}
	of.Inner.Text = text
	return of
}

// A template that does with a value what filling in does not is refused where
// its pattern is cut.
func TestAPatternOfABadTemplateIsRefused(t *testing.T) {
	for text, why := range map[string]string{
		`<p title={{.Text}}>`:                               "escaped in a way",
		`<script>var x = {{.Text}}</script>`:                "script",
		`<script>var x = "{{.Text}}"</script>`:              "script",
		`<style>p { color: {{.Text}} }</style>`:             "style",
		`<p style="color: {{.Text}}">`:                      "style",
		`<p onclick="go({{.Text}})">`:                       "script",
		`<img srcset="{{.Text}}">`:                          "script",
		`{{if eq .Sure "a"}}b{{end}}`:                       "compares",
		`{{if eq .Known .Sure}}b{{end}}`:                    "compares",
		`{{with .Inner}}{{if ne .Text "a"}}b{{end}}{{end}}`: "compares",
		`{{with .Sure}}{{if eq $.Text "a"}}b{{end}}{{end}}`: "compares",
		`{{range .List}}{{if eq . "a"}}b{{end}}{{end}}`:     "compares",
		`{{if .Text}}b{{end}}`:                              "the key does not tell",
		`{{with .Text}}{{.}}{{end}}`:                        "the key does not tell",
		`{{or .Inner.Text "—"}}`:                            "the key does not tell",
		`{{if and .Known (not .Text)}}b{{end}}`:             "the key does not tell",
		`{{len .Sure}}`:                                     "works on a value",
		`{{.Sure | printf "%5s"}}`:                          "works on a value",
		`{{index .List 0}}`:                                 "works on a value",
		`{{$x := .Sure}}{{$x}}`:                             "variables",
		`{{template "tried-in" .}}{{end}}{{define "tried-in"}}{{if eq .Text "a"}}{{end}}`: "compares",
	} {
		s := newSetWith(t, text)
		_, err := s.cut("tried", triedWith(hole(0), given(1)))
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", text, err)
		}
		func() {
			defer func() {
				if said := recover(); said == nil || !strings.HasPrefix(said.(string), "pages: tried: ") { //nolint:forcetypeassert // what it panics with
					t.Errorf("%s: a page is drawn with it: %v", text, said)
				}
			}()
			s.pattern("tried", "key", func() any { return triedWith(hole(0), given(1)) })
		}()
	}
}

// What a template may do with a value comes out as it would draw it: in texts,
// attributes, and every part of an address.
func TestAPatternOfAGoodTemplateDrawsWhatItWould(t *testing.T) {
	for _, text := range []string{
		`{{.Text}}<p title="{{.Text}}" data-x='{{.Sure}}'>{{.Drawn}}<textarea>{{.Text}}</textarea>`,
		`<a href="{{.Text}}">`, `<a href="/a/{{.Text}}/b">`, `<a href="/a?x={{.Text}}&y={{.Sure}}">`, `<a href="/a#{{.Text}}">`,
		`{{if .Sure}}{{.Text}}{{else}}b{{end}}{{with .Sure}}{{.}}{{$.Known}}{{end}}{{or .Sure "—"}}`,
		`{{if eq .Known "a"}}{{.Text}}{{end}}{{range .List}}<i>{{.}}</i>{{end}}{{with .Inner}}{{.Text}}{{end}}`,
	} {
		s := newSetWith(t, text)
		of := triedWith(hole(0), given(1))
		of.Drawn = template.HTML(given(2))
		p, err := s.cut("tried", of)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, v := range []string{`<b>"x"&'y'+ %41%4` + "\x00甲`=()", "javascript:alert(1)", "/a:b?c=d&e=%3C#f", "HTTP://x", "x", ""} {
			var got, want strings.Builder
			sure := v + "z"
			if err := s.templates.ExecuteTemplate(&want, "tried", triedWith(v, sure)); err != nil {
				t.Fatal(err)
			}
			if p.fill(&got, "<b>", v, sure); got.String() != want.String() {
				t.Errorf("%s with %q, filled in:\n%s\ndrawn:\n%s", text, v, got.String(), want.String())
			}
		}
	}
}

// Two lines of different form never have the same key, whatever is missing in
// them.
func TestLinesOfDifferentFormHaveDifferentKeys(t *testing.T) {
	s := New(Deps{}).sets["zh"]
	seen := map[lineShape]string{}
	for name, r := range map[string]historyRow{
		"none": {}, "a fact without values": {Facts: []fact{{}}}, "two empty lines missing": {Missing: []string{"", ""}},
		"one empty line": {Missing: []string{""}}, "two facts": {Facts: []fact{{}, {}}}, "both": {Facts: []fact{{}}, Missing: []string{"", ""}},
		"reason": {Reason: "a"}, "words": {Words: "a"}, "label": {Facts: []fact{{Label: "a"}}}, "value": {Facts: []fact{{Value: "a"}}},
		"refused": {Refused: true}, "line": {Missing: []string{"a"}}, "eleven lines": {Missing: make([]string, 11)},
	} {
		var l line
		s.historyLine(&l, r)
		key := l.shape("historyrow", r.Refused)
		if other := seen[key]; other != "" {
			t.Errorf("%s and %s have the key %v", name, other, key)
		}
		seen[key] = name
		if got, again := s.drawHistory([]historyRow{r}), New(Deps{}).sets["zh"].drawHistory([]historyRow{r}); got != again {
			t.Errorf("%s is drawn as %s, alone as %s", name, got, again)
		}
	}
}
