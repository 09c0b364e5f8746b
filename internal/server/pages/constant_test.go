package pages

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"sealbook/internal/server/reqctx"
)

// Constants written into the templates change no byte of what html/template
// alone would draw, and none is left that could be written.
func TestConstantsAreDrawnAsBefore(t *testing.T) {
	p, plain := New(Deps{}), New(Deps{})
	for lang, s := range plain.sets {
		s.templates = s.parse()
		drawn := func(p *Pages) string {
			r := httptest.NewRequest("GET", "/components?x=%22%3C", nil)
			r.Header.Set("Accept-Language", lang)
			rec := httptest.NewRecorder()
			c := echo.New().NewContext(r, rec)
			v := reqctx.Values{Lang: lang}
			c.SetRequest(r.WithContext(reqctx.With(r.Context(), &v)))
			if err := p.components(c); err != nil {
				t.Fatal(err)
			}
			return rec.Body.String()
		}
		if got, want := drawn(p), drawn(plain); got != want || !strings.Contains(got, "icons.svg?v=") {
			t.Errorf("components in %s:\n%s\nwithout constants:\n%s", lang, got, want)
		}
		for name, data := range map[string]any{
			"icon": `a" b+<`, "signin.html": signInPage{Frame: frame{Lang: lang, Title: `"<&'`, Signed: true, CanScan: true, Help: "scan"}, Login: "+"},
		} {
			var got, want bytes.Buffer
			if err := p.sets[lang].templates.ExecuteTemplate(&got, name, data); err != nil {
				t.Fatal(err)
			}
			if err := s.templates.ExecuteTemplate(&want, name, data); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Errorf("%s in %s:\n%s\nwithout constants:\n%s", name, lang, got.String(), want.String())
			}
		}
		for _, x := range p.sets[lang].templates.Templates() {
			if x.Tree == nil {
				continue
			}
			for _, call := range []string{`{{template "icon" "`, `{{static "`, `{{t "list.go" |`} {
				if i := strings.Index(x.Tree.Root.String(), call); i >= 0 {
					t.Errorf("%s still asks for %s", x.Name(), x.Tree.Root.String()[i:][:40])
				}
			}
		}
	}
}
