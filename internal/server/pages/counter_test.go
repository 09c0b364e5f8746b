package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sealbook/internal/auth"
	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/store"
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
		look := func(login, password string) *client {
			clerk.get("/counter?"+url.Values{"codes": {codes}, "account": {login}}.Encode()).expect(http.StatusOK, x.Code)
			return clerk.send("main form[method=post]", url.Values{"signer_password": {password}})
		}
		sign := func(login, password string) *client {
			if look(login, password); clerk.count("input[name=sign_digest]") != 0 {
				clerk.send("main form[method=post]", nil)
			}
			return clerk
		}
		sign(who.head, "not the password").expect(http.StatusUnprocessableEntity, "is wrong")
		if r := s.record("baomi1", x.ID); r.State.Request.Steps[0].Signed != "" {
			t.Fatal("a wrong password signed")
		}
		for _, bad := range []string{"", strings.Repeat("0", 64)} {
			look(who.head, demo.Password).expect(http.StatusOK, s.actor(who.head).Name)
			clerk.send("main form[method=post]", url.Values{"sign_digest": {bad}}).expect(http.StatusConflict, "no longer counts")
		}
		// Whose turn it is not is told so, once his password was right.
		if look(who.login, demo.Password).expect(http.StatusOK, "What this person cannot sign"); clerk.count("input[name=sign_digest]") != 0 {
			t.Error("he is asked to sign")
		}
		look("secadmin", demo.Password).expect(http.StatusOK, "What this person cannot sign")
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

// Until the password is right the desk tells nothing of who is to sign: a login
// that nobody has, one whose turn it is and one that has factors look alike, asked
// for and refused.
func TestTheDeskTellsNothingOfWhoIsToSign(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}, Class: asset.Medium}, free)
		who := staff[x.Department.Name]
		clerk := newClient(t, s, "baomi1", "en")
		clerk.unsigned = true
		clerk.get("/assets/"+x.ID+"/do/issue").send("main form", url.Values{"person": {s.actor(who.login).Person}})
		program := s.enrolled(who.head)
		var asked, refused string
		for _, login := range []string{"nobody.at.all", who.login, who.head} {
			alike := func(kept *string, when string) {
				t.Helper()
				told := drawnKey.ReplaceAllString(strings.ReplaceAll(clerk.body, login, "LOGIN"), "")
				if *kept == "" {
					*kept = told
				}
				if told != *kept {
					t.Errorf("%s, %s:\n%s\nand another:\n%s", login, when, told, *kept)
				}
				if a := s.actor(who.head); strings.Contains(told, a.Name) || clerk.count("[data-sign-key], [name=sign_code], [name=sign_digest]") != 0 {
					t.Errorf("%s, %s: told before the password: %s", login, when, told)
				}
			}
			clerk.get("/counter?"+url.Values{"codes": {x.Code}, "account": {login}}.Encode()).expect(http.StatusOK, x.Code)
			alike(&asked, "asked for")
			clerk.send("main form[method=post]", url.Values{"signer_password": {"not the password"}}).expect(http.StatusUnprocessableEntity, "is wrong")
			alike(&refused, "refused")
		}
		// Then the code is asked for, without script; a wrong one asks for it again only.
		clerk.send("main form[method=post]", url.Values{"account": {who.head}, "signer_password": {demo.Password}}).expect(http.StatusOK, s.actor(who.head).Name)
		clerk.send("main form[method=post]", url.Values{"sign_code": {"000000"}}).expect(http.StatusUnprocessableEntity, "Check the password and the factor")
		if clerk.count("[name=sign_code]") != 1 || clerk.count("[name=signer_password]") != 0 {
			t.Fatalf("he begins anew: %s", clerk.text("main"))
		}
		clerk.send("main form[method=post]", url.Values{"sign_code": {program.next()}}).expect(http.StatusOK, "Signed by")
		if s.record("baomi1", x.ID).State.Request.Steps[0].Signed == "" {
			t.Error("not signed")
		}
	})
}

