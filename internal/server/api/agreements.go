package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

type termsView struct {
	Services []serviceCode `json:"services" nullable:"false"`
	Level    levelCode     `json:"level" doc:"最高密级。Up to which level."`
	From     string        `json:"from" format:"date"`
	Until    string        `json:"until,omitempty" format:"date" doc:"最后一日。The last day."`
}

func termsOf(t agreement.Terms) termsView {
	return termsView{serviceCodes(t.Services), levelCode(t.Level.String()), string(t.From), string(t.Until)}
}

func (t termsView) terms() (agreement.Terms, error) {
	l, err := level.Parse(string(t.Level))
	return agreement.Terms{Services: servicesOf(t.Services), Level: l, From: org.Date(t.From), Until: org.Date(t.Until)}, err
}

type agreementRow struct {
	ID       string             `json:"id"`
	Number   string             `json:"number"`
	Vendor   *ref               `json:"vendor"`
	State    agreementStateCode `json:"state"`
	Terms    termsView          `json:"terms" doc:"最新的条款。The latest terms."`
	SignedOn string             `json:"signed_on,omitempty"`
	Amended  int                `json:"amended" doc:"补充协议份数。How often it was amended."`
	Renewed  bool               `json:"renewed"`
	Left     int                `json:"left" doc:"距最后一日的天数，过期为负。Days to the last one, negative once it is past."`
}

func agreementRowOf(a view.AgreementLine) agreementRow {
	return agreementRow{
		a.ID, a.Number, refOf(a.Vendor), agreementStateCode(a.State), termsOf(a.Terms), string(a.SignedOn), a.Amended, a.Renewed, a.Left,
	}
}

type agreementView struct {
	ID           string             `json:"id"`
	Number       string             `json:"number"`
	Vendor       *ref               `json:"vendor"`
	State        agreementStateCode `json:"state"`
	Terms        termsView          `json:"terms" doc:"签订时的条款。The terms it was signed with."`
	Requirements []requirementView  `json:"requirements" nullable:"false"`
	SignedBy     *ref               `json:"signed_by,omitempty"`
	SignedFor    string             `json:"signed_for,omitempty"`
	SignedOn     string             `json:"signed_on,omitempty"`
	Copy         string             `json:"copy,omitempty"`
	Why          string             `json:"why,omitempty"`
	Renews       *ref               `json:"renews,omitempty"`
	RenewedBy    *ref               `json:"renewed_by,omitempty"`
	Amendments   []amendmentView    `json:"amendments" nullable:"false"`
	Left         int                `json:"left"`
	Version      int64              `json:"version"`
}

type requirementView struct {
	Key    requirementCode `json:"key"`
	Met    bool            `json:"met"`
	Clause string          `json:"clause,omitempty" maxLength:"100" doc:"所在条款。Where the paper has it."`
}

type amendmentView struct {
	Number    string    `json:"number" minLength:"1" maxLength:"100"`
	SignedOn  string    `json:"signed_on" format:"date"`
	Effective string    `json:"effective" format:"date"`
	Terms     termsView `json:"terms"`
	What      string    `json:"what" minLength:"1" maxLength:"500"`
	Copy      string    `json:"copy" minLength:"64" maxLength:"64"`
}

type draftInput struct {
	Vendor       string            `json:"vendor" minLength:"1" maxLength:"64"`
	Number       string            `json:"number" minLength:"1" maxLength:"100"`
	Terms        termsView         `json:"terms"`
	Requirements []requirementView `json:"requirements,omitempty"`
	Renews       string            `json:"renews,omitempty" maxLength:"64"`
	Version      int64             `json:"version,omitempty"`
}

type signingInput struct {
	By      string `json:"by" minLength:"1" maxLength:"64" doc:"我方签订人。Who signed for us."`
	For     string `json:"for" minLength:"1" maxLength:"50" doc:"对方签订人。Who signed for the vendor."`
	On      string `json:"on" format:"date"`
	Copy    string `json:"copy" minLength:"64" maxLength:"64" doc:"签署件，先由 POST /papers 上传。The signed copy, taken in by POST /papers first."`
	Version int64  `json:"version,omitempty"`
}

type amendInput struct {
	amendmentView
	Version int64 `json:"version,omitempty"`
}

type reasonInput struct {
	Reason  string `json:"reason" minLength:"1" maxLength:"500"`
	Version int64  `json:"version,omitempty"`
}

