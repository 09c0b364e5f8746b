package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/level"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// idFields are the fields of bodies and queries that hold an id, with the kind
// it is of; the organ's own (everybodys) have no other's.
var idFields = map[string]string{
	"ids": "assets", "other": "assets", "host": "assets", "part": "assets", "request": "assets", "token": "token", "id": "factors",
	"keeper": "persons", "person": "persons", "to": "persons", "department": "departments", "departments": "departments", "parent": "departments",
	"room": "rooms", "by": "persons",
}

// wordFields are the others: words, numbers and dates.
var wordFields = strings.Fields(`account as authenticatorData basis bought brand capacity clearance_until clientDataJSON code department_only due
 entered fixed_asset_no gone key kind login mac mappings model name new notes old optical os os_installed parts password permissions purchase_date
 q query reason reference scope serial signature special staff_no start_date stock supplier title trained_on undertaking_on use value
 alive all book class cursor desc dpi format from group handed hold level life limit on purpose refused seat sort tokens undecided unlabelled
 unprinted until view waits when`)

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

// T2, the bodies and queries of the API: every field that holds an id, as the
// document names them. A field that is in neither list above fails.
func TestEveryIDInABodyOrQuerySwapped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		of := h.swaps(h.thing("东海处", level.Secret, ""), h.somebody("东海处", level.Secret))
		own := h.thing("西山处", level.Secret, "")
		on := subjects{stored: own.asset, used: own.asset, person: h.person["stranger"], account: h.account["stranger"], token: own.token}
		fields, pairs := 0, 0
		// place says whether the field of the route has a case for the login.
		place := func(r server.Route, name string) (sw swap, held bool) {
			kind, is := idFields[name]
			if !is && !slices.Contains(wordFields, name) {
				t.Errorf("%s %s: %q is neither an id nor a word", r.Method, r.Path, name)
			}
			return of[kind], is
		}
		try := func(r server.Route, name string, sw swap, ask func(login, id string) answer) {
			fields++
			for _, login := range outside {
				if slices.Contains(everybodys, idFields[name]) && h.reads(login, idFields[name], r) {
					continue
				}
				pairs++
				alike(t, login+" "+r.Method+" "+r.Path+" "+name, sw, ask(login, sw.theirs), ask(login, sw.unknown))
			}
		}
		for _, r := range server.Routes() {
			op := h.doc.Paths[pathParameter.ReplaceAllStringFunc(r.Path, func(p string) string { return "{" + p[1:] + "}" })][strings.ToLower(r.Method)]
			if op == nil || strings.Contains(r.Path, "/imports") || personal(r.Path) || strings.HasSuffix(r.Path, "/session") || strings.HasSuffix(r.Path, "/sessions") {
				continue
			}
			for _, p := range op.Parameters {
				name, _ := p["name"].(string)
				if p["in"] != "query" {
					continue
				}
				if sw, is := place(r, name); is {
					try(r, name, sw, func(login, id string) answer {
						path, _ := h.request(r, on)
						return h.call(login, r.Method, path+"?purpose="+url.QueryEscape("示例自查")+"&"+name+"="+url.QueryEscape(id), nil)
					})
				}
			}
			if op.RequestBody == nil || op.RequestBody.Content["application/json"].Schema == nil {
				continue
			}
			body := op.RequestBody.Content["application/json"].Schema
			for _, at := range h.fieldsOf(body, nil) {
				sw, is := place(r, at[len(at)-1])
				if !is || strings.HasSuffix(r.Path, "/report-lost") {
					continue
				}
				try(r, at[len(at)-1], sw, func(login, id string) answer {
					path, sample := h.request(r, on)
					m, _ := sample.(object)
					h.put(body, m, at, id)
					return h.call(login, r.Method, path, m)
				})
			}
		}
		if fields < 100 {
			t.Errorf("only %d fields", fields)
		}
		if !t.Failed() {
			t.Logf("%d fields of bodies and queries × roles they are closed to = %d pairs, leaks 0", fields, pairs)
		}
	})
}

// T2, the pages: what a page takes besides its path, under every name that the
// program has for an id, in the query and in the form. The auditor is not asked:
// his pages count what was done, and each try is one more.
func TestEveryIDInAFormSwapped(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	of := h.swaps(h.thing("东海处", level.Secret, ""), h.somebody("东海处", level.Secret))
	pairs := 0
	// Not what ends or makes a session, and not what counts wrong passwords: there
	// the second answer differs because there was a first.
	aside := []string{"/signout", "/signin", "/activate", "/lang", "/settings/sessions", "/settings/factors/remove", "/counter"}
	for _, r := range server.Routes() {
		if strings.HasPrefix(r.Path, "/api/") || len(kindsOf(r.Path)) > 0 || r.Method != http.MethodGet && slices.Contains(aside, r.Path) {
			continue
		}
		path := filled(r.Path, -1, "", of)
		for name, kind := range map[string]string{"ids": "assets", "id": "assets", "asset": "assets", "host": "assets", "q": "text", "job": "jobs", "token": "token"} {
			for _, login := range []string{"officer2", "sysadmin"} {
				if name == "q" && r.Method != http.MethodGet && r.Path != "/scan" && r.Path != "/scan/row" {
					continue
				}
				pairs++
				ask := func(id string) answer {
					v := url.Values{name: {id}, "verb": {"freeze"}, "reason": {"示例"}, "stay": {"1"}}
					if r.Method == http.MethodGet {
						return h.browse(login, r.Method, path+"?"+v.Encode(), nil)
					}
					return h.browse(login, r.Method, path, v)
				}
				alike(t, login+" "+r.Method+" "+r.Path+" "+name, of[kind], ask(of[kind].theirs), ask(of[kind].unknown))
			}
		}
	}
	if !t.Failed() {
		t.Logf("%d pairs of forms and queries of pages, leaks 0", pairs)
	}
}
