package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/auth"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/store"
)

// factorView is one of the caller's own second factors, without what checks it.
type factorView struct {
	ID    string     `json:"id"`
	Kind  string     `json:"kind" enum:"totp,key"`
	Name  string     `json:"name"`
	Since time.Time  `json:"since"`
	Used  *time.Time `json:"used,omitempty"`
}

func factorOf(f store.Factor) factorView {
	return factorView{ID: f.ID, Kind: f.Kind, Name: f.Name, Since: f.Created, Used: when(f.Used)}
}

// ownFactors are one's factors, and with which of them a change is proved.
type ownFactors struct {
	Rows  []factorView `json:"rows" nullable:"false"`
	Proof factorAsked  `json:"proof" doc:"变更第二因素时，除口令外须提供的。What a change of one's factors takes beside the password."`
}

// factorProof is what a person shows before his own factors are changed.
type factorProof struct {
	Password string     `json:"password" minLength:"1" maxLength:"1024" doc:"本人口令。One's own password."`
	Code     string     `json:"code,omitempty" maxLength:"16" doc:"已登记动态口令时填写。The one-time code, where one is entered."`
	Key      *keyAnswer `json:"key,omitempty" doc:"已登记安全密钥时，对 proof.challenge 的应答。A security key's answer to proof.challenge."`
}

// given is the proof as package auth reads it.
func (p factorProof) given(v *reqctx.Values) (auth.Given, error) {
	key, err := p.Key.given()
	return auth.Given{Password: p.Password, Code: p.Code, Key: key, Addr: v.Addr}, err
}

// factorStart begins a one-time code.
type factorStart struct {
	Name  string      `json:"name" minLength:"1" maxLength:"40" doc:"名称，如“手机”。What one calls it."`
	Proof factorProof `json:"proof"`
}

type factorPending struct {
	Name   string `json:"name"`
	Secret string `json:"secret" doc:"只在此会话中给出，十分钟内有效。Base32; for this session only, for ten minutes."`
	URI    string `json:"uri" doc:"otpauth 地址，供程序扫描。The otpauth address that programs scan."`
}

// ownFactors registers what a person does with his second factors. None of it
// takes an idempotency key: answers that hold a secret or a token are not kept.
// A security key is entered at a browser, on the page.
func (s *server) ownFactors() {
	huma.Register(s.api, op("factors", http.MethodGet, "/factors", "本人的第二因素", "one's own second factors"), s.listFactors)
	huma.Register(s.api, op("factor-start", http.MethodPost, "/factors", "登记动态口令的第一步：证明本人，得到密钥", "first step of entering a one-time code: prove yourself, and get its secret"),
		s.startFactor)
	huma.Register(s.api, op("factor-confirm", http.MethodPost, "/factors/confirm", "登记动态口令的第二步：给出一个动态口令，换得新令牌；其他会话结束",
		"second step: give a code of it, and get another token; all other sessions end"), s.confirmFactor)
	huma.Register(s.api, op("factor-remove", http.MethodDelete, "/factors/{id}", "删除本人的第二因素；其他会话结束", "remove one of one's own second factors; all other sessions end"),
		func(ctx context.Context, in *struct {
			ID   string `path:"id" maxLength:"64"`
			Body factorProof
		}) (*struct{}, error) {
			v := reqctx.From(ctx)
			g, err := in.Body.given(v)
			if err != nil {
				return nil, err
			}
			return nil, s.Auth.RemoveFactor(ctx, v.Session, g, in.ID)
		})
}

func (s *server) listFactors(ctx context.Context, _ *struct{}) (*struct{ Body ownFactors }, error) {
	open := reqctx.From(ctx).Session
	list, err := s.Auth.Factors(ctx, open)
	if err != nil {
		return nil, err
	}
	shown, err := s.Auth.FactorsOf(ctx, open.Account)
	if err != nil {
		return nil, err
	}
	out := ownFactors{Rows: rows(list, factorOf).Body.Rows, Proof: factorAsked{Code: shown.Code, Keys: append([]string{}, shown.Keys...), RP: shown.RelyingParty}}
	if len(shown.Keys) > 0 {
		challenge, err := s.Auth.ProofChallenge(ctx, open)
		if err != nil {
			return nil, err
		}
		out.Proof.Challenge = base64.RawURLEncoding.EncodeToString(challenge)
	}
	return &struct{ Body ownFactors }{out}, nil
}

func (s *server) startFactor(ctx context.Context, in *struct{ Body factorStart }) (*struct{ Body factorPending }, error) {
	v := reqctx.From(ctx)
	if v.Token == "" { // the secret waits under the session's token
		return nil, factorOnPage()
	}
	g, err := in.Body.Proof.given(v)
	if err != nil {
		return nil, err
	}
	if err := s.Auth.StartCode(ctx, v.Token, v.Session, g, in.Body.Name); err != nil {
		return nil, err
	}
	issuer := s.Organ
	if issuer == "" {
		issuer = "器簿"
	}
	p, err := s.Auth.Pending(ctx, v.Token, v.Session, issuer)
	if err != nil {
		return nil, err
	}
	return &struct{ Body factorPending }{factorPending{Name: p.Name, Secret: p.Secret, URI: p.URI}}, nil
}

func (s *server) confirmFactor(ctx context.Context, in *struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"16" doc:"新登记的动态口令当前显示的6位数字。The six digits it shows now."`
	}
}) (*sessionAnswer, error) {
	v := reqctx.From(ctx)
	if v.Token == "" {
		return nil, factorOnPage()
	}
	token, open, err := s.Auth.FinishCode(ctx, v.Token, v.Session, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return s.opened(ctx, token, open)
}

func factorOnPage() *errs.Error {
	return errs.New(errs.Forbidden, "factor.on_page", "网页会话请在“设置—第二因素”页面办理。", "A session of the pages does this on the page Settings, Second factors.")
}
