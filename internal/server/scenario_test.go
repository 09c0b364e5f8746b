package server_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

type object = map[string]any

// inStore brings a computer with one drive from its registration into store,
// every step by the person whose step it is, and returns its id.
func (h *house) inStore(code string) string {
	h.t.Helper()
	id := h.call("officer", "POST", "/api/v1/assets", object{
		"code": code, "class": "computer", "kind": "desktop", "serial": "SN-" + code, "brand": "远山", "model": "T14",
		"department": h.dept["东海处"], "room": h.room["东海处"], "network": "none", "details": object{"use": "起草", "extra": object{"柜号": "7"}},
		"parts": []object{{"class": "drive", "kind": "ssd", "serial": "DR-" + code}},
	}).is(http.StatusCreated).text("id")
	h.act("officer", id, "classify", object{"level": "secret", "basis": "示例依据"})
	h.act("head", id, "approve", nil)
	h.act("group", id, "approve", nil)
	job := h.call("office", "POST", "/api/v1/labels", object{"ids": []string{id}, "stock": "a4-70x37", "start": 3}).is(http.StatusCreated).text("id")
	token := h.call("office", "GET", "/api/v1/labels/jobs/"+job, nil).is(http.StatusOK).text("items", 0, "token")
	h.act("office", id, "label", object{"token": token})
	return id
}

// inUse goes on: checked, issued, approved, accepted by keeper.
func (h *house) inUse(code string) string {
	h.t.Helper()
	id := h.inStore(code)
	h.act("technician", id, "check", object{"wireless": "absent", "network": "none"})
	h.act("office", id, "issue", object{"person": h.person["keeper"], "room": h.room["东海处"], "use": "起草"})
	h.act("head", id, "approve", nil)
	h.act("keeper", id, "accept", nil)
	return id
}

func (h *house) act(login, id, verb string, body any) answer {
	h.t.Helper()
	return h.call(login, "POST", "/api/v1/assets/"+id+"/"+verb, body).is(http.StatusOK)
}

func (h *house) record(login, id string) answer {
	h.t.Helper()
	return h.call(login, "GET", "/api/v1/assets/"+id, nil).is(http.StatusOK)
}

func TestFromRegistrationToHandOver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		id := h.inUse("BM-001")
		r := h.record("keeper", id)
		if r.text("life") != "in_use" || r.text("mark") != "机密★20年" || r.text("keeper", "id") != h.person["keeper"] || r.count("parts") != 1 {
			t.Fatalf("record: %s", r.body)
		}
		if r.text("details", "extra", "柜号") != "7" {
			t.Errorf("details: %s", r.body)
		}
		// Hand-over of a secret asset: head and witness, then the new keeper accepts.
		out := h.act("keeper", id, "hand-over", object{"person": h.person["stranger"], "room": h.room["西山处"]})
		if out.text("life") != "handover_pending" || out.text("waiting", "seat") != "department_head" {
			t.Fatalf("hand-over: %s", out.body)
		}
		h.inbox()
		h.act("head", id, "approve", object{"request": out.text("waiting", "request")})
		h.act("head2", id, "approve", nil) // of the department it comes to
		h.act("witness", id, "approve", nil)
		h.act("stranger", id, "accept", nil)
		r = h.record("stranger", id)
		if r.text("keeper", "id") != h.person["stranger"] || r.text("department", "id") != h.dept["西山处"] {
			t.Errorf("after the hand-over: %s", r.body)
		}
		h.others(id)
		h.papers(id)
		h.organ()
		h.own()
		h.identity()
		for path, item := range h.doc.Paths {
			for method, op := range item {
				// One of each kind is enough of the generated ones; the imports have a
				// test of their own.
				if !op.seen && !strings.Contains(path, "/imports") && !strings.Contains(path, "/assets/{id}/") && !strings.Contains(path, "/assets/bulk/") {
					t.Errorf("%s %s: no answer was held against the document", strings.ToUpper(method), path)
				}
			}
		}
	})
}

