package main

import (
	"fmt"
	"strings"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

func init() {
	register("user", "账号：列出、新建、启用、停用、注销、首次设置口令；职责：列出、授予、收回；解锁、恢复。Accounts: list, create, activate, suspend, close, set the first password, unlock, recover; seats: list, grant, revoke.",
		func() any { return &userCmd{} })
}

// userCmd is the administrators' work on accounts. Each subcommand acts as an
// account with its password, through the same commands as page and API; only
// password needs none: the one-time code stands for it.
type userCmd struct {
	List     userListCmd     `cmd:"" help:"列出账号。List accounts."`
	Create   userCreateCmd   `cmd:"" help:"为人员新建账号（未启用），显示一次性激活码。Open an account for a person, inactive; shows its one-time code."`
	Activate userActivateCmd `cmd:"" help:"启用账号（安全管理员）。Activate an account (security administrator)."`
	Suspend  userSuspendCmd  `cmd:"" help:"停用账号。Suspend an account."`
	Close    userCloseCmd    `cmd:"" help:"注销账号。Close an account."`
	Password userPasswordCmd `cmd:"" help:"用激活码设置首个口令。Set the first password with the activation code."`
	Seats    userSeatsCmd    `cmd:"" help:"列出职责及持有人。List who holds which seat."`
	Grant    userGrantCmd    `cmd:"" help:"授予职责（安全管理员）。Grant a seat (security administrator)."`
	Revoke   userRevokeCmd   `cmd:"" help:"收回职责（安全管理员）。Take a seat back (security administrator)."`
	Unlock   userUnlockCmd   `cmd:"" help:"提前解锁账号：一人申请，另一人 --confirm。Unlock an account early: one asks, another confirms."`
	Recover  userRecoverCmd  `cmd:"" help:"恢复账号（口令或第二因素遗失）：一人申请，另一人 --confirm。Recover an account (lost password or factor): one asks, another confirms."`
	Requests userRequestsCmd `cmd:"" help:"列出等待第二名管理员的申请。List what waits for a second administrator."`
}

type userLine struct {
	ID      string   `json:"id"`
	Account string   `json:"account"`
	State   string   `json:"state"`
	Person  string   `json:"person"`
	Seats   []string `json:"seats"`
	LastIn  string   `json:"last_in,omitempty"`
}

type userListCmd struct {
	Acting `embed:""`
}

// Run lists the accounts the acting administrator may see.
func (c *userListCmd) Run(env *Env) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error {
		list, err := b.store.Accounts(env.Context, actor)
		if err != nil {
			return err
		}
		lines := make([]userLine, 0, len(list))
		var text strings.Builder
		for _, a := range list {
			l := lineOf(a)
			lines = append(lines, l)
			fmt.Fprintf(&text, "%-16s %-10s %-12s %s\n", l.Account, l.State, l.Person, strings.Join(l.Seats, ", "))
		}
		return env.Print(struct {
			Accounts []userLine `json:"accounts"`
		}{lines}, text.String())
	})
}

func lineOf(a view.Account) userLine {
	l := userLine{ID: a.ID, Account: a.Login, State: a.State, Person: a.Person.Name, Seats: make([]string, 0, len(a.Seats))}
	for _, s := range a.Seats {
		l.Seats = append(l.Seats, string(s))
	}
	if !a.LastIn.IsZero() {
		l.LastIn = a.LastIn.UTC().Format(time.RFC3339)
	}
	return l
}

type userCreateCmd struct {
	Acting `embed:""`
	Login  string `arg:"" help:"新账号的登录名。Login of the new account."`
	Person string `arg:"" help:"人员的标识、工号或姓名。The person: id, staff number or name."`
}

type userCreated struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	Half    string `json:"activation_half"`
}

// Run opens the account.
func (c *userCreateCmd) Run(env *Env) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error {
		person, err := b.onePerson(env, actor, c.Person)
		if err != nil {
			return err
		}
		out, err := b.app.Execute(env.Context, actor, app.CreateAccount{Login: c.Login, Person: person}, "")
		if err != nil {
			return err
		}
		made := userCreated{ID: out.ID, Account: strings.ToLower(strings.TrimSpace(c.Login)), Half: out.Secret}
		return env.Print(made, made.Account+halfTold(out.Secret))
	})
}

