package server_test

import (
	"encoding/base32"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
)

// trust is what somebody is trusted with, in days that nothing else has: told to
// himself, the head and the asset officer of his department and the secrecy office.
var trust = regexp.MustCompile(`(2087|1987)[-年/.]0?3[-月/.]`)

// staffNo and title are of the organ's own list: whoever reads that reads them
// there, and nowhere else is a place for them.
const staffNo, title = "GH-7731-CANARY", "职务金丝雀"

// trusted gives the person of things all that there is of a person.
func (h *house) trusted(who things) {
	h.t.Helper()
	p, err := h.store.Person(h.ctx, h.actor("office"), who.person)
	if err != nil {
		h.t.Fatal(err)
	}
	p.StaffNo, p.Title, p.ClearanceUntil, p.TrainedOn, p.UndertakingOn = staffNo, title, "2087-03-19", "1987-03-17", "1987-03-18"
	h.do("office", app.SetPerson{Person: p.Person})
}

// codes are the secrets that one-time codes are made from: one that is entered and
// one that waits to be, each as an application is given it and as it is.
func (h *house) codes() []string {
	h.t.Helper()
	_, entered := h.enrolled("head")
	token, open, err := h.auth.SignIn(h.ctx, "witness", password, "192.0.2.9")
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, secret := range []string{entered, h.begun(token, open)} {
		secret = strings.ReplaceAll(secret, " ", "")
		raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
		if err != nil || len(raw) < 16 {
			h.t.Fatalf("%d bytes: %v", len(raw), err)
		}
		out = append(out, secret, string(raw), hex.EncodeToString(raw))
	}
	return out
}

// Issue 4: what is hidden from the administrators and the auditor is absent from
// every page, every answer, every export and the log; what a person is trusted
// with is told to nobody else either; and nobody at all is told a password's hash,
// the secret of a one-time code, a token's digest or an activation code.
func TestNoCanaryReachesAnAdministrator(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		x := h.canaried()
		who := h.somebody("东海处", level.Secret)
		h.holders()
		h.trusted(who)
		half := h.do("sysadmin", app.CreateAccount{Login: "newcomer", Person: h.do("secadmin", app.SetPerson{Person: org.Person{Name: "孙示例"}}).ID})
		other := h.do("secadmin", app.MoveAccount{Account: half.ID, State: account.Active}).Secret
		of := h.swaps(x, who)
		codes := h.codes()
		secrets := append(db.secrets(t), append(codes, half.Secret, other, password)...)
		seen := h.everything("officer", of)
		if shown := seen["/api/v1/assets/"+x.asset]; strings.Count(shown, canary) < 8 {
			t.Fatalf("the officer sees no canary: %s", shown)
		}
		for _, path := range []string{"/api/v1/persons/", "/organ/persons/"} {
			if shown := seen[path+who.person]; !trust.MatchString(shown) || !strings.Contains(shown, staffNo) || !strings.Contains(shown, title) {
				t.Fatalf("the officer is not told what his people are trusted with: %s", shown)
			}
		}
		answers := 0
		for _, login := range []string{"sysadmin", "secadmin", "auditor", "office", "keeper", "witness", "head2"} {
			for path, text := range h.everything(login, of) {
				answers++
				for what, at := range hidden(login, path, strings.ReplaceAll(text, x.code, "")) { // what was in the address is no news
					t.Errorf("%s reads %s in %s: …%s…", login, what, path, text[max(0, at-200):min(len(text), at+60)])
				}
				for _, s := range secrets {
					if strings.Contains(text, s) {
						t.Errorf("%s reads a secret in %s", login, path)
					}
				}
			}
		}
		h.notLogged(append(secrets, canary, staffNo, title))
		for _, table := range db.column(t, db.tables()) {
			dump := db.dump(t, table)
			for _, s := range codes {
				if strings.Contains(dump, s) {
					t.Errorf("the secret of a code stands in %s as it is", table)
				}
			}
		}
		t.Logf("%d answers read, %d secrets looked for", answers, len(secrets))
	})
}

// hidden tells what the text holds that the login is not to be shown there, and
// where.
func hidden(login, path, text string) map[string]int {
	out := map[string]int{}
	if at := strings.Index(text, canary); at >= 0 && administrator(login) {
		out["a canary"] = at
	}
	if at := trust.FindStringIndex(text); at != nil && login != "office" {
		out["what somebody is trusted with"] = at[0]
	}
	for _, s := range []string{staffNo, title} {
		if at := strings.Index(text, s); at >= 0 && login != "office" && !organs(path) {
			out[s] = at
		}
	}
	return out
}

// organs reports whether the path is one of the organ's own list.
func organs(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	for _, r := range server.Routes() {
		if r.Permission == org.OrganRead && fits(braced(r.Path), path) >= 0 || r.Permission == org.OrganWrite && r.Method == http.MethodGet && fits(braced(r.Path), path) >= 0 {
			return true
		}
	}
	return false
}

func braced(path string) string { return pathParameter.ReplaceAllString(path, "{x}") }

func (h *house) notLogged(list []string) {
	h.t.Helper()
	log := h.log.String()
	for i, s := range list {
		if strings.Contains(log, s) {
			h.t.Errorf("the log holds a secret or a canary, number %d", i)
		}
	}
	if trust.MatchString(log) {
		h.t.Error("the log tells what somebody is trusted with")
	}
}
