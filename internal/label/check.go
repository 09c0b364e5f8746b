package label

import (
	"strings"
)

// checkValue is Σ αⁱ·dᵢ over GF(32), reduced modulo x⁵+x²+1 with α = x. Every
// power of α up to 30 is different and none is 0, so that a single wrong
// character and any swap of two different ones change the sum; a sum modulo 32
// would miss some swaps.
func checkValue(tok []byte) byte {
	var sum byte
	for _, c := range tok {
		sum = double(sum ^ byte(strings.IndexByte(alphabet, c)))
	}
	return sum
}

// double multiplies by α in GF(32).
func double(v byte) byte {
	v <<= 1
	if v&32 != 0 {
		v ^= 0b100101
	}
	return v
}
