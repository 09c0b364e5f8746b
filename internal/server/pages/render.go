package pages

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/labels"
	"sealbook/web"
)

// set is everything in one language: texts, and the templates bound to them.
type set struct {
	lang      string
	texts     catalog
	zone      *time.Location
	templates *template.Template
	guide     []topic
	drawn     drawings
	static    func(name string) string // address of a static file
}

func (p *Pages) newSet(lang string) *set {
	s := &set{lang: lang, texts: loadCatalog(lang), zone: p.Zone, guide: guide(lang), static: p.address}
	s.templates = s.parse()
	s.settle()
	return s
}

func (s *set) parse() *template.Template {
	t := template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"t": s.texts.text, "x": s.say, "X": s.head, "at": s.at, "exact": s.exact, "day": s.day, "date": s.date, "n": shownIn,
		"mark": s.mark, "articles": s.articles, "stock": s.stock, "static": s.static, "rows": s.drawRows,
		"links": s.drawLinks, "quicks": s.drawQuicks, "heads": s.drawHeads, "reasons": s.drawReasons, "historyrows": s.drawHistory,
		"blank": s.drawBlank, "cardtags": s.drawCardTags, "cardplace": s.drawPlace, "facts": s.drawFacts,
	})
	return template.Must(t.ParseFS(web.FS, "partials/*.html", "pages/*.html"))
}

// of returns the set of the request's language.
func (p *Pages) of(c echo.Context) *set {
	if reqctx.Lang(c) == "en" {
		return p.sets["en"]
	}
	return p.sets["zh"]
}

// render writes a page. It renders to a buffer first, so that an error on the
// way still gets its own status. Where the request has run into something that
// has to be signed, the page that asks for the signature takes its place.
func (p *Pages) render(c echo.Context, status int, name string, page any) error {
	if ask := reqctx.Of(c).Ask; ask != nil && ask.Required != nil {
		return p.toSign(c, ask.Required)
	}
	return p.fragment(c, status, name+".html", page)
}

// fragment writes one template by itself: a row for a script that puts it into
// the page.
func (p *Pages) fragment(c echo.Context, status int, name string, data any) error {
	b := buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // the pool holds nothing else
	defer func() {
		if b.Cap() <= keptBuffer {
			buffers.Put(b)
		}
	}()
	b.Reset()
	if err := p.of(c).templates.ExecuteTemplate(b, name, data); err != nil {
		return errs.Wrap(err, "pages.render")
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(b.Len()))
	return c.HTMLBlob(status, b.Bytes())
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// keptBuffer is the largest buffer worth keeping for the next page.
const keptBuffer = 256 << 10

// t returns a text of the catalog. The keys in Go are literals held against the
// catalogs by a test; one that is missing all the same shows as itself.
func (s *set) t(key string, args ...any) string {
	text, err := s.texts.text(key, args...)
	if err != nil {
		return key
	}
	return text
}

func (s *set) say(t errs.Text) string { return t.In(s.lang) }

// head says a text of the domain where it stands by itself: in a heading, on a
// button, before a value. The domain's words are in lower case, as in the middle
// of a sentence; English begins such a line with a capital.
func (s *set) head(t errs.Text) string { return capital(s.say(t)) }

// sayAll is head for each line of a list.
func (s *set) sayAll(list []errs.Text) []string {
	var out []string
	for _, t := range list {
		out = append(out, s.head(t))
	}
	return out
}

func capital(text string) string {
	if first, size := utf8.DecodeRuneInString(text); unicode.IsLower(first) {
		return string(unicode.ToUpper(first)) + text[size:]
	}
	return text
}

// at writes a point in time in the organ's zone: 2026-11-23 14:05, 23 Nov 2026 14:05.
func (s *set) at(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return s.day(t) + t.In(s.zone).Format(" 15:04")
}

// exact is at with the seconds, where two things of one minute have to be told apart.
func (s *set) exact(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return s.day(t) + t.In(s.zone).Format(" 15:04:05")
}

func (s *set) day(t time.Time) string {
	switch {
	case t.IsZero():
		return "—"
	case s.lang == "en":
		return t.In(s.zone).Format("2 Jan 2006")
	default:
		return t.In(s.zone).Format("2006-01-02")
	}
}

// date writes a calendar day, which has no zone. Of what was bought long ago only
// the month may be known.
func (s *set) date(d org.Date) string {
	if d == "" {
		return "—"
	}
	if s.lang != "en" {
		return string(d)
	}
	for _, known := range []struct{ is, shown string }{{"2006-01-02", "2 Jan 2006"}, {"2006-01", "Jan 2006"}} {
		if t, err := time.Parse(known.is, string(d)); err == nil {
			return t.Format(known.shown)
		}
	}
	return string(d)
}

// number writes a count; both languages set thousands apart by a comma.
func (s *set) number(n int64) string { return grouped(n) }

// mark writes a marking as it stands on the label, in English in words.
func (s *set) mark(l level.Level, term int) string {
	switch {
	case !l.Classified() || term <= 0: // a bare star would only look like a term that is lost
		return s.head(l.Text())
	case s.lang != "en":
		return level.Mark(l, term)
	default:
		return s.head(l.Text()) + "★" + strconv.Itoa(term) + " y"
	}
}

// stock is the title of a label paper; one that is no longer built in keeps its name.
func (s *set) stock(name string) string {
	if st, ok := labels.Find(name); ok {
		return s.say(errs.T(st.ZH, st.EN))
	}
	return name
}

// articles names the basis of a rule: «ORG 15» is article 15 of the organ's regulation.
func (s *set) articles(list []string) string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = s.article(a)
	}
	return strings.Join(out, s.t("basis.and"))
}

// split parts «27(2)» into the article and what stands in its brackets.
func split(number string) (article, rest string) {
	if i := strings.IndexByte(number, '('); i > 0 {
		return number[:i], number[i:]
	}
	return number, ""
}

var sources = map[string]string{"ORG": "basis.org", "LAW": "basis.law", "REG": "basis.reg"}

func (s *set) article(a string) string {
	source, number, ok := strings.Cut(a, " ")
	if key := sources[source]; ok && key != "" {
		article, rest := split(number)
		return s.t(key, article, rest)
	}
	if a == "practice" {
		return s.t("basis.practice")
	}
	return a
}
