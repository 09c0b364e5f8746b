// Package problem is the one place where an error becomes an HTTP answer: its
// status, and the RFC 9457 body in the language of the request.
package problem

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/errs"
)

// ContentType of every error of the API.
const ContentType = "application/problem+json"

// Problem is the body of an error answer (RFC 9457).
type Problem struct {
	Type     string   `json:"type" doc:"错误种类的标识。Names the kind of error: urn:sealbook:error: and the code."`
	Title    string   `json:"title" doc:"HTTP 状态的含义。What the status means."`
	Status   int      `json:"status" doc:"HTTP 状态码。HTTP status."`
	Detail   string   `json:"detail" doc:"哪里不对、该怎么做，按请求的语言。What is wrong and what to do, in the language asked for."`
	Instance string   `json:"instance,omitempty" doc:"本次请求的编号，日志中可查。Names this request in the log."`
	Code     string   `json:"code" doc:"稳定的错误代码。Stable code of the error."`
	Rule     string   `json:"rule,omitempty" doc:"拒绝所依据的规则。The rule that refused."`
	Articles []string `json:"articles,omitempty" doc:"规则的依据条款。Articles the rule rests on."`
	Missing  []string `json:"missing,omitempty" doc:"还缺什么。What has to be there before it would pass."`
	Fields   []Field  `json:"fields,omitempty" doc:"逐项的输入错误。What is wrong with which input."`
	Sign     *Sign    `json:"sign,omitempty" doc:"须签署的内容。What has to be signed."`
}

// Sign is the statement that a sign-off has to be signed with: the request is
// sent again with the header Sealbook-Signature.
type Sign struct {
	Digest string    `json:"digest" doc:"签署内容的摘要，十六进制；即安全密钥的挑战值。Digest of what is signed, hex; the challenge for a security key."`
	At     time.Time `json:"at" doc:"出示内容的时刻，随签署送回。When it was shown; sent back with the signature."`
	Count  int64     `json:"count" doc:"一并签署的项数。How many things are signed together."`
}

// Field is what is wrong with one input; the value itself is never repeated.
type Field struct {
	Name   string `json:"name" doc:"输入项。The input."`
	Detail string `json:"detail" doc:"哪里不对。What is wrong with it."`
}

// Error and GetStatus make a Problem what huma takes for an error answer.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes huma send it under its own media type.
func (p *Problem) ContentType(string) string { return ContentType }

// Status of an error. A refusal that rests on who asks is 403, on how things
// stand 409.
func Status(e *errs.Error) int {
	switch e.Kind {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.Refused:
		if e.Rule == "flow.seat" || e.Rule == "adm.no-business" {
			return http.StatusForbidden
		}
		return http.StatusConflict
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Unproved:
		return http.StatusPreconditionRequired
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// Of makes the body for err in lang; status 0 takes the error's own. What is no
// *errs.Error is internal and says nothing of itself.
func Of(err error, status int, lang, requestID string) *Problem {
	e := As(err)
	if status == 0 {
		status = Status(e)
	}
	p := &Problem{
		Type: "urn:sealbook:error:" + e.Code, Title: http.StatusText(status), Status: status,
		Detail: e.Text.In(lang), Code: e.Code, Rule: e.Rule, Articles: e.Articles,
	}
	if requestID != "" {
		p.Instance = "urn:sealbook:request:" + requestID
	}
	for _, m := range e.Missing {
		p.Missing = append(p.Missing, m.In(lang))
	}
	if r, ok := app.RequiredBy(err); ok {
		p.Sign = &Sign{Digest: hex.EncodeToString(r.Digest[:]), At: r.Statement.At, Count: r.Statement.Count}
	}
	for _, f := range e.Fields {
		p.Fields = append(p.Fields, Field{Name: f.Name, Detail: f.Text.In(lang)})
	}
	return p
}

// As returns err as ours; the router's own errors are translated.
func As(err error) *errs.Error {
	var mine *errs.Error
	if errors.As(err, &mine) {
		return mine
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return TooLarge(large.Limit)
	}
	var routed *echo.HTTPError
	if !errors.As(err, &routed) {
		return errs.As(err)
	}
	switch routed.Code {
	case http.StatusNotFound:
		return errs.New(errs.NotFound, "route.not_found", "没有这个地址。", "There is no such address.").WithCause(err)
	case http.StatusMethodNotAllowed:
		return errs.New(errs.Invalid, "route.method", "该地址不接受这种请求方法。", "This address does not take that method.").WithCause(err)
	case http.StatusRequestEntityTooLarge:
		return TooLarge(0)
	case http.StatusBadRequest, http.StatusUnsupportedMediaType:
		return errs.New(errs.Invalid, "request.unreadable", "无法读取请求内容。", "The request cannot be read.").WithCause(err)
	default:
		return errs.As(err)
	}
}

// TooLarge is the answer to a body above limit bytes (0: limit not told).
func TooLarge(limit int64) *errs.Error {
	if limit <= 0 {
		return errs.New(errs.TooLarge, "request.too_large", "请求内容过大。", "The request is too large.")
	}
	n := strconv.FormatInt(limit>>20, 10)
	return errs.New(errs.TooLarge, "request.too_large",
		"请求内容过大，上限 "+n+" MiB。请拆分后重试。", "The request is too large; the limit is "+n+" MiB. Split it and try again.")
}

// statusOf keeps the router's own 405, which our kinds do not know.
func statusOf(err error) int {
	var routed *echo.HTTPError
	if errors.As(err, &routed) && routed.Code == http.StatusMethodNotAllowed {
		return routed.Code
	}
	return 0
}

// Headers that go with the status of err.
func Headers(h http.Header, status int, err error) {
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="sealbook"`)
	case http.StatusTooManyRequests:
		h.Set("Retry-After", again(err, "60"))
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", again(err, "2"))
	}
}

// again is the wait that err states, in whole seconds.
func again(err error, unknown string) string {
	if after := As(err).After; after > 0 {
		return strconv.FormatInt(int64((after+time.Second-1)/time.Second), 10)
	}
	return unknown
}

// Write answers with err as problem+json.
func Write(c echo.Context, err error, lang, requestID string) error {
	p := Of(err, statusOf(err), lang, requestID)
	body, mErr := json.Marshal(p)
	if mErr != nil {
		return mErr
	}
	h := c.Response().Header()
	Headers(h, p.Status, err)
	h.Set("Content-Type", ContentType)
	c.Response().WriteHeader(p.Status)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, err = c.Response().Write(append(body, '\n'))
	return err
}
