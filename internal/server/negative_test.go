package server_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/config"
	"sealbook/internal/domain/account"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// T2: another's ids in every place an id can stand. Unknown and out of scope
// are answered byte for byte alike, but for the request's own number.
func TestUnknownAndOutOfScopeAreOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		id := h.inStore("BM-001")
		token := h.record("office", id).text("labels", 0, "token")
		job := h.call("office", "GET", "/api/v1/labels/jobs", nil).text("rows", 0, "id")
		theirs := map[string]string{":id": id, ":token": token, ":text": "BM-001"}
		unknown := map[string]string{":id": "06h0none0none0none00", ":token": "0000000000000000", ":text": "NO-SUCH-CODE"}
		n := 0
		for _, r := range server.Routes() {
			var key string
			switch {
			case strings.HasPrefix(r.Path, "/api/v1/assets/:id"), strings.HasPrefix(r.Path, "/api/v1/labels/jobs/:id"):
				key = ":id"
			case strings.Contains(r.Path, "/labels/:token"):
				key = ":token"
			case strings.Contains(r.Path, "/scan/"):
				key = ":text"
			default:
				continue
			}
			if !strings.HasPrefix(r.Path, "/api/") || strings.HasSuffix(r.Path, "/report-lost") {
				continue // pages below; a loss may be reported by anyone about anything (ORG 21)
			}
			if strings.Contains(r.Path, "/jobs/") {
				theirs[":id"] = job
			} else {
				theirs[":id"] = id
			}
			for _, login := range []string{"stranger", "officer2", "head2"} {
				for _, body := range []any{nil, object{"reason": "示例", "person": h.person[login]}} {
					if body != nil && r.Method == http.MethodGet {
						continue
					}
					a := h.call(login, r.Method, strings.ReplaceAll(r.Path, key, theirs[key]), body)
					b := h.call(login, r.Method, strings.ReplaceAll(r.Path, key, unknown[key]), body)
					if a.status != b.status || !bytes.Equal(anonymous(a.body), anonymous(b.body)) || a.status < 400 {
						t.Errorf("%s %s as %s: out of scope %d %s, unknown %d %s", r.Method, r.Path, login, a.status, a.body, b.status, b.body)
					}
					if bytes.Contains(a.body, []byte("BM-001")) || bytes.Contains(a.body, []byte("SN-BM")) {
						t.Errorf("%s %s tells %s of the asset: %s", r.Method, r.Path, login, a.body)
					}
					n++
				}
			}
		}
		if n < 100 {
			t.Errorf("only %d pairs were compared", n)
		}
		for _, path := range []string{"/assets/%s", "/assets/%s/do/freeze", "/scan?stay=1&q=%s", "/scan/row?verb=issue&q=%s", "/assets?q=%s", "/pick/assets?q=%s"} {
			for _, theirs := range []string{id, "BM-001"} {
				a := h.browse("stranger", "GET", fmt.Sprintf(path, theirs), nil)
				b := h.browse("stranger", "GET", fmt.Sprintf(path, "NO-SUCH-CODE"), nil)
				if a.status != b.status || bytes.Contains(a.body, []byte("SN-BM")) || bytes.Contains(a.body, []byte("远山")) || !bytes.Equal(without(a.body, theirs), without(b.body, "NO-SUCH-CODE")) {
					t.Errorf("GET %s: out of scope %d %s, unknown %d %s", path, a.status, a.body, b.status, b.body)
				}
			}
		}
		if rows := h.call("stranger", "GET", "/api/v1/assets", nil).count("rows"); rows != 0 {
			t.Errorf("a stranger lists %d assets", rows)
		}
	})
}

var requestNumber = regexp.MustCompile(`urn:sealbook:request:[0-9a-f]+`)

// without takes out of a page what was asked for, and what is new in each.
func without(b []byte, asked string) []byte {
	return keyed.ReplaceAll(bytes.ReplaceAll(anonymous(b), []byte(asked), nil), nil)
}

var keyed = regexp.MustCompile(`name="(key|form_token)" value="[^"]*"|<code>[0-9a-f]{16}</code>`)

func anonymous(b []byte) []byte { return requestNumber.ReplaceAll(b, nil) }

