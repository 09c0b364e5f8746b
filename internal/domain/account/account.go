// Package account holds the life of an account: created by the system
// administrator, inactive; activated by the security administrator; suspended,
// resumed, closed. A person has at most one that is not closed (REG 34).
package account

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// KindSubject names this package's subject in events.
const KindSubject = "account"

// The states of an account.
const (
	Inactive  = "inactive"
	Active    = "active"
	Suspended = "suspended"
	Closed    = "closed"
)

// State is an account without its secrets, which are in no event.
type State struct {
	ID      string
	Login   string
	Person  string
	State   string
	Creator string // person who created it, "" at the founding
	// Activator is the person who activated it last, "" before anybody did; at the
	// founding nobody's account was there yet, and it is the founding's own name.
	Activator string
	// Half is the person who made the half of the activation code that waits, where
	// that was looked up: in no row.
	Half    string
	Created time.Time
	Version int64
}

// The events of an account.
type (
	// Created opens an account, inactive.
	Created struct {
		Account string `json:"account"`
		Login   string `json:"login"`
		Person  string `json:"person"`
		By      string `json:"by,omitempty"`
	}
	// StateSet moves it along its life.
	StateSet struct {
		Account string `json:"account"`
		State   string `json:"state"`
		Reason  string `json:"reason,omitempty"`
	}
	// SecretSet says that a new password or activation code was set, never which.
	SecretSet struct {
		Account string `json:"account"`
		What    string `json:"what"` // password, activation
	}
)

// EventType names the payload in the ledger; the names never change.
func (Created) EventType() string   { return "account.created" }
func (StateSet) EventType() string  { return "account.state" }
func (SecretSet) EventType() string { return "account.secret" }

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload {
	return []event.Payload{Created{}, StateSet{}, SecretSet{}, FactorSet{}, DualAsked{}, DualDecided{}}
}

// Fold answers with the account after e.
func Fold(s State, e event.Event) State {
	switch x := e.Data.(type) {
	case Created:
		if s.ID != "" {
			return s
		}
		s = State{ID: x.Account, Login: x.Login, Person: x.Person, Creator: x.By, State: Inactive, Created: e.At}
	case StateSet:
		if s.ID != x.Account {
			return s
		}
		if s.State = x.State; x.State == Active {
			s.Activator = e.By
		}
	case SecretSet:
		if s.ID != x.Account {
			return s
		}
	case FactorSet:
		if s.ID != x.Account {
			return s
		}
	case DualAsked: // it changes nothing of the account, but stands in its line
		if s.ID != x.Account {
			return s
		}
	case DualDecided:
		if s.ID != x.Account {
			return s
		}
	default:
		return s
	}
	s.Version++
	return s
}

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// Create decides a new account. Only the system administrator creates one.
func Create(actor org.Actor, id, login string, person org.Person) ([]event.Event, error) {
	if !actor.Holds(org.SystemAdmin) {
		return nil, rulebook.Refuse("flow.seat", org.SystemAdmin.Text())
	}
	if !loginForm.MatchString(login) {
		return nil, errs.InvalidField("login",
			"账号由小写字母开头，只含小写字母、数字、点、下划线和短横，2至32位。",
			"A login starts with a small letter and has 2 to 32 small letters, digits, dots, underscores or hyphens.")
	}
	if person.ID == "" {
		return nil, errs.InvalidField("person", "请选择人员。", "Choose a person.")
	}
	if person.Status == org.Closed {
		return nil, errs.InvalidField("person", "人员不存在或已离岗。", "No such person, or no longer of the organ.")
	}
	c := Created{Account: id, Login: login, Person: person.ID, By: actor.Person}
	return []event.Event{event.Of(c, event.Subject{Kind: KindSubject, ID: id})}, nil
}

// next lists the legal moves along an account's life and who makes them.
var next = map[string]map[string][]org.Seat{
	Inactive:  {Active: {org.SecurityAdmin}, Closed: {org.SystemAdmin, org.SecurityAdmin}},
	Active:    {Suspended: {org.SystemAdmin, org.SecurityAdmin}, Closed: {org.SecurityAdmin}},
	Suspended: {Active: {org.SecurityAdmin}, Closed: {org.SecurityAdmin}},
}