// others are the reading calls and the ones that end a thing.
func (h *house) others(id string) {
	t := h.t
	t.Helper()
	hist := h.call("stranger", "GET", "/api/v1/assets/"+id+"/history?limit=3", nil).is(http.StatusOK)
	if hist.count("entries") != 3 || hist.text("next") == "" {
		t.Errorf("history: %s", hist.body)
	}
	next := h.call("stranger", "GET", "/api/v1/assets/"+id+"/history?limit=3&cursor="+hist.text("next"), nil).is(http.StatusOK)
	if next.at("entries", 0, "event") == hist.at("entries", 2, "event") {
		t.Error("the pages of a history overlap")
	}
	list := h.call("office", "GET", "/api/v1/assets?q=BM-001&life=in_use,in_store&level=secret&class=computer&sort=changed&desc=true", nil).is(http.StatusOK)
	if list.count("rows") != 1 || list.text("rows", 0, "id") != id {
		t.Errorf("list: %s", list.body)
	}
	if c := h.call("office", "GET", "/api/v1/counters", nil).is(http.StatusOK); c.at("total") != float64(2) {
		t.Errorf("counters: %s", c.body)
	}
	scan := h.call("office", "GET", "/api/v1/scan/bm-001", nil).is(http.StatusOK)
	if scan.text("record", "id") != id || scan.at("stale") != false {
		t.Errorf("scan: %s", scan.body)
	}
	// A refusal names its rule and is on record.
	h.call("office", "POST", "/api/v1/assets/"+id+"/lend", nil).refused(http.StatusConflict, "use.no-lending")
	if r := h.call("office", "GET", "/api/v1/refusals", nil).is(http.StatusOK); r.text("rows", 0, "rule") != "use.no-lending" {
		t.Errorf("refusals: %s", r.body)
	}
	many := h.call("office", "POST", "/api/v1/assets/bulk/freeze", object{
		"filter": object{"class": "computer"}, "expect": 1, "args": object{"reference": "示例令〔1〕", "reason": "示例"},
	}).is(http.StatusOK)
	if many.at("done") != float64(1) || many.at("refused") != float64(0) {
		t.Errorf("bulk: %s", many.body)
	}
	many = h.call("office", "POST", "/api/v1/assets/bulk/freeze", object{
		"ids": []string{id, "none"}, "args": object{"reference": "示例令〔1〕", "reason": "示例"},
	}).is(http.StatusOK)
	if many.at("refused") != float64(2) || many.text("items", 0, "problem", "rule") != "flow.state" || many.text("items", 1, "problem", "code") != "asset.not_found" {
		t.Errorf("bulk: %s", many.body)
	}
	h.call("office", "POST", "/api/v1/assets/bulk/freeze", object{
		"filter": object{"class": "computer"}, "expect": 7, "args": object{"reference": "x", "reason": "y"},
	}).refused(http.StatusConflict, "bulk.changed")
	h.act("office", id, "unfreeze", object{"reference": "示例令〔2〕", "reason": "示例"})
}

// papers are labels in every form, and the export.
func (h *house) papers(id string) {
	t := h.t
	t.Helper()
	token := h.record("office", id).text("labels", 0, "token")
	jobs := h.call("office", "GET", "/api/v1/labels/jobs", nil).is(http.StatusOK)
	pdf := h.call("office", "GET", "/api/v1/labels/jobs/"+jobs.text("rows", 0, "id")+"/sheet.pdf", nil).is(http.StatusOK)
	if !bytes.HasPrefix(pdf.body, []byte("%PDF-")) {
		t.Error("the sheet is no PDF")
	}
	for form, starts := range map[string]string{"svg": "<svg", "png": "\x89PNG", "zpl": "^XA"} {
		a := h.call("office", "GET", "/api/v1/labels/"+token+"/label."+form+"?dpi=300", nil).is(http.StatusOK)
		if !bytes.HasPrefix(a.body, []byte(starts)) || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("label.%s: %q", form, a.body[:min(20, len(a.body))])
		}
	}
	if n := h.call("office", "GET", "/api/v1/labels/stocks", nil).is(http.StatusOK).count("rows"); n < 4 {
		t.Errorf("%d stocks", n)
	}
	h.call("office", "POST", "/api/v1/labels/"+token+"/void", object{"reason": "示例：破损"}).is(http.StatusOK)
	if s := h.call("office", "GET", "/api/v1/scan/"+token, nil).is(http.StatusOK); s.at("stale") != true || s.text("note") == "" {
		t.Errorf("a void label: %s", s.body)
	}
	if f := h.call("office", "GET", "/api/v1/findings", nil).is(http.StatusOK); f.text("rows", 0, "kind") != "label.stale" {
		t.Errorf("findings: %s", f.body)
	}
	h.call("office", "GET", "/api/v1/assets/export", nil).refused(http.StatusConflict, "exp.marked")
	csv := h.call("office", "GET", "/api/v1/assets/export?purpose=示例自查&class=computer", nil).is(http.StatusOK)
	if !bytes.Contains(csv.body, []byte("机密★20年")) || !bytes.Contains(csv.body, []byte("BM-001")) || csv.header.Get("X-Export-Number") == "" {
		t.Errorf("export: %s", csv.body)
	}
	xlsx := h.call("office", "GET", "/api/v1/assets/export?purpose=示例自查&format=xlsx", nil).is(http.StatusOK)
	if !bytes.HasPrefix(xlsx.body, []byte("PK")) {
		t.Error("the export is no workbook")
	}
}