// What policy does not let sign at a page of its own does not sign at a desk.
func TestTheDeskKeepsThePolicyOnFactors(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}, Class: asset.Medium}, free)
		who := staff[x.Department.Name]
		program := s.enrolled("baomi1")
		clerk := newClient(t, s, "", "en")
		clerk.send("form", url.Values{"account": {"baomi1"}, "password": {demo.Password}}).send("main form", url.Values{"code": {program.next()}})
		clerk.get("/assets/"+x.ID+"/do/issue").send("main form", url.Values{"person": {s.actor(who.login).Person}})
		clerk.unsigned = true
		s.force("factor.required", "signers")
		clerk.get("/counter?codes="+x.Code).expect(http.StatusOK, x.Code)
		clerk.send("main form[method=post]", url.Values{"account": {who.head}, "signer_password": {demo.Password}}).
			expect(http.StatusForbidden, "asks for a second factor", "Sign in yourself")
		if clerk.count("input[name=sign_digest]") != 0 || s.record("baomi1", x.ID).State.Request.Steps[0].Signed != "" {
			t.Error("it goes on")
		}
	})
}

var drawnKey = regexp.MustCompile(`name="key" value="[^"]*"`)

// program is somebody's generator of one-time codes.
type program struct {
	t      testing.TB
	secret string
	ahead  time.Duration
}

// next is a code that was not used yet; three of them count at any moment.
func (p *program) next() string {
	p.t.Helper()
	code, err := totp.GenerateCode(p.secret, time.Now().Add(p.ahead))
	if err != nil {
		p.t.Fatal(err)
	}
	p.ahead += 30 * time.Second
	return code
}

// enrolled has the account enter a one-time code.
func (s *site) enrolled(login string) *program {
	s.t.Helper()
	ctx := s.t.Context()
	token, open, err := s.auth.SignIn(ctx, login, demo.Password, "192.0.2.1")
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.auth.StartCode(ctx, token, open, auth.Given{Password: demo.Password}, "示例令牌"); err != nil {
		s.t.Fatal(err)
	}
	pending, err := s.auth.Pending(ctx, token, open, "x")
	if err != nil {
		s.t.Fatal(err)
	}
	p := &program{s.t, pending.Secret, -30 * time.Second}
	if _, _, err := s.auth.FinishCode(ctx, token, open, p.next()); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// force sets a policy value past the rules, as one who has a factor would.
func (s *site) force(key, raw string) {
	s.t.Helper()
	if err := s.store.Write(s.t.Context(), func(tx *store.Tx) error {
		now, err := tx.PolicyForUpdate()
		if err != nil {
			return err
		}
		next, err := now.Set(key, raw)
		if err != nil {
			return err
		}
		return tx.SetPolicy(s.actor("secadmin").Person, next, key, "示例")
	}); err != nil {
		s.t.Fatal(err)
	}
}

// A password is changed with the code, without script; without it nothing is.
func TestThePasswordPageAsksForTheFactor(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		const fresh = "明月清风 谁与共 坐 松下听琴 31"
		c := newClient(t, s, "keeper3", "en")
		if c.get("/password"); c.count("[name=code], [name=answer]") != 0 {
			t.Error("who has no factor is asked for one")
		}
		code := s.enrolled("keeper3")
		c = newClient(t, s, "", "en")
		c.send("form", url.Values{"account": {"keeper3"}, "password": {demo.Password}}).send("main form", url.Values{"code": {code.next()}})
		change := func(code string) *client {
			c.get("/password").expect(http.StatusOK, "One-time code")
			return c.send("main form", url.Values{"old": {demo.Password}, "new": {fresh}, "again": {fresh}, "code": {code}})
		}
		change("").expect(http.StatusUnprocessableEntity, "the password was not changed", "Check the password and the factor")
		if change(code.next()); c.at != "/password?done=1" {
			t.Errorf("at %s: %s", c.at, c.text("main"))
		}
	})
}
