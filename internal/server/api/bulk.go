package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
)

// maxBulk is the most assets of one bulk command: the largest batch of domain.md §8.
const maxBulk = 2000

// Choice names the assets of a bulk command or a print job: by id, or all that
// match a filter.
type Choice struct {
	IDs    []string `json:"ids,omitempty" nullable:"false" maxItems:"2000" uniqueItems:"true" doc:"设备标识。Ids of assets."`
	Filter *Filter  `json:"filter,omitempty" doc:"与 ids 二选一：所有符合条件的设备。Instead of ids: all that match."`
	Expect *int64   `json:"expect,omitempty" minimum:"0" doc:"所见的符合件数；不一致则不执行。The count that was seen; nothing is done when it differs."`
}

type bulkInput struct {
	Keyed
	RawBody []byte `contentType:"application/json"`
}

type bulkAnswer struct {
	Body bulkResult
}

type bulkResult struct {
	Done    int        `json:"done"`
	Refused int        `json:"refused"`
	Items   []bulkItem `json:"items" nullable:"false"`
}

// bulkItem is the outcome of one asset: one of the two.
type bulkItem struct {
	ID      string           `json:"id"`
	Outcome *outcome         `json:"outcome,omitempty"`
	Again   bool             `json:"again,omitempty" doc:"由幂等键答复。Answered from the idempotency key."`
	Problem *problem.Problem `json:"problem,omitempty"`
}

// bulk registers every verb for many assets at once. Each asset is one command
// with its own transaction and outcome: what is refused for one is done for the
// others, and every check and record is that of the single command.
func (s *server) bulk() {
	choice := huma.SchemaFromType(s.api.OpenAPI().Components.Schemas, typeOf[Choice]())
	if choice.Ref != "" {
		choice = s.api.OpenAPI().Components.Schemas.SchemaFromRef(choice.Ref)
	}
	for _, spec := range byHand() {
		strict, loose := bulkSchema(choice, s.manyArgs(spec, true)), bulkSchema(choice, s.manyArgs(spec, false))
		o := op("assets-"+string(spec.Verb), http.MethodPost, "/assets/bulk/"+string(spec.Verb),
			"批量："+spec.Verb.Text().ZH, "many at once: "+spec.Verb.Text().EN)
		o.Description = describe(spec)
		o.SkipValidateBody = true // as in verbs
		huma.Register(s.api, o, func(ctx context.Context, in *bulkInput) (*bulkAnswer, error) {
			return s.many(ctx, spec, loose, in)
		})
		s.describeBody(o.Path, strict, true)
	}
}

func bulkSchema(choice, args *huma.Schema) *huma.Schema {
	out := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{"args": args}}
	for name, p := range choice.Properties {
		out.Properties[name] = p
	}
	out.Properties["dry_run"] = &huma.Schema{Type: huma.TypeBoolean,
		Description: "只核对，不办理：逐件答复会有的结果。Nothing is done: each item tells what would become of it."}
	out.PrecomputeMessages()
	return out
}

// manyArgs are the args of the verb on many: a correction sets only what many may
// have alike.
func (s *server) manyArgs(spec asset.Spec, strict bool) *huma.Schema {
	out := s.argsSchema(spec, strict)
	if spec.Verb != asset.VerbCorrect {
		return out
	}
	registry := s.api.OpenAPI().Components.Schemas
	one := out.Properties["correct"]
	if one.Ref != "" {
		one = registry.SchemaFromRef(one.Ref)
	}
	some := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	for _, name := range asset.Shared() {
		some.Properties[name] = one.Properties[name]
	}
	some.PrecomputeMessages()
	out.Properties["correct"] = some
	out.PrecomputeMessages()
	return out
}

func (s *server) many(ctx context.Context, spec asset.Spec, schema *huma.Schema, in *bulkInput) (*bulkAnswer, error) {
	if err := s.fits(schema, in.RawBody, "body"); err != nil {
		return nil, err
	}
	var b struct {
		Choice
		Args struct {
			asset.Args
			Request string `json:"request"`
		} `json:"args"`
		DryRun bool `json:"dry_run,omitempty"`
	}
	if err := json.Unmarshal(in.RawBody, &b); err != nil {
		return nil, errs.New(errs.Invalid, "request.unreadable", "请求内容不是可读的 JSON。", "The request is no readable JSON.").WithCause(err)
	}
	key := in.Key
	if b.DryRun {
		key = "" // there is nothing to do once
	}
	// The key is looked at before the choice: the filter may find others by now.
	ids, err := s.App.ChooseOnce(ctx, who(ctx), "bulk "+string(spec.Verb), b, key, func() ([]string, error) {
		return s.chosen(ctx, b.Choice, maxBulk)
	})
	if err != nil {
		return nil, err
	}
	cmds := make([]app.Command, len(ids))
	for i, id := range ids {
		cmds[i] = app.Act{Command: asset.Command{Asset: id, Verb: spec.Verb, Args: b.Args.Args, Request: b.Args.Request}}
	}
	var results []app.Result
	if b.DryRun {
		if results, err = s.App.Weigh(ctx, who(ctx), cmds); err != nil {
			return nil, err
		}
	} else {
		results = s.App.ExecuteEach(ctx, who(ctx), cmds, key)
	}
	return &bulkAnswer{Body: toldOf(ctx, ids, results)}, nil
}

// toldOf tells of each asset what became of it.
func toldOf(ctx context.Context, ids []string, results []app.Result) bulkResult {
	out := bulkResult{Items: make([]bulkItem, 0, len(ids))}
	for i, r := range results {
		item := bulkItem{ID: ids[i]}
		if r.Err != nil {
			item.Problem = problem.Of(r.Err, 0, lang(ctx), "")
			out.Refused++
		} else {
			o := outcomeOf(r.Outcome)
			item.Outcome, item.Again = &o, r.Outcome.Again
			out.Done++
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// chosen turns a choice into ids the actor can see, at most limit of them.
func (s *server) chosen(ctx context.Context, c Choice, limit int) ([]string, error) {
	if (len(c.IDs) == 0) == (c.Filter == nil) {
		return nil, errs.InvalidField("ids", "请在 ids 与 filter 中选填一项。", "Give either ids or a filter.")
	}
	if c.Filter == nil {
		return c.IDs, nil
	}
	ids, err := s.App.Store().AssetIDs(ctx, who(ctx), c.Filter.view(), limit+1)
	if err != nil {
		return nil, err
	}
	if len(ids) > limit {
		n := strconv.Itoa(limit)
		return nil, errs.InvalidField("filter", "符合条件的超过 "+n+" 件，请缩小范围分批办理。", "More than "+n+" match; narrow the filter and work in batches.")
	}
	if c.Expect != nil && *c.Expect != int64(len(ids)) {
		return nil, errs.New(errs.Conflict, "bulk.changed", "符合条件的设备已有变化，请刷新列表后重试。", "What matches has changed meanwhile; load the list again.")
	}
	if len(ids) == 0 {
		return nil, errs.InvalidField("filter", "没有符合条件的设备。", "Nothing matches.")
	}
	return ids, nil
}
