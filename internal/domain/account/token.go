package account

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// KindToken names the subject of events about a token for programs.
const KindToken = "token"

// Deeds of TokenSet.
const (
	TokenMade  = "made"
	TokenEnded = "ended"
)

// TokenSet says that a token was made or ended, never the token itself.
type TokenSet struct {
	Account     string    `json:"account"`
	Deed        string    `json:"deed"`
	Token       string    `json:"token"` // its id
	Name        string    `json:"name"`
	Permissions []string  `json:"permissions,omitempty"`
	Departments []string  `json:"departments,omitempty"` // ids
	Expires     time.Time `json:"expires,omitzero"`
	Reason      string    `json:"reason,omitempty"` // of an end that its owner did not ask for
}

// EventType names the payload in the ledger; the name never changes.
func (TokenSet) EventType() string { return "account.token" }

// TokenEvent is the event of a token.
func TokenEvent(t TokenSet) event.Event {
	return event.Of(t, event.Subject{Kind: KindToken, ID: t.Token})
}

// TokenAsked is what somebody wants a token for.
type TokenAsked struct {
	Name        string
	Permissions []org.Permission
	Departments []string
	Days        int // until it ends
}

// machine are what no token of an administrator has: what he changes, he changes
// himself, with his proof (REG 34).
var machine = []org.Permission{org.AccountWrite, org.PolicyWrite, org.OrganWrite, org.Import}

// MayDelegate reports whether the actor may leave the permission to a token.
func MayDelegate(actor org.Actor, p org.Permission) bool {
	if p == org.Open || p == org.Own || !p.Known() || !actor.May(p) {
		return false
	}
	return !actor.Admin() || !slices.Contains(machine, p)
}

// ForToken lists what the actor may leave to a token, in the order of the table.
func ForToken(actor org.Actor) []org.Permission {
	return slices.DeleteFunc(org.Permissions(), func(p org.Permission) bool { return !MayDelegate(actor, p) })
}

// CoversForToken reports whether a seat of the actor covers the department, so
// that a token of his may be for it.
func CoversForToken(actor org.Actor, department string) bool {
	return slices.ContainsFunc(actor.Held, func(h org.Held) bool {
		return !h.Seat.Admin() && h.Seat != org.Keeper && actor.HoldsFor(h.Seat, department)
	})
}

// DecideToken checks what is asked against what its owner has now. maxDays is
// the policy's token.max-days. Errors: field by field.
func DecideToken(actor org.Actor, asked TokenAsked, maxDays int) (TokenAsked, error) {
	asked.Name = strings.TrimSpace(asked.Name)
	bad := errs.New(errs.Invalid, "token.invalid", "令牌的内容不符合要求，请按提示修改。", "The token asked for is not allowed; mend it as told.")
	if n := utf8.RuneCountInString(asked.Name); n == 0 || n > 60 || strings.ContainsFunc(asked.Name, func(r rune) bool { return r < ' ' }) {
		bad = bad.WithField("name", "请填写名称，不超过60字。", "Give it a name of at most 60 characters.")
	}
	if asked.Days < 1 || asked.Days > maxDays {
		n := strconv.Itoa(maxDays)
		bad = bad.WithField("days", "有效期须为1至"+n+"天。", "It lasts from 1 to "+n+" days.")
	}
	slices.Sort(asked.Permissions)
	asked.Permissions = slices.Compact(asked.Permissions)
	if len(asked.Permissions) == 0 {
		bad = bad.WithField("permissions", "请至少选择一项权限。", "Choose at least one permission.")
	}
	for _, p := range asked.Permissions {
		if !MayDelegate(actor, p) {
			name := p.Text()
			if name.IsZero() {
				name = errs.T("所选权限", "the permission asked for")
			}
			bad = bad.WithField("permissions", "您没有或不能交给令牌的权限："+name.ZH, "Not yours, or not for a token: "+name.EN)
		}
	}
	slices.Sort(asked.Departments)
	asked.Departments = slices.Compact(asked.Departments)
	for _, d := range asked.Departments {
		if !CoversForToken(actor, d) {
			bad = bad.WithField("departments", "您的职责不包含所选部门。", "Your seats do not cover a department you chose.")
			break
		}
	}
	if len(bad.Fields) > 0 {
		return TokenAsked{}, bad
	}
	return asked, nil
}