// organ is the administrators' and the secrecy office's work.
func (h *house) organ() {
	t := h.t
	t.Helper()
	d := h.call("office", "POST", "/api/v1/departments", object{"name": "南岭处", "parent": h.dept["东海处"]}).is(http.StatusCreated).text("id")
	h.call("office", "PUT", "/api/v1/departments/"+d, object{"name": "南岭二处", "parent": h.dept["东海处"], "version": 1}).is(http.StatusOK)
	h.call("office", "PUT", "/api/v1/departments/"+d, object{"name": "南岭三处", "version": 1}).refused(http.StatusConflict, "organ.stale")
	h.call("keeper", "POST", "/api/v1/departments", object{"name": "北坡处"}).refused(http.StatusForbidden, "flow.seat")
	if l := h.call("keeper", "GET", "/api/v1/departments", nil).is(http.StatusOK); l.text("rows", 1, "path") != "东海处/南岭二处" {
		t.Errorf("departments: %s", l.body)
	}
	room := h.call("office", "POST", "/api/v1/rooms", object{"name": "丙201", "department": d, "level": "secret"}).is(http.StatusCreated).text("id")
	h.call("office", "PUT", "/api/v1/rooms/"+room, object{"name": "丙202", "department": d, "level": "confidential"}).is(http.StatusOK)
	h.call("keeper", "GET", "/api/v1/rooms", nil).is(http.StatusOK)
	p := h.call("office", "POST", "/api/v1/persons", object{"name": "周示例", "department": d, "clearance": "secret", "trained_on": "2026-01-31"}).is(http.StatusCreated).text("id")
	h.call("office", "PUT", "/api/v1/persons/"+p, object{"name": "周示例", "department": d, "clearance": "secret", "staff_no": "A-77"}).is(http.StatusOK)
	if l := h.call("keeper", "GET", "/api/v1/persons?q=A-77", nil).is(http.StatusOK); l.text("rows", 0, "id") != p {
		t.Errorf("persons: %s", l.body)
	}
	h.trustedWith(p)
	h.call("secadmin", "POST", "/api/v1/persons/"+p+"/seats", object{"seat": "asset_officer", "department": d}).is(http.StatusCreated)
	grant := h.call("keeper", "GET", "/api/v1/persons/"+p, nil).is(http.StatusOK).text("seats", 0, "id")
	h.call("secadmin", "DELETE", "/api/v1/persons/"+p+"/seats/"+grant+"?reason=x", nil).is(http.StatusOK)
	h.call("head", "POST", "/api/v1/delegations", object{
		"to": h.person["keeper"], "seat": "department_head", "department": h.dept["东海处"], "from": "2020-01-01", "until": "2999-12-31",
	}).is(http.StatusCreated)
	del := h.call("head", "GET", "/api/v1/persons/"+h.person["head"], nil).text("delegations", 0, "id")
	if s := h.call("keeper", "GET", "/api/v1/session", nil).is(http.StatusOK); s.text("seats", 0, "for") != h.person["head"] {
		t.Errorf("the delegate's session: %s", s.body)
	}
	h.call("head", "DELETE", "/api/v1/persons/"+h.person["head"]+"/delegations/"+del, nil).is(http.StatusOK)

	acc := h.call("sysadmin", "POST", "/api/v1/accounts", object{"login": "zhou", "person": p}).is(http.StatusCreated)
	h.call("sysadmin", "POST", "/api/v1/accounts/"+acc.text("id")+"/activate", nil).refused(http.StatusForbidden, "flow.seat")
	other := h.call("secadmin", "POST", "/api/v1/accounts/"+acc.text("id")+"/activate", nil).is(http.StatusOK)
	for _, half := range []string{acc.text("secret"), other.text("secret")} {
		h.call("", "POST", "/api/v1/activation", object{"account": "zhou", "code": half, "password": password}).refused(http.StatusUnauthorized, "activation.refused")
	}
	h.call("", "POST", "/api/v1/activation", object{"account": "zhou", "code": acc.text("secret") + other.text("secret"), "password": password}).is(http.StatusNoContent)
	h.call("zhou", "PUT", "/api/v1/password", object{"old": password, "new": "换一个 更长的 口令 2031"}).is(http.StatusNoContent)
	h.bare("zhou", "DELETE", "/api/v1/session", nil).is(http.StatusNoContent)
	h.call("zhou", "GET", "/api/v1/session", nil).refused(http.StatusUnauthorized, "session.ended")
	h.call("secadmin", "POST", "/api/v1/accounts/"+acc.text("id")+"/suspend", object{"reason": "示例"}).is(http.StatusOK)
	h.call("secadmin", "POST", "/api/v1/accounts/"+acc.text("id")+"/close", object{"reason": "示例"}).is(http.StatusOK)
	told := false
	list := h.call("auditor", "GET", "/api/v1/accounts", nil).is(http.StatusOK)
	for i := range list.count("rows") {
		if list.text("rows", i, "id") == acc.text("id") {
			told = list.text("rows", i, "moved", "reason") == "示例" && list.text("rows", i, "moved", "by", "name") == "魏示例"
		}
	}
	if !told {
		t.Error("the list of accounts does not tell who closed one, and why")
	}
	h.call("auditor", "GET", "/api/v1/accounts", nil).is(http.StatusOK)
	h.call("", "POST", "/api/v1/session", object{"account": "zhou", "password": password}).refused(http.StatusUnauthorized, "session.refused")
	h.call("", "POST", "/api/v1/session", object{"account": "leader", "password": password}).is(http.StatusCreated)
	if n := h.call("keeper", "GET", "/api/v1/rules", nil).is(http.StatusOK).count("rows"); n < 59 {
		t.Errorf("%d rules", n)
	}
	h.call("secadmin", "PUT", "/api/v1/policy/handover.accept-days", object{"value": "5", "reason": "示例"}).is(http.StatusOK)
	h.call("office", "PUT", "/api/v1/policy/handover.accept-days", object{"value": "6", "reason": "示例"}).refused(http.StatusForbidden, "flow.seat")
	if pol := h.call("keeper", "GET", "/api/v1/policy", nil).is(http.StatusOK); pol.at("version") != float64(2) {
		t.Errorf("policy: %s", pol.body)
	}
}

