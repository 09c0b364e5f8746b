package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
	"sealbook/internal/ops"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

var startOfTime = time.Now()

// extractor finds the client's address. Echo's default would believe whatever
// header a client sends; here forwarded headers count only from the proxies
// that the configuration names, and the connection's own address else.
func extractor(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		options = append(options, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// observe opens the request's values, and afterwards counts and logs it:
// template, status, time, account; never a path with an id, a query or a body.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		var id [8]byte
		_, _ = rand.Read(id[:]) // never fails
		r := c.Request()
		v := &reqctx.Values{
			Lang: reqctx.ChooseLang(r, s.Config.Lang), RequestID: hex.EncodeToString(id[:]),
			Addr: c.RealIP(), Secure: s.Config.Secure(),
		}
		if _, ok := s.routes.find(c); ok {
			v.Route = c.Path()
		}
		c.SetRequest(r.WithContext(reqctx.With(r.Context(), v)))
		c.Response().Header().Set("X-Request-Id", v.RequestID)
		if err := next(c); err != nil {
			c.Error(err)
		}
		took := time.Since(start)
		s.Metrics.Observe(r.Method, v.Route, c.Response().Status, took)
		s.record(c, v, took)
		return nil
	}
}

func (s *Server) record(c echo.Context, v *reqctx.Values, took time.Duration) {
	status := c.Response().Status
	attrs := []any{
		"request_id", v.RequestID, "method", c.Request().Method, "route", v.Route, "status", status,
		"duration_ms", took.Milliseconds(), "account", v.Actor.Account,
	}
	if v.Err != nil {
		e := problem.As(v.Err)
		attrs = append(attrs, "code", e.Code)
		// Whoever leaves a page while it is being made has broken nothing.
		left := e.Kind == errs.Unavailable && errors.Is(c.Request().Context().Err(), context.Canceled)
		if !left && (e.Kind == errs.Internal || e.Kind == errs.Unavailable) {
			s.Log.ErrorContext(c.Request().Context(), "request failed", append(attrs, ops.Cause(v.Err))...)
			return
		}
	}
	s.Log.InfoContext(c.Request().Context(), "request", attrs...)
}

// rescue turns a panic into an internal error, its place into the log.
func (s *Server) rescue(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if failed, ok := p.(error); ok && errors.Is(failed, http.ErrAbortHandler) {
				panic(p) // a handler that wants the connection cut
			}
			stack := make([]byte, 8<<10)
			stack = stack[:runtime.Stack(stack, false)]
			s.Log.ErrorContext(c.Request().Context(), "panic", "request_id", reqctx.RequestID(c), "stack", string(stack), "type", fmt.Sprintf("%T", p))
			cause, ok := p.(error)
			if !ok {
				cause = fmt.Errorf("panic of type %T", p)
			}
			err = errs.Wrap(cause, "internal")
		}()
		return next(c)
	}
}

// always are the headers of every answer: nothing is loaded from elsewhere,
// framed, guessed at, or kept by a cache. Keys are in canonical form.
var always = map[string][]string{
	"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Referrer-Policy":              {"no-referrer"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"camera=(), microphone=(), geolocation=(), usb=(), serial=()"},
	"Cache-Control":                {"no-store"},
}

// headers sets them. (The router makes the chain anew for every request.)
func headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		for name, values := range always {
			h[name] = values // shared, and without room: whoever adds one makes a list of his own
		}
		if reqctx.Of(c).Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// limit bounds the body and the time of a request.
func (s *Server) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		row, _ := s.routes.find(c)
		r, limit := c.Request(), row.bodyLimit()
		// A query that is half readable would be half obeyed: a filter that is
		// dropped in silence widens the list.
		if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
			return errs.New(errs.Invalid, "request.query", "查询参数无法读取，请检查其编码。", "The query cannot be read; check its encoding.")
		}
		if r.ContentLength > limit {
			return problem.TooLarge(limit)
		}
		body := r.Body != nil && r.Body != http.NoBody
		if body {
			r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		}
		ctx, cancel := context.WithTimeout(r.Context(), row.timeout())
		defer cancel()
		// A writer that knows no deadlines (a test's recorder) has no slow client.
		control := http.NewResponseController(c.Response())
		if body {
			_ = control.SetReadDeadline(time.Now().Add(row.timeout()))
		}
		_ = control.SetWriteDeadline(time.Now().Add(row.timeout() + afterTime))
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}