// halfTold says of half an activation code what to do with it; nothing of none.
func halfTold(half string) string {
	if half == "" {
		return ""
	}
	return fmt.Sprintf("\n激活码的一半 Half of the activation code: %s\n只显示这一次，请当面交给本人；另一半由另一名管理员交给。Shown this once; hand it to the owner in person. Another administrator hands him the other half.", half)
}

// onePerson finds the person meant; several of one name are told, not guessed.
func (b *book) onePerson(env *Env, actor org.Actor, typed string) (string, error) {
	list, err := b.store.Persons(env.Context, actor, typed)
	if err != nil {
		return "", err
	}
	var exact []view.Person
	for _, p := range list {
		if p.ID == typed || p.StaffNo == typed || p.Name == typed {
			exact = append(exact, p)
		}
	}
	switch len(exact) {
	case 1:
		return exact[0].ID, nil
	case 0:
		if p, err := b.store.Person(env.Context, actor, typed); err == nil {
			return p.ID, nil
		}
		return "", errs.InvalidField("person", "没有找到该人员。", "No such person.")
	default:
		return "", errs.InvalidField("person", "有多人符合，请改用工号或标识。", "Several persons match; use the staff number or the id.")
	}
}

// moving is a step along the life of an account.
type moving struct {
	Acting `embed:""`
	Login  string `arg:"" help:"要变更的账号。The account to change."`
	Reason string `name:"reason" placeholder:"TEXT" help:"原因。Reason."`
}

type (
	userActivateCmd struct {
		moving `embed:""`
	}
	userSuspendCmd struct {
		moving `embed:""`
	}
	userCloseCmd struct {
		moving `embed:""`
	}
)

// Run activates the account.
func (c *userActivateCmd) Run(env *Env) error { return c.move(env, account.Active) }

// Run suspends the account; its sessions end.
func (c *userSuspendCmd) Run(env *Env) error { return c.move(env, account.Suspended) }

// Run closes the account for good.
func (c *userCloseCmd) Run(env *Env) error { return c.move(env, account.Closed) }

func (m moving) move(env *Env, state string) error {
	return acting(env, m.Acting, func(b *book, actor org.Actor) error {
		a, found, err := b.store.AccountByLogin(env.Context, m.Login)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "account.not_found", "没有找到该账号。", "No such account.")
		}
		out, err := execute(env, b, actor, app.MoveAccount{Account: a.ID, State: state, Reason: m.Reason})
		if err != nil {
			return err
		}
		return env.Print(struct {
			Account string `json:"account"`
			State   string `json:"state"`
			Half    string `json:"activation_half,omitempty"`
		}{a.Login, state, out.Secret}, a.Login+": "+state+halfTold(out.Secret))
	})
}

type userPasswordCmd struct {
	Login string `arg:"" help:"账号。The account."`
	Code  string `name:"code" placeholder:"CODE" help:"激活码，两半先后写在一起；不给则询问。Activation code, one half after the other; asked when not given."`
}

// Run sets the first password, from SEALBOOK_PASSWORD or asked.
func (c *userPasswordCmd) Run(env *Env) error {
	return withBook(env, func(b *book) (err error) {
		code := c.Code
		if code == "" {
			if code, err = env.ask("激活码（两半先后输入）Activation code (one half after the other): ", errNoCode); err != nil {
				return err
			}
		}
		password, ok := env.Password()
		if !ok {
			if password, err = env.ask("新口令 New password: ", errNoPassword); err != nil {
				return err
			}
		}
		if err := b.auth.ActivateFrom(env.Context, c.Login, code, password, shellAddr); err != nil {
			return err
		}
		return env.Print(struct {
			Account string `json:"account"`
		}{c.Login}, c.Login+"：口令已设置。The password is set.")
	})
}

// shellAddr stands for the client's address in the record of what the command
// line did.
const shellAddr = "cli"

func withBook(env *Env, fn func(*book) error) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
	}
	b, err := openBook(env.Context, env, cfg, opening{})
	if err != nil {
		return err
	}
	defer b.Close()
	return fn(b)
}

// acting opens the book and signs in; fn does the work with the actor.
func acting(env *Env, as Acting, fn func(*book, org.Actor) error) error {
	return withBook(env, func(b *book) error {
		actor, end, err := as.signIn(env, b)
		if err != nil {
			return err
		}
		defer end()
		return fn(b, actor)
	})
}
