package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// AuditFilter narrows one of the two views of the history. The document leaves
// out embedded structs with a name of the package's own.
type AuditFilter struct {
	View    string `query:"view" required:"true" enum:"users,administrators" doc:"用户操作或管理员操作。What users did, or what the three administrators did (the auditor only)."`
	By      string `query:"by" maxLength:"64" doc:"人员标识。Id of who did it."`
	Group   string `query:"group" enum:"sign-in,account,seat,policy,organ,asset,label,import,export,refusal,finding,system"`
	From    string `query:"from" maxLength:"10" doc:"起始日，2026-01-31。First day."`
	Until   string `query:"until" maxLength:"10" doc:"截止日（含）。Last day, included."`
	Refused bool   `query:"refused" doc:"仅被拒绝和登录失败。Refused acts and failed sign-ins only."`
}

func (f AuditFilter) of() view.AuditLogFilter {
	return view.AuditLogFilter{
		View: view.AuditView(f.View), By: f.By, Group: view.AuditGroup(f.Group), From: org.Date(f.From), Until: org.Date(f.Until), Refused: f.Refused,
	}
}

type auditInput struct {
	AuditFilter
	PageInput
}

type auditDetailView struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// auditEventView is one event without any business content.
type auditEventView struct {
	Event   int64             `json:"event" doc:"在历史中的编号。Number in the history."`
	At      time.Time         `json:"at"`
	Type    string            `json:"type"`
	Group   string            `json:"group"`
	What    string            `json:"what"`
	Refused bool              `json:"refused"`
	By      *ref              `json:"by,omitempty"`
	For     *ref              `json:"for,omitempty" doc:"受谁委托；没有则为本人职责。Who delegated the seat it was done under; without one, his own."`
	Claimed bool              `json:"claimed,omitempty" doc:"登录失败：by 是账号的持有人，未证实是其本人。A failed sign-in: by is the account's holder, who is not proved to have tried."`
	Assets  []string          `json:"assets" nullable:"false" doc:"所涉设备的标识，不是编号。Ids of the assets it is about, not their codes."`
	Details []auditDetailView `json:"details" nullable:"false"`
}

func auditEventOf(e view.AuditEvent, lang string) auditEventView {
	out := auditEventView{
		Event: e.Event, At: e.At, Type: e.Type, Group: string(e.Kind.Group), What: e.Kind.Text.In(lang), Refused: e.Kind.Refused, By: refOf(e.By), For: refOf(e.For), Claimed: e.Claimed(),
		Assets: append([]string{}, e.Assets...), Details: make([]auditDetailView, len(e.Details)),
	}
	for i, d := range e.Details {
		out.Details[i] = auditDetailView{d.Name.In(lang), d.Value.In(lang)}
	}
	return out
}

type auditExportInput struct {
	AuditFilter
	Format  string `query:"format" enum:"csv,xlsx" default:"csv"`
	Purpose string `query:"purpose" maxLength:"1000" doc:"导出用途，必填。Why; without it the export is refused (exp.marked)."`
}

type verifyInput struct {
	Keyed
	Body struct {
		After int64 `json:"after,omitempty" minimum:"0" doc:"从此事件之后开始；上次答复中的 next。Begin after this event: next of the answer before."`
	}
}

type faultView struct {
	Event int64  `json:"event"`
	What  string `json:"what"`
}

type verifyAnswer struct {
	Body struct {
		From   int64       `json:"from"`
		To     int64       `json:"to"`
		Events int64       `json:"events"`
		Links  int64       `json:"links" doc:"核对的对象序列位置数。Places in lines of objects that were compared."`
		Signed int64       `json:"signed" doc:"核对的签署事件数。Signed events that were checked."`
		Keys   int64       `json:"keys" doc:"其中以安全密钥签署的。Of these, by security keys."`
		Faults int64       `json:"faults"`
		First  int64       `json:"first_fault,omitempty" doc:"首个有问题的事件。Event of the first fault."`
		What   string      `json:"what,omitempty"`
		Found  []faultView `json:"found,omitempty" doc:"逐条列出的问题，最多50条。The faults one by one, at most 50."`
		Next   int64       `json:"next,omitempty" doc:"尚未核验完：作为 after 继续。Not yet at the end: go on with it as after."`
	}
}

// verifyTime is how long one request goes on: what is left is for the next one.
const verifyTime = 8 * time.Second

// audit registers the two views of the history, their export, its verification,
// and who holds which seat.
func (s *server) audit() {
	huma.Register(s.api, op("audit", http.MethodGet, "/audit", "审计日志", "the history in two views, without business content"),
		func(ctx context.Context, in *auditInput) (*pageOf[auditEventView], error) {
			list, next, err := s.App.Store().AuditLog(ctx, who(ctx), in.AuditFilter.of(), in.Cursor, in.Limit)
			if err != nil {
				return nil, err
			}
			return page(list, next, func(e view.AuditEvent) auditEventView { return auditEventOf(e, lang(ctx)) }), nil
		})
	o := file(op("audit-export", http.MethodGet, "/audit/export", "导出审计日志（标明、编号并登记）", "export a view of the history: marked, numbered, on record"),
		"text/csv", exportTypes["xlsx"])
	huma.Register(s.api, o, func(ctx context.Context, in *auditExportInput) (*huma.StreamResponse, error) {
		x, err := s.App.PrepareAuditExport(ctx, who(ctx), in.AuditFilter.of(), in.Purpose, in.Format, lang(ctx))
		if err != nil {
			return nil, err
		}
		return handOut(ctx, x, in.Format, "sealbook-audit-"+in.View, "器簿审计日志"+view.AuditWord(in.View).ZH), nil
	})
	huma.Register(s.api, op("audit-verify", http.MethodPost, "/audit/verify", "核验历史记录", "recompute the history for some seconds; on record"),
		func(ctx context.Context, in *verifyInput) (*verifyAnswer, error) {
			c, err := s.App.VerifyHistory(ctx, who(ctx), in.Body.After, verifyTime)
			if err != nil {
				return nil, err
			}
			out := &verifyAnswer{}
			b := &out.Body
			b.From, b.To, b.Events, b.Links, b.Signed, b.Keys, b.Faults, b.Next = c.From, c.To, c.Events, c.Links, c.Signed, c.Keys, c.Faults, c.Next
			b.First, b.What = c.First.Event, c.First.What.In(lang(ctx))
			for _, f := range c.Found {
				b.Found = append(b.Found, faultView{f.Event, f.What.In(lang(ctx))})
			}
			return out, nil
		})
	huma.Register(s.api, op("seats", http.MethodGet, "/seats", "职责与委托", "who holds which seat, until when and by whom granted"), s.seatList)
}

// handOut answers with a finished export under a name; ascii is that name where
// another does not serve.
func handOut(ctx context.Context, x *app.Exported, format, ascii, name string) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer x.Close()
		c.SetHeader("Content-Type", exportTypes[format])
		c.SetHeader("Content-Length", strconv.FormatInt(x.Bytes, 10))
		c.SetHeader("Content-Disposition", `attachment; filename="`+fmt.Sprintf("%s-%06d.%s", ascii, x.Number, format)+
			`"; filename*=UTF-8''`+url.PathEscape(fmt.Sprintf("%s%06d.%s", name, x.Number, format)))
		c.SetHeader("X-Export-Number", strconv.FormatInt(x.Number, 10))
		c.SetStatus(http.StatusOK)
		if err := x.Send(c.BodyWriter()); err != nil {
			// Half a file must not pass for a whole one: cut the connection.
			reqctx.From(ctx).Err = err
			panic(http.ErrAbortHandler)
		}
	}}
}
