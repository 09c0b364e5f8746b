package auth_test

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// secrets are what signs in, or helps to, in the organ that is stolen.
type secrets struct {
	sessions, programs, codes, generators, forms []string
}

// keys gives the place all there is to steal: passwords, sessions (one half
// open), a program's token, a one-time code, one half entered, a security key, an
// activation code and a recovery code that wait, and what was mistyped.
func (p *place) keys() secrets {
	p.t.Helper()
	var out secrets
	p.activate("sysadmin")
	p.activate("secadmin")
	p.member("lin")
	p.member("wen")
	token, open := p.signIn("lin")
	_, actor, err := p.auth.Resolve(p.ctx, token)
	if err != nil {
		p.t.Fatal(err)
	}
	asked := account.TokenAsked{Name: "脚本", Permissions: []org.Permission{org.AssetRead}, Days: 30}
	program, _, err := p.auth.MakeToken(p.ctx, actor, asked, auth.Given{Password: password, Addr: here})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.auth.StartCode(p.ctx, token, open, auth.Given{Password: password, Addr: here}, "手机"); err != nil {
		p.t.Fatal(err)
	}
	begun, err := p.auth.Pending(p.ctx, token, open, "示例局")
	if err != nil {
		p.t.Fatal(err)
	}
	recovery := p.do("secadmin", app.AskDual{Account: p.ids["wen"], Kind: account.Recover, Reason: "遗失"})
	p.codes["wen"] = recovery.Secret + "-" + p.do("sysadmin", app.DecideDual{Dual: recovery.ID, Yes: true}).Secret
	first, openFirst := p.signIn("sysadmin")
	g, admin, _ := p.enrolCode(first, openFirst, password)
	keyed, _ := p.enrolKey("secadmin", newSoftKey(p.t))
	half, _ := p.half("sysadmin")
	_, _, _ = p.auth.SignIn(p.ctx, "my-secret-Passw0rd", "x", here) // people type a password into the wrong field
	out.sessions, out.programs = []string{token, admin, keyed, half}, []string{program}
	out.codes, out.generators = []string{p.codes["auditor"], p.codes["wen"]}, []string{g.text, begun.Secret}
	out.forms = []string{open.FormToken, openFirst.FormToken}
	return out
}

// all is every secret with the name of what it is.
func (s secrets) all(p *place) map[string]string {
	out := map[string]string{"password": password, "used code": p.codes["lin"], "mistyped password": "my-secret-passw0rd"}
	for what, list := range map[string][]string{"session": s.sessions, "token": s.programs, "code": s.codes, "generator": s.generators, "form token": s.forms} {
		for i, v := range list {
			out[fmt.Sprintf("%s %d", what, i)] = v
		}
	}
	return out
}

// S: a stolen data folder, or a stolen dump of Postgres, cannot sign in as
// anybody: nothing in it, whole or in part, as it stands or decoded, is a
// session, a token, a code, the secret of a generator or a password.
func TestWhatIsStolenSignsInAsNobody(t *testing.T) {
	for name, where := range map[string]store.Options{
		"sqlite":   {Path: filepath.Join(t.TempDir(), "sealbook.db")},
		"postgres": {URL: storetest.PostgresMigrated(t)},
	} {
		t.Run(name, func(t *testing.T) {
			c := &clock{t: time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)}
			where.Clock, where.Origin = c.now, storetest.Origin
			s, err := store.Open(context.Background(), where)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := s.Migrate(context.Background()); err != nil {
				t.Fatal(err)
			}
			p := found(t, c, s)
			had := p.keys()
			values := storetest.Values(t, where)
			loot := parts(values)
			if where.Path != "" {
				files(t, filepath.Dir(where.Path), loot)
			}
			t.Logf("%d values, %d parts", len(values), len(loot))
			for what, secret := range had.all(p) {
				if kept(loot, secret) {
					t.Errorf("what is stolen holds the %s", what)
				}
			}
			p.tryAll(had, loot)
			p.tryPasswords(values)
		})
	}
}

// files adds what stands as text in the bytes of the folder's files, rows that
// were deleted included.
func files(t *testing.T, folder string, loot map[string]bool) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(list) == 0 {
		t.Fatalf("%v %v", list, err)
	}
	seen := false
	for _, f := range list {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		seen = seen || bytes.Contains(b, []byte("$argon2id$"))
		decoded(b, loot)
		loot[string(b)] = true // for kept
	}
	if !seen {
		t.Error("no password hash found: this test looks in the wrong place")
	}
}

// parts are the values, each way to write them, and what is written in them.
func parts(values []storetest.Value) map[string]bool {
	out := map[string]bool{}
	for _, v := range values {
		out[string(v.Bytes)] = true
		decoded(v.Bytes, out)
		if len(v.Bytes) > 256 {
			continue // the leaves of the history, which are text
		}
		written(v.Bytes, out)
		for i := 1; i+32 <= len(v.Bytes); i++ { // a session's token is 32 bytes
			out[base64.RawURLEncoding.EncodeToString(v.Bytes[i:i+32])] = true
		}
		for i := 1; i+20 <= len(v.Bytes); i++ { // the secret of a generator is 20
			out[base32.StdEncoding.EncodeToString(v.Bytes[i:i+20])] = true
		}
	}
	return out
}

