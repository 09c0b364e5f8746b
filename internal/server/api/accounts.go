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

// AccountView is an account as the administrators see it. Its name is exported
// because the document leaves embedded structs out that are not.
type AccountView struct {
	ID      string     `json:"id"`
	Login   string     `json:"login"`
	State   string     `json:"state" enum:"inactive,active,suspended,closed"`
	Person  *ref       `json:"person,omitempty"`
	Seats   []seatCode `json:"seats" nullable:"false"`
	Created time.Time  `json:"created"`
	LastIn  *time.Time `json:"last_in,omitempty"`
	Moved   *movedView `json:"moved,omitempty"`
	Version int64      `json:"version"`
	Lock    *lockView  `json:"lock,omitempty" doc:"仅安全管理员和审计管理员可见。For the security administrator and the auditor only."`
}

// movedView is the last step along an account's life.
type movedView struct {
	By     *ref      `json:"by,omitempty"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

func accountOf(a view.Account) AccountView {
	out := AccountView{
		ID: a.ID, Login: a.Login, State: a.State, Person: refOf(a.Person), Seats: make([]seatCode, 0, len(a.Seats)),
		Created: a.Created, LastIn: when(a.LastIn), Version: a.Version,
	}
	if !a.Moved.At.IsZero() {
		out.Moved = &movedView{By: refOf(a.Moved.By), At: a.Moved.At, Reason: a.Moved.Reason}
	}
	if l := a.Lock; l.Locked() {
		out.Lock = &lockView{Since: l.Since, Until: l.Until, Failures: l.Failures, Addr: l.Addr}
	}
	for _, s := range a.Seats {
		out.Seats = append(out.Seats, seatCode(s))
	}
	return out
}

type accountInput struct {
	Login  string `json:"login" minLength:"2" maxLength:"32"`
	Person string `json:"person" minLength:"1" maxLength:"64"`
}

type activateInput struct {
	Keyed
	ID   string `path:"id" maxLength:"64"`
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

// endInput takes an account from the one who has it: that needs a reason.
type endInput struct {
	Keyed
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// ends are the steps that stop an account, as the URL names them.
var ends = []struct{ verb, state, zh, en string }{
	{"suspend", account.Suspended, "停用账号", "suspend an account"},
	{"close", account.Closed, "注销账号", "close an account"},
}

// accounts registers the accounts, which are the administrators' business.
func (s *server) accounts() {
	huma.Register(s.api, op("accounts", http.MethodGet, "/accounts", "账号", "accounts"),
		func(ctx context.Context, _ *struct{}) (*rowsOf[AccountView], error) {
			list, err := s.App.Store().Accounts(ctx, who(ctx))
			if err != nil {
				return nil, err
			}
			return rows(list, accountOf), nil
		})
	add := status(op("account-add", http.MethodPost, "/accounts", "新建账号（未启用），得到激活码的一半", "open an account, inactive; answers with half of an activation code"), http.StatusCreated)
	huma.Register(s.api, add, func(ctx context.Context, in *creating[accountInput]) (*outcomeAnswer, error) {
		return s.answer(ctx, app.CreateAccount{Login: in.Body.Login, Person: in.Body.Person}, in.Key)
	})
	huma.Register(s.api, op("account-activate", http.MethodPost, "/accounts/{id}/activate", "启用账号，得到激活码的另一半", "activate an account; answers with the other half of its activation code"),
		func(ctx context.Context, in *activateInput) (*outcomeAnswer, error) {
			reason := ""
			if in.Body != nil {
				reason = in.Body.Reason
			}
			return s.answer(ctx, app.MoveAccount{Account: in.ID, State: account.Active, Reason: reason}, in.Key)
		})
	for _, m := range ends {
		huma.Register(s.api, op("account-"+m.verb, http.MethodPost, "/accounts/{id}/"+m.verb, m.zh, m.en),
			func(ctx context.Context, in *endInput) (*outcomeAnswer, error) {
				return s.answer(ctx, app.MoveAccount{Account: in.ID, State: m.state, Reason: in.Body.Reason}, in.Key)
			})
	}
	s.duals()
}