// trustedWith: what a person is cleared for, has signed and keeps is in the
// answer for who answers for him, and for nobody else; who does not see it does
// not wipe it out either.
func (h *house) trustedWith(p string) {
	h.t.Helper()
	keys := []string{"clearance", "clearance_until", "trained_on", "undertaking_on", "keeps"}
	for who, told := range map[string]bool{
		"head": true, "officer": true, "office": true,
		"keeper": false, "stranger": false, "head2": false, "leader": false, "technician": false, "sysadmin": false, "secadmin": false, "auditor": false,
	} {
		one := h.call(who, "GET", "/api/v1/persons/"+p, nil).is(http.StatusOK)
		list := h.call(who, "GET", "/api/v1/persons?q=A-77", nil).is(http.StatusOK)
		for _, a := range []any{one.at(), list.at("rows", 0)} {
			m := a.(map[string]any)
			for _, k := range keys {
				if _, there := m[k]; there && !told {
					h.t.Errorf("%s is told %s of somebody: %v", who, k, m)
				}
			}
			if _, there := m["keeps"]; there != told || (told && m["clearance"] != "secret") {
				h.t.Errorf("%s: %v", who, m)
			}
			if m["name"] != "周示例" {
				h.t.Errorf("%s cannot pick him: %v", who, m)
			}
		}
	}
	d := h.call("office", "GET", "/api/v1/persons/"+p, nil).text("department")
	h.call("sysadmin", "PUT", "/api/v1/persons/"+p, object{"name": "周示例", "department": d, "staff_no": "A-77", "title": "科员"}).is(http.StatusOK)
	if r := h.call("office", "GET", "/api/v1/persons/"+p, nil).is(http.StatusOK); r.text("clearance") != "secret" || r.text("title") != "科员" {
		h.t.Errorf("after a change by who does not see it: %s", r.body)
	}
}

