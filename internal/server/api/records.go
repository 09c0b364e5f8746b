package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/view"
)

type pageOf[T any] struct {
	Body struct {
		Rows []T    `json:"rows" nullable:"false"`
		Next string `json:"next,omitempty" doc:"下一页的游标。Cursor of the next page."`
	}
}

func page[V, T any](list []V, next string, of func(V) T) *pageOf[T] {
	out := &pageOf[T]{}
	out.Body.Rows = rows(list, of).Body.Rows
	out.Body.Next = next
	return out
}

// PageInput says where a page begins and how long it is.
type PageInput struct {
	Cursor string `query:"cursor" maxLength:"500"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type countersAnswer struct {
	Body struct {
		ByLife    map[string]int64 `json:"by_life"`
		ByLevel   map[string]int64 `json:"by_level" doc:"已定密的，按密级。Of those whose level is decided."`
		Undecided int64            `json:"undecided" doc:"尚未定密。No level is decided yet."`
		Waiting   int64            `json:"waiting" doc:"待本人签署。Waits for the caller."`
		Due       int64            `json:"labels_due"`
		Held      int64            `json:"held"`
		Total     int64            `json:"total"`
	}
}

type findingView struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"`
	Asset *ref      `json:"asset,omitempty"`
	Label string    `json:"label,omitempty"`
	At    time.Time `json:"at"`
	By    *ref      `json:"by,omitempty"`
	Note  string    `json:"note,omitempty"`
}

func findingOf(f view.Finding) findingView {
	return findingView{ID: f.ID, Kind: f.Kind, Asset: refOf(f.Asset), Label: f.Label, At: f.At, By: refOf(f.By), Note: f.Note}
}

type refusalView struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	By       *ref      `json:"by,omitempty"`
	Verb     string    `json:"verb"`
	Asset    *ref      `json:"asset,omitempty"`
	Rule     string    `json:"rule,omitempty"`
	Articles []string  `json:"articles" nullable:"false"`
	Missing  []string  `json:"missing" nullable:"false"`
}

func refusalOf(r view.Refusal, lang string) refusalView {
	out := refusalView{
		ID: r.ID, At: r.At, By: refOf(r.By), Verb: r.Verb, Asset: refOf(r.Asset), Rule: r.Rule,
		Articles: append([]string{}, r.Articles...), Missing: make([]string, len(r.Missing)),
	}
	for i, m := range r.Missing {
		out.Missing[i] = m.In(lang)
	}
	return out
}

// records registers what waits, the figures of a home page, findings and refusals.
func (s *server) records() {
	huma.Register(s.api, op("inbox", http.MethodGet, "/inbox", "待办", "what waits for the caller's signature"), s.inbox)
	huma.Register(s.api, op("counters", http.MethodGet, "/counters", "统计", "figures over what the caller may see"), s.counters)
	huma.Register(s.api, op("findings", http.MethodGet, "/findings", "异常", "findings: what did not fit"),
		func(ctx context.Context, in *PageInput) (*pageOf[findingView], error) {
			list, next, err := s.App.Store().Findings(ctx, who(ctx), in.Cursor, in.Limit)
			if err != nil {
				return nil, err
			}
			return page(list, next, findingOf), nil
		})
	huma.Register(s.api, op("refusals", http.MethodGet, "/refusals", "被拒绝的操作", "refused commands as they were kept"),
		func(ctx context.Context, in *PageInput) (*pageOf[refusalView], error) {
			list, next, err := s.App.Store().Refusals(ctx, who(ctx), in.Cursor, in.Limit)
			if err != nil {
				return nil, err
			}
			return page(list, next, func(r view.Refusal) refusalView { return refusalOf(r, lang(ctx)) }), nil
		})
}

func (s *server) counters(ctx context.Context, _ *struct{}) (*countersAnswer, error) {
	c, err := s.App.Store().Counters(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	out := &countersAnswer{}
	out.Body.Waiting, out.Body.Due, out.Body.Held, out.Body.Total = c.Waiting, c.Due, c.Held, c.Total
	out.Body.Undecided = c.Undecided
	out.Body.ByLife, out.Body.ByLevel = map[string]int64{}, map[string]int64{}
	for l, n := range c.ByLife {
		out.Body.ByLife[string(l)] = n
	}
	for l, n := range c.ByLevel {
		out.Body.ByLevel[l.String()] = n
	}
	return out, nil
}
