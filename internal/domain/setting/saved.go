package setting

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Sharing says who sees a saved view. Whoever opens it sees only the assets in
// his own scope.
type Sharing string

// The ways a view is shared.
const (
	Own        Sharing = "own"        // its owner only
	Department Sharing = "department" // whoever belongs to the owner's department
	Organ      Sharing = "organ"      // everybody with business
)

// Saved is a list with its filter, kept under a name.
type Saved struct {
	ID         string
	Owner      string // person
	Department string // of the owner when it was saved
	Name       string // at most 40 characters
	Query      string // parameters of the list's address, escaped, without the page
	Sharing    Sharing
}

// Limits of a saved view.
const (
	MaxName  = 40   // characters
	MaxQuery = 2000 // bytes
	MaxSaved = 50   // of one person
)

// Save checks a view that the actor wants to keep, and makes him its owner.
// v.Department is his own: he shares with it what he has a seat over.
func Save(actor org.Actor, v Saved) (Saved, error) {
	v.Name = strings.Join(strings.FieldsFunc(v.Name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	switch n := utf8.RuneCountInString(v.Name); {
	case n == 0:
		return Saved{}, errs.InvalidField("name", "请给视图起个名称。", "Give the view a name.")
	case n > MaxName:
		return Saved{}, errs.InvalidField("name", "名称不能超过 40 个字。", "The name has more than 40 characters.")
	}
	if len(v.Query) > MaxQuery || strings.ContainsFunc(v.Query, func(r rune) bool { return r <= ' ' || r > '~' || r == '#' }) {
		return Saved{}, BadQuery()
	}
	switch v.Sharing {
	case Own:
	case Department:
		over := func(s org.Seat) bool { return v.Department != "" && actor.HoldsFor(s, v.Department) }
		if !over(org.AssetOfficer) && !over(org.DepartmentHead) && !over(org.SecrecyOffice) {
			return Saved{}, rulebook.Refuse("flow.seat", org.OneOf(org.AssetOfficer, org.DepartmentHead, org.SecrecyOffice))
		}
	case Organ:
		if !actor.Holds(org.SecrecyOffice) {
			return Saved{}, rulebook.Refuse("flow.seat", org.SecrecyOffice.Text())
		}
	default:
		return Saved{}, errs.InvalidField("sharing", "共享范围无法识别。", "Unknown way of sharing.")
	}
	v.Owner = actor.Person
	return v, nil
}

// BadQuery answers for a filter that is no list of parameters.
func BadQuery() error {
	return errs.InvalidField("query", "筛选条件无法识别或过长。", "The filter cannot be understood or is too long.")
}

// Room refuses one more view to who has as many as anybody may have.
func Room(has int) error {
	if has >= MaxSaved {
		return errs.InvalidField("name", "已保存 50 个视图，请先删除不用的。", "50 views are kept already; drop one first.")
	}
	return nil
}

// Drop lets only its owner drop a view, and the secrecy office a shared one.
// Who may not is answered as if there were none.
func Drop(actor org.Actor, v Saved) error {
	if v.Owner == actor.Person || v.Sharing != Own && actor.Holds(org.SecrecyOffice) {
		return nil
	}
	return NoView()
}

// NoView answers for a view that is not there or not for the actor.
func NoView() error {
	return errs.New(errs.NotFound, "view.not_found", "没有找到该视图。", "No such view.")
}
