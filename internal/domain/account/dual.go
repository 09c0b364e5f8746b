package account

import (
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// KindDual names the subject of what takes two administrators (REG 34).
const KindDual = "dual"

// What can be asked for.
const (
	Unlock  = "unlock"  // failures of before do not count any more
	Recover = "recover" // password and factors end; a new activation code is made
)

// The states of a request of two. One that nobody decided lapses after DualLife.
const (
	DualOpen    = "open"
	DualDone    = "done"
	DualRefused = "refused"
	DualLapsed  = "lapsed" // of an outcome only: nobody decided it in time
	// DualWithdrawn is what the event says when who asked takes it back. The row
	// says refused, decided by nobody: by ByAsker.
	DualWithdrawn = "withdrawn"
)

// ByAsker stands in a row for a decision that was none: its asker withdrew it.
// There it cannot be his own id, for nobody decides what he asked for.
const ByAsker = "asker"

// ReasonLapsed is the reason of the system's own refusal.
const ReasonLapsed = "lapsed"

// DualLife is how long a request waits for the second administrator.
const DualLife = 24 * time.Hour

// Dual is a request that takes a second administrator.
type Dual struct {
	ID, Kind, Account, Reason, State string
	AskedBy, DecidedBy               string // person ids
	Asked, Expires, Decided          time.Time
}

// Outcome says how it stands at t: DualOpen, DualDone, DualRefused, DualWithdrawn,
// or DualLapsed.
func (d Dual) Outcome(t time.Time) string {
	switch {
	case d.State == DualOpen && t.Before(d.Expires):
		return DualOpen
	case d.State == DualOpen, d.State == DualRefused && d.DecidedBy == "system":
		return DualLapsed
	case d.DecidedBy == ByAsker:
		return DualWithdrawn
	}
	return d.State
}

// Open reports whether it waits at t.
func (d Dual) Open(t time.Time) bool { return d.State == DualOpen && t.Before(d.Expires) }

// The events of a request of two.
type (
	// DualAsked opens it, for DualLife: no time is in it, so that what was signed a
	// minute ago says the same now.
	DualAsked struct {
		Dual    string `json:"dual"`
		Kind    string `json:"kind"`
		Account string `json:"account"`
		Reason  string `json:"reason"`
	}
	// DualDecided ends it: done, refused, or withdrawn.
	DualDecided struct {
		Dual    string `json:"dual"`
		Kind    string `json:"kind"`
		Account string `json:"account"`
		State   string `json:"state"`
		Reason  string `json:"reason,omitempty"`
	}
)

// EventType names the payload in the ledger; the names never change.
func (DualAsked) EventType() string   { return "account.dual_asked" }
func (DualDecided) EventType() string { return "account.dual_decided" }

// Whose is what a decision about an account looks at beside the account itself.
type Whose struct {
	Owner  []org.Seat // held by its owner, today
	Join   bool       // policy: one person may be system and security administrator
	Locked bool       // too many failures bar it now
	// Asker is held today by who asked, by an account that is active: none for one
	// who was suspended since.
	Asker []org.Seat
}

// office reports whether the owner is himself one of the two who ask and decide.
func (w Whose) office() bool {
	return slices.Contains(w.Owner, org.SystemAdmin) || slices.Contains(w.Owner, org.SecurityAdmin)
}

// askers and deciders say who asks and who decides. The security administrator
// asks and the system administrator decides. Where the owner is himself one of
// the two, whoever is left of them asks, and any other administrator decides: in
// an organ of three that is the auditor, and nobody else could let a locked-out
// administrator in again. Where the seats are joined either does, as two people.
func (w Whose) askers() []org.Seat {
	if w.Join || w.office() {
		return []org.Seat{org.SecurityAdmin, org.SystemAdmin}
	}
	return []org.Seat{org.SecurityAdmin}
}

func (w Whose) deciders() []org.Seat {
	switch {
	case w.office():
		return []org.Seat{org.SystemAdmin, org.SecurityAdmin, org.Auditor}
	case w.Join:
		return []org.Seat{org.SystemAdmin, org.SecurityAdmin}
	}
	return []org.Seat{org.SystemAdmin}
}

// MayAsk and MayDecide report whether the actor is one who asks, or decides. They
// are for what to show; AskDual and DecideDual decide.
func MayAsk(actor org.Actor, s State, w Whose) bool {
	return actor.Person != s.Person && slices.ContainsFunc(w.askers(), actor.Holds)
}

// MayDecide is MayAsk for the second of the two.
func MayDecide(actor org.Actor, s State, d Dual, w Whose) bool {
	return actor.Person != s.Person && actor.Person != d.AskedBy && slices.ContainsFunc(w.deciders(), actor.Holds)
}

var notOwner = errs.T("账号本人不得申请或确认", "the owner of the account neither asks nor confirms")

// AskDual decides a request to unlock or recover the account. waits is an open
// one of the same kind, the zero Dual for none: where it has lapsed, it ends first.
func AskDual(actor org.Actor, s State, w Whose, waits Dual, id, kind, reason string, now time.Time) ([]event.Event, error) {
	if !slices.ContainsFunc(w.askers(), actor.Holds) {
		return nil, rulebook.Refuse("flow.seat", org.OneOf(w.askers()...))
	}
	if actor.Person == s.Person {
		return nil, rulebook.Refuse("flow.dual", notOwner)
	}
	if kind != Unlock && kind != Recover {
		return nil, errs.InvalidField("kind", "申请种类应为 unlock 或 recover。", "The kind is unlock or recover.")
	}
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return nil, errs.InvalidField("reason", "申请解锁、恢复账号须填写原因。", "Asking to unlock or recover an account needs a reason.")
	}
	if s.State != Active {
		return nil, rulebook.Refuse("flow.account", errs.T("只有已启用的账号可以解锁或恢复", "only an active account is unlocked or recovered"))
	}
	if kind == Unlock && !w.Locked {
		return nil, rulebook.Refuse("flow.account", errs.T("该账号未被锁定", "the account is not locked"))
	}
	if waits.Open(now) {
		return nil, rulebook.Refuse("flow.pending", errs.T("该账号已有同类申请等待另一管理员办理", "such a request waits for another administrator already"))
	}
	x := DualAsked{Dual: id, Kind: kind, Account: s.ID, Reason: reason}
	return []event.Event{event.Of(x, event.Subject{Kind: KindDual, ID: id}, event.Subject{Kind: KindSubject, ID: s.ID})}, nil
}

