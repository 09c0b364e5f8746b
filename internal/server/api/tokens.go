package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/store"
)

type tokenView struct {
	ID          string     `json:"id"`
	Token       string     `json:"token,omitempty" doc:"只在建立时给出。Given when it is made only."`
	Name        string     `json:"name"`
	Permissions []string   `json:"permissions" nullable:"false"`
	Departments []string   `json:"departments" nullable:"false" doc:"空为本人职责范围。Empty: as far as its owner's seats reach."`
	Since       time.Time  `json:"since"`
	Expires     time.Time  `json:"expires"`
	Used        *time.Time `json:"used,omitempty"`
	Addr        string     `json:"addr,omitempty" doc:"最近从何处使用。Where it was last used from."`
}

func tokenOf(t store.Token) tokenView {
	return tokenView{
		ID: t.ID, Name: t.Name, Permissions: t.Permissions, Departments: append([]string{}, t.Departments...),
		Since: t.Created, Expires: t.Expires, Used: when(t.Used), Addr: t.Addr,
	}
}

type tokenInput struct {
	Body struct {
		Name        string   `json:"name" minLength:"1" maxLength:"60"`
		Permissions []string `json:"permissions" nullable:"false"`
		Departments []string `json:"departments,omitempty" nullable:"false" doc:"含下级部门；空为本人职责范围。With all below; empty: as far as one's own seats reach."`
		Days        int      `json:"days" minimum:"1" maximum:"366" doc:"不超过策略 token.max-days。At most the policy's token.max-days."`
		Password    string   `json:"password" minLength:"1" maxLength:"1024" doc:"本人口令。One's own password."`
		Code        string   `json:"code,omitempty" maxLength:"16" doc:"已登记动态口令时必填；只有安全密钥的，请在页面上建立。The one-time code, where one is entered; who has only a security key makes his token on the page."`
	}
}

type tokenAnswer struct {
	Body tokenView
}

// tokens registers the tokens that one makes for programs. Making one takes no
// idempotency key: an answer that holds a token must not be kept.
func (s *server) tokens() {
	huma.Register(s.api, op("tokens", http.MethodGet, "/tokens", "本人的接口令牌", "one's own tokens for programs"),
		func(ctx context.Context, _ *struct{}) (*rowsOf[tokenView], error) {
			list, err := s.Auth.Tokens(ctx, who(ctx))
			if err != nil {
				return nil, err
			}
			return rows(list, tokenOf), nil
		})
	huma.Register(s.api, status(op("token-make", http.MethodPost, "/tokens", "建立接口令牌", "make a token for a program"), http.StatusCreated),
		func(ctx context.Context, in *tokenInput) (*tokenAnswer, error) {
			asked := account.TokenAsked{Name: in.Body.Name, Departments: in.Body.Departments, Days: in.Body.Days}
			for _, p := range in.Body.Permissions {
				asked.Permissions = append(asked.Permissions, org.Permission(p))
			}
			given := auth.Given{Password: in.Body.Password, Code: in.Body.Code, Addr: reqctx.From(ctx).Addr}
			token, made, err := s.Auth.MakeToken(ctx, who(ctx), asked, given)
			if err != nil {
				return nil, err
			}
			out := tokenOf(made)
			out.Token = token
			return &tokenAnswer{Body: out}, nil
		})
	huma.Register(s.api, op("token-end", http.MethodDelete, "/tokens/{id}", "撤销接口令牌", "end a token"),
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"64"`
		}) (*struct{}, error) {
			return nil, s.Auth.EndToken(ctx, who(ctx), in.ID)
		})
}
