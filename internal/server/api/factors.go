package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/auth"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// factorAsked is what a session is asked for that has to give its second factor.
type factorAsked struct {
	Code      bool     `json:"code" doc:"可用动态口令。A one-time code will do."`
	Keys      []string `json:"keys" nullable:"false" doc:"安全密钥的凭据标识，base64url。Ids of the security keys, base64url."`
	Challenge string   `json:"challenge" doc:"安全密钥须签署的挑战值，base64url。What the key has to sign, base64url."`
	RP        string   `json:"rp,omitempty" doc:"安全密钥绑定的主机名。The host name that the keys are bound to."`
}

type secondInput struct {
	Body struct {
		Code string     `json:"code,omitempty" maxLength:"16" doc:"动态口令。One-time code."`
		Key  *keyAnswer `json:"key,omitempty"`
	}
}

// keyAnswer is a key's answer as the browser gives it, base64url throughout.
type keyAnswer struct {
	ID                string `json:"id" maxLength:"2048"`
	AuthenticatorData string `json:"authenticatorData" maxLength:"4096"`
	ClientData        string `json:"clientDataJSON" maxLength:"4096"`
	Signature         string `json:"signature" maxLength:"2048"`
}

// opened is the answer to a session that was just opened, or given another token.
func (s *server) opened(ctx context.Context, token string, open auth.Session) (*sessionAnswer, error) {
	_, actor, err := s.Auth.Resolve(ctx, token)
	if err != nil {
		return nil, err
	}
	body := sessionOf(open, actor)
	body.Token = token
	if open.Must == auth.MustFactor {
		shown, err := s.Auth.FactorsOf(ctx, open.Account)
		if err != nil {
			return nil, err
		}
		challenge, err := s.Auth.SecondChallenge(ctx, open)
		if err != nil {
			return nil, err
		}
		body.Factor = &factorAsked{
			Code: shown.Code, Keys: append([]string{}, shown.Keys...), RP: shown.RelyingParty, Challenge: base64.RawURLEncoding.EncodeToString(challenge),
		}
	}
	return &sessionAnswer{Body: body}, nil
}

// second registers the second step of signing in.
func (s *server) second() {
	huma.Register(s.api, op("session-factor", http.MethodPost, "/session/factor",
		"登录的第二步：提供第二因素，换得新令牌", "the second step of signing in: give the second factor, and get another token"),
		func(ctx context.Context, in *secondInput) (*sessionAnswer, error) {
			v := reqctx.From(ctx)
			if v.Token == "" { // a cookie would be left without its session
				return nil, errs.New(errs.Forbidden, "factor.on_page", "网页会话请在登录页面提供第二因素。", "A session of the pages gives its second factor on the page.")
			}
			key, err := in.Body.Key.given()
			if err != nil {
				return nil, err
			}
			token, open, err := s.Auth.Second(ctx, v.Token, auth.Given{Code: in.Body.Code, Key: key, Addr: v.Addr})
			if err != nil {
				return nil, err
			}
			return s.opened(ctx, token, open)
		})
}

// given is the answer as package auth reads it.
func (k *keyAnswer) given() (*auth.Assertion, error) {
	if k == nil {
		return nil, nil //nolint:nilnil // none was given
	}
	b, err := json.Marshal(k)
	if err != nil {
		return nil, errs.Wrap(err, "api.factor")
	}
	return auth.ParseAssertion(string(b))
}
