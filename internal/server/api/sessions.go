package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/auth"
)

type openSessionView struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind" enum:"page,api,shell" doc:"浏览器、接口或命令行。Browser, API or command line."`
	Since   time.Time `json:"since"`
	Used    time.Time `json:"used"`
	Expires time.Time `json:"expires" doc:"不再使用时的结束时间。When it ends without further use."`
	Addr    string    `json:"addr"`
	Given   string    `json:"given" doc:"登录时提供了什么。What was given for it: password, password+totp, password+key."`
	Here    bool      `json:"here" doc:"本请求所在的会话。The one this request is made in."`
}

type sessionInput struct {
	ID string `path:"id" maxLength:"64"`
}

// ownSessions registers what one does about one's own sessions, and what the
// security administrator does about another's.
func (s *server) ownSessions() {
	huma.Register(s.api, op("sessions", http.MethodGet, "/sessions", "本人未结束的会话", "one's own open sessions"),
		func(ctx context.Context, _ *struct{}) (*rowsOf[openSessionView], error) {
			actor := who(ctx)
			list, err := s.Auth.Sessions(ctx, actor)
			if err != nil {
				return nil, err
			}
			return rows(list, func(v auth.Session) openSessionView {
				return openSessionView{
					ID: v.ID, Kind: string(v.Kind), Since: v.Created, Used: v.Seen, Expires: v.Expires, Addr: v.Addr, Given: v.Given,
					Here: v.ID == actor.Session,
				}
			}), nil
		})
	huma.Register(s.api, op("sessions-end", http.MethodDelete, "/sessions", "结束本人其他会话；all=true 时连同本会话", "end one's other sessions; with all=true this one too"),
		func(ctx context.Context, in *struct {
			All    bool `query:"all" doc:"连同本会话。This one too."`
			Tokens bool `query:"tokens" doc:"同时撤销全部令牌。All tokens as well."`
		}) (*struct{}, error) {
			return nil, s.Auth.EndOwn(ctx, who(ctx), in.All, in.Tokens)
		})
	huma.Register(s.api, op("session-end", http.MethodDelete, "/sessions/{id}", "结束本人的一个会话", "end one of one's own sessions"),
		func(ctx context.Context, in *sessionInput) (*struct{}, error) {
			return nil, s.Auth.EndSession(ctx, who(ctx), in.ID)
		})
	huma.Register(s.api, op("account-sessions-end", http.MethodDelete, "/accounts/{id}/sessions", "结束账号的全部会话和令牌（安全管理员）",
		"end every session and token of an account (security administrator)"),
		func(ctx context.Context, in *sessionInput) (*struct{}, error) {
			return nil, s.Auth.EndSessionsOf(ctx, who(ctx), in.ID)
		})
}
