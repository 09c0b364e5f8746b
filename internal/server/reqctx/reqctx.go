// Package reqctx is what the middleware has found out about a request: who asks,
// in which session, in which language. Pages and API read it here, so that
// neither imports the other nor the server around them.
package reqctx

import (
	"context"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Values are the facts about one request. The middleware puts them into the
// request's context once; later middleware fills them in place.
type Values struct {
	Actor     org.Actor
	Session   auth.Session
	Token     string // that opened the session, on the API only; never logged, never answered
	Lang      string // "zh" or "en"
	RequestID string
	Route     string // template, "" before routing
	Addr      string // of the client, as far as it can be trusted
	Secure    bool   // the browser's side is TLS
	Err       error  // what the request failed with, for the log

	Ask      *app.Ask    // what a sign-off in this request needs, once it was tried without a proof
	Unproved *errs.Error // what was wrong with the proof that a page's form gave

	// Keep, where a gate has let the request in, hands its place over to work
	// that goes on after the answer: whoever calls it calls leave, once, at the
	// end of that work.
	Keep func() (leave func())
}

type key struct{}

// With returns ctx with v. v is shared: what is set in it later is seen by all.
func With(ctx context.Context, v *Values) context.Context {
	return context.WithValue(ctx, key{}, v)
}

// From returns the values of ctx; without any, empty ones in Chinese.
func From(ctx context.Context) *Values {
	if v, ok := ctx.Value(key{}).(*Values); ok {
		return v
	}
	return &Values{Lang: "zh"}
}

// Of returns the values of the request of c.
func Of(c echo.Context) *Values { return From(c.Request().Context()) }

// Actor is who asks; the zero Actor before sign-in.
func Actor(c echo.Context) org.Actor { return Of(c).Actor }

// Session is the open session; its Signed is false before sign-in.
func Session(c echo.Context) auth.Session { return Of(c).Session }

// Lang is "zh" or "en".
func Lang(c echo.Context) string { return Of(c).Lang }

// RequestID names this request in the log.
func RequestID(c echo.Context) string { return Of(c).RequestID }

// Addr is the client's address; forwarded headers count only from a trusted proxy.
func Addr(c echo.Context) string { return Of(c).Addr }
