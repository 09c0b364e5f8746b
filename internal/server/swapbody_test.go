package server_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// idFields are the fields of bodies and queries that hold an id, with the kind
// it is of; the organ's own (everybodys) have no other's.
var idFields = map[string]string{
	"ids": "assets", "other": "assets", "host": "assets", "part": "assets", "request": "requests", "token": "token", "id": "factors",
	"keeper": "persons", "person": "persons", "to": "persons", "department": "departments", "departments": "departments", "parent": "departments",
	"room": "rooms", "by": "persons", "as": "persons",
	"own": "persons", "escorts": "persons", "courier": "persons", "signed_by": "persons",
	"vendor": "vendors", "technicians": "technician", "agreement": "agreements", "renews": "agreements", "copy": "papers",
}

// wordFields are the others: words, numbers and dates.
var wordFields = strings.Fields(`account authenticatorData basis bought brand capacity clearance_until clientDataJSON code department_only due
 entered fixed_asset_no gone key kind login mac mappings model name new notes old optical os os_installed parts password permissions purchase_date
 q query reason reference scope serial signature special staff_no start_date stock supplier title trained_on undertaking_on use value
 alive all book class cursor desc dpi format from group handed hold level life limit on purpose refused seat sort tokens undecided unlabelled
 unprinted until view waits when
 address bags barred_why condition contact credit_code document ended_why fault for how issuer note number on_site open phone removed route serials state
 storage what`)

// fieldsOf are the places of strings in a schema without a list of values.
func (h *house) fieldsOf(s *schema, before []string) [][]string {
	var out [][]string
	for name, p := range h.resolved(s).Properties {
		p = h.resolved(p)
		leaf := p
		if p.Items != nil {
			leaf = h.resolved(p.Items)
		}
		at := append(slices.Clone(before), name)
		switch {
		case len(leaf.Properties) > 0:
			if p.Items == nil {
				out = append(out, h.fieldsOf(leaf, at)...)
			}
		case leaf.Enum == nil && leaf.Format == "" && strings.Contains(textOf(leaf.Type), "string"):
			out = append(out, at)
		}
	}
	return out
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		s := ""
		for _, x := range v {
			s += textOf(x) + " "
		}
		return s
	}
	return ""
}

// put sets the field of the body at the place, one or a list as it has to be.
func (h *house) put(s *schema, body object, at []string, id string) {
	p := h.resolved(h.resolved(s).Properties[at[0]])
	if len(at) > 1 {
		inner, _ := body[at[0]].(object)
		if inner == nil {
			inner = object{}
		}
		body[at[0]] = inner
		if at[0] == "filter" {
			delete(body, "ids")
			body["expect"] = 0
		}
		h.put(p, inner, at[1:], id)
		return
	}
	body[at[0]] = any(id)
	if p.Items != nil {
		body[at[0]] = []string{id}
	}
}

// field is a place in what a route of the API takes that holds an id.
type field struct {
	route server.Route
	name  string
	body  *schema  // nil for a parameter of the query
	at    []string // the place in the body
}

// idFieldsOf lists the fields of every route that the document names. A field
// that is in neither list above fails.
func (h *house) idFieldsOf() []field {
	h.t.Helper()
	var out []field
	add := func(f field) {
		if _, is := idFields[f.name]; is && !strings.HasSuffix(f.route.Path, "/report-lost") {
			out = append(out, f)
		} else if !is && !slices.Contains(wordFields, f.name) {
			h.t.Errorf("%s %s: %q is neither an id nor a word", f.route.Method, f.route.Path, f.name)
		}
	}
	for _, r := range server.Routes() {
		op := h.doc.Paths[pathParameter.ReplaceAllStringFunc(r.Path, func(p string) string { return "{" + p[1:] + "}" })][strings.ToLower(r.Method)]
		if op == nil || strings.Contains(r.Path, "/imports") || personal(r.Path) || strings.HasSuffix(r.Path, "/session") || strings.HasSuffix(r.Path, "/sessions") {
			continue
		}
		for _, p := range op.Parameters {
			if name, _ := p["name"].(string); p["in"] == "query" {
				add(field{route: r, name: name})
			}
		}
		if op.RequestBody == nil || op.RequestBody.Content["application/json"].Schema == nil {
			continue
		}
		body := op.RequestBody.Content["application/json"].Schema
		for _, at := range h.fieldsOf(body, nil) {
			add(field{r, at[len(at)-1], body, at})
		}
	}
	return out
}

// given asks with the id in the field, and with what the asker has of his own
// everywhere else.
func (h *house) given(a asker, f field, id string) answer {
	h.t.Helper()
	own := a.own
	if f.name == "request" {
		own.stored, own.used = a.waits, a.waits
	}
	path, sample := h.request(f.route, own)
	if f.body == nil {
		return h.ask(a, f.route.Method, path+"?purpose="+url.QueryEscape("示例自查")+"&"+f.name+"="+url.QueryEscape(id), nil)
	}
	m, _ := sample.(object)
	h.put(f.body, m, f.at, id)
	return h.ask(a, f.route.Method, path, m)
}

// T2, the bodies and queries of the API: every field that holds an id, by every
// role it is out of reach for.
func TestEveryIDInABodyOrQuerySwapped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		who, fields := h.askers(), h.idFieldsOf()
		pairs, told := 0, 0
		for _, f := range fields {
			kind := idFields[f.name]
			for _, a := range who {
				if !a.tries(kind) {
					continue
				}
				if a.told(kind, f.route) {
					told++
					continue
				}
				pairs++
				s := a.of[kind]
				unknown := h.given(a, f, s.unknown)
				if f.route.Method != "GET" && unknown.status < 300 { // done, whatever the field says: what counts is how it is answered from now on
					unknown = h.given(a, f, s.unknown)
				}
				alike(t, a.login+" "+f.route.Method+" "+f.route.Path+" "+f.name, s, h.given(a, f, s.theirs), unknown)
			}
		}
		if len(fields) < 100 || pairs < 1500 {
			t.Errorf("only %d fields, %d pairs", len(fields), pairs)
		}
		if !t.Failed() {
			t.Logf("%d fields of bodies and queries × %d roles they are out of reach for = %d pairs, leaks 0; %d are the reader's own organ", len(fields), len(who), pairs, told)
		}
	})
}
