package server_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// sample makes a small body that the schema allows.
func (h *house) sample(s *schema) any {
	for s.Ref != "" {
		s = h.doc.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[len(s.Enum)-1]
	case s.Format == "date":
		return "2099-01-31"
	case typeFits(s.Type, ""):
		h.samples++
		return fmt.Sprintf("x%d", h.samples)
	case typeFits(s.Type, 1.0):
		return 1
	case typeFits(s.Type, []any{}):
		return []any{}
	}
	out := object{}
	for _, name := range s.Required {
		if name != "$schema" {
			out[name] = h.sample(s.Properties[name])
		}
	}
	return out
}

// subject is what the rows of the table are tried on: an asset in store and one
// in use of 东海处, both secret, and a person and an account to be changed.
type subjects struct {
	stored, used, person, account, token string
	repair                               string
}

func (h *house) subjects(n int) subjects {
	h.t.Helper()
	out := subjects{stored: h.inStore(fmt.Sprintf("BM-%03d", n)), used: h.inUse(fmt.Sprintf("BM-%03d-U", n))}
	out.token = h.record("office", out.stored).text("labels", 0, "token")
	out.person = h.do("secadmin", app.SetPerson{Person: org.Person{Name: "周示例", Department: h.dept["东海处"]}}).ID
	out.account = h.do("sysadmin", app.CreateAccount{Login: fmt.Sprintf("zhou%d", n), Person: out.person}).ID
	return out
}

// request fills a route's path and body for a try.
func (h *house) request(r server.Route, on subjects) (path string, body any) {
	h.t.Helper()
	parts := strings.Split(strings.TrimPrefix(r.Path, "/api/v1/"), "/")
	verb := asset.Verb(parts[len(parts)-1])
	id := on.stored
	if spec, ok := asset.SpecOf(verb); ok && spec.From != nil && !slices.Contains(spec.From, asset.InStore) {
		id = on.used
	}
	of := map[string]string{"persons": on.person, "accounts": on.account, "departments": h.dept["西山处"], "rooms": h.room["西山处"], "assets": id, "views": "none"}
	h.fillRepair(r.Path, things{asset: on.stored, repair: on.repair}, of)
	path = strings.NewReplacer(":id", of[parts[0]], ":licence", of["licence"], ":technician", of["technician"], ":token", on.token, ":grant", "none", ":delegation", "none", ":key", "handover.accept-days").Replace(r.Path)
	op := h.doc.find(r.Method, strings.NewReplacer(":id", "x", ":licence", "x", ":technician", "x", ":token", "x", ":grant", "x", ":delegation", "x", ":key", "x").Replace(r.Path))
	if op == nil || op.RequestBody == nil {
		return path, nil
	}
	content := op.RequestBody.Content["application/json"]
	if content.Schema == nil {
		return path, nil
	}
	body = h.sample(content.Schema)
	m, _ := body.(object)
	switch {
	case strings.Contains(r.Path, "/bulk/"):
		m["ids"], m["args"] = []string{id}, h.sample(h.resolved(content.Schema).Properties["args"])
	case parts[0] == "labels" && len(parts) == 1:
		m["ids"], m["stock"] = []string{id}, "roll-50x30"
	case parts[0] == "delegations":
		m["to"], m["seat"], m["from"], m["until"] = on.person, "department_head", "2020-01-01", "2099-01-31"
	case parts[len(parts)-1] == "seats":
		m["seat"], m["department"] = "witness", nil
		delete(m, "department")
	case parts[0] == "policy":
		m["value"] = "5"
	case parts[0] == "accounts" && len(parts) == 1:
		m["person"] = h.do("secadmin", app.SetPerson{Person: org.Person{Name: "孙示例"}}).ID
	}
	return path, body
}

