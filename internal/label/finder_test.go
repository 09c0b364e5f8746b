package label

import (
	"bytes"
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// enlarged draws a symbol at so many dots a module, with its quiet zone.
func enlarged(symbol [][]bool, dots int) *image.Gray {
	side := (Modules + 2*Quiet) * dots
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		x, y := i%side/dots-Quiet, i/side/dots-Quiet
		if x < 0 || y < 0 || x >= Modules || y >= Modules || !symbol[y][x] {
			img.Pix[i] = 255
		}
	}
	return img
}

// These codes are right and yet a common reader finds nothing in them; they
// came up among the labels of the sample organ and in 20,000 random tokens.
func TestMisleadingCodesAreKnown(t *testing.T) {
	for _, tok := range []string{"ZBYNPG3MMNKEJXB9", "SEN5MW2R2PBVK1Y0", "QF95VC16REKCFHWX", "YH80RD1PXPWKSJWM"} {
		symbol, err := QR(tok)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decode(enlarged(symbol, 4)); err == nil {
			t.Errorf("%s reads %q: no example any more", tok, got)
		}
		if !misleading(symbol) {
			t.Errorf("%s is not known to mislead", tok)
		}
	}
}

// Whatever token is made, its code is read at any size of module. Without the
// check two of these would not be.
func TestEveryNewTokenIsRead(t *testing.T) {
	chance := rand.NewChaCha8([32]byte{18})
	for n := range 2500 {
		tok, err := NewToken(chance)
		if err != nil {
			t.Fatal(err)
		}
		symbol, err := QR(tok)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decode(enlarged(symbol, 3+n%4)); err != nil || got != tok {
			t.Errorf("%s at %d dots a module reads %q, %v", tok, 3+n%4, got, err)
		}
	}
}

// The widths within half of 1:1:3:1:1 are taken for a finder pattern, wherever
// they lie on the line; the three true ones of every symbol are among them.
func TestFinderLikeWidths(t *testing.T) {
	line := func(runs ...int) []bool {
		var l []bool
		for i, n := range runs {
			l = append(l, slices.Repeat([]bool{i%2 == 1}, n)...)
		}
		return l
	}
	for _, tc := range []struct {
		line []bool
		want [][2]int
	}{
		{line(4, 1, 1, 3, 1, 1, 4), [][2]int{{6, 9}}},
		{line(0, 2, 2, 6, 2, 2), [][2]int{{4, 10}}},
		{line(2, 1, 1, 2, 1, 1), [][2]int{{4, 6}}},
		{line(2, 1, 1, 4, 1, 1), [][2]int{{4, 8}}},
		{line(2, 1, 1, 1, 1, 1), nil},
		{line(2, 1, 2, 3, 1, 1), nil},
		{line(2, 1, 1, 3, 1), nil},
		{line(9), nil},
	} {
		if got := finderLike(tc.line); !slices.Equal(got, tc.want) {
			t.Errorf("%v: %v, want %v", tc.line, got, tc.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		symbol, err := QR(anyToken.Draw(t, "token"))
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range []int{3, Modules - 4} {
			if got := finderLike(symbol[y]); !slices.Contains(got, [2]int{2, 5}) || !crosses(column(symbol, 3), y) {
				t.Errorf("row %d: %v", y, got)
			}
		}
	})
}

// A source that gives the same for ever is told, not waited for.
func TestTokenFromABrokenSource(t *testing.T) {
	var raw [TokenLength - 1]byte
	for { // the first misleading one of a fixed row
		symbol, err := QR(tokenOf(raw))
		if err != nil {
			t.Fatal(err)
		}
		if misleading(symbol) {
			break
		}
		raw[0]++
	}
	if tok, err := NewToken(bytes.NewReader(bytes.Repeat(raw[:], 1000))); err == nil {
		t.Errorf("made %s", tok)
	}
}
