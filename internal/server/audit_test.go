package server_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/level"
)

// The auditor reads both views of the history and the security administrator
// what users did; the system administrator, business and nobody read none, and
// carry none away (REG 34).
func TestWhoReadsTheAuditThroughTheAPI(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, _ *aside) {
		for view, readers := range map[string][]string{"users": {"secadmin", "auditor"}, "administrators": {"auditor"}} {
			for _, path := range []string{"/api/v1/audit?view=" + view, "/api/v1/audit/export?format=csv&purpose=" + url.QueryEscape("月度审计") + "&view=" + view} {
				for _, login := range append(slices.Clone(roles), "") {
					a := h.call(login, "GET", path, nil)
					switch may := slices.Contains(readers, login); {
					case may && a.status != http.StatusOK:
						t.Errorf("%s reads %s: %d %s", login, path, a.status, a.body)
					case !may && (a.status < 400 || a.status >= 500 || strings.Contains(string(a.body), "\"rows\"")):
						t.Errorf("%q reads %s: %d %s", login, path, a.status, a.body)
					}
				}
			}
		}
		for _, login := range roles {
			a := h.call(login, "POST", "/api/v1/audit/verify", object{})
			if may := login == "auditor"; may != (a.status == http.StatusOK) {
				t.Errorf("%s verifies: %d %s", login, a.status, a.body)
			}
		}
		h.call("auditor", "GET", "/api/v1/audit?view=all", nil).is(http.StatusUnprocessableEntity)
	})
}

// What people did with an asset is in the users' view, and nothing that the asset
// is: neither in the list nor in a file of it, to whoever reads it.
func TestTheAuditThroughTheAPITellsNoBusiness(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, _ *aside) {
		x := h.thing("东海处", level.Secret, "keeper")
		// Refused for the code that is there already, and a label nobody has.
		h.call("officer", "POST", "/api/v1/assets", object{
			"code": x.code, "class": "computer", "kind": "desktop", "serial": "SN-CANARY", "brand": "远山", "model": "CANARY-M", "department": h.dept["东海处"],
			"room": h.room["东海处"], "network": "none", "parts": []object{},
		})
		h.call("officer", "GET", "/api/v1/scan/CANARY-LABEL-77", nil)
		canaries := []string{x.code, "SN-" + x.code, "DR-" + x.code, "CANARY", "远山", "示例依据", "起草", "机密"}
		seen := false
		for _, q := range []string{"users", "administrators"} {
			for _, login := range []string{"auditor", "secadmin"} {
				if q == "administrators" && login == "secadmin" {
					continue
				}
				all := ""
				for next := ""; ; {
					a := h.call(login, "GET", "/api/v1/audit?limit=50&view="+q+"&cursor="+url.QueryEscape(next), nil).is(http.StatusOK)
					all += string(a.body)
					if next = a.text("next"); next == "" {
						break
					}
				}
				seen = seen || strings.Contains(all, x.asset) && strings.Contains(all, "asset.registered") && strings.Contains(all, "赵officer")
				for _, format := range []string{"csv", "xlsx"} {
					a := h.call(login, "GET", "/api/v1/audit/export?view="+q+"&format="+format+"&purpose="+url.QueryEscape("月度审计"), nil).is(http.StatusOK)
					all += plain(t, format, a.body)
				}
				for _, word := range canaries {
					if at := strings.Index(all, word); at >= 0 {
						t.Errorf("%s reads %q in %s: …%s…", login, word, q, all[max(0, at-200):min(len(all), at+100)])
					}
				}
			}
		}
		if !seen {
			t.Error("what was done with the asset is in neither view")
		}
	})
}

// plain is the text of an exported file.
func plain(t *testing.T, format string, file []byte) string {
	t.Helper()
	if format == "csv" {
		return string(file)
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out += string(b)
	}
	return out
}

