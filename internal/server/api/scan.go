package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

type scanAnswer struct {
	Body *scanView
}

type scanView struct {
	Record record `json:"record"`
	ScanRest
}

// ScanRest is what a scan says beside the record.
type ScanRest struct {
	Label *labelView `json:"label,omitempty" doc:"扫到的标签。The label that was scanned."`
	Stale bool       `json:"stale" doc:"标签已作废或被替换，已登记异常。The label is void or replaced; a finding was raised."`
	Note  string     `json:"note,omitempty"`
}

// scans registers the one call for what a wedge scanner or a person typed.
func (s *server) scans() {
	huma.Register(s.api, op("scan", http.MethodGet, "/scan/{text}", "扫码或输入编号", "what was scanned or typed: a label's token or a code"),
		func(ctx context.Context, in *struct {
			Text string `path:"text" maxLength:"400"`
		}) (*scanAnswer, error) {
			r, err := s.App.Scan(ctx, who(ctx), in.Text)
			if err != nil {
				return nil, err
			}
			out := &scanAnswer{Body: &scanView{
				Record: recordOf(r.Record, r.Actions, lang(ctx)), ScanRest: ScanRest{Stale: r.Stale, Note: r.Note.In(lang(ctx))},
			}}
			if r.Label != nil {
				l := labelOf(*r.Label)
				out.Body.Label = &l
			}
			return out, nil
		})
}
