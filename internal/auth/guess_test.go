package auth_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
)

var (
	guesses = flag.Int("guesses", 400, "passwords guessed (TestGuessing); the full figure of T17 is 10000")
	guessed = flag.Int("guessed", 8, "accounts they are guessed at (TestGuessing); the full figure of T17 is 100")
)

// most is what the policy lets through by account within its 15 minutes.
const most = 5

// gateway is the served organ, asked without a network between.
func (p *place) gateway() *server.Server {
	p.t.Helper()
	cfg, err := config.Build(config.Storage{Data: p.t.TempDir()}, config.DefaultLogging(), config.DefaultServing())
	if err != nil {
		p.t.Fatal(err)
	}
	return server.New(server.Deps{App: p.app, Auth: p.auth, Config: cfg})
}

// guess is one try from a real address, with headers that claim another.
func guess(s http.Handler, page bool, login, password, from, claims string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/api/v1/session", strings.NewReader(fmt.Sprintf(`{"account":%q,"password":%q}`, login, password)))
	r.Header.Set("Content-Type", "application/json")
	if page {
		form := url.Values{"account": {login}, "password": {password}}
		r = httptest.NewRequest("POST", "/signin", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.RemoteAddr = from + ":40000"
	if claims != "" {
		for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Forwarded"} {
			r.Header.Set(name, claims)
		}
		r.Header.Set("Forwarded", "for="+claims)
		r.Header.Add("X-Forwarded-For", "198.51.100.1, "+claims)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// T17: whoever guesses at many accounts from many machines, each with forged
// headers, gets at most five answers an account in 15 minutes, be they asked for
// one after the other or at once, by page or by API; all else is «too many».
func TestGuessing(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("sysadmin")
		p.activate("secadmin")
		s := p.gateway()
		logins := make([]string, *guessed)
		for i := range logins {
			logins[i] = fmt.Sprintf("target%d", i)
			p.member(logins[i])
		}
		began := spent()
		var mu sync.Mutex
		answered, other := map[string]int{}, map[int]int{}
		var all sync.WaitGroup
		const clients = 8
		for c := range clients {
			all.Go(func() {
				for i := c; i < *guesses; i += clients {
					login := logins[i/clients%len(logins)] // all clients at one account at once
					from, claims := fmt.Sprintf("203.0.%d.%d", i/200%200, i%200), fmt.Sprintf("198.18.%d.%d", i/250%250, i%250)
					w := guess(s, i%2 == 1, login, fmt.Sprintf("猜测口令第%d次", i), from, claims)
					mu.Lock()
					if other[w.Code]++; w.Code != http.StatusTooManyRequests {
						answered[login]++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for login, n := range answered {
			if n > most {
				t.Errorf("%s: %d tries were answered", login, n)
			}
		}
		if len(answered) != len(logins) {
			t.Errorf("only %d of %d accounts got an answer at all", len(answered), len(logins))
		}
		if w := guess(s, false, logins[0], password, "192.0.2.200", ""); w.Code != http.StatusTooManyRequests {
			t.Errorf("the right password, guessed after five wrong ones: %d", w.Code)
		}
		total := 0
		for n := range maps.Values(answered) {
			total += n
		}
		t.Logf("%d guesses at %d accounts: %d answered, at most %d an account; by status %v; %s of processor",
			*guesses, len(logins), total, slices.Max(slices.Collect(maps.Values(answered))), other, (spent() - began).Round(time.Millisecond))
		p.clock.pass(15*time.Minute + time.Second)
		if w := guess(s, false, logins[0], password, "192.0.2.200", ""); w.Code != http.StatusCreated {
			t.Errorf("the holder, after 15 minutes: %d %s", w.Code, w.Body)
		}
	})
}

// From one machine all headers together give no more than its own 20 tries,
// whatever accounts they are spent on.
func TestForgedHeadersGiveNoFreshTries(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		s := p.gateway()
		answered := 0
		for i := range 200 {
			if w := guess(s, i%2 == 1, fmt.Sprintf("nobody%d", i), "猜", here, fmt.Sprintf("198.18.1.%d", i)); w.Code != http.StatusTooManyRequests {
				answered++
			}
		}
		if answered != 4*most {
			t.Errorf("%d of 200 tries from one machine were answered, want %d", answered, 4*most)
		}
		t.Logf("200 tries from one machine with a new forged address each: %d answered", answered)
	})
}

// Whether there is an account is not to be learned: status, headers and body are
// the same for one in use, one that is not activated, one that has no password
// and one that nobody has, answered or throttled; and the same is computed: one hash of
// the same cost for each that is answered, none for who is throttled.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("sysadmin")
		p.activate("secadmin")
		p.member("holder1")
		p.member("holder2")
		person := p.do("secadmin", app.SetPerson{Person: org.Person{Name: "孙示例"}}).ID
		p.ids["dormant"] = p.do("sysadmin", app.CreateAccount{Login: "dormant", Person: person}).ID
		s := p.gateway()
		var hashed []string // by one request after the other
		auth.Hashed(p.auth, func(cost string) { hashed = append(hashed, cost) })
		logins := []string{"holder1", "dormant", "auditor", "nobody1", "holder2", "nobody2"}
		cost := map[string][]time.Duration{}
		for _, page := range []bool{false, true} {
			var want []string
			for k, login := range logins {
				var got []string
				for i := range most + 2 {
					at := spent()
					hashed = nil
					w := guess(s, page, login, "不是这个口令 也不是", fmt.Sprintf("192.0.2.%d", 10*k+i), "")
					if w.Code != http.StatusTooManyRequests {
						cost[login] = append(cost[login], spent()-at)
					}
					got = append(got, told(w, login)+"\ncomputed: "+strings.Join(hashed, ", "))
					if n := len(hashed); n != 1 && w.Code != http.StatusTooManyRequests || n > 0 && w.Code == http.StatusTooManyRequests {
						t.Errorf("try %d at %s: %d, %d hashes computed", i+1, login, w.Code, n)
					}
				}
				if want == nil {
					want = got
				}
				for i := range want {
					if got[i] != want[i] {
						t.Errorf("try %d at %s is told\n%s\nand at %s\n%s", i+1, login, got[i], logins[0], want[i])
					}
				}
			}
			p.clock.pass(16 * time.Minute)
		}
		for _, login := range logins {
			slices.Sort(cost[login])
			t.Logf("%-8s %2d answered, median %s of processor", login, len(cost[login]), cost[login][len(cost[login])/2])
		}
	})
}

var differs = regexp.MustCompile(`urn:sealbook:request:[0-9a-f]+|<code>[0-9a-f]{16}</code>|name="(key|form_token)" value="[^"]*"`)

// told is all of an answer but its own number, with the login taken out.
func told(w *httptest.ResponseRecorder, login string) string {
	h := w.Header().Clone()
	h.Del("X-Request-Id")
	body := differs.ReplaceAll(bytes.ReplaceAll(w.Body.Bytes(), []byte(login), []byte("LOGIN")), nil)
	return fmt.Sprintf("%d %v %s", w.Code, h, body)
}

// spent is what this process has taken of the processors so far.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
