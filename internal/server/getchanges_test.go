package server_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server"
)

// onRecord are the GETs that write, each with the reason and the tables that it
// may write: reading them takes something out of the program, and who took what
// is evidence (ORG 17, 19). No other GET may change a row.
var onRecord = map[string]struct {
	why    string
	tables []string
}{
	"/assets/export":                    {"a list that leaves the program is on record with its number", exported},
	"/api/v1/assets/export":             {"the same, on the API", exported},
	"/api/v1/labels/jobs/:id/sheet.pdf": {"a file of labels that is fetched is counted: each copy is a controlled thing", fetched},
	"/api/v1/labels/:token/label.svg":   {"the same, one label", fetched},
	"/api/v1/labels/:token/label.png":   {"the same", fetched},
	"/api/v1/labels/:token/label.zpl":   {"the same", fetched},
	"/labels/jobs/:job/sheet.pdf":       {"the same, from the page", fetched},
	"/labels/jobs/:job/labels.zpl":      {"the same", fetched},
	"/labels/jobs/:job/print":           {"the same: the page that is printed", fetched},
	"/api/v1/scan/:text":                {"a label that is void or nobody's, scanned, is a finding", found},
	"/scan":                             {"the same, at the station", found},
	"/scan/row":                         {"the same", found},
	"/audit/export":                     {"a view of the history that leaves the program is on record", exported},
	"/api/v1/audit/export":              {"the same, on the API", exported},
}

// What such a GET may write: the event and its lines, the row that it is about,
// and where it is refused, the refusal, which is evidence too.
var (
	events   = []string{"ledger_event", "ledger_subject", "ledger_pending", "counters", "refusal"}
	exported = append([]string{"export_log"}, events...)
	fetched  = append([]string{"label_fetch", "label"}, events...)
	found    = append([]string{"finding"}, events...)
)

// T15: every GET × every role, with the ids of what there is: not one row of the
// database is another afterwards, but those of onRecord.
func TestNoGetChangesAnything(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		on := h.subjects(1)
		for _, login := range roles {
			h.visit(login)
			h.token(login)
		}
		routes, cells, answered := 0, 0, 0
		wrote := map[string]bool{}
		before := db.state(t)
		for _, r := range server.Routes() {
			if r.Method != http.MethodGet {
				continue
			}
			routes++
			for _, path := range h.variants(r, on) {
				for _, login := range append([]string{""}, roles...) {
					a := h.get(login, path)
					if cells++; a.status < 400 {
						answered++
					}
					if a.status >= 500 {
						t.Errorf("GET %s as %s: %d %s", path, login, a.status, a.body)
					}
				}
			}
			after := db.state(t)
			if !maps.Equal(before, after) {
				wrote[r.Path] = true
				for _, line := range changed(before, after) {
					if table, _, _ := strings.Cut(line, ":"); !slices.Contains(onRecord[r.Path].tables, table) {
						t.Errorf("GET %s changed %s", r.Path, line)
					}
				}
			}
			before = after
		}
		t.Logf("%d of %d routes that read, %d cells (%d answered), %d tables", routes, routes, cells, answered, len(before))
		for path, x := range onRecord {
			if wrote[path] {
				t.Logf("on record: GET %s: %s", path, x.why)
			}
		}
	})
}

// get asks as the login does: the API with his token, a page with his cookie.
func (h *house) get(login, path string) answer {
	h.t.Helper()
	switch {
	case login == "":
		return h.raw("GET", path, nil)
	case strings.HasPrefix(path, "/api/"):
		return h.raw("GET", path, nil, "Authorization", "Bearer "+h.token(login))
	}
	return h.browse(login, "GET", path, nil)
}

// variants are the addresses under which a route is tried: the plain one, and
// for those that show many things by a parameter each of them.
func (h *house) variants(r server.Route, on subjects) []string {
	path := h.real(r.Path, on)
	out := []string{path}
	switch {
	case strings.HasSuffix(r.Path, "/do/:verb"):
		for _, s := range asset.Specs() {
			out = append(out, "/assets/"+on.stored+"/do/"+string(s.Verb), "/assets/"+on.used+"/do/"+string(s.Verb))
		}
	case strings.Contains(r.Path, "assets/:id"):
		out = append(out, strings.Replace(path, on.stored, on.used, 1))
	case r.Path == "/pick/:what":
		for _, what := range []string{"assets", "rooms", "departments", "accounts", "parts"} {
			out = append(out, "/pick/"+what+"?q=BM")
		}
	case r.Path == "/assets", r.Path == "/api/v1/assets":
		out = append(out, path+"?q=BM-001", path+"?life=in_use&sort=changed&desc=true")
	case r.Path == "/assets/bulk":
		out = append(out, path+"?verb=freeze&id="+on.stored+"&id="+on.used)
	case strings.HasSuffix(r.Path, "/export"):
		out = append(out, path+"?format=csv&form=csv&reason=x")
	case strings.HasPrefix(r.Path, "/scan"):
		out = append(out, path+"?verb=issue&q="+on.token, path+"?stay=1&q="+on.token)
	}
	return out
}
