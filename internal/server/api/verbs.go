package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
)

// outcome is what became of a command.
type outcome struct {
	ID      string       `json:"id"`
	Code    string       `json:"code,omitempty"`
	Version int64        `json:"version,omitempty"`
	Life    lifeCode     `json:"life,omitempty"`
	Waiting *waitingStep `json:"waiting,omitempty" doc:"还需的下一个签署。The next signature needed."`
	Labels  int          `json:"labels,omitempty"`
	Copies  int          `json:"copies,omitempty"`
	Secret  string       `json:"secret,omitempty" doc:"激活码的一半，只显示一次，另一半在另一名管理员处。Half of an activation code, shown once; another administrator has the other half."`
}

type waitingStep struct {
	Request    string   `json:"request"`
	Verb       verbCode `json:"verb"`
	Seat       seatCode `json:"seat"`
	Department string   `json:"department,omitempty"`
	Person     string   `json:"person,omitempty"`
}

func outcomeOf(o app.Outcome) outcome {
	out := outcome{
		ID: o.ID, Code: o.Code, Version: o.Version, Life: lifeCode(o.Life), Labels: o.Labels, Copies: o.Copies, Secret: o.Secret,
	}
	if w := o.Waiting; w != nil {
		out.Waiting = &waitingStep{Request: w.Request, Verb: verbCode(w.Verb), Seat: seatCode(w.Seat), Department: w.Department, Person: w.Person}
	}
	return out
}

type outcomeAnswer struct {
	Replayed
	ETag string `header:"ETag" doc:"新版本。The new version."`
	Body outcome
}

func answer(o app.Outcome) *outcomeAnswer {
	out := &outcomeAnswer{Replayed: again(o), Body: outcomeOf(o)}
	if o.Version > 0 {
		out.ETag = versionTag(o.Version)
	}
	return out
}

// actInput is a command on one asset; its body is described by the verb's spec.
type actInput struct {
	Keyed
	ID      string `path:"id" maxLength:"64" doc:"设备标识。Id of the asset."`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"所见版本的 ETag；不一致则拒绝（412）。ETag of the version seen; refused with 412 when it has changed."`
	RawBody []byte `contentType:"application/json" required:"false"`
}

// byHand are the verbs that people ask for; lapse belongs to the scheduler.
func byHand() []asset.Spec {
	var out []asset.Spec
	for _, spec := range asset.Specs() {
		if spec.Verb != asset.VerbLapse {
			out = append(out, spec)
		}
	}
	return out
}

// verbs registers one operation for every verb of the asset.
func (s *server) verbs() {
	for _, spec := range byHand() {
		schema, loose := s.argsSchema(spec, true), s.argsSchema(spec, false)
		o := op("asset-"+string(spec.Verb), http.MethodPost, "/assets/{id}/"+string(spec.Verb), spec.Verb.Text().ZH, spec.Verb.Text().EN)
		o.Description = describe(spec)
		o.SkipValidateBody = true // fits does, by the verb's own schema; huma would take a raw body for text
		huma.Register(s.api, o, func(ctx context.Context, in *actInput) (*outcomeAnswer, error) {
			c, err := s.command(spec, loose, in.RawBody)
			if err != nil {
				return nil, err
			}
			c.Asset = in.ID
			if c.Version, err = versionOf(in.IfMatch); err != nil {
				return nil, err
			}
			out, err := s.execute(ctx, app.Act{Command: c}, in.Key)
			if err != nil {
				return nil, err
			}
			return answer(out), nil
		})
		s.describeBody(o.Path, schema, required(spec))
	}
}

// describeBody puts the schema of a generated operation into the document.
func (s *server) describeBody(path string, schema *huma.Schema, must bool) {
	body := s.api.OpenAPI().Paths[path].Post.RequestBody
	body.Required = must
	body.Content = map[string]*huma.MediaType{"application/json": {Schema: schema}}
}

func required(spec asset.Spec) bool {
	for _, f := range spec.Fields {
		if f.Required {
			return true
		}
	}
	return false
}

// argsSchema is the body of a verb: its fields from the domain's table and, for
// a verb on a waiting request, which request the actor saw. The document gets
// the strict one. What is checked at the door is loose: an input that is missing
// is left to the domain, whose refusal names the rule (an issue without receiver
// is use.one-person, not just a missing field).
func (s *server) argsSchema(spec asset.Spec, strict bool) *huma.Schema {
	out := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	for _, f := range spec.Fields {
		out.Properties[f.Name] = s.fieldSchema(f)
		if f.Required && strict {
			out.Required = append(out.Required, f.Name)
		}
	}
	if spec.Waiting {
		out.Properties["request"] = &huma.Schema{Type: huma.TypeString, MaxLength: ptr(64),
			Description: "所见申请的标识；已变则拒绝。Id of the request that was seen; refused when it is another."}
	}
	out.PrecomputeMessages()
	return out
}

func (s *server) fieldSchema(f asset.Field) *huma.Schema {
	var out *huma.Schema
	registry := s.api.OpenAPI().Components.Schemas
	switch f.Type {
	case "level":
		out = levelCode("").Schema(registry)
	case "network":
		out = networkCode("").Schema(registry)
	case "wireless":
		out = wirelessCode("").Schema(registry)
	case "term":
		out = &huma.Schema{Type: huma.TypeInteger, Minimum: ptr(0.0), Maximum: ptr(99.0)}
	case "correction":
		return huma.SchemaFromType(registry, typeOf[asset.Correction]())
	case "condition":
		out = conditionCode("").Schema(registry)
	case "repair":
		return huma.SchemaFromType(registry, typeOf[asset.RepairAsk]())
	case "text":
		out = &huma.Schema{Type: huma.TypeString, MaxLength: ptr(2000)}
	default: // an id, or a label's token
		out = &huma.Schema{Type: huma.TypeString, MaxLength: ptr(200)}
	}
	out.Description = f.Text.ZH + " · " + f.Text.EN
	if f.Type != "text" && f.Type != "term" {
		out.Description += " (" + f.Type + ")"
	}
	out.PrecomputeMessages()
	return out
}

// command reads a body that the schema allows into a command.
func (s *server) command(spec asset.Spec, schema *huma.Schema, body []byte) (asset.Command, error) {
	c := asset.Command{Verb: spec.Verb}
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	if err := s.fits(schema, body, "body"); err != nil {
		return c, err
	}
	var in struct {
		asset.Args
		Request string `json:"request"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return c, errs.New(errs.Invalid, "request.unreadable", "请求内容不是可读的 JSON。", "The request is no readable JSON.").WithCause(err)
	}
	c.Args, c.Request = in.Args, in.Request
	return c, nil
}