// own is what people set for themselves.
func (h *house) own() {
	t := h.t
	t.Helper()
	h.call("keeper", "PUT", "/api/v1/settings", object{"lang": "en", "list_columns": []string{"room", "code"}, "scan_blank": 0}).is(http.StatusOK)
	got := h.call("keeper", "GET", "/api/v1/settings", nil).is(http.StatusOK)
	if got.text("lang") != "en" || got.text("list_columns", 0) != "room" || got.count("list_columns") != 2 || got.at("scan_blank") != float64(0) {
		t.Errorf("settings: %s", got.body)
	}
	h.call("keeper", "PUT", "/api/v1/settings", object{"scan_end": "Tab"}).is(http.StatusOK)
	if got = h.call("keeper", "GET", "/api/v1/settings", nil).is(http.StatusOK); got.text("scan_end") != "Tab" || got.at("lang") != nil || got.at("list_columns") != nil {
		t.Errorf("what was not given again stays: %s", got.body)
	}
	h.call("keeper", "PUT", "/api/v1/settings", object{"list_columns": []string{"secret"}}).refused(http.StatusUnprocessableEntity, "input.invalid")
	if other := h.call("head", "GET", "/api/v1/settings", nil).is(http.StatusOK); other.text("scan_end") != "" {
		t.Errorf("another's settings: %s", other.body)
	}
	id := h.call("office", "POST", "/api/v1/views", object{"name": "待贴标签", "query": "label=due&cursor=x", "sharing": "organ"}).is(http.StatusCreated).text("id")
	seen := h.call("keeper", "GET", "/api/v1/views", nil).is(http.StatusOK)
	if seen.text("rows", 0, "query") != "label=due" || seen.text("rows", 0, "owner", "id") != h.person["office"] || seen.at("rows", 0, "mine") != false {
		t.Errorf("views: %s", seen.body)
	}
	for field, query := range map[string]string{
		"due": "due=foo", "bought": "bought=abcd", "entered": "entered=zz", "gone": "gone=20261", "life": "life=nonsense",
	} {
		bad := h.call("office", "POST", "/api/v1/views", object{"name": "坏的", "query": query, "sharing": "organ"}).refused(http.StatusUnprocessableEntity, "input.invalid")
		if !strings.Contains(string(bad.body), `"`+field+`"`) {
			t.Errorf("%s: not told at its field: %s", query, bad.body)
		}
	}
	h.call("keeper", "POST", "/api/v1/views", object{"name": "共享", "sharing": "organ"}).refused(http.StatusForbidden, "flow.seat")
	h.call("keeper", "DELETE", "/api/v1/views/"+id, nil).refused(http.StatusNotFound, "view.not_found")
	h.call("office", "DELETE", "/api/v1/views/"+id, nil).is(http.StatusOK)
	if left := h.call("keeper", "GET", "/api/v1/views", nil).is(http.StatusOK).count("rows"); left != 0 {
		t.Errorf("%d views left", left)
	}
}

// inbox: the head sees what he is to sign without opening the record.
func (h *house) inbox() {
	h.t.Helper()
	r := h.call("head", "GET", "/api/v1/inbox", nil).is(http.StatusOK)
	if n := r.count("rows"); n != 1 {
		h.t.Fatalf("inbox of the head: %d", n)
	}
	q := func(path ...any) string { return r.text(append([]any{"rows", 0, "request"}, path...)...) }
	from, to := q("changes", 0, "from"), q("changes", 0, "to")
	for what, ok := range map[string]bool{
		"verb": q("verb") == "hand-over" && q("text") == "交接", "who and when": q("by", "name") != "" && q("due") != "",
		"from whom to whom": q("changes", 0, "name") == "person" && from != "" && strings.HasSuffix(to, "（西山处）"),
		"the line":          strings.Contains(q("line"), "责任人："+from+" → "+to+"；房间："),
		"who signs":         q("steps", 0, "text") == "部门负责人" && q("steps", 0, "department", "name") == "东海处",
	} {
		if !ok {
			h.t.Errorf("%s: %s", what, r.body)
		}
	}
}
