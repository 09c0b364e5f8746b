package pages

import (
	"html/template"
	"slices"
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

// drawLinks draws each link by the template of that name. The addresses are
// ours, made by url.Values and of ids.
func (s *set) drawLinks(name string, list []link) template.HTML {
	var b strings.Builder
	b.Grow(len(list) << 8)
	for _, l := range list {
		s.pattern(name, linkShape{name, l.Class, l.Current}, func() any {
			return link{Text: hole(0), Href: hole(1), Class: l.Class, Current: l.Current}
		}).fill(&b, "", l.Text, l.Href)
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
		s.pattern("listhead", shape, func() any {
			of := head{Text: hole(0), Sorted: h.Sorted}
			if shape.leads {
				of.Href = hole(1)
			}
			return of
		}).fill(&b, "", h.Text, h.Href)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}

// line collects the values of a line of a page while it is made: each is put as
// it is, or as the hole where it goes.
type line struct {
	values []string
	holes  bool
}

// put returns what stands for the value in the template, "" for none.
func (l *line) put(v string) string {
	if v == "" {
		return ""
	}
	l.values = append(l.values, v)
	if l.holes {
		return hole(len(l.values) - 1)
	}
	return v
}

func (l *line) all(list []string) []string {
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

type whyShape struct {
	name                   string
	text, why, rule, basis bool
	missing                int
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
		w := s.whyLine(&l, a)
		shape := whyShape{"why", w.Text != "", w.Why != "", w.Rule != "", w.Basis != "", len(w.Missing)}
		s.pattern("why", shape, func() any { return s.whyLine(&line{holes: true}, a) }).fill(&b, "", l.values...)
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

// historyShape is all that its form depends on: which values there are.
type historyShape struct {
	refused bool
	has     string
}

func (s *set) historyLine(l *line, r historyRow) historyLine {
	out := historyLine{Refused: r.Refused, When: l.put(s.at(r.At)), By: l.put(r.By), What: l.put(r.What)}
	for _, f := range r.Facts {
		out.Facts = append(out.Facts, fact{Label: l.put(f.Label), Value: l.put(f.Value)})
	}
	out.Reason, out.Words, out.Missing = l.put(r.Reason), l.put(r.Words), l.all(r.Missing)
	out.Rule, out.Basis = l.put(r.Rule), l.put(s.articles(r.Articles))
	return out
}

// shape is the form of a line.
func (h historyLine) shape() historyShape {
	has := make([]byte, 0, 40)
	add := func(mark byte, list ...string) {
		for _, v := range list {
			if v == "" {
				has = append(has, '-')
			} else {
				has = append(has, mark)
			}
		}
	}
	add('h', h.When, h.By, h.What, h.Reason, h.Words, h.Rule, h.Basis)
	for _, f := range h.Facts {
		add('f', f.Label, f.Value)
	}
	add('m', h.Missing...)
	return historyShape{h.Refused, string(slices.Clip(has))}
}

// drawHistory draws the rows of a history.
func (s *set) drawHistory(list []historyRow) template.HTML {
	var b strings.Builder
	b.Grow(len(list) << 9)
	for _, r := range list {
		var l line
		s.pattern("historyrow", s.historyLine(&l, r).shape(), func() any { return s.historyLine(&line{holes: true}, r) }).fill(&b, "", l.values...)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}
