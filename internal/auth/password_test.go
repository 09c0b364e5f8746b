package auth

import (
	"context"
	"strings"
	"testing"
	"time"

	"sealbook/internal/errs"
)

func TestAPasswordIsFoundAgainAndNoOther(t *testing.T) {
	h := newHasher()
	ctx := context.Background()
	phc, err := h.hash(ctx, "青山不改 绿水长流 97")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("parameters: %s", phc)
	}
	for _, tc := range []struct {
		phc, password string
		want          bool
	}{
		{phc, "青山不改 绿水长流 97", true},
		{phc, "青山不改 绿水长流 98", false},
		{phc, "", false},
		{"", "青山不改 绿水长流 97", false}, // an account without a password opens to none
		{"", "", false},
	} {
		got, err := h.verify(ctx, tc.phc, tc.password)
		if err != nil || got != tc.want {
			t.Errorf("verify(%q, %q) = %v, %v", tc.phc, tc.password, got, err)
		}
	}
	again, err := h.hash(ctx, "青山不改 绿水长流 97")
	if err != nil || again == phc {
		t.Errorf("the same salt twice: %v %v", again, err)
	}
}

// The same character can be typed in two encodings: é as one rune or as two.
func TestPasswordsAreComparedInNFC(t *testing.T) {
	h := newHasher()
	phc, err := h.hash(context.Background(), "cafe\u0301 au lait")
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.verify(context.Background(), phc, "caf\u00e9 au lait"); !ok || err != nil {
		t.Errorf("composed form refused: %v %v", ok, err)
	}
}

func TestAHashThatAsksTooMuchIsRefused(t *testing.T) {
	const tail = "$c29tZXNhbHRzb21lc2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI"
	if _, _, _, err := parsePHC("$argon2id$v=19$m=19456,t=2,p=1" + tail); err != nil {
		t.Fatalf("good hash refused: %v", err)
	}
	for _, s := range []string{
		"", "$", "plain", "$argon2i$v=19$m=19456,t=2,p=1" + tail, "$argon2id$v=16$m=19456,t=2,p=1" + tail,
		"$argon2id$v=19$m=4294967295,t=2,p=1" + tail, "$argon2id$v=19$m=19456,t=99999,p=1" + tail,
		"$argon2id$v=19$m=19456,t=0,p=1" + tail, "$argon2id$v=19$m=19456,t=2" + tail, "$argon2id$v=19$m=19456,t=2,p=300" + tail,
		"$argon2id$v=19$m=19456,t=2,p=1$$MTIz", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$",
	} {
		if _, _, _, err := parsePHC(s); !errs.IsKind(err, errs.Internal) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, s string) {
		c, salt, key, err := parsePHC(s)
		if err == nil && (c.memory > limits.memory || c.time > limits.time || len(salt) > 64 || len(key) > 64) {
			t.Errorf("%q passes with %+v", s, c)
		}
	})
}

// A waiting sign-in gives up with its request instead of piling up.
func TestHashingIsBoundedAndHeedsTheContext(t *testing.T) {
	h := newHasher()
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := h.verify(ctx, "", "x"); !errs.IsKind(err, errs.Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestWeakPasswordsAreNamed(t *testing.T) {
	for _, tc := range []struct {
		password string
		weak     string // part of the English reason, "" for a good one
	}{
		{"correct horse battery", ""}, {"青山不改绿水长流明月清风", ""}, {"Vy7!kqz2PLm0", ""},
		{"short", "at least 12"}, {"青山不改绿水长流", "at least 12"},
		{"aaaaaaaaaaaaaaaa", "different"}, {"abababababababab", "different"},
		{"my name is Zhao.Lei now", "login"}, {"我是赵示例明月清风九月初八", "name"}, {"badge ys-001 of mine", "name"}, {"云杉示范局的口令永远改不完", "name"},
		{"Password2026!", "common"}, {"P@ssw0rd1234", "common"}, {"iloveyou-123456", "common"}, {"Admin@123456789", "common"}, {"qwertyuiop!2026", "common"},
		{"Demo-Sealbook-2026", ""}, {"welcome to the mountain", ""}, {"Luanma-2026-Qiqi", ""}, {"abcdefghijklmn", "run of"}, {"123456789012", "run of"},
		{"qwertyuiop12345", "run of"}, {"zyxwvutsrqpo", "run of"}, {"tab\tin the middle", "control"},
		{"\xff\xfe not utf-8 at all", "unreadable"}, {strings.Repeat("long and dull ", 100), "too long"},
	} {
		err := checkPassword(tc.password, 12, words{login: "zhao.lei", names: []string{"赵示例", "YS-001", "云杉示范局", ""}})
		switch {
		case tc.weak == "" && err != nil:
			t.Errorf("%q refused: %v", tc.password, err)
		case tc.weak != "" && (err == nil || !strings.Contains(errs.As(err).Fields[0].Text.EN, tc.weak) || errs.As(err).Fields[0].Text.ZH == ""):
			t.Errorf("%q: got %v, want %q", tc.password, err, tc.weak)
		}
	}
}

func TestTokensAreLongDifferentAndShaped(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		tok := newToken()
		if len(tok) != 43 || !tokenShaped(tok) || seen[tok] {
			t.Fatalf("token %q", tok)
		}
		seen[tok] = true
		if formToken(tok) == formToken(tok+"x") || strings.Contains(formToken(tok), tok) {
			t.Fatal("form token does not depend on the token, or holds it")
		}
	}
	for _, s := range []string{"", "x", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("!", 43)} {
		if tokenShaped(s) {
			t.Errorf("%q taken for a token", s)
		}
	}
	s := Session{FormToken: "abc"}
	if !s.FormTokenIs("abc") || s.FormTokenIs("abd") || (Session{}).FormTokenIs("") {
		t.Error("form token comparison")
	}
}
