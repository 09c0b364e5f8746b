package label

import (
	"math/bits"

	"github.com/skip2/go-qrcode"

	"sealbook/internal/errs"
	"sealbook/internal/pdf"
)

// Modules is the width of a QR symbol of version 1; Quiet is the blank margin
// on each side that scanners need. Both in modules.
const (
	Modules = 21
	Quiet   = 4
)

// QR returns the 21×21 modules of the token's code, [y][x], true for black,
// without a quiet zone: whoever draws it leaves Quiet modules blank around.
// Version 1 at level Q, which the library calls High.
func QR(token string) ([][]bool, error) {
	if err := checkToken(token); err != nil {
		return nil, err
	}
	q, err := qrcode.NewWithForcedVersion(token, 1, qrcode.High)
	if err != nil {
		return nil, errs.Wrap(err, "label.qr")
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

// checkToken refuses what is not a token in canonical form: a code that prints
// but can never be read back is worse than none.
func checkToken(token string) error {
	canonical, err := ParseToken(token)
	if err != nil {
		return err
	}
	if canonical != token {
		return tokenError("form", "标签码不是规范写法，不能印制。", "The label code is not in its canonical form and cannot be printed.")
	}
	return nil
}

// boxes covers the black modules with rectangles, fewer than one a run: a
// rectangle takes in the rows below that are black over its whole width.
func boxes(m [][]bool) []pdf.Box {
	var rows [Modules]uint32
	for y := range m {
		for x, black := range m[y] {
			if black {
				rows[y] |= 1 << x
			}
		}
	}
	out := make([]pdf.Box, 0, 110)
	for y := range rows {
		for rows[y] != 0 {
			x := bits.TrailingZeros32(rows[y])
			w := bits.TrailingZeros32(^(rows[y] >> x))
			mask := uint32(1)<<w - 1
			mask <<= x
			h := 1
			for rows[y] &^= mask; y+h < Modules && rows[y+h]&mask == mask; h++ {
				rows[y+h] &^= mask
			}
			out = append(out, pdf.Box{X: x, Y: y, W: w, H: h})
		}
	}
	return out
}
