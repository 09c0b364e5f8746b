package agreement

import "strings"

// The alphabet and weights of the unified social credit code (GB 32100-2015).
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// CreditCodeFits reports whether a unified social credit code has 18 characters of
// its alphabet and its check character is right (GB 32100-2015).
func CreditCodeFits(code string) bool {
	if len(code) != 18 {
		return false
	}
	sum := 0
	for i, w := range creditWeights {
		n := strings.IndexByte(creditAlphabet, code[i])
		if n < 0 {
			return false
		}
		sum += n * w
	}
	return code[17] == creditAlphabet[(31-sum%31)%31]
}
