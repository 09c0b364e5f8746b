package server_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// T2, the paths: every id of every route of the API and of the pages swapped for
// another's and for nobody's, by every role it is out of reach for, with what the
// route takes beside it, so that it is the id that is refused. A route with a
// parameter of a new kind fails.
func TestEveryIDInAPathSwapped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		who := h.askers()
		parameters, pairs, told := 0, 0, 0
		for _, r := range server.Routes() {
			for at, kind := range kindsOf(r.Path) {
				if _, known := who[0].of[kind]; !known {
					t.Errorf("%s %s: no case for ids of %s", r.Method, r.Path, kind)
					continue
				}
				parameters++
				for _, a := range who {
					switch {
					case strings.HasSuffix(r.Path, "/report-lost"), a.api && isPage(r), !a.tries(kind):
						continue // a loss may be reported by anybody about anything (ORG 21)
					case a.told(kind, r):
						told++
						continue
					}
					pairs += h.pathSwapped(a, r, at, kind)
				}
			}
		}
		if parameters < 90 || pairs < 1500 {
			t.Errorf("only %d parameters, %d pairs", parameters, pairs)
		}
		if !t.Failed() {
			t.Logf("%d parameters of paths × %d roles they are out of reach for = %d pairs, leaks 0; %d are the reader's own organ", parameters, len(who), pairs, told)
		}
	})
}

// pathSwapped tries one parameter for one asker: with what is another's in the
// other places of the path, and with his own; a page of verbs with each verb.
func (h *house) pathSwapped(a asker, r server.Route, at int, kind string) (pairs int) {
	h.t.Helper()
	rests := []map[string]swap{a.of}
	if len(kindsOf(r.Path)) > 1 {
		rests = append(rests, a.paths)
	}
	verbs := verbsOf(r)
	if !a.may(r.Permission) {
		verbs = verbs[:1] // nobody looks at the verb behind a closed door
	}
	for _, verb := range verbs {
		path := strings.Replace(r.Path, ":verb", string(verb), 1)
		body := h.validBody(r, verb, a.own)
		for _, rest := range rests {
			pairs++
			ask := func(id string) answer { return h.ask(a, r.Method, filled(path, at, id, rest), body) }
			s := a.of[kind]
			unknown := ask(s.unknown)
			alike(h.t, a.login+" "+r.Method+" "+path, s, ask(s.theirs), unknown)
			if a.may(r.Permission) && (unknown.status == http.StatusUnprocessableEntity || unknown.status == http.StatusBadRequest) {
				h.t.Errorf("%s %s as %s stops at the input, before the id: %d %s", r.Method, path, a.login, unknown.status, unknown.body)
			}
		}
	}
	return pairs
}

// validBody is what the route takes beside its path, nil for nothing.
func (h *house) validBody(r server.Route, verb asset.Verb, on subjects) object {
	h.t.Helper()
	if r.Method == http.MethodGet {
		return nil
	}
	if isPage(r) {
		return h.validForm(r, verb)
	}
	_, body := h.request(r, on)
	m, _ := body.(object)
	if _, is := m["password"]; is { // a wrong one counts, and the second answer would differ
		m["password"] = password
	}
	return m
}

// validForm are the fields of a page's form: of a deed those of the same verb of
// the API, and what the others have to be sent with.
func (h *house) validForm(r server.Route, verb asset.Verb) object {
	h.t.Helper()
	out := object{
		"reason": "示例", "password": password, "kind": "recover", "to": "suspended", "yes": "true", "version": "1", "value": "5", "name": "示例", "level": "secret",
		"seat": "witness", "do": "void", "stock": "a4-70x37", "start": "1", "until": "2099-01-31",
	}
	if verb == "" {
		return out
	}
	op := h.doc.find(http.MethodPost, "/api/v1/assets/x/"+string(verb))
	if op == nil || op.RequestBody == nil {
		return out
	}
	sample, _ := h.sample(op.RequestBody.Content["application/json"].Schema).(object)
	for _, name := range slices.Sorted(maps.Keys(sample)) {
		out[name] = fmt.Sprint(sample[name])
	}
	return out
}
