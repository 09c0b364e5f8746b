package server_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// swap is an id that is there and out of reach, and one of the same form that is
// nobody's.
type swap struct{ theirs, unknown string }

// unlike makes an id of the same form and length that does not exist.
func unlike(id string) swap {
	n := min(10, len(id))
	return swap{id, id[:len(id)-n] + strings.Repeat("0", n)}
}

// everybodys are the ids of what the whole organ may read (who works in which
// department and room): there is no other's one to swap. Whom the route itself is
// closed to is held to the same all the same.
var everybodys = []string{"persons", "departments", "rooms", "accounts", "grant", "delegation", "dual"}

// noID are the parameters of a path that name a word of the program.
var noID = []string{":name", ":topic", ":key", ":verb", ":what"}

// swaps are another's id for each kind of parameter; things are 东海处's.
func (h *house) swaps(x, who things) map[string]swap {
	h.t.Helper()
	view := h.call("office", "POST", "/api/v1/views", object{"name": "示例视图", "query": "life=in_store", "sharing": "own"}).is(http.StatusCreated).text("id")
	session := h.call("office", "GET", "/api/v1/sessions", nil).is(http.StatusOK).text("rows", 0, "id")
	token := h.call("office", "POST", "/api/v1/tokens", object{"name": "示例程序", "permissions": []string{"asset.read"}, "days": 1, "password": password}).is(http.StatusCreated).text("id")
	out := map[string]swap{"factors": {"factor-of-office-000", "factor-of-nobody-000"}}
	for kind, id := range map[string]string{
		"assets": x.asset, "jobs": x.job, "token": x.token, "text": x.code, "persons": who.person, "accounts": who.account, "departments": h.dept["东海处"],
		"rooms": h.room["东海处"], "grant": who.grant, "views": view, "sessions": session, "tokens": token,
	} {
		if id == "" {
			h.t.Fatalf("no id of %s", kind)
		}
		out[kind] = unlike(id)
	}
	out["delegation"], out["dual"] = unlike("0some0some0some0some"), unlike("0some0some0some0some")
	return out
}

// reads says whether the login may read all there is of a kind of everybodys: then
// that one is there is no secret to him, though the deed on it may be another's.
func (h *house) reads(login, kind string, r server.Route) bool {
	a := h.actor(login)
	if kind == "accounts" || kind == "dual" {
		return a.May(org.AccountRead)
	}
	return a.May(org.OrganRead) || a.May(r.Permission)
}

// kindsOf are the kinds of the ids in a route's path, by the position of each.
func kindsOf(path string) map[int]string {
	out, parts := map[int]string{}, strings.Split(path, "/")
	for i, p := range parts {
		switch {
		case !strings.HasPrefix(p, ":") || slices.Contains(noID, p):
		case p == ":id" || p == ":job":
			out[i] = parts[i-1]
		default:
			out[i] = p[1:]
		}
	}
	return out
}

// filled puts the id asked about at the position, and another's everywhere else.
func filled(path string, at int, id string, of map[string]swap) string {
	parts := strings.Split(path, "/")
	for i, kind := range kindsOf(path) {
		parts[i] = of[kind].theirs
		if i == at {
			parts[i] = id
		}
	}
	return strings.NewReplacer(":verb", "freeze", ":what", "assets", ":key", "handover.accept-days", ":topic", "start", ":name", "none").Replace(strings.Join(parts, "/"))
}

// outside are those that an asset of 东海处 is out of reach for.
var outside = []string{"stranger", "officer2", "head2", "sysadmin", "secadmin", "auditor"}

// alike compares two answers, but for the id that was asked for and what is new
// in each answer, and reports what tells another's from nobody's.
func alike(t *testing.T, what string, s swap, theirs, unknown answer) {
	t.Helper()
	mask := func(b []byte, id string) []byte {
		b = exportNumber.ReplaceAll(b, nil)
		return bytes.ReplaceAll(without(b, id), []byte(url.QueryEscape(id)), nil)
	}
	x, y := mask(theirs.body, s.theirs), mask(unknown.body, s.unknown)
	if theirs.status != unknown.status || !bytes.Equal(x, y) {
		at := 0
		for at < min(len(x), len(y)) && x[at] == y[at] {
			at++
		}
		t.Errorf("%s: another's %d …%.300s\nnobody's %d …%.300s", what, theirs.status, x[max(0, at-60):], unknown.status, y[max(0, at-60):])
	}
	if len(theirs.body) != len(unknown.body) {
		t.Errorf("%s: another's is %d bytes long, nobody's %d", what, len(theirs.body), len(unknown.body))
	}
	a, b := settled(theirs.header, s.theirs), settled(unknown.header, s.unknown)
	if !maps.Equal(a, b) {
		t.Errorf("%s: headers of another's %v, of nobody's %v", what, a, b)
	}
}

// settled are the headers that do not differ between two answers to the same.
func settled(h http.Header, asked string) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		if name != "Date" && name != "X-Request-Id" && name != "X-Export-Number" && name != "Content-Disposition" {
			out[name] = nonces.ReplaceAllString(strings.ReplaceAll(strings.Join(values, "\n"), asked, ""), "")
		}
	}
	return out
}

// exportNumber counts on with each file that leaves the program.
var exportNumber = regexp.MustCompile(`导出编号：\d+|\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?`)

var nonces = regexp.MustCompile(`'nonce-[^']*'|sealbook=[^;]*`)

// T2, the paths: every id of every route of the API and of the pages swapped for
// another's and for nobody's. A route with a parameter of a new kind fails.
func TestEveryIDInAPathSwapped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		of := h.swaps(h.thing("东海处", level.Secret, ""), h.somebody("东海处", level.Secret))
		parameters, pairs := 0, 0
		for _, r := range server.Routes() {
			for at, kind := range kindsOf(r.Path) {
				sw, known := of[kind]
				if !known {
					t.Errorf("%s %s: no case for ids of %s", r.Method, r.Path, kind)
					continue
				}
				parameters++
				for _, login := range outside {
					if slices.Contains(everybodys, kind) && h.reads(login, kind, r) || strings.HasSuffix(r.Path, "/report-lost") {
						continue // a loss may be reported by anybody about anything (ORG 21)
					}
					pairs++
					ask := func(id string) answer {
						if strings.HasPrefix(r.Path, "/api/") {
							return h.call(login, r.Method, filled(r.Path, at, id, of), nil)
						}
						return h.browse(login, r.Method, filled(r.Path, at, id, of), nil)
					}
					alike(t, login+" "+r.Method+" "+r.Path, sw, ask(sw.theirs), ask(sw.unknown))
				}
			}
		}
		if parameters < 90 {
			t.Errorf("only %d parameters", parameters)
		}
		if !t.Failed() {
			t.Logf("%d parameters of paths × roles they are closed to = %d pairs, leaks 0", parameters, pairs)
		}
	})
}
