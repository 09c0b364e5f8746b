package value

import (
	"strings"

	"sealbook/internal/errs"
)

// MAC reads one or several MAC addresses in any usual notation and writes them
// as AA-BB-CC-DD-EE-FF, joined by 、. «无» and the empty cell give "".
func MAC(cell string) (string, errs.Text) {
	s := strings.ToUpper(Code(cell))
	if Nothing(s) || s == "无" {
		return "", errs.Text{}
	}
	var out []string
	for _, part := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune("、/;,|\n", c) }) {
		digits := strings.Map(func(c rune) rune {
			if strings.ContainsRune("-:. ", c) {
				return -1
			}
			return c
		}, part)
		if digits == "" {
			continue
		}
		if !validMAC(digits) {
			return "", errs.T("MAC 地址「"+clip(part)+"」无效，应为 12 位十六进制数，如 BC-80-19-73-ED-98。",
				"the MAC address \""+clip(part)+"\" is not valid: it takes 12 hexadecimal digits, as BC-80-19-73-ED-98.")
		}
		pairs := make([]string, 6)
		for i := range pairs {
			pairs[i] = digits[2*i : 2*i+2]
		}
		out = append(out, strings.Join(pairs, "-"))
	}
	return strings.Join(out, "、"), errs.Text{}
}

// validMAC: 12 hexadecimal digits, neither all zero nor the broadcast address.
func validMAC(d string) bool {
	return len(d) == 12 && strings.Trim(d, "0123456789ABCDEF") == "" &&
		strings.Trim(d, "0") != "" && strings.Trim(d, "F") != ""
}
