package reqctx

import (
	"strconv"
	"strings"
)

// weighted reads one element of an Accept-Language header: "en-GB;q=0.8". A
// weight that cannot be read is 0: not acceptable.
func weighted(part string) (tag string, q float64) {
	tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
	tag, q = strings.ToLower(strings.TrimSpace(tag)), 1
	if w, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
		f, err := strconv.ParseFloat(w, 64)
		if err != nil || f < 0 || f > 1 {
			return tag, 0
		}
		q = f
	}
	return tag, q
}
