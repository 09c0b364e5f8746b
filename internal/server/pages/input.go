package pages

import (
	"net/url"
	"slices"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

// input is one field of a form as the template draws it. Kind is text, number,
// password, area, select, picker, checks (a group of boxes, each of a name of its
// own), checklist (the same with a line of text to each) or file.
type input struct {
	Name, Kind, Label, Value, Hint, Err string
	Required, Wide, Focus               bool

	Max     string // of a number, "" for 99
	Blank   bool   // a select may stay empty
	All     bool   // in a filter: empty is no narrowing, and not something still to choose
	Depends string
	Groups  []optionGroup

	Source, Query, Placeholder string // of a picker
	Searched                   bool
	Choices                    []choice

	Paper *paper // of a file: the one that was taken in before
}

type optionGroup struct {
	Label, Of string
	Options   []option
}

type option struct {
	Value, Text string
	Chosen      bool

	Name   string // of a box in a group
	Also   string // name of the line of text that goes with the box, "" for none
	Clause string // what is written there
	Must   bool   // the box has to be ticked in the end
}

// choice is one thing a picker found.
type choice struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	More   string `json:"more"`
	Chosen bool   `json:"-"`
}

// choose marks the option of the value.
func (in input) choose(value string) input {
	in.Value = value
	for i := range in.Groups {
		for k := range in.Groups[i].Options {
			in.Groups[i].Options[k].Chosen = in.Groups[i].Options[k].Value == value
		}
	}
	return in
}

func selection(name, label string, options []option) input {
	return input{Name: name, Kind: "select", Label: label, Blank: true, Groups: []optionGroup{{Options: options}}}
}

// orAll is a select of a filter.
func (in input) orAll() input {
	in.All = true
	return in
}

func (s *set) levels(classifiedOnly bool) []option {
	var out []option
	for _, l := range slices.Backward(level.All()) {
		if l.Classified() || !classifiedOnly {
			out = append(out, option{Value: l.String(), Text: s.head(l.Text())})
		}
	}
	return out
}

func (s *set) networks() []option {
	return []option{
		{Value: string(asset.NetworkNone), Text: s.t("network.none")},
		{Value: string(asset.NetworkClassified), Text: s.t("network.classified")},
		{Value: string(asset.NetworkInternal), Text: s.t("network.internal")},
		{Value: string(asset.NetworkInternet), Text: s.t("network.internet")},
	}
}

func (s *set) wirelesses() []option {
	return []option{
		{Value: string(asset.WirelessAbsent), Text: s.t("wireless.absent")},
		{Value: string(asset.WirelessRemoved), Text: s.t("wireless.removed")},
		{Value: string(asset.WirelessPresent), Text: s.t("wireless.present")},
	}
}

func textOf(list []option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// kinds lists every kind under its class.
func (s *set) kinds(classes ...asset.Class) []optionGroup {
	out := make([]optionGroup, 0, len(classes))
	for _, c := range classes {
		g := optionGroup{Label: s.head(c.Text()), Of: string(c)}
		for _, k := range asset.KindsOf(c) {
			g.Options = append(g.Options, option{Value: string(k), Text: s.head(k.TextIn(c))})
		}
		out = append(out, g)
	}
	return out
}

func (s *set) classes() []option {
	var out []option
	for _, c := range asset.Classes() {
		out = append(out, option{Value: string(c), Text: s.head(c.Text())})
	}
	return out
}

// blame puts the field errors of e beside their inputs and returns those that
// have none, so that no reason stays unsaid.
func (s *set) blame(e *errs.Error, lists ...[]input) []errs.Field {
	if e == nil {
		return nil
	}
	var left []errs.Field
	for _, f := range e.Fields {
		found := false
		for _, list := range lists {
			for i := range list {
				if list[i].Name == f.Name || strings.TrimPrefix(list[i].Name, "correct.") == f.Name {
					list[i].Err, found = s.say(f.Text), true
				}
			}
		}
		if !found {
			left = append(left, f)
		}
	}
	return left
}

// shown is e with the field errors that stand beside no input told in full.
func shown(e *errs.Error, left []errs.Field) *errs.Error {
	if e == nil || len(left) == 0 {
		return e
	}
	out := *e
	out.Missing = slices.Clone(e.Missing)
	for _, f := range left {
		out.Missing = append(out.Missing, f.Text)
	}
	return &out
}

// fieldOf says which input a refusal by rule is about, so that it also stands there.
func fieldOf(rule string) string {
	switch rule {
	case "use.one-person", "use.clearance", "use.duty-signed", "hand.two-sign":
		return "person"
	case "flow.room":
		return "room"
	case "lvl.term-cap":
		return "term"
	case "flow.label":
		return "token"
	case "net.isolation":
		return "network"
	}
	return ""
}

// focusFirst puts the cursor into the first input in error, else into the first.
func focusFirst(list []input) {
	for i := range list {
		if list[i].Err != "" {
			list[i].Focus = true
			return
		}
	}
	if len(list) > 0 {
		list[0].Focus = true
	}
}

// pending reports a picker that was searched but not chosen from, or whose
// search text changed after the choices were shown.
func pending(form url.Values, name string) bool {
	q := strings.TrimSpace(form.Get(name + "_q"))
	return q != "" && (form.Get(name) == "" || q != strings.TrimSpace(form.Get(name+"_for")))
}

// lookFirst says why a form that was sent with a name not yet found has come
// back, when nobody pressed the button that finds.
func lookFirst(form url.Values) *errs.Error {
	if form.Get("find") != "" || form.Get("more") != "" {
		return nil
	}
	return errs.New(errs.Invalid, "form.look", "尚未提交：请核对按您键入的内容查到的结果，选定后再提交。",
		"Nothing was sent yet: look at what was found for what you typed, choose, and send again.")
}
