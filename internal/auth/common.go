package auth

import "strings"

// usual are the words that passwords in wide use are made of, with letters only.
// Lists of the most used passwords hold few of twelve characters and more; those
// are such words, once or twice, with a year, a run of digits or a sign.
var usual = strings.Fields(`
	password passwort passwd passcode pass admin administrator root user guest test demo temp login welcome letmein changeme
	change secret default master manager system server service security computer internet windows microsoft google apple
	qwerty qwertyuiop qwert asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc abc abcd abcdef abcdefg
	iloveyou love lovely sunshine princess monkey dragon football baseball superman batman starwars pokemon shadow michael
	jordan hello freedom whatever trustno hunter killer flower summer winter spring autumn monday january
	woaini aini mima kouling guanliyuan denglu baomi jimi juemi zhongguo beijing shanghai nihao huanying wodemima
	my the is this your new me you
`)

// leet undoes what people take for a disguise.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "5", "s", "$", "s", "7", "t")

// common reports whether the folded password is nothing but such words, digits
// and signs: with the digits left out, and with those that stand within or for
// letters read as such.
func common(folded string) bool {
	core := strings.TrimFunc(folded, func(r rune) bool { return r < 128 && (r < 'a' || r > 'z') })
	for _, s := range []string{folded, leet.Replace(folded), leet.Replace(core)} {
		if s = letters(s); s != "" && madeOf(s, usual) {
			return true
		}
	}
	return false
}

// letters leaves the Latin letters of a text; a text with any other letter, which
// makes it something else, gives none.
func letters(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r > 127:
			return ""
		}
	}
	return b.String()
}

// madeOf reports whether the text is one of the words after another.
func madeOf(s string, words []string) bool {
	reached := make([]bool, len(s)+1)
	reached[0] = true
	for i := range s {
		if !reached[i] {
			continue
		}
		for _, w := range words {
			if strings.HasPrefix(s[i:], w) {
				reached[i+len(w)] = true
			}
		}
	}
	return reached[len(s)]
}
