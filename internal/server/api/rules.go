package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/policy"
	"sealbook/internal/domain/rulebook"
)

type ruleView struct {
	ID        string   `json:"id"`
	Basis     []string `json:"basis" nullable:"false" doc:"依据。What it rests on."`
	Effect    string   `json:"effect"`
	Condition string   `json:"condition"`
	Text      text     `json:"text"`
	Feature   string   `json:"feature"`
	Enforced  bool     `json:"enforced" doc:"本版本已执行。Enforced by this release."`
	House     bool     `json:"house" doc:"流程规则，不属于规则库。A rule of the way through the product, not of the book."`
}

func ruleOf(house bool) func(rulebook.Rule) ruleView {
	return func(r rulebook.Rule) ruleView {
		return ruleView{
			ID: r.ID, Basis: append([]string{}, r.Basis...), Effect: r.Effect, Condition: r.Condition, Text: textOf(r.Text),
			Feature: r.Feature, Enforced: r.Enforced, House: house,
		}
	}
}

type policyAnswer struct {
	Body struct {
		Version int64         `json:"version"`
		Values  []policyValue `json:"values" nullable:"false"`
	}
}

type policyValue struct {
	Key   string `json:"key"`
	Kind  string `json:"kind" enum:"int,days,hours,bool,text,seats"`
	Value string `json:"value"`
	Basis string `json:"basis"`
	Text  text   `json:"text"`
}

func policyOf(p policy.Policy) *policyAnswer {
	out := &policyAnswer{}
	out.Body.Version = p.Version
	out.Body.Values = make([]policyValue, 0, len(p.Values))
	for _, v := range p.Sorted() {
		out.Body.Values = append(out.Body.Values, policyValue{Key: v.Key, Kind: v.Kind, Value: v.Raw, Basis: v.Basis, Text: textOf(v.Text)})
	}
	return out
}

type policyInput struct {
	Keyed
	ID   string `path:"key" maxLength:"100"`
	Body struct {
		Value  string `json:"value" minLength:"1" maxLength:"500"`
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// rules registers the rule book and the policy.
func (s *server) rules() {
	huma.Register(s.api, op("rules", http.MethodGet, "/rules", "规则库", "the rule book and the house rules"),
		func(context.Context, *struct{}) (*rowsOf[ruleView], error) {
			out := rows(rulebook.All(), ruleOf(false))
			out.Body.Rows = append(out.Body.Rows, rows(rulebook.House(), ruleOf(true)).Body.Rows...)
			return out, nil
		})
	huma.Register(s.api, op("policy", http.MethodGet, "/policy", "策略", "the policy values with their basis"),
		func(ctx context.Context, _ *struct{}) (*policyAnswer, error) {
			p, err := s.App.Store().Policy(ctx)
			if err != nil {
				return nil, err
			}
			return policyOf(p), nil
		})
	huma.Register(s.api, op("policy-set", http.MethodPut, "/policy/{key}", "修改策略值", "change one policy value"),
		func(ctx context.Context, in *policyInput) (*outcomeAnswer, error) {
			return s.answer(ctx, app.SetPolicy{Key: in.ID, Raw: in.Body.Value, Reason: in.Body.Reason}, in.Key)
		})
}
