package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// onRecord is a field of a form as it stands on record: what the form was drawn
// from is sent along with it, so that a form that was overtaken can tell what
// somebody else has changed meanwhile.
type onRecord struct{ Name, Value string }

// wasPrefix begins the names under which a form sends that along.
const wasPrefix = "was."

// overtaken is what somebody else has changed since a form was drawn.
type overtaken struct {
	Fields []changedField
	Deeds  []view.Deed
}

// changedField is one of its fields: what it was when the form was drawn, what it
// is now, and what the reader has written there himself.
type changedField struct {
	Name, Label, Was, Now, Own string
	Touched                    bool
}

// superseded reports that the form was drawn from an older version.
func superseded(bad *errs.Error) bool {
	return bad != nil && (bad.Code == "organ.stale" || bad.Code == "store.stale")
}

// drawnFrom says which record the form is about and what its fields are on record
// now. Of an overtaken form, what the reader did not touch becomes what others
// have made of it; what he wrote stays.
func (f *organForm) drawnFrom(form url.Values, bad *errs.Error, of event.Subject, version int64, now []onRecord) {
	f.of, f.Was, f.Hidden.Version = of, now, seen(form, version)
	if superseded(bad) {
		f.changed, f.Hidden.Version = catchUp(form, now), version
		return
	}
	for i := range f.Was { // refused for another reason: it is still the form that was drawn then
		if was, sent := form[wasPrefix+f.Was[i].Name]; sent {
			f.Was[i].Value = was[0]
		}
	}
}

func catchUp(form url.Values, now []onRecord) []changedField {
	var out []changedField
	for _, r := range now {
		was, sent := form[wasPrefix+r.Name]
		if !sent || was[0] == r.Value {
			continue
		}
		x := changedField{Name: r.Name, Was: was[0], Now: r.Value, Own: strings.TrimSpace(form.Get(r.Name))}
		if x.Own == x.Was {
			form.Set(r.Name, r.Value)
		}
		x.Touched = form.Has(r.Name) && x.Own != x.Was && x.Own != x.Now
		out = append(out, x)
	}
	return out
}

// tellOvertaken fills in what an overtaken form tells: which of its fields have
// changed, from what to what, and who has changed the record. Sent again it is
// sent in the knowledge of that, as another deed.
func (p *Pages) tellOvertaken(c echo.Context, f *organForm) error {
	deeds, err := p.App.Store().DeedsSince(c.Request().Context(), reqctx.Actor(c), f.of, seen(c.Request().PostForm, 0))
	if err != nil {
		return err
	}
	paths, err := p.departmentPaths(c)
	if err != nil {
		return err
	}
	s := p.of(c)
	out := overtaken{Deeds: deeds}
	for _, x := range f.changed {
		i := slices.IndexFunc(f.Fields, func(in input) bool { return in.Name == x.Name })
		if i < 0 {
			if x.Label = boxIn(f.Fields, x.Name); x.Label != "" {
				out.Fields = append(out.Fields, s.boxWords(x))
			}
			continue
		}
		x.Label = f.Fields[i].Label
		for _, v := range []*string{&x.Was, &x.Now, &x.Own} {
			*v = s.valueIn(f.Fields[i], *v, paths)
		}
		out.Fields = append(out.Fields, x)
	}
	f.Overtaken, f.Hidden.Key = &out, p.nextKey(c).Key
	return nil
}

// valueIn says a value of a field as its form shows it.
func (s *set) valueIn(in input, value string, departments map[string]string) string {
	if value == "" {
		return s.t("organ.nothing")
	}
	for _, g := range in.Groups {
		for _, o := range g.Options {
			if o.Value == value {
				return o.Text
			}
		}
	}
	if path := departments[value]; path != "" {
		return path
	}
	return value
}

// boxIn names the box, or the line of text beside it, that a group has under the
// name.
func boxIn(fields []input, name string) string {
	for _, in := range fields {
		for _, g := range in.Groups {
			for _, o := range g.Options {
				if o.Name != "" && (o.Name == name || o.Also == name) {
					return o.Text
				}
			}
		}
	}
	return ""
}

// boxWords says what a box, or the text beside it, was and is.
func (s *set) boxWords(x changedField) changedField {
	for _, v := range []*string{&x.Was, &x.Now, &x.Own} {
		switch *v {
		case "":
			*v = s.t("organ.nothing")
		case ticked:
			*v = s.t("form.ticked")
		}
	}
	return x
}
