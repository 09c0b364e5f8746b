package server_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/ops"
	"sealbook/internal/server"
	"sealbook/internal/store"
)

const password = "青山不改 绿水长流 两岸清风 97"

// house is a served organ: two departments, a person for each seat, and the
// document the server gives of itself.
type house struct {
	t       *testing.T
	ctx     context.Context
	store   *store.Store
	app     *app.App
	auth    *auth.Service
	server  *server.Server
	url     string
	log     *diary
	dept    map[string]string // name → id
	room    map[string]string
	person  map[string]string // login → id
	account map[string]string
	tokens  map[string]string // login → bearer token
	visits  map[string]visit  // login → page session
	samples int
	doc     *document
	vend    vendored
}

// roles are the logins of the house, one for each seat and two plain keepers.
var roles = []string{
	"keeper", "stranger", "officer", "officer2", "head", "head2", "office", "leader", "group", "technician", "witness", "sysadmin", "secadmin", "auditor",
}

// diary is a log that is read while the server still writes.
type diary struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (d *diary) Write(b []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.Write(b)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}

func newHouse(t *testing.T, s *store.Store, change ...func(*config.Serving)) *house {
	t.Helper()
	h := &house{
		t: t, ctx: context.Background(), store: s, log: &diary{}, dept: map[string]string{},
		room: map[string]string{}, person: map[string]string{}, account: map[string]string{}, tokens: map[string]string{}, visits: map[string]visit{},
	}
	var err error
	if h.auth, err = auth.New(s, auth.Options{}); err != nil {
		t.Fatal(err)
	}
	h.app = app.New(s, app.Options{Answers: auth.CheckEnrolled, Keys: h.auth.KeysWork})
	h.found()
	serving := config.DefaultServing()
	serving.Organ = "云杉示范局"
	for _, fn := range change {
		fn(&serving)
	}
	cfg, err := config.Build(config.Storage{Data: t.TempDir()}, config.DefaultLogging(), serving)
	if err != nil {
		t.Fatal(err)
	}
	h.server = server.New(server.Deps{App: h.app, Auth: h.auth, Config: cfg, Log: ops.Logger(h.log, slog.LevelInfo)})
	web := httptest.NewServer(h.server)
	t.Cleanup(web.Close)
	h.url = web.URL
	h.doc = h.document()
	return h
}

