package pages

import (
	"html/template"
	"strings"

	"sealbook/internal/view"
)

// blankKey stands for a form in which nothing is filled in.
type blankKey string

// drawBlank draws the fields of a form in which nothing is filled in, nothing is
// wrong, and nothing depends on the reader: once for all.
func (s *set) drawBlank(name string, fields []input) template.HTML {
	return s.draw(name, blankKey(name), fields)
}

// tagsKey is all that the template «cardtags» shows of an asset.
type tagsKey struct {
	mark  markKey
	state stateKey
}

func (s *set) drawCardTags(a view.Asset) template.HTML {
	return s.draw("cardtags", tagsKey{markOf(&a), stateOf(&a)}, &a)
}

// placeLine is what an asset is and where, as the template «cardplace» takes it.
type placeLine struct {
	Kind, Serial                   string
	Keeper, Department, Room, Host view.Ref
}

func (s *set) placeLine(l *line, a *view.Asset) placeLine {
	ref := func(r view.Ref) view.Ref { return view.Ref{ID: l.put(r.ID), Name: l.put(r.Name)} }
	return placeLine{
		Kind: l.put(s.head(a.Class.Text()) + " / " + s.say(a.Kind.TextIn(a.Class))), Serial: l.put(a.Serial),
		Keeper: ref(a.Keeper), Department: ref(a.Department), Room: ref(a.Room), Host: ref(a.Host),
	}
}

// drawPlace draws what an asset is and where it is.
func (s *set) drawPlace(a view.Asset) template.HTML {
	var b strings.Builder
	b.Grow(1 << 10)
	var l line
	s.placeLine(&l, &a)
	p := s.pattern("cardplace", l.shape("cardplace", false), func() any { return s.placeLine(&line{holes: true}, &a) })
	p.fill(&b, "", l.values...)
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}

// factShape is all that the form of a fact depends on.
type factShape struct{ wide bool }

// drawFacts draws labelled values.
func (s *set) drawFacts(list []fact) template.HTML {
	var b strings.Builder
	b.Grow(len(list) << 7)
	for _, f := range list {
		p := s.pattern("fact", factShape{f.Wide}, func() any {
			return fact{Label: hole(0), Value: hole(1), Wide: f.Wide}
		})
		p.fill(&b, "", f.Label, f.Value)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the pattern is filled in
}
