package server_test

import (
	"net/http"
	"testing"

	"sealbook/internal/domain/level"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// known are the places where one that is there is told from one that is not, to
// whoever may read all of its kind (everybodys): what T2 leaves out, said here.
var known = []struct{ kind, path, by string }{
	{"persons", "/api/v1/persons/", "everybody"},
	{"persons", "/organ/persons/", "everybody"},
	{"departments", "/organ/departments/", "everybody"},
	{"rooms", "/organ/rooms/", "everybody"},
	{"accounts", "/api/v1/accounts/", "administrators"},
	{"accounts", "/accounts/", "administrators"},
}

// Who works in which department and room the whole organ may read, and accounts
// the three administrators: there a known one is shown and an unknown one is not
// there. To everybody else, and to who has not signed in, both are one.
func TestWhoReadsTheOrganIsToldWhoIsInIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		who := h.somebody("东海处", level.Secret)
		of := map[string]swap{
			"persons": unlike(who.person), "accounts": unlike(who.account), "departments": unlike(h.dept["东海处"]), "rooms": unlike(h.room["东海处"]),
		}
		shown, closed := 0, 0
		for _, k := range known {
			for _, login := range append([]string{""}, roles...) {
				ask := func(id string) answer { return h.ask(asker{login: login}, http.MethodGet, k.path+id, nil) }
				sw := of[k.kind]
				theirs, unknown := ask(sw.theirs), ask(sw.unknown)
				if login != "" && (k.by == "everybody" || administrator(login)) {
					if shown++; theirs.status != http.StatusOK || unknown.status != http.StatusNotFound {
						t.Errorf("%s %s: who is there %d, who is not %d", login, k.path, theirs.status, unknown.status)
					}
					continue
				}
				closed++
				alike(t, login+" "+k.path, sw, theirs, unknown)
			}
		}
		t.Logf("%d answers tell who is there to who may read it, %d tell nobody else", shown, closed)
	})
}