func TestBadInputIsToldAndNeverRepeated(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	const secret = "绝密计划代号甲-4711"
	long := strings.Repeat("x", 3000)
	for _, c := range []struct {
		method, path string
		body         any
		status       int
		code, field  string
	}{
		{"GET", "/api/v1/assets?cursor=" + secret, nil, 422, "", ""},
		{"GET", "/api/v1/assets?limit=0", nil, 422, "input.invalid", "limit"},
		{"GET", "/api/v1/assets?limit=" + long, nil, 422, "input.invalid", "limit"},
		{"GET", "/api/v1/assets?life=" + secret, nil, 422, "input.invalid", "life[0]"},
		{"GET", "/api/v1/assets?sort=keeper,drop", nil, 422, "input.invalid", "sort"},
		{"GET", "/api/v1/assets?level=secret;drop", nil, 422, "request.query", ""},
		{"GET", "/api/v1/assets?level=%zz", nil, 422, "request.query", ""},
		{"GET", "/api/v1/assets?bogus=" + secret, nil, 422, "input.invalid", "bogus"},
		{"GET", "/api/v1/assets/" + secret, nil, 404, "asset.not_found", ""},
		{"GET", "/api/v1/assets/" + long, nil, 422, "input.invalid", "id"},
		{"GET", "/api/v1/assets/x/history?cursor=x", nil, 404, "asset.not_found", ""},
		{"GET", "/api/v1/refusals?cursor=" + secret, nil, 422, "", ""},
		{"POST", "/api/v1/assets", `{"class":"` + secret + `","kind":"desktop"}`, 422, "input.invalid", "class"},
		{"POST", "/api/v1/assets", `{"class":"computer","kind":"` + secret + `"}`, 422, "input.invalid", "kind"},
		{"POST", "/api/v1/assets", `{"class":"computer","kind":"desktop","` + secret + `":1}`, 422, "input.invalid", ""},
		{"POST", "/api/v1/assets", `{"class":"computer"`, 400, "input.invalid", "body"},
		{"POST", "/api/v1/assets", `[]`, 422, "input.invalid", "body"},
		{"POST", "/api/v1/assets", nil, 400, "request.body_required", ""},
		{"POST", "/api/v1/assets/x/classify", `{"level":"` + secret + `"}`, 422, "input.invalid", "level"},
		{"POST", "/api/v1/assets/x/classify", `{"leveL":"secret","basis":"x"}`, 422, "input.invalid", "leveL"},
		{"POST", "/api/v1/assets/x/classify", `{"level":"secret"} {"level":"secret"}`, 422, "request.unreadable", ""},
		{"POST", "/api/v1/assets/x/classify", `{"level":`, 422, "request.unreadable", ""},
		{"POST", "/api/v1/assets/x/freeze", `{"reason":"` + long + `"}`, 422, "input.invalid", "reason"},
		{"POST", "/api/v1/assets/x/correct", `{"correct":{"version":3},"reason":"x"}`, 422, "input.invalid", "correct.version"},
		{"POST", "/api/v1/assets/x/correct", `{"correct":{"serial":7},"reason":"x"}`, 422, "input.invalid", "correct.serial"},
		{"POST", "/api/v1/assets/bulk/freeze", `{"args":{"reason":"x"}}`, 422, "input.invalid", "ids"},
		{"POST", "/api/v1/assets/bulk/freeze", `{"ids":["a","a"],"args":{}}`, 422, "input.invalid", "ids"},
		{"POST", "/api/v1/persons", `{"name":"周示例","trained_on":"31.1.2026"}`, 422, "input.invalid", "trained_on"},
		{"POST", "/api/v1/persons", `{"name":"周示例","status":"active","seats":[{"seat":"secrecy_office"}]}`, 422, "input.invalid", "seats"},
	} {
		a := h.call("office", c.method, c.path, c.body, "Content-Type", "application/json", "Accept-Language", "en")
		if a.status != c.status || (c.code != "" && a.text("code") != c.code) {
			t.Errorf("%s: %d %s, want %d %s", a.what, a.status, a.body, c.status, c.code)
		}
		if c.field != "" && a.text("fields", 0, "name") != c.field {
			t.Errorf("%s blames %q, want %q: %s", a.what, a.text("fields", 0, "name"), c.field, a.body)
		}
		if c.code != "" && c.field == "" {
			continue
		}
		if bytes.Contains(a.body, []byte("4711")) || bytes.Contains(a.body, []byte("xxx")) {
			t.Errorf("%s repeats what was sent: %s", a.what, a.body)
		}
	}
	if strings.Contains(h.log.String(), "4711") {
		t.Error("the log holds what was sent")
	}
}

func TestErrorsSpeakTheLanguageAskedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	for accept, want := range map[string]string{
		"": "请先登录。", "en": "Sign in first.", "en-GB,zh;q=0.5": "Sign in first.", "zh-CN,en;q=0.9": "请先登录。", "de": "请先登录。",
		"de,en;q=0.3": "Sign in first.", "en;q=0,zh": "请先登录。", "en;q=banana": "请先登录。",
	} {
		if got := h.call("", "GET", "/api/v1/assets", nil, "Accept-Language", accept).is(401).text("detail"); got != want {
			t.Errorf("%q: %q", accept, got)
		}
	}
	a := h.call("office", "POST", "/api/v1/assets", `{"class":7}`, "Content-Type", "application/json")
	if !strings.Contains(string(a.body), "缺少必填项") || strings.Contains(string(a.body), "expected") {
		t.Errorf("Chinese: %s", a.body)
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	big := `{"class":"computer","kind":"` + strings.Repeat("x", 2<<20) + `"}`
	h.call("office", "POST", "/api/v1/assets", big, "Content-Type", "application/json").refused(413, "request.too_large")
	h.call("", "POST", "/api/v1/session", big, "Content-Type", "application/json").refused(413, "request.too_large")
	many := `{"args":{},"ids":[` + strings.TrimSuffix(strings.Repeat(`"a",`, 3000), ",") + `]}`
	h.call("office", "POST", "/api/v1/assets/bulk/freeze", many, "Content-Type", "application/json").is(422)
	deep := strings.Repeat(`{"details":`, 100000) + strings.Repeat("}", 100000)
	h.call("office", "POST", "/api/v1/assets", deep, "Content-Type", "application/json").is(413)
	deep = strings.Repeat("[", 50000) + strings.Repeat("]", 50000)
	if a := h.call("office", "POST", "/api/v1/assets", deep, "Content-Type", "application/json"); a.status != 400 {
		t.Errorf("deep nesting: %d", a.status)
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	for _, path := range []string{"/", "/signin", "/nothing", "/api/v1/assets", "/api/v1/nothing", "/api/openapi.json", "/static/nothing"} {
		a := h.raw("GET", path, nil)
		csp := a.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: CSP %q", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s %q", path, name, got)
			}
		}
		if a.header.Get("X-Request-Id") == "" || a.header.Get("Server") != "" {
			t.Errorf("%s: %v", path, a.header)
		}
	}
	if a := h.raw("PATCH", "/api/v1/assets", nil); a.status != http.StatusMethodNotAllowed {
		t.Errorf("PATCH: %d", a.status)
	}
}

// T17: an address that the client writes itself changes nothing; one that a
// trusted proxy writes counts.
func TestForwardedHeadersCountFromATrustedProxyOnly(t *testing.T) {
	t.Parallel()
	for _, trusted := range []bool{false, true} {
		h := newHouse(t, storetest.SQLite(t, store.Options{}), func(s *config.Serving) {
			if trusted {
				s.TrustedProxies = []string{"127.0.0.1"}
			}
		})
		answered := 0
		for i := range 30 {
			a := h.raw("POST", "/api/v1/session", object{"account": fmt.Sprintf("login%d", i), "password": "x"},
				"X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i), "X-Real-Ip", fmt.Sprintf("203.0.113.%d", i), "Forwarded", fmt.Sprintf("for=203.0.113.%d", i))
			if a.status == http.StatusUnauthorized {
				answered++
			} else if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "900" || !strings.Contains(a.text("detail"), " 15 ") {
				t.Fatalf("%d %v %s", a.status, a.header, a.body)
			}
		}
		if want := map[bool]int{false: 20, true: 30}[trusted]; answered != want {
			t.Errorf("trusted %v: %d tries answered, want %d", trusted, answered, want)
		}
	}
}

// T16: what was taken away is gone at the next request.
func TestSessionsEndWithTheAccount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.call("officer", "GET", "/api/v1/assets", nil).is(200)
		h.do("secadmin", app.MoveAccount{Account: h.account["officer"], State: account.Suspended, Reason: "示例"})
		h.call("officer", "GET", "/api/v1/assets", nil).refused(401, "session.ended")
		v := h.fresh("keeper")
		h.raw("POST", "/signout", "form_token="+v.form, "Content-Type", "application/x-www-form-urlencoded", "Cookie", "sealbook="+v.cookie)
		h.raw("GET", "/", nil, "Cookie", "sealbook="+v.cookie).is(http.StatusSeeOther)
	})
}

func TestTheSameKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		body := object{"class": "medium", "kind": "usb_stick", "department": h.dept["东海处"], "serial": "S-1"}
		a := h.call("officer", "POST", "/api/v1/assets", body, "Idempotency-Key", "k-1").is(201)
		b := h.call("officer", "POST", "/api/v1/assets", body, "Idempotency-Key", "k-1").is(201)
		if !bytes.Equal(a.body, b.body) || a.header.Get("Idempotent-Replayed") != "" || b.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("%s\n%s\n%v", a.body, b.body, b.header)
		}
		body["serial"] = "S-2"
		h.call("officer", "POST", "/api/v1/assets", body, "Idempotency-Key", "k-1").refused(409, "idempotency.mismatch")
		// A key is of one account: another's same key is another request.
		h.call("office", "POST", "/api/v1/assets", body, "Idempotency-Key", "k-1").is(201)
		if n := h.call("office", "GET", "/api/v1/assets", nil).count("rows"); n != 2 {
			t.Errorf("%d assets", n)
		}
	})
}

func TestVersionsGuardWhatWasSeen(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	id := h.inStore("BM-001")
	r := h.record("office", id)
	tag := r.header.Get("ETag")
	if again := h.call("office", "GET", "/api/v1/assets/"+id, nil, "If-None-Match", `"x", W/`+tag); again.status != http.StatusNotModified || len(again.body) != 0 {
		t.Errorf("unchanged: %d %s", again.status, again.body)
	}
	// Another reader, another answer: what may be done differs.
	h.call("keeper", "GET", "/api/v1/assets/"+id, nil, "If-None-Match", tag).is(404)
	h.call("leader", "GET", "/api/v1/assets/"+id, nil, "If-None-Match", tag).is(200)
	h.call("technician", "POST", "/api/v1/assets/"+id+"/check", object{"wireless": "absent", "network": "none"}, "If-Match", tag).is(200)
	h.call("office", "POST", "/api/v1/assets/"+id+"/freeze", object{"reference": "x", "reason": "y"}, "If-Match", tag).refused(412, "asset.stale")
	h.call("office", "POST", "/api/v1/assets/"+id+"/freeze", object{"reference": "x", "reason": "y"}, "If-Match", "banana").is(422)
	fresh := h.record("office", id)
	if fresh.header.Get("ETag") == tag {
		t.Error("a changed record has the old tag")
	}
	h.call("office", "POST", "/api/v1/assets/"+id+"/freeze", object{"reference": "x", "reason": "y"}, "If-Match", fresh.header.Get("ETag")).is(200)
}

// The record says of every verb whether it may be asked for, and if not, why.
func TestARecordTellsWhatMayBeDone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	id := h.inStore("BM-001")
	r := h.record("office", id)
	legal, told := 0, 0
	for i := range r.count("actions") {
		if r.at("actions", i, "legal") == true {
			legal++
		} else if r.text("actions", i, "why", "rule") != "" && r.text("actions", i, "why", "detail") != "" {
			told++
		}
	}
	if legal == 0 || legal+told != r.count("actions") {
		t.Errorf("%d legal, %d told why not, of %d", legal, told, r.count("actions"))
	}
}

func TestTheLogHoldsNoBusiness(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	id := h.inUse("BM-001")
	h.call("office", "GET", "/api/v1/assets?q=BM-001", nil)
	h.call("office", "GET", "/api/v1/scan/BM-001", nil)
	out := h.log.String()
	for end := time.Now().Add(5 * time.Second); !strings.Contains(out, "/api/v1/scan/:text") && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		out = h.log.String() // a line is written after the answer
	}
	for _, s := range []string{"BM-001", id, "SN-BM", "赵", "东海", "机密", "secret\"", h.tokens["office"], password} {
		if strings.Contains(out, s) {
			t.Errorf("the log holds %q", s)
		}
	}
	for _, s := range []string{`"route":"/api/v1/assets/:id/classify"`, `"status":200`, `"account":"` + h.account["office"], `"request_id":"`} {
		if !strings.Contains(out, s) {
			t.Errorf("the log lacks %s", s)
		}
	}
}

// A reader who leaves while his page is being made is no failure to look into.
func TestWhoLeavesIsNoFailure(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	gone, leave := context.WithCancel(h.ctx)
	r := httptest.NewRequest("GET", "/api/v1/assets", nil).WithContext(gone)
	r.Header.Set("Authorization", "Bearer "+h.token("office"))
	leave()
	h.server.ServeHTTP(httptest.NewRecorder(), r)
	if out := h.log.String(); !strings.Contains(out, "store.unavailable") || strings.Contains(out, "request failed") {
		t.Errorf("the log says %s", out)
	}
}
