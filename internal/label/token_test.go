package label

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sealbook/internal/errs"
)

// anyToken draws a valid token.
var anyToken = rapid.Custom(func(t *rapid.T) string {
	raw := rapid.SliceOfN(rapid.Byte(), TokenLength-1, TokenLength-1).Draw(t, "raw")
	return tokenOf([TokenLength - 1]byte(raw))
})

func code(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestNewTokenIsRandomAndOpaque(t *testing.T) {
	seen := map[string]bool{}
	used := map[rune]int{}
	for range 5000 {
		tok, err := NewToken(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ParseToken(tok); err != nil || back != tok {
			t.Fatalf("%s reads back as %q, %v", tok, back, err)
		}
		if seen[tok] {
			t.Fatalf("%s came twice", tok)
		}
		seen[tok] = true
		for _, r := range tok {
			used[r]++
		}
	}
	if len(used) != 32 {
		t.Errorf("%d different characters, want 32", len(used))
	}
	for r, n := range used {
		if n < 2000 || n > 3000 { // 2500 expected, σ ≈ 49
			t.Errorf("%c came %d times in 80,000", r, n)
		}
	}
	if _, err := NewToken(strings.NewReader("short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("too little randomness: %v", err)
	}
}

func TestParseTokenFoldsWhatPeopleAndScannersAdd(t *testing.T) {
	tok := tokenOf([TokenLength - 1]byte(bytes.Repeat([]byte{0, 1, 10}, 5)))
	wide := strings.Map(func(r rune) rune { return r + 0xFEE0 }, tok)
	for _, typed := range []string{
		tok + "\r\n", "\x02" + tok + "\x03\t", strings.ToLower(tok), wide, strings.ToLower(wide) + "　",
		tok[:4] + "-" + tok[4:8] + " " + tok[8:12] + "–" + tok[12:], "\uFEFF" + tok,
		strings.ReplaceAll(tok, "0", "O"), strings.ReplaceAll(tok, "0", "o"),
		strings.ReplaceAll(tok, "1", "I"), strings.ReplaceAll(tok, "1", "l"), strings.ReplaceAll(tok, "0", "Ｏ"),
	} {
		if got, err := ParseToken(typed); err != nil || got != tok {
			t.Errorf("ParseToken(%+q) = %q, %v; want %s", typed, got, err, tok)
		}
	}
}

func TestParseTokenSaysWhatIsWrong(t *testing.T) {
	tok := tokenOf([TokenLength - 1]byte{})
	for typed, want := range map[string]string{
		"":                        "label.token_empty",
		" \r\n":                   "label.token_empty",
		tok[:15]:                  "label.token_length",
		tok + "0":                 "label.token_length",
		strings.Repeat("0", 5000): "label.token_length",
		tok[:15] + "U":            "label.token_character",
		tok[:15] + "机":            "label.token_character",
		"http://10.0.0.1/x":       "label.token_character",
		tok[:15] + "\xFF":         "label.token_character",
		tok[:14] + "1" + tok[15:]: "label.token_check",
	} {
		got, err := ParseToken(typed)
		if code(err) != want || got != "" {
			t.Errorf("ParseToken(%+q) = %q, %v; want %s", typed, got, err, want)
		}
		if e := errs.As(err); e.Text.ZH == "" || e.Text.EN == "" || e.Kind != errs.Invalid {
			t.Errorf("ParseToken(%+q): error without both languages: %+v", typed, e)
		}
	}
	if _, err := ParseToken(tok[:3] + "u" + tok[4:]); err == nil || !strings.Contains(err.Error(), "Character 4") {
		t.Errorf("the wrong character is not pointed at: %v", err)
	}
}

func TestCheckCharacterFindsEverySlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tok := []byte(anyToken.Draw(t, "tok"))
		at := rapid.IntRange(0, TokenLength-1).Draw(t, "at")
		for _, c := range []byte(alphabet) { // every single wrong character at this place
			bad := bytes.Clone(tok)
			bad[at] = c
			if _, err := ParseToken(string(bad)); (err == nil) != (c == tok[at]) {
				t.Fatalf("%s for %s: %v", bad, tok, err)
			}
		}
		for i := range TokenLength { // every swap with another place, neighbours included
			bad := bytes.Clone(tok)
			bad[at], bad[i] = bad[i], bad[at]
			if _, err := ParseToken(string(bad)); (err == nil) != bytes.Equal(bad, tok) {
				t.Fatalf("swap %d,%d of %s: %v", at, i, tok, err)
			}
		}
	})
}

func FuzzParseToken(f *testing.F) {
	for _, s := range []string{"", "0000000000000000", "０１２３-abcd il", "\xff\x00", "机密★"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		tok, err := ParseToken(typed)
		if err != nil {
			if tok != "" {
				t.Fatalf("%q together with %v", tok, err)
			}
			return
		}
		if len(tok) != TokenLength || strings.Trim(tok, alphabet) != "" {
			t.Fatalf("%+q became %q", typed, tok)
		}
		if again, err := ParseToken(tok); again != tok || err != nil {
			t.Fatalf("%q is not canonical: %q %v", tok, again, err)
		}
	})
}
