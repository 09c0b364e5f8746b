// Package api is the JSON side of the server: /api/v1, described by the OpenAPI
// document that is made from the same types and served beside it.
package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/booklist"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/version"
)

// Prefix of every operation; Document is where the OpenAPI document lies.
const (
	Prefix   = "/api/v1"
	Document = "/api/openapi.json"
)

const bodyLimit = 1 << 20 // bytes, as the middleware holds it

// Deps is what the operations work on.
type Deps struct {
	App   *app.App
	Auth  *auth.Service
	Organ string // name of the organ, on exports
}

type server struct {
	Deps
	api    huma.API
	counts booklist.Counts
}

// Register puts every operation and the document on e and returns the document.
func Register(e *echo.Echo, d Deps) *huma.OpenAPI {
	s := &server{Deps: d}
	s.api = humaecho.New(e, described())
	s.sessions()
	s.ownSessions()
	s.tokens()
	s.ownFactors()
	s.assets()
	s.custody()
	s.verbs()
	s.bulk()
	s.exports()
	s.scans()
	s.labels()
	s.organ()
	s.persons()
	s.vendors()
	s.agreements()
	s.repairs()
	s.accounts()
	s.rules()
	s.records()
	s.audit()
	s.imports()
	s.settings()
	doc := s.api.OpenAPI()
	finish(doc)
	body, err := json.Marshal(doc)
	if err != nil {
		panic("api: document: " + err.Error()) // made from our own types only
	}
	e.GET(Document, func(c echo.Context) error {
		return c.Blob(http.StatusOK, "application/vnd.oai.openapi+json", body)
	})
	return doc
}

func described() huma.Config {
	c := huma.DefaultConfig("Sealbook 器簿", version.Get().Version)
	c.DocsPath, c.SchemasPath, c.OpenAPIPath = "", "", "" // its pages load from elsewhere; the document is served above
	c.CreateHooks = nil                                   // would put a $schema link into every answer
	c.RejectUnknownQueryParameters = true                 // a misspelt filter must not widen a list
	c.NoFormatFallback = false
	c.Formats = map[string]huma.Format{"application/json": format(), "json": format()}
	c.Transformers = []huma.Transformer{encode}
	c.Info.Description = "涉密信息设备与存储介质台账的接口。时间为 RFC 3339；列表用游标翻页；每个 POST 可带 Idempotency-Key。\n\n" +
		"API of the book of classified devices and media. Times are RFC 3339, lists are paged by cursor, every POST takes an Idempotency-Key."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "POST /api/v1/session 所得。From POST /api/v1/session."},
	}
	c.Security = []map[string][]string{{"bearer": {}}}
	return c
}

// finish writes into the document what the types cannot say: a tag for each
// operation, and that any of them may answer with a problem.
func finish(doc *huma.OpenAPI) {
	failure := &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{
		problem.ContentType: {Schema: doc.Components.Schemas.Schema(typeOf[problem.Problem](), true, "Problem")},
	}}
	for path, item := range doc.Paths {
		for _, op := range operations(item) {
			if len(op.Tags) == 0 {
				op.Tags = []string{strings.Split(strings.TrimPrefix(path, Prefix+"/"), "/")[0]}
			}
			op.Responses["default"] = failure
		}
	}
}

// operations lists the operations of one path by method.
func operations(item *huma.PathItem) map[string]*huma.Operation {
	out := map[string]*huma.Operation{}
	for method, op := range map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodDelete: item.Delete, http.MethodPatch: item.Patch,
	} {
		if op != nil {
			out[method] = op
		}
	}
	return out
}

// op describes one operation.
func op(id, method, path, zh, en string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: Prefix + path, Summary: zh + " · " + en, MaxBodyBytes: bodyLimit + 1,
	}
}

func public(o huma.Operation) huma.Operation {
	o.Security = []map[string][]string{}
	return o
}

func status(o huma.Operation, code int) huma.Operation {
	o.DefaultStatus = code
	return o
}

// who is the actor of a request; the access table has let him in.
func who(ctx context.Context) org.Actor { return reqctx.From(ctx).Actor }

func lang(ctx context.Context) string { return reqctx.From(ctx).Lang }

// Keyed is the idempotency key of a request that changes something.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"同一键的同一请求只执行一次，再次发送得到同样的答复。The same request under the same key is done once and answered alike again."`
}

// Replayed is the header of an answer given again.
type Replayed struct {
	Again string `header:"Idempotent-Replayed" doc:"true：由幂等键答复，没有再次执行。true: answered from the key, not done again."`
}

func again(o app.Outcome) Replayed {
	if o.Again {
		return Replayed{Again: "true"}
	}
	return Replayed{}
}

// execute carries out one command.
func (s *server) execute(ctx context.Context, c app.Command, key string) (app.Outcome, error) {
	return s.App.Execute(ctx, who(ctx), c, key)
}

// text is errs.Text as JSON has it.
type text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

func textOf(t errs.Text) text { return text{ZH: t.ZH, EN: t.EN} }
