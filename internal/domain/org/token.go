package org

import (
	"slices"

	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// TokenScope is what an API token leaves of its owner's rights. It only takes
// away: what the owner may not do, no token of his may.
type TokenScope struct {
	Permissions []Permission
	// Departments are the ones it is for and all below them, already unfolded as
	// Held.Covers is; none is as its owner.
	Departments []string
}

// Narrowed is the actor as he acts through the token. Seats of the whole organ
// become seats of the token's departments, others keep what is common to both;
// a seat of an administrator stays, for it has no department and shows no
// business content, and without it he would pass for one who may see some.
func (a Actor) Narrowed(only TokenScope) Actor {
	a.Only = &only
	if len(only.Departments) == 0 {
		return a
	}
	held := make([]Held, 0, len(a.Held))
	for _, h := range a.Held {
		switch {
		case h.Seat.Admin():
		case h.Department == "":
			h.Department, h.Covers = only.Departments[0], only.Departments
		default:
			h.Covers = slices.DeleteFunc(slices.Clone(h.Covers), func(d string) bool { return !slices.Contains(only.Departments, d) })
			if len(h.Covers) == 0 {
				continue
			}
		}
		held = append(held, h)
	}
	a.Held = held
	return a
}

// Allows reports whether the token through which the actor acts leaves him the
// permission; without a token everything is left. Whether he has it is May. Own
// is not for tokens (OfTokens): none must change its owner's password or make
// another; it is what is left to a session whose holder has something to do first.
func (a Actor) Allows(p Permission) bool {
	return a.Only == nil || p == Open || slices.Contains(a.Only.Permissions, p)
}

// RefuseToken is nil when the actor's token leaves him the permission, and
// errs.Forbidden token.permission otherwise: the same at the door and in app.
func (a Actor) RefuseToken(p Permission) error {
	if a.Allows(p) {
		return nil
	}
	t := p.Text()
	return RefuseToken("token.permission", errs.T("此令牌没有该项权限。", "This token does not have the permission for this.")).
		WithMissing(errs.T("需要权限："+t.ZH, "permission needed: "+t.EN))
}

// RefuseToken is the refusal of what a token does not do, of the kind
// errs.Forbidden with the code and the rule flow.token.
func RefuseToken(code string, text errs.Text) *errs.Error {
	e := rulebook.Refuse("flow.token")
	e.Kind, e.Code, e.Text = errs.Forbidden, code, text
	return e
}

// NotHere is the refusal of what only the person himself does, signed in.
func NotHere() *errs.Error {
	return RefuseToken("token.not_here", errs.T("此操作须由本人登录后办理，令牌不能办理。", "Only the person himself does this, signed in; a token does not."))
}
