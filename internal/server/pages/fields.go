package pages

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// argsOf reads what the verb's fields ask for out of a form. Names and types
// come from the spec; asset.Args says by its JSON names where they go.
func argsOf(spec asset.Spec, form url.Values, r view.Record) (asset.Args, *errs.Error) {
	given := map[string]any{}
	for _, f := range spec.Fields {
		raw := strings.TrimSpace(form.Get(f.Name))
		switch f.Type {
		case "correction":
			if c := correctionOf(form, r.State); c != nil {
				given[f.Name] = c
			}
		case "repair":
			a, bad := repairOf(form)
			if bad != nil {
				return asset.Args{}, bad
			}
			given[f.Name] = a
		case "term":
			if raw == "" {
				continue
			}
			n, err := strconv.Atoi(raw)
			if err != nil {
				return asset.Args{}, errs.InvalidField(f.Name, "请填写整数年数。", "Give a whole number of years.")
			}
			given[f.Name] = n
		default:
			if raw != "" {
				given[f.Name] = raw
			}
		}
	}
	var args asset.Args
	b, err := json.Marshal(given)
	if err == nil {
		err = json.Unmarshal(b, &args)
	}
	if err != nil {
		return asset.Args{}, errs.As(err)
	}
	return args, nil
}

// correctionOf holds only what was changed, so that a correction says no more
// than what its author meant.
func correctionOf(form url.Values, st asset.State) map[string]string {
	changed := map[string]string{}
	for _, d := range details {
		if v, ok := form["correct."+d.name]; ok && len(v) == 1 {
			now := strings.TrimSpace(strings.ReplaceAll(v[0], "\r\n", "\n"))
			if now != d.get(st) {
				changed[d.name] = now
			}
		}
	}
	if k := form.Get("correct.kind"); k != "" && k != string(st.Kind) {
		changed["kind"] = k
	}
	if len(changed) == 0 {
		return nil
	}
	return changed
}

// fill is what a form's fields are drawn with.
type fill struct {
	form    url.Values // what was sent; empty at first
	record  view.Record
	choices map[string][]choice // of pickers, by field
}

// inputs draws the fields of a verb.
func (p *Pages) inputs(s *set, spec asset.Spec, f fill) []input {
	var out []input
	for _, field := range spec.Fields {
		if field.Type == "correction" {
			out = append(out, s.correction(f)...)
			continue
		}
		if field.Type == "repair" {
			out = append(out, s.repairInputs(f)...)
			continue
		}
		if field.Type == "delegator" && len(f.choices[field.Name]) < 2 {
			continue
		}
		if idle(spec.Verb, field, f.record) {
			continue
		}
		in := s.inputOf(spec, field, f)
		in.Name, in.Label, in.Required = field.Name, s.head(field.Text), field.Required
		out = append(out, in.choose(f.form.Get(field.Name)))
	}
	return out
}

func (s *set) inputOf(spec asset.Spec, field asset.Field, f fill) input {
	switch field.Type {
	case "level":
		return selection("", "", s.levels(f.record.State.Book == asset.Classified))
	case "network":
		return selection("", "", s.networks())
	case "wireless":
		return selection("", "", s.wirelesses())
	case "condition":
		in := selection("", "", s.conditions())
		in.Blank = false
		return in
	case "term":
		return input{Kind: "number", Hint: s.t("hint.term")}
	case "token":
		return input{Kind: "text", Hint: s.t("hint.token")}
	case "part", "asset":
		if own := s.own(spec.Verb, f.record); own != nil {
			return selection("", "", own)
		}
		return s.picker("assets", field.Name, f)
	case "person":
		return s.picker("persons", field.Name, f)
	case "room":
		return s.picker("rooms", field.Name, f)
	case "department":
		return s.departmentInput(field.Name, f)
	case "delegator":
		return selection("", "", optionsOf(f.choices[field.Name]))
	default:
		if field.Name == "reason" || field.Name == "basis" {
			return input{Kind: "area", Wide: true, Hint: s.reasonHint(spec.Verb, field, f.record)}
		}
		return input{Kind: "text"}
	}
}