func (h *house) resolved(s *schema) *schema {
	for s.Ref != "" {
		s = h.doc.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	return s
}

// T1, the deeds: every route that changes something × every role, with a body
// the document allows, on things of one department at level secret. The roles
// hold another department's seats and a lower clearance too. What is allowed
// once may be refused to the next role because of how things stand (409); 403
// and 404 are about who asks.
func TestEveryDeedForEveryRole(t *testing.T) {
	t.Parallel()
	file := filepath.Join("testdata", "authority.tsv")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.cleared("junior", "东海处", org.AssetOfficer, "东海处", level.Confidential)
		who := append(slices.Clone(roles), "junior")
		lines := []string{"method\tpath\t" + strings.Join(who, "\t")}
		for n, r := range server.Routes() {
			if r.Method == http.MethodGet || !strings.HasPrefix(r.Path, "/api/v1/") || own[r.Path] || strings.Contains(r.Path, "/imports") {
				continue
			}
			on := h.subjects(n)
			row := []string{r.Method, r.Path}
			for _, login := range who {
				path, body := h.request(r, on)
				a := h.call(login, r.Method, path, body)
				cell := fmt.Sprint(a.status)
				if strings.Contains(r.Path, "/bulk/") && a.status == http.StatusOK {
					if p, ok := a.at("items", 0, "problem", "status").(float64); ok {
						cell = fmt.Sprintf("200:%.0f", p)
					}
				}
				row = append(row, cell)
			}
			lines = append(lines, strings.Join(row, "\t"))
		}
		slices.Sort(lines[1:])
		golden(t, file, lines)
	})
}

// own are the routes of one's own session and settings: no authority is asked for.
var own = map[string]bool{
	"/api/v1/session": true, "/api/v1/session/factor": true, "/api/v1/activation": true, "/api/v1/password": true, "/api/v1/settings": true,
	"/api/v1/factors": true, "/api/v1/factors/confirm": true, "/api/v1/factors/:id": true,
}

// What must hold of the deeds whatever the table says.
func TestTheDeedsHoldTheDuties(t *testing.T) {
	t.Parallel()
	rows, head := readTable(t, filepath.Join("testdata", "authority.tsv"))
	done := func(cell string) bool { return strings.HasPrefix(cell, "2") && !strings.HasPrefix(cell, "200:") }
	for _, cells := range rows {
		cell := map[string]string{}
		for i, c := range cells {
			cell[head[i]] = c
		}
		where := cell["method"] + " " + cell["path"]
		business := strings.Contains(cell["path"], "/assets") || strings.Contains(cell["path"], "/labels")
		lost := strings.HasSuffix(cell["path"], "/report-lost")
		for _, admin := range []string{"sysadmin", "secadmin", "auditor"} {
			if business && !lost && done(cell[admin]) {
				t.Errorf("%s: %s does business: %s", where, admin, cell[admin])
			}
		}
		// His own sessions he ends, and that he has verified the history is on record.
		his := strings.HasPrefix(cell["path"], "/api/v1/sessions") || cell["path"] == "/api/v1/audit/verify"
		if !lost && !his && done(cell["auditor"]) {
			t.Errorf("%s: the auditor changes something", where)
		}
		if strings.Contains(cell["path"], "/assets/:id/") && !lost {
			for _, far := range []string{"stranger", "officer2", "head2", "junior"} {
				if cell[far] != "404" {
					t.Errorf("%s: %s, out of scope, gets %s", where, far, cell[far])
				}
			}
		}
		if lost && cell["stranger"] != "200" && cell["stranger"] != "200:409" {
			t.Errorf("%s: a report of loss is refused: %s", where, cell["stranger"])
		}
	}
	if len(rows) < 60 {
		t.Errorf("only %d rows", len(rows))
	}
}

func golden(t *testing.T, file string, lines []string) {
	t.Helper()
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		old := strings.Split(string(want), "\n")
		t.Errorf("not as checked in:\n- %s\n+ %s", strings.Join(minus(old, lines), "\n- "), strings.Join(minus(lines, old), "\n+ "))
	}
	t.Logf("%d rows, %d columns", len(lines)-1, strings.Count(lines[0], "\t"))
}

func readTable(t *testing.T, file string) (rows [][]string, head []string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if cells := strings.Split(line, "\t"); i == 0 {
			head = cells
		} else {
			rows = append(rows, cells)
		}
	}
	return rows, head
}
