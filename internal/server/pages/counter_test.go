package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// Two people sign at the desk of an officer, each with his own password, while
// the officer stays signed in.
func TestSeveralPeopleSignAtOneDesk(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}, Class: asset.Medium}, free)
		who := staff[x.Department.Name]
		clerk := newClient(t, s, "baomi1", "en")
		clerk.unsigned = true
		clerk.get("/assets/"+x.ID+"/do/issue").send("main form", url.Values{"person": {s.actor(who.login).Person}})
		if r := s.record("baomi1", x.ID); r.State.Request == nil {
			t.Fatalf("not asked for: %s", clerk.text("main"))
		}
		codes := x.Code
		look := func(login string) *client {
			return clerk.get("/counter?" + url.Values{"codes": {codes}, "account": {login}}.Encode())
		}
		// Who does not exist looks like one whose turn it is not.
		for _, login := range []string{"nobody.at.all", who.login} {
			if look(login).expect(http.StatusOK, x.Code); clerk.count("#sign_password") != 0 {
				t.Errorf("%s is asked to sign", login)
			}
		}
		sign := func(login, password string) *client {
			look(login).expect(http.StatusOK, x.Code)
			return clerk.send("main form[method=post]", url.Values{"sign_password": {password}})
		}
		sign(who.head, "not the password").expect(http.StatusUnprocessableEntity, "is wrong")
		if r := s.record("baomi1", x.ID); r.State.Request.Steps[0].Signed != "" {
			t.Fatal("a wrong password signed")
		}
		for field, bad := range map[string]string{"sign_at": "yesterday", "sign_digest": ""} {
			look(who.head)
			clerk.send("main form[method=post]", url.Values{"sign_password": {demo.Password}, field: {bad}}).
				expect(http.StatusUnprocessableEntity, "cannot be read")
		}
		// What he may not sign lies there as well: he is told the rule, and it is kept.
		y := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}, Class: asset.Medium}, func(a view.Asset) bool {
			return free(a) && a.ID != x.ID && a.Department.ID == x.Department.ID
		})
		clerk.get("/assets/"+y.ID+"/do/issue").send("main form", url.Values{"person": {s.actor(who.head).Person}})
		codes += "\n" + y.Code
		sign(who.head, demo.Password).expect(http.StatusOK, "Signed by", "Not signed by", y.Code)
		kept, _, err := s.store.Refusals(t.Context(), s.actor("auditor"), "", 1)
		if err != nil || len(kept) != 1 || kept[0].Rule == "" || len(kept[0].Articles) == 0 || kept[0].Verb != string(asset.VerbApprove) {
			t.Errorf("the refusal on record: %+v, %v", kept, err)
		}
		codes = x.Code
		sign(who.login, demo.Password).expect(http.StatusOK, "Signed by", "nothing here waits")
		r := s.record("baomi1", x.ID)
		if r.Life != asset.InUse || r.Keeper.ID != s.actor(who.login).Person {
			t.Errorf("%s, kept by %s", r.Life, r.Keeper.Name)
		}
		clerk.get("/assets/"+x.ID+"?tab=history").expect(http.StatusOK, "at another's desk")
		if user := clerk.get("/").text(".who .name"); !strings.Contains(user, s.actor("baomi1").Name) {
			t.Errorf("the clerk is signed out: %q", user)
		}
	})
}

// What is signed stands on the page; a wrong password signs nothing, keeps what
// was filled in, and shows the same again.
func TestTheSignOffPageShowsWhatIsSigned(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}, Class: asset.Medium}, free)
		who := staff[x.Department.Name]
		newClient(t, s, "baomi1", "en").get("/assets/"+x.ID+"/do/issue").send("main form", url.Values{"person": {s.actor(who.login).Person}})
		c := newClient(t, s, who.head, "en")
		c.unsigned = true
		c.get("/assets/"+x.ID+"/do/approve").send("main form", url.Values{"reason": {"looked at it"}})
		c.expect(http.StatusOK, "Sign", x.Code, "looked at it", s.actor(who.login).Name)
		first := pages.Attr(pages.One(c.doc, "input[name=sign_digest]"), "value")
		c.send("main form", url.Values{"sign_password": {"wrong"}}).expect(http.StatusOK, "is wrong", x.Code, "looked at it")
		if again := pages.Attr(pages.One(c.doc, "input[name=sign_digest]"), "value"); len(first) != 64 || len(again) != 64 {
			t.Errorf("digests %q, %q", first, again)
		}
		if s.record("baomi1", x.ID).State.Request.Steps[0].Signed != "" {
			t.Error("signed with a wrong password")
		}
		c.send("main form", url.Values{"sign_password": {demo.Password}})
		if at := c.at; !strings.HasSuffix(at, "?done=approve") {
			t.Errorf("at %s: %s", at, c.text("main"))
		}
		c.get("/assets/"+x.ID+"?tab=history").expect(http.StatusOK, "Signed with", "Password")
	})
}
