package server_test

import (
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

var update = flag.Bool("update", false, "write testdata/access.tsv anew; read the difference before committing it")

var pathParameter = regexp.MustCompile(`:\w+`)

// askable is a route with its parameters filled by what does not exist.
func askable(path string) string { return pathParameter.ReplaceAllString(path, "0none0none0none0none") }

// business are the permissions that none of the three administrators has.
var business = func() map[string]bool {
	out := map[string]bool{}
	for _, d := range org.Duties() {
		if seats := org.SeatsOf(d.Permission); len(seats) > 0 && !slices.ContainsFunc(seats, org.Seat.Admin) {
			out[string(d.Permission)] = true
		}
	}
	return out
}()

// Every route × every role, with ids of nothing and no input: who is stopped at
// the door (401, 403) and who gets as far as an answer about the thing itself.
// The expected values are checked in; a route without a row there fails.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	file := filepath.Join("testdata", "access.tsv")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		var lines []string
		columns := append([]string{""}, roles...)
		lines = append(lines, "method\tpath\taccess\tnobody\t"+strings.Join(roles, "\t"))
		cells := 0
		for _, r := range server.Routes() {
			if !strings.HasPrefix(r.Path, "/api/") {
				continue
			}
			row := []string{r.Method, r.Path, r.Access()}
			for _, login := range columns {
				a := h.call(login, r.Method, askable(r.Path), nil)
				row = append(row, fmt.Sprint(a.status))
				if r.Method == http.MethodDelete && strings.HasSuffix(r.Path, "/session") {
					delete(h.tokens, login) // that one worked
				}
				cells++
			}
			lines = append(lines, strings.Join(row, "\t"))
		}
		slices.Sort(lines[1:])
		golden(t, file, lines)
		t.Logf("%d cells", cells)
	})
}

// What holds for the table as a whole, so that a careless -update is found.
func TestTheAccessTableHoldsTheDuties(t *testing.T) {
	t.Parallel()
	rows, head := readTable(t, filepath.Join("testdata", "access.tsv"))
	for _, cells := range rows {
		cell := map[string]string{}
		for i, c := range cells {
			cell[head[i]] = c
		}
		where := cell["method"] + " " + cell["path"]
		if open := cell["access"] == "open"; (cell["nobody"] != "401") != open {
			t.Errorf("%s (%s): nobody gets %s", where, cell["access"], cell["nobody"])
		}
		for _, admin := range []string{"sysadmin", "secadmin", "auditor"} {
			if business[cell["access"]] && cell[admin] != "403" {
				t.Errorf("%s: %s gets %s", where, admin, cell[admin])
			}
		}
		if cell["access"] == "account.read" && (cell["keeper"] != "403" || cell["office"] != "403" || cell["sysadmin"] == "403") {
			t.Errorf("%s: keeper %s, office %s, sysadmin %s", where, cell["keeper"], cell["office"], cell["sysadmin"])
		}
		for _, role := range roles {
			if strings.HasPrefix(cell[role], "5") {
				t.Errorf("%s: %s gets %s", where, role, cell[role])
			}
		}
	}
	if len(rows) < 80 {
		t.Errorf("only %d rows", len(rows))
	}
}

// Every page × every role, as for the API: nobody gets in anywhere but at the
// public ones, administrators see no business page, and so on for every seat.
func TestEveryPageForEveryRole(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	lines := []string{"method\tpath\taccess\tnobody\t" + strings.Join(roles, "\t")}
	for _, r := range server.Routes() {
		if strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		a := h.raw(r.Method, askable(r.Path), nil)
		if open := r.Permission == org.Open; open && (a.status == 403 || strings.Contains(string(a.body), "session.required")) {
			t.Errorf("%s %s is public and answers %d", r.Method, r.Path, a.status)
		} else if !open && a.status != http.StatusUnauthorized && (a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/signin")) {
			t.Errorf("%s %s without a session: %d to %q", r.Method, r.Path, a.status, a.header.Get("Location"))
		}
		row := []string{r.Method, r.Path, r.Access(), fmt.Sprint(a.status)}
		for _, login := range roles {
			a := h.page(login, r, askable(r.Path))
			row = append(row, fmt.Sprint(a.status))
			if r.Path == "/signout" {
				delete(h.visits, login) // that one worked
			}
			if admin := strings.HasSuffix(login, "admin") || login == "auditor"; business[r.Access()] && admin && a.status != http.StatusForbidden {
				t.Errorf("%s %s: %s gets %d", r.Method, r.Path, login, a.status)
			}
			if a.status >= 500 {
				t.Errorf("%s %s: %s gets %d %s", r.Method, r.Path, login, a.status, a.body)
			}
		}
		lines = append(lines, strings.Join(row, "\t"))
	}
	slices.Sort(lines[1:])
	golden(t, filepath.Join("testdata", "pages.tsv"), lines)
}
