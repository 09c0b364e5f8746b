package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// slowly sends the head of a request and one byte of its body, waits for what
// happens meanwhile and a second more, and sends the rest.
func (h *house) slowly(method, path, token, body string, meanwhile func(), headers ...string) int {
	h.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	fmt.Fprintf(c, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n", method, path, strings.TrimPrefix(h.url, "http://"), token, len(body))
	for i := 0; i+1 < len(headers); i += 2 {
		fmt.Fprintf(c, "%s: %s\r\n", headers[i], headers[i+1])
	}
	fmt.Fprintf(c, "\r\n%s", body[:1])
	time.Sleep(time.Second) // the head is read, and a signature in it weighed
	meanwhile()
	time.Sleep(time.Second)
	if _, err := c.Write([]byte(body[1:])); err != nil {
		h.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// The head of a request says who asks, its body what: whoever is thrown out
// between the two does nothing any more (reliability.md T16: within a second).
func TestABodyThatComesLateIsOfNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		for login, seat := range map[string]org.Seat{"sec2": org.SecurityAdmin, "sec3": org.SecurityAdmin, "sys2": org.SystemAdmin} {
			h.member(login, "东海处", seat, "")
		}
		suspend := func(login string) func() {
			return func() {
				h.do("secadmin", app.MoveAccount{Account: h.account[login], State: account.Suspended, Reason: "示例"})
			}
		}
		text := func(v any) string {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		asJSON := []string{"Content-Type", "application/json"}
		person, seat := text(object{"name": "钱示例", "department": h.dept["东海处"]}), text(object{"seat": "leader"})
		seats := "/api/v1/persons/" + h.person["keeper"] + "/seats"
		signed := func(login string) []string {
			return append(h.bare(login, http.MethodPost, seats, object{"seat": "leader"}).is(http.StatusPreconditionRequired).signature(password), asJSON...)
		}
		endSession := func() {
			if a := h.raw(http.MethodDelete, "/api/v1/session", nil, "Authorization", "Bearer "+h.token("sec3")); a.status >= 300 {
				t.Errorf("sign out: %d %s", a.status, a.body)
			}
		}
		takeSeat := func() {
			list, err := h.store.Person(h.ctx, h.actor("secadmin"), h.person["officer2"])
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range list.Seats {
				if g.Seat == org.AssetOfficer {
					h.do("secadmin", app.EndSeat{Person: h.person["officer2"], Grant: g.ID})
				}
			}
		}
		for _, c := range []struct {
			what, login, path, body string
			meanwhile               func()
			headers                 []string
			want                    int
		}{
			{"a suspended administrator's entry", "sys2", "/api/v1/persons", person, suspend("sys2"), asJSON, http.StatusUnauthorized},
			{"a suspended administrator's signed grant", "sec2", seats, seat, suspend("sec2"), signed("sec2"), http.StatusUnauthorized},
			{"a grant of a session that has ended", "sec3", seats, seat, endSession, signed("sec3"), http.StatusUnauthorized},
			{"an upload of a suspended officer", "officer", "/api/v1/imports", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n编号\r\n--x--\r\n", suspend("officer"),
				[]string{"Content-Type", "multipart/form-data; boundary=x"}, http.StatusUnauthorized},
			{"a registration of who is an officer no longer", "officer2", "/api/v1/assets", text(object{"code": "LATE-1", "class": "computer", "kind": "desktop", "serial": "SN-LATE", "department": h.dept["西山处"], "network": "none"}),
				takeSeat, asJSON, http.StatusForbidden},
		} {
			if got := h.slowly(http.MethodPost, c.path, h.token(c.login), c.body, c.meanwhile, c.headers...); got != c.want && (got != http.StatusUnprocessableEntity || len(c.headers) == len(asJSON)) {
				// 422: on a machine so slow that the proof is weighed after he was thrown out
				t.Errorf("%s: %d, want %d", c.what, got, c.want)
			}
		}
	})
}
