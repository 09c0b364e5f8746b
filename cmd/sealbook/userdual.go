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

// dualLine is a request that takes two administrators, as --json prints it.
type dualLine struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Account string `json:"account"`
	Owner   string `json:"owner"`
	Reason  string `json:"reason"`
	AskedBy string `json:"asked_by"`
	Expires string `json:"expires"`
}

type userRequestsCmd struct {
	Acting `embed:""`
}

// Run lists what waits for a second administrator.
func (c *userRequestsCmd) Run(env *Env) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error {
		list, err := b.store.Duals(env.Context, actor)
		if err != nil {
			return err
		}
		lines := make([]dualLine, 0, len(list))
		var text strings.Builder
		for _, d := range list {
			l := dualLine{
				ID: d.ID, Kind: d.Kind, Account: d.Login, Owner: d.Owner.Name, Reason: d.Reason, AskedBy: d.Asker.Name,
				Expires: d.Expires.UTC().Format(time.RFC3339),
			}
			lines = append(lines, l)
			fmt.Fprintf(&text, "%-8s %-16s %-12s %s  申请 asked by: %s  截止 until: %s\n", l.Kind, l.Account, l.Owner, l.Reason, l.AskedBy, l.Expires)
		}
		return env.Print(struct {
			Requests []dualLine `json:"requests"`
		}{lines}, text.String())
	})
}

// byTwo is what takes two administrators, in two calls: one asks, another
// confirms or refuses (REG 34, ADR 19).
type byTwo struct {
	Acting  `embed:""`
	Login   string `arg:"" help:"所涉账号。The account concerned."`
	Confirm bool   `name:"confirm" xor:"decide" help:"确认另一名管理员的申请。Confirm what another administrator asked for."`
	Refuse  bool   `name:"refuse" xor:"decide" help:"不同意，须写明 --reason。Refuse it; needs --reason."`
	Reason  string `name:"reason" placeholder:"TEXT" help:"申请或不同意的原因。Why it is asked for, or refused."`
}

type (
	userUnlockCmd struct {
		byTwo `embed:""`
	}
	userRecoverCmd struct {
		byTwo `embed:""`
	}
)

// Run asks that a locked account be unlocked, or decides on it.
func (c *userUnlockCmd) Run(env *Env) error { return c.step(env, account.Unlock) }

// Run asks that an account be recovered, or decides on it; who asks and who
// confirms are each shown half of the owner's new activation code, once.
func (c *userRecoverCmd) Run(env *Env) error { return c.step(env, account.Recover) }

// dualDone is the line that --json prints after either step.
type dualDone struct {
	Account string `json:"account"`
	Kind    string `json:"kind"`
	State   string `json:"state"`
	Request string `json:"request"`
	Half    string `json:"activation_half,omitempty"`
}

func (c byTwo) step(env *Env, kind string) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error {
		if c.Confirm || c.Refuse {
			return c.decide(env, b, actor, kind)
		}
		a, found, err := b.store.AccountByLogin(env.Context, c.Login)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "account.not_found", "没有找到该账号。", "No such account.")
		}
		out, err := execute(env, b, actor, app.AskDual{Account: a.ID, Kind: kind, Reason: c.Reason})
		if err != nil {
			return err
		}
		return env.Print(dualDone{Account: a.Login, Kind: kind, State: account.DualOpen, Request: out.ID, Half: out.Secret},
			fmt.Sprintf("%s：已申请，由另一名管理员在 %d 小时内用 --confirm 确认。\nAsked for; another administrator confirms with --confirm within %d hours.",
				a.Login, int(account.DualLife.Hours()), int(account.DualLife.Hours()))+halfTold(out.Secret))
	})
}

func (c byTwo) decide(env *Env, b *book, actor org.Actor, kind string) error {
	d, err := c.waiting(env, b, actor, kind)
	if err != nil {
		return err
	}
	out, err := execute(env, b, actor, app.DecideDual{Dual: d.ID, Yes: c.Confirm, Reason: c.Reason})
	if err != nil {
		return err
	}
	done := dualDone{Account: d.Login, Kind: kind, State: account.DualRefused, Request: d.ID, Half: out.Secret}
	text := d.Login + "：已不同意。Refused."
	if c.Confirm {
		done.State, text = account.DualDone, d.Login+"：已确认。Confirmed."
	}
	return env.Print(done, text+halfTold(out.Secret))
}

// waiting is the open request of the kind for the account: there is one at most.
func (c byTwo) waiting(env *Env, b *book, actor org.Actor, kind string) (view.Dual, error) {
	list, err := b.store.Duals(env.Context, actor)
	if err != nil {
		return view.Dual{}, err
	}
	for _, d := range list {
		if d.Kind == kind && strings.EqualFold(d.Login, strings.TrimSpace(c.Login)) {
			return d, nil
		}
	}
	return view.Dual{}, errs.New(errs.NotFound, "dual.not_found", "没有等待办理的此类申请。用 user requests 查看。", "No such request waits. See user requests.")
}
