package server_test

import (
	"database/sql"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/server"
)

const canary = "CNRY"

// canaried brings an asset through its life with a canary in every field that
// takes free text, the requests' reasons and the names of views with them.
func (h *house) canaried() things {
	h.t.Helper()
	words := func(s string) string { return canary + s }
	id := h.call("officer", "POST", "/api/v1/assets", object{
		"code": words("-001"), "class": "computer", "kind": "desktop", "serial": words("-SN"), "brand": words("牌"), "model": words("型"),
		"department": h.dept["东海处"], "room": h.room["东海处"], "network": "none",
		"details": object{"use": words("用途"), "notes": words("备注"), "supplier": words("商"), "os": words("系统"), "extra": object{words("项"): words("值")}},
		"parts":   []object{{"class": "drive", "kind": "ssd", "serial": words("-DR")}},
	}).is(http.StatusCreated).text("id")
	h.act("officer", id, "classify", object{"level": "secret", "basis": words("依据")})
	h.act("head", id, "refuse", object{"reason": words("退回")})
	h.act("officer", id, "classify", object{"level": "secret", "basis": words("依据二")})
	h.act("head", id, "approve", nil)
	h.act("group", id, "approve", nil)
	job := h.call("office", "POST", "/api/v1/labels", object{"ids": []string{id}, "stock": "a4-70x37", "start": 1}).is(http.StatusCreated).text("id")
	token := h.call("office", "GET", "/api/v1/labels/jobs/"+job, nil).is(http.StatusOK).text("items", 0, "token")
	h.act("office", id, "label", object{"token": token})
	h.act("office", id, "freeze", object{"reference": words("令"), "reason": words("冻结")})
	h.act("office", id, "unfreeze", object{"reference": words("令"), "reason": words("解冻")})
	h.act("technician", id, "check", object{"wireless": "absent", "network": "none"})
	h.act("office", id, "issue", object{"person": h.person["keeper"], "room": h.room["东海处"], "use": words("使用")})
	h.act("head", id, "approve", nil)
	h.act("keeper", id, "accept", nil)
	h.call("keeper", "POST", "/api/v1/assets/"+id+"/report-lost", object{"reason": words("遗失")})
	h.call("office", "POST", "/api/v1/labels/"+token+"/void", object{"reason": words("作废")})
	h.call("office", "POST", "/api/v1/assets/"+id+"/lend", object{"reason": words("外借")}) // refused, and on record
	h.call("office", "GET", "/api/v1/scan/"+words("-NONE"), nil)                          // a finding
	h.call("office", "POST", "/api/v1/views", object{"name": words("视图"), "query": "q=" + words("-001"), "sharing": "organ"}).is(http.StatusCreated)
	return things{asset: id, job: job, token: token, code: words("-001")}
}

// secrets are what the database holds to know somebody by, as it holds it.
func (a *aside) secrets(t *testing.T) []string {
	t.Helper()
	var out []string
	columns := a.column(t, a.secretColumns())
	if len(columns) < 4 {
		t.Fatalf("secrets are looked for in %v only", columns)
	}
	for _, at := range columns {
		table, column, _ := strings.Cut(at, ".")
		rows, err := a.db.Query(`SELECT "` + column + `" FROM "` + table + `"`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var v sql.RawBytes
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			if len(v) >= 16 {
				out = append(out, string(v), hex.EncodeToString(v))
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return out
}

// secretColumns are named for what they hold, in every table but that of files:
// the digest of a file is its name, by which records and the audit speak of it.
func (a *aside) secretColumns() string {
	const like = "('password_hash','password','hash','digest','secret','sealed','code_hash','activation','activation_hash','token_hash','token_digest','form_token')"
	if a.postgres {
		return "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN " + like +
			" AND table_name NOT LIKE 'ledger%' AND table_name NOT LIKE 'attachment%' AND column_name <> 'form_token'"
	}
	return "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name IN " + like +
		" AND m.name NOT LIKE 'ledger%' AND m.name NOT LIKE 'attachment%' AND c.name <> 'form_token'"
}

// everything is what one login is shown by every GET there is, with the ids of
// what there is, by the route that shows it.
func (h *house) everything(login string, of map[string]swap) map[string]string {
	h.t.Helper()
	out := map[string]string{}
	ask := func(path string) {
		for _, q := range []string{"", "?purpose=" + url.QueryEscape("示例自查"), "?view=users&limit=100&format=csv&purpose=" + url.QueryEscape("月度审计"), "?view=administrators&limit=100&format=xlsx&purpose=" + url.QueryEscape("月度审计")} {
			if q != "" && !strings.Contains(path, "/audit") && !strings.Contains(path, "/export") {
				continue
			}
			var a answer
			if strings.HasPrefix(path, "/api/") {
				a = h.call(login, "GET", path+q, nil)
			} else {
				a = h.browse(login, "GET", path+q, nil)
			}
			text := string(a.body)
			if strings.HasPrefix(text, "PK") {
				text = plain(h.t, "xlsx", a.body)
			}
			out[path+q] = text
		}
	}
	for _, r := range server.Routes() {
		if r.Method == http.MethodGet && !strings.HasPrefix(r.Path, "/static") {
			ask(filled(r.Path, -1, "", of))
		}
	}
	return out
}