// An export of either view, in either format, is marked, counts what is in it,
// and is on record with its number, purpose and count; without a purpose nothing
// goes out, and the attempt is on record.
func TestAuditExportIsMarkedCountedAndOnRecord(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, _ *aside) {
		for _, q := range []string{"users", "administrators"} {
			for _, format := range []string{"csv", "xlsx"} {
				purpose := "核对" + q + format
				rows := h.events("auditor", q)
				a := h.call("auditor", "GET", "/api/v1/audit/export?view="+q+"&format="+format+"&purpose="+url.QueryEscape(purpose), nil,
					"Accept-Language", "zh").is(http.StatusOK)
				number := a.header.Get("X-Export-Number")
				text := plain(t, format, a.body)
				for _, word := range []string{"【内部资料】", map[string]string{"users": "用户操作", "administrators": "管理员操作"}[q], purpose, fmt.Sprintf("共 %d 条", rows)} {
					if !strings.Contains(text, word) {
						t.Errorf("%s %s does not say %q:\n%.600s", q, format, word, text)
					}
				}
				if n := strings.Count(text, "\r\n"); format == "csv" && n != rows+3 {
					t.Errorf("%s: %d lines for %d events", q, n, rows)
				}
				on := h.call("auditor", "GET", "/api/v1/audit?view=administrators&group=export&limit=1", nil, "Accept-Language", "zh").is(http.StatusOK)
				told := string(on.body)
				if on.text("rows", 0, "type") != "audit.exported" || on.text("rows", 0, "by", "id") == "" ||
					!strings.Contains(told, `"`+number+`"`) || !strings.Contains(told, purpose) || !strings.Contains(told, fmt.Sprintf(`"%d"`, rows)) {
					t.Errorf("%s %s, number %s of %d rows, on record: %s", q, format, number, rows, told)
				}
			}
		}
		h.call("secadmin", "GET", "/api/v1/audit/export?view=users&format=csv&purpose=%20", nil).refused(http.StatusConflict, "exp.marked")
		refused := h.call("auditor", "GET", "/api/v1/audit?view=administrators&group=refusal&limit=1", nil).is(http.StatusOK)
		if !strings.Contains(string(refused.body), "exp.marked") {
			t.Errorf("the attempt is not on record: %s", refused.body)
		}
	})
}

// events counts a view by its pages.
func (h *house) events(login, view string) int {
	h.t.Helper()
	n := 0
	for next := ""; ; {
		a := h.call(login, "GET", "/api/v1/audit?limit=100&view="+view+"&cursor="+url.QueryEscape(next), nil).is(http.StatusOK)
		n += a.count("rows")
		if next = a.text("next"); next == "" {
			return n
		}
	}
}

// A verification of a history in which somebody changed the content of an event
// finds that one event and says which it is; before, it finds nothing.
func TestVerificationNamesAChangedLeaf(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		whole := h.call("auditor", "POST", "/api/v1/audit/verify", object{}).is(http.StatusOK)
		if whole.at("faults") != 0.0 || whole.at("first_fault") != nil || whole.at("next") != nil || whole.at("events") == 0.0 {
			t.Fatalf("untouched: %s", whole.body)
		}
		drop := "DROP TRIGGER ledger_event_no_update"
		if db.postgres {
			drop = "ALTER TABLE ledger_event DISABLE TRIGGER ALL"
		}
		db.set(t, drop)
		var id int64
		var leaf []byte
		if err := db.db.QueryRow("SELECT id, leaf FROM ledger_event WHERE type = 'org.person' ORDER BY id DESC LIMIT 1").Scan(&id, &leaf); err != nil {
			t.Fatal(err)
		}
		forged := bytes.Replace(leaf, []byte("org.person"), []byte("org.perzon"), 1)
		if bytes.Equal(forged, leaf) {
			t.Fatalf("nothing to change in %s", leaf)
		}
		db.set(t, "UPDATE ledger_event SET leaf = $1 WHERE id = $2", forged, id)
		a := h.call("auditor", "POST", "/api/v1/audit/verify", object{}).is(http.StatusOK)
		if a.at("faults") == 0.0 || a.at("first_fault") != float64(id) || a.text("what") == "" {
			t.Errorf("event %d was changed: %s", id, a.body)
		}
		on := h.call("auditor", "GET", "/api/v1/audit?view=administrators&group=system&limit=1", nil, "Accept-Language", "en").is(http.StatusOK)
		if on.text("rows", 0, "type") != "audit.verified" || !strings.Contains(string(on.body), "faults") {
			t.Errorf("on record: %s", on.body)
		}
	})
}

// set changes the database past the server, as somebody with the file could.
func (a *aside) set(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := a.db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}
