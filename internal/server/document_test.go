package server_test

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// document is the OpenAPI document as it is served.
type document struct {
	Version    string `json:"openapi"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
	Paths map[string]map[string]*operation `json:"paths"`
}

type operation struct {
	ID          string                    `json:"operationId"`
	Summary     string                    `json:"summary"`
	Parameters  []map[string]any          `json:"parameters"`
	Responses   map[string]*documentReply `json:"responses"`
	RequestBody *struct {
		Required bool                       `json:"required"`
		Content  map[string]documentContent `json:"content"`
	} `json:"requestBody"`
	seen bool
}

type documentReply struct {
	Content map[string]documentContent `json:"content"`
}

type documentContent struct {
	Schema *schema `json:"schema"`
}

// schema is what the document uses of JSON Schema 2020-12; a keyword that is
// not here fails the reading, so that none is passed over in silence.
type schema struct {
	Ref         string             `json:"$ref"`
	Type        any                `json:"type"`
	Format      string             `json:"format"`
	Pattern     string             `json:"pattern"`
	Encoding    string             `json:"contentEncoding"`
	Description string             `json:"description"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Additional  any                `json:"additionalProperties"`
	Items       *schema            `json:"items"`
	Enum        []any              `json:"enum"`
	Minimum     *float64           `json:"minimum"`
	Maximum     *float64           `json:"maximum"`
	MinLength   *int               `json:"minLength"`
	MaxLength   *int               `json:"maxLength"`
	MaxItems    *int               `json:"maxItems"`
	Unique      bool               `json:"uniqueItems"`
	Default     any                `json:"default"`
	Examples    []any              `json:"examples"`
}

func (h *house) document() *document {
	h.t.Helper()
	a := h.raw("GET", "/api/openapi.json", nil).is(http.StatusOK)
	d := &document{}
	if err := json.Unmarshal(a.body, d); err != nil {
		h.t.Fatal(err)
	}
	var whole struct {
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(a.body, &whole); err != nil {
		h.t.Fatal(err)
	}
	for name, raw := range whole.Components.Schemas {
		dec := json.NewDecoder(strings.NewReader(string(raw)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&schema{}); err != nil {
			h.t.Fatalf("schema %s: %v", name, err)
		}
	}
	return d
}

// find returns the operation a request belongs to: the literal path wins.
func (d *document) find(method, path string) *operation {
	path, _, _ = strings.Cut(path, "?")
	var found *operation
	best := -1
	for template, item := range d.Paths {
		if n := fits(template, path); n > best && item[strings.ToLower(method)] != nil {
			found, best = item[strings.ToLower(method)], n
		}
	}
	return found
}

// fits counts the literal parts of a template that a path matches, -1 for none.
func fits(template, path string) int {
	a, b := strings.Split(template, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return -1
	}
	n := 0
	for i := range a {
		switch {
		case a[i] == b[i]:
			n++
		case !strings.HasPrefix(a[i], "{"):
			return -1
		}
	}
	return n
}

// check holds an answer of the API against what the document says of it.
func (d *document) check(t *testing.T, method, path string, a answer) {
	t.Helper()
	if !strings.HasPrefix(path, "/api/v1/") {
		return
	}
	op := d.find(method, path)
	if op == nil {
		if a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
			t.Errorf("%s answers %d and is not in the document", a.what, a.status)
		}
		return
	}
	op.seen = true
	reply := op.Responses[fmt.Sprint(a.status)]
	if reply == nil && a.status >= 400 {
		reply = op.Responses["default"]
	}
	if reply == nil {
		t.Errorf("%s: status %d is not in the document", a.what, a.status)
		return
	}
	if len(reply.Content) == 0 {
		if len(a.body) > 0 {
			t.Errorf("%s: %d has a body of which the document knows nothing", a.what, a.status)
		}
		return
	}
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	c, ok := reply.Content[kind]
	if err != nil || !ok {
		t.Errorf("%s: %d answers %q, the document says %v", a.what, a.status, a.header.Get("Content-Type"), reply.Content)
		return
	}
	if !strings.HasSuffix(kind, "json") {
		return
	}
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Errorf("%s: %v", a.what, err)
		return
	}
	for _, wrong := range d.wrong(c.Schema, v, "") {
		t.Errorf("%s: %d is not as the document says: %s", a.what, a.status, wrong)
	}
}

// wrong lists where a value differs from its schema.
func (d *document) wrong(s *schema, v any, at string) []string {
	for s.Ref != "" {
		s = d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	if s.Type == nil && s.Properties == nil {
		return nil // anything: the payload of an event
	}
	if !typeFits(s.Type, v) {
		return []string{fmt.Sprintf("%s is %T, not %v", at, v, s.Type)}
	}
	var out []string
	if len(s.Enum) > 0 && v != nil && !slices.Contains(s.Enum, v) {
		out = append(out, fmt.Sprintf("%s is none of %v", at, s.Enum))
	}
	switch v := v.(type) {
	case string:
		if p, err := regexp.Compile(s.Pattern); err != nil || !p.MatchString(v) {
			out = append(out, fmt.Sprintf("%s is not like %s, %v", at, s.Pattern, err))
		}
		if s.Format == "date-time" {
			if _, err := time.Parse(time.RFC3339Nano, v); err != nil {
				out = append(out, at+" is no date-time")
			}
		}
	case []any:
		for i, e := range v {
			out = append(out, d.wrong(s.Items, e, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case map[string]any:
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				out = append(out, at+"."+name+" is missing")
			}
		}
		for name, e := range v {
			switch p := s.Properties[name]; {
			case p != nil:
				out = append(out, d.wrong(p, e, at+"."+name)...)
			case s.Additional == false:
				out = append(out, at+"."+name+" is not in the document")
			}
		}
	}
	return out
}

func typeFits(want, v any) bool {
	switch want := want.(type) {
	case nil:
		return true
	case []any:
		return slices.ContainsFunc(want, func(w any) bool { return typeFits(w, v) })
	case string:
		switch v := v.(type) {
		case nil:
			return want == "null"
		case string:
			return want == "string"
		case bool:
			return want == "boolean"
		case float64:
			return want == "number" || want == "integer" && v == float64(int64(v))
		case []any:
			return want == "array"
		case map[string]any:
			return want == "object"
		}
	}
	return false
}
