package server_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func (h *house) apiToken(login string, permissions ...org.Permission) string {
	h.t.Helper()
	token, _, err := h.auth.MakeToken(h.ctx, h.inPerson(login), account.TokenAsked{Name: "示例程序", Permissions: permissions, Days: 1}, auth.Given{Password: password})
	if err != nil {
		h.t.Fatalf("%s: %v: %v", login, permissions, err)
	}
	return token
}

// A token with everything that its owner may leave to one but X is refused on
// every operation of X; one with X is not. What is its owner's own, and pages,
// no token reaches at all; whom it acts for it may ask.
func TestATokenReachesWhatItWasGiven(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		refused, let := 0, 0
		for _, login := range []string{"office", "officer", "keeper", "secadmin", "auditor"} {
			all := account.ForToken(h.inPerson(login))
			if len(all) < 3 {
				t.Fatalf("%s may leave %v to a token", login, all)
			}
			whole := h.apiToken(login, all...)
			for _, x := range all {
				less := h.apiToken(login, slices.DeleteFunc(slices.Clone(all), func(p org.Permission) bool { return p == x })...)
				for _, r := range apiRoutesOf(x) {
					a := h.raw(r.Method, askable(r.Path), nil, "Authorization", "Bearer "+less)
					if refused++; a.status != http.StatusForbidden || a.text("code") != "token.permission" {
						t.Errorf("%s without %s: %s %s: %d %s", login, x, r.Method, r.Path, a.status, a.body)
					}
					a = h.raw(r.Method, askable(r.Path), nil, "Authorization", "Bearer "+whole)
					if let++; a.status == http.StatusUnauthorized || a.status == http.StatusForbidden && a.text("code") == "token.permission" {
						t.Errorf("%s with %s: %s %s: %d %s", login, x, r.Method, r.Path, a.status, a.body)
					}
				}
			}
			for _, r := range apiRoutesOf(org.Own) {
				a := h.raw(r.Method, askable(r.Path), nil, "Authorization", "Bearer "+whole)
				if asks := r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/session"); asks != (a.status == http.StatusOK) || !asks && a.status != http.StatusForbidden {
					t.Errorf("%s's own: %s %s: %d %s", login, r.Method, r.Path, a.status, a.body)
				}
			}
			for _, path := range []string{"/", "/assets", "/settings", "/settings/tokens"} {
				for _, headers := range [][]string{{"Cookie", "sealbook=" + whole}, {"Authorization", "Bearer " + whole}} {
					if a := h.raw("GET", path, nil, headers...); a.status != http.StatusSeeOther {
						t.Errorf("%s's token opens the page %s: %d", login, path, a.status)
					}
				}
			}
		}
		t.Logf("%d refused for want of the permission, %d let through with it", refused, let)
	})
}

func apiRoutesOf(p org.Permission) []server.Route {
	return slices.DeleteFunc(server.Routes(), func(r server.Route) bool { return r.Permission != p || !strings.HasPrefix(r.Path, "/api/v1/") })
}

// What waits for its owner's signature a token does not sign, not even with his
// password beside it; nor is it made for more than its owner has.
func TestATokenSignsNothingAndIsMadeForNoMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		secret := level.Secret
		id := h.do("officer", app.Register{Registration: asset.Registration{
			Code: "TK-1", Class: asset.Computer, Kind: "desktop", Serial: "SN-TK-1", Brand: "远山", Model: "T14",
			Department: h.dept["东海处"], Room: h.room["东海处"], Network: "none",
			Parts: []asset.PartSpec{{Class: asset.Drive, Kind: "ssd", Serial: "DR-TK-1"}},
		}}).ID
		h.acts("officer", id, asset.VerbClassify, asset.Args{Level: &secret, Basis: "示例依据"})
		token := h.apiToken("head", org.AssetAct, org.AssetRead)
		path := "/api/v1/assets/" + id + "/approve"
		signed := h.bare("head", "POST", path, object{}).is(http.StatusPreconditionRequired).signature(password)
		a := h.raw("POST", path, object{}, append(signed, "Authorization", "Bearer "+token)...).refused(http.StatusForbidden, "token.sign")
		if a.text("rule") != "flow.token" || a.count("articles") == 0 {
			t.Errorf("the refusal names neither rule nor articles: %s", a.body)
		}
		if h.raw("POST", path, object{}, append(signed, "Authorization", "Bearer "+h.token("head"))...).status != http.StatusOK {
			t.Error("the head himself cannot approve: the refusal says nothing")
		}
		for _, c := range []struct {
			login string
			asked account.TokenAsked
		}{
			{"keeper", account.TokenAsked{Name: "x", Permissions: []org.Permission{org.LabelPrint}, Days: 1}},
			{"secadmin", account.TokenAsked{Name: "x", Permissions: []org.Permission{org.PolicyWrite}, Days: 1}},
			{"sysadmin", account.TokenAsked{Name: "x", Permissions: []org.Permission{org.AccountWrite}, Days: 1}},
			{"officer", account.TokenAsked{Name: "x", Permissions: []org.Permission{org.Own}, Days: 1}},
			{"officer", account.TokenAsked{Name: "x", Permissions: []org.Permission{org.AssetRead}, Departments: []string{h.dept["西山处"]}, Days: 1}},
			{"officer", account.TokenAsked{Name: "x", Permissions: []org.Permission{org.AssetRead}, Days: 91}},
		} {
			if _, _, err := h.auth.MakeToken(h.ctx, h.inPerson(c.login), c.asked, auth.Given{Password: password}); err == nil {
				t.Errorf("%s was given a token for %v", c.login, c.asked)
			}
		}
	})
}

// What a token or session is opened with stands nowhere: in no column of any
// table, and not in the log. What is made of it does, or the search is none.
func TestNoTokenStandsInTheDatabaseOrTheLog(t *testing.T) {
	t.Parallel()
	eachAside(t, func(t *testing.T, h *house, db *aside) {
		g := h.guest("officer")
		token := h.apiToken("officer", org.AssetRead)
		h.raw("GET", "/api/v1/assets", nil, "Authorization", "Bearer "+token).is(http.StatusOK)
		h.raw("GET", "/api/v1/assets", nil, "Authorization", "Bearer "+token[:len(token)-1]+"A")
		h.raw("POST", "/api/v1/tokens", object{"name": "示例程序二", "permissions": []string{"asset.read"}, "days": 1, "password": password}, "Authorization", "Bearer "+g.bearer).is(http.StatusCreated)
		all := h.log.String()
		for _, table := range db.column(t, db.tables()) {
			all += db.dump(t, table)
		}
		if !strings.Contains(all, "示例程序二") {
			t.Fatal("the name of the token is not found either")
		}
		for what, secret := range map[string]string{"token": token[4:], "cookie": g.cookie, "bearer token": g.bearer, "form token": g.form, "password": password} {
			if strings.Contains(all, secret) {
				t.Errorf("the %s stands in the database or the log", what)
			}
		}
	})
}

// dump is every value of a table as text, bytes as they are.
func (a *aside) dump(t *testing.T, table string) string {
	t.Helper()
	rows, err := a.db.Query("SELECT * FROM " + table) //nolint:gosec // a name from the catalog
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for rows.Next() {
		values, into := make([]sql.RawBytes, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			fmt.Fprintf(&out, "%s\n", v)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