var runOfText = regexp.MustCompile(`[A-Za-z0-9+/_=-]{16,}`)

// decoded adds every run of letters and digits, and what it says in hex or base64.
func decoded(b []byte, out map[string]bool) {
	for _, run := range runOfText.FindAll(b, -1) {
		text := strings.TrimRight(string(run), "=")
		out[text] = true
		if plain, err := hex.DecodeString(text); err == nil {
			out[string(plain)] = true
			written(plain, out)
		}
		for _, e := range []*base64.Encoding{base64.RawURLEncoding, base64.RawStdEncoding} {
			if plain, err := e.DecodeString(text); err == nil {
				out[string(plain)] = true
				written(plain, out)
			}
		}
	}
}

func written(b []byte, out map[string]bool) {
	out[hex.EncodeToString(b)] = true
	out[base64.RawURLEncoding.EncodeToString(b)] = true
	out[base64.StdEncoding.EncodeToString(b)] = true
	out[base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)] = true
}

// kept reports whether the secret stands anywhere, with or without its hyphens.
func kept(loot map[string]bool, secret string) bool {
	for part := range loot {
		low := strings.ToLower(part)
		if strings.Contains(low, strings.ToLower(secret)) || strings.Contains(low, strings.ToLower(strings.ReplaceAll(secret, "-", ""))) {
			return true
		}
	}
	return false
}

// tryAll tries every part where a secret is taken, and first the secret itself:
// a try that cannot succeed would show nothing.
func (p *place) tryAll(had secrets, loot map[string]bool) {
	p.t.Helper()
	n := 0
	program := func(token string) bool {
		n++
		_, _, err := p.auth.ResolveToken(p.ctx, token, fmt.Sprintf("10.%d.%d.%d", n>>16, n>>8&255, n&255))
		if err != nil && code(err) != "token.ended" {
			p.t.Fatalf("a token: %v", err)
		}
		return err == nil
	}
	// Two codes an hour apart: one of six digits may be the same by chance.
	both := func(secret string) string {
		one, bad := totp.GenerateCode(secret, p.clock.now())
		two, worse := totp.GenerateCode(secret, p.clock.now().Add(time.Hour))
		if bad != nil || worse != nil {
			return ""
		}
		return one + two
	}
	right := map[string]bool{}
	for _, secret := range had.generators {
		right[both(secret)] = true
	}
	generates := func(secret string) bool { return len(secret) >= 16 && len(secret) <= 256 && right[both(secret)] }
	for what, try := range map[string]struct {
		opens func(string) bool
		right []string
	}{
		"session": {p.open, had.sessions}, "program": {program, had.programs}, "code": {p.usable(), had.codes}, "generator": {generates, had.generators},
	} {
		for _, right := range try.right {
			if !try.opens(right) {
				p.t.Errorf("%s: the secret itself does not work: this test tries in the wrong place", what)
			}
		}
		for part := range loot {
			if len(part) <= 4096 && (try.opens(part) || what == "program" && len(part) == 43 && try.opens(auth.TokenPrefix+part)) {
				p.t.Errorf("%s: %q, which is stolen, works", what, part)
			}
		}
	}
}

// usable tries an activation or recovery code for everybody and uses none up.
func (p *place) usable() func(string) bool {
	back := errors.New("back")
	return func(typed string) (right bool) {
		if n := len(strings.ReplaceAll(typed, "-", "")); n < 15 || n > 30 { // codes have twenty letters, or thirty in two halves
			return false
		}
		err := p.store.Write(p.ctx, func(tx *store.Tx) error {
			for _, id := range p.ids {
				ok, err := tx.UseActivation(id, typed)
				if err != nil {
					return err
				}
				right = right || ok
			}
			return back
		})
		if !errors.Is(err, back) {
			p.t.Fatalf("a code: %v", err)
		}
		return right
	}
}

// tryPasswords signs in with what is kept of passwords, codes, sessions and
// factors, as it stands and in hex; each try costs as much as a guess.
func (p *place) tryPasswords(values []storetest.Value) {
	p.t.Helper()
	tried := map[string]bool{}
	for _, v := range values {
		if !strings.Contains(v.Column, "hash") && !strings.Contains(v.Column, "secret") {
			continue
		}
		for _, word := range []string{string(v.Bytes), hex.EncodeToString(v.Bytes)} {
			if tried[word] || len(tried) >= 24 {
				continue
			}
			tried[word] = true
			if _, _, err := p.auth.SignIn(p.ctx, "lin", word, here); code(err) != "session.refused" {
				p.t.Errorf("%s.%s as a password: %v", v.Table, v.Column, err)
			}
			p.clock.pass(30 * time.Minute)
		}
	}
	if len(tried) < 8 {
		p.t.Errorf("%d words tried: this test looks in the wrong place", len(tried))
	}
	if _, _, err := p.auth.SignIn(p.ctx, "lin", password, here); err != nil {
		p.t.Errorf("the password itself: %v", err)
	}
}
