package pages

import (
	"html/template"
	"strconv"
	"strings"
)

// What a page repeats is filled into patterns of its templates: links, titles of
// columns, reasons, lines of a history. The templates call these functions with
// the list they would else range over.

// linkShape is all that the form of a link depends on.
type linkShape struct {
	name, class string
	current     bool
}

// drawLinks draws each link by the template of that name.
func (s *set) drawLinks(name string, list []link) template.HTML {
	var b strings.Builder
	b.Grow(len(list) << 8)
	for _, l := range list {
		p := s.pattern(name, linkShape{name, l.Class, l.Current}, func() any {
			return link{Text: hole(0), Href: hole(1), Class: l.Class, Current: l.Current}
		})
		p.fill(&b, "", l.Text, l.Href)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}

// drawQuicks draws the filters of one click.
func (s *set) drawQuicks(list []quick) template.HTML {
	links := make([]link, len(list))
	for i, q := range list {
		links[i] = link{Text: q.Text, Href: q.Href, Current: q.On}
	}
	return s.drawLinks("quick", links)
}

type headShape struct {
	sorted string
	leads  bool
}

// drawHeads draws the titles of the list's columns.
func (s *set) drawHeads(list []head) template.HTML {
	var b strings.Builder
	for _, h := range list {
		shape := headShape{h.Sorted, h.Href != ""}
		p := s.pattern("listhead", shape, func() any {
			of := head{Text: hole(0), Sorted: h.Sorted}
			if shape.leads {
				of.Href = given(1)
			}
			return of
		})
		p.fill(&b, "", h.Text, h.Href)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}

// line collects the values of a line of a page while it is made: each is put as
// it is, or as the hole where it goes.
type line struct {
	values []string
	holes  bool
	form   []byte // which values there are, in the order they are put
}

// lineShape is all that the form of a line depends on. Every value tells whether
// it is there, every list its length: no two forms have the same.
type lineShape struct {
	name, form string
	refused    bool
}

func (l *line) shape(name string, refused bool) lineShape {
	return lineShape{name, string(l.form), refused}
}

// put returns what stands for the value in the template, "" for none.
func (l *line) put(v string) string {
	if v == "" {
		l.form = append(l.form, '-')
		return ""
	}
	l.form, l.values = append(l.form, '+'), append(l.values, v)
	if l.holes {
		return given(len(l.values) - 1)
	}
	return v
}

// count tells how many of something follow.
func (l *line) count(n int) {
	l.form = append(strconv.AppendInt(l.form, int64(n), 10), ':')
}

func (l *line) all(list []string) []string {
	l.count(len(list))
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = l.put(v)
	}
	return out
}

// whyLine is a reason as its template «why» takes it.
type whyLine struct {
	Text, Why, Rule, Basis string
	Missing                []string
}

func (s *set) whyLine(l *line, a refusedAction) whyLine {
	return whyLine{
		Text: l.put(a.Text), Why: l.put(s.head(a.Why.Text)), Missing: l.all(s.sayAll(a.Why.Missing)),
		Rule: l.put(a.Why.Rule), Basis: l.put(s.articles(a.Why.Articles)),
	}
}

// drawReasons draws why verbs are not legal.
func (s *set) drawReasons(list []refusedAction) template.HTML {
	var b strings.Builder
	for _, a := range list {
		var l line
		s.whyLine(&l, a)
		p := s.pattern("why", l.shape("why", false), func() any { return s.whyLine(&line{holes: true}, a) })
		p.fill(&b, "", l.values...)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}

// historyLine is a row of a history as its template «historyrow» takes it.
type historyLine struct {
	When, By, What, Reason, Words, Rule, Basis string
	Facts                                      []fact
	Missing                                    []string
	Refused                                    bool
}

func (s *set) historyLine(l *line, r historyRow) historyLine {
	out := historyLine{Refused: r.Refused, When: l.put(s.at(r.At)), By: l.put(r.By), What: l.put(r.What)}
	l.count(len(r.Facts))
	for _, f := range r.Facts {
		out.Facts = append(out.Facts, fact{Label: l.put(f.Label), Value: l.put(f.Value)})
	}
	out.Reason, out.Words, out.Missing = l.put(r.Reason), l.put(r.Words), l.all(r.Missing)
	out.Rule, out.Basis = l.put(r.Rule), l.put(s.articles(r.Articles))
	return out
}

// drawHistory draws the rows of a history.
func (s *set) drawHistory(list []historyRow) template.HTML {
	var b strings.Builder
	b.Grow(len(list) << 9)
	for _, r := range list {
		var l line
		s.historyLine(&l, r)
		p := s.pattern("historyrow", l.shape("historyrow", r.Refused), func() any { return s.historyLine(&line{holes: true}, r) })
		p.fill(&b, "", l.values...)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}
