package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

type registerPage struct {
	Frame                    frame
	Problem                  *errs.Error
	Hidden                   hidden
	Identity, Place, Details []input
	Parts                    []partLine
	PartsErr                 string
	MoreOpen                 bool
}

// partLine is one part of a host that is being registered.
type partLine struct {
	N                          int
	Kinds                      []option
	Serial, Brand, Model, Code string
}

const (
	firstParts = 2
	moreParts  = 4
	mostParts  = 64
)

func (p *Pages) registerForm(c echo.Context) error {
	return p.registerAgain(c, http.StatusOK, url.Values{}, nil)
}

func (p *Pages) register(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if form.Get("more") != "" || form.Get("find") != "" || pending(form, "room") || pending(form, "department") {
		return p.registerAgain(c, http.StatusOK, form, lookFirst(form))
	}
	r, bad := registration(form)
	if bad == nil {
		bad = blanks(r, reqctx.Actor(c))
	}
	if bad == nil {
		out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), app.Register{Registration: r}, p.hidden(c).Key)
		if err == nil {
			return c.Redirect(http.StatusSeeOther, "/assets/"+out.ID+"?done=register")
		}
		bad = errs.As(err)
	}
	if bad.Kind == errs.Internal || bad.Kind == errs.Unavailable {
		return bad
	}
	return p.registerAgain(c, problem.Status(bad), form, bad)
}

// blanks tells of what was left empty before anybody is asked whether he may: a
// forgotten field is no overreach.
func blanks(r asset.Registration, actor org.Actor) *errs.Error {
	var bad *errs.Error
	if !prints(actor) {
		return nil // he may not, whatever he writes
	}
	for _, f := range []struct {
		empty        bool
		name, zh, en string
	}{
		{r.Class == "", "class", "请选择类别。", "Choose the class."},
		{r.Kind == "", "kind", "请选择类型。", "Choose the kind."},
		{r.Department == "" && !actor.Holds(org.SecrecyOffice), "department", "请选择本部门。", "Choose your department."},
	} {
		switch {
		case !f.empty:
		case bad == nil:
			bad = errs.InvalidField(f.name, f.zh, f.en)
		default:
			bad = bad.WithField(f.name, f.zh, f.en)
		}
	}
	return bad
}

// registration reads the form. The details go by their JSON names.
func registration(form url.Values) (asset.Registration, *errs.Error) {
	get := func(k string) string { return strings.TrimSpace(form.Get(k)) }
	r := asset.Registration{
		Code: get("code"), Class: asset.Class(get("class")), Kind: asset.Kind(get("kind")), Serial: get("serial"), Brand: get("brand"),
		Model: get("model"), Book: asset.Book(get("book")), Department: get("department"), Room: get("room"),
		Network: asset.Network(get("network")), Wireless: asset.Wireless(get("wireless")),
	}
	if r.Class == "" {
		r.Class = classOf(r.Kind)
	}
	texts := map[string]string{}
	for _, d := range details {
		texts[d.name] = strings.ReplaceAll(get(d.name), "\r\n", "\n")
	}
	b, err := json.Marshal(texts)
	if err == nil {
		err = json.Unmarshal(b, &r.Details)
	}
	if err != nil {
		return r, errs.As(err)
	}
	for _, l := range partLines(form) {
		if l.Serial+l.Brand+l.Model+l.Code == "" && chosen(l.Kinds) == "" {
			continue
		}
		kind := asset.Kind(chosen(l.Kinds))
		if kind == "" {
			return r, errs.InvalidField("parts", "请选择每个部件的类型。", "Choose the kind of each part.")
		}
		r.Parts = append(r.Parts, asset.PartSpec{Class: classOf(kind), Kind: kind, Serial: l.Serial, Brand: l.Brand, Model: l.Model, Code: l.Code})
	}
	return r, nil
}

// classOf is the first class that has the kind.
func classOf(k asset.Kind) asset.Class {
	for _, c := range asset.Classes() {
		if slices.Contains(asset.KindsOf(c), k) {
			return c
		}
	}
	return ""
}

