package main

import (
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sealbook/internal/demo"
)

// fetch gets a page of a listener.
func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// fetchHolding asks until the answer holds what is awaited, 10 s at most: the
// figures of a request are counted after its answer was sent.
func fetchHolding(t *testing.T, url, want string) (int, string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		status, text := fetch(t, url)
		if strings.Contains(text, want) || time.Now().After(end) {
			return status, text
		}
	}
}

// From an empty folder to three people signed in: `init` gives the codes, the
// running server takes them, once.
func TestFoundedActivatedServed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "book")
	code, out, _ := call(t, nil, "serve", "--json", "--listen=127.0.0.1:0", "--data", dir)
	if e := decodeLine[jsonError](t, out).Error; code != exitUsage || e.Code != "data.absent" {
		t.Fatalf("served what is not there: %d %+v", code, e)
	}
	code, out, bad := call(t, nil, "init", "--json", "--organ=测试单位", "--data", dir)
	if code != exitOK {
		t.Fatal(code, out, bad)
	}
	founded := decodeLine[initResult](t, out)
	code, out, _ = call(t, nil, "init", "--json", "--organ=测试单位", "--data", dir)
	if e := decodeLine[jsonError](t, out).Error; code != exitRefused || e.Code != "organ.founded" {
		t.Errorf("founded twice: %d %+v", code, e)
	}
	s := serve(t, "serve", "--data", dir)
	defer s.stop()
	c := &client{t: t, url: decodeLine[serveReady](t, s.ready).URL}
	seats := map[string]bool{}
	for i, a := range founded.Accounts {
		activate := func(code string) int {
			return c.post("/api/v1/activation", map[string]string{"account": a.Account, "code": code, "password": testPassword}, nil)
		}
		if other := founded.Accounts[(i+1)%3].Code; activate(other) != http.StatusUnauthorized {
			t.Errorf("%s: another's code was taken", a.Account)
		}
		if status := activate(a.Code); status >= 300 {
			t.Errorf("%s: %d", a.Account, status)
		}
		if status := activate(a.Code); status != http.StatusUnauthorized {
			t.Errorf("%s: the code was taken twice: %d", a.Account, status)
		}
		_, in := signIn(t, c.url, a.Account, testPassword)
		for _, seat := range in.Seats {
			seats[seat.Seat] = true
		}
	}
	if len(founded.Accounts) != 3 || !seats["system_admin"] || !seats["security_admin"] || !seats["auditor"] {
		t.Errorf("%+v holds %v", founded.Accounts, seats)
	}
}

// Health and metrics have a listener of their own, without business content;
// the pages' listener has neither.
func TestHealthAndMetricsOnTheirOwnListener(t *testing.T) {
	t.Parallel()
	s := serve(t, "serve", "--data", sampleCopy(t))
	at := decodeLine[serveReady](t, s.ready)
	office(t, at.URL).assets()
	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": "ready", "/metrics": `route="/api/v1/assets"`,
	} {
		if status, text := fetchHolding(t, at.Ops+path, want); status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%s: %d %.300s", path, status, text)
		}
		if status, text := fetch(t, at.URL+path); status == http.StatusOK && strings.Contains(text, want) {
			t.Errorf("%s is among the pages", path)
		}
	}
	if status, text := fetch(t, at.Ops+"/api/v1/session"); status != http.StatusNotFound {
		t.Errorf("the API is on the ops listener: %d %s", status, text)
	}
	s.stop()
	for _, line := range strings.Split(strings.TrimSpace(s.stderr.String()), "\n") {
		if !strings.HasPrefix(line, `{"time":"`) {
			t.Errorf("no JSON line: %s", line)
		}
	}
}

// Neither the log nor the metrics tell what the book holds, whatever is asked.
func TestLogsHoldNoBusinessContent(t *testing.T) {
	t.Parallel()
	dir := sampleCopy(t)
	s := serve(t, "serve", "--log-level=debug", "--data", dir)
	at := decodeLine[serveReady](t, s.ready)
	c := office(t, at.URL)
	all := c.assets()
	for i, a := range all {
		if i%9 != 0 {
			continue
		}
		for _, path := range []string{"/api/v1/scan/" + a.Code, "/api/v1/assets/" + a.ID, "/api/v1/assets?q=" + a.Serial, "/scan?q=" + a.Code, "/assets?q=" + a.Code} {
			c.get(path, nil)
		}
		c.post("/api/v1/assets/"+a.ID+"/lend", map[string]string{"reason": a.Name}, nil)
		c.post("/api/v1/assets", map[string]string{"code": a.Code, "serial": a.Serial}, nil)
		c.post("/api/v1/session", map[string]string{"account": a.Code, "password": a.Serial}, nil)
	}
	sh := runner{t, "baomi1", []string{"--data", dir}}
	_, _, printed := sh.run("labels", "--all", "--sheet=a4-70x37", "-o", filepath.Join(t.TempDir(), "x.pdf"))
	_, _, imported := sh.run("import", copyOf(t, realFiles[0].path))
	_, metrics := fetch(t, at.Ops+"/metrics")
	s.stop()
	said := s.stderr.String() + printed + imported + metrics
	if strings.Count(said, `"msg":"request"`) < 100 {
		t.Errorf("few requests in the log: %s", said)
	}
	secrets := []string{demo.Password, demo.Organ, "JM-NB-0003", c.token}
	for _, a := range all {
		secrets = append(secrets, a.Code, a.Serial, a.Name, a.Keeper.Name, a.Department.Name, a.Room.Name)
	}
	slices.Sort(secrets)
	for _, x := range slices.Compact(secrets) {
		if x != "" && strings.Contains(said, x) {
			at := strings.Index(said, x)
			t.Errorf("%q is told: …%s…", x, said[max(0, at-150):min(len(said), at+80)])
		}
	}
}
