package label

import (
	"image"
	"image/color"
	"regexp"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// picture draws modules with n pixels each and a white margin.
func picture(m [][]bool, n, margin int) image.Image {
	side := len(m)*n + 2*margin
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := range m {
		for x, black := range m[y] {
			for k := 0; black && k < n*n; k++ {
				img.SetGray(margin+x*n+k%n, margin+y*n+k/n, color.Gray{})
			}
		}
	}
	return img
}

func TestQRIsVersionOneAndHoldsOnlyTheToken(t *testing.T) {
	for i := range 300 {
		m, err := QR(token(i))
		if err != nil {
			t.Fatal(err)
		}
		if len(m) != Modules || len(m[0]) != Modules {
			t.Fatalf("%d×%d modules, want version 1 without border", len(m[0]), len(m))
		}
		if got, err := decode(picture(m, 4, Quiet*4)); err != nil || got != token(i) {
			t.Fatalf("%s decodes as %q, %v", token(i), got, err)
		}
		// Format information (ISO/IEC 18004 §7.9): the level stands in row 8,
		// columns 0 and 1, and is masked by 10. Q is 11.
		if level := [2]bool{!m[8][0], m[8][1]}; level != [2]bool{true, true} {
			t.Fatalf("%s: error level bits %v, want Q", token(i), level)
		}
	}
}

func TestQRTakesTokensOfEveryMixOfDigitsAndLetters(t *testing.T) {
	// Digits and letters in turns tempt an encoder into several segments that
	// would no longer fit version 1.
	rapid.Check(t, func(t *rapid.T) {
		tok := string(rapid.SliceOfN(rapid.SampledFrom([]byte("0189AZ")), TokenLength-1, TokenLength-1).Draw(t, "tok"))
		tok += string(alphabet[checkValue([]byte(tok))])
		if _, err := QR(tok); err != nil {
			t.Fatalf("%s: %v", tok, err)
		}
	})
	if _, err := QR("NOT A TOKEN"); err == nil {
		t.Error("something else than a token was encoded")
	}
}

func TestBoxesCoverTheBlackModulesOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := make([][]bool, Modules)
		for y := range m {
			m[y] = rapid.SliceOfN(rapid.Bool(), Modules, Modules).Draw(t, "row")
		}
		var n [Modules][Modules]int
		for _, b := range boxes(m) {
			for y := b.Y; y < b.Y+b.H; y++ {
				for x := b.X; x < b.X+b.W; x++ {
					n[y][x]++
				}
			}
		}
		for y := range m {
			for x, black := range m[y] {
				if black != (n[y][x] == 1) || n[y][x] > 1 {
					t.Fatalf("module %d,%d black=%v is covered %d times", x, y, black, n[y][x])
				}
			}
		}
	})
}

var boxPath = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z`)

// modulesOf reads the boxes of an SVG path back into modules.
func modulesOf(t *testing.T, path string, off int) [][]bool {
	t.Helper()
	m := make([][]bool, Modules)
	for y := range m {
		m[y] = make([]bool, Modules)
	}
	for _, g := range boxPath.FindAllStringSubmatch(path, -1) {
		var v [5]int
		for i := range v {
			v[i], _ = strconv.Atoi(g[i+1])
		}
		if v[2] != v[4] {
			t.Fatalf("box %s does not close", g[0])
		}
		for y := v[1] - off; y < v[1]-off+v[3]; y++ {
			for x := v[0] - off; x < v[0]-off+v[2]; x++ {
				m[y][x] = true
			}
		}
	}
	return m
}
