package label

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"sealbook/internal/errs"
)

// TokenLength is the number of characters of a token. Sixteen upper-case
// characters fit QR version 1 at error level Q (domain.md §7).
const TokenLength = 16

// alphabet is Crockford's base 32: no I, L, O, U, so that a token read aloud or
// typed from a worn label is not mistaken.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// maxTyped bounds what a scanner or a person can have typed as one token.
const maxTyped = 200

// maxDraws bounds how often NewToken draws again; three of ten tokens are drawn
// in vain, so that this many in a row mean a source that is not random.
const maxDraws = 100

// NewToken makes an opaque token from 75 bits of rand and a check character.
// It says nothing of the asset and carries no address. A token whose code could
// mislead a reader is drawn again; half a bit is lost by that.
func NewToken(rand io.Reader) (string, error) {
	for range maxDraws {
		var raw [TokenLength - 1]byte
		if _, err := io.ReadFull(rand, raw[:]); err != nil {
			return "", errs.Wrap(err, "label.token_random")
		}
		token := tokenOf(raw)
		symbol, err := QR(token)
		if err != nil {
			return "", err
		}
		if !misleading(symbol) {
			return token, nil
		}
	}
	return "", errs.Wrap(errors.New("the source of randomness repeats itself"), "label.token_random")
}

func tokenOf(raw [TokenLength - 1]byte) string {
	var tok [TokenLength]byte
	for i, b := range raw {
		tok[i] = alphabet[b&31] // 256 is a multiple of 32: no bias
	}
	tok[TokenLength-1] = alphabet[checkValue(tok[:TokenLength-1])]
	return string(tok[:])
}

// ParseToken returns the canonical form of what was typed or scanned. Control
// characters (a scanner's end keys), white space and hyphens are dropped,
// full-width forms and lower case folded, O read as 0 and I or L as 1. The
// error says which character is wrong, or that the check character disagrees.
func ParseToken(typed string) (string, error) {
	if len(typed) > maxTyped {
		return "", tokenError("length", fmt.Sprintf("输入过长（%d 字节），标签码只有 %d 位；请只扫描一个标签。", len(typed), TokenLength),
			fmt.Sprintf("The input is too long (%d bytes); a label code has %d characters: scan one label only.", len(typed), TokenLength))
	}
	tok := make([]byte, 0, TokenLength)
	place := 0
	for _, r := range typed {
		if dropped(r) {
			continue
		}
		place++
		c := foldRune(r)
		if c == 0 {
			return "", tokenError("character", fmt.Sprintf("第 %d 个字符「%s」不会出现在标签码中；请重新扫描或核对后重新输入。", place, printable(r)),
				fmt.Sprintf("Character %d, %q, is never part of a label code; scan again or check what was typed.", place, printable(r)))
		}
		tok = append(tok, c)
	}
	switch {
	case len(tok) == 0:
		return "", tokenError("empty", "没有读到标签码；请重新扫描。", "No label code was read; scan again.")
	case len(tok) != TokenLength:
		return "", tokenError("length", fmt.Sprintf("标签码应为 %d 位，读到 %d 位；请重新扫描或补全。", TokenLength, len(tok)),
			fmt.Sprintf("A label code has %d characters, %d were read; scan again or complete it.", TokenLength, len(tok)))
	case alphabet[checkValue(tok[:TokenLength-1])] != tok[TokenLength-1]:
		return "", tokenError("check", "标签码校验不符，有字符读错或输错；请重新扫描或逐位核对。",
			"The check character disagrees: a character was misread or mistyped; scan again or compare one by one.")
	}
	return string(tok), nil
}

func tokenError(what, zh, en string) error {
	return errs.New(errs.Invalid, "label.token_"+what, zh, en).WithField("token", zh, en)
}

func printable(r rune) string {
	if unicode.IsPrint(r) && r != unicode.ReplacementChar {
		return string(r)
	}
	return fmt.Sprintf("U+%04X", r)
}

func dropped(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Pd) || r == '\u2212'
}

// foldRune returns the character of the alphabet that r stands for, 0 if none.
func foldRune(r rune) byte {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	switch r {
	case 'O':
		r = '0'
	case 'I', 'L':
		r = '1'
	}
	if r > 'Z' || strings.IndexByte(alphabet, byte(r)) < 0 {
		return 0
	}
	return byte(r)
}