// Administers refuses everybody who has nothing to do with accounts, before
// anything is said about one.
func Administers(actor org.Actor) error {
	if actor.Holds(org.SystemAdmin) || actor.Holds(org.SecurityAdmin) {
		return nil
	}
	return rulebook.Refuse("flow.seat", org.OneOf(org.SystemAdmin, org.SecurityAdmin))
}

// Ties is what still binds a person: the assets he keeps, and those that an open
// request would bring to him or take from him.
type Ties struct{ Keeps, Promised int64 }

// refuse says that something has to be settled before the person's account is
// closed. To administrators it is not told what or how much it is (REG 34): the
// person's page does not tell them either. The record, which the auditor reads,
// keeps no more.
func (t Ties) refuse(login string) error {
	if t.Keeps == 0 && t.Promised == 0 {
		return nil
	}
	e := rulebook.Refuse("hand.offboard", errs.T("其本人还有业务事项未办结，由其部门资产管理员、部门负责人或保密办办理，办结后再注销",
		"its owner has business to settle first; the department's asset officer or head, or the secrecy office, sees to it"))
	e.Text = errs.T("账号 "+login+" 不能注销。", "Account "+login+" cannot be closed.")
	return e
}

// Renew makes half of the activation code anew, where the one that was shown is
// lost before anybody activated the account: the system administrator's half, and
// the one from before counts no more. Who made it does not activate: see Move.
func Renew(actor org.Actor, s State) ([]event.Event, error) {
	if !actor.Holds(org.SystemAdmin) {
		return nil, rulebook.Refuse("flow.seat", org.SystemAdmin.Text())
	}
	if actor.Person == s.Person {
		return nil, rulebook.Refuse("flow.account", errs.T("账号本人不得重新生成自己的激活码", "the owner of an account does not make its code anew"))
	}
	if s.State != Inactive {
		return nil, rulebook.Refuse("flow.account", errs.T("只有待启用的账号可以重新生成激活码；已启用的账号须由两名管理员恢复",
			"only of an inactive account the code is made anew; an active one is recovered by two administrators"))
	}
	x := SecretSet{Account: s.ID, What: "activation"}
	return []event.Event{event.Of(x, event.Subject{Kind: KindSubject, ID: s.ID})}, nil
}

// Move decides a step along the account's life: activation by the security
// administrator, who is never the one that created it; closing only when nothing
// binds the person any more (hand.offboard, REG 53); last is the administrator
// seat that nobody else could act in (org.LastAdmin). His seats stay as they are:
// they are granted to the person, and without an account nobody acts in them.
func Move(actor org.Actor, s State, to, reason string, ties Ties, last org.Seat) ([]event.Event, error) {
	if err := Administers(actor); err != nil {
		return nil, err
	}
	seats, ok := next[s.State][to]
	if !ok {
		return nil, rulebook.Refuse("flow.account", errs.T("账号状态为 "+s.State+"，不能改为 "+to+"。", "The account is "+s.State+" and cannot become "+to+".")).
			Keeping(errs.T("账号状态为 "+s.State+"，不能作此变更。", "The account is "+s.State+" and cannot take this step."))
	}
	if !slices.ContainsFunc(seats, actor.Holds) {
		return nil, rulebook.Refuse("flow.seat", org.OneOf(seats...))
	}
	if to == Active && (actor.Person == s.Creator || actor.Person == s.Person || actor.Person == s.Half) {
		return nil, rulebook.Refuse("flow.account", errs.T("激活人不得为创建人、给出前一半激活码的人或本人。",
			"Neither the creator, nor who made the first half of the code, nor the owner may activate an account."))
	}
	if to == Closed {
		if err := ties.refuse(s.Login); err != nil {
			return nil, err
		}
	}
	if s.State == Active && last != "" {
		return nil, org.RefuseLast(last)
	}
	if (to == Suspended || to == Closed) && strings.TrimSpace(reason) == "" { // it takes a person's access away
		return nil, errs.InvalidField("reason", "停用、注销账号须填写原因。", "Suspending or closing an account needs a reason.")
	}
	x := StateSet{Account: s.ID, State: to, Reason: strings.TrimSpace(reason)}
	return []event.Event{event.Of(x, event.Subject{Kind: KindSubject, ID: s.ID})}, nil
}