// idle tells the field that the record has no use for: the reason for a level
// below the old ledger's, where no ledger gives one, or where what is stored
// on the thing forbids a lower one whatever the reason.
func idle(v asset.Verb, f asset.Field, r view.Record) bool {
	if v != asset.VerbClassify || f.Name != "reason" || r.ID == "" {
		return false
	}
	_, _, bound := r.State.Claim.Mark()
	stores := r.Class.Storage() || slices.ContainsFunc(r.Parts, func(p view.Asset) bool { return p.Class.Storage() })
	return !bound || stores
}

// reasonHint says when a reason is asked for, where it is kept and who reads it.
func (s *set) reasonHint(v asset.Verb, f asset.Field, r view.Record) string {
	switch {
	case f.Name != "reason":
	case v == asset.VerbRefuse:
		return s.t("hint.refuse")
	case v == asset.VerbClassify:
		return s.t("hint.below_claim", s.claimedMark(r.State.Claim))
	}
	return ""
}

// own lists what the verb can only be about: the parts inside, the pairs there are.
func (s *set) own(v asset.Verb, r view.Record) []option {
	list := r.Parts
	switch v {
	case asset.VerbTakeOut:
	case asset.VerbUnpair:
		list = r.Pairs
	default:
		return nil
	}
	out := []option{}
	for _, a := range list {
		out = append(out, option{Value: a.ID, Text: a.Code + " · " + a.Name + " · " + a.Serial})
	}
	return out
}

var pickerHints = map[string]string{"persons": "pick.persons", "rooms": "pick.rooms", "assets": "pick.assets", "departments": "pick.departments"}

func (s *set) picker(what, name string, f fill) input {
	q := strings.TrimSpace(f.form.Get(name + "_q"))
	in := input{
		Kind: "picker", Source: "/pick/" + what, Query: q, Placeholder: s.t(pickerHints[what]),
		Choices: f.choices[name], Searched: q != "",
	}
	chosen := f.form.Get(name)
	for i := range in.Choices {
		in.Choices[i].Chosen = in.Choices[i].ID == chosen || len(in.Choices) == 1
	}
	return in
}

// mostListed is how many departments a list holds; more of them are searched.
const mostListed = 40

// departmentsIn are all departments, where they fit into a list; else those that
// were searched for, or the one that was chosen.
func (p *Pages) departmentsIn(c echo.Context, form url.Values, name string) ([]choice, error) {
	all, err := p.departmentChoices(c)
	if err != nil || len(all) <= mostListed {
		return all, err
	}
	some, err := p.found(c, "departments", form.Get(name), form.Get(name+"_q"))
	return append([]choice{{}}, some...), err // the empty one says that it is no list
}

// departmentInput is a list or, of many departments, a search.
func (s *set) departmentInput(name string, f fill) input {
	list := f.choices[name]
	if len(list) == 0 || list[0].ID != "" {
		return selection("", "", optionsOf(list))
	}
	f.choices = map[string][]choice{name: list[1:]}
	return s.picker("departments", name, f)
}

func optionsOf(list []choice) []option {
	out := make([]option, len(list))
	for i, c := range list {
		out[i] = option{Value: c.ID, Text: c.Name}
	}
	return out
}

func (s *set) correction(f fill) []input {
	st := f.record.State
	kinds := selection("correct.kind", s.t("detail.kind"), nil)
	kinds.Blank, kinds.Groups = false, s.kinds(st.Class)
	for i := range kinds.Groups {
		kinds.Groups[i].Label = ""
	}
	kind := string(st.Kind)
	if sent := f.form.Get("correct.kind"); sent != "" {
		kind = sent
	}
	out := []input{kinds.choose(kind)}
	for _, d := range details {
		value := d.get(st)
		if sent, ok := f.form["correct."+d.name]; ok {
			value = sent[0]
		}
		out = append(out, s.detailInput(d, "correct.", value))
	}
	return out
}
