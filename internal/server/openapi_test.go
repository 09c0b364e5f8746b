package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

var parameter = regexp.MustCompile(`\{(\w+)\}`)

func TestDocumentRoutesAndTableAreOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	if h.doc.Version != "3.1.0" {
		t.Errorf("OpenAPI %s", h.doc.Version)
	}
	var said []string
	ids := map[string]bool{}
	for path, item := range h.doc.Paths {
		for method, op := range item {
			said = append(said, strings.ToUpper(method)+" "+parameter.ReplaceAllString(path, ":$1"))
			if op.ID == "" || ids[op.ID] || !strings.Contains(op.Summary, " · ") {
				t.Errorf("%s %s: operationId %q, summary %q", method, path, op.ID, op.Summary)
			}
			ids[op.ID] = true
			for _, p := range parameter.FindAllStringSubmatch(path, -1) {
				if !slices.ContainsFunc(op.Parameters, func(x map[string]any) bool { return x["name"] == p[1] && x["in"] == "path" }) {
					t.Errorf("%s %s does not describe %s", method, path, p[1])
				}
			}
			if strings.EqualFold(method, "post") && !strings.HasSuffix(path, "/session") && !strings.HasSuffix(path, "/session/factor") && !strings.HasSuffix(path, "/tokens") && !strings.Contains(path, "/factors") && !strings.HasSuffix(path, "/activation") &&
				!slices.ContainsFunc(op.Parameters, func(x map[string]any) bool { return x["name"] == "Idempotency-Key" }) {
				t.Errorf("POST %s takes no Idempotency-Key", path)
			}
		}
	}
	var there, rows []string
	for _, r := range h.server.Registered() {
		if strings.Contains(r, " /api/v1/") {
			there = append(there, r)
		}
	}
	for _, r := range server.Routes() {
		if strings.HasPrefix(r.Path, "/api/v1/") {
			rows = append(rows, r.Method+" "+r.Path)
		}
	}
	slices.Sort(said)
	slices.Sort(there)
	slices.Sort(rows)
	if !slices.Equal(said, there) {
		t.Errorf("the document says\n%v\nthe router knows\n%v", minus(said, there), minus(there, said))
	}
	if !slices.Equal(rows, there) {
		t.Errorf("rows without a route %v; routes without a row %v", minus(rows, there), minus(there, rows))
	}
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// Every verb of the domain's table is an operation, with its fields, what of
// them is required, and both languages.
func TestEveryVerbIsDescribedFromTheTable(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	n := 0
	for _, spec := range asset.Specs() {
		op := h.doc.find("POST", "/api/v1/assets/{id}/"+string(spec.Verb))
		bulk := h.doc.find("POST", "/api/v1/assets/bulk/"+string(spec.Verb))
		if spec.Verb == asset.VerbLapse {
			if op != nil || bulk != nil {
				t.Error("due work is offered to people")
			}
			continue
		}
		n++
		if op == nil || bulk == nil {
			t.Errorf("%s is not in the document", spec.Verb)
			continue
		}
		body := op.RequestBody.Content["application/json"].Schema
		args := bulk.RequestBody.Content["application/json"].Schema.Properties["args"]
		for _, f := range spec.Fields {
			p := body.Properties[f.Name]
			if p == nil || args.Properties[f.Name] == nil || slices.Contains(body.Required, f.Name) != f.Required {
				t.Errorf("%s: field %s is not as in the table", spec.Verb, f.Name)
				continue
			}
			if f.Type != "correction" && (!strings.Contains(p.Description, f.Text.ZH) || !strings.Contains(p.Description, f.Text.EN)) {
				t.Errorf("%s.%s is described %q", spec.Verb, f.Name, p.Description)
			}
		}
		if want := len(spec.Fields); len(body.Properties) != want && (!spec.Waiting || len(body.Properties) != want+1) {
			t.Errorf("%s: %d properties, %d fields", spec.Verb, len(body.Properties), want)
		}
	}
	t.Logf("%d verbs, %d operations in the document", n, len(h.server.Registered()))
}

func TestTheDocumentIsPublicAndNeedsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	a := h.raw("GET", "/api/openapi.json", nil).is(http.StatusOK)
	for _, s := range []string{"http://", "https://", "$schema", "unpkg", "cdn"} {
		if strings.Contains(string(a.body), s) {
			t.Errorf("the document mentions %q", s)
		}
	}
	for _, path := range []string{"/docs", "/api/docs", "/schemas/Problem.json", "/openapi.json", "/api/openapi.yaml"} {
		if a := h.raw("GET", path, nil); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	fmt.Fprint(t.Output(), len(a.body), " bytes\n")
}