// Lapse ends a request that nobody decided in time. It is the system's deed.
func Lapse(d Dual) event.Event {
	x := DualDecided{Dual: d.ID, Kind: d.Kind, Account: d.Account, State: DualRefused, Reason: ReasonLapsed}
	return event.Of(x, event.Subject{Kind: KindDual, ID: d.ID}, event.Subject{Kind: KindSubject, ID: d.Account})
}

// DecideDual decides what another administrator asked for: asker, decider and
// owner are three people. A refusal needs a reason.
func DecideDual(actor org.Actor, s State, w Whose, d Dual, yes bool, reason string, now time.Time) ([]event.Event, error) {
	if !slices.ContainsFunc(w.deciders(), actor.Holds) {
		return nil, rulebook.Refuse("flow.seat", org.OneOf(w.deciders()...))
	}
	if actor.Person == s.Person {
		return nil, rulebook.Refuse("flow.dual", notOwner)
	}
	if actor.Person == d.AskedBy {
		return nil, rulebook.Refuse("flow.dual", errs.T("申请人不得自己确认；请由另一名管理员办理", "who asked does not confirm; another administrator does"))
	}
	if d.State != DualOpen {
		return nil, rulebook.Refuse("flow.dual", errs.T("该申请已办结", "the request is settled already"))
	}
	if !d.Open(now) {
		return nil, rulebook.Refuse("flow.dual", errs.T("该申请已超过24小时，请重新申请", "the request is older than 24 hours; ask again"))
	}
	reason = strings.TrimSpace(reason)
	if !yes && reason == "" {
		return nil, errs.InvalidField("reason", "不同意须填写原因。", "A refusal needs a reason.")
	}
	if yes && s.State != Active {
		return nil, rulebook.Refuse("flow.account", errs.T("只有已启用的账号可以解锁或恢复", "only an active account is unlocked or recovered"))
	}
	// Two stand behind it, or it is not done: a request does not outlive its asker.
	if yes && !slices.ContainsFunc(w.askers(), func(s org.Seat) bool { return slices.Contains(w.Asker, s) }) {
		return nil, rulebook.Refuse("flow.dual", errs.T("申请人的账号已停用或已不任原职务，该申请失效；请另行申请",
			"who asked is suspended or no longer holds the seat; the request counts no more, ask anew"))
	}
	x := DualDecided{Dual: d.ID, Kind: d.Kind, Account: d.Account, State: DualRefused, Reason: reason}
	of := []event.Subject{{Kind: KindDual, ID: d.ID}, {Kind: KindSubject, ID: s.ID}}
	if !yes {
		return []event.Event{event.Of(x, of...)}, nil
	}
	x.State = DualDone
	out := []event.Event{event.Of(x, append(of, event.Subject{Kind: KindLogin, ID: s.ID})...)}
	if d.Kind == Recover {
		out = append(out, event.Of(SecretSet{Account: s.ID, What: "activation"}, event.Subject{Kind: KindSubject, ID: s.ID}))
	}
	return out, nil
}

// MayWithdraw reports whether the actor asked for it and it still waits.
func MayWithdraw(actor org.Actor, d Dual, now time.Time) bool {
	return actor.Person == d.AskedBy && d.Open(now)
}

// WithdrawDual takes back what the actor asked for himself, as long as nobody has
// decided it: he only gives up what is his, and may no longer hold the seat he
// asked in.
func WithdrawDual(actor org.Actor, d Dual, now time.Time) ([]event.Event, error) {
	if actor.Person != d.AskedBy {
		return nil, rulebook.Refuse("flow.dual", errs.T("只有申请人可以撤回", "only who asked withdraws it"))
	}
	if d.State != DualOpen {
		return nil, rulebook.Refuse("flow.dual", errs.T("该申请已办结", "the request is settled already"))
	}
	if !d.Open(now) {
		return nil, rulebook.Refuse("flow.dual", errs.T("该申请已超过24小时，已失效", "the request is older than 24 hours and counts no more"))
	}
	x := DualDecided{Dual: d.ID, Kind: d.Kind, Account: d.Account, State: DualWithdrawn}
	return []event.Event{event.Of(x, event.Subject{Kind: KindDual, ID: d.ID}, event.Subject{Kind: KindSubject, ID: d.Account})}, nil
}

// FoldDual answers with the request after e, which touches it.
func FoldDual(d Dual, e event.Event) Dual {
	switch x := e.Data.(type) {
	case DualAsked:
		if d.ID == "" {
			d = Dual{
				ID: x.Dual, Kind: x.Kind, Account: x.Account, Reason: x.Reason, State: DualOpen,
				AskedBy: e.By, Asked: e.At, Expires: e.At.Add(DualLife),
			}
		}
	case DualDecided:
		if d.ID == x.Dual && d.State == DualOpen {
			d.State, d.DecidedBy, d.Decided = x.State, e.By, e.At
			if x.State == DualWithdrawn {
				d.State, d.DecidedBy = DualRefused, ByAsker
			}
		}
	}
	return d
}
