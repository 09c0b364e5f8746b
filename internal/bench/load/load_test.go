package load

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func TestClientSendsWhatIsAskedAndReadsWhatIsAnswered(t *testing.T) {
	long := strings.Repeat("字", 20_000) // chunked: longer than the server's buffer
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, "%s %s %s %s %s", r.Method, r.URL.RequestURI(), r.Header.Get("Authorization"), r.Header.Get("Content-Type"), body)
		if r.URL.Path == "/long" {
			_, _ = io.WriteString(w, long)
		}
	})
	c := NewClient(addr, "")
	defer c.Close()
	for _, tc := range []struct {
		token string
		r     Request
		want  string
	}{
		{"", Request{Method: "GET", Path: "/a?q=%E5%AD%90"}, "GET /a?q=%E5%AD%90   "},
		{"abc", Request{Method: "POST", Path: "/b", Body: `{"房间":1}`}, `POST /b Bearer abc application/json {"房间":1}`},
		{"abc", Request{Method: "GET", Path: "/long"}, "GET /long Bearer abc  " + long},
		{"abc", Request{Method: "GET", Path: "/after"}, "GET /after Bearer abc  "},
	} {
		c.SetToken(tc.token)
		got, err := c.Do(tc.r)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != tc.want {
			t.Errorf("%v: got %.80q (%d bytes), want %.80q (%d bytes)", tc.r, got, len(got), tc.want, len(tc.want))
		}
	}
}

func TestClientKeepsItsConnectionAndMakesAnotherWhenItIsCut(t *testing.T) {
	seen := map[string]bool{}
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen[r.RemoteAddr] = true
		if r.URL.Path == "/last" {
			w.Header().Set("Connection", "close")
		}
	})
	c := NewClient(addr, "")
	defer c.Close()
	for i, path := range []string{"/a", "/b", "/last", "/c", "/d"} {
		if _, err := c.Do(Request{Method: "GET", Path: path}); err != nil {
			t.Fatal(err)
		}
		want := 1
		if i > 2 {
			want = 2
		}
		if len(seen) != want {
			t.Errorf("after %s: %d connections, want %d", path, len(seen), want)
		}
	}
}

func TestARefusalEndsTheTurnAndQuotesTheAnswer(t *testing.T) {
	addr := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "room does not fit", http.StatusUnprocessableEntity)
	})
	s := Side{PID: os.Getpid(), Clients: []*Client{NewClient(addr, ""), NewClient(addr, "")}}
	_, err := s.Turn(2, time.Minute, 1, func(int, *rand.Rand) Request { return Request{Method: "GET", Path: "/x"} })
	var refused *Refused
	if !errors.As(err, &refused) || refused.Status != 422 || !strings.Contains(err.Error(), "room does not fit") {
		t.Fatalf("got %v", err)
	}
}

func TestTurnCountsWhatTheServerAnswered(t *testing.T) {
	var answered [3]atomic.Int64
	addr := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		answered[r.URL.Path[1]-'0'].Add(1)
		time.Sleep(time.Millisecond)
	})
	s := Side{PID: os.Getpid()}
	for range 3 {
		s.Clients = append(s.Clients, NewClient(addr, ""))
	}
	got, err := s.Turn(3, 200*time.Millisecond, 1, func(client int, _ *rand.Rand) Request {
		return Request{Method: "GET", Path: fmt.Sprintf("/%d", client)}
	})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for i := range answered {
		n := int(answered[i].Load())
		if n == 0 {
			t.Errorf("client %d asked nothing", i)
		}
		sum += n
	}
	if got.Requests != sum {
		t.Errorf("%d counted, %d answered", got.Requests, sum)
	}
	if got.Took < 200*time.Millisecond || got.P50 < time.Millisecond || got.P95 < got.P50 {
		t.Errorf("%+v", got)
	}
}

func TestCPUIsThatOfTheProcessNamed(t *testing.T) {
	busy := exec.Command("sh", "-c", "while :; do :; done")
	idle := exec.Command("sleep", "60")
	for _, c := range []*exec.Cmd{busy, idle} {
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Process.Kill(); _ = c.Wait() }()
	}
	var used, rest time.Duration
	for end := time.Now().Add(20 * time.Second); used < 100*time.Millisecond && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var err error
		if used, err = CPU(busy.Process.Pid); err != nil {
			t.Fatal(err)
		}
		if rest, err = CPU(idle.Process.Pid); err != nil {
			t.Fatal(err)
		}
	}
	if used < 100*time.Millisecond || rest > 50*time.Millisecond {
		t.Errorf("busy %v, idle %v", used, rest)
	}
	family, err := FamilyCPU(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	own, err := CPU(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if family < own-100*time.Millisecond+used {
		t.Errorf("family %v, own %v, child %v", family, own, used)
	}
	if now, peak, err := Memory(os.Getpid()); err != nil || now < 1<<20 || peak < now/2 {
		t.Errorf("memory %d, peak %d, %v", now, peak, err)
	}
}

func TestMedian(t *testing.T) {
	for _, tc := range []struct {
		of   []float64
		want float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := MedianOf(tc.of); got != tc.want {
			t.Errorf("%v: %v, want %v", tc.of, got, tc.want)
		}
	}
	got := Median([]Sample{
		{Requests: 100, Took: time.Second, CPU: 100 * time.Millisecond, P50: 1},
		{Requests: 400, Took: time.Second, CPU: 800 * time.Millisecond, P50: 9},
		{Requests: 200, Took: time.Second, CPU: 600 * time.Millisecond, P50: 5},
	})
	if r := got.Rate(); r < 199 || r > 201 || got.PerRequest() != 2*time.Millisecond || got.P50 != 5 {
		t.Errorf("rate %v, CPU %v, p50 %v", r, got.PerRequest(), got.P50)
	}
}

// A page knows its reader by the cookie it has set, the API by the token.
func TestPagesAreAskedForWithTheCookiesKept(t *testing.T) {
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/in" {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", HttpOnly: true})
			http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
			w.WriteHeader(http.StatusSeeOther)
			return
		}
		fmt.Fprintf(w, "%s|%s|%s", r.Header.Get("Cookie"), r.Header.Get("Authorization"), r.Header.Get("Content-Type"))
	})
	c := NewClient(addr, "abc")
	defer c.Close()
	var led *Refused
	if _, err := c.Do(Request{Method: "POST", Path: "/in", Body: "x=1", Page: true}); !errors.As(err, &led) || led.Status != http.StatusSeeOther {
		t.Fatal(err)
	}
	twin := c.Twin()
	defer twin.Close()
	for _, tc := range []struct {
		r    Request
		want string
	}{
		{Request{Method: "GET", Path: "/", Page: true}, "a=1; b=2||"},
		{Request{Method: "GET", Path: "/"}, "|Bearer abc|"},
		{Request{Method: "POST", Path: "/", Body: "x=1", Page: true}, "a=1; b=2||application/x-www-form-urlencoded"},
	} {
		for _, x := range []*Client{c, twin} {
			if got, err := x.Do(tc.r); err != nil || string(got) != tc.want {
				t.Errorf("%+v: %s, want %s: %v", tc.r, got, tc.want, err)
			}
		}
	}
}