func partLines(form url.Values) []partLine {
	at := func(name string, i int) string {
		if v := form[name]; i < len(v) {
			return strings.TrimSpace(v[i])
		}
		return ""
	}
	n := min(max(firstParts, len(form["part_serial"])), mostParts)
	if form.Get("more") != "" {
		n = min(n+moreParts, mostParts)
	}
	out := make([]partLine, n)
	for i := range out {
		out[i] = partLine{
			N: i + 1, Kinds: []option{{Value: at("part_kind", i), Chosen: true}}, Serial: at("part_serial", i),
			Brand: at("part_brand", i), Model: at("part_model", i), Code: at("part_code", i),
		}
	}
	return out
}

func chosen(list []option) string {
	for _, o := range list {
		if o.Chosen {
			return o.Value
		}
	}
	return ""
}

func (p *Pages) registerAgain(c echo.Context, status int, form url.Values, bad *errs.Error) error {
	s := p.of(c)
	departments, err := p.departmentsIn(c, form, "department")
	if err != nil {
		return err
	}
	rooms, err := p.found(c, "rooms", form.Get("room"), form.Get("room_q"))
	if err != nil {
		return err
	}
	out := registerPage{Frame: p.frame(c, "register.title"), Hidden: p.hidden(c), Parts: partLines(form)}
	out.Frame.FocusScan = false
	out.Identity, out.Details = s.identity(form), nil
	for _, d := range details {
		if !slices.Contains([]string{"name", "brand", "model", "serial"}, d.name) {
			out.Details = append(out.Details, s.detailInput(d, "", form.Get(d.name)))
			out.MoreOpen = out.MoreOpen || form.Get(d.name) != ""
		}
	}
	room := s.picker("rooms", "room", fill{form: form, choices: map[string][]choice{"room": rooms}})
	room.Name, room.Label = "room", s.t("record.room")
	department := s.departmentInput("department", fill{form: form, choices: map[string][]choice{"department": departments}})
	department.Name, department.Label = "department", s.t("record.department")
	out.Place = []input{
		department.choose(form.Get("department")), room,
		selection("network", s.t("record.network"), s.networks()).choose(form.Get("network")),
		selection("wireless", s.t("record.wireless"), s.wirelesses()).choose(form.Get("wireless")),
	}
	kinds := slices.Concat(s.kinds(asset.Drive)[0].Options, s.kinds(asset.Drum)[0].Options)
	for i := range out.Parts {
		out.Parts[i].Kinds = input{Groups: []optionGroup{{Options: slices.Clone(kinds)}}}.choose(chosen(out.Parts[i].Kinds)).Groups[0].Options
	}
	left := s.blame(bad, out.Identity, out.Place, out.Details)
	for _, f := range left {
		if f.Name == "parts" {
			out.PartsErr = s.say(f.Text)
		}
	}
	out.Problem = shown(bad, left)
	focusFirst(out.Identity)
	return p.render(c, status, "register", out)
}

// identity are the inputs that say what the thing is.
func (s *set) identity(form url.Values) []input {
	get := form.Get
	kinds := input{Name: "kind", Kind: "select", Label: s.t("detail.kind"), Required: true, Blank: true, Depends: "class", Groups: s.kinds(asset.Classes()...)}
	class := selection("class", s.t("chip.class"), s.classes())
	class.Required = true
	book := selection("book", s.t("record.book"), []option{
		{Value: string(asset.Classified), Text: s.t("book.classified")}, {Value: string(asset.Unclassified), Text: s.t("book.unclassified")},
	})
	book.Blank = false
	return []input{
		class.choose(get("class")), kinds.choose(get("kind")),
		{Name: "code", Kind: "text", Label: s.t("detail.code"), Value: get("code"), Placeholder: s.t("register.auto"), Hint: s.t("register.code_hint")},
		{Name: "serial", Kind: "text", Label: s.t("detail.serial"), Value: get("serial"), Hint: s.t("register.serial_hint")},
		{Name: "brand", Kind: "text", Label: s.t("detail.brand"), Value: get("brand")},
		{Name: "model", Kind: "text", Label: s.t("detail.model"), Value: get("model")},
		{Name: "name", Kind: "text", Label: s.t("detail.name"), Value: get("name")},
		book.choose(get("book")),
	}
}
