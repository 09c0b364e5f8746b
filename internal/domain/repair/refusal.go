package repair

import (
	"strings"

	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Refusal is the answer of the gate: every check that failed, at once, so that all
// of it can be mended in one go. It unwraps to the first, which names them all as
// missing.
type Refusal struct {
	first *errs.Error
	all   []*errs.Error
}

// All lists the failed checks, each the refusal of its rule with what to do.
func (r *Refusal) All() []*errs.Error { return r.all }

// Error gives the first rule and all lines.
func (r *Refusal) Error() string { return r.first.Error() }

// Unwrap gives the error that stands for all of them.
func (r *Refusal) Unwrap() error { return r.first }

// refusal makes one error of the failed checks; nil of none.
func refusal(all []*errs.Error) error {
	if len(all) == 0 {
		return nil
	}
	first := rulebook.Refuse(all[0].Rule)
	first.Text = all[0].Text
	var told, kept []errs.Text
	for _, e := range all {
		told = append(told, lines(e, first.Rule, e.Missing)...)
		kept = append(kept, lines(e, first.Rule, e.Kept())...)
	}
	return &Refusal{first: first.WithMissing(told...).Keeping(kept...), all: all}
}

// lines are what a check has to say among those of another rule: there it begins
// with what its own rule says, and ends with the articles.
func lines(e *errs.Error, rule string, missing []errs.Text) []errs.Text {
	if e.Rule == rule && len(missing) > 0 {
		return missing
	}
	if len(missing) == 0 {
		missing = []errs.Text{{}}
	}
	var out []errs.Text
	for _, m := range missing {
		zh, en := strings.TrimSuffix(e.Text.ZH, "。"), strings.TrimSuffix(e.Text.EN, ".")
		if !m.IsZero() {
			zh, en = zh+"："+m.ZH, en+": "+m.EN
		}
		basis := strings.Join(e.Articles, "; ")
		out = append(out, errs.T(zh+"（"+basis+"）", en+" ("+basis+")"))
	}
	return out
}

// checks collects failed checks.
type checks []*errs.Error

func (c *checks) add(rule, zh, en string) { *c = append(*c, rulebook.Refuse(rule, errs.T(zh, en))) }

// about is add for what names a person: the record says only what is wrong.
func (c *checks) about(rule, name, zh, en string) {
	e := rulebook.Refuse(rule, errs.T(name+"："+zh, name+": "+en))
	*c = append(*c, e.Keeping(errs.T(zh, en)))
}
