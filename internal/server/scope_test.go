package server_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// The three scopes of T1: what is asked for is of one's own department, of
// another one, or of one's own and above what one is cleared for.
const (
	scopeOwn    = "own department"
	scopeOther  = "other department"
	scopeHigher = "higher level"
)

var scopes = []string{scopeOwn, scopeOther, scopeHigher}

// ground is what a row of the table is tried on: by department and level.
type ground map[string]map[level.Level]things

// home is the department a role of the house belongs to.
func home(login string) string {
	if slices.Contains([]string{"stranger", "officer2", "head2"}, login) {
		return "西山处"
	}
	return "东海处"
}

func away(department string) string {
	if department == "东海处" {
		return "西山处"
	}
	return "东海处"
}

// at gives who asks and for what. Above his clearance asks the one who holds the
// same seat and is cleared to secret; administrators are cleared for nothing.
func (g ground) at(login, scope string) (who string, on things) {
	switch scope {
	case scopeOther:
		return login, g[away(home(login))][level.Secret]
	case scopeHigher:
		if !administrator(login) {
			who = login + "-low"
		} else {
			who = login
		}
		return who, g[home(login)][level.TopSecret]
	}
	return login, g[home(login)][level.Secret]
}

func administrator(login string) bool {
	return slices.Contains([]string{"sysadmin", "secadmin", "auditor"}, login)
}

// lower makes for each role the one that holds the same and is cleared to secret,
// and one who keeps what none of them may see.
func (h *house) lower() {
	h.t.Helper()
	for _, login := range roles {
		if administrator(login) {
			continue
		}
		held := slices.DeleteFunc(h.actor(login).Held, func(x org.Held) bool { return x.Seat == org.Keeper })
		seat, over := org.Seat(""), ""
		if len(held) > 0 {
			seat = held[0].Seat
			if held[0].Department != "" {
				over = home(login)
			}
		}
		h.cleared(login+"-low", home(login), seat, over, level.Secret)
	}
	h.member("holder", "东海处", "", "")
	h.member("holder2", "西山处", "", "")
}

// ground makes what one route is tried on. In use, things are with the keepers
// of the table, so that what is asked of a keeper is asked of his own too.
func (h *house) ground(used bool) ground {
	h.t.Helper()
	g := ground{}
	for department, keepers := range map[string][2]string{"东海处": {"keeper", "holder"}, "西山处": {"stranger", "holder2"}} {
		if !used {
			keepers = [2]string{}
		}
		g[department] = map[level.Level]things{
			level.Secret: h.thing(department, level.Secret, keepers[0]), level.TopSecret: h.thing(department, level.TopSecret, keepers[1]),
		}
	}
	return g
}

// people adds to each of the ground's things a person and his account.
func (h *house) people(g ground) {
	h.t.Helper()
	for department, levels := range g {
		for l, on := range levels {
			who := h.somebody(department, l)
			on.person, on.account, on.grant, on.delegation = who.person, who.account, who.grant, who.delegation
			levels[l] = on
		}
	}
}

func aboutPeople(r server.Route) bool {
	return strings.Contains(r.Path, "/persons/") || strings.Contains(r.Path, "/accounts/")
}

// T1: every route of the API about one thing × every role × the three scopes,
// with real things, on both databases. A route without a row fails.
func TestEveryRouteInThreeScopes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.lower()
		lines, cells := []string{"scope\tmethod\tpath\t" + strings.Join(roles, "\t")}, 0
		seen := map[bool]ground{false: h.ground(false), true: h.ground(true)}
		h.people(seen[true])
		for _, r := range aboutThings(true) {
			g := seen[true]
			if r.Method != http.MethodGet {
				if g = seen[false]; strings.Contains(r.Path, "/assets/") || strings.Contains(r.Path, "/labels") {
					g = h.ground(takesUsed(r.Path))
				}
				if aboutPeople(r) {
					h.people(g)
				}
			}
			for _, scope := range scopes {
				row := []string{scope, r.Method, r.Path}
				for _, login := range roles {
					who, on := g.at(login, scope)
					row = append(row, h.scoped(who, r, on))
					cells++
				}
				lines = append(lines, strings.Join(row, "\t"))
			}
		}
		slices.Sort(lines[1:])
		golden(t, filepath.Join("testdata", "scope.tsv"), lines)
		t.Logf("%d cells", cells)
	})
}

