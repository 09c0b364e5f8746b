package pages

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// bulkAbout says what stands for the verb where its fields and its signatures
// are asked about: a correction of many sets one field to one value. To wipe a field is not asked of
// many: an empty line is too easily left.
func bulkAbout(v asset.Verb) asset.Spec {
	spec, _ := asset.SpecOf(v)
	spec.Verb = v // a print is no verb of the table
	if v != asset.VerbCorrect {
		return spec
	}
	spec.Fields = slices.Clone(spec.Fields)
	at := slices.IndexFunc(spec.Fields, func(f asset.Field) bool { return f.Type == "correction" })
	spec.Fields = slices.Replace(spec.Fields, at, at+1,
		asset.Field{Name: "field", Type: "detail", Required: true, Text: errs.T("更正项目", "item to correct")},
		asset.Field{Name: "value", Type: "text", Required: true, Text: errs.T("更正为", "new value")})
	return spec
}

// sharedDetails are the fields that many may have alike, as options.
func (s *set) sharedDetails() []option {
	var out []option
	for _, d := range details {
		if slices.Contains(asset.Shared(), d.name) {
			out = append(out, option{Value: d.name, Text: s.t(d.key)})
		}
	}
	return out
}

// bulkInputs draws the fields of a command on many.
func (p *Pages) bulkInputs(s *set, spec asset.Spec, f fill) []input {
	list := p.inputs(s, spec, f)
	for i, in := range list {
		switch in.Name {
		case "field":
			of := selection(in.Name, in.Label, s.sharedDetails()).choose(f.form.Get(in.Name))
			of.Required = true
			list[i] = of
		case "value":
			list[i].Hint = s.t("bulk.value_hint")
		}
	}
	return list
}

// bulkArgs reads what the fields of a command on many say.
func bulkArgs(spec asset.Spec, form url.Values) (asset.Args, *errs.Error) {
	args, bad := argsOf(spec, form, view.Record{})
	if bad == nil {
		bad = lacking(spec, form)
	}
	if bad != nil || spec.Verb != asset.VerbCorrect {
		return args, bad
	}
	field := form.Get("field")
	if !slices.Contains(asset.Shared(), field) {
		return args, errs.InvalidField("field", "此项目不能批量更正，请逐件更正。", "This item cannot be corrected for many at once; correct each asset.")
	}
	b, err := json.Marshal(map[string]string{field: strings.TrimSpace(form.Get("value"))})
	if err == nil {
		err = json.Unmarshal(b, &args.Correct)
	}
	if err != nil {
		return args, errs.As(err)
	}
	return args, nil
}
