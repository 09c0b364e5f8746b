package auth

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/errs"
)

// words are what is known of an account to everybody: its login, the names of its
// holder and of the organ. Others try them first (ASVS 5.0 6.2.11).
type words struct {
	login string
	names []string
}

// within reports whether the folded password holds one of the names. A name of
// two Chinese characters is one; of Latin ones it takes four.
func (w words) within(folded string) bool {
	for _, n := range w.names {
		n = strings.ToLower(norm.NFC.String(strings.TrimSpace(n)))
		if (len(n) > utf8.RuneCountInString(n) && utf8.RuneCountInString(n) >= 2 || len(n) >= 4) && strings.Contains(folded, n) {
			return true
		}
	}
	return false
}

// checkPassword refuses a new password that is too short (in characters, as the
// policy has it for the account's level) or that anybody would try first. It asks
// for no mix of kinds of characters: that makes passwords alike (ASVS 5.0 6.2.5).
func checkPassword(password string, minLength int, known words) error {
	zh, en := weakness(norm.NFC.String(password), known, minLength)
	if zh == "" {
		return nil
	}
	return weak(zh, en)
}

func weak(zh, en string) error {
	return errs.New(errs.Invalid, "password.weak", "新口令不符合要求，请按提示更换。", "The new password is not good enough; choose another as told.").
		WithField("password", zh, en)
}

// minDistinct is the least number of different characters.
const minDistinct = 5

func weakness(password string, known words, minLength int) (zh, en string) {
	folded, login := strings.ToLower(password), known.login
	switch {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return "口令含有控制字符或无法识别的字符。", "The password holds control or unreadable characters."
	case len(password) > maxPassword:
		return "口令过长，至多 " + strconv.Itoa(maxPassword) + " 字节。", "The password is too long; at most " + strconv.Itoa(maxPassword) + " bytes."
	case utf8.RuneCountInString(password) < minLength:
		return "口令至少 " + strconv.Itoa(minLength) + " 个字符。", "The password needs at least " + strconv.Itoa(minLength) + " characters."
	case len(login) >= 3 && strings.Contains(folded, strings.ToLower(login)):
		return "口令不得含有账号名。", "The password must not contain the login."
	case known.within(folded):
		return "口令不得含有姓名、工号或机关名称。", "The password must not contain your name, your staff number or the organ's name."
	case distinct(folded) < minDistinct:
		return "口令中不同的字符太少，至少 " + strconv.Itoa(minDistinct) + " 种。", "The password has too few different characters; at least " + strconv.Itoa(minDistinct) + "."
	case sequence(folded):
		return "口令是连续的字母或数字，请更换。", "The password is a run of letters or digits; choose another."
	case common(folded):
		return "口令是常见词加数字或符号，最先被人猜到，请更换。", "The password is a common word with digits or signs, which is guessed first; choose another."
	}
	return "", ""
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// rows are the orders people type along; a password that only walks along one
// of them, in either direction and from any place, is no secret.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm", "!@#$%^&*()"}

func sequence(s string) bool {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(row + row + " ")
		for i := len(row) - 1; i >= 0; i-- {
			b.WriteByte(row[i])
		}
		b.WriteByte(' ')
	}
	walks := b.String()
	// Cut the password greedily into walks of at least four steps.
	for len(s) > 0 {
		n := 0
		for n < len(s) && strings.Contains(walks, s[:n+1]) {
			n++
		}
		if n < 4 {
			return false
		}
		s = s[n:]
	}
	return true
}
