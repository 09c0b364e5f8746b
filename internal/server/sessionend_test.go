package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
)

// ASVS 5.0 7.5.2, 7.4.5: a person ends one of his sessions, all others, or all;
// the security administrator ends all of another's, with his tokens, and nobody
// else does. At once on the same server, within a second on another.
func TestSessionsThatAreEndedAreGoneWithinASecond(t *testing.T) {
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		far := h.second(t, db)
		own := func(login string) []string { return []string{"Authorization", "Bearer " + h.token(login)} }
		for _, c := range []struct {
			name string
			stay bool // the session it was done in
			do   func(login string, one guest)
		}{
			{"one", true, func(login string, one guest) {
				for _, token := range []string{one.cookie, one.bearer} {
					h.raw("DELETE", "/api/v1/sessions/"+h.sessionOf(token).ID, nil, own(login)...).is(http.StatusNoContent)
				}
			}},
			{"all others", true, func(login string, _ guest) {
				h.raw("DELETE", "/api/v1/sessions", nil, own(login)...).is(http.StatusNoContent)
			}},
			{"everywhere", false, func(login string, _ guest) {
				h.raw("DELETE", "/api/v1/sessions?all=true", nil, own(login)...).is(http.StatusNoContent)
			}},
			{"by the security administrator", false, func(login string, _ guest) {
				path := "/api/v1/accounts/" + h.account[login] + "/sessions"
				for _, who := range []string{"auditor", "office", login} {
					h.raw("DELETE", path, nil, own(who)...).refused(http.StatusForbidden, "access.denied")
				}
				h.raw("DELETE", path, nil, own("sysadmin")...).refused(http.StatusForbidden, "flow.seat")
				list, _, err := h.store.Refusals(h.ctx, h.actor("auditor"), "", 1)
				if err != nil || len(list) != 1 || list[0].Verb != account.VerbEndSessions || list[0].Rule != "flow.seat" {
					t.Errorf("the refusal on record: %+v, %v", list, err)
				}
				h.raw("DELETE", path, nil, own("secadmin")...).is(http.StatusNoContent)
			}},
		} {
			login := "ended-" + string(rune('a'+len(h.account)))
			h.member(login, "东海处", org.AssetOfficer, "东海处")
			g := h.guest(login)
			h.token(login) // the session it is done in
			for _, s := range []*house{h, far} {
				if cookie, bearer := s.in(g, "/", "/api/v1/session"); !cookie || !bearer {
					t.Fatalf("%s: before: cookie %v, token %v", c.name, cookie, bearer)
				}
			}
			if n := h.raw("GET", "/api/v1/sessions", nil, own(login)...).is(http.StatusOK).count("rows"); n != 3 {
				t.Errorf("%s: %d sessions are told, there are 3", c.name, n)
			}
			c.do(login, g)
			done := time.Now()
			if cookie, bearer := h.in(g, "/", "/api/v1/session"); cookie || bearer {
				t.Errorf("%s: on the same server: cookie %v, token %v", c.name, cookie, bearer)
			}
			for cookie, bearer := far.in(g, "/", "/api/v1/session"); cookie || bearer; cookie, bearer = far.in(g, "/", "/api/v1/session") {
				if time.Since(done) > 3*time.Second {
					t.Fatalf("%s: another process still lets him in", c.name)
				}
				time.Sleep(5 * time.Millisecond)
			}
			took := time.Since(done)
			if took > time.Second {
				t.Errorf("%s: another process noticed after %s", c.name, took)
			}
			if a := h.raw("GET", "/api/v1/session", nil, own(login)...); (a.status == http.StatusOK) != c.stay {
				t.Errorf("%s: the session it was done in: %d", c.name, a.status)
			}
			t.Logf("%-32s at once here, after %4d ms in another process", c.name, took.Milliseconds())
		}
		// Another's session is none: neither ended nor told apart from one that is not there.
		id := h.sessionOf(h.token("head")).ID
		h.raw("DELETE", "/api/v1/sessions/"+id, nil, own("office")...).refused(http.StatusNotFound, "session.none")
		h.raw("GET", "/api/v1/session", nil, own("head")...).is(http.StatusOK)
	})
}

// session.one: signing in ends the account's page sessions in other browsers and
// says so at the door there; programs and a wrong password end none.
func TestOnePageSessionWhereThePolicySaysSo(t *testing.T) {
	eachAside(t, func(t *testing.T, h *house, _ *aside) {
		at := func(cookie string) answer { return h.raw("GET", "/", nil, "Cookie", "sealbook="+cookie) }
		a, b := h.enter("keeper", ""), h.enter("keeper", "")
		at(a).is(http.StatusOK)
		at(b).is(http.StatusOK)
		h.do("secadmin", app.SetPolicy{Key: "session.one", Raw: "true", Reason: "示例"})
		bearer := h.token("keeper")
		if _, _, err := h.auth.SignIn(h.ctx, "keeper", "wrong", "192.0.2.9"); err == nil {
			t.Fatal("a wrong password signs in")
		}
		at(a).is(http.StatusOK)
		c, err := h.enterFrom("keeper", "192.0.2.44")
		if err != nil {
			t.Fatal(err)
		}
		for _, old := range []string{a, b} {
			if r := at(old).is(http.StatusSeeOther); !strings.HasPrefix(r.header.Get("Location"), "/signin") {
				t.Errorf("led to %s", r.header.Get("Location"))
			}
			door := h.raw("GET", "/signin", nil, "Cookie", "sealbook="+old).is(http.StatusOK)
			if text := string(door.body); !strings.Contains(text, "session.elsewhere") || !strings.Contains(text, "192.0.2.44") {
				t.Errorf("the door does not say why: %s", text)
			}
		}
		at(c).is(http.StatusOK)
		h.raw("GET", "/api/v1/session", nil, "Authorization", "Bearer "+bearer).is(http.StatusOK)
		if text := string(h.raw("GET", "/signin", nil).body); strings.Contains(text, "session.elsewhere") {
			t.Error("a stranger is told of somebody's sign-in")
		}
	})
}

func (h *house) enterFrom(login, addr string) (string, error) {
	token, _, err := h.auth.SignIn(h.ctx, login, password, addr)
	return token, err
}

// A token that was suspended with its owner is not back when he is.
func TestATokenDoesNotComeBackWithItsOwner(t *testing.T) {
	eachAside(t, func(t *testing.T, h *house, _ *aside) {
		h.member("back", "东海处", org.AssetOfficer, "东海处")
		token, _, err := h.auth.MakeToken(h.ctx, h.inPerson("back"),
			account.TokenAsked{Name: "示例程序", Permissions: []org.Permission{org.AssetRead}, Days: 1}, auth.Given{Password: password})
		if err != nil {
			t.Fatal(err)
		}
		ask := func() int {
			return h.raw("GET", "/api/v1/assets", nil, "Authorization", "Bearer "+token).status
		}
		if ask() != http.StatusOK {
			t.Fatal("of no use before")
		}
		for _, state := range []string{account.Suspended, account.Active} {
			h.do("secadmin", app.MoveAccount{Account: h.account["back"], State: state, Reason: "示例"})
			if got := ask(); got != http.StatusUnauthorized {
				t.Errorf("account %s: the token answers %d", state, got)
			}
		}
		h.enter("back", "") // he himself is
	})
}
