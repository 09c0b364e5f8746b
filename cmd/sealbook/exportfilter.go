package main

import (
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// filter turns the flags into a filter. A word that is none of its set is told:
// it would match nothing and pass for an empty ledger.
func (c *exportCmd) filter(env *Env, b *book, actor org.Actor) (view.AssetFilter, error) {
	f := view.AssetFilter{
		Text: c.Text, Class: asset.Class(c.Class), Kind: asset.Kind(c.Kind), Book: asset.Book(c.Book),
		Hold: asset.HoldKind(c.Hold), Unlabelled: c.Unlabelled,
	}
	for _, l := range c.Life {
		if !slices.Contains(asset.Lives(), asset.Life(l)) {
			return f, unknownWord("life", l)
		}
		f.Life = append(f.Life, asset.Life(l))
	}
	if c.Level != "" {
		l, err := level.Parse(c.Level)
		if err != nil {
			return f, err
		}
		f.Level = &l
	}
	switch {
	case f.Class != "" && !f.Class.Known():
		return f, unknownWord("class", c.Class)
	case f.Kind != "" && !slices.ContainsFunc(asset.Classes(), func(k asset.Class) bool { return slices.Contains(asset.KindsOf(k), f.Kind) }):
		return f, unknownWord("kind", c.Kind)
	case f.Book != "" && f.Book != asset.Classified && f.Book != asset.Unclassified:
		return f, unknownWord("book", c.Book)
	case f.Hold != "" && f.Hold.Text().IsZero():
		return f, unknownWord("hold", c.Hold)
	case c.Department == "":
		return f, nil
	}
	id, err := departmentNamed(env, b, actor, c.Department)
	f.Department = id
	return f, err
}

func unknownWord(flag, word string) error {
	return errs.InvalidField(flag, "没有「"+word+"」，请查看 sealbook export --help。", "There is no \""+word+"\"; see sealbook export --help.")
}

// departmentNamed finds a department by its name, or by its path where several
// have the name.
func departmentNamed(env *Env, b *book, actor org.Actor, name string) (string, error) {
	all, err := b.store.Departments(env.Context, actor)
	if err != nil {
		return "", err
	}
	var found []string
	for _, d := range all {
		if d.Name == name || d.Path == name {
			found = append(found, d.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", errs.InvalidField("department", "没有部门「"+name+"」，或不在您的权限范围内。", "There is no department \""+name+"\", or it is outside your scope.")
	case 1:
		return found[0], nil
	default:
		return "", errs.InvalidField("department", "有多个部门叫「"+name+"」，请写上级/下级的全名。",
			"Several departments are called \""+name+"\"; write the whole path, upper/lower.")
	}
}