type agreementsInput struct {
	Text   string             `query:"q" maxLength:"100"`
	Vendor string             `query:"vendor" maxLength:"64"`
	State  agreementStateCode `query:"state"`
	Due    string             `query:"due" enum:"over,7,30,90" doc:"已签订或中止、未续签：已过期，或在所填天数内到期；按到期日排列。Signed or suspended and not renewed: ended, or ends within so many days; by last day."`
	Cursor string             `query:"cursor" maxLength:"500"`
	Limit  int                `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

// agreements registers the secrecy agreements with vendors.
func (s *server) agreements() {
	huma.Register(s.api, op("agreements", http.MethodGet, "/agreements", "保密协议", "secrecy agreements"), func(ctx context.Context, in *agreementsInput) (*pageOf[agreementRow], error) {
		p, err := s.App.Store().AgreementPage(ctx, who(ctx), view.AgreementFilter{
			Text: in.Text, Vendor: in.Vendor, State: agreement.State(in.State), Due: in.Due, Cursor: in.Cursor, Limit: in.Limit,
		})
		if err != nil {
			return nil, err
		}
		return page(p.Rows, p.Next, agreementRowOf), nil
	})
	huma.Register(s.api, op("agreement", http.MethodGet, "/agreements/{id}", "一份协议", "one agreement"), s.agreement)
	huma.Register(s.api, status(op("agreement-draft", http.MethodPost, "/agreements", "起草协议", "draft an agreement"), http.StatusCreated),
		func(ctx context.Context, in *creating[draftInput]) (*outcomeAnswer, error) {
			return s.draft(ctx, "", in.Body, in.Key)
		})
	huma.Register(s.api, op("agreement-set", http.MethodPut, "/agreements/{id}", "修改协议草稿", "change a draft"),
		func(ctx context.Context, in *changing[draftInput]) (*outcomeAnswer, error) {
			return s.draft(ctx, in.ID, in.Body, in.Key)
		})
	huma.Register(s.api, op("agreement-sign", http.MethodPost, "/agreements/{id}/sign", "登记签订（须签署）", "enter it as signed (a sign-off)"),
		func(ctx context.Context, in *changing[signingInput]) (*outcomeAnswer, error) {
			b := in.Body
			return s.answer(ctx, app.SignAgreement{Agreement: in.ID, Version: b.Version, Signing: agreement.Signing{By: b.By, For: b.For, On: org.Date(b.On), Copy: b.Copy}}, in.Key)
		})
	huma.Register(s.api, op("agreement-amend", http.MethodPost, "/agreements/{id}/amend", "登记补充协议（须签署）", "amend it (a sign-off)"),
		func(ctx context.Context, in *changing[amendInput]) (*outcomeAnswer, error) {
			b := in.Body
			terms, err := b.Terms.terms()
			if err != nil {
				return nil, err
			}
			return s.answer(ctx, app.AmendAgreement{Agreement: in.ID, Version: b.Version, Amendment: agreement.Amendment{
				Number: b.Number, SignedOn: org.Date(b.SignedOn), Effective: org.Date(b.Effective), Terms: terms, What: b.What, Copy: b.Copy,
			}}, in.Key)
		})
	for _, m := range []struct {
		name, zh, en string
		to           agreement.State
	}{
		{"suspend", "中止协议", "suspend it", agreement.Suspended}, {"resume", "恢复协议", "resume it", agreement.Signed},
		{"terminate", "终止协议", "terminate it", agreement.Terminated},
	} {
		huma.Register(s.api, op("agreement-"+m.name, http.MethodPost, "/agreements/{id}/"+m.name, m.zh, m.en),
			func(ctx context.Context, in *changing[reasonInput]) (*outcomeAnswer, error) {
				return s.answer(ctx, app.MoveAgreement{Agreement: in.ID, Version: in.Body.Version, State: m.to, Reason: in.Body.Reason}, in.Key)
			})
	}
}

func (s *server) draft(ctx context.Context, id string, in draftInput, key string) (*outcomeAnswer, error) {
	terms, err := in.Terms.terms()
	if err != nil {
		return nil, err
	}
	d := agreement.Agreement{ID: id, Vendor: in.Vendor, Number: in.Number, Terms: terms, Renews: in.Renews, Version: in.Version}
	for _, r := range in.Requirements {
		d.Requirements = append(d.Requirements, agreement.Requirement{Key: string(r.Key), Met: r.Met, Clause: r.Clause})
	}
	return s.answer(ctx, app.DraftAgreement{Agreement: d}, key)
}

func (s *server) agreement(ctx context.Context, in *struct{ IDOf }) (*struct{ Body agreementView }, error) {
	a, err := s.App.Store().Agreement(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := agreementView{
		ID: a.ID, Number: a.Number, Vendor: refOf(view.Ref{ID: a.Vendor, Name: a.VendorName}), State: agreementStateCode(a.State), Terms: termsOf(a.Terms),
		SignedFor: a.SignedFor, SignedOn: string(a.SignedOn), Copy: a.Copy, Why: a.Why, Left: a.Left, Version: a.Version,
		SignedBy: refOf(view.Ref{ID: a.SignedBy, Name: a.Names[a.SignedBy]}), Renews: refOf(view.Ref{ID: a.Renews, Name: a.Numbers[a.Renews]}),
		RenewedBy:    refOf(view.Ref{ID: a.RenewedBy, Name: a.Numbers[a.RenewedBy]}),
		Requirements: make([]requirementView, len(a.Requirements)), Amendments: make([]amendmentView, len(a.Amendments)),
	}
	for i, r := range a.Requirements {
		out.Requirements[i] = requirementView{requirementCode(r.Key), r.Met, r.Clause}
	}
	for i, m := range a.Amendments {
		out.Amendments[i] = amendmentView{m.Number, string(m.SignedOn), string(m.Effective), termsOf(m.Terms), m.What, m.Copy}
	}
	return &struct{ Body agreementView }{out}, nil
}