// scoped asks for one cell: the status, and of a deed on many that of the one.
func (h *house) scoped(who string, r server.Route, on things) string {
	h.t.Helper()
	var body any
	if r.Method != http.MethodGet {
		_, body = h.request(r, subjects{stored: on.asset, used: on.asset, person: on.person, account: on.account, token: on.token})
	}
	a := h.call(who, r.Method, h.fill(r.Path, on, ""), body)
	if a.status >= 500 {
		h.t.Errorf("%s: %d %s", a.what, a.status, a.body)
	}
	if strings.Contains(r.Path, "/bulk/") && a.status == http.StatusOK {
		if p, ok := a.at("items", 0, "problem", "status").(float64); ok {
			return fmt.Sprintf("200:%.0f", p)
		}
	}
	return fmt.Sprint(a.status)
}

// The same for the pages, every form of a deed with it.
func TestEveryPageInThreeScopes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	h.lower()
	lines, cells := []string{"scope\tmethod\tpath\t" + strings.Join(roles, "\t")}, 0
	g := h.ground(true)
	h.people(g)
	for _, r := range aboutThings(false) {
		for _, verb := range verbsOf(r) {
			for _, scope := range scopes {
				row := []string{scope, r.Method, strings.Replace(r.Path, ":verb", string(verb), 1)}
				for _, login := range roles {
					who, on := g.at(login, scope)
					a := h.page(who, r, h.fill(r.Path, on, verb))
					if a.status >= 500 {
						t.Errorf("%s %s: %d %s", who, a.what, a.status, a.body)
					}
					row = append(row, fmt.Sprint(a.status))
					cells++
				}
				lines = append(lines, strings.Join(row, "\t"))
			}
		}
	}
	slices.Sort(lines[1:])
	golden(t, filepath.Join("testdata", "scopepages.tsv"), lines)
	t.Logf("%d cells", cells)
}

// verbsOf are the verbs a page with one is tried with; none for other pages.
func verbsOf(r server.Route) []asset.Verb {
	if !strings.Contains(r.Path, ":verb") {
		return []asset.Verb{""}
	}
	var out []asset.Verb
	for _, s := range asset.Specs() {
		if s.Verb != asset.VerbLapse {
			out = append(out, s.Verb)
		}
	}
	return out
}

// What must hold of the three scopes whatever the tables say: out of scope a
// thing is not there, whoever asks and whatever he asks for, and administrators
// are stopped before it. A loss may be reported by anybody (ORG 21).
func TestTheScopesHold(t *testing.T) {
	t.Parallel()
	organWide := []string{"office", "leader", "group"}
	// Nothing on the ground waits for a witness; a technician has work on what is
	// in store, so that to him of things in use only what reads them is held.
	needy := func(login, method string) bool {
		return login == "witness" || login == "technician" && method == http.MethodGet
	}
	held := 0
	for _, file := range []string{"scope.tsv", "scopepages.tsv"} {
		rows, head := readTable(t, filepath.Join("testdata", file))
		if len(rows) < 200 {
			t.Errorf("%s: only %d rows", file, len(rows))
		}
		for _, cells := range rows {
			scope, path := cells[0], cells[2]
			api := strings.HasPrefix(path, "/api/")
			if !strings.Contains(path, "/assets/") && !strings.Contains(path, "/labels") || strings.HasSuffix(path, "/report-lost") {
				continue
			}
			for i, login := range head[3:] {
				got, where := strings.TrimPrefix(cells[i+3], "200:"), fmt.Sprintf("%s, %s %s as %s: %s", scope, cells[1], path, login, cells[i+3])
				switch {
				case administrator(login):
					if got != "403" && (api || got != "404") { // a form is looked for first: not there
						t.Errorf("%s, not 403", where)
					}
				case login == "technician" && scope != scopeHigher && !needy(login, cells[1]):
					continue
				case scope == scopeHigher, scope == scopeOther && !slices.Contains(organWide, login), needy(login, cells[1]):
					if got != "404" && (api || got != "403") {
						t.Errorf("%s, not 404", where)
					}
				default:
					continue
				}
				held++
			}
		}
	}
	t.Logf("%d cells held", held)
}
