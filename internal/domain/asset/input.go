package asset

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// fields refuses a command that lacks a required input or whose texts the
// record cannot keep. A report of loss is never refused (inc.no-block): its note
// is cleaned instead.
func (d *deciding) fields() error {
	if d.spec.Verb == VerbReportLost {
		d.c.Args = Args{Reason: cleaned(d.c.Args.Reason)}
		return nil
	}
	if err := d.required(); err != nil {
		return err
	}
	var bad *errs.Error
	a := &d.c.Args
	for _, t := range a.texts() {
		if m := textProblem(t.name, *t.value, t.limit); !m.IsZero() {
			bad = blame(bad, t.name, m)
		}
	}
	if a.Level != nil && (*a.Level < level.Unclassified || *a.Level > level.TopSecret) {
		bad = blame(bad, "level", errs.T("没有这个密级。", "There is no such level."))
	}
	if bad != nil {
		return bad
	}
	return nil
}

func (d *deciding) required() error {
	var bad *errs.Error
	for _, f := range d.spec.Fields {
		if !f.Required || d.c.Args.has(f.Name) {
			continue
		}
		if f.Name == fPerson.Name { // nobody named: the asset would have no keeper
			return rulebook.Refuse("use.one-person", errs.T("未指定接收人", "no receiver named"))
		}
		if bad == nil {
			bad = errs.New(errs.Invalid, "input.required", "缺少必填内容。", "Required input is missing.")
		}
		bad = bad.WithField(f.Name, "请填写"+f.Text.ZH+"。", "Give the "+f.Text.EN+".")
	}
	if bad != nil {
		return bad
	}
	return nil
}

// has reports whether the input of the name was given; a blank text was not.
func (a Args) has(name string) bool {
	switch name {
	case "level":
		return a.Level != nil
	case "network":
		return a.Network != ""
	case "wireless":
		return a.Wireless != ""
	case "correct":
		return a.Correct != nil
	case "repair":
		return a.Repair != nil
	}
	return slices.ContainsFunc(a.texts(), func(t correctable) bool {
		return t.name == name && strings.TrimSpace(*t.value) != ""
	})
}

// texts lists the inputs that are text, with their limits in runes.
func (a *Args) texts() []correctable {
	return []correctable{
		{"person", &a.Person, 64}, {"department", &a.Department, 64}, {"room", &a.Room, 64},
		{"other", &a.Other, 64}, {"part", &a.Part, 64}, {"token", &a.Token, 64},
		{"scope", &a.Scope, 500}, {"basis", &a.Basis, 500}, {"special", &a.Special, 500},
		{"as", &a.As, 64}, {"use", &a.Use, 500}, {"reference", &a.Reference, 200}, {"reason", &a.Reason, 2000},
	}
}

// tidy brings typed text into the one form the ledger keeps (Unicode NFC), so
// that what waits in a request is what is recorded later.
func (a Args) tidy() Args {
	for _, t := range a.texts() {
		*t.value = norm.NFC.String(*t.value)
	}
	if a.Correct != nil {
		c := a.Correct.tidy()
		a.Correct = &c
	}
	a.Repair = a.Repair.tidy()
	return a
}

func (c Correction) tidy() Correction {
	for _, p := range []**string{
		&c.Serial, &c.Brand, &c.Model, &c.Name, &c.FixedAssetNo, &c.Use, &c.OS, &c.OSInstalled, &c.MAC, &c.Optical,
		&c.Capacity, &c.Supplier, &c.PurchaseDate, &c.StartDate, &c.Notes,
	} {
		if *p != nil {
			v := norm.NFC.String(**p)
			*p = &v
		}
	}
	var extra map[string]string
	for _, k := range slices.Sorted(maps.Keys(c.Extra)) {
		if extra == nil {
			extra = map[string]string{}
		}
		extra[norm.NFC.String(k)] = norm.NFC.String(c.Extra[k])
	}
	c.Extra = extra
	return c
}

// cleaned makes any text one that can be kept: what is no text becomes a mark
// of replacement, a control character a space.
func cleaned(v string) string {
	v = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(v, "\uFFFD"))
	return norm.NFC.String(v)
}

// extraProblem says what is wrong with organ-defined fields.
func extraProblem(extra map[string]string) errs.Text {
	if len(extra) > 100 {
		return errs.T("自定义字段超过100个。", "More than 100 fields of one's own.")
	}
	for _, k := range slices.Sorted(maps.Keys(extra)) {
		if strings.TrimSpace(k) == "" {
			return errs.T("自定义字段须有名称。", "A field of one's own needs a name.")
		}
		if m := textProblem("extra", k, 100); !m.IsZero() {
			return m
		}
		if m := textProblem("notes", extra[k], 2000); !m.IsZero() {
			return m
		}
	}
	return errs.Text{}
}