// fits checks a body against a schema, as huma does for the typed ones.
func (s *server) fits(schema *huma.Schema, body []byte, at string) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	var v any
	if err := dec.Decode(&v); err != nil {
		return errs.New(errs.Invalid, "request.unreadable", "请求内容不是可读的 JSON。", "The request is no readable JSON.").WithCause(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return errs.New(errs.Invalid, "request.unreadable", "JSON 之后还有其他内容。", "There is something after the JSON.")
	}
	path, res := huma.NewPathBuffer([]byte{}, 0), &huma.ValidateResult{}
	path.Push(at)
	huma.Validate(s.api.OpenAPI().Components.Schemas, schema, path, huma.ModeWriteToServer, v, res)
	if len(res.Errors) > 0 {
		return inputError(http.StatusUnprocessableEntity, "", res.Errors)
	}
	return nil
}

// describe says in words what the table says of a verb.
func describe(spec asset.Spec) string {
	var b strings.Builder
	if spec.From != nil {
		var zh, en []string
		for _, l := range spec.From {
			zh, en = append(zh, l.Text().ZH), append(en, l.Text().EN)
		}
		b.WriteString("可办理状态：" + strings.Join(zh, "、") + "。Possible in: " + strings.Join(en, ", ") + ".\n\n")
	}
	if spec.Classes != nil {
		var zh, en []string
		for _, c := range spec.Classes {
			zh, en = append(zh, c.Text().ZH), append(en, c.Text().EN)
		}
		b.WriteString("类别：" + strings.Join(zh, "、") + "。Classes: " + strings.Join(en, ", ") + ".\n\n")
	}
	if spec.Who != nil {
		var zh, en []string
		for _, w := range spec.Who {
			zh, en = append(zh, w.Text().ZH), append(en, w.Text().EN)
		}
		b.WriteString("提出人：" + strings.Join(zh, "、") + "。Asked for by: " + strings.Join(en, ", ") + ".\n\n")
	}
	if spec.Chain != "" {
		b.WriteString("审批见策略 " + spec.Chain + "。Signatures: policy value " + spec.Chain + ".\n\n")
	}
	return strings.TrimSpace(b.String())
}

// versionTag and versionOf write and read the version inside an ETag.
func versionTag(v int64) string { return `"v` + strconv.FormatInt(v, 10) + `"` }

// versionOf reads "v12", "v12-ab34" or 12; "" and * compare nothing.
func versionOf(tag string) (int64, error) {
	tag = strings.TrimSpace(tag)
	if tag == "" || tag == "*" {
		return 0, nil
	}
	tag = strings.Trim(strings.TrimPrefix(tag, "W/"), `"`)
	tag, _, _ = strings.Cut(strings.TrimPrefix(tag, "v"), "-")
	v, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || v < 1 {
		return 0, errs.InvalidField("If-Match", "If-Match 应为读取记录时得到的 ETag。", "If-Match has to be the ETag that came with the record.")
	}
	return v, nil
}
