package pages

import (
	"regexp"
	"strings"
)

// manner is how html/template writes a value in some place.
type manner int

const (
	inText       manner = iota // a text, a quoted attribute
	inAddress                  // the way within an address
	wholeAddress               // an address from its beginning
	inQuery                    // behind ? or # of an address
	asDrawn                    // markup that is drawn already
)

// probe is the middle of a mark: each escaper writes it in its own way, so that
// what stands in the page tells which one it was. An attribute without quotes,
// a script or a style writes it in yet another, and is refused.
const probe = ` &"=`

var escapes = map[string]manner{
	` &amp;&#34;=`: inText,
	`%20&amp;%22=`: inAddress,
	`%20%26%22%3d`: inQuery,
	probe:          asDrawn,
}

// lostMark finds what is left of a mark, or stands for one, where an escaper
// changed more of it than its middle.
var lostMark = regexp.MustCompile(`(?i)Hole[0-9]|Full[0-9]|ZgotmplZ`)

// plainBytes change in no address; keptBytes only behind ? and #.
var plainBytes, keptBytes = byteTable("-._~"), byteTable("-._~!#$&*+,/:;=?@[]")

func byteTable(more string) (out [256]bool) {
	for _, list := range []string{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", more} {
		for i := range len(list) {
			out[list[i]] = true
		}
	}
	return out
}

// escapedAddress writes a value as html/template writes it in an address, before
// that is escaped as a text: what is no letter of an address by its number, and
// nothing of one that leads to a program instead of a page.
func escapedAddress(as manner, v string) string {
	if before, _, ok := strings.Cut(v, ":"); as == wholeAddress && ok && !strings.Contains(before, "/") &&
		!strings.EqualFold(before, "http") && !strings.EqualFold(before, "https") && !strings.EqualFold(before, "mailto") {
		return "#ZgotmplZ" // as html/template has it
	}
	plain := &keptBytes
	if as == inQuery {
		plain = &plainBytes
	}
	kept := func(i int) bool {
		return plain[v[i]] || as != inQuery && v[i] == '%' && i+2 < len(v) && isHex(v[i+1]) && isHex(v[i+2])
	}
	i := 0
	for i < len(v) && kept(i) {
		i++
	}
	if i == len(v) {
		return v
	}
	const digits = "0123456789abcdef"
	out := append(make([]byte, 0, len(v)+16), v[:i]...)
	for ; i < len(v); i++ {
		if kept(i) {
			out = append(out, v[i])
		} else {
			out = append(out, '%', digits[v[i]>>4], digits[v[i]&15])
		}
	}
	return string(out)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
