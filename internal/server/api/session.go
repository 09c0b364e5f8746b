package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
)

type signIn struct {
	Account  string `json:"account" minLength:"1" maxLength:"64" doc:"登录名。Login."`
	Password string `json:"password" minLength:"1" maxLength:"1024"`
	Code     string `json:"code,omitempty" maxLength:"16" doc:"动态口令；未给出时会话须再提供第二因素。One-time code; without it the session is asked for the second factor."`
}

type sessionView struct {
	Token   string       `json:"token,omitempty" doc:"只在登录时给出。Given at sign-in only."`
	Expires time.Time    `json:"expires" doc:"不再使用时的结束时间。When it ends without further use."`
	Account string       `json:"account"`
	Must    string       `json:"must,omitempty" enum:"factor,password,enrol" doc:"须先办理的事项。What has to be done before anything else."`
	Factor  *factorAsked `json:"factor,omitempty"`
	Person  *ref         `json:"person,omitempty"`
	Seats   []heldSeat   `json:"seats" nullable:"false"`
	Joined  []*ref       `json:"joined,omitempty" doc:"兼任系统管理员与安全管理员的人员。Who is system and security administrator at once."`
}

type heldSeat struct {
	Seat       seatCode `json:"seat"`
	Department string   `json:"department,omitempty" doc:"空为全机关。Empty: the whole organ."`
	For        string   `json:"for,omitempty" doc:"委托人。Who delegated it."`
}

type sessionAnswer struct {
	Body sessionView
}

func sessionOf(s auth.Session, a org.Actor) sessionView {
	out := sessionView{Expires: s.Expires, Account: s.Login, Must: s.Must, Seats: make([]heldSeat, 0, len(a.Held))}
	if a.Person != "" {
		out.Person = &ref{ID: a.Person, Name: a.Name}
	}
	for _, h := range a.Held {
		out.Seats = append(out.Seats, heldSeat{Seat: seatCode(h.Seat), Department: h.Department, For: h.For})
	}
	return out
}

// sessions registers sign-in, sign-out and what belongs to one's own account.
// None of them takes an idempotency key: an answer that holds a token must not
// be kept to be given again.
func (s *server) sessions() {
	in := status(public(op("session-open", http.MethodPost, "/session", "登录", "sign in")), http.StatusCreated)
	huma.Register(s.api, in, func(ctx context.Context, in *struct{ Body signIn }) (*sessionAnswer, error) {
		token, session, err := s.Auth.OpenWith(ctx, auth.API, auth.Given{
			Login: in.Body.Account, Password: in.Body.Password, Code: in.Body.Code, Addr: reqctx.From(ctx).Addr,
		})
		if err != nil {
			return nil, err
		}
		return s.opened(ctx, token, session)
	})
	s.second()
	huma.Register(s.api, op("session", http.MethodGet, "/session", "当前会话", "the session in use"),
		func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
			v := reqctx.From(ctx)
			body := sessionOf(v.Session, v.Actor)
			policy, err := s.App.Store().Policy(ctx)
			if err != nil {
				return nil, err
			}
			joined, err := s.App.Store().Joined(ctx, policy)
			for _, j := range joined {
				body.Joined = append(body.Joined, refOf(j))
			}
			return &sessionAnswer{Body: body}, err
		})
	huma.Register(s.api, op("session-close", http.MethodDelete, "/session", "退出", "sign out"),
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			return nil, s.Auth.End(ctx, reqctx.From(ctx).Session)
		})
	huma.Register(s.api, public(op("activation", http.MethodPost, "/activation", "首次登录：用激活码设置口令", "set the first password with the activation code, its two halves one after the other in either order")),
		func(ctx context.Context, in *struct {
			Body struct {
				Account  string `json:"account" minLength:"1" maxLength:"64"`
				Code     string `json:"code" minLength:"1" maxLength:"64"`
				Password string `json:"password" minLength:"1" maxLength:"1024"`
			}
		}) (*struct{}, error) {
			return nil, s.Auth.ActivateFrom(ctx, in.Body.Account, in.Body.Code, in.Body.Password, reqctx.From(ctx).Addr)
		})
	huma.Register(s.api, op("password", http.MethodPut, "/password", "修改本人口令，有第二因素的须一并提供；其他会话随之结束", "change one's own password, with the second factor where there is one; all other sessions end"),
		func(ctx context.Context, in *struct {
			Body struct {
				Old  string     `json:"old" minLength:"1" maxLength:"1024"`
				New  string     `json:"new" minLength:"1" maxLength:"1024"`
				Code string     `json:"code,omitempty" maxLength:"16" doc:"已登记动态口令时填写，登录时刚给出过的也须另给一个。The one-time code, where one is entered; another one than that of the sign-in."`
				Key  *keyAnswer `json:"key,omitempty" doc:"已登记安全密钥时，对 GET /factors 所给 proof.challenge 的应答。A security key's answer to proof.challenge of GET /factors."`
			}
		}) (*struct{}, error) {
			key, err := in.Body.Key.given()
			if err != nil {
				return nil, err
			}
			return nil, s.Auth.ChangePassword(ctx, who(ctx),
				auth.Given{Password: in.Body.Old, Code: in.Body.Code, Key: key, Addr: reqctx.From(ctx).Addr}, in.Body.New)
		})
}
