package label

import (
	"math"
	"testing"

	"sealbook/labels"
)

// The picture is the sheet, made smaller: every place has the shape and the
// neighbours it has on paper, and none leaves the page.
func TestThePictureIsTheSheetMadeSmaller(t *testing.T) {
	for _, s := range labels.Stocks() {
		w, h, list := Places(s)
		if len(list) != s.PerPage() {
			t.Fatalf("%s: %d places of %d", s.Name, len(list), s.PerPage())
		}
		near := func(what string, px, mm float64) {
			t.Helper()
			if math.Abs(px-mm*PxPerMM) > 0.06 {
				t.Errorf("%s: %s is %g px for %g mm", s.Name, what, px, mm)
			}
		}
		near("page width", w, s.Page[0])
		near("page height", h, s.Page[1])
		for i, p := range list {
			x, y := s.Corner(i)
			if p.N != i+1 || p.X+p.W > w+0.2 || p.Y+p.H > h+0.2 {
				t.Errorf("%s: place %+v on %g×%g", s.Name, p, w, h)
			}
			near("x", p.X, x)
			near("y", p.Y, y)
			near("width", p.W, s.Label[0])
			near("height", p.H, s.Label[1])
		}
	}
}
