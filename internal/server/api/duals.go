package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/view"
)

// lockView is an account that answers to no password for a while.
type lockView struct {
	Since    time.Time `json:"since"`
	Until    time.Time `json:"until"`
	Failures int       `json:"failures"`
	Addr     string    `json:"addr,omitempty"`
}

// dualView is a request that takes a second administrator.
type dualView struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind" enum:"unlock,recover"`
	Account string    `json:"account" doc:"账号的编号。Id of the account."`
	Login   string    `json:"login"`
	Owner   *ref      `json:"owner,omitempty"`
	Reason  string    `json:"reason"`
	AskedBy *ref      `json:"asked_by,omitempty"`
	Asked   time.Time `json:"asked"`
	Expires time.Time `json:"expires"`
}

func dualOf(d view.Dual) dualView {
	return dualView{
		ID: d.ID, Kind: d.Kind, Account: d.Account, Login: d.Login, Owner: refOf(d.Owner), Reason: d.Reason,
		AskedBy: refOf(d.Asker), Asked: d.Asked, Expires: d.Expires,
	}
}

// accountEventView is one thing that happened to an account.
type accountEventView struct {
	At     time.Time `json:"at"`
	By     *ref      `json:"by,omitempty"`
	Type   string    `json:"type" doc:"事件种类。The type of the event."`
	What   string    `json:"what,omitempty"`
	State  string    `json:"state,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Addr   string    `json:"addr,omitempty"`
}

type accountLifeView struct {
	AccountView
	Creator *ref               `json:"creator,omitempty"`
	Waiting []dualView         `json:"waiting" nullable:"false"`
	Events  []accountEventView `json:"events" nullable:"false" doc:"最近的在前。The newest first."`
	Next    string             `json:"next,omitempty"`

	Withheld bool `json:"withheld,omitempty" doc:"其在三员任职期间的经历（或全部经历）不向您列出，由审计管理员查阅。What happened in a term of one of the three seats, or all of it, is not told to you: it is the auditor's to read."`
}

func lifeOf(v view.AccountLife) accountLifeView {
	out := accountLifeView{
		AccountView: accountOf(v.Account), Creator: refOf(v.Creator), Next: v.Next, Withheld: v.Withheld,
		Waiting: make([]dualView, 0, len(v.Duals)), Events: make([]accountEventView, 0, len(v.Events)),
	}
	for _, d := range v.Duals {
		out.Waiting = append(out.Waiting, dualOf(d))
	}
	for _, e := range v.Events {
		out.Events = append(out.Events, accountEventView{
			At: e.At, By: refOf(e.By), Type: e.Type, What: e.What, State: e.State, Reason: e.Reason, Addr: e.Addr,
		})
	}
	return out
}

type decideInput struct {
	Keyed
	ID   string `path:"dual" maxLength:"64"`
	Body struct {
		Yes    bool   `json:"yes" doc:"true 确认，false 不同意。Confirm or refuse."`
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"不同意时必填。Required for a refusal."`
	}
}

type withdrawInput struct {
	Keyed
	ID string `path:"dual" maxLength:"64"`
}

type renewInput struct {
	Keyed
	ID string `path:"id" maxLength:"64"`
}

// duals registers an account's life and what takes two administrators.
func (s *server) duals() {
	huma.Register(s.api, op("account", http.MethodGet, "/accounts/{id}", "账号及其经历", "an account and what happened to it"),
		func(ctx context.Context, in *struct {
			ID     string `path:"id" maxLength:"64"`
			Cursor string `query:"cursor" maxLength:"200"`
			Limit  int    `query:"limit" minimum:"0" maximum:"500"`
		}) (*struct{ Body accountLifeView }, error) {
			v, err := s.App.Store().AccountLife(ctx, who(ctx), in.ID, in.Cursor, in.Limit)
			if err != nil {
				return nil, err
			}
			return &struct{ Body accountLifeView }{lifeOf(v)}, nil
		})
	for _, m := range []struct{ kind, zh, en string }{
		{account.Unlock, "申请提前解锁账号，由另一名管理员确认", "ask that a locked account be unlocked early; another administrator confirms"},
		{account.Recover, "申请恢复账号（口令或第二因素遗失），由另一名管理员确认；得到激活码的一半", "ask that an account be recovered (lost password or factor), answered with half of the activation code; another administrator confirms"},
	} {
		huma.Register(s.api, op("account-"+m.kind, http.MethodPost, "/accounts/{id}/"+m.kind, m.zh, m.en),
			func(ctx context.Context, in *endInput) (*outcomeAnswer, error) {
				return s.answer(ctx, app.AskDual{Account: in.ID, Kind: m.kind, Reason: in.Body.Reason}, in.Key)
			})
	}
	huma.Register(s.api, op("account-requests", http.MethodGet, "/accounts/requests", "等待第二名管理员办理的申请", "requests that wait for a second administrator"),
		func(ctx context.Context, _ *struct{}) (*rowsOf[dualView], error) {
			list, err := s.App.Store().Duals(ctx, who(ctx))
			if err != nil {
				return nil, err
			}
			return rows(list, dualOf), nil
		})
	huma.Register(s.api, op("account-request-decide", http.MethodPost, "/accounts/requests/{dual}", "确认或不同意；确认恢复后得到激活码的另一半，仅此一次",
		"confirm or refuse; a confirmed recovery answers with the other half of the activation code, this once"),
		func(ctx context.Context, in *decideInput) (*outcomeAnswer, error) {
			return s.answer(ctx, app.DecideDual{Dual: in.ID, Yes: in.Body.Yes, Reason: in.Body.Reason}, in.Key)
		})
	huma.Register(s.api, op("account-request-withdraw", http.MethodDelete, "/accounts/requests/{dual}", "申请人撤回自己的申请", "withdraw what one asked for"),
		func(ctx context.Context, in *withdrawInput) (*outcomeAnswer, error) {
			return s.answer(ctx, app.WithdrawDual{Dual: in.ID}, in.Key)
		})
	huma.Register(s.api, op("account-code", http.MethodPost, "/accounts/{id}/code", "待启用的账号：重新生成系统管理员的一半激活码，仅此一次；原有的一半作废",
		"of an inactive account: make the system administrator's half of the activation code anew, shown this once; the one before counts no more"),
		func(ctx context.Context, in *renewInput) (*outcomeAnswer, error) {
			return s.answer(ctx, app.RenewCode{Account: in.ID}, in.Key)
		})
}