func (h *house) found() {
	h.t.Helper()
	list, err := h.app.Found(h.ctx, "云杉示范局", []app.Administrator{
		{Login: "sysadmin", Name: "金示例", Seat: org.SystemAdmin}, {Login: "secadmin", Name: "魏示例", Seat: org.SecurityAdmin},
		{Login: "auditor", Name: "陶示例", Seat: org.Auditor},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range list {
		h.account[f.Login] = f.Account
		if err := h.auth.Activate(h.ctx, f.Login, f.Code, password); err != nil {
			h.t.Fatal(err)
		}
	}
	for _, d := range []string{"东海处", "西山处"} {
		h.dept[d] = h.do("secadmin", app.SetDepartment{Department: org.Department{Name: d}}).ID
		h.room[d] = h.do("secadmin", app.SetRoom{Room: org.Room{Name: d + "101", Department: h.dept[d], Level: level.TopSecret}}).ID
	}
	for _, m := range []struct {
		login, department string
		seat              org.Seat
		over              string
	}{
		{"keeper", "东海处", "", ""}, {"stranger", "西山处", "", ""}, {"officer", "东海处", org.AssetOfficer, "东海处"},
		{"officer2", "西山处", org.AssetOfficer, "西山处"}, {"head", "东海处", org.DepartmentHead, "东海处"},
		{"head2", "西山处", org.DepartmentHead, "西山处"}, {"office", "东海处", org.SecrecyOffice, ""}, {"leader", "东海处", org.Leader, ""},
		{"group", "东海处", org.LeadingGroup, ""}, {"technician", "东海处", org.Technician, ""}, {"witness", "东海处", org.Witness, ""},
	} {
		h.member(m.login, m.department, m.seat, m.over)
	}
}

func (h *house) member(login, department string, seat org.Seat, over string) {
	h.t.Helper()
	h.cleared(login, department, seat, over, level.TopSecret)
}

func (h *house) cleared(login, department string, seat org.Seat, over string, l level.Level) {
	h.t.Helper()
	today := h.app.Today(time.Now())
	p := org.Person{Name: "赵" + login, Department: h.dept[department], Clearance: l, UndertakingOn: today, TrainedOn: today}
	h.person[login] = h.do("secadmin", app.SetPerson{Person: p}).ID
	if seat != "" {
		h.do("secadmin", app.GrantSeat{Person: h.person[login], Grant: org.Grant{Seat: seat, Department: h.dept[over]}})
	}
	out := h.do("sysadmin", app.CreateAccount{Login: login, Person: h.person[login]})
	h.account[login] = out.ID
	other := h.do("secadmin", app.MoveAccount{Account: out.ID, State: account.Active})
	if err := h.auth.Activate(h.ctx, login, out.Secret+" "+other.Secret, password); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) do(login string, c app.Command) app.Outcome {
	h.t.Helper()
	a, err := h.store.Actor(h.ctx, h.account[login], h.app.Today(time.Now()))
	if err != nil {
		h.t.Fatal(err)
	}
	a.Proof = &org.Proof{Account: a.Account, Person: a.Person, Method: "password", At: h.store.Now()}
	out, err := h.app.Execute(h.ctx, a, c, "")
	if err != nil {
		h.t.Fatalf("%s %T: %v", login, c, err)
	}
	return out
}

// answer is what came back.
type answer struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   []byte
}

// call sends a request as the login ("" for nobody) and holds every answer of
// the API against the document.
func (h *house) call(login, method, path string, body any, headers ...string) answer {
	h.t.Helper()
	if login != "" {
		headers = append(headers, "Authorization", "Bearer "+h.token(login))
	}
	a := h.raw(method, path, body, headers...)
	if login != "" && a.status == http.StatusPreconditionRequired { // signed with the password alone
		a = h.raw(method, path, body, append(headers, a.signature(password)...)...)
	}
	a.what = login + " " + a.what
	h.doc.check(h.t, method, path, a)
	return a
}

func (h *house) token(login string) string {
	h.t.Helper()
	if t, ok := h.tokens[login]; ok {
		return t
	}
	a := h.raw("POST", "/api/v1/session", map[string]string{"account": login, "password": password})
	if a.status != http.StatusCreated {
		h.t.Fatalf("sign in %s: %d %s", login, a.status, a.body)
	}
	h.tokens[login] = a.text("token")
	return h.tokens[login]
}

func (h *house) raw(method, path string, body any, headers ...string) answer {
	h.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		j, err := json.Marshal(b)
		if err != nil {
			h.t.Fatal(err)
		}
		r = bytes.NewReader(j)
		headers = append([]string{"Content-Type", "application/json"}, headers...)
	}
	req, err := http.NewRequestWithContext(h.ctx, method, h.url+path, r)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{t: h.t, what: method + " " + path, status: res.StatusCode, header: res.Header, body: b}
}

// is checks the status and returns the answer.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d, want %d: %s", a.what, a.status, status, a.body)
	}
	return a
}

// refused checks code and rule of a problem.
func (a answer) refused(status int, code string) answer {
	a.t.Helper()
	a.is(status)
	if got := a.text("code"); got != code {
		a.t.Fatalf("%s: code %q, want %q: %s", a.what, got, code, a.body)
	}
	return a
}

// at finds a value in the body by keys and indices.
func (a answer) at(path ...any) any {
	a.t.Helper()
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.body)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func (a answer) text(path ...any) string {
	a.t.Helper()
	s, _ := a.at(path...).(string)
	return s
}

func (a answer) count(path ...any) int {
	a.t.Helper()
	l, _ := a.at(path...).([]any)
	return len(l)
}

// signature is the header with which somebody signs what an answer says he has to.
func (a answer) signature(password string) []string {
	b, _ := json.Marshal(map[string]string{"password": password, "digest": a.text("sign", "digest"), "at": a.text("sign", "at")}) // of strings
	return []string{server.SignatureHeader, base64.RawURLEncoding.EncodeToString(b)}
}
